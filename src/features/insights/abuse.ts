/**
 * Attacks, as far as our own rows can tell them. A sign is not a verdict: an owner with a new SIM card carries one
 * too. So each attempt is told with what came of it (stopped; let in and objected to within 30 days; let in and
 * nobody objected; still open), and the share that got through with its lowest and highest reading. What cannot
 * be told is named. Attackers are never shown this: nothing of it is in the portal.
 */
import { rateOf, type Share } from "./rules.ts";

type Words = { en: string; zh: string };
type Kind = { id: string; name: Words; sign: Words; of: "claims" | "freezes" | "desk" };

/** So many names from one place in a day are a list, and not a person with a bad memory. */
export const burstOf = { device: 5, network: 20 };
/** Accounts that one browser froze in a day. */
export const FROZEN_BY_ONE = 3;
/** A browser or network is named as a cluster from so many attempts on. */
export const REPORTED_FROM = 3;
export const CLUSTERS_MAX = 10;

export const kinds: readonly Kind[] = [
  {
    ...{ id: "enumeration", of: "claims" },
    name: { en: "Trying out names", zh: "批量试探账户" },
    sign: {
      en: "Claims of one browser for 5 or more names in a day, or of one network for 20 or more of which at least half have no account",
      zh: "同一浏览器一天内申请 5 个及以上账户名，或同一网络一天内申请 20 个及以上且至少一半不存在",
    },
  },
  {
    ...{ id: "sim-swap", of: "claims" },
    name: { en: "SIM or number changed", zh: "补换卡或号码异常" },
    sign: {
      en: "The operator said of the number: SIM replaced lately, forwarded, or somebody else's now",
      zh: "运营商核验结果为近期补换卡、呼叫转移或已归他人",
    },
  },
  {
    ...{ id: "another-face", of: "claims" },
    name: { en: "Another face", zh: "人脸不符" },
    sign: {
      en: "A face check of the claim saw another person's face",
      zh: "找回过程中的人脸验证比对为他人",
    },
  },
  {
    ...{ id: "helper-collusion", of: "claims" },
    name: { en: "Contact vouched wrongly", zh: "联系人为他人作证" },
    sign: {
      en: "Contacts gave their approval, and the owner stopped the claim or objected afterwards",
      zh: "可信联系人已作证，但本人阻止了申请或事后提出异议",
    },
  },
  {
    ...{ id: "stopped-device", of: "claims" },
    name: { en: "Stopped browser returns", zh: "被阻止的浏览器再试" },
    sign: {
      en: "The browser made a claim before that its owner stopped or an agent denied",
      zh: "同一浏览器此前的申请曾被本人阻止或被客服拒绝",
    },
  },
  {
    ...{ id: "disowned-claim", of: "claims" },
    name: { en: "“This wasn't me”", zh: "本人否认的申请" },
    sign: {
      en: "The owner stopped the claim, or objected within 30 days after somebody got in",
      zh: "本人阻止了申请，或在他人进入后 30 天内提出异议",
    },
  },
  {
    ...{ id: "serial-freeze", of: "freezes" },
    name: { en: "Serial freezing", zh: "恶意批量冻结" },
    sign: {
      en: "Claims of one browser froze 3 or more accounts in a day",
      zh: "同一浏览器的申请一天内冻结了 3 个及以上账户",
    },
  },
  {
    ...{ id: "agent-misuse", of: "desk" },
    name: { en: "Refused at the desk", zh: "客服越权被拒" },
    sign: {
      en: "Somebody of the desk tried what is not theirs to do and was refused",
      zh: "工作台人员尝试无权操作并被系统拒绝",
    },
  },
];

/** What no row tells. Each is said on the page, so that nothing reads as nought. */
export const notMeasured: readonly { id: string; name: Words; why: Words }[] = [
  {
    id: "requests-over-the-limit",
    name: { en: "Requests refused by a limit", zh: "被限流拒绝的请求" },
    why: {
      en: "Limits count and forget: they keep no row a request, so what they stopped is missing from “blocked”.",
      zh: "限流只计数、不留逐条记录，因此“已拦截”中不含这部分。",
    },
  },
  {
    id: "false-faces",
    name: { en: "Masks, pictures and videos of a face", zh: "面具、照片或视频冒充人脸" },
    why: {
      en: "Why a check was unsure is sealed with the account: bad light and a mask look alike from here.",
      zh: "验证不确定的原因与账户数据一同加密，统计时无法区分光线不足与冒充。",
    },
  },
  {
    id: "single-freezes",
    name: { en: "One freeze placed in bad faith", zh: "单次恶意冻结" },
    why: {
      en: "A freeze by an owner and one by a stranger who holds a code leave the same row.",
      zh: "本人冻结与持有验证码的他人冻结，留下的记录相同。",
    },
  },
  {
    id: "willing-agents",
    name: { en: "Misuse by an agent that was not refused", zh: "未被系统拒绝的内部滥用" },
    why: {
      en: "What was allowed looks like work. Unusual viewing and quick second verdicts are listed in the audit, by person and for their own lead.",
      zh: "被允许的操作与正常工作无异；异常查看和过快复核列在审计中，由其主管核查。",
    },
  },
];

export type DayCount = {
  kind: string;
  day: string;
  n: number;
  blocked: number;
  through: number;
  unclear: number;
  open: number;
};

type KindRow = Omit<Kind, "of"> & {
  n: number;
  blocked: number;
  through: number | null;
  unclear: number;
  open: number;
  /** Of those that ended: let in and objected to. `atMost`: with all that nobody objected to. */
  gotThrough: Share | null;
  gotThroughAtMost: Share | null;
};

const sum = (rows: readonly DayCount[], what: Exclude<keyof DayCount, "kind" | "day">) =>
  rows.reduce((total, row) => total + row[what], 0);

/** Kinds that a filter of claims cannot narrow are left out while there is one. */
export const kindsUnder = (isNarrowed: boolean) =>
  kinds.filter(({ of }) => of !== "desk" || !isNarrowed);

/** One row a kind, also of those that nobody tried. */
export const kindRows = (counted: readonly DayCount[], isNarrowed: boolean): KindRow[] =>
  kindsUnder(isNarrowed).map(({ of, ...kind }) => {
    const rows = counted.filter((row) => row.kind === kind.id);
    const [blocked, through] = [sum(rows, "blocked"), sum(rows, "through")];
    const [unclear, open] = [sum(rows, "unclear"), sum(rows, "open")];
    const ended = blocked + through + unclear;
    return {
      ...kind,
      ...{ n: sum(rows, "n"), blocked, unclear, open },
      through: of === "desk" ? null : through,
      gotThrough: of === "claims" ? rateOf(through, ended) : null,
      gotThroughAtMost: of === "claims" ? rateOf(through + unclear, ended) : null,
    };
  });
