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

export const deleteOldChecks = (db: Db, before: Date) =>
  db.deleteFrom("numberChecks").where("checkedAt", "<", before).executeTakeFirstOrThrow();
