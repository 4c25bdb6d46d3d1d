/** Verdicts about ways back in, codes, freezes and money. Pure: what was counted in, a sentence out. */
import { isBelow, type Share, shareOf, type Verdict, type Words } from "./rules.ts";

export const TRIES_LEAST = 30;
/** Without four weeks to compare with, a method of which two in three tries fail counts as broken. */
export const FLOOR = 1 / 3;
/** So many claims of the same hours make something usual. */
export const USUAL_LEAST = 30;

const percent = (share: number) => `${Math.round(share * 100)} %`;

const proofs: Readonly<Record<string, Words>> = {
  "sms-code": { en: "Code by text message", zh: "短信验证码" },
  "email-code": { en: "Code by e-mail", zh: "邮箱验证码" },
  passkey: { en: "Passkey", zh: "通行密钥" },
  "recovery-code": { en: "Recovery code", zh: "恢复码" },
  "authenticator-code": { en: "Authenticator app", zh: "身份验证器" },
  face: { en: "Face check", zh: "人脸验证" },
  "contact-approval": { en: "Recovery contacts", zh: "可信联系人" },
  "known-device": { en: "Known device", zh: "常用设备" },
  "device-approval": { en: "Another signed-in device", zh: "另一台已登录设备" },
};
export const proofWords = (proof: string): Words => proofs[proof] ?? { en: proof, zh: proof };

export type Tried = { proof: string; now: Share; usual: Share };

export function judgeMethods(tried: readonly Tried[]): Verdict {
  const broken = tried.filter(({ now, usual }) => {
    if (now.n < TRIES_LEAST) return false;
    return usual.n >= USUAL_LEAST ? isBelow(now, usual) : shareOf(now) < FLOOR;
  });
  const all = tried.reduce((sum, { now }) => sum + now.n, 0);
  if (broken.length === 0)
    return {
      is: false,
      says: {
        en: `${all} tries in 15 minutes, none stands out.`,
        zh: `15 分钟内尝试 ${all} 次，无明显异常。`,
      },
    };
  const each = (lang: "en" | "zh") =>
    broken.map(({ proof, now, usual }) => {
      const name = proofWords(proof)[lang];
      const was = usual.n >= USUAL_LEAST ? percent(shareOf(usual)) : null;
      return lang === "en"
        ? `${name}: ${now.ok} of ${now.n} tries passed, ${was ? `usually ${was}` : "nothing to compare with yet"}`
        : `${name}：尝试 ${now.n} 次，通过 ${now.ok} 次，${was ? `平时 ${was}` : "暂无历史可比"}`;
    });
  return { is: true, says: { en: `${each("en").join("; ")}.`, zh: `${each("zh").join("；")}。` } };
}

export const CODES_LEAST = 50;
/** `late`: waiting for longer than 30 seconds, or given up. */
export function judgeDelivery({ sent, late }: { sent: number; late: number }): Verdict {
  return {
    is: sent >= CODES_LEAST && late / sent > 0.1,
    says: {
      en: `${sent} codes in 10 minutes, ${late} of them not handed over within 30 seconds.`,
      zh: `10 分钟内发送验证码 ${sent} 条，其中 ${late} 条在 30 秒内未交给发送方。`,
    },
  };
}

export const FREEZES_LEAST = 20;
export type Freezes = { n: number; p95Seconds: number | null; waiting: number };

/** Under 20 freezes one slow one is no twentieth; one that waits for a minute counts alone. */
export function judgeFreezes({ n, p95Seconds, waiting }: Freezes): Verdict {
  const p95 = Math.round((p95Seconds ?? 0) * 10) / 10;
  return {
    is: waiting > 0 || (n >= FREEZES_LEAST && (p95Seconds ?? 0) > 5),
    says: {
      en: `${n} freezes in 15 minutes, 95 % within ${p95} s; ${waiting} wait for the wallet for over a minute.`,
      zh: `15 分钟内冻结 ${n} 次，95% 在 ${p95} 秒内生效；${waiting} 项等待钱包确认超过一分钟。`,
    },
  };
}

export const judgePayments = (n: number): Verdict => ({
  is: n > 0,
  says: {
    en: `${n} payments from frozen accounts were reported in the last hour.`,
    zh: `最近一小时上报了 ${n} 笔冻结账户的付款。`,
  },
});

export const judgeWrongPerson = (n: number): Verdict => ({
  is: n > 0,
  says: {
    en: `${n} completed recoveries were objected to within 24 hours.`,
    zh: `24 小时内有 ${n} 起已完成的找回被本人否认。`,
  },
});

export const CLAIMS_LEAST = 30;
export type Funnel = {
  now: { started: number; proven: number; passed: number };
  usual: { started: number; proven: number; passed: number };
};

/** Two steps: the first proof of those who began, and enough proofs of those who had one. */
export function judgeFunnel({ now, usual }: Funnel): Verdict {
  const steps = [
    {
      name: { en: "First proof", zh: "第一项证明" },
      now: { n: now.started, ok: now.proven },
      usual: { n: usual.started, ok: usual.proven },
    },
    {
      name: { en: "Enough proofs", zh: "证明齐备" },
      now: { n: now.proven, ok: now.passed },
      usual: { n: usual.proven, ok: usual.passed },
    },
  ];
  if (usual.started < USUAL_LEAST)
    return {
      is: null,
      says: {
        en: "There are not four weeks of claims to compare with yet.",
        zh: "尚无过去四周的数据可供比较。",
      },
    };
  const lost = steps.filter(
    ({ now, usual }) => now.n >= CLAIMS_LEAST && usual.n >= USUAL_LEAST && isBelow(now, usual),
  );
  if (lost.length === 0)
    return {
      is: false,
      says: {
        en: `${now.started} claims in an hour, no step stands out.`,
        zh: `一小时内申请 ${now.started} 起，各步骤无明显异常。`,
      },
    };
  const each = (lang: "en" | "zh") =>
    lost.map(({ name, now, usual }) =>
      lang === "en"
        ? `${name.en}: ${now.ok} of ${now.n} came so far, usually ${percent(shareOf(usual))}`
        : `${name.zh}：${now.n} 起中 ${now.ok} 起到达，平时 ${percent(shareOf(usual))}`,
    );
  return { is: true, says: { en: `${each("en").join("; ")}.`, zh: `${each("zh").join("；")}。` } };
}
