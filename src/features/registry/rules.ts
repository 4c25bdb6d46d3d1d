/**
 * The official channels of each brand, and what is worked out from them once. Facts only: who is looked up here
 * is official, and nothing else ever makes anything official. A thief would like to stand in it, so it changes
 * by four eyes (policy.md, "Staff"), and every version is kept.
 */

export type Brand = {
  id: string;
  name: { en: string; zh: string };
  /** 1: a wallet or a bank whose customers are asked for money; 2: others. */
  tier: 1 | 2;
  /** Registrable domains; each host of one is the owner's. */
  domains: string[];
  /** Hosts (with all below them) that are official although their parent belongs to others. */
  hosts: string[];
  /** Words that nobody writes into a host by chance. */
  keywords: string[];
  /** Words that mean something else as well (apple, chase, ccb): they need a second sign. */
  ambiguous: string[];
  /** Longer words that hold one of them by chance (pineapple, purchase). */
  innocent: string[];
  /** Domains that hold the name and are innocent: other companies, owners' sites abroad. Never official. */
  exceptions: string[];
  /** Digits as the brand prints them, without blanks or hyphens. */
  phones: string[];
  /** What stands in 【】 before a message of theirs. */
  signatures: string[];
  /** Sender ids that are letters. */
  senderIds: string[];
  /** Where their mail comes from; the domains above are not meant by themselves. */
  emailDomains: string[];
};

export type Registry = {
  version: number;
  /** When somebody last went through it, `2026-11-29`. */
  reviewed: string;
  /** Hosts, or host and start of path, where anyone publishes: never official. */
  userContent: string[];
  shorteners: string[];
  brands: Brand[];
};

/** What two people of the desk found to be a scam: a host (with a path where the host is shared), a number, an address. */
export const listed = ["link", "phone", "email"] as const;
export type Listed = (typeof listed)[number];
export type Listing = { kind: Listed; value: string; since: Date };
export type Listings = ReadonlyMap<string, Listing>;
export const listingKey = (kind: string, value: string) => `${kind} ${value}`;

const isBelow = (host: string, parent: string) => host === parent || host.endsWith(`.${parent}`);

/**
 * Does the registry vouch for it? Then nobody's report and no two people of the desk make it a scam: whoever wants a
 * brand's real channel gone changes the registry. A path where anyone publishes is nobody's.
 */
export function isVouchedFor(registry: Registry, kind: string, value: string): boolean {
  if (kind === "phone") {
    const digits = value.replace(/^\+(?:86)?/, "");
    return registry.brands.some(({ phones }) =>
      phones.some((phone) => phone === digits || `+${phone}` === value),
    );
  }
  const host = value.slice(kind === "email" ? value.lastIndexOf("@") + 1 : 0).replace(/\/.*$/s, "");
  if (kind === "email")
    return registry.brands.some(({ emailDomains }) =>
      emailDomains.some((domain) => isBelow(host, domain)),
    );
  const isShared = registry.userContent.some((entry) => isBelow(host, entry.replace(/\/.*$/s, "")));
  // Of a shared host one page may be listed, and never the host of everybody.
  if (isShared) return !value.includes("/");
  return registry.brands.some(({ domains, hosts }) =>
    [...domains, ...hosts].some((own) => isBelow(host, own)),
  );
}
