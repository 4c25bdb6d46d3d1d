/**
 * Names that only authorities are given, by the rules of whoever gives names in that land: `gov.cn`, `gov.uk`, `nhs.uk`. A
 * thief cannot have one, so a notice of an office that gives its address leads to no stranger. It proves nothing of the
 * sender, who may copy it. Universities are left out: thousands publish there.
 */
import { parse } from "tldts";
import { readAddress } from "./address.ts";
import { PSL } from "./registry.ts";

const RESERVED = /^(?:gov|mil|(?:gov|mil)\.[a-z]{2}|govt\.nz|gc\.ca|nhs\.uk|police\.uk)$/;

/** Whether a link, as it would be typed, leads to an authority and sends nobody on from there. */
export function isOfAuthority(link: string): boolean {
  if (!/gov|mil|nhs|police|gc\.ca/i.test(link)) return false;
  const { kind, host, user, oddities, tail } = readAddress(link);
  if (kind !== "name" || user !== "" || oddities.length > 0) return false;
  const { publicSuffix, isIcann } = parse(host, PSL);
  if (!isIcann || !RESERVED.test(publicSuffix ?? "")) return false;
  // An office's page may send on to whatever its query names.
  const query = tail.search(/[?#]/);
  return !tail.includes("//") && (query < 0 || !tail.includes(".", query));
}
