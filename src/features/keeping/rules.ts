/**
 * Keeping: how long things stay, and what must not go yet. Somebody who stole an account wants what he did
 * to be forgotten, by a clock or by an erasure; somebody curious wants what should be gone. So each kind of
 * data has one term, the audit never less than half a year, and a legal hold stops every clock of an account
 * and takes two people to end.
 */
import { problem } from "../../core/problem.ts";
import type { KeepingTerms } from "../policies/index.ts";

export const NoLegalHold = problem("no-legal-hold", 404, "No legal hold of this id stands here.");
export const HeldAlready = problem(
  "held-already",
  409,
  "A legal hold with this reference stands on the account already.",
);

export type LegalHold = {
  accountId: string;
  id: string;
  reference: string;
  placedBy: string;
  placedAt: Date;
  releasedAt: Date | null;
  releasedBy: string | null;
};

/** An erasure that waits, and its end. */
export type Erasure = {
  accountId: string;
  id: string;
  askedBy: string;
  askedAt: Date;
  effectiveAt: Date;
  cancelledAt: Date | null;
  why: string | null;
  doneAt: Date | null;
};
export type Stopped = "owner" | "wallet" | "not-me" | "recovery" | "obstacle";

/** Files of a case, where a policy's desk says nothing (features/evidence). */
export const EVIDENCE_DAYS = 90;
/** Posts of hot topics (features/topics): by then a window of ten days has long closed over them. */
export const POST_DAYS = 30;
/** A counter is known for twice as long: a title that comes back is not counted from nothing. */
export const READING_DAYS = 60;
/** Figures look back a year, and a week until its last case may have ended. */
export const FACT_DAYS = 400;
/** An alert is looked back at until the season in which it came has come again. */
export const ALERT_DAYS = 365;
/** A draft that came to nothing is looked back at for a year; what was proposed stays. */
export const TRIAL_DAYS = 365;
/** What is usual is the same hour of four weeks (features/alerts). */
export const TRY_DAYS = 35;
type Kept = KeepingTerms & { evidenceDays: number };

/**
 * One line a kind of data. `days`: the name of its term in the policy, or a number that is no choice.
 * `by`: which column says how old it is. `goes`: what a sweep does. `elsewhere`: its own feature sweeps it;
 * it stands here so that the list is whole.
 */
export type Term = {
  what: string;
  table: string;
  by: string;
  days: keyof Kept | number;
  goes: "rows" | "payloads" | "cases" | "elsewhere";
  /** `by` says when it goes, and not since when it is there. */
  isDue?: true;
  /** Only these rows, in SQL on the table's own columns. */
  only?: string;
  says: string;
};

