import { sql } from "kysely";
import type { Db } from "../../core/db.ts";

/** What goes with an account; a test holds this list against the tables that there are. */
export const gone = [
  ...(["identifiers", "methods", "recoveryCodes", "devices", "sessions", "changes"] as const),
  ...([
    "recoveries",
    "challenges",
    "wrongCodes",
    "moneyLimits",
    "links",
    "holds",
    "guided",
  ] as const),
  ...(["locks", "lockTightenings", "reservations", "transactions", "payees"] as const),
  ...(["sharedPayees", "confirmations", "removedSubjects", "signalledHolds"] as const),
  ...([
    "caseClocks",
    "caseChecks",
    "caseNotes",
    "caseVerdicts",
    "caseDraws",
    "caseOutcomes",
  ] as const),
  ...(["caseQuestions", "caseMessages", "caseChats", "cases"] as const),
  ...(["evidenceParts", "evidenceViews", "evidenceVerdicts", "evidenceFiles"] as const),
  ...(["passkeys", "passkeyChallenges", "approvals"] as const),
  ...(["contactLinks", "contactAsks", "contactRounds", "contacts"] as const),
  ...(["reports", "packParts", "packs", "passwordVerdicts", "numberChecks", "nudges"] as const),
  ...(["faceConsents", "faceTemplates", "faceSessions", "facePictures", "faceGlances"] as const),
  ...(["scamReportParts", "scamReports", "agentCodes", "legalHolds", "insightFacts"] as const),
  "burstClaims",
  "jobs",
] as const;

/** What stays, and why that is nobody's data any more. */
export const stays: Readonly<Record<string, string>> = {
  accounts: "the row without key, name and password: the chain's head, and that the id was used",
  events: "the links of the chain, without what they say",
  erasures: "who asked, and when it was done",
  signals: "deliveries under way: the account's id and nothing else; gone after 30 days",
  anchored_chains: "how far the chain is signed",
  staff: "people of the desk, who are no owners",
  staff_passkeys: "the same",
  staff_invites: "the same",
  staff_ties: "rows of people of the desk; of the account its id",
  desk_changes: "rows of the house",
  policy_trials: "the same: drafts, and what they came to on simulated people",
  policy_proposals: "the same: who wanted a policy and who agreed",
  desk_views: "rows of people of the desk, a day",
};

export async function deleteAll(db: Db, accountId: string): Promise<void> {
  for (const table of gone) await db.deleteFrom(table).where("accountId", "=", accountId).execute();
}

export const deleteNames = (db: Db, accountId: string) =>
  db.deleteFrom("identifiers").where("accountId", "=", accountId).execute();

/** The key is gone: what was sealed with it is noise, wherever a copy of it lies. */
export const emptyAccount = (db: Db, accountId: string) =>
  db
    .updateTable("accounts")
    .set({
      ...{ kind: "erased", dataKey: "", name: null, birthday: null, balanceHigh: false },
      ...{ passwordHash: null, passwordChangedAt: null, passwordCompromised: false },
      ...{ passwordHistory: "[]", notices: "{}" },
    })
    .where("accountId", "=", accountId)
    .execute();

export const emptyEvents = (db: Db, accountId: string) =>
  db.updateTable("events").set({ payload: "" }).where("accountId", "=", accountId).execute();

/** Work that still has to leave before the key goes. */
export const listUndone = (db: Db, accountId: string, but: string) =>
  db
    .selectFrom("jobs")
    .select("id")
    .where("accountId", "=", accountId)
    .where("state", "=", sql.lit("due"))
    .where("kind", "!=", but)
    .where((where) =>
      where.or([where("kind", "like", "reader:%"), where("kind", "like", "send-%")]),
    )
    .limit(1)
    .execute();
