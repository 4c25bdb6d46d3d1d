/**
 * Says what a message is that claims to be from somebody. A text is never `official`: anyone can copy one, and a
 * sender can be forged. So the best that a message gets is `unknown`, with what was seen in it. A thief would like
 * one of his to pass for a one-time code or a warning: either holds only while the message leads nowhere.
 */
import { checkLink } from "./link.ts";
import { asksIn, isCode, isWarning } from "./message-asks.ts";
import { claimsIn, type Said } from "./message-claims.ts";
import { type Contact, contactsIn, isOpen } from "./message-contacts.ts";
import { type FoundLink, findLinks, unfolded } from "./message-links.ts";
import { type FoundLure, type Lure, luresOf, wordsOf } from "./message-lures.ts";
import { wording } from "./message-model.ts";
import { clean, folded, hidesCharacters, LONGEST, piece } from "./message-text.ts";
import { verdictOf } from "./message-verdict.ts";
import { because } from "./message-words.ts";
import { oneNumber } from "./number-kinds.ts";
import type { Brand, Prepared } from "./registry.ts";
import { checkSender } from "./sender.ts";
import type { Check, Reason } from "./verdict.ts";

export { extractLinks } from "./message-links.ts";

/** Links that are judged one by one; the rest makes the message suspicious by itself. */
const LINKS_MAX = 100;
/** In a text that was passed on, what stood there: collections and carriers blank links out. */
const BLANKED = /(?<![a-z])URL(?![A-Za-z])|\[链接\]|<link>/;
/** It points at what was cut off: `update your details via`. */
const CUT_OFF =
  /\b(?:via|at|click|visit|here|link|follow|using|on|to|http|https|www)\s?[:.]{0,3}\s*$/i;
/** A host that a blank or a cut broke: nobody writes prose with four dots and no space between. */
const BROKEN = /(?<![a-z0-9.-])(?:[a-z0-9-]{2,63}\.){3}[a-z0-9-]/i;

const HAN = /[\u4e00-\u9fff]/;

type Judged = { link: FoundLink; check: Check; brand: Brand | undefined };

/** What was found in one message. */
export type Seen = {
  /** As its links and numbers are read. */
  text: string;
  /** As its words are read. */
  words: ReturnType<typeof wordsOf>;
  folded: string;
  links: Judged[];
  isBlanked: boolean;
  contacts: Contact[];
  claims: Said[];
  lures: FoundLure[];
};

export function checkMessage(
  prepared: Prepared,
  text: string,
  options: { sender?: string } = {},
): Check {
  const cleaned = clean(text);
  const seen = look(prepared, cleaned);
  const reasons: Reason[] = [];
  if (text.length > LONGEST) reasons.push(because("too-long", "low", piece(cleaned, 0, 40)));
  if (hidesCharacters(text.slice(0, LONGEST)))
    reasons.push(because("hidden-characters", "low", piece(cleaned, 0, 80)));
  if (options.sender) {
    const sender = checkSender(prepared, options.sender);
    reasons.push(
      ...sender.reasons.filter(({ code }) => code !== "nothing" && code !== "not-a-number"),
    );
    const id = sender.reasons.find(({ brand }) => brand)?.brand;
    const brand = id && prepared.brands.get(id);
    if (brand && !seen.claims.some((claim) => claim.brand === brand && claim.how === "signed"))
      seen.claims.unshift({ brand, how: "signed", from: 0, to: 0 });
  }
  reasons.push(...ofListed(prepared, seen), ...judge(seen));
  if (reasons.length === 0) reasons.push(because("nothing", "info", piece(cleaned, 0, 40)));
  return verdictOf(reasons);
}

/** Numbers and addresses in it that the desk knows to be a scam's; its links are judged with theirs. */
const ofListed = ({ feed }: Prepared, { contacts }: Seen): Reason[] =>
  contacts.flatMap(({ kind, text }) => {
    if (kind === "official" || kind === "public") return [];
    const isListed =
      kind === "mail"
        ? feed?.findContact?.("email", text.replaceAll(" ", "").toLowerCase())
        : feed?.findContact?.("phone", oneNumber(text));
    return isListed ? [because("contact-listed", "critical", piece(text))] : [];
  });

