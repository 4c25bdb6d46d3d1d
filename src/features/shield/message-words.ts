/** What the reasons about messages, numbers and addresses say. Calm, and each says what to do or what it means. */
import type { Brand } from "./registry.ts";
import type { Reason, Severity } from "./verdict.ts";

type Text = { en: string; zh: string };
/** `{brand}` is the brand's name in that language; `{seen}` is the evidence. */
const texts = {
  "link-official": {
    en: "The link “{seen}” leads to {brand} itself. Who sent the message is not proven by that.",
    zh: "链接“{seen}”确实指向{brand}。但这并不能证明短信是谁发的。",
  },
  "bad-link": {
    en: "The link “{seen}” is made to pass for somebody else's.",
    zh: "链接“{seen}”是冒充别人的。",
  },
  "lure-link": {
    en: "It says something that makes one hurry (“{seen}”) and gives a link that is nobody's official one. Open the app yourself instead.",
    zh: "它用“{seen}”催您行动，又给了一个并非官方的链接。请自己打开 App 查看，不要点链接。",
  },
  "matter-link": {
    en: "It speaks of something of yours (“{seen}”) and gives a link that is nobody's official one. Open the app yourself instead.",
    zh: "它提到您的事（“{seen}”），给的却不是官方链接。请自己打开 App 查看，不要点链接。",
  },
  "lure-cut": {
    en: "It says something that makes one hurry (“{seen}”) and sends you to a link that is not in the text. Open the app yourself instead.",
    zh: "它用“{seen}”催您行动，还要您点一个文中没有的链接。请自己打开 App 查看。",
  },
  "lure-number": {
    en: "It says something that makes one hurry (“{seen}”) and wants to be answered by a number that is nobody's official one. Call the number in the app or on your card.",
    zh: "它用“{seen}”催您行动，又留了一个并非官方的联系方式。请改拨 App 里或银行卡背面的电话。",
  },
  "lure-chat": {
    en: "It says something that makes one hurry (“{seen}”) and wants you to add a chat account. No company handles accounts that way.",
    zh: "它用“{seen}”催您行动，还要您加聊天账号。没有哪家公司会这样处理账户问题。",
  },
  "lure-and-bad-link": {
    en: "A story that makes one hurry and a link made to deceive stand together: “{seen}”.",
    zh: "催人行动的说法，配上一个有意骗人的链接：“{seen}”。",
  },
  "claim-link": {
    en: "It is signed {brand}, but the link “{seen}” is not one of {brand}'s.",
    zh: "落款是{brand}，但链接“{seen}”不是{brand}的。",
  },
  "claim-number": {
    en: "It is signed {brand}, but “{seen}” is not one of {brand}'s official numbers.",
    zh: "落款是{brand}，但“{seen}”不是{brand}的官方联系方式。",
  },
  "names-brand": {
    en: "It names {brand} (“{seen}”) and leads elsewhere.",
    zh: "它提到了{brand}（“{seen}”），指向的却是别处。",
  },
  "claims-brand": {
    en: "It says that it is from {brand} (“{seen}”). Anyone can write that.",
    zh: "它自称来自{brand}（“{seen}”）。这样的落款谁都可以写。",
  },
  "ask-safe-account": {
    en: "It wants money moved to a “safe account” (“{seen}”). There is no such thing: neither banks nor the police have one.",
    zh: "它要您把钱转到所谓“安全账户”（“{seen}”）。银行和公安都没有这种账户。",
  },
  "ask-screen": {
    en: "It wants to see or steer your screen (“{seen}”). Whoever sees your screen sees your codes.",
    zh: "它要看您的屏幕或远程操作（“{seen}”）。谁看到您的屏幕，谁就看到您的验证码。",
  },
  "ask-code": {
    en: "It asks you to pass on a code (“{seen}”). A code is for typing, never for telling.",
    zh: "它要您把验证码告诉别人（“{seen}”）。验证码只用来自己输入，任何人都不该问您要。",
  },
  "ask-secret": {
    en: "It asks for something that is yours alone (“{seen}”).",
    zh: "它要您提供只该您自己知道的信息（“{seen}”）。",
  },
  "ask-install": {
    en: "It wants something installed (“{seen}”). Get apps from the app store alone.",
    zh: "它要您安装软件（“{seen}”）。App 请只从应用商店下载。",
  },
  "ask-fee": {
    en: "It promises money and wants some first (“{seen}”). Whoever pays gets nothing.",
    zh: "它说要给您钱，却要您先交钱（“{seen}”）。先交的钱拿不回来。",
  },
  "family-money": {
    en: "Somebody close, a new number and money: “{seen}”. Call the old number before anything else.",
    zh: "自称亲友、换了号码、又要用钱：“{seen}”。请先拨打原来的号码确认。",
  },
  wording: {
    en: "It is worded as scams usually are (“{seen}”). That is weak evidence by itself.",
    zh: "措辞与常见的诈骗短信很像（“{seen}”）。单凭这一点还不能下结论。",
  },
  "lure-only": {
    en: "It says something that scams often say too (“{seen}”), but leads nowhere.",
    zh: "它的说法在诈骗短信里也常见（“{seen}”），不过没有留下可疑的去处。",
  },
  "hidden-characters": {
    en: "Characters that nobody sees are hidden in it. Honest senders have no need of that.",
    zh: "里面藏了看不见的字符。正常的短信不需要这样做。",
  },
  "many-links": {
    en: "It has more links than can be looked at one by one.",
    zh: "里面的链接太多，无法逐一查看。",
  },
  "too-long": {
    en: "It is so long that only its beginning was looked at.",
    zh: "内容太长，只检查了开头部分。",
  },
  "one-time-code": {
    en: "This reads as a one-time code. Type it only where you asked for it yourself, and tell it to nobody.",
    zh: "这像是一条验证码短信。只在您自己操作的页面输入，不要告诉任何人。",
  },
  "fraud-warning": {
    en: "This reads as a warning of fraud: “{seen}”.",
    zh: "这像是一条防诈骗提醒：“{seen}”。",
  },
  nothing: {
    en: "Nothing was found that speaks for or against it. That does not make it safe.",
    zh: "没有发现明显问题，但这不代表它是安全的。",
  },
  "contact-listed": {
    en: "“{seen}” was reported as a scam, and two people of our desk confirmed it.",
    zh: "“{seen}”曾被举报为诈骗，并已由两名工作人员核实。",
  },
  "number-official": {
    en: "{seen} is an official number of {brand}. A phone can show it although somebody else calls: if you were called, hang up and dial it yourself.",
    zh: "{seen} 是{brand}的官方号码。但来电显示可以伪造：如果是对方打来的，请先挂断，再自己拨过去。",
  },
  "number-disguised": {
    en: "“{seen}” is {brand}'s number with digits added. It reaches somebody else.",
    zh: "“{seen}”是在{brand}的号码上加了数字，接通的是别人。",
  },
  "number-extended": {
    en: "“{seen}” begins like {brand}'s number and has more digits. It may be one of theirs or anyone's.",
    zh: "“{seen}”开头与{brand}的号码相同，后面还有数字。可能是它的，也可能不是。",
  },
  "number-claim": {
    en: "{brand} is named, but “{seen}” is not one of its official numbers.",
    zh: "提到的是{brand}，但“{seen}”不是它的官方号码。",
  },
  "number-abroad": {
    en: "“{seen}” is a number of another country. No company of yours calls from there to help you.",
    zh: "“{seen}”是境外号码。国内的公司不会用它来联系您。",
  },
  "number-rented": {
    en: "“{seen}” is a number that any company can rent. Who rents it is not known here.",
    zh: "“{seen}”是企业可以租用的号码，这里查不到是谁在用。",
  },
  "number-access": {
    en: "“{seen}” sends messages for whoever rents it. It proves nothing about the sender.",
    zh: "“{seen}”是群发短信的通道号，谁租都能用，不能证明是谁发的。",
  },
  "number-mobile": {
    en: "“{seen}” is a private mobile number.",
    zh: "“{seen}”是个人手机号。",
  },
  "number-public": {
    en: "{seen} is a number of public authorities. A phone can show it although somebody else calls.",
    zh: "{seen} 是公共服务号码。但来电显示可以伪造。",
  },
  "number-unknown": {
    en: "“{seen}” is not in the list of official numbers. That says neither good nor bad.",
    zh: "“{seen}”不在官方号码名单里。这既不说明它好，也不说明它坏。",
  },
  "not-a-number": {
    en: "“{seen}” is no telephone number and no sender name that is known here.",
    zh: "“{seen}”不是电话号码，也不是已知的发送方名称。",
  },
  "sender-shown": {
    en: "{brand} sends under the name “{seen}”. A sender name can be forged.",
    zh: "{brand}确实用“{seen}”这个名称发短信。但发送方名称可以伪造。",
  },
  "sender-lookalike": {
    en: "The sender “{seen}” is written to look like {brand}.",
    zh: "发送方“{seen}”写得很像{brand}，其实不是。",
  },
  "sender-with-name": {
    en: "The sender “{seen}” holds {brand}'s name, and is not one that {brand} uses.",
    zh: "发送方“{seen}”带有{brand}的名字，但{brand}并不用它。",
  },
  "mail-official": {
    en: "“{seen}” is a domain that {brand} writes from. The address in a mail can be forged; what your mail program says of it counts.",
    zh: "“{seen}”是{brand}发邮件用的域名。但邮件地址可以伪造，请以邮箱的提示为准。",
  },
  "mail-display": {
    en: "The name shown says {brand}; the address “{seen}” is somebody else's.",
    zh: "显示的名字是{brand}，地址“{seen}”却是别人的。",
  },
  "mail-in-name": {
    en: "The name shown holds another address (“{seen}”) than the mail comes from.",
    zh: "显示的名字里写着“{seen}”，与真正的发件地址不同。",
  },
  "mail-free": {
    en: "{brand}'s name stands before the @ of a free mail provider: “{seen}”. Anyone can register that.",
    zh: "“{seen}”是免费邮箱，只是在 @ 前写了{brand}的名字，谁都能注册。",
  },
  "mail-local": {
    en: "{brand}'s name stands before the @, but the domain “{seen}” is not {brand}'s.",
    zh: "@ 前写了{brand}的名字，但域名“{seen}”不是{brand}的。",
  },
  "mail-look": {
    en: "The domain “{seen}” does not do what it seems to.",
    zh: "域名“{seen}”有问题。",
  },
  "not-a-mail": {
    en: "“{seen}” is no e-mail address.",
    zh: "“{seen}”不是邮箱地址。",
  },
} satisfies Record<string, Text>;

export type MessageCode = keyof typeof texts;
export const messageCodes = Object.keys(texts) as MessageCode[];

/** A sentence in pieces: between them stands what was seen, or the brand. */
const parts = (text: string) => text.split(/(\{brand\}|\{seen\})/);
const cut = Object.fromEntries(
  messageCodes.map((code) => [code, { en: parts(texts[code].en), zh: parts(texts[code].zh) }]),
) as Record<MessageCode, { en: string[]; zh: string[] }>;

function filled(pieces: readonly string[], seen: string, brand: string): string {
  let text = "";
  for (const piece of pieces)
    text += piece === "{seen}" ? seen : piece === "{brand}" ? brand : piece;
  return text;
}

/** A reason of this engine. */
export function because(
  code: MessageCode,
  severity: Severity,
  seen: string,
  brand?: Brand,
): Reason {
  const { en, zh } = cut[code];
  return {
    ...{ code, severity, evidence: seen },
    ...(brand && { brand: brand.id }),
    text: {
      en: filled(en, seen, brand?.name.en ?? ""),
      zh: filled(zh, seen, brand?.name.zh ?? ""),
    },
  };
}
