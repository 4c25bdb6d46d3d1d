import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { prepared, preparedOne, together } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";
import { serviceKeys } from "../accounts/index.ts";
import { openHolds } from "../holds/index.ts";
import { locks } from "../lock/index.ts";

/** Money limits of recoveries that ended after then. */
const limits = (db: Db, accountId: string, endedAfter: Date) =>
  db
    .selectFrom("moneyLimits")
    .select(["kind", "since", "until"])
    .where("accountId", "=", accountId)
    .where("until", ">", endedAfter);

/** What has left the account since then. */
const spent = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("transactions")
    .select(["amount", "countedAt as at"])
    .where("accountId", "=", accountId)
    .where("countedAt", ">=", since)
    .where("direction", "=", "out")
    .where("status", "=", "completed");

/** Permitted and not reported. */
const reserved = (db: Db, accountId: string, own: string, now: Date) =>
  db
    .selectFrom("reservations")
    .select(["amount", "decidedAt as at"])
    .where("accountId", "=", accountId)
    .where("id", "!=", own)
    .where("state", "=", sql.lit("open"))
    .where("expiresAt", ">", now);

/** What is known of this payment, however it ended. */
const own = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("reservations")
    .select(["facts", "state", "expiresAt"])
    .where("accountId", "=", accountId)
    .where("id", "=", id);

/** One payee may stand under an older key as well. */
const payees = (db: Db, accountId: string, tags: string[]) =>
  db
    .selectFrom("payees")
    .select(["seenAt", "paidAt"])
    .where("accountId", "=", accountId)
    .where("tag", "=", sql<string>`any(${tags})`);

/** All that a payment is judged by, behind the account's lock; and the key of who asks. */
export const readFacts = together({
  ...{ holds: openHolds, locks, limits, spent, reserved, own, payees, keys: serviceKeys },
});

/** What left the account since then, the newest first. */
export const listPaid = (db: Db, accountId: string, since: Date, limit: number) =>
  db
    .selectFrom("transactions")
    .select(["id", "at", "amount", "currency"])
    .where("accountId", "=", accountId)
    .where("at", ">=", since)
    .where("direction", "=", "out")
    .where("status", "=", "completed")
    .orderBy("at", "desc")
    .limit(limit)
    .execute();

type Between = {
  accountId: string;
  from: Date;
  to: Date;
  newest: boolean;
  limit: number;
  after?: { at: Date; id: string };
};

/** What moved in these days, of any direction and end; `after`: on from there, the oldest first. */
export const listMoved = (db: Db, { accountId, from, to, newest, limit, after }: Between) =>
  db
    .selectFrom("transactions")
    .select(["id", "at", "direction", "amount", "currency", "payee", "status"])
    .where("accountId", "=", accountId)
    .where("at", ">=", from)
    .where("at", "<=", to)
    .$if(after !== undefined, (all) =>
      all.where(({ or, and, eb }) =>
        or([
          eb("at", ">", after?.at as Date),
          and([eb("at", "=", after?.at as Date), eb("id", ">", after?.id as string)]),
        ]),
      ),
    )
    .orderBy("at", newest ? "desc" : "asc")
    .orderBy("id", newest ? "desc" : "asc")
    .limit(limit)
    .execute();
export type MovedRow = Awaited<ReturnType<typeof listMoved>>[number];

/** Those of these ids that moved in these days. */
export const listMovedIds = async (
  db: Db,
  accountId: string,
  { from, to, ids }: { from: Date; to: Date; ids: readonly string[] },
): Promise<string[]> =>
  (
    await db
      .selectFrom("transactions")
      .select("id")
      .where("accountId", "=", accountId)
      .where("id", "=", sql<string>`any(${ids})`)
      .where("at", ">=", from)
      .where("at", "<=", to)
      .execute()
  ).map(({ id }) => id);

export const countMoved = async (db: Db, accountId: string, from: Date, to: Date) => {
  const { count } = await db
    .selectFrom("transactions")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("accountId", "=", accountId)
    .where("at", ">=", from)
    .where("at", "<=", to)
    .executeTakeFirstOrThrow();
  return Number(count);
};

