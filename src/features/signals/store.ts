import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { prepared } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";
import type { Changes } from "./store-types.ts";

const anyOf = (values: readonly string[]) => sql<string>`any(${values})`;

// Subscribers ---------------------------------------------------------------------------------------

export const insertSubscriber = (db: Db, row: New<"subscribers">) =>
  db.insertInto("subscribers").values(row).execute();

export const findSubscriber = (db: Db, id: string) =>
  db.selectFrom("subscribers").selectAll().where("id", "=", id).executeTakeFirst();

export const listSubscribers = (db: Db, owner: string) =>
  db
    .selectFrom("subscribers")
    .selectAll()
    .where("owner", "=", owner)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();

/** Who is told now; a disabled one is not. */
export const listListening = prepared((db: Db) =>
  db.selectFrom("subscribers").select(["id", "eventsRequested"]).where("status", "!=", "disabled"),
);

export const listHooks = (db: Db) =>
  db
    .selectFrom("subscribers")
    .select(["id", "eventsRequested"])
    .where("kind", "=", "webhook")
    .where("status", "!=", "disabled")
    .execute();

export const updateSubscriber = (db: Db, id: string, set: Changes) =>
  db.updateTable("subscribers").set(set).where("id", "=", id).execute();

/** False when it was verified since `before`. */
export async function spendVerification(db: Db, id: string, verifiedAt: Date, before: Date) {
  const { numUpdatedRows } = await db
    .updateTable("subscribers")
    .set({ verifiedAt })
    .where("id", "=", id)
    .where((where) =>
      where.or([where("verifiedAt", "is", null), where("verifiedAt", "<=", before)]),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export const deleteSubscriber = (db: Db, id: string) =>
  db.deleteFrom("subscribers").where("id", "=", id).execute();

export const listSealedBefore = (db: Db, key: string, limit: number) =>
  db
    .selectFrom("subscribers")
    .select(["id", "secret"])
    .where("secret", "not like", `${key}.%`)
    .limit(limit)
    .execute();

/** Changed only while it is what was read. */
export const replaceSecret = (db: Db, id: string, from: string, secret: string) =>
  db
    .updateTable("subscribers")
    .set({ secret })
    .where("id", "=", id)
    .where("secret", "=", from)
    .execute();

/** Subscribers to whom something can be sent now and to whom nobody is sending. */
export const listWaiting = prepared((db: Db, now: Date) =>
  db
    .selectFrom("subscribers")
    .select("id")
    .where("kind", "in", ["push", "webhook"])
    .where("status", "!=", "disabled")
    .where((where) => where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", now)]))
    .where((where) => where.or([where("nextTryAt", "is", null), where("nextTryAt", "<=", now)]))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("signals")
          .select("signals.id")
          .whereRef("signals.subscriberId", "=", "subscribers.id")
          .where("signals.state", "=", sql.lit("due"))
          .where("signals.dueAt", "<=", now)
          .where(({ eb, or, ref }) =>
            or([
              eb("subscribers.status", "=", "enabled"),
              eb("signals.accountId", "=", ref("subscribers.id")),
            ]),
          ),
      ),
    ),
);

/** One process at a time delivers to a subscriber. Undefined: another does, or it is not the time. */
export const leaseSubscriber = (db: Db, id: string, holder: string, now: Date, until: Date) =>
  db
    .updateTable("subscribers")
    .set({ leasedBy: holder, leasedUntil: until })
    .where("id", "=", id)
    .where((where) =>
      where.or([
        where("leasedBy", "=", holder),
        where("leasedUntil", "is", null),
        where("leasedUntil", "<=", now),
      ]),
    )
    .where((where) => where.or([where("nextTryAt", "is", null), where("nextTryAt", "<=", now)]))
    .returningAll()
    .executeTakeFirst();

export const releaseSubscriber = (db: Db, id: string, holder: string) =>
  db
    .updateTable("subscribers")
    .set({ leasedBy: null, leasedUntil: null })
    .where("id", "=", id)
    .where("leasedBy", "=", holder)
    .execute();

export const releaseAll = (db: Db, holder: string) =>
  db
    .updateTable("subscribers")
    .set({ leasedBy: null, leasedUntil: null })
    .where("leasedBy", "=", holder)
    .execute();

// Signals -------------------------------------------------------------------------------------------

export const insertSignals = (db: Db, rows: New<"signals">[]) =>
  db
    .insertInto("signals")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

/** In order. `only`: what is about the stream itself, which goes out while it is paused, too. */
export const listDue = (
  db: Db,
  subscriberId: string,
  { now, limit, only }: { now: Date | null; limit: number; only?: string },
) => {
  let due = db
    .selectFrom("signals")
    .selectAll()
    .where("subscriberId", "=", subscriberId)
    .where("state", "=", sql.lit("due"));
  if (now) due = due.where("dueAt", "<=", now);
  if (only) due = due.where("accountId", "=", only);
  return due.orderBy("id").limit(limit).execute();
};

export const deleteTaken = prepared((db: Db, subscriberId: string, ids: readonly string[]) =>
  db
    .deleteFrom("signals")
    .where("subscriberId", "=", subscriberId)
    .where("state", "=", sql.lit("due"))
    .where("id", "=", anyOf(ids)),
);

/** A webhook's deliveries stay listed for a while. */
export const markTaken = (db: Db, subscriberId: string, ids: readonly string[], at: Date) =>
  db
    .updateTable("signals")
    .set((set) => ({
      state: "delivered",
      attempts: set("attempts", "+", 1),
      triedAt: at,
      answer: 200,
      lastError: null,
    }))
    .where("subscriberId", "=", subscriberId)
    .where("id", "=", anyOf(ids))
    .execute();

export type Failure = {
  state: "due" | "failed";
  attempts: number;
  triedAt: Date;
  dueAt: Date;
  answer: number | null;
  lastError: string;
};

export const markFailed = (
  db: Db,
  { accountId, subscriberId, id }: { accountId: string; subscriberId: string; id: string },
  failure: Failure,
) =>
  db
    .updateTable("signals")
    .set(failure)
    .where("accountId", "=", accountId)
    .where("subscriberId", "=", subscriberId)
    .where("id", "=", id)
    .execute();

/** What a receiver says that it cannot take (RFC 8936 section 2.4, `setErrs`) is set aside. */
export const markRefused = (db: Db, subscriberId: string, id: string, at: Date, why: string) =>
  db
    .updateTable("signals")
    .set({ state: "failed", triedAt: at, lastError: why })
    .where("subscriberId", "=", subscriberId)
    .where("state", "=", sql.lit("due"))
    .where("id", "=", id)
    .execute();

export const failDue = (db: Db, subscriberId: string, why: string) =>
  db
    .updateTable("signals")
    .set({ state: "failed", lastError: why })
    .where("subscriberId", "=", subscriberId)
    .where("state", "=", sql.lit("due"))
    .execute();

export const listDeliveries = (db: Db, subscriberId: string, before: string, limit: number) =>
  db
    .selectFrom("signals")
    .selectAll()
    .where("subscriberId", "=", subscriberId)
    .where("id", "<", before)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export async function sendAgain(db: Db, subscriberId: string, id: string, dueAt: Date) {
  const { numUpdatedRows } = await db
    .updateTable("signals")
    .set({ state: "due", dueAt, attempts: 0 })
    .where("subscriberId", "=", subscriberId)
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export const deleteSignalsOf = (db: Db, subscriberId: string) =>
  db.deleteFrom("signals").where("subscriberId", "=", subscriberId).execute();

/** Time passed: what was delivered or set aside, and what nobody took for a month. */
export async function deleteOld(db: Db, ended: Date, waiting: Date): Promise<number> {
  const old = await db
    .deleteFrom("signals")
    .where("issuedAt", "<", ended)
    .where("state", "!=", sql.lit("due"))
    .executeTakeFirst();
  const never = await db.deleteFrom("signals").where("issuedAt", "<", waiting).executeTakeFirst();
  return Number(old.numDeletedRows + never.numDeletedRows);
}
