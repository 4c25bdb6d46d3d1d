import type { Db } from "../../core/db.ts";
import { prepared, preparedOne, preparedRows } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";
import type { Hold } from "./rules.ts";

/** Not released; some of them may have run out. */
export const openHolds = (db: Db, accountId: string) =>
  db
    .selectFrom("holds")
    .select(["accountId", "id", "reason", "scope", "placedBy", "note", "placedAt", "expiresAt"])
    .select(["renewals", "enforcedAt", "releasedAt", "releasedBy", "releasedWhy"])
    .where("accountId", "=", accountId)
    .where("releasedAt", "is", null)
    .orderBy("placedAt")
    .orderBy("id")
    .$narrowType<Pick<Hold, "reason" | "scope">>();

export const listOpen = prepared(openHolds) as (db: Db, accountId: string) => Promise<Hold[]>;

export const findHold = preparedOne((db: Db, accountId: string, id: string) =>
  db.selectFrom("holds").selectAll().where("accountId", "=", accountId).where("id", "=", id),
) as (db: Db, accountId: string, id: string) => Promise<Hold | undefined>;

/** A read over all accounts: the wallet names a hold by its id alone. */
export const findAccountOf = preparedOne((db: Db, id: string) =>
  db.selectFrom("holds").select("accountId").where("id", "=", id),
);

export const listRecent = prepared((db: Db, accountId: string) =>
  db
    .selectFrom("holds")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("placedAt", "desc")
    .limit(50),
) as (db: Db, accountId: string) => Promise<Hold[]>;

/** Those that stood at some time of these days, the oldest first. */
export const listBetween = (db: Db, accountId: string, from: Date, to: Date) =>
  db
    .selectFrom("holds")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("placedAt", "<=", to)
    .where((where) => where.or([where("releasedAt", "is", null), where("releasedAt", ">=", from)]))
    .orderBy("placedAt")
    .orderBy("id")
    .limit(500)
    .execute() as Promise<Hold[]>;

export const countSince = async (db: Db, accountId: string, reason: string, since: Date) => {
  const { count } = await db
    .selectFrom("holds")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("accountId", "=", accountId)
    .where("reason", "=", reason)
    .where("placedAt", ">", since)
    .executeTakeFirstOrThrow();
  return Number(count);
};

export const insertHolds = preparedRows((db: Db, rows: New<"holds">[]) =>
  db.insertInto("holds").values(rows),
);

export const setReleased = (
  db: Db,
  accountId: string,
  id: string,
  released: { releasedAt: Date; releasedBy: string; releasedWhy: string },
) =>
  db
    .updateTable("holds")
    .set(released)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("releasedAt", "is", null)
    .execute();

/** The wallet's own system has to hear of the new end: it counts as not told. */
export const setRenewed = (
  db: Db,
  accountId: string,
  id: string,
  renewed: { expiresAt: Date; renewals: number; enforcedAt: Date | null },
) =>
  db
    .updateTable("holds")
    .set(renewed)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("releasedAt", "is", null)
    .execute();

export const setEnforced = prepared((db: Db, accountId: string, id: string, enforcedAt: Date) =>
  db
    .updateTable("holds")
    .set({ enforcedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("enforcedAt", "is", null),
);

export const listGuided = prepared((db: Db, accountId: string, now: Date) =>
  db.selectFrom("guided").selectAll().where("accountId", "=", accountId).where("until", ">", now),
);

export const upsertGuided = (db: Db, row: New<"guided">) =>
  db
    .insertInto("guided")
    .values(row)
    .onConflict((same) =>
      same.columns(["accountId", "saidIn"]).doUpdateSet((new_) => ({
        isWide: new_.ref("excluded.isWide"),
        saidAt: new_.ref("excluded.saidAt"),
        until: new_.ref("excluded.until"),
      })),
    )
    .execute();
