/** What the shield says, in both languages. */
import type { Purpose } from "./rules.ts";

export type Words = { en: string; zh: string };

export const purposeWords: Readonly<Record<Purpose, Words>> = {
  "call-back": { en: "a call back about your case", zh: "就您的案件回电" },
  document: { en: "to ask you for a further document", zh: "请您补充材料" },
  freeze: { en: "a call after a freeze of your account", zh: "账户冻结后的核实" },
  decision: { en: "to tell you what was decided", zh: "告知您审核结果" },
};

/** For the one who calls, to say in the owner's language. */
export const toSay = (code: string): Words => ({
  en: `Before we talk, please make sure that it is us. Open the security centre yourself, choose “Is this call from us?” and type this code: ${code}. If it does not say “official”, hang up.`,
  zh: `在继续之前，请先核实我们的身份。请您自己打开安全中心，点“这通来电是官方的吗？”，输入核对码：${code}。如果页面没有显示“官方”，请直接挂断。`,
});

export const official = (purpose: Purpose): Words => ({
  en: `This call is from us: ${purposeWords[purpose].en}. Even so, we never ask for a password or for a code that was sent to you.`,
  zh: `这通来电来自我们：${purposeWords[purpose].zh}。即便如此，我们也不会索要密码或您收到的验证码。`,
});

/** One answer for a wrong code, another's, an old one, and for whoever is not signed in. */
export const notForYou: Words = {
  en: "This code is not for you. If somebody read it out to you, hang up now and call us yourself, on the number that you know. If you only mistyped it, or are not signed in, sign in and type it once more, after you have hung up.",
  zh: "这个核对码不是给您的。如果是来电的人念给您的，请立即挂断，再自己拨打您已知的官方电话。如果只是输错了或还没有登录，请先挂断，登录后再输入一次。",
};
