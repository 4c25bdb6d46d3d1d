/**
 * Says what a message is that claims to be from somebody. A text is never `official`: anyone can copy one, and a
 * sender can be forged. So the best that a message gets is `unknown`, with what was seen in it. A thief would like
 * one of his to pass for a one-time code or a warning: either holds only while the message leads nowhere.
 */
import { checkLink } from "./link.ts";
import { asksIn, isCode, isWarning } from "./message-asks.ts";
import { claimsIn, type Said } from "./message-claims.ts";
import { type Contact, contactsIn } from "./message-contacts.ts";
import { type FoundLink, findLinks, unfolded } from "./message-links.ts";
import { type FoundLure, type Lure, luresOf, wordsOf } from "./message-lures.ts";
import { wording } from "./message-model.ts";
import { clean, folded, hidesCharacters, LONGEST, piece } from "./message-text.ts";
import { verdictOf } from "./message-verdict.ts";
import {
  GRAVE,
  isAdvert,
  isBlanked,
  isFirmsWay,
  isHouseNumber,
  isNotice,
  type Ways,
  waysOf,
  weightOfClaim,
} from "./message-ways.ts";
import { because } from "./message-words.ts";
import { oneNumber } from "./number-kinds.ts";
import type { Brand, Prepared } from "./registry.ts";
import { checkSender } from "./sender.ts";
import type { Check, Reason } from "./verdict.ts";

export { extractLinks } from "./message-links.ts";

/** Links that are judged one by one; the rest makes the message suspicious by itself. */
const LINKS_MAX = 100;
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
    isBlanked: isBlanked(text, links.length > 0),
    contacts: contactsIn(prepared, text),
    claims: claimsIn(prepared, folding),
    lures: luresOf(words),
  };
}

function judge(seen: Seen): Reason[] {
  const { words, folded, links, claims, lures } = seen;
  const ways = waysOf(seen);
  const leads = ways.link !== undefined || ways.contact !== undefined;
  const asks = asksIn(words, folded);
  const stories = lures.filter(({ lure }) => lure !== "matter");
  const reasons = links.flatMap((judged) => ofLink(judged, seen));
  if (links.length > LINKS_MAX) reasons.push(because("many-links", "high", String(LINKS_MAX)));
  const signed = claims.find(({ how }) => how !== "named");
  const claim = signed ?? claims[0];

  // Honest messages name the same words. They hold only while they lead nowhere else.
  if (!leads) {
    if (isWarning(words) && !asks.some(({ isGrave, isAnswered }) => isGrave || isAnswered))
      return [...reasons, because("fraud-warning", "info", piece(folded, 0, 40))];
    if (isCode(words, folded) && asks.length === 0)
      return [...reasons, because("one-time-code", "info", piece(folded, 0, 40))];
  }
  for (const { ask, isGrave, isAnswered, from, to } of asks) {
    const spot = piece(folded, from, to);
    const isUrgent = leads || signed !== undefined;
    if (ask === "install" && stories.length === 0) continue;
    if (ask === "secret" && !isUrgent && !isAnswered)
      reasons.push(because("ask-secret", "low", spot));
    else
      reasons.push(
        because(`ask-${ask}`, isGrave && isUrgent ? "critical" : "high", spot, claim?.brand),
      );
  }
  const isEnglish = !HAN.test(folded);
  // Nearly all messages lead nowhere and tell no story: their wording would change nothing.
  const isOpen = leads || ways.isPointed || seen.contacts.length > 0;
  const typical = isOpen || (!isEnglish && stories.length > 0) ? wording(folded, words) : undefined;
  // A notice worded as honest ones are, with ways that cost its sender something: no proof, but no more than low either.
  const isCalm =
    !isEnglish && asks.length === 0 && typical?.isHonest === true && isFirmsWay(seen, ways);
  reasons.push(...ofLures(seen, ways, typical, isEnglish, isCalm));
  if (claim && leads) reasons.push(ofClaim(claim, seen, ways, isCalm));
  else if (signed)
    reasons.push(
      because("claims-brand", "info", piece(folded, signed.from, signed.to), signed.brand),
    );
  if (typical && (isEnglish ? isWorded(seen, ways, typical) : typical.isTypical))
    reasons.push(because("wording", isEnglish || leads ? "high" : "low", piece(folded, 0, 60)));
  return reasons;
}

/** English that sounds like a scam and wants an answer: by a link, or by a number. */
function isWorded(seen: Seen, { link, contact }: Ways, typical: Wording): boolean {
  // Four digits may be a year: they are no number to write to beside a link of the sender's own.
  const isShort = seen.links.length === 0 && seen.contacts.some(({ kind }) => kind === "short");
  const isAnswered = contact !== undefined || isShort;
  return (
    (link !== undefined || isAnswered) && typical.counts(link !== undefined ? "link" : "number")
  );
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

function ofLures(
  seen: Seen,
  ways: Ways,
  typical: Wording | undefined,
  isEnglish: boolean,
  isCalm: boolean,
): Reason[] {
  const { link, contact } = ways;
  const isHonest = isEnglish && typical?.isHonest === true && !ways.isBad;
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
      isHouseNumber(seen, ways, lure) ||
      isNotice(seen, ways) ||
      (isCalm && !GRAVE.has(lure));
    const severity = isSoft ? "low" : "high";
    if (link !== undefined) return because("lure-link", severity, spot);
    const answer =
      contact ?? (SHORT.has(lure) ? seen.contacts.find(({ kind }) => kind === "short") : undefined);
    if (answer)
      return because(answer.kind === "chat" ? "lure-chat" : "lure-number", severity, spot);
    if (ways.isPointed && isEnglish && typical?.counts("pointed"))
      return because("lure-cut", "high", spot);
    return because("lure-only", "low", spot);
  });
}
/** What honest senders write of as well: their wording may speak for them. */
const PLAIN = new Set<Lure>(["account", "parcel", "bill", "not-you", "hurry"]);
/** What shops promise too. */
const SOFT = new Set<Lure>(["award", "points", "quota", "offer"]);
/** "Text WIN to 81010" costs money by itself. */
const SHORT = new Set<Lure>(["award", "premium"]);

function ofClaim(claim: Said, seen: Seen, ways: Ways, isCalm: boolean): Reason {
  if (claim.how === "named")
    return because("names-brand", "low", piece(seen.folded, claim.from, claim.to), claim.brand);
  const severity = isCalm ? "low" : weightOfClaim(claim, seen, ways);
  return ways.link === undefined
    ? because("claim-number", severity, piece(ways.contact?.text ?? ""), claim.brand)
    : because("claim-link", severity, piece(ways.link), claim.brand);
}
