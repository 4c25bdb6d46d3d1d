/** Which brand a host calls upon, and how loudly. */
import type { Brand, Needle, Prepared } from "./registry.ts";
import { hasLookalikes, skeletonOf } from "./skeleton.ts";
import { SHORTEST } from "./typo.ts";

/**
 * `domain`: a whole domain of the brand (`alipay.com.x.top`); `label`: a part between dots is the name; `part`: one
 * between hyphens or digits; `edge`: a part begins or ends with it; `inside`: it stands within a part;
 * `look`: it looks like the name and is written otherwise; `slip`: one letter off.
 */
export type How = "look" | "domain" | "label" | "part" | "edge" | "inside" | "slip";

export type Claim = {
  how: How;
  brand: Brand;
  /** The name that it was found by. */
  name: string;
  start: number;
  end: number;
  isAmbiguous: boolean;
  /** Up to four letters: in many words by chance. */
  isShort: boolean;
  /** In the part that somebody registered, and not before it. */
  isRegistered: boolean;
};

/** A host taken apart; positions count in `text`. */
export type Name = {
  /** The host as it is shown. */
  text: string;
  /** Where the label that somebody registered begins, and where it ends: there the public suffix begins. */
  label: number;
  suffix: number;
};

const LOUDNESS: Record<How, number> = {
  ...{ look: 6, domain: 5, label: 4, part: 3, edge: 2, inside: 1, slip: 0 },
};

/** The loudest first; one a place. Linear: the host has at most 253 characters, and each is looked at once. */
export function claimsIn(prepared: Prepared, name: Name): Claim[] {
  const claims: Claim[] = [];
  const finds = prepared.seeker.find(name.text, name.suffix);
  for (let i = 0; i < finds.length; i += 3) {
    const needle = prepared.needles[finds[i]!]!;
    const [start, end] = [finds[i + 1]!, finds[i + 2]!];
    if (needle.kind === "innocent" || isInnocent(prepared, finds, start, end)) continue;
    const how = place(name, start, end, needle);
    if (how) claims.push(claim(name, needle, how, start, end));
  }
  if (hasLookalikes(name.text)) lookalikes(prepared, name, claims);
  if (claims.every(({ isAmbiguous }) => isAmbiguous)) slips(prepared, name, claims);
  if (claims.length < 2) return claims;
  return claims.sort(
    (a, b) =>
      Number(a.isAmbiguous) - Number(b.isAmbiguous) ||
      LOUDNESS[b.how] - LOUDNESS[a.how] ||
      b.name.length - a.name.length,
  );
}

/** Whether a longer word around it explains the find. Finds are few: the words of the registry hardly overlap. */
function isInnocent(
  { needles }: Prepared,
  finds: readonly number[],
  start: number,
  end: number,
): boolean {
  for (let i = 0; i < finds.length; i += 3)
    if (needles[finds[i]!]!.kind === "innocent" && finds[i + 1]! <= start && end <= finds[i + 2]!)
      return true;
  return false;
}

function claim(name: Name, needle: Needle, how: How, start: number, end: number): Claim {
  return {
    ...{ how, brand: needle.brand, name: needle.text, start, end },
    isAmbiguous: needle.kind === "name" && needle.isAmbiguous,
    isShort: needle.kind === "name" && needle.text.length <= 4,
    isRegistered: end > name.label,
  };
}

function place(name: Name, start: number, end: number, needle: Needle): How | undefined {
  const [before, after] = [edgeOf(name, start - 1), edgeOf(name, end)];
  if (needle.kind === "domain") return before >= 2 && after >= 2 ? "domain" : undefined;
  if (before === 3 && after === 3) return "label";
  if (before >= 1 && after >= 1) return "part";
  return before >= 1 || after >= 1 ? "edge" : "inside";
}

/** 3 for a dot or the end, 2 for a hyphen, 1 for a digit, 0 for a letter. */
function edgeOf({ text, suffix }: Name, at: number): number {
  if (at < 0 || at >= suffix - 1) return 3;
  const code = text.charCodeAt(at);
  if (code === 46) return 3;
  if (code === 45 || code === 95) return 2;
  return code >= 48 && code <= 57 ? 1 : 0;
}

