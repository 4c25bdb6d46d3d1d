/** Everything that the wallet says, in both languages. */
import { transferWords } from "./words-transfer.ts";

export type Words = { en: string; zh: string };
export type Lang = keyof Words;

export const words = {
  ...transferWords,
  brand: { en: "Boan Wallet", zh: "博安钱包" },
  demo: {
    en: "Demo wallet. Names, balances and payments are invented.",
    zh: "演示钱包：姓名、余额和账单均为虚构。",
  },
  other: { en: "中文", zh: "English" },
  foot: {
    en: "We never ask for your code, password or a transfer by phone or chat.",
    zh: "我们绝不会在电话或聊天里向您索要验证码、密码，也不会要求您转账。",
  },
  error: { en: "Error", zh: "错误" },
  back: { en: "Back to sign in", zh: "返回登录" },
  retry: { en: "Try again", zh: "重试" },

  signIn: { en: "Sign in", zh: "登录" },
  signInLead: { en: "to your Boan Wallet", zh: "登录后查看您的钱包" },
  identifier: {
    en: "Phone number, e-mail or account name",
    zh: "手机号、邮箱或账户名",
  },
  password: { en: "Password", zh: "密码" },
  forgot: { en: "Forgot password?", zh: "忘记密码？" },
  forgotHint: {
    en: "Opens Rightful, which gives accounts back to their owners.",
    zh: "将打开“归原”，由它帮您找回账户。",
  },

  wrongPassword: {
    en: "That account and password do not go together. You can try again, or use “Forgot password?”.",
    zh: "账户与密码不匹配。您可以再试一次，或点“忘记密码？”。",
  },
  badIdentifier: {
    en: "Enter a phone number, like 138 1234 5678, an e-mail address or your account name.",
    zh: "请输入手机号（例如 138 1234 5678）、邮箱或账户名。",
  },
  noPassword: { en: "Enter your password.", zh: "请输入密码。" },
  tooMany: {
    en: "Too many tries from this device. You can try again in about {minutes} min. “Forgot password?” works now.",
    zh: "这台设备尝试次数过多，约 {minutes} 分钟后可再试。现在可以用“忘记密码？”。",
  },
  held: {
    en: "This account cannot be signed in to now. “Forgot password?” shows what you can do.",
    zh: "此账户目前不能登录。点“忘记密码？”查看您可以怎么做。",
  },
  downForm: {
    en: "We cannot check sign-ins at the moment. Nothing was lost; please try again in a minute.",
    zh: "暂时无法核对登录信息。没有丢失任何内容，请过一分钟再试。",
  },
  staleForm: {
    en: "This page was open for a while. Please press the button once more.",
    zh: "页面打开的时间有点久，请再按一次按钮。",
  },

  downTitle: { en: "We cannot reach the sign-in service", zh: "暂时连不上登录服务" },
  downText: {
    en: "Your money and your sign-in are as they were. Nothing was lost. Please try again in a minute.",
    zh: "您的资金和登录状态都没有变化，没有丢失任何内容。请过一分钟再试。",
  },
  endedTitle: { en: "You have been signed out", zh: "您已退出登录" },
  endedText: {
    en: "This happens when the password of the account was changed, or when all devices were signed out. Sign in again with the newest password.",
    zh: "账户密码已修改，或所有设备已被退出登录时，会出现这种情况。请用最新的密码重新登录。",
  },
  endedNotMe: { en: "I changed nothing. Help me", zh: "不是我改的，我需要帮助" },
  outTitle: { en: "You have signed out", zh: "您已退出登录" },
  outText: {
    en: "This device only. Other devices stay signed in.",
    zh: "只退出了这台设备，其他设备不受影响。",
  },
  outAllText: {
    en: "Every device has been signed out, this one too.",
    zh: "所有设备都已退出登录，包括这一台。",
  },
  notFoundTitle: { en: "There is no page here", zh: "这里没有页面" },
  notFoundText: { en: "The address may have been mistyped.", zh: "网址可能有误。" },

  hello: { en: "Hello, {name}", zh: "{name}，您好" },
  helloNobody: { en: "Your wallet", zh: "我的钱包" },
  balance: { en: "Balance", zh: "余额" },
  balanceDemo: { en: "Demo figure, not real money", zh: "演示数据，并非真实资金" },
  entries: { en: "Last payments", zh: "最近账单" },
  noEntries: { en: "No payments yet.", zh: "还没有账单。" },
  account: { en: "Account", zh: "账户" },
  centre: { en: "Security centre", zh: "安全中心" },
  centreHint: {
    en: "Ways back in, devices, activity. Opens Rightful.",
    zh: "找回方式、设备与活动记录，将打开“归原”。",
  },
  signOut: { en: "Sign out", zh: "退出登录" },
  signOutHint: { en: "This device only", zh: "只退出这台设备" },
  signOutAll: { en: "Sign out everywhere", zh: "退出所有设备" },
  signOutAllHint: { en: "All devices, this one too", zh: "包括这一台" },

  device: { en: "Demo: whose phone is this browser?", zh: "演示：把这个浏览器当作谁的手机？" },
  deviceHint: {
    en: "A phone used for 7 days or more makes recovery quicker.",
    zh: "使用满 7 天的手机，找回会更快。",
  },
  deviceNew: { en: "A new phone", zh: "一部新手机" },
  deviceUse: { en: "Use this phone", zh: "使用这部手机" },
} satisfies Record<string, Words>;

export type Word = keyof typeof words;

/** One phrase, its blanks filled in. */
export const say = (lang: Lang, word: Word, blanks: Record<string, string | number> = {}) =>
  words[word][lang].replace(/\{(\w+)\}/g, (_, key: string) => String(blanks[key] ?? ""));

/** The language that was chosen, else the browser's, else Chinese. */
export function langOf(chosen: string | undefined, accepted: string): Lang {
  if (chosen === "en" || chosen === "zh") return chosen;
  const first = /\b(en|zh)\b/i.exec(accepted)?.[1]?.toLowerCase();
  return first === "en" ? "en" : "zh";
}
