/** Sentences of scam reports, and of a look at one. */
import type { Words } from "./words.ts";

type Facts = Readonly<Record<string, unknown>>;

const kinds: Readonly<Record<string, Words>> = {
  link: { en: "a scam link", zh: "一个诈骗链接" },
  message: { en: "a scam message", zh: "一条诈骗信息" },
  phone: { en: "a scam number", zh: "一个诈骗号码" },
  email: { en: "a scam e-mail address", zh: "一个诈骗邮箱" },
};
const aScam: Words = { en: "a scam", zh: "一条诈骗线索" };

export const scamsTold = {
  "scam.reported": ({ kind }: Facts) => {
    const { en, zh } = (Object.hasOwn(kinds, String(kind)) && kinds[String(kind)]) || aScam;
    return { en: `You reported ${en}`, zh: `您举报了${zh}` };
  },
  "file.viewed": ({ subject }: Facts) =>
    String(subject).startsWith("scr_")
      ? { en: "Staff read a scam report of yours", zh: "工作人员查看了您的一条诈骗举报" }
      : { en: "Staff looked at your case", zh: "客服查看了您的案件" },
} as const;

/** In the chain of the house. */
export const scamsUntold = ["scam.marked"] as const;
