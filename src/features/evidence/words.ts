/** What the claimant is told of files, in both languages; each sentence is written in its own. */
import type { Kind, retakeReasons } from "./rules.ts";

type Words = { en: string; zh: string };

export const kindWords: Readonly<Record<Kind, Words>> = {
  "id-front": { en: "Front of your ID", zh: "证件正面" },
  "id-back": { en: "Back of your ID", zh: "证件背面" },
  selfie: { en: "Photo of yourself", zh: "本人照片" },
  "sim-contract": { en: "Contract of your number", zh: "入网证明" },
  screenshot: { en: "Screenshot", zh: "截图" },
  "chat-with-scammer": { en: "Chat with the scammer", zh: "与骗子的聊天记录" },
  "bank-slip": { en: "Bank slip", zh: "银行回单" },
  other: { en: "Your file", zh: "您提交的文件" },
};

export const retakeWords: Readonly<Record<(typeof retakeReasons)[number], Words>> = {
  blurred: {
    en: "it is blurred. Please take it again, holding still.",
    zh: "画面模糊，请拿稳后重新拍摄。",
  },
  "cut-off": {
    en: "a part is cut off. Please take it again with all four corners in the picture.",
    zh: "画面不完整，请重新拍摄，保证四角完整。",
  },
  glare: {
    en: "light is reflected on it. Please take it again out of direct light.",
    zh: "画面反光，请避开强光重新拍摄。",
  },
  "wrong-side": {
    en: "this shows another side or page. Please send the one named here.",
    zh: "提交的不是这一面，请重新提交。",
  },
  "other-document": {
    en: "this is another document. Please send the one named here.",
    zh: "提交的不是这份材料，请重新提交。",
  },
};
