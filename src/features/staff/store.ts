import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

const members = (db: Db) =>
  db
    .selectFrom("staff")
    .innerJoin("accounts", "accounts.accountId", "staff.accountId")
    .select([
      "staff.accountId as accountId",
      "accounts.name as name",
      "accounts.dataKey as dataKey",
      "staff.role as role",
      "staff.team as team",
      "staff.createdAt as createdAt",
      "staff.endedAt as endedAt",
      "staff.oidc as oidc",
      "staff.clearedAt as clearedAt",
    ]);

export const findMember = (db: Db, accountId: string) =>
  members(db).where("staff.accountId", "=", accountId).executeTakeFirst();

/** Everybody who ever was: a desk has tens of people, not thousands. */
export const listMembers = (db: Db) => members(db).orderBy("staff.accountId").execute();

export const insertMember = (db: Db, row: New<"staff">) =>
  db
    .insertInto("staff")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

type Change = {
  role?: string;
  team?: string | null;
  endedAt?: Date;
  oidc?: string | null;
  clearedAt?: Date;
};
export const updateMember = (db: Db, accountId: string, set: Change) =>
  db.updateTable("staff").set(set).where("accountId", "=", accountId).execute();

export const touchSession = (db: Db, accountId: string, id: string, seenAt: Date) =>
  db
    .updateTable("sessions")
    .set({ seenAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

// Passkeys ---------------------------------------------------------------------------------------

export const listPasskeys = (db: Db, accountId: string) =>
  db
    .selectFrom("staffPasskeys")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("removedAt", "is", null)
    .orderBy("since")
    .execute();

export const insertPasskey = (db: Db, row: New<"staffPasskeys">) =>
  db.insertInto("staffPasskeys").values(row).execute();

export const noteUse = (db: Db, accountId: string, id: string, counter: number, usedAt: Date) =>
  db
    .updateTable("staffPasskeys")
    .set({ counter, usedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const removePasskeys = (db: Db, accountId: string, removedAt: Date) =>
  db
    .updateTable("staffPasskeys")
    .set({ removedAt })
    .where("accountId", "=", accountId)
    .where("removedAt", "is", null)
    .execute();

export const insertChallenge = (db: Db, row: New<"staffChallenges">) =>
  db.insertInto("staffChallenges").values(row).execute();

/** True once: it was given out for this, has not run out, and is gone now. */
export const takeChallenge = async (db: Db, hash: string, purpose: string, now: Date) => {
  const row = await db
    .deleteFrom("staffChallenges")
    .where("hash", "=", hash)
    .where("purpose", "=", purpose)
    .returning("expiresAt")
    .executeTakeFirst();
  return row !== undefined && row.expiresAt > now;
};

export const sweepChallenges = (db: Db, before: Date) =>
  db.deleteFrom("staffChallenges").where("expiresAt", "<", before).executeTakeFirst();

// Invitations ------------------------------------------------------------------------------------

export const insertInvite = (db: Db, row: New<"staffInvites">) =>
  db.insertInto("staffInvites").values(row).execute();

export const findInvite = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("staffInvites")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export const updateInvite = (
  db: Db,
  accountId: string,
  id: string,
  set: { triesLeft?: number; usedAt?: Date },
) =>
  db
    .updateTable("staffInvites")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** A newer invitation, a binding or a leave ends the older ones. */
export const endInvites = (db: Db, accountId: string, usedAt: Date) =>
  db
    .updateTable("staffInvites")
    .set({ usedAt })
    .where("accountId", "=", accountId)
    .where("usedAt", "is", null)
    .execute();

// What was looked at -----------------------------------------------------------------------------

export const listViews = (db: Db, accountId: string) =>
  db.selectFrom("deskViews").selectAll().where("accountId", "=", accountId).execute();

export const noteView = (db: Db, row: New<"deskViews">) =>
  db
    .insertInto("deskViews")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "subject"]).doUpdateSet({ seenAt: row.seenAt }),
    )
    .execute();

export const forgetViews = (db: Db, accountId: string, before: Date) =>
  db
    .deleteFrom("deskViews")
    .where("accountId", "=", accountId)
    .where("seenAt", "<=", before)
    .execute();
