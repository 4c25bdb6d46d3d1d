import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";
import type { Ask, Round } from "./rules.ts";

export const listContacts = (db: Db, accountId: string) =>
  db
    .selectFrom("contacts")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("askedAt")
    .orderBy("id")
    .execute();

export const insertContact = (db: Db, row: New<"contacts">) =>
  db.insertInto("contacts").values(row).execute();

export const updateContact = (
  db: Db,
  accountId: string,
  id: string,
  set: {
    since?: Date;
    invites?: number;
    confirmedAt?: Date;
    declinedAt?: Date;
    removedAt?: Date;
    remindedAt?: Date;
  },
) =>
  db
    .updateTable("contacts")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** With what was asked of them and where they were told of it: nothing of them stays. */
export async function deleteContact(db: Db, accountId: string, id: string): Promise<void> {
  for (const table of ["contactAsks", "contactLinks"] as const)
    await db
      .deleteFrom(table)
      .where("accountId", "=", accountId)
      .where("contactId", "=", id)
      .execute();
  await db.deleteFrom("contacts").where("accountId", "=", accountId).where("id", "=", id).execute();
}

// Links ----------------------------------------------------------------------------------------------

export const insertLink = (db: Db, row: New<"contactLinks">) =>
  db.insertInto("contactLinks").values(row).execute();

export const findLink = (db: Db, hash: string) =>
  db.selectFrom("contactLinks").selectAll().where("hash", "=", hash).executeTakeFirst();

export const deleteOldLinks = (db: Db, before: Date) =>
  db.deleteFrom("contactLinks").where("expiresAt", "<", before).executeTakeFirst();

// Rounds ---------------------------------------------------------------------------------------------

/** The account's rounds of a claim, and all of its last day; the newest first. */
export const listRounds = (
  db: Db,
  accountId: string,
  recoveryId: string,
  after: Date,
): Promise<Round[]> =>
  db
    .selectFrom("contactRounds")
    .selectAll()
    .where("accountId", "=", accountId)
    .where((where) =>
      where.or([where("recoveryId", "=", recoveryId), where("askedAt", ">", after)]),
    )
    .orderBy("askedAt", "desc")
    .orderBy("id")
    .execute();

export const findRound = (db: Db, accountId: string, id: string): Promise<Round | undefined> =>
  db
    .selectFrom("contactRounds")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertRound = (db: Db, row: New<"contactRounds">) =>
  db.insertInto("contactRounds").values(row).execute();

export const endRounds = (db: Db, accountId: string, recoveryId: string, endedAt: Date) =>
  db
    .updateTable("contactRounds")
    .set({ endedAt })
    .where("accountId", "=", accountId)
    .where("recoveryId", "=", recoveryId)
    .where("endedAt", "is", null)
    .execute();

export const insertAsks = (db: Db, rows: New<"contactAsks">[]) =>
  db.insertInto("contactAsks").values(rows).execute();

/** What was asked for one claim, the oldest first. */
export const listAsks = (db: Db, accountId: string, recoveryId: string): Promise<Ask[]> =>
  db
    .selectFrom("contactAsks")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("recoveryId", "=", recoveryId)
    .orderBy("askedAt")
    .orderBy("id")
    .execute();

export const updateAsk = (
  db: Db,
  accountId: string,
  id: string,
  set: {
    answer?: string;
    answeredAt?: Date;
    codeHash?: string;
    codeUntil?: Date;
    triesLeft?: number;
    enteredAt?: Date;
  },
) =>
  db
    .updateTable("contactAsks")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** Whether anybody said that it was not the owner who asked. */
export const findNo = (db: Db, accountId: string, recoveryId: string) =>
  db
    .selectFrom("contactAsks")
    .select("id")
    .where("accountId", "=", accountId)
    .where("recoveryId", "=", recoveryId)
    .where("answer", "=", "no")
    .limit(1)
    .executeTakeFirst();
