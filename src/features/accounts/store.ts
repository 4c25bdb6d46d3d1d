import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { prepared, preparedOne } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";

/** Nothing happens when the row is there already. */
export const insertAccount = (db: Db, row: New<"accounts">) =>
  db
    .insertInto("accounts")
    .values(row)
    .onConflict((conflict) => conflict.column("accountId").doNothing())
    .execute();

export const updateAccount = (
  db: Db,
  accountId: string,
  set: {
    name?: string;
    birthday?: string | null;
    locale?: string;
    balanceHigh?: boolean;
    seenAt: Date;
  },
) => db.updateTable("accounts").set(set).where("accountId", "=", accountId).execute();

export const findByIdentifier = (db: Db, hashes: string[]) =>
  db
    .selectFrom("identifiers")
    .selectAll()
    .where("hash", "in", hashes)
    .orderBy("accountId")
    .execute();

export const insertIdentifier = (db: Db, row: { hash: string; accountId: string; kind: string }) =>
  db
    .insertInto("identifiers")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const deleteIdentifier = (db: Db, hashes: string[], accountId: string) =>
  db
    .deleteFrom("identifiers")
    .where("hash", "in", hashes)
    .where("accountId", "=", accountId)
    .execute();

export const listMethods = prepared((db: Db, accountId: string) =>
  db
    .selectFrom("methods")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("since")
    .orderBy("id"),
);

export const insertMethod = (db: Db, row: New<"methods">) =>
  db.insertInto("methods").values(row).execute();

export const removeMethod = (db: Db, accountId: string, id: string, removedAt: Date) =>
  db
    .updateTable("methods")
    .set({ removedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("removedAt", "is", null)
    .execute();

export const setDistrusted = (db: Db, accountId: string, id: string, distrustedAt: Date) =>
  db
    .updateTable("methods")
    .set({ distrustedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setReassigned = (db: Db, accountId: string, id: string, reassignedAt: Date) =>
  db
    .updateTable("methods")
    .set({ reassignedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setDispute = (
  db: Db,
  accountId: string,
  id: string,
  dispute: { disputedAt: Date; disputeEndedAt: Date | null },
) =>
  db
    .updateTable("methods")
    .set(dispute)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setLastStep = (db: Db, accountId: string, id: string, lastStep: number) =>
  db
    .updateTable("methods")
    .set({ lastStep })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** The key with this hash, in force or ended. */
export const serviceKeys = (db: Db, hash: string) =>
  db.selectFrom("serviceKeys").select(["id", "scopes", "endsAt"]).where("hash", "=", hash);
export const findServiceKey = preparedOne(serviceKeys);
export type ServiceKey = NonNullable<Awaited<ReturnType<typeof findServiceKey>>>;

export const findServiceKeyById = (db: Db, id: string) =>
  db.selectFrom("serviceKeys").selectAll().where("id", "=", id).executeTakeFirst();

export const insertServiceKey = (
  db: Db,
  row: { id: string; hash: string; name: string; scopes: string[]; createdAt: Date },
) =>
  db
    .insertInto("serviceKeys")
    .values({ ...row, scopes: JSON.stringify(row.scopes), endsAt: null })
    // A key that was given before: what it may do is what is said now.
    .onConflict((conflict) =>
      conflict.column("hash").doUpdateSet({ scopes: JSON.stringify(row.scopes) }),
    )
    .execute();

/** Shadows that nobody asked about for a while, and that no recovery and no case still needs. */
export const deleteIdleShadows = (db: Db, before: Date, limit: number) =>
  db
    .deleteFrom("accounts")
    .where("accountId", "in", (select) =>
      select
        .selectFrom("accounts")
        .select("accountId")
        // Written out: the index is of shadows only.
        .where("kind", "=", sql.lit("shadow"))
        .where("seenAt", "<", before)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom("recoveries")
                .select("id")
                .whereRef("recoveries.accountId", "=", "accounts.accountId")
                .where("endedAt", "is", null),
            ),
          ),
        )
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom("cases")
                .select("id")
                .whereRef("cases.accountId", "=", "accounts.accountId"),
            ),
          ),
        )
        .limit(limit),
    )
    .returning("accountId")
    .execute();

export const deleteEvents = (db: Db, accountId: string) =>
  db.deleteFrom("events").where("accountId", "=", accountId).execute();

export const listAccountIds = async (db: Db, after: string, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom("accounts")
    .select("accountId")
    .where("kind", "=", "account")
    .where("dataKey", "!=", "")
    .where("accountId", ">", after)
    .orderBy("accountId")
    .limit(limit)
    .execute();
  return rows.map(({ accountId }) => accountId);
};

/**
 * One method's hash under another key, wherever it stands: the name that leads to the account, claims
 * and codes under way, links in messages ("sent to an old channel" is told by it), the day's sends.
 */
export async function retag(db: Db, accountId: string, id: string, from: string, to: string) {
  await db
    .updateTable("methods")
    .set({ tag: to })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();
  // A name says where its row lies, so it does not change: the row is written anew under the new one.
  for (const { kind } of await db
    .deleteFrom("identifiers")
    .where("hash", "=", from)
    .where("accountId", "=", accountId)
    .returning("kind")
    .execute())
    await insertIdentifier(db, { hash: to, accountId, kind });
  await db
    .updateTable("recoveries")
    .set({ identifierTag: to })
    .where("accountId", "=", accountId)
    .where("identifierTag", "=", from)
    .execute();
  for (const table of ["challenges", "links"] as const)
    await db
      .updateTable(table)
      .set({ channelTag: to })
      .where("accountId", "=", accountId)
      .where("channelTag", "=", from)
      .execute();
  // Several accounts may share a number: the first of them takes the day's sends along.
  const sends = await db
    .deleteFrom("sends")
    .where("destination", "=", from)
    .returningAll()
    .execute();
  if (sends.length > 0)
    await db
      .insertInto("sends")
      .values(sends.map((row) => ({ ...row, destination: to })))
      .execute();
}