function lookalikes(prepared: Prepared, name: Name, claims: Claim[]): void {
  const { text, from } = skeletonOf(name.text.slice(0, name.suffix));
  const finds = prepared.looksSeeker.find(text);
  for (let i = 0; i < finds.length; i += 3) {
    const needle = prepared.looks[finds[i]!]!;
    const [start, end] = [from[finds[i + 1]!]!, from[finds[i + 2]!]!];
    const written = name.text.slice(start, end);
    // The same name in its own letters, or with an i for an l, is not a matter of looks.
    if (written.replaceAll(/[il]/g, "l") === needle.text.replaceAll(/[il]/g, "l")) continue;
    if (claims.some((other) => other.start < end && start < other.end)) continue;
    const how = place(name, start, end, needle);
    const isForeign = /[^\0-\x7f]/.test(written);
    const isWhole = how === "label" || how === "part";
    if (isForeign ? !isWhole && needle.text.length < 5 : needle.text.length < 5) continue;
    if (
      !isForeign &&
      !isWhole &&
      (needle.text.length < 6 || (needle.kind === "name" && needle.isAmbiguous))
    )
      continue;
    claims.push({ ...claim(name, needle, "look", start, end), isAmbiguous: false });
  }
}

/**
 * One slip in a label, or in a part of one between hyphens; also in what it looks like (`amaz00n`), and a name that
 * hyphens are put into (`net-flix`).
 */
function slips(prepared: Prepared, { text, label, suffix }: Name, claims: Claim[]): void {
  for (let from = 0; from < suffix - 1; ) {
    const dot = text.indexOf(".", from);
    const to = dot < 0 || dot > suffix - 1 ? suffix - 1 : dot;
    if (to - from >= SHORTEST - 1)
      slipsIn(prepared, text.slice(from, to), from, from >= label, claims);
    from = to + 1;
  }
}

function slipsIn(
  prepared: Prepared,
  label: string,
  from: number,
  isRegistered: boolean,
  claims: Claim[],
): void {
  const add = (found: Found, start: number, length: number, isWhole: boolean) =>
    claims.push({
      ...{ how: "slip", brand: found.value, name: found.name, isShort: false, isRegistered },
      ...{ start: from + start, end: from + start + length, isAmbiguous: !isWhole },
    });
  const whole = nearTo(prepared, label);
  if (whole) add(whole, 0, label.length, true);
  if (!label.includes("-")) return;
  const parts = label.split("-");
  let start = 0;
  for (const part of parts) {
    const near = nearTo(prepared, part);
    if (near) add(near, start, part.length, near.name.length > 7);
    start += part.length + 1;
  }
  // Neighbours put together again.
  for (let i = 0, begin = 0; i + 1 < parts.length; i++) {
    let joined = parts[i]!;
    for (let j = i + 1; j < parts.length && j < i + 4 && joined.length < 20; j++) {
      joined += parts[j];
      const name = joined.replace(/\d+$/, "");
      const brand = name.length >= SHORTEST ? prepared.names.get(name) : undefined;
      if (brand) add({ name, value: brand }, begin, joined.length + j - i, true);
    }
    begin += parts[i]!.length + 1;
  }
}

type Found = { name: string; value: Brand };

/** The shorter the name, the more it resembles by chance; a slip is seldom in the first letter. */
function nearTo({ typos }: Prepared, part: string): Found | undefined {
  if (part.length < SHORTEST - 1) return;
  let found = typos.near(part);
  if (!found && hasLookalikes(part)) found = typos.near(skeletonOf(part).text);
  return found && (found.name.length > SHORTEST || hasSameStart(part, found.name))
    ? found
    : undefined;
}

const hasSameStart = (a: string, b: string) =>
  a[0] === b[0] || (/[il1]/.test(a[0] ?? "") && /[il1]/.test(b[0] ?? ""));
