/** What the server tells the portal, as types. */

import type { ContactsAsked } from "./contacts/facts.ts";

export type ProofKind =
  | "sms-code"
  | "email-code"
  | "passkey"
  | "recovery-code"
  | "authenticator-code"
  | "face"
  | "contact-approval"
  | "known-device"
  | "device-approval"
  | "agent-review";

export type Situation = "forgot-password" | "lost-phone" | "account-stolen";

export type RecoveryState =
  | "proving"
  | "waiting"
  | "ready"
  | "completed"
  | "denied"
  | "cancelled"
  | "expired";

export type Challenge = {
  id: string;
  proof: ProofKind;
  sentAt: string;
  expiresAt: string;
  resendAfter: string;
  triesLeft: number;
};

/** A face check that was asked for: what to do in which order, once, until it runs out. */
export type FaceChallenge = Pick<Challenge, "id" | "proof" | "expiresAt"> & {
  options: {
    nonce: string;
    steps: string[];
    still: string[];
    client: { kind: "frames" | "sdk" };
    triesLeft: number;
  };
};

/** A freeze, as the server says that it stands. */
export type Hold = {
  id: string;
  reason: "soft-freeze" | "owner-freeze" | "suspected-takeover" | "police-request" | "wallet";
  scope: "outgoing" | "sign-in" | "everything";
  effectiveAt: string;
  expiresAt: string | null;
  enforcedBy: string[];
  pending: string[];
};

export type Recovery = {
  id: string;
  situation: Situation;
  state: RecoveryState;
  paths: { proofs: ProofKind[] }[];
  given: ProofKind[];
  /** Given too, and counting for nothing as things stand. */
  uncounted?: ProofKind[];
  challenge?: Challenge | null;
  choices?: { id: string; label: string }[] | null;
  waitingUntil?: string | null;
  contest?: boolean;
  /** The account's contacts and what they answered; after a first proof. */
  contacts?: ContactsAsked | null;
  expiresAt: string;
  money?: { kind: "L24" | "L72" | "none"; until: string | null } | null;
  codesLeft?: number | null;
  /** A person compares two pictures, until when it was promised; or could not say that it is the same person. */
  glance?: { state: "looking"; until: string } | { state: "declined" } | null;
  hold?: Hold | null;
  /** The number proven for afterwards, shortened. */
  newPhone?: string | null;
  endedAt?: string | null;
  createdAt: string;
  reference: string;
};

type Both = { en: string; zh: string };

/** A claim that people review, as its claimant sees it. */
export type Case = {
  reference: string;
  state:
    | "open"
    | "waiting-claimant"
    | "second-check"
    | "referred"
    | "approved"
    | "refused"
    | "closed";
  text: Both;
  openedAt: string;
  dueAt: string;
  waitingFor: "us" | "claimant" | null;
  /** While it waits for the claimant: until then. */
  answerBy?: string;
  /** Milliseconds; only when late. */
  lateBy?: number;
  questions: { id: string; text: Both; choices: { id: string; text: Both }[] }[];
  messages: { at: string; reason: string; kind?: string; text: Both }[];
  /** Shortened; by it one comes back from another browser. */
  contact: string | null;
  decision: {
    outcome: "approved" | "refused";
    at: string;
    reason: { code: string; text: Both };
  } | null;
  appeal: { possible: boolean; until: string } | null;
};

/** A refusal as the server says it (RFC 9457), or one of our own: `offline`, `unreadable`. */
export type Refusal = {
  code: string;
  status: number;
  detail?: string;
  until?: string;
  triesLeft?: number;
  /** Of our own failure: what the log calls it. */
  request?: string;
  errors?: { pointer: string; detail: string; reason?: string }[];
  reasons?: { code: string; text: { en: string; zh: string } }[];
  /** What is open, so that an account is not erased. */
  obstacles?: string[];
  /** Read before anything is loosened; what comes back with its code was read. */
  warning?: { code: string; reasons: { en: string; zh: string }[] };
};

export type Words = string | { en: string; zh: string };

export type PortalFacts = {
  operator: { name: Words; phone: string };
  demo: boolean;
  walletUrl: string;
  timeZone?: string;
  /** Numbers at which a theft is reported here. */
  reportPhones?: string[];
};
