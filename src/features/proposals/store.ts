import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New, Tables } from "../../core/tables.ts";
import { POLICIES } from "./rules.ts";

const trials = (db: Db) => db.selectFrom("policyTrials").where("accountId", "=", POLICIES);
const proposals = (db: Db) => db.selectFrom("policyProposals").where("accountId", "=", POLICIES);

export const insertTrial = (db: Db, row: New<"policyTrials">) =>
  db.insertInto("policyTrials").values(row).execute();

export const findTrial = (db: Db, id: string) =>
  trials(db).selectAll().where("id", "=", id).executeTakeFirst();
export type TrialRow = NonNullable<Awaited<ReturnType<typeof findTrial>>>;

/** The newest first, without what they came to. */
export const listTrials = (db: Db, limit: number) =>
  trials(db)
    .select(["id", "name", "baseVersion", "digest", "seed", "cases", "sensitive", "state"])
    .select(["done", "total", "askedBy", "askedAt", "endedAt"])
    .orderBy("askedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export const listOpenTrials = (db: Db) =>
  trials(db)
    .select("id")
    .where("state", "in", [sql.lit("waiting"), sql.lit("running")])
    .execute();

type TrialSet = Partial<Pick<Tables["policyTrials"], "state" | "done" | "total">> & {
  result?: string;
  endedAt?: Date;
};
/** Only while it is open: what was stopped stays stopped. Whether it was. */
export const updateOpenTrial = async (db: Db, id: string, set: TrialSet): Promise<boolean> =>
  (await db
    .updateTable("policyTrials")
    .set(set)
    .where("accountId", "=", POLICIES)
    .where("id", "=", id)
    .where("state", "in", [sql.lit("waiting"), sql.lit("running")])
    .returning("id")
    .executeTakeFirst()) !== undefined;

export const insertProposal = (db: Db, row: New<"policyProposals">) =>
  db.insertInto("policyProposals").values(row).execute();

export const findProposal = (db: Db, id: string) =>
  proposals(db).selectAll().where("id", "=", id).executeTakeFirst();
export type ProposalRow = NonNullable<Awaited<ReturnType<typeof findProposal>>>;

/** The newest first. */
export const listProposals = (db: Db, limit: number) =>
  proposals(db)
    .selectAll()
    .orderBy("proposedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export const listWaiting = (db: Db) =>
  proposals(db).selectAll().where("state", "=", sql.lit("waiting")).orderBy("id").execute();

export const updateProposal = (
  db: Db,
  id: string,
  set: {
    state: string;
    decidedBy?: string;
    decidedAt?: Date;
    decidedWhy?: string;
    version?: number;
  },
) =>
  db
    .updateTable("policyProposals")
    .set(set)
    .where("accountId", "=", POLICIES)
    .where("id", "=", id)
    .execute();
