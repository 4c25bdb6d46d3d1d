/** Sentences of what happens in the security centre, and of signing in. */

import type { Words } from "./words.ts";
import { contactsTold, contactsUntold } from "./words-contacts.ts";
import { faceTold, faceUntold } from "./words-face.ts";
import { numberTold } from "./words-number.ts";
import { scamsTold, scamsUntold } from "./words-scams.ts";

type Facts = Readonly<Record<string, unknown>>;

/** The wallet's name for a device, as it was cleaned when it came. */
const on = ({ device }: Facts): Words =>
  typeof device === "string" && device !== ""
    ? { en: `: ${device}`, zh: `：${device}` }
    : { en: "", zh: "" };

const tries = ({ failed }: Facts): Words =>
  typeof failed !== "number"
    ? { en: "", zh: "" }
    : {
        en: ` (after ${failed} wrong ${failed === 1 ? "password" : "passwords"})`,
        zh: `（此前密码输错 ${failed} 次）`,
      };

const both = (first: Words, ...more: readonly Words[]): Words => ({
  en: first.en + more.map(({ en }) => en).join(""),
  zh: first.zh + more.map(({ zh }) => zh).join(""),
});

const rehearsed: Readonly<Record<string, Words>> = {
  "recovery-code": { en: "a recovery code", zh: "恢复码" },
  "authenticator-code": { en: "the authenticator app", zh: "身份验证器" },
};
const what = ({ proof }: Facts): Words =>
  (Object.hasOwn(rehearsed, String(proof)) && rehearsed[String(proof)]) || {
    en: "a way back in",
    zh: "一种找回方式",
  };

export const centreTold = {
  "recovery.continued": {
    en: "A recovery was carried on in another browser",
    zh: "找回在另一个浏览器中继续",
  },
  "approval.asked": {
    en: "A recovery asked a signed-in device to approve it",
    zh: "一次找回请求已登录的设备批准",
  },
  "approval.given": (facts: Facts) =>
    both(
      { en: "A recovery was approved on a signed-in device", zh: "已登录的设备批准了一次找回" },
      on(facts),
    ),
  "approval.refused": {
    en: "Approving a recovery was refused: wrong number, or not from this device",
    zh: "批准找回未成功：数字不符，或此设备不能批准",
  },
  "passkey.copied": {
    en: "A passkey was refused: there seem to be two of it",
    zh: "一把通行密钥被拒绝：可能存在复制品",
  },
  ...contactsTold,
  ...faceTold,
  ...numberTold,
  ...scamsTold,
  "session.started": (facts: Facts) =>
    both({ en: "Signed in to the wallet", zh: "登录了钱包" }, on(facts), tries(facts)),
  "device.signed-out": (facts: Facts) =>
    both({ en: "A device was signed out", zh: "一台设备已退出登录" }, on(facts)),
  "device.disowned": (facts: Facts) =>
    both(
      { en: "A device was signed out as unknown", zh: "一台设备被标为不认识并退出登录" },
      on(facts),
    ),
  "password.changed": ({ why, by }: Facts) =>
    why === "recovery"
      ? { en: "The password was changed, after a recovery", zh: "密码已更改（通过账户找回）" }
      : by === "old-password"
        ? {
            en: "The password was changed here, with the old password",
            zh: "密码已在安全中心更改（凭旧密码）",
          }
        : by === "fresh-proof"
          ? {
              en: "The password was changed here, after a proof",
              zh: "密码已在安全中心更改（凭身份验证）",
            }
          : { en: "The password was changed", zh: "密码已更改" },
  "password.change-refused": {
    en: "Changing the password was refused: the old password was wrong",
    zh: "更改密码未成功：旧密码不正确",
  },
  "password.refused-elsewhere": {
    en: "The new password was not taken over everywhere: please set another one",
    zh: "新密码未能同步到登录系统，请再设置一个新密码",
  },
  "proof.rehearsed": (facts: Facts) => {
    const { en, zh } = what(facts);
    return { en: `Tried out, and it works: ${en}`, zh: `试用成功：${zh}` };
  },
  "proof.rehearsal-refused": (facts: Facts) => {
    const { en, zh } = what(facts);
    return { en: `Tried out, and it was wrong: ${en}`, zh: `试用未通过：${zh}` };
  },
  "account.record-exported": { en: "This record was exported", zh: "安全记录已导出" },
} as const;

/** Said by the line of the device. */
export const centreUntold = [
  "device.sessions-ended",
  ...contactsUntold,
  ...faceUntold,
  ...scamsUntold,
] as const;
