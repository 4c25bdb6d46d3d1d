import type { Db } from "../../core/db.ts";

/** The account's row, locked until the transaction ends: the one lock of everything about it. */
export const lockAccount = (db: Db, accountId: string) =>
  db
    .selectFrom("accounts")
    .selectAll()
    .where("accountId", "=", accountId)
    .forUpdate()
    .executeTakeFirst();

export const findAccount = (db: Db, accountId: string) =>
  db.selectFrom("accounts").selectAll().where("accountId", "=", accountId).executeTakeFirst();

export const insertAccount = (
  db: Db,
  row: {
    accountId: string;
    kind: string;
    dataKey: string;
    name: string | null;
    birthday: string | null;
    locale: string;
    timeZone: string;
    now: Date;
  },
) => {
  const { now, ...rest } = row;
  return db
    .insertInto("accounts")
    .values({
      ...rest,
      passwordHash: null,
      passwordChangedAt: null,
      createdAt: now,
      seenAt: now,
    })
    .onConflict((conflict) => conflict.column("accountId").doNothing())
    .execute();
};

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

export const listMethods = (db: Db, accountId: string) =>
  db
    .selectFrom("methods")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("since")
    .orderBy("id")
    .execute();

export const insertMethod = (
  db: Db,
  row: {
    accountId: string;
    id: string;
    kind: string;
    data: string;
    tag: string;
    since: Date;
    verifiedAt: Date | null;
  },
) => db.insertInto("methods").values(row).execute();

export const removeMethod = (db: Db, accountId: string, id: string, removedAt: Date) =>
  db
    .updateTable("methods")
    .set({ removedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("removedAt", "is", null)
    .execute();

export const setLastStep = (db: Db, accountId: string, id: string, lastStep: number) =>
  db
    .updateTable("methods")
    .set({ lastStep })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const listDevices = (db: Db, accountId: string) =>
  db
    .selectFrom("devices")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("removedAt", "is", null)
    .orderBy("boundAt")
    .execute();

export const findDevice = (db: Db, accountId: string, tags: string[]) =>
  db
    .selectFrom("devices")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("tag", "in", tags)
    .where("removedAt", "is", null)
    .executeTakeFirst();

export const upsertDevice = (
  db: Db,
  row: { accountId: string; id: string; tag: string; name: string; boundAt: Date; seenAt: Date },
) =>
  db
    .insertInto("devices")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "tag"]).doUpdateSet({ seenAt: row.seenAt, name: row.name }),
    )
    .execute();

export const findServiceKey = (db: Db, hash: string) =>
  db.selectFrom("serviceKeys").selectAll().where("hash", "=", hash).executeTakeFirst();

export const insertServiceKey = (
  db: Db,
  row: { id: string; hash: string; name: string; scopes: string[]; createdAt: Date },
) =>
  db
    .insertInto("serviceKeys")
    .values({ ...row, scopes: JSON.stringify(row.scopes), endsAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

/** Shadows that nobody asked about for a while, and that no recovery still needs. */
export const deleteIdleShadows = (db: Db, before: Date, limit: number) =>
  db
    .deleteFrom("accounts")
    .where("accountId", "in", (select) =>
      select
        .selectFrom("accounts")
        .select("accountId")
        .where("kind", "=", "shadow")
        .where("seenAt", "<", before)
        .limit(limit),
    )
    .executeTakeFirst();
