/**
 * An optional list of reported addresses, kept as hashes: it lies here, nothing is asked of anybody, and whoever reads
 * it learns no addresses from it. A check costs one 32-bit hash a host; SHA-256 is for the hosts that pass. An entry with a path
 * speaks of that path alone, so a shared host is never listed for one of its tenants.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { readAddress } from "./address.ts";
import type { Feed } from "./registry.ts";

export type FeedEntry = {
  /** 32 bits of the host (FNV-1a). */
  host: number;
  /** SHA-256 of host and path, in hexadecimal. */
  address: string;
  source: string;
  /** Days, `2026-11-29`; from `until` on the entry counts no more. */
  since: string;
  until: string;
};

const MOST_PARENTS = 5;
const MOST_FOLDERS = 4;

/** The entry for an address that was reported; undefined when no browser could open it. */
export function feedEntry(
  link: string,
  { source, since, until }: Pick<FeedEntry, "source" | "since" | "until">,
): FeedEntry | undefined {
  const { host, kind, tail } = readAddress(link);
  if (kind === "none") return;
  const path = tail.replace(/#.*$/s, "") || "/";
  return { host: fnv(host), address: hashOf(host + path), source, since, until };
}

/** `day` is today; what has expired is left out. */
export function feedOf(entries: readonly FeedEntry[], day: string): Feed {
  const live = entries.filter(({ until }) => until > day);
  const hosts = new Set(live.map(({ host }) => host));
  const addresses = new Map(live.map((entry) => [entry.address, entry]));
  return {
    find(host, tail) {
      let at = 0;
      for (let n = 0; n < MOST_PARENTS && at >= 0; n++) {
        const name = host.slice(at);
        if (hosts.has(fnv(name)))
          for (const path of pathsOf(tail)) {
            const entry = addresses.get(hashOf(name + path));
            if (entry) return { source: entry.source, since: entry.since };
          }
        const dot = host.indexOf(".", at);
        at = dot < 0 ? -1 : dot + 1;
      }
      return;
    },
  };
}

/** As Safe Browsing has it: with the query, without it, and the first folders. */
export function pathsOf(tail: string): Set<string> {
  const whole = tail.replace(/#.*$/s, "") || "/";
  const path = whole.replace(/\?.*$/s, "");
  const paths = new Set([whole, path, "/"]);
  let at = 0;
  for (let n = 0; n < MOST_FOLDERS; n++) {
    at = path.indexOf("/", at + 1);
    if (at < 0) break;
    paths.add(path.slice(0, at + 1));
  }
  return paths;
}

const hashOf = (text: string) => bytesToHex(sha256(utf8ToBytes(text)));

function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
