/**
 * The published algorithm of eth-phishing-detect 1.2.0, written anew: its package names a licence (“DBAD”) that is on
 * no list of open ones, so the package is not installed here. A host passes when it is on the allowlist, or below it; fails
 * when it is on the blocklist; and fails when it, without ending and `www.`, is within a number of edits of a name
 * that is protected. Lists are walked from end to end, and the edit distance is that of the package it depends on.
 */
import levenshtein from "fast-levenshtein";

type Parts = string[];
export type Lists = { allow: string[]; block: string[]; fuzzy: string[]; tolerance: number };

const partsOf = (host: string): Parts => host.split(".").reverse();
const isBelow = (host: Parts, list: readonly Parts[]) =>
  list.find((each) => each.length <= host.length && each.every((part, n) => host[n] === part));
const withoutEnding = (parts: Parts) => parts.slice(1).reverse().join(".");

export type Found = {
  result: boolean;
  type: "allowlist" | "blocklist" | "fuzzy" | "all";
  match?: string;
};

/** Made once; asked with a host that somebody else has taken out of the link. */
export function fuzzylist(lists: Lists): (host: string) => Found {
  const [allow, block, fuzzy] = [lists.allow, lists.block, lists.fuzzy].map((list) =>
    list.map(partsOf),
  );
  return (host) => {
    const parts = partsOf(host.endsWith(".") ? host.slice(0, -1) : host);
    if (isBelow(parts, allow ?? [])) return { result: false, type: "allowlist" };
    if (isBelow(parts, block ?? [])) return { result: true, type: "blocklist" };
    const form = withoutEnding(parts).replace("www.", "");
    const near = fuzzy?.find(
      (each) => levenshtein.get(form, withoutEnding(each)) <= lists.tolerance,
    );
    return near
      ? { result: true, type: "fuzzy", match: [...near].reverse().join(".") }
      : { result: false, type: "all" };
  };
}
