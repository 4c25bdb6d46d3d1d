/**
 * Where a message leads, and what makes that less bad: a shop's words, a firm's own line, a notice that only states a fact.
 */

import { isOfAuthority } from "./authorities.ts";
import type { Seen } from "./message.ts";
import { isCode } from "./message-asks.ts";
import type { Said } from "./message-claims.ts";
import { type Contact, isOpen } from "./message-contacts.ts";
import { type Lure, NOTHING } from "./message-lures.ts";

/** In a text that was passed on, what stood there: collections and carriers blank links out. */
const BLANKED = /(?<![a-z])URL(?![A-Za-z])|\[链接\]|<link>/;
/** It points at what was cut off: `update your details via`. */
const CUT_OFF =
  /\b(?:via|at|click|visit|here|link|follow|using|on|to|http|https|www)\s?[:.]{0,3}\s*$/i;
/**
 * A host that a blank or a cut broke: nobody writes prose with four dots and no space between. Or one whose dots were lost:
 * `请登录wapxxxx兑换`.
 */
const BROKEN =
  /(?<![a-z0-9.-])(?:[a-z0-9-]{2,63}\.){3}[a-z0-9-]|(?:登录|登陆|登入|点击|访问) ?(?:www|wap)[a-z0-9]{3}/i;

/** Whether a link stood in it that is no longer there. */
export const isBlanked = (text: string, hasLinks: boolean) =>
  BLANKED.test(text) || (!hasLinks && (CUT_OFF.test(text) || BROKEN.test(text)));

/**
 * Where the message wants somebody to go: the first link that is nobody's official one and no authority's, the first open
 * contact, or, with neither, "the link below" that did not come with the text.
 */
export function waysOf({ links, isBlanked, contacts, words }: Seen) {
  // In Chinese alone: what is known of English notices of authorities is too little to excuse any.
  const isOffice = ({ check, link }: Seen["links"][number]) =>
    words.zh !== NOTHING && check.verdict === "unknown" && isOfAuthority(link.text);
  const link = links.find((each) => each.check.verdict !== "official" && !isOffice(each));
  const contact = contacts.find(isOpen);
  const at = link ? link.link.text : isBlanked ? "URL" : undefined;
  const isPointed =
    links.length === 0 && !isBlanked && contact === undefined && words.en("pointed").length > 0;
  return {
    link: at,
    isBad: link !== undefined && link.check.verdict !== "unknown",
    contact,
    isPointed,
  };
}
export type Ways = ReturnType<typeof waysOf>;

/** No firm, school or clinic writes so, whatever number it gives. */
export const GRAVE = new Set<Lure>(["police", "debt", "lost-phone", "coin"]);
/**
 * "Your card ends on Friday, call 400...": a number that firms have, nobody's name on it, and no hurry. Shops, schools
 * and clinics write so. With a one-time code "if this was not you" hurries nobody: it is in all of them.
 */
export function isHouseNumber(seen: Seen, { link, contact }: Ways, lure: Lure): boolean {
  const { words, claims, folded } = seen;
  const isFirms =
    contact?.kind === "rented" || contact?.kind === "landline" || contact?.kind === "unknown";
  if (link !== undefined || !isFirms || GRAVE.has(lure)) return false;
  if (claims.some(({ how }) => how !== "named")) return false;
  if (words.zh("thing").length + words.zh("trouble").length === 0) return false;
  return words.zh("urgent").length === 0 || (contact.kind === "rented" && isCode(words, folded));
}

/** It sells something, in the words of shops: one in Chinese, two in English, where they are common words. */
export const isAdvert = ({ words }: Seen) =>
  words.zh("shop").length > 0 || words.en("shop").length > 2;

/** Real companies shorten their links too, mostly in advertising. */
export const isShortened = ({ links }: Seen, text: string | undefined) =>
  links.some(
    ({ link, check }) =>
      link.text === text && check.reasons.some(({ code }) => code === "shortener"),
  );

/** A branch has lines of its own, which no registry knows. */
const BRANCH = new Set<Contact["kind"] | undefined>(["landline", "masked"]);

/** Who it is from, in brackets at the beginning or the end, as carriers in China want it; known here or not. */
const SIGNED = /^ ?[【[][^】\]]{2,20}[】\]]|[【[][^】\]]{2,20}[】\]] ?$/;

const isSigned = ({ claims, folded }: Seen) =>
  claims.some(({ how }) => how !== "named") || SIGNED.test(folded);

/**
 * What real notices do: they state a fact, tell no story, hurry nobody, and mention where to ask without asking for
 * a deed. In Chinese alone, where the lists of deeds are long.
 */
export function isNotice(seen: Seen, { link, isBad }: Ways): boolean {
  const { lures } = seen;
  const { zh } = seen.words;
  const isCalm =
    zh("fact").length > 0 &&
    zh("urgent").length === 0 &&
    lures.every(({ lure }) => lure === "account" || lure === "parcel") &&
    isSigned(seen);
  return !isBad && isCalm && zh(link === undefined ? "asksCall" : "acts").length === 0;
}

const FIRMS = new Set<Contact["kind"]>(["rented", "landline", "unknown"]);
const COURIER = /(?:派[送件]|配送|快递|投递|送货|收件|查勘|司机|师傅).{0,8}$/;
/** A line as firms have, where nobody says which firm it is; or the courier's own. */
const isFirms = ({ claims, text }: Seen, { kind, at }: Contact) =>
  kind === "mobile"
    ? COURIER.test(text.slice(Math.max(0, at - 12), at))
    : FIRMS.has(kind) && claims.every(({ how }) => how === "named");

/** All that may be known of a link that its sender pays for. Not that its ending is cheap, its host free, or anybody's page. */
const PAID_FOR = new Set("official nothing known-other popular shortener digit-tail".split(" "));

/**
 * Whether it is signed, and every way that it names is one as firms have. What was blanked out cannot be judged, so nothing
 * excuses it.
 */
export function isFirmsWay(seen: Seen, { isBad }: Ways): boolean {
  const { links, contacts, isBlanked } = seen;
  return (
    isSigned(seen) &&
    !isBlanked &&
    !isBad &&
    contacts.every((each) => !isOpen(each) || isFirms(seen, each)) &&
    links.every(({ check }) => check.reasons.every(({ code }) => PAID_FOR.has(code)))
  );
}

/** How much it weighs that a message signed so leads elsewhere. */
export function weightOfClaim(claim: Said, seen: Seen, ways: Ways): "high" | "low" {
  if (claim.how !== "signed" || isAdvert(seen) || isShortened(seen, ways.link)) return "low";
  if (ways.link === undefined && BRANCH.has(ways.contact?.kind)) return "low";
  return isNotice(seen, ways) ? "low" : "high";
}
