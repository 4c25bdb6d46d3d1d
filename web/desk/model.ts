/** What the API says of cases, and what the desk makes of times. Pure. */
export type Words = { en: string; zh: string };
export type Me = {
  id: string;
  name: string;
  role: "agent" | "supervisor" | "analyst" | "admin";
  team: string | null;
};
export type Row = {
  id: string;
  reference: string;
  state: string;
  situation: string;
  risk: "low" | "elevated" | "high";
  ask: string;
  waitingFor: "us" | "claimant" | "second" | "bank" | null;
  locale: string;
  openedAt: string;
  dueAt: string;
  pausedAt: string | null;
  usedShare: number;
  lastEvent: { type: string; at: string };
  takenBy: { id: string; name: string } | null;
  takenUntil: string | null;
  team: string | null;
  isTheftNow: boolean;
  isAppeal: boolean;
  openedBy: "claimant" | "agent" | "owner";
};
export type Check = {
  id: string;
  text: Words;
  answer: "yes" | "no" | "not-applicable" | null;
  at: string | null;
};
export type Reason = { code: string; text: Words };
export type Hold = {
  id: string;
  reason: string;
  scope: string;
  renewals: number;
  placedAt: string;
  until: string | null;
  asked: string[];
  allowed: string[];
};
export type Report = {
  id: string;
  place: string;
  state: "waiting" | "accepted" | "closed";
  outcome: string | null;
  reference: string;
  reportedOn: string;
  dueOn: string | null;
  isLate: boolean;
  closedAt: string | null;
};
export type LegalHold = {
  id: string;
  reference: string;
  placedBy: string;
  placedAt: string;
  releasedAt: string | null;
  /** Two people, a space between. */
  releasedBy: string | null;
};
export type Case = Row & {
  /** The server's, when this was answered. */
  now: string;
  accountLabel: string | null;
  identifierMasked: string | null;
  evidenceVersion: number;
  story: string;
  proofs: { kind: string; at: string }[];
  newPhoneProven: boolean;
  contested: boolean;
  riskReasons: Reason[];
  riskNotes: { for: Reason[]; unknown: Reason[] };
  checklist: Check[];
  policy: { name: string; version: number; rule: Words };
  claimantSees: Words;
  clocks: { ours: { dueAt: string; usedMs: number; pausedAt: string | null } };
  chain: { verifiedTo: number } | { brokenAt: number };
  timeline: { seq: number; at: string; actor: string; type: string; text: Words }[];
  notes: { id: string; by: string; at: string; text: string }[];
  /** What the claimant would read while it is put aside, for whom. */
  waits: { claimant: Words; bank: Words };
  links: {
    caseId: string;
    reference: string;
    why: string[];
    state: string;
    openedAt: string;
    situation: string;
    isTheft: boolean;
  }[];
  verdict: { outcome: string; reason: string; by: { name: string } | null; at: string } | null;
  draw: { staffId: string | null; until: string } | null;
  allowed: string[];
  reasons: Record<string, Reason[]>;
  reveals: string[];
  holds: Hold[];
  legalHolds: LegalHold[];
  teams: string[];
};
export type Question = {
  id: string;
  text: Words;
  state: "waiting" | "answered";
  result: "match" | "no-match" | "do-not-know" | null;
};
export type Reply = {
  id: string;
  tags: string[];
  title: Words;
  text: Words;
  owner?: string;
  reviewed?: string;
};
export type Draft = { message: Words; effects: { code: string; text: Words }[] };
export const actions = [
  ...(["views", "reveals", "refused", "verdicts", "cases"] as const),
  ...(["holds", "changes", "searches"] as const),
] as const;
/** What the audit is asked; empty: not asked for that. Days as a date field gives them. */
export const filters = ["staffId", "caseId", "accountId", "action", "from", "to"] as const;
export type AuditFilter = Partial<Record<(typeof filters)[number], string>>;
export type Deed = {
  id: string;
  at: string;
  by: { id: string; name: string };
  type: string;
  text: Words;
  caseId: string | null;
  accountId: string | null;
  staffId: string | null;
  reason: string | null;
  field: string | null;
};
export type AuditPage = { deeds: Deed[]; next: string | null };
export type Viewing = {
  days: number;
  people: {
    staff: { id: string; name: string };
    views: number;
    reveals: number;
    usual: { views: number; reveals: number };
    standsOut: ("views" | "reveals")[];
    notTheirs: number;
  }[];
};
export type Member = { id: string; name: string; endedAt: string | null };

/** The first or last moment of a day as this browser's clock has it; what is no day stays what it is. */
export function dayBound(day: string, end: "start" | "end"): string {
  const at = new Date(`${day}T${end === "start" ? "00:00:00.000" : "23:59:59.999"}`);
  return Number.isNaN(at.getTime()) ? day : at.toISOString();
}

/** K7-4F2Q: from the random end of the id, as the server writes it. */
export const referenceOf = (caseId: string) => {
  const tail = caseId.slice(-6).toUpperCase();
  return `${tail.slice(0, 2)}-${tail.slice(2)}`;
};

export const views = ["team", "mine", "approvals", "theft", "late", "waiting", "all"] as const;
export type View = (typeof views)[number];
export type Queue = {
  cases: Row[];
  counts: Record<Exclude<View, "all">, number>;
  closedToday: number;
  now: string;
};

const MINUTE_MS = 60_000;
/** From this share of the promise on the clock changes its shape and its colour. */
const SOON = 0.75;

export type Clock =
  | { is: "paused" | "closed" }
  | { is: "left" | "soon" | "late"; hours: number; minutes: number; share: number };

/** `now`: the server's. */
export function clockOf(row: Row, now: number): Clock {
  if (["approved", "refused", "closed"].includes(row.state)) return { is: "closed" };
  if (row.pausedAt) return { is: "paused" };
  const left = Date.parse(row.dueAt) - now;
  const size = Math.floor(Math.abs(left) / MINUTE_MS);
  const time = { hours: Math.floor(size / 60), minutes: size % 60, share: row.usedShare };
  if (left < 0) return { is: "late", ...time };
  return { is: row.usedShare >= SOON ? "soon" : "left", ...time };
}

export const stepOf = (risk: Row["risk"]) => ({ low: 1, elevated: 2, high: 3 })[risk];

/** What still keeps a person from saying this, in the order of the list. */
export const openChecks = (checklist: readonly Check[]) =>
  checklist.filter(({ answer }) => answer === null);
