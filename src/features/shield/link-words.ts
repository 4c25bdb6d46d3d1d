/** What each sign is called, to people. Calm, and with what was seen; it says what to do where there is something to do. */
import type { Severity } from "./verdict.ts";

type Words = { en: string; zh: string };
/** `brand` is its name in that language; `seen` the piece of the link. */
type Say = (brand: Words, seen: string) => Words;

const words: Record<string, { severity: Severity; weight: number; say: Say }> = {
  official: {
    ...{ severity: "info", weight: 0 },
    say: (brand, seen) => ({
      en: `${seen} belongs to ${brand.en}: it is in our list of official channels.`,
      zh: `${seen} 属于${brand.zh}，在我们的官方渠道名录中。`,
    }),
  },
  "user-content": {
    ...{ severity: "low", weight: 0.3 },
    say: (brand, seen) => ({
      en: `Anyone can publish a page at ${seen}, although it belongs to ${brand.en}. Do not take what it says as coming from ${brand.en}.`,
      zh: `${seen} 虽属于${brand.zh}，但任何人都能在上面发布页面，内容不代表${brand.zh}。`,
    }),
  },
  "sends-on": {
    ...{ severity: "low", weight: 0.35 },
    say: (brand, seen) => ({
      en: `The link begins at ${brand.en} but sends you on to ${seen}, which is not theirs.`,
      zh: `链接开头是${brand.zh}，但会把您带到 ${seen}，后者不属于${brand.zh}。`,
    }),
  },
  "looks-like": {
    ...{ severity: "critical", weight: 0.95 },
    say: (brand, seen) => ({
      en: `“${seen}” is written with other characters so that it looks like ${brand.en}.`,
      zh: `“${seen}”用了形近的字符，看起来像${brand.zh}，其实不是。`,
    }),
  },
  "domain-inside": {
    ...{ severity: "high", weight: 0.8 },
    say: (brand, seen) => ({
      en: `“${seen}” is an address of ${brand.en}, but here it is only part of somebody else's address.`,
      zh: `“${seen}”是${brand.zh}的网址，但在这里只是别人网址的一部分。`,
    }),
  },
  "name-inside": {
    ...{ severity: "high", weight: 0.65 },
    say: (brand, seen) => ({
      en: `The address uses the name of ${brand.en} (“${seen}”), but is not one of its official addresses.`,
      zh: `网址里有${brand.zh}的名称（“${seen}”），但不是${brand.zh}的官方网址。`,
    }),
  },
  "one-letter-off": {
    ...{ severity: "high", weight: 0.6 },
    say: (brand, seen) => ({
      en: `“${seen}” is one letter away from the name of ${brand.en}.`,
      zh: `“${seen}”与${brand.zh}的名称只差一个字母。`,
    }),
  },
  "name-perhaps": {
    ...{ severity: "info", weight: 0.3 },
    say: (brand, seen) => ({
      en: `“${seen}” could mean ${brand.en}, or something else altogether. It is not one of its official addresses.`,
      zh: `“${seen}”可能指${brand.zh}，也可能毫无关系。它不是${brand.zh}的官方网址。`,
    }),
  },
  "name-before-at": {
    ...{ severity: "critical", weight: 0.95 },
    say: (brand, seen) => ({
      en: `“${seen}” stands before an @. That part leads nowhere; it is there to make you think of ${brand.en}.`,
      zh: `“${seen}”写在 @ 之前，这一段不起任何作用，只是为了让您以为是${brand.zh}。`,
    }),
  },
  "something-before-at": {
    ...{ severity: "low", weight: 0.4 },
    say: (_, seen) => ({
      en: `“${seen}” stands before an @ and hides where the link really leads.`,
      zh: `“${seen}”写在 @ 之前，掩盖了链接真正的去向。`,
    }),
  },
  "domain-in-path": {
    ...{ severity: "high", weight: 0.65 },
    say: (brand, seen) => ({
      en: `An address of ${brand.en} (“${seen}”) is written behind a host that is not theirs.`,
      zh: `${brand.zh}的网址（“${seen}”）被写在别人网站的后面。`,
    }),
  },
  "domain-in-query": {
    ...{ severity: "high", weight: 0.6 },
    say: (brand, seen) => ({
      en: `The link passes through somebody else's host on the way to ${brand.en} (“${seen}”). Go to ${brand.en} yourself instead.`,
      zh: `链接要先经过别人的网站，再转到${brand.zh}（“${seen}”）。请您自行打开${brand.zh}。`,
    }),
  },
  "name-in-path": {
    ...{ severity: "high", weight: 0.6 },
    say: (brand, seen) => ({
      en: `The page calls itself “${seen}”, but its host has nothing to do with ${brand.en}.`,
      zh: `页面路径里写着“${seen}”，但这个网站与${brand.zh}无关。`,
    }),
  },
  "number-host": {
    ...{ severity: "low", weight: 0.4 },
    say: (_, seen) => ({
      en: `The link leads to a bare number (${seen}) instead of a name. Companies do not send such links.`,
      zh: `链接指向一串数字地址（${seen}）而不是域名，正规公司不会发送这样的链接。`,
    }),
  },
  "hidden-number": {
    ...{ severity: "high", weight: 0.7 },
    say: (_, seen) => ({
      en: `The number of a computer (${seen}) is written so that nobody recognises it.`,
      zh: `链接把一台电脑的数字地址（${seen}）写成了让人认不出的样子。`,
    }),
  },
  "dressed-up": {
    ...{ severity: "low", weight: 0.4 },
    say: (_, seen) => ({
      en: `The link is written in an unusual way that can hide where it leads: ${seen}.`,
      zh: `链接的写法不寻常，可能掩盖真正的去向：${seen}。`,
    }),
  },
  broken: {
    ...{ severity: "low", weight: 0.4 },
    say: (_, seen) => ({
      en: `“${seen}” is not an address that a browser can open.`,
      zh: `“${seen}”不是浏览器能打开的网址。`,
    }),
  },
  "dangerous-kind": {
    ...{ severity: "high", weight: 0.75 },
    say: (_, seen) => ({
      en: `A link that begins with “${seen}:” carries its page or program within itself. Do not open it.`,
      zh: `以“${seen}:”开头的链接自带页面或程序，请不要打开。`,
    }),
  },
  "other-kind": {
    ...{ severity: "info", weight: 0.3 },
    say: (_, seen) => ({
      en: `“${seen}:” opens an app instead of a web page. We cannot tell whose it is.`,
      zh: `“${seen}:”会打开某个应用而不是网页，我们无法判断它属于谁。`,
    }),
  },
  shortener: {
    ...{ severity: "low", weight: 0.35 },
    say: (_, seen) => ({
      en: `${seen} is a short link: it does not show where it leads. Open the app or the official site yourself.`,
      zh: `${seen} 是短链接，看不出通向哪里。请您自行打开 App 或官方网站。`,
    }),
  },
  "risk-words": {
    ...{ severity: "low", weight: 0.35 },
    say: (_, seen) => ({
      en: `The address calls for action (“${seen}”), as false ones often do.`,
      zh: `网址里有催促操作的字眼（“${seen}”），假冒网址常这样写。`,
    }),
  },
  "risk-words-many": {
    ...{ severity: "high", weight: 0.55 },
    say: (_, seen) => ({
      en: `The address is made of words that call for action (“${seen}”), on a host that costs next to nothing.`,
      zh: `网址由催促操作的字眼拼成（“${seen}”），用的又是几乎不花钱的域名。`,
    }),
  },
  "cheap-ending": {
    ...{ severity: "low", weight: 0.3 },
    say: (_, seen) => ({
      en: `Addresses that end in “.${seen}” cost next to nothing and are often used once and thrown away.`,
      zh: `以“.${seen}”结尾的域名几乎不花钱，常被用完就丢。`,
    }),
  },
  "free-host": {
    ...{ severity: "low", weight: 0.3 },
    say: (_, seen) => ({
      en: `Anyone can have a page at ${seen} within a minute.`,
      zh: `任何人都能在一分钟内在 ${seen} 上建一个页面。`,
    }),
  },
  "digit-tail": {
    ...{ severity: "low", weight: 0.3 },
    say: (_, seen) => ({
      en: `There are digits in the name (“${seen}”), as when addresses are registered by the dozen.`,
      zh: `名称里夹着数字（“${seen}”），像是成批注册的域名。`,
    }),
  },
  "login-path": {
    ...{ severity: "info", weight: 0.3 },
    say: (_, seen) => ({
      en: `The page asks you to sign in or to confirm something (“${seen}”).`,
      zh: `页面要求登录或确认信息（“${seen}”）。`,
    }),
  },
  listed: {
    ...{ severity: "critical", weight: 1 },
    say: (_, seen) => ({
      en: `The link is in a list of reported scams (${seen}).`,
      zh: `该链接在诈骗举报名单中（${seen}）。`,
    }),
  },
  "known-other": {
    ...{ severity: "info", weight: 0.2 },
    say: (brand, seen) => ({
      en: `${seen} carries a name like that of ${brand.en}. We know of it, but it is not in our list of official channels.`,
      zh: `${seen} 的名称与${brand.zh}相近。我们知道这个网站，但它不在官方渠道名录中。`,
    }),
  },
  popular: {
    ...{ severity: "info", weight: 0.2 },
    say: (_, seen) => ({
      en: `${seen} is used by many people. That does not make it official.`,
      zh: `${seen} 的使用者很多，但这不说明它是官方网址。`,
    }),
  },
  nothing: {
    ...{ severity: "info", weight: 0.3 },
    say: (_, seen) => ({
      en: `We do not know ${seen}. That does not mean that it is safe: most scam links are unknown on their first day.`,
      zh: `我们不了解 ${seen}。不了解并不等于安全：多数诈骗链接在出现的第一天都查不到记录。`,
    }),
  },
};

export type Code = keyof typeof words;

export const wordsOf = (code: string) => words[code]!;
