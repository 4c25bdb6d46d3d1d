/**
 * Says what the address of a mail is. A thief writes the brand where people look (the shown name, the part before
 * the @) and his own domain where they do not. `official` is said of the domain alone: the address of a mail can be forged.
 */
import { checkLink } from "./link.ts";
import { claimsIn } from "./message-claims.ts";
import { clean, folded, piece } from "./message-text.ts";
import { verdictOf } from "./message-verdict.ts";
import { because } from "./message-words.ts";
import type { Brand, Prepared } from "./registry.ts";
import type { Check, Reason } from "./verdict.ts";

/** Where anyone gets an address. Some are domains of a brand of the registry, and prove nothing about it. */
const FREE = new Set(
  (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com gmx.com gmx.de " +
    "mail.com mail.ru yandex.ru yandex.com zoho.com tutanota.com qq.com foxmail.com vip.qq.com 163.com 126.com yeah.net 188.com sina.com sina.cn sohu.com aliyun.com " +
    "139.com 189.cn wo.cn 21cn.com tom.com hotmail.co.uk yahoo.co.uk yahoo.co.jp yahoo.co.in rediffmail.com web.de naver.com"
  ).split(" "),
);

const LONGEST_ADDRESS = 400;
const DOMAIN = /^(?:[\p{L}\p{N}_-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63}$/u;

/** The address in one spelling; undefined when there is none. */
export function oneAddress(text: string): string | undefined {
  const mail = taken(text);
  return mail && `${mail.local.toLowerCase()}@${mail.domain}`;
}

/** `name <local@domain>`, `mailto:local@domain` or the address alone; undefined when there is none. */
function taken(text: string): { name: string; local: string; domain: string } | undefined {
  const shown = clean(text.slice(0, LONGEST_ADDRESS * 2))
    .slice(0, LONGEST_ADDRESS)
    .trim();
  const open = shown.lastIndexOf("<");
  const close = shown.indexOf(">", open);
  const inside = open >= 0 && close > open;
  const address = (inside ? shown.slice(open + 1, close) : shown).replace(/^mailto:/i, "").trim();
  const at = address.lastIndexOf("@");
  const domain = address
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/, "");
  if (at < 1 || /\s|@.*@/.test(address) || !DOMAIN.test(domain)) return;
  const name = inside ? shown.slice(0, open).replace(/["']/g, "").trim() : "";
  return { name, local: address.slice(0, at), domain };
}

const isBelow = (domain: string, parent: string) =>
  domain === parent || domain.endsWith(`.${parent}`);

function ownerOf(prepared: Prepared, domain: string): Brand | undefined {
  return prepared.registry.brands.find(({ emailDomains }) =>
    emailDomains.some((parent) => isBelow(domain, parent)),
  );
}

/** Whose name is written in a local part: `alipay-service`, `paypal.support`. */
function namedIn(prepared: Prepared, local: string): Brand | undefined {
  const words = folded(local).split(/[^a-z]+/);
  const joined = words.join("");
  return prepared.registry.brands.find(({ keywords }) =>
    keywords.some((word) => words.includes(word) || (word.length >= 5 && joined.startsWith(word))),
  );
}

export function checkEmail(prepared: Prepared, text: string): Check {
  const mail = taken(text);
  if (!mail) return verdictOf([because("not-a-mail", "info", piece(clean(text.slice(0, 200))))]);
  const { name, local, domain } = mail;
  const address = piece(`${local}@${domain}`);
  const reasons: Reason[] = [];
  const isFree = FREE.has(domain);
  const owner = isFree ? undefined : ownerOf(prepared, domain);
  if (owner) reasons.push(because("mail-official", "info", piece(domain), owner));

  // A shown name says a brand, or holds another address, than the mail has.
  const shown = name ? claimsIn(prepared, folded(name))[0]?.brand : undefined;
  const inName = /@\s?([\p{L}\p{N}.-]{1,253})/u.exec(name)?.[1]?.toLowerCase();
  if (inName && !isBelow(domain, inName) && !isBelow(inName, domain))
    reasons.push(because("mail-in-name", "critical", piece(inName), shown));
  if (shown && shown !== owner)
    reasons.push(because("mail-display", isFree ? "critical" : "high", address, shown));
  if (owner) return verdictOf(reasons, true);
  if (prepared.feed?.findContact?.("email", `${local.toLowerCase()}@${domain}`))
    reasons.push(because("contact-listed", "critical", address));

  const before = namedIn(prepared, local);
  if (before) reasons.push(because(isFree ? "mail-free" : "mail-local", "high", address, before));
  if (!isFree) reasons.push(...ofDomain(prepared, domain));
  if (reasons.length === 0) reasons.push(because("nothing", "info", address));
  return verdictOf(reasons);
}

/** What the engine for links has against the host. That it has nothing, or finds it official as a site, is no word for mail. */
function ofDomain(prepared: Prepared, domain: string): Reason[] {
  const check = checkLink(prepared, domain);
  if (check.verdict === "official" || check.verdict === "unknown") return [];
  const severity = check.verdict === "malicious" ? "critical" : "high";
  const brand = check.imitates ? prepared.brands.get(check.imitates) : undefined;
  return [
    ...check.reasons.filter((reason) => reason.severity !== "info"),
    because("mail-look", severity, piece(domain), brand),
  ];
}
