import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

export const insertVerdict = (db: Db, row: New<"caseVerdicts">) =>
  db.insertInto("caseVerdicts").values(row).execute();

export const listVerdicts = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseVerdicts")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .orderBy("round")
    .orderBy("part")
    .execute();

export type Verdict = Awaited<ReturnType<typeof listVerdicts>>[number];

export const insertOutcome = (db: Db, row: New<"caseOutcomes">) =>
  db.insertInto("caseOutcomes").values(row).execute();

export const findOutcome = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseOutcomes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .executeTakeFirst();

export const insertDraw = (db: Db, row: Omit<New<"caseDraws">, "endedAt" | "endedWhy">) =>
  db.insertInto("caseDraws").values(row).execute();

export const listDraws = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseDraws")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .orderBy("drawnAt")
    .execute();

export type Draw = Awaited<ReturnType<typeof listDraws>>[number];

export const endDraw = (db: Db, accountId: string, caseId: string, why: string, endedAt: Date) =>
  db
    .updateTable("caseDraws")
    .set({ endedAt, endedWhy: why })
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .where("endedAt", "is", null)
    .execute();

/** A read over all accounts: the cases for which this person was drawn. */
export const listDrawnFor = (db: Db, staffId: string) =>
  db
    .selectFrom("caseDraws")
    .select(["accountId", "caseId", "until"])
    .where("staffId", "=", staffId)
    .where("endedAt", "is", null)
    .limit(200)
    .execute();

/** The drawn person looks for the first time. */
export const setDrawSeen = (
  db: Db,
  accountId: string,
  caseId: string,
  staffId: string,
  seenAt: Date,
) =>
  db
    .updateTable("caseDraws")
    .set({ seenAt })
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .where("staffId", "=", staffId)
    .where("endedAt", "is", null)
    .where("seenAt", "is", null)
    .execute();

/** A read over all accounts: one person's last second verdicts, each with when they first looked. */
export const listSecondsOf = (db: Db, staffId: string, limit: number) =>
  db
    .selectFrom("caseVerdicts")
    .innerJoin("caseDraws", (join) =>
      join
        .onRef("caseDraws.accountId", "=", "caseVerdicts.accountId")
        .onRef("caseDraws.caseId", "=", "caseVerdicts.caseId")
        .onRef("caseDraws.round", "=", "caseVerdicts.round")
        .onRef("caseDraws.staffId", "=", "caseVerdicts.staffId"),
    )
    .select(["caseVerdicts.at as at", "caseDraws.seenAt as seenAt"])
    .where("caseVerdicts.staffId", "=", staffId)
    .where("caseVerdicts.part", "=", sql.lit("second"))
    .where("caseDraws.endedWhy", "=", "voted")
    .orderBy("caseVerdicts.at", "desc")
    .limit(limit)
    .execute();
