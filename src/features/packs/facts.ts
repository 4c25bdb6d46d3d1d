/** What a pack shows, as plain values: it goes to a thread of its own, and nothing there reads the database. */
import type { About } from "./manifest.ts";
import type { Lang, Statement } from "./rules.ts";

export type Both = { en: string; zh: string };

export type Transaction = {
  id: string;
  /** RFC 3339 in UTC, like every time here. */
  at: string;
  direction: string;
  /** Decimal text. */
  amount: string;
  currency: string;
  payee: string;
  status: string;
};
export type SignIn = {
  id: string;
  where: "wallet" | "security-centre";
  startedAt: string;
  endedAt: string | null;
  endedBy: string | null;
  device: string | null;
};
export type KnownDevice = { name: string; boundAt: string; seenAt: string };
export type Freeze = {
  id: string;
  reason: string;
  scope: string;
  placedBy: string;
  placedAt: string;
  expiresAt: string | null;
  releasedAt: string | null;
  releasedBy: string | null;
};
export type Happening = { seq: number; at: string; text: Both };
export type Said = { seq: number; at: string; from: "claimant" | "staff"; text: string };
export type Collected = {
  id: string;
  /** Its name in the pack; null when it is not in it. */
  file: string | null;
  /** As its sender named it. */
  name: string;
  kind: string;
  format: string | null;
  sizeBytes: number;
  sha256: string | null;
  collectedAt: string;
  collectedBy: "claimant";
  how: "upload";
  /** When people of the operator looked at it; who is nobody's business but the audit's. */
  staffLookedAt: string[];
  leftOut: "deleted" | "not-checked" | "too-large" | null;
};

export type Facts = {
  about: About & { lang: Lang };
  timeZone: string;
  key: { fingerprint: string; publishedAt: string };
  person: {
    accountId: string;
    name: string | null;
    birthday: string | null;
    phones: string[];
    emails: string[];
  };
  statement: Statement;
  caseReference: string | null;
  story: string[];
  transactions: Transaction[];
  signIns: SignIn[];
  devices: KnownDevice[];
  freezes: Freeze[];
  timeline: Happening[];
  chat: Said[];
  collected: Collected[];
};

/** One file made from them. */
export type Made = { name: string; type: string; format: string; bytes: Buffer };