function look(prepared: Prepared, cleaned: string): Seen {
  const text = unfolded(cleaned);
  const folding = folded(cleaned);
  const words = wordsOf(folding);
  const all = new Map<string, FoundLink>();
  for (const link of findLinks(text)) {
    if (!all.has(link.text)) all.set(link.text, link);
    if (all.size > LINKS_MAX) break;
  }
  const links = [...all.values()].map((link) => {
    const check = checkLink(prepared, link.text);
    return { link, check, brand: prepared.brands.get(check.imitates ?? "") };
  });
  return {
    ...{ text, words, folded: folding, links },
    isBlanked:
      BLANKED.test(text) || (links.length === 0 && (CUT_OFF.test(text) || BROKEN.test(text))),
    contacts: contactsIn(prepared, text),
    claims: claimsIn(prepared, folding),
    lures: luresOf(words),
  };
}

/** Where the message wants somebody to go: the first link that is nobody's official one, the first open contact. */
function waysOf({ links, isBlanked, contacts }: Seen) {
  const link = links.find(({ check }) => check.verdict !== "official");
  const contact = contacts.find(isOpen);
  const at = link ? link.link.text : isBlanked ? "URL" : undefined;
  return { link: at, isBad: link !== undefined && link.check.verdict !== "unknown", contact };
}

function judge(seen: Seen): Reason[] {
  const { words, folded, links, claims, lures } = seen;
  const ways = waysOf(seen);
  const leads = ways.link !== undefined || ways.contact !== undefined;
  const asks = asksIn(words);
  const stories = lures.filter(({ lure }) => lure !== "matter");
  const reasons = links.flatMap((judged) => ofLink(judged, seen));
  if (links.length > LINKS_MAX) reasons.push(because("many-links", "high", String(LINKS_MAX)));
  const signed = claims.find(({ how }) => how !== "named");
  const claim = signed ?? claims[0];

  // Honest messages name the same words. They hold only while they lead nowhere else.
  if (!leads) {
    if (isWarning(words))
      return [...reasons, because("fraud-warning", "info", piece(folded, 0, 40))];
    if (isCode(words, folded) && asks.length === 0)
      return [...reasons, because("one-time-code", "info", piece(folded, 0, 40))];
  }
  for (const { ask, isGrave, from, to } of asks) {
    const spot = piece(folded, from, to);
    const isUrgent = leads || signed !== undefined;
    if (ask === "install" && stories.length === 0) continue;
    if (ask === "secret" && !isUrgent) reasons.push(because("ask-secret", "low", spot));
    else
      reasons.push(
        because(`ask-${ask}`, isGrave && isUrgent ? "critical" : "high", spot, claim?.brand),
      );
  }
  // What it learned of Chinese is our own few texts: there it only adds to what the rules say.
  const isEnglish = !HAN.test(folded);
  const typical = wording(folded, words);
  reasons.push(...ofLures(seen, ways, isEnglish && typical.isHonest && !ways.isBad));
  if (claim && leads) reasons.push(ofClaim(claim, seen, ways));
  else if (signed)
    reasons.push(
      because("claims-brand", "info", piece(folded, signed.from, signed.to), signed.brand),
    );
  if (isEnglish ? isWorded(seen, ways, typical) : typical.isTypical)
    reasons.push(because("wording", isEnglish ? "high" : "low", piece(folded, 0, 60)));
  return reasons;
}

/** English that sounds like a scam and wants an answer: by a link, or by a number. */
function isWorded(seen: Seen, { link, contact }: Ways, typical: Wording): boolean {
  // Four digits may be a year: they are no number to write to beside a link of the sender's own.
  const isShort = seen.links.length === 0 && seen.contacts.some(({ kind }) => kind === "short");
  const isAnswered = contact !== undefined || isShort;
  return (link !== undefined || isAnswered) && typical.counts(link !== undefined);
}
type Wording = ReturnType<typeof wording>;

