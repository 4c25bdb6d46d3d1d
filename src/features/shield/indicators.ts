/**
 * By what a reported scam is known again: the host of a link (on a shared host its page), a number in E.164, a mail
 * address, the words of a message without whom they were sent to. Pure; nothing is opened.
 */
import { parse } from "tldts";
import { BadInput } from "../../core/problem.ts";
import { readAddress } from "./address.ts";
import { type Asked, judge } from "./answers.ts";
import { oneAddress } from "./email.ts";
import { masked } from "./masking.ts";
import { contactsIn, isOpen } from "./message-contacts.ts";
import { findLinks, unfolded } from "./message-links.ts";
import { clean } from "./message-text.ts";
import { oneNumber } from "./number-kinds.ts";
import { type Prepared, PSL } from "./registry.ts";
import type { Verdict } from "./verdict.ts";

export type Indicator = {
  kind: "link" | "message" | "phone" | "email";
  /** What a cluster is of. */
  value: string;
  /** As it stood in this report, without what may be the reader's own (query, long numbers). */
  shown: string;
  verdict: Verdict;
  imitates: string | null;
};

const LINKS_MAX = 5;
const CONTACTS_MAX = 3;
const PATH_MAX = 200;

/** The first is what was reported; then each link and number in it that is nobody's official one. Throws `bad-input`. */
export function indicatorsOf(prepared: Prepared, asked: Asked): Indicator[] {
  const { url, text, phone, email } = asked;
  const given = [url, text, phone, email].filter((typed) => typed !== undefined).length;
  if (given !== 1 || (asked.sender !== undefined && text === undefined))
    throw BadInput({ errors: [{ pointer: "", detail: "Report one thing at a time." }] });
  if (url !== undefined) {
    const link = ofLink(prepared, url);
    return [link ?? ofMessage(prepared, { text: url })];
  }
  if (phone !== undefined)
    return [ofPhone(prepared, phone) ?? ofMessage(prepared, { text: phone })];
  if (email !== undefined)
    return [ofEmail(prepared, email) ?? ofMessage(prepared, { text: email })];
  return [ofMessage(prepared, asked), ...inside(prepared, text ?? "")];
}

const nothing = () =>
  BadInput({
    errors: [{ pointer: "", detail: "There is nothing in it that could be known again." }],
  });

function ofMessage(prepared: Prepared, asked: Asked): Indicator {
  const value = masked(asked.text ?? "");
  if (!/[\p{L}\p{N}#]/u.test(value)) throw nothing();
  return { kind: "message", value, shown: value, ...verdictOn(prepared, asked) };
}

function verdictOn(prepared: Prepared, asked: Asked): Pick<Indicator, "verdict" | "imitates"> {
  const { verdict, imitates = null } = judge(prepared, asked);
  return { verdict, imitates };
}

/** Undefined when no browser could open it, or when it is everybody's (`com`, `github.io`). */
function ofLink(prepared: Prepared, url: string): Indicator | undefined {
  const { host, kind, tail } = readAddress(url);
  if (kind === "none") return;
  const { domain } = parse(host, PSL);
  if (kind === "name" && !domain) return;
  const path = clean(tail.replace(/[?#].*$/s, "")).replace(/\s+|\/+$/g, "");
  const isShared =
    prepared.shorteners.has(domain ?? "") ||
    prepared.registry.userContent.some((entry) => {
      const shared = entry.replace(/\/.*$/s, "");
      return host === shared || host.endsWith(`.${shared}`);
    });
  return {
    kind: "link",
    // The whole path: how many of its folders are one tenant's differs from host to host.
    value: isShared ? (host + path).slice(0, PATH_MAX) : host,
    shown: (host + path.replace(/\d{5,}/g, "#")).slice(0, PATH_MAX),
    ...verdictOn(prepared, { url }),
  };
}

function ofPhone(prepared: Prepared, phone: string): Indicator | undefined {
  const value = oneNumber(phone);
  if (value.replace("+", "").length < 3) return;
  return { kind: "phone", value, shown: value, ...verdictOn(prepared, { phone }) };
}

function ofEmail(prepared: Prepared, email: string): Indicator | undefined {
  const value = oneAddress(email);
  return value
    ? { kind: "email", value, shown: value, ...verdictOn(prepared, { email }) }
    : undefined;
}

function inside(prepared: Prepared, text: string): Indicator[] {
  const read = unfolded(clean(text));
  const found = new Map<string, Indicator>();
  const add = (one: Indicator | undefined) => {
    if (one && one.verdict !== "official") found.set(`${one.kind} ${one.value}`, one);
  };
  for (const link of findLinks(read)) {
    if (found.size >= LINKS_MAX) break;
    add(ofLink(prepared, link.text));
  }
  const open = contactsIn(prepared, read).filter(
    (contact) => isOpen(contact) && contact.kind !== "masked" && contact.kind !== "chat",
  );
  for (const { kind, text } of open.slice(0, CONTACTS_MAX))
    add(kind === "mail" ? ofEmail(prepared, text) : ofPhone(prepared, text));
  return [...found.values()];
}
