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
