import { type SqlBool, sql } from "kysely";
import type { Db } from "../../core/db.ts";

/** Written out, because the indexes are of these events only. */
const ofDesk = sql<SqlBool>`actor like 'agent:%'`;

export type Place = { at: Date; accountId: string; seq: number };
export type Asked = {
  actor?: string | undefined;
  accountId?: string | undefined;
  types?: readonly string[] | undefined;
  notTypes?: readonly string[] | undefined;
  from: Date;
  to: Date;
  before?: Place | undefined;
};

/** A read over all accounts, unless one is named: what people of the desk did, the newest first. */
export const listDeeds = (
  db: Db,
  { actor, accountId, types, notTypes, from, to, before }: Asked,
  limit: number,
) =>
  db
    .selectFrom("events")
    .select(["accountId", "seq", "type", "at", "actor", "commitment", "payload", "hash"])
    .where(ofDesk)
    .where("at", ">=", from)
    .where("at", "<=", to)
    .$if(actor !== undefined, (query) => query.where("actor", "=", actor ?? ""))
    .$if(accountId !== undefined, (query) => query.where("accountId", "=", accountId ?? ""))
    .$if(types !== undefined, (query) => query.where("type", "=", sql<string>`any(${types})`))
    .$if(notTypes !== undefined, (query) =>
      query.where("type", "!=", sql<string>`all(${notTypes})`),
    )
    .$if(before !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(at, account_id, seq) < (${before?.at}, ${before?.accountId}, ${before?.seq})`,
      ),
    )
    .orderBy("at", "desc")
    .orderBy("accountId", "desc")
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();

export type DeedRow = Awaited<ReturnType<typeof listDeeds>>[number];

/** A read over all accounts: the case of this id, or those whose reference (the end of the id) this is. */
export const findCases = (db: Db, idEndsWith: string) =>
  db
    .selectFrom("cases")
    .select(["accountId", "id"])
    .where("id", "like", `%${idEndsWith}`)
    .limit(5)
    .execute();

/** A read over all accounts: who was drawn for any of these cases, ever. */
export const listDrawn = (db: Db, caseIds: readonly string[]) =>
  db
    .selectFrom("cases")
    .innerJoin("caseDraws", (join) =>
      join
        .onRef("caseDraws.accountId", "=", "cases.accountId")
        .onRef("caseDraws.caseId", "=", "cases.id"),
    )
    .select(["cases.id as caseId", "caseDraws.staffId as staffId"])
    .where("cases.id", "=", sql<string>`any(${caseIds})`)
    .execute();
