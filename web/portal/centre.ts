/** The security centre as its pages know it: data only, judged by the server. */
import type { ProofKind } from "./model.ts";

type Both = { en: string; zh: string };

/** "Could you get back in if you lost your phone today?" */
export type Back =
  | { can: true; waitHours: number; uses: ProofKind[] }
  | { can: false; from: string | null; missing: ProofKind[] };

export type Suggestion = {
  code:
    | "password-known"
    | "way-back"
    | "password-weak"
    | "password-due"
    | "few-codes"
    | "few-contacts"
    | "limits"
    | "night-lock"
    | "old-device"
    | "passkey";
  device?: { id: string; name: string; lastSeenAt: string };
  left?: number;
};

/** What to add so that the phone is not the only way back. */
export type Nudge = { add: ProofKind[]; shownAt: string };

export type Device = {
  id: string;
  name: string;
  city: string | null;
  boundAt: string;
  lastSeenAt: string;
  current: boolean;
  is: "signed-in" | "known" | "signed-out" | "disowned";
  endedAt: string | null;
};

export type Health = {
  set: boolean;
  changedAt: string | null;
  days: number | null;
  age: { policy: string; is: "fine" | "remind" | "must-change"; text: Both | null };
  judgedAt: string | null;
  leaked: boolean;
  disowned: boolean;
  weak: { code: string; text: Both }[];
  minLength: number;
};

export type Judgement = {
  ok: boolean;
  strength: "weak" | "fair" | "strong" | null;
  text: Both | null;
  reasons: { code: string; text: Both }[];
};

export type OwnFile = {
  id: string;
  kind: string;
  state: string;
  at: string;
  deletedAt: string | null;
  seen: string[];
};

/** An erasure of the account that waits. */
export type Erasure = { id: string; state: "waiting"; askedAt: string; effectiveAt: string };

/** What came of a rehearsal. */
export type Rehearsed = { works: true; countsFrom: string | null };

/** The kinds of the record that can be asked for. */
export const recordKinds = ["sign-ins", "changes", "freezes", "recoveries", "staff"] as const;
export type RecordKind = (typeof recordKinds)[number];