function ofLink({ link, check, brand }: Judged, { lures, claims }: Seen): Reason[] {
  const own = check.reasons.filter(({ severity }) => severity !== "info");
  if (check.verdict === "official") return check.reasons.slice(0, 1);
  if (check.verdict === "unknown") return [];
  const seen = piece(link.text);
  if (check.verdict === "malicious") return [...own, because("bad-link", "critical", seen, brand)];
  const isBoth =
    lures.some(({ lure }) => lure !== "matter") || claims.some(({ how }) => how !== "named");
  return [
    ...own,
    isBoth
      ? because("lure-and-bad-link", "critical", seen, brand)
      : because("bad-link", "high", seen, brand),
  ];
}

type Ways = ReturnType<typeof waysOf>;

function ofLures(seen: Seen, { link, contact }: Ways, isHonest: boolean): Reason[] {
  const stories = seen.lures.filter(({ lure }) => lure !== "matter").slice(0, 2);
  const matter = seen.lures.find(({ lure }) => lure === "matter");
  if (stories.length === 0 && matter && link !== undefined) {
    const severity = isAdvert(seen) || isHonest ? "low" : "high";
    return [because("matter-link", severity, piece(seen.folded, matter.from, matter.to))];
  }
  return stories.map(({ lure, from, to }) => {
    const spot = piece(seen.folded, from, to);
    if (lure === "family") return because("family-money", "high", spot);
    const isSoft =
      (isHonest && PLAIN.has(lure)) ||
      (isAdvert(seen) && SOFT.has(lure)) ||
      isHouseNumber(seen, link, contact);
    const severity = isSoft ? "low" : "high";
    if (link !== undefined) return because("lure-link", severity, spot);
    const answer =
      contact ?? (SHORT.has(lure) ? seen.contacts.find(({ kind }) => kind === "short") : undefined);
    if (answer)
      return because(answer.kind === "chat" ? "lure-chat" : "lure-number", severity, spot);
    return because("lure-only", "low", spot);
  });
}
/** What honest senders write of as well: their wording may speak for them. */
const PLAIN = new Set<Lure>(["account", "parcel", "bill", "not-you", "hurry"]);
/** What shops promise too. */
const SOFT = new Set<Lure>(["award", "points", "quota", "offer"]);
/** "Text WIN to 81010" costs money by itself. */
const SHORT = new Set<Lure>(["award", "premium"]);

/**
 * "Your card ends on Friday, call 400...": a number that firms have, nobody's name on it, and no hurry. Shops, schools
 * and clinics write so.
 */
const isHouseNumber = ({ words, claims }: Seen, link: string | undefined, contact?: Contact) =>
  link === undefined &&
  (contact?.kind === "rented" || contact?.kind === "landline" || contact?.kind === "unknown") &&
  words.zh("thing").length + words.zh("trouble").length > 0 &&
  words.zh("urgent").length === 0 &&
  claims.every(({ how }) => how === "named");

/** It sells something, in the words of shops: one in Chinese, two in English, where they are common words. */
const isAdvert = ({ words }: Seen) => words.zh("shop").length > 0 || words.en("shop").length > 2;

const isShortened = ({ links }: Seen, text: string) =>
  links.some(
    ({ link, check }) =>
      link.text === text && check.reasons.some(({ code }) => code === "shortener"),
  );

function ofClaim(claim: Said, seen: Seen, { link, contact }: Ways): Reason {
  if (claim.how === "named")
    return because("names-brand", "low", piece(seen.folded, claim.from, claim.to), claim.brand);
  // Real companies shorten their links too, mostly in advertising.
  const isShort = link !== undefined && isShortened(seen, link);
  const severity = claim.how === "signed" && !isAdvert(seen) && !isShort ? "high" : "low";
  if (link !== undefined) return because("claim-link", severity, piece(link), claim.brand);
  // A branch has lines of its own, which no registry knows.
  const isBranch = contact?.kind === "landline" || contact?.kind === "masked";
  return because(
    "claim-number",
    isBranch ? "low" : severity,
    piece(contact?.text ?? ""),
    claim.brand,
  );
}
