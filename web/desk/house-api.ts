/** The calls of the house: changes by two people, brakes, people, ties, invitations. */
import { ask } from "./api.ts";
import type { Case, LegalHold, Me } from "./model.ts";

export type Facts =
  | { kind: "role"; staffId: string; role: Me["role"]; team: string | null }
  | {
      kind: "staff";
      deed: "add" | "end" | "passkey" | "identity";
      staffId: string;
      name?: string;
      role?: Me["role"];
      team?: string | null;
      issuer?: string;
      subject?: string;
    }
  | { kind: "brake-release"; what: string }
  | { kind: "policy"; name: string; version: number }
  | { kind: "registry"; version: number }
  | { kind: "viewing"; staffId: string }
  | { kind: "tie-removal"; staffId: string; accountId: string }
  | { kind: "legal-hold-release"; accountId: string; legalHoldId: string }
  | {
      kind: "scam-listing";
      deed: "add" | "end";
      indicator: string;
      value: string;
      clusterId: string;
    }
  | {
      kind: "hold-release" | "hold-renewal";
      reason: string;
      scope: string;
      caseId: string;
      reference: string;
    };
export type Change = {
  id: string;
  facts: Facts;
  reason: string;
  askedBy: string;
  askedAt: string;
  expiresAt: string;
  state: "waiting" | "approved" | "refused" | "expired";
  decidedBy: string | null;
  decidedAt: string | null;
  allowed: ("approve" | "refuse")[];
  bar: "own-change" | "not-allowed" | "not-drawn" | "needs-supervisor" | null;
};
export type Changes = { changes: Change[]; people: Record<string, string> };
export type Asked = { change: Change; code?: string };
export type Decided = { change: Change; invite?: { url: string; expiresAt: string } };
export type Brake = { what: string; setBy: string; reason: string; setAt: string };
export type Member = {
  id: string;
  name: string;
  role: Me["role"];
  team: string | null;
  endedAt: string | null;
  hasProvider: boolean;
};
export type Tie = { staffId: string; name: string; accountId: string; since: string | null };
export type Kept = {
  what: string;
  days: number;
  rows: number;
  /** Of these so many are past their term, and so many of those a legal hold keeps. */
  over: number;
  held: number;
  nextAt: string | null;
};
export type Quick = { id: string; name: string; medianMs: number };
export type Invited = { staff: { id: string; name: string; role: Me["role"] }; options: never };

const holdsAt = (accountId: string) =>
  `/v1/desk/accounts/${encodeURIComponent(accountId)}/legal-holds`;
const at = (caseId: string, rest: string) => `/v1/cases/${encodeURIComponent(caseId)}${rest}`;
type Changed = { case: Case };

export const house = {
  changes: () => ask<Changes>("GET", "/v1/desk/changes"),
  ask: (change: object) => ask<Asked>("POST", "/v1/desk/changes", change),
  decide: (id: string, outcome: "approve" | "refuse") =>
    ask<Decided>("POST", `/v1/desk/changes/${encodeURIComponent(id)}/approval`, { outcome }),
  brakes: () => ask<{ brakes: Brake[] }>("GET", "/v1/desk/brakes"),
  brake: (what: string, reason: string) => ask("POST", "/v1/desk/brakes", { what, reason }),
  staff: () => ask<{ staff: Member[] }>("GET", "/v1/desk/staff"),
  ties: () => ask<{ ties: Tie[] }>("GET", "/v1/desk/ties"),
  tie: (identifier: string, staffId?: string) =>
    ask<{ ties: Tie[] }>("POST", "/v1/desk/ties", { identifier, ...(staffId && { staffId }) }),
  legalHolds: (accountId: string) => ask<{ legalHolds: LegalHold[] }>("GET", holdsAt(accountId)),
  placeLegalHold: (accountId: string, reference: string) =>
    ask("POST", holdsAt(accountId), { reference }),
  retention: () => ask<{ retention: Kept[] }>("GET", "/v1/desk/retention"),
  quick: () => ask<{ people: Quick[] }>("GET", "/v1/desk/quick-approvals"),
  openInvite: (shown: object) => ask<Invited>("POST", "/v1/desk/invitations/options", shown),
  bind: (given: object) => ask("POST", "/v1/desk/invitations/passkeys", given),
  openFor: (caller: object, key: string) => ask<Changed>("POST", "/v1/cases", caller, key),
  transfer: (caseId: string, team: string) =>
    ask<Changed>("POST", at(caseId, "/transfer"), { team }),
  hold: (caseId: string, given: object) => ask<Changed>("POST", at(caseId, "/holds"), given),
  endSessions: (caseId: string, reason: string) =>
    ask<Changed>("POST", at(caseId, "/sessions/end"), { reason }),
  askOfHold: (caseId: string, holdId: string, what: "release" | "renewal", reason: string) =>
    ask<Changed>("POST", at(caseId, `/holds/${encodeURIComponent(holdId)}/${what}`), { reason }),
};