export const findConfirmation = preparedOne((db: Db, accountId: string, id: string) =>
  db
    .selectFrom("confirmations")
    .select(["facts", "confirmedAt"])
    .where("accountId", "=", accountId)
    .where("id", "=", id),
);

export const insertPayee = prepared((db: Db, accountId: string, tag: string, seenAt: Date) =>
  db
    .insertInto("payees")
    .values({ accountId, tag, seenAt, paidAt: null })
    .onConflict((conflict) => conflict.columns(["accountId", "tag"]).doNothing()),
);

/** Reserves, or reserves anew what had run out or was freed. */
export const reserve = prepared(
  (db: Db, accountId: string, id: string, facts: string, amount: number, at: Date, until: Date) =>
    db
      .insertInto("reservations")
      .values({ accountId, id, facts, amount, state: "open", decidedAt: at, expiresAt: until })
      .onConflict((conflict) =>
        conflict.columns(["accountId", "id"]).doUpdateSet({
          state: "open",
          decidedAt: (row) => row.ref("excluded.decidedAt"),
          expiresAt: (row) => row.ref("excluded.expiresAt"),
        }),
      ),
);

export const insertConfirmation = (db: Db, row: New<"confirmations">) =>
  db
    .insertInto("confirmations")
    .values(row)
    .onConflict((conflict) => conflict.columns(["accountId", "id"]).doNothing())
    .execute();

export const listAsked = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("confirmations")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("askedAt", ">", since)
    .orderBy("askedAt", "desc")
    .limit(20)
    .execute();

export const setConfirmed = async (db: Db, accountId: string, id: string, confirmedAt: Date) => {
  const { numUpdatedRows } = await db
    .updateTable("confirmations")
    .set({ confirmedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const findReservations = (db: Db, accountId: string, ids: string[]) =>
  db
    .selectFrom("reservations")
    .select(["id", "decidedAt"])
    .where("accountId", "=", accountId)
    .where("id", "in", ids)
    .execute();

/** The ids that were new. */
export const insertTransactions = async (db: Db, rows: New<"transactions">[]) => {
  const added = await db
    .insertInto("transactions")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["accountId", "id"]).doNothing())
    .returning("id")
    .execute();
  return new Set(added.map(({ id }) => id));
};

export const settleReservations = (db: Db, accountId: string, ids: string[], state: string) =>
  db
    .updateTable("reservations")
    .set({ state })
    .where("accountId", "=", accountId)
    .where("id", "in", ids)
    .where("state", "=", sql.lit("open"))
    .execute();

export const upsertPayees = (db: Db, rows: New<"payees">[]) =>
  db
    .insertInto("payees")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "tag"]).doUpdateSet({
        seenAt: sql`least(payees.seen_at, excluded.seen_at)`,
        paidAt: sql`least(payees.paid_at, excluded.paid_at)`,
      }),
    )
    .execute();

export const upsertSharedPayees = (db: Db, rows: New<"sharedPayees">[]) =>
  db
    .insertInto("sharedPayees")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "tag"]).doUpdateSet({
        paidAt: sql`greatest(shared_payees.paid_at, excluded.paid_at)`,
      }),
    )
    .execute();

export const listSharedPayees = async (db: Db, accountId: string, since: Date, limit: number) =>
  (
    await db
      .selectFrom("sharedPayees")
      .select("tag")
      .where("accountId", "=", accountId)
      .where("paidAt", ">=", since)
      .orderBy("paidAt", "desc")
      .limit(limit)
      .execute()
  ).map(({ tag }) => tag);

/** A read over all accounts, of a bounded number. */
export const listPayers = async (db: Db, tag: string, since: Date, limit: number) =>
  (
    await db
      .selectFrom("sharedPayees")
      .select("accountId")
      .where("tag", "=", tag)
      .where("paidAt", ">=", since)
      .limit(limit)
      .execute()
  ).map(({ accountId }) => accountId);

export const deleteOldPayees = (db: Db, before: Date) =>
  db.deleteFrom("sharedPayees").where("paidAt", "<", before).executeTakeFirstOrThrow();
