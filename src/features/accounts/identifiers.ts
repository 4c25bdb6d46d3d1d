/**
 * What a claimant types to name an account, made into one canonical form, so that the same number or
 * mailbox always leads to the same look-up. It says nothing about whether such an account exists.
 */
import { domainToASCII } from "node:url";

export type Identifier =
  | { kind: "phone"; e164: string }
  | { kind: "email"; email: string }
  | { kind: "name"; name: string };

/** Stable words for why something cannot be read; the screens say them in the person's language. */
export type Unreadable = {
  is: "unreadable";
  why: "empty" | "too-long" | "landline" | "bad-phone" | "country-code" | "bad-email" | "bad-name";
};

const unreadable = (why: Unreadable["why"]): Unreadable => ({ is: "unreadable", why });

/** RFC 5321 section 4.5.3.1: 64 octets before the @; 254 in all (RFC 3696, erratum 1690). */
const LENGTH_MAX = 254;
const LOCAL_MAX = 64;
const NAME_MAX = 64;

/** Zero-width and direction marks: address books and chats put them around what is copied. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** NFKC and small letters, until nothing changes: a few letters need more than one round. */
function fold(raw: string): string {
  let text = raw;
  for (let round = 0; round < 5; round++) {
    const next = text.replace(invisible, "").normalize("NFKC").toLowerCase();
    if (next === text) break;
    text = next;
  }
  return text.trim();
}

/** Never throws. `defaultCountry` is ISO 3166; only CN has rules for numbers without a country code. */
export function parseIdentifier(
  raw: string,
  { defaultCountry = "CN" }: { defaultCountry?: string } = {},
): Identifier | Unreadable {
  if (raw.length > 4 * LENGTH_MAX) return unreadable("too-long");
  const text = fold(raw);
  if (text === "") return unreadable("empty");
  if (text.length > LENGTH_MAX) return unreadable("too-long");
  if (text.includes("@")) return parseEmail(text);
  if (/^[+\d\s\p{Pd}\u2212.·/()]+$/u.test(text) && /\d/.test(text))
    return parsePhone(text, defaultCountry);
  return parseName(text);
}

function parsePhone(text: string, country: string): Identifier | Unreadable {
  const dialled = text.replace(/[^+\d]/g, "").replace(/^00/, "+");
  if (dialled.lastIndexOf("+") > 0) return unreadable("bad-phone");
  if (dialled.startsWith("+86")) return parseChinese(dialled.slice(3));
  if (dialled.startsWith("+"))
    return /^\+[1-9][0-9]{4,14}$/.test(dialled)
      ? { kind: "phone", e164: dialled }
      : unreadable("bad-phone");
  if (country !== "CN") return unreadable("country-code");
  return parseChinese(/^861[3-9]\d{9}$/.test(dialled) ? dialled.slice(2) : dialled);
}

/** A mobile number is 1[3-9] and nine digits; only these take text messages. */
function parseChinese(digits: string): Identifier | Unreadable {
  if (/^1[3-9]\d{9}$/.test(digits)) return { kind: "phone", e164: `+86${digits}` };
  // Area code 10, 2x (8 digits follow) or three digits (7 or 8 follow), with or without the 0; 400, 800.
  const landline = /^0?(?:10\d{8}|2\d\d{8}|[3-9]\d\d\d{7,8})$/;
  return unreadable(landline.test(digits) ? "landline" : "bad-phone");
}

function parseEmail(text: string): Identifier | Unreadable {
  const at = text.lastIndexOf("@");
  const [local, typed] = [text.slice(0, at), text.slice(at + 1)];
  // Quoted local parts and address literals are legal and unused; refusing them keeps headers plain.
  if (
    !/^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(
      local,
    )
  )
    return unreadable("bad-email");
  if (!/^[\p{L}\p{M}\p{N}.。-]+$/u.test(typed)) return unreadable("bad-email");
  const domain = domainToASCII(typed).replace(/\.$/, "");
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  if (!new RegExp(`^(?:${label}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$`).test(domain))
    return unreadable("bad-email");
  const email = `${local}@${domain}`;
  if (Buffer.byteLength(local) > LOCAL_MAX || Buffer.byteLength(email) > LENGTH_MAX)
    return unreadable("too-long");
  return { kind: "email", email };
}

/** Starts with a letter or digit and holds a letter, so that no number is ever taken for a name. */
function parseName(text: string): Identifier | Unreadable {
  if ([...text].length > NAME_MAX) return unreadable("too-long");
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$/u.test(text) && /\p{L}/u.test(text)
    ? { kind: "name", name: text }
    : unreadable("bad-name");
}

/** As it is spoken: `138 1234 5678`; numbers of other countries stay as they are. */
export function formatPhone(e164: string): string {
  const [, a, b, c] = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(e164) ?? [];
  return a ? `${a} ${b} ${c}` : e164;
}

/** For the owner's own eyes only, never before a proof: `138 **** 5678`, `+44*****3456`. */
export function maskPhone(e164: string): string {
  const [, a, c] = /^\+86(1\d{2})\d{4}(\d{4})$/.exec(e164) ?? [];
  if (a) return `${a} **** ${c}`;
  const shown = e164.length > 9 ? 4 : 2;
  return e164.slice(0, 3) + "*".repeat(Math.max(0, e164.length - 3 - shown)) + e164.slice(-shown);
}

/** `m***@example.com`: the stars are always three, so the length stays untold. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${[...email.slice(0, at)][0] ?? ""}***${email.slice(at)}`;
}
