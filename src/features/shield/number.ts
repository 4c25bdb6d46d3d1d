/**
 * Says what a number is. `official` means that the digits are a brand's hotline, as shown: it is right to dial them and
 * wrong to trust a call that shows them. A thief puts digits before a hotline or behind it.
 */
import { claimsIn } from "./message-claims.ts";
import { clean, folded, piece } from "./message-text.ts";
import { verdictOf } from "./message-verdict.ts";
import { because } from "./message-words.ts";
import { type KnownNumber, knownNumber, oneNumber } from "./number-kinds.ts";
import type { Brand, Prepared } from "./registry.ts";
import type { Check, Reason } from "./verdict.ts";

const DIGITS = /\+?[\d(][\d ()\-–.]{1,38}/;
const LONGEST_NUMBER = 200;

/** A number, also with a word about it: `支付宝客服 400-123-4567`. Longer texts are messages. */
export function checkNumber(prepared: Prepared, text: string): Check {
  const shown = clean(text.slice(0, LONGEST_NUMBER * 2)).slice(0, LONGEST_NUMBER);
  const [written = ""] = DIGITS.exec(shown) ?? [];
  const rest = folded(shown.replace(written, " "));
  return judgeNumber(
    prepared,
    written || shown,
    /\p{L}/u.test(rest) ? claimsIn(prepared, rest)[0]?.brand : undefined,
  );
}

/** The digits themselves; `claimed` is the brand that is said to have them. */
export function judgeNumber(prepared: Prepared, written: string, claimed?: Brand): Check {
  const seen = piece(written);
  const known = knownNumber(prepared, written);
  if (known.digits.length < 3) return verdictOf([because("not-a-number", "info", seen)]);
  const reason = reasonOf(known, seen);
  const listed =
    known.kind === "official"
      ? undefined
      : prepared.feed?.findContact?.("phone", oneNumber(written));
  if (listed) return verdictOf([because("contact-listed", "critical", seen), reason]);
  if (!claimed || known.kind === "disguised" || known.brand === claimed)
    return verdictOf([reason], known.kind === "official");
  const severity = ELSEWHERE.has(known.kind) ? "high" : "low";
  return verdictOf([because("number-claim", severity, seen, claimed), reason]);
}

/** With a brand's name these are somebody else's. A number of another service may be a partner's. */
const ELSEWHERE = new Set<KnownNumber["kind"]>(["abroad", "rented", "mobile", "extended"]);

function reasonOf({ kind, brand }: KnownNumber, seen: string): Reason {
  if (kind === "official") return because("number-official", "info", seen, brand);
  if (kind === "disguised") return because("number-disguised", "critical", seen, brand);
  if (kind === "extended") return because("number-extended", "low", seen, brand);
  if (kind === "abroad") return because("number-abroad", "low", seen);
  if (kind === "rented" || kind === "access" || kind === "mobile" || kind === "public")
    return because(`number-${kind}`, "info", seen);
  return because("number-unknown", "info", seen);
}