export const terms: readonly Term[] = [
  {
    ...{ what: "evidence", table: "jobs", by: "due_at", days: "evidenceDays", isDue: true },
    ...{ goes: "elsewhere", only: "kind = 'evidence-kept'" },
    says: "Files of ended cases, case by case; their hashes stay.",
  },
  {
    ...{ what: "sessions", table: "sessions", by: "expires_at", days: "sessionDays", goes: "rows" },
    says: "Sessions that have run out.",
  },
  {
    ...{ what: "transactions", table: "transactions", by: "at", days: "transactionDays" },
    ...{ goes: "rows", says: "Payments that the wallet reported; its own books are not ours." },
  },
  {
    ...{ what: "recoveries", table: "recoveries", by: "ended_at", days: "recoveryDays" },
    goes: "rows",
    only: "not exists (select 1 from cases c where c.account_id = t.account_id and c.recovery_id = t.id)",
    says: "Claims that ended and that no case is about.",
  },
  {
    ...{ what: "cases", table: "cases", by: "closed_at", days: "caseDays", goes: "cases" },
    says: "Closed cases: story, notes, checks, verdicts, chat.",
  },
  {
    ...{ what: "reports", table: "reports", by: "closed_at", days: "caseDays", goes: "rows" },
    says: "Reports to the police that have ended, as their owner noted them.",
  },
  {
    ...{ what: "policy trials", table: "policy_trials", by: "asked_at", days: TRIAL_DAYS },
    ...{ goes: "rows", says: "Drafts of policies that were tried and not proposed." },
    only: "not exists (select 1 from policy_proposals p where p.account_id = t.account_id and p.trial_id = t.id)",
  },
  {
    ...{ what: "packs", table: "jobs", by: "due_at", days: 7, isDue: true, goes: "elsewhere" },
    ...{ only: "kind = 'pack-expiry'", says: "Files for the police; that there was one stays." },
  },
  {
    ...{ what: "audit payloads", table: "events", by: "at", days: "auditDays", goes: "payloads" },
    only: "payload <> ''",
    says: "What an event says. That it happened, when and by whom stays, and the chain verifies.",
  },
  {
    ...{ what: "messages", table: "jobs", by: "created_at", days: "messageDays", goes: "rows" },
    ...{ only: "state = 'dead'", says: "Messages and other work that was given up." },
  },
  {
    ...{ what: "signals", table: "signals", by: "issued_at", days: 30, goes: "elsewhere" },
    says: "Deliveries to subscribers.",
  },
  {
    ...{ what: "number checks", table: "number_checks", by: "checked_at", days: 30 },
    ...{ goes: "elsewhere", says: "What an operator said of a number." },
  },
  {
    ...{ what: "face pictures", table: "face_pictures", by: "taken_at", days: 30, goes: "rows" },
    says: "The one picture of a face check that a person compares.",
  },
  {
    ...{ what: "face checks", table: "face_sessions", by: "created_at", days: "recoveryDays" },
    ...{ goes: "rows", says: "What a face check came to, with its scores." },
  },
  {
    ...{ what: "face glances", table: "face_glances", by: "asked_at", days: "caseDays" },
    ...{ goes: "rows", says: "Who compared two pictures, and what they said." },
  },
  {
    ...{ what: "nudges", table: "nudges", by: "shown_at", days: 365, goes: "rows" },
    says: "When an owner was shown which way back in to add, and when they put it away.",
  },
  {
    ...{ what: "links", table: "links", by: "expires_at", days: 0, goes: "elsewhere" },
    says: "“This wasn't me”, after the wait and ten days.",
  },
  {
    ...{ what: "contacts", table: "contacts", by: "removed_at", days: 30, goes: "rows" },
    says: "Contacts whom their owner removed; they count for 7 days.",
  },
  {
    ...{ what: "contacts that said no", table: "contacts", by: "declined_at", days: 30 },
    ...{
      goes: "rows",
      says: "Contacts who do not want to be asked. One who asks for it goes at once.",
    },
  },
  {
    ...{ what: "contact asks", table: "contact_asks", by: "asked_at", days: 30, goes: "rows" },
    says: "What each contact answered, for which claim.",
  },
  {
    ...{ what: "contact rounds", table: "contact_rounds", by: "asked_at", days: 30, goes: "rows" },
    says: "When an owner's contacts were asked.",
  },
  {
    ...{ what: "contact links", table: "contact_links", by: "expires_at", days: 0 },
    ...{ goes: "elsewhere", says: "Links in messages to contacts." },
  },
  {
    ...{ what: "approvals", table: "approvals", by: "expires_at", days: 2, goes: "elsewhere" },
    says: "Requests to a signed-in device; the number goes with the answer.",
  },
  {
    ...{ what: "scam texts", table: "scam_reports", by: "created_at", days: 90 },
    ...{ goes: "elsewhere", only: "said <> ''" },
    says: "Texts of scam reports; host, number or masked words stay.",
  },
  {
    ...{ what: "scam reports", table: "scam_reports", by: "created_at", days: 365 },
    ...{ goes: "elsewhere", says: "Scam reports, as an owner or a stranger sent them." },
  },
  {
    ...{ what: "scam reporters", table: "scam_reporters", by: "last_at", days: 90 },
    ...{ goes: "elsewhere", says: "Who reported a scam, as a hash that counts them once." },
  },
  {
    ...{ what: "topic posts", table: "topic_posts", by: "at", days: POST_DAYS, goes: "elsewhere" },
    says: "Posts that hot topics are counted from, day by day; the counts of each hour stay.",
  },
  {
    ...{ what: "topic counters", table: "topic_readings", by: "at", days: READING_DAYS },
    ...{ goes: "elsewhere", says: "What the counters of hot topics' sources stood at." },
  },
  {
    ...{ what: "topic alerts", table: "topic_alerts", by: "closed_at", days: ALERT_DAYS },
    goes: "elsewhere",
    says: "Alerts of topics that rose sharply, with five titles each.",
  },
  {
    ...{ what: "insight facts", table: "insight_facts", by: "started_at", days: FACT_DAYS },
    ...{ goes: "rows", says: "What became of each case, for the figures; whose it was goes too." },
  },
  {
    ...{ what: "burst claims", table: "burst_claims", by: "started_at", days: "recoveryDays" },
    ...{ goes: "rows", says: "Which claims were part of a list of names tried out in a day." },
  },
  {
    ...{ what: "alerts", table: "alert_firings", by: "cleared_at", days: ALERT_DAYS },
    ...{ goes: "elsewhere", says: "Alerts that fired, with who acknowledged them." },
  },
  {
    ...{ what: "alert counts", table: "alert_tries", by: "slot_at", days: TRY_DAYS },
    ...{ goes: "elsewhere", says: "Tries of each proof in a minute, over all accounts." },
  },
  {
    ...{ what: "topic fetches", table: "topic_fetches", by: "at", days: 7, goes: "elsewhere" },
    says: "How many items each source gave, to notice one that falls silent.",
  },
  {
    ...{ what: "answers", table: "idempotency", by: "expires_at", days: 1, goes: "elsewhere" },
    says: "Answers kept for a repeated request; a secret in one, ten minutes.",
  },
  {
    ...{ what: "limits", table: "limits", by: "opened_at", days: 1, goes: "elsewhere" },
    says: "Counts of networks and devices.",
  },
];

export const daysOf = ({ days }: Term, kept: Kept): number =>
  typeof days === "number" ? days : kept[days];

const DAY_MS = 86_400_000;
export const before = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);
