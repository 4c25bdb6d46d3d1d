import { getDomain } from "tldts";
import type { Brand, Registry } from "../registry/index.ts";
import { Needles } from "./needles.ts";
import { MILD_WORDS, PLAIN_WORDS, RISK_WORDS } from "./risk-words.ts";
import { skeletonOf } from "./skeleton.ts";
import { type Typos, typosOf } from "./typo.ts";

export type { Brand, Registry };

/** What a find in a host stands for. */
export type Needle =
  | { kind: "name"; text: string; brand: Brand; isAmbiguous: boolean }
  /** A whole domain of the registry. */
  | { kind: "domain"; text: string; brand: Brand }
  | { kind: "innocent"; text: string; brand: Brand };

type Known = { source: string; since: string };
/** Known bad addresses; see `feed.ts` (hashes from a file) and `desk-feed.ts` (what two people of the desk listed). */
export type Feed = {
  find(host: string, tail: string): Known | undefined;
  /** A number in E.164, or a mail address in lower case. Files of hashes hold none. */
  findContact?(kind: "phone" | "email", value: string): Known | undefined;
};

export type Given = {
  /** Registrable domains that many people use (a list of the operator's): a guard, never a proof. */
  popular?: ReadonlySet<string>;
  feed?: Feed;
};

/** What the engine looks up, built once by `prepare`. */
export type Prepared = Given & {
  registry: Registry;
  brands: ReadonlyMap<string, Brand>;
  /** Registrable domain or host to the brand that owns it. */
  official: ReadonlyMap<string, Brand>;
  /** Hosts below a domain that somebody else owns; asked only when the domain says nothing. */
  hosts: ReadonlyMap<string, Brand>;
  /** The domains that those hosts are below. */
  hostDomains: ReadonlySet<string>;
  /** Host to the beginnings of paths where anyone publishes; none means all. */
  userContent: ReadonlyMap<string, readonly string[]>;
  shorteners: ReadonlySet<string>;
  exceptions: ReadonlyMap<string, Brand>;
  needles: readonly Needle[];
  seeker: Needles;
  /** The same names as they look; see `skeletonOf`. */
  looks: readonly Needle[];
  looksSeeker: Needles;
  /** The risk words, then the mild ones. */
  risks: Needles;
  plain: Needles;
  /** Names that are not ambiguous. */
  names: ReadonlyMap<string, Brand>;
  /** Labels of 6 letters and more that one slip leads to. */
  typos: Typos<Brand>;
};

/** The list of public suffixes with the private ones: whoever rents a host has a domain of his own. */
export const PSL = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
} as const;

/** Names this short are in too many words to mean anything by themselves. */
const SHORT_LABEL = 4;

export function prepare(registry: Registry, given: Given = {}): Prepared {
  const official = new Map<string, Brand>();
  const hosts = new Map<string, Brand>();
  const exceptions = new Map<string, Brand>();
  const needles = new Map<string, Needle>();
  for (const brand of registry.brands) {
    for (const name of brand.domains) official.set(name, brand);
    for (const name of brand.hosts) hosts.set(name, brand);
    for (const name of brand.exceptions) exceptions.set(name, brand);
  }
  const learn = (needle: Needle) => {
    if (!needles.has(needle.text)) needles.set(needle.text, needle);
  };
  for (const brand of registry.brands) {
    for (const text of brand.keywords) learn({ kind: "name", text, brand, isAmbiguous: false });
    for (const text of brand.ambiguous) learn({ kind: "name", text, brand, isAmbiguous: true });
    for (const text of brand.innocent) learn({ kind: "innocent", text, brand });
  }
  for (const brand of registry.brands)
    for (const domain of brand.domains) {
      learn({ kind: "domain", text: domain, brand });
      const label = domain.slice(0, domain.indexOf("."));
      // Labels that are words of their own (live, office, me) are of no use; those that hold a keyword are.
      if (label.length > SHORT_LABEL && brand.keywords.some((word) => label.includes(word)))
        learn({ kind: "name", text: label, brand, isAmbiguous: false });
    }
  const all = [...needles.values()];
  const names = new Map<string, Brand>();
  const looks = new Map<string, Needle>();
  for (const needle of all)
    if (needle.kind === "name" && /[a-z]{3}/.test(needle.text)) {
      const look = skeletonOf(needle.text).text;
      if (!looks.has(look)) looks.set(look, needle);
      if (!needle.isAmbiguous) names.set(needle.text, needle.brand);
    }
  const userContent = new Map<string, string[]>();
  for (const entry of registry.userContent) {
    const slash = entry.indexOf("/");
    const host = slash < 0 ? entry : entry.slice(0, slash);
    const paths = userContent.get(host) ?? [];
    userContent.set(host, slash < 0 ? [...paths, ""] : [...paths, entry.slice(slash)]);
  }
  return {
    ...given,
    ...{ registry, official, hosts, exceptions, userContent },
    hostDomains: new Set([...hosts.keys()].map((host) => getDomain(host, PSL) ?? host)),
    brands: new Map(registry.brands.map((brand) => [brand.id, brand])),
    shorteners: new Set(registry.shorteners),
    needles: all,
    seeker: new Needles(all.map(({ text }) => text)),
    looks: [...looks.values()],
    looksSeeker: new Needles([...looks.keys()]),
    risks: new Needles([...RISK_WORDS, ...MILD_WORDS]),
    plain: new Needles(PLAIN_WORDS),
    names,
    typos: typosOf(names),
  };
}
