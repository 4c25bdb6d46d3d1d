/**
 * Where each table lies when the database is a Citus cluster: every one is named here, and nowhere else. The
 * check of statements (`test/statements.ts`) is made from the same list; a test holds it against the tables
 * that the migrations make. Why each place: docs/decisions/0054-citus.md.
 */

/** Rows of one account each: by `account_id`, all on the shard on which its row of `accounts` lies. */
export const ofAccounts: readonly string[] = [
  // The first one says how many shards there are; the others are laid beside it.
  ...["accounts", "events", "jobs", "anchored_chains"],
  ...["methods", "recovery_codes", "devices", "sessions", "changes", "password_verdicts"],
  ...["recoveries", "challenges", "wrong_codes", "number_checks", "money_limits"],
  ...["holds", "guided", "locks", "lock_tightenings", "confirmations"],
  ...["reservations", "transactions", "payees", "shared_payees"],
  ...["cases", "case_clocks", "case_checks", "case_notes", "case_verdicts", "case_draws"],
  ...["case_outcomes", "case_questions", "case_messages", "case_chats"],
  ...["evidence_files", "evidence_parts", "evidence_views", "evidence_verdicts"],
  ...["packs", "pack_parts", "reports", "scam_reports", "scam_report_parts"],
  ...["passkeys", "passkey_challenges", "approvals"],
  ...["contacts", "contact_rounds", "contact_asks"],
  ...["face_consents", "face_templates", "face_sessions", "face_pictures", "face_glances"],
  ...["signals", "removed_subjects", "signalled_holds"],
  ...["staff_passkeys", "staff_invites", "staff_ties", "desk_changes", "desk_views"],
  ...["agent_codes", "legal_holds", "erasures", "insight_facts", "burst_claims", "nudges"],
  ...["policy_trials", "policy_proposals"],
];

/** Found by a name of their own: by that column, which never changes. Of no account, or before it is known. */
export const byKey: Readonly<Record<string, string>> = {
  identifiers: "hash",
  links: "hash",
  contact_links: "hash",
  sends: "destination",
  idempotency: "key",
  limits: "key",
  windows: "key",
  guesses: "partition",
  staff_challenges: "hash",
};

/** Few rows, seldom written, read beside rows of accounts: a copy on every machine. */
export const reference: readonly string[] = [
  ...["staff", "brakes", "policy_versions", "registry_versions"],
];

/**
 * Of the house alone: on the coordinator, and known to Citus, so that what is written there in one
 * transaction with an account is kept or undone with it.
 */
export const local: readonly string[] = [
  ...["settings", "service_keys", "signing_keys", "subscribers", "checkpoints", "alarms"],
  ...["scam_clusters", "scam_bands", "scam_reporters", "scam_days", "scam_listings"],
  ...["topic_sources", "topic_bodies", "topic_fetches", "topic_posts", "topic_readings"],
  ...["topic_stories", "topic_hours", "topic_days", "topic_corrections", "topic_proposals"],
  ...["topic_alerts", "recoverable_days"],
  ...["alert_states", "alert_firings", "alert_tries", "demo_messages"],
];

/** `column`: by which its rows are dealt out. `beside`: the table whose shards it shares. */
export type Place =
  | { kind: "distributed"; column: string; beside: string | null }
  | { kind: "reference" }
  | { kind: "local" };

const FIRST = "accounts";

/** In the order in which they are laid out: a table comes after the one it lies beside. */
export const distribution: ReadonlyMap<string, Place> = new Map<string, Place>([
  ...ofAccounts.map((table): [string, Place] => [
    table,
    { kind: "distributed", column: "account_id", beside: table === FIRST ? null : FIRST },
  ]),
  ...Object.entries(byKey).map(([table, column]): [string, Place] => [
    table,
    { kind: "distributed", column, beside: null },
  ]),
  ...reference.map((table): [string, Place] => [table, { kind: "reference" }]),
  ...local.map((table): [string, Place] => [table, { kind: "local" }]),
]);
