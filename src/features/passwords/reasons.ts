/** Why a password is refused, in words. The codes are stable: screens and integrations read them. */

export type Words = { en: string; zh: string };

const texts = {
  "too-short": {
    en: "It is too short. Use at least {min} characters; a few words in a row are easy to remember.",
    zh: "太短了，至少 {min} 个字符。几个词连在一起，既长又好记。",
  },
  "too-long": {
    en: "It is longer than {max} characters. Please shorten it a little.",
    zh: "超过了 {max} 个字符，请缩短一些。",
  },
  breached: {
    en: "This password has appeared in a leak. Choose another.",
    zh: "这个密码曾被泄露，请换一个。",
  },
  common: {
    en: "Many people use this password or one very close to it, so it is tried first. Choose another.",
    zh: "很多人在用这个密码或与它相近的密码，最先会被试到，请换一个。",
  },
  birthday: {
    en: "It is built around your birthday, which others can find out. Leave the date out.",
    zh: "其中主要是您的生日，别人不难知道，请不要用生日。",
  },
  phone: {
    en: "It contains part of your phone number. Leave those digits out.",
    zh: "其中有您手机号里的数字，请去掉。",
  },
  "id-number": {
    en: "It contains part of your ID number. Leave those digits out.",
    zh: "其中有您证件号里的数字，请去掉。",
  },
  name: {
    en: "It is mostly your name. Choose something that is not about you.",
    zh: "其中主要是您的姓名，请换成与您本人无关的内容。",
  },
  email: {
    en: "It is mostly your e-mail address. Choose something else.",
    zh: "其中主要是您的邮箱名，请换一个。",
  },
  "account-name": {
    en: "It is mostly your account name. Choose something else.",
    zh: "其中主要是您的账户名，请换一个。",
  },
  "service-name": {
    en: "It is mostly the name of this service. Choose something else.",
    zh: "其中主要是本服务的名称，请换一个。",
  },
  pattern: {
    en: "It follows a pattern that is tried early, such as 12345678, qwerty or a date.",
    zh: "这是容易被试到的规律，例如 12345678、qwerty 或日期，请换一个。",
  },
  repeated: {
    en: "It repeats the same few characters. Add something different.",
    zh: "只是几个字符在重复，请加入不同的内容。",
  },
  "too-guessable": {
    en: "It can be guessed in few tries. One or two more unrelated words make it safe.",
    zh: "少数几次就可能猜中，再加一两个不相干的词就安全了。",
  },
  "used-before": {
    en: "You have used this password here before. Choose a new one.",
    zh: "这个密码您在这里用过，请换一个新的。",
  },
} satisfies Record<string, Words>;

export type ReasonCode = keyof typeof texts;
export type PasswordReason = { code: ReasonCode; text: Words };

export const reasonCodes = Object.keys(texts) as ReasonCode[];

/** One reason, with the numbers of the policy filled in. */
export function reason(code: ReasonCode, numbers: Record<string, number> = {}): PasswordReason {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, key: string) => String(numbers[key] ?? ""));
  return { code, text: { en: fill(texts[code].en), zh: fill(texts[code].zh) } };
}

export type Strength = "weak" | "fair" | "strong";

export const strengthTexts: Record<Strength, Words> = {
  weak: {
    en: "Weak, but allowed. One more word makes it much harder to guess.",
    zh: "偏弱，可以使用。再加一个词会难猜得多。",
  },
  fair: { en: "Fair. Hard to guess online.", zh: "中等。在线很难猜中。" },
  strong: { en: "Strong. Very hard to guess.", zh: "很强。极难猜中。" },
};
