/** The name or number that a message came under. What a phone shows here can be forged, so it proves nothing. */

import { clean, piece } from "./message-text.ts";
import { verdictOf } from "./message-verdict.ts";
import { because } from "./message-words.ts";
import { judgeNumber } from "./number.ts";
import type { Brand, Prepared } from "./registry.ts";
import { skeletonOf } from "./skeleton.ts";
import type { Check } from "./verdict.ts";

type Known = { exact: Map<string, Brand>; looks: Map<string, Brand> };
const known = new WeakMap<Prepared, Known>();

const bare = (name: string) => name.toLowerCase().replace(/[\s._-]/g, "");

/** Sender names by how they are written and by how they look. Names under three letters look like too much. */
function sendersOf(prepared: Prepared): Known {
  let senders = known.get(prepared);
  if (!senders) {
    senders = { exact: new Map(), looks: new Map() };
    for (const brand of prepared.registry.brands)
      for (const name of [...brand.senderIds, ...brand.signatures]) {
        senders.exact.set(bare(name), brand);
        if (/^[a-z0-9]{3,}$/.test(bare(name)))
          senders.looks.set(skeletonOf(bare(name)).text, brand);
      }
    known.set(prepared, senders);
  }
  return senders;
}

/** Sender names have at most 11 characters (3GPP TS 23.040); Chinese signatures more. */
const LONGEST_NAME = 60;

export function checkSender(prepared: Prepared, sender: string): Check {
  const shown = clean(sender.slice(0, 400)).trim().slice(0, LONGEST_NAME);
  if (!/\p{L}/u.test(shown)) return judgeNumber(prepared, shown);
  const seen = piece(shown);
  const { exact, looks } = sendersOf(prepared);
  const name = bare(shown);
  const own = exact.get(name);
  if (own) return verdictOf([because("sender-shown", "info", seen, own)]);
  const alike = looks.get(skeletonOf(name).text);
  if (alike) return verdictOf([because("sender-lookalike", "critical", seen, alike)]);
  for (const brand of prepared.registry.brands)
    if (brand.keywords.some((word) => word.length > 3 && name.includes(word)))
      return verdictOf([because("sender-with-name", "low", seen, brand)]);
  return verdictOf([because("nothing", "info", seen)]);
}
