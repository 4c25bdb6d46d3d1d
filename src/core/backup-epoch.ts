/**
 * What a restore must not bring back to life. A backup is older than the last moment: a code that was typed
 * since, a session that was ended, a claim that its owner stopped are live in it. Nobody can know which; so
 * whatever was live is spent, and what the owner needs is asked for anew. A thief who keeps an old code, link
 * or token and waits for, or brings about, a restore has nothing. In the transaction of the load: no moment
 * exists at which the data is there and the old codes are good.
 */
import type pg from "pg";

/** Where a restored database says so: read at each start, and bound into every token from then on. */
export const RESTORED = "restored";
/** `after`: the last checkpoint that the backup holds. */
export type Restored = { id: string; backupAt: string; restoredAt: string; after: number };

/** In the place of a claimant's token: no secret hashes to these. The first claim ends, the second goes on. */
export const ENDS = "restored:ends";
const REVIEWED = "restored:reviewed";

/**
 * Each table once, with what becomes of it; null: it comes back as it was. Those that come back are facts,
 * or bind an account more tightly than the lost moment did.
 */
export const spent: Readonly<Record<string, string | readonly string[] | null>> = {
  // Live secrets.
  sessions: "update sessions set ended_at = $1, ended_why = 'restore' where ended_at is null",
  challenges:
    "update challenges set superseded_at = $1 where used_at is null and superseded_at is null",
  recovery_codes: "update recovery_codes set used_at = $1 where used_at is null",
  // An authenticator's code of before is not accepted again: 30 seconds a step (RFC 6238).
  methods:
    "update methods set last_step = greatest(coalesce(last_step, 0), floor(extract(epoch from $1::timestamptz) / 30)::integer) where kind = 'authenticator'",
  idempotency: "delete from idempotency",
  staff_invites: "update staff_invites set used_at = $1 where used_at is null",
  passkey_challenges: "delete from passkey_challenges",
  // A restored counter may be behind: a copy of the key is then found out a use later, and no owner is shut out.
  passkeys: null,
  approvals: "update approvals set ended_at = $1, ended_why = 'restore' where ended_at is null",
  staff_challenges: "delete from staff_challenges",
  agent_codes: "delete from agent_codes",
  confirmations: "delete from confirmations",
  // Claims: nobody goes on by an old token, and proofs are asked for again. Their timers end them and tell the
  // owner (recovery/endings.ts); one that people are looking at stays, to be taken up by its reference.
  recoveries: `update recoveries r set given = '[]', token_hash = case when state = 'proving' and exists
    (select 1 from cases c where c.account_id = r.account_id and c.recovery_id = r.id and c.closed_at is null)
    then '${REVIEWED}' else '${ENDS}' end where ended_at is null`,
  jobs: [
    "update jobs set due_at = $1, attempts = 0, leased_until = null, state = 'due' where kind = 'recovery-timer'",
    // The directory may have been given a newer one since.
    "delete from jobs where kind = 'password-elsewhere'",
  ],
  // What waits to loosen something may have been stopped since: it has to be asked for again.
  changes:
    "update changes set cancelled_at = $1, data = '' where done_at is null and cancelled_at is null",
  locks: "update locks set pending = '{}'",
  // Asked to be a contact within a change that waited; and codes that contacts may have read out.
  contacts: "delete from contacts where since is null",
  contact_rounds: "update contact_rounds set ended_at = $1 where ended_at is null",
  // A check lasts a minute and a half, and a look at two pictures belongs to a claim that ends now.
  face_sessions: "update face_sessions set used_at = $1 where used_at is null",
  face_glances: "update face_glances set ended_at = $1, outcome = 'restore' where ended_at is null",
  erasures:
    "update erasures set cancelled_at = $1, why = 'restore' where done_at is null and cancelled_at is null",
  // A file that was downloaded, or deleted, since: a new one is made with a proof.
  packs: [
    "delete from pack_parts where (account_id, pack_id) in (select account_id, id from packs where state = 'ready')",
    "update packs set state = 'expired', wish = '', build = '' where state = 'ready'",
  ],
  // What one person of the desk asked for and nobody has agreed to.
  desk_changes:
    "update desk_changes set expires_at = $1 where decided_at is null and expires_at > $1",
  policy_proposals:
    "update policy_proposals set expires_at = $1 where state = 'waiting' and expires_at > $1",

  // What the operator said may have changed since: it is asked again.
  number_checks: "delete from number_checks",

  // "This wasn't me" stops and freezes; it opens nothing. The owner's way to stop a thief stays.
  links: null,
  ...Object.fromEntries(
    [
      ...["accounts", "events", "identifiers", "devices", "wrong_codes", "sends", "limits"],
      ...[
        "windows",
        "guesses",
        "alarms",
        "settings",
        "service_keys",
        "policy_versions",
        "registry_versions",
      ],
      ...["money_limits", "holds", "guided", "lock_tightenings", "reservations", "transactions"],
      ...["payees", "shared_payees", "subscribers", "signals", "removed_subjects"],
      ...["signalled_holds", "signing_keys", "staff", "staff_passkeys", "staff_ties", "brakes"],
      ...["desk_views", "checkpoints", "anchored_chains", "cases", "case_clocks", "case_checks"],
      ...["case_notes", "case_verdicts", "case_draws", "case_outcomes", "case_questions"],
      ...["case_messages", "case_chats", "evidence_files", "evidence_parts", "evidence_views"],
      ...["evidence_verdicts", "legal_holds", "demo_messages"],
      ...["reports", "pack_parts", "password_verdicts", "contact_links", "contact_asks"],
      ...["face_consents", "face_templates", "face_pictures"],
      ...["scam_reports", "scam_report_parts", "scam_clusters", "scam_bands", "scam_reporters"],
      ...["scam_days", "scam_listings"],
      ...["topic_sources", "topic_bodies", "topic_fetches", "topic_posts", "topic_readings"],
      ...["topic_stories", "topic_hours", "topic_days", "topic_corrections", "topic_proposals"],
      ...["topic_alerts", "recoverable_days", "nudges", "insight_facts", "policy_trials"],
      ...["burst_claims"],
      ...["alert_states", "alert_firings", "alert_tries"],
    ].map((table) => [table, null]),
  ),
};

/** Ends what was live; gives back how many rows of each table. Within the transaction of the load. */
export async function spend(client: pg.Client, at: Date, tables: readonly string[]) {
  const ended: Record<string, number> = {};
  for (const [table, statements] of Object.entries(spent)) {
    if (statements === null || !tables.includes(table)) continue;
    for (const text of [statements].flat()) {
      const { rowCount } = await client.query(text, text.includes("$1") ? [at] : []);
      if (rowCount) ended[table] = (ended[table] ?? 0) + rowCount;
    }
  }
  return ended;
}
