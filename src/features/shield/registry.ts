/**
 * The official channels of each brand, and what is worked out from them once. Facts only: who is looked up here
 * is official, and nothing else ever makes anything official. Read and checked by `channels.ts`.
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

/** What the engine looks up, built once by `prepare`. */
export type Prepared = {
  registry: Registry;
  brands: ReadonlyMap<string, Brand>;
  /** Registrable domain or host to the brand that owns it. */
  official: ReadonlyMap<string, Brand>;
};

export function prepare(registry: Registry): Prepared {
  const official = new Map<string, Brand>();
  for (const brand of registry.brands)
    for (const name of [...brand.domains, ...brand.hosts]) official.set(name, brand);
  return { registry, brands: new Map(registry.brands.map((brand) => [brand.id, brand])), official };
}
