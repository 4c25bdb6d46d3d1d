/**
 * The ways in which a message wants to be answered, besides links: numbers to call, chat names, addresses. A number
 * counts when something before it says to call; an amount, a date or an order number does not.
 */
import { isToldOf } from "./message-asks.ts";
import { type KnownNumber, knownNumber, type NumberKind } from "./number-kinds.ts";
import type { Prepared } from "./registry.ts";

export type Contact = {
  kind: NumberKind | "chat" | "mail" | "masked" | "short";
  text: string;
  at: number;
  brand?: KnownNumber["brand"];
};

/** Not inside of a word or a longer number; right behind a Chinese sign, where no blank is written. */
const NUMBER = /(?<!(?!\p{Script=Han})[\p{L}\d.+])\+?\(?\d(?:[\d()-]|[ .](?=\d)){2,22}/gu;
/** Numbers that somebody blanked out before passing the message on: `0XX-XXXXXXX`, `XXXXXXXXXX`, `138****0000`. */
const MASKED =
  /(?<![A-Zx\d*])(?=[\dXx*-]{0,20}(?:XX|xx|\*\*))[\dXx*+][\dXx*-]{5,20}|CELLPHONE|PHONE|HOTLINE/g;
const CALL =
  /(?:call|dial|phone|ring|contact(?!less)|txt|text|send|bid|answer|whatsapp|helpline|hotline|care|tel|ph|line|sms|reach|number|no|致电|拨打|联系|咨询|来电|电联|热线|客服|专员|电话|回电|回拨|速电|拨|询|电|手机)(?:[^\d\n]{0,28})$/i;
const MONEY_BEFORE =
  /(?:[$£€¥₹]|rs\.?|rm|usd|gbp|inr|aud|ukp|尾号|人民币|编号|单号|订单|运单|第)\s?$/i;
const UNIT_AFTER = /^\s?(?:元|块|分钟|分(?!机)|万|号|年|月|日|天|小时|个|折|%|积分|gb|mb|usd|gbp)/i;

const CHAT =
  /(?:qq|扣扣|企鹅号?|微信|薇信|威信|维信|wechat|weixin|vx|飞机|纸飞机|telegram|tg|whatsapp|line id)(?:客服|号码|账号|号|群|id)?[::\s]{0,3}([a-z0-9_+-]{5,20})/gi;
const CHAT_MASKED = /(?<![A-Za-z])(?:QQ|WECHAT)(?![A-Za-z])/g;
const MAIL =
  /[a-z0-9._%+-]{1,64} ?@ ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}|[a-z0-9._%+-]{3,64} (?:gmail|yahoo|hotmail|outlook) ?\.com/gi;

/** "Call this number", "reply to this mail": the way stands elsewhere, and is as open. */
const THIS =
  /(?:call|dial|contact|ring) (?:us on |on |our |at )?(?:this|below|following|our) (?:number|no)|reply to email/i;

/** "150p per msg": the answer itself costs, so it is a way by itself. */
const PRICE =
  /(?:\d{2} ?p|[£$]? ?\d\.\d\d?) ?(?:\/|per |a )? ?(?:msg|text|txt|sms|message|min|play|week|day|rcvd|ea\b)/i;

/** "Reply with CLAIM. 2 stop txt STOP": whoever answers is in it. */
const REPLY = /\b(?:reply|text back|txt back) .{0,120}(?:\bstop\b|2 ?stop|opt ?out)/i;

/** "Your QQ 12345", "your account a@b.com", "your number 138...": the reader's own, and nobody to talk to. */
const YOURS =
  /(?:[您你]的?|贵)(?:[账帐][号户]|手机|银行|绑定|已|号码?|邮箱|电子|支付宝|淘宝|京东|微信|会员|用户|名|尾|apple|id|[ (:]){0,6}$/i;

/** The contacts of a text that is `unfolded`. Each is looked for by a pattern of bounded length. */
export function contactsIn(prepared: Prepared, text: string): Contact[] {
  const found: Contact[] = [];
  const isChinese = /[\u4e00-\u9fff]/.test(text);
  const before = (at: number, length: number) => text.slice(Math.max(0, at - length), at);
  // "Follow our account": a company's page, and nobody to talk to.
  for (const { 0: chat, index: at } of text.matchAll(CHAT)) {
    // "WhatsApp: beware": whose message it is.
    if (at === 0 && !/\d/.test(chat)) continue;
    if (!/官方|关注|公众/.test(before(at, 6)) && !YOURS.test(before(at, 20)))
      found.push({ kind: "chat", text: chat, at });
  }
  const chats = new Set(found.map(({ at, text }) => at + text.length));
  if (/\d{3}/.test(text))
    for (const { 0: written, index: at } of text.matchAll(NUMBER)) {
      const number = written.replace(/[^\d)]+$/, "");
      // The digits of a QQ name are no number to call.
      if (chats.has(at + number.length)) continue;
      const { length } = number.replace(/\D/g, "");
      if (length < 3 || length > 18) continue;
      if (
        (isChinese && YOURS.test(before(at, 24))) ||
        MONEY_BEFORE.test(before(at, 5)) ||
        UNIT_AFTER.test(text.slice(at + number.length, at + number.length + 4))
      )
        continue;
      const { kind, brand } = knownNumber(prepared, number);
      const isCalled = CALL.test(before(at, 40));
      const speaks = kind === "official" || kind === "disguised" || kind === "abroad";
      if (!isCalled && !speaks) continue;
      if (kind === "unknown" && length < 7) {
        if (isCalled && length >= 4 && length <= 6) found.push({ kind: "short", text: number, at });
        continue;
      }
      // In China 7 or 8 digits are a number of the town; what fits no form there can be called by nobody.
      if (kind === "unknown" && isChinese && length > 8) continue;
      const form = kind === "unknown" && isChinese ? "landline" : kind;
      found.push({ kind: form, text: number, at, ...(brand && { brand }) });
    }
  if (/xx|\*\*|PHONE|HOTLINE/i.test(text))
    for (const { 0: masked, index: at } of text.matchAll(MASKED))
      if (/^[CPH]/.test(masked) || CALL.test(before(at, 40)))
        found.push({ kind: "masked", text: masked, at });
  if (found.length === 0)
    for (const { 0: chat, index: at } of text.matchAll(CHAT_MASKED))
      if (
        /加|添加|联系|客服|验证/.test(before(at, 8) + text.slice(at, at + 8)) &&
        !isToldOf(text, { from: at, to: at + chat.length })
      )
        found.push({ kind: "chat", text: chat, at });
  if (/@|mail/i.test(text))
    for (const { 0: mail, index: at } of text.matchAll(MAIL))
      if (!YOURS.test(before(at, 24))) found.push({ kind: "mail", text: mail, at });
  const elsewhere = found.length === 0 ? THIS.exec(text) : null;
  if (elsewhere) found.push({ kind: "masked", text: elsewhere[0], at: elsewhere.index });
  const price = found.length === 0 ? (PRICE.exec(text) ?? REPLY.exec(text)) : null;
  if (price) found.push({ kind: "short", text: price[0], at: price.index });
  return found;
}

/** Ways that could lead to anybody. The others lead to whom the registry or the authorities gave them. */
const OPEN = new Set<Contact["kind"]>([
  "disguised",
  "rented",
  "abroad",
  "mobile",
  "chat",
  "masked",
  "mail",
  "unknown",
  "landline",
]);
export const isOpen = ({ kind }: Contact) => OPEN.has(kind);
