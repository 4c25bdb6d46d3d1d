import type { Db } from "../../core/db.ts";
import { prepared } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";

/** A few rows: an account has few numbers. */
export const listChecks = prepared((db: Db, accountId: string) =>
  db.selectFrom("numberChecks").selectAll().where("accountId", "=", accountId),
);

export const putCheck = (db: Db, row: New<"numberChecks">) =>
  db
    .insertInto("numberChecks")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["accountId", "tag"])
        .doUpdateSet({ checkedAt: row.checkedAt, answer: row.answer }),
    )
    .execute();

export const listDisputes = prepared((db: Db, accountId: string) =>
  db.selectFrom("numberDisputes").selectAll().where("accountId", "=", accountId),
);

export const putDispute = (db: Db, row: { accountId: string; tag: string; saidAt: Date }) =>
  db
    .insertInto("numberDisputes")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "tag"]).doUpdateSet({ saidAt: row.saidAt, answeredAt: null }),
    )
    .execute();

export const answerDisputes = (db: Db, accountId: string, answeredAt: Date) =>
  db
    .updateTable("numberDisputes")
    .set({ answeredAt })
    .where("accountId", "=", accountId)
    .where("answeredAt", "is", null)
    .execute();

export const deleteOldChecks = (db: Db, before: Date) =>
  db.deleteFrom("numberChecks").where("checkedAt", "<", before).executeTakeFirstOrThrow();

export const deleteOldDisputes = (db: Db, before: Date) =>
  db.deleteFrom("numberDisputes").where("saidAt", "<", before).executeTakeFirstOrThrow();
