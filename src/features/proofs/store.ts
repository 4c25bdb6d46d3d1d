import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

export const insertChallenge = (db: Db, row: New<"challenges">) =>
  db.insertInto("challenges").values(row).execute();

/** The newest challenge of a subject, of one proof or of any. */
export const newestChallenge = (db: Db, accountId: string, subjectId: string, proof?: string) => {
  const query = db
    .selectFrom("challenges")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("subjectId", "=", subjectId)
    .orderBy("sentAt", "desc")
    .orderBy("id", "desc")
    .limit(1);
  return (proof ? query.where("proof", "=", proof) : query).executeTakeFirst();
};

/** One live code a channel: older ones of the same account and channel are dead. */
export const supersede = (db: Db, accountId: string, channelTag: string, at: Date) =>
  db
    .updateTable("challenges")
    .set({ supersededAt: at })
    .where("accountId", "=", accountId)
    .where("channelTag", "=", channelTag)
    .where("usedAt", "is", null)
    .where("supersededAt", "is", null)
    .execute();

/** Every code of an account dies. */
export const supersedeAll = (db: Db, accountId: string, at: Date) =>
  db
    .updateTable("challenges")
    .set({ supersededAt: at })
    .where("accountId", "=", accountId)
    .where("usedAt", "is", null)
    .where("supersededAt", "is", null)
    .execute();

export const setTriesLeft = (db: Db, accountId: string, id: string, triesLeft: number) =>
  db
    .updateTable("challenges")
    .set({ triesLeft })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setUsed = (db: Db, accountId: string, id: string, usedAt: Date) =>
  db
    .updateTable("challenges")
    .set({ usedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const listSends = (db: Db, destination: string, after: Date) =>
  db
    .selectFrom("sends")
    .select(["at", "recognised"])
    .where("destination", "=", destination)
    .where("at", ">", after)
    .execute();

export const insertSend = (db: Db, row: New<"sends">) =>
  db.insertInto("sends").values(row).execute();

export const listWrongCodes = (db: Db, accountId: string, after: Date) =>
  db
    .selectFrom("wrongCodes")
    .select(["at", "recognised"])
    .where("accountId", "=", accountId)
    .where("at", ">", after)
    .execute();

export const insertWrongCode = (db: Db, row: New<"wrongCodes">) =>
  db.insertInto("wrongCodes").values(row).execute();

/** The codes of one slot that may still be given, the present one first. */
export const findRecoveryCodes = (db: Db, accountId: string, slot: number, removedAfter: Date) =>
  db
    .selectFrom("recoveryCodes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("slot", "=", slot)
    .where("usedAt", "is", null)
    .where((where) =>
      where.or([where("removedAt", "is", null), where("removedAt", ">", removedAfter)]),
    )
    .orderBy("since", "desc")
    .orderBy("id", "desc")
    .limit(2)
    .execute();

/** The present codes, used ones included. */
export const listRecoveryCodes = (db: Db, accountId: string) =>
  db
    .selectFrom("recoveryCodes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("removedAt", "is", null)
    .orderBy("slot")
    .execute();

/** Codes removed lately and not used: they count for some days more. */
export const listRemovedCodes = (db: Db, accountId: string, removedAfter: Date) =>
  db
    .selectFrom("recoveryCodes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("removedAt", ">", removedAfter)
    .where("usedAt", "is", null)
    .execute();

export const useRecoveryCode = (db: Db, accountId: string, id: string, usedAt: Date) =>
  db
    .updateTable("recoveryCodes")
    .set({ usedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const insertRecoveryCode = (db: Db, row: New<"recoveryCodes">) =>
  db.insertInto("recoveryCodes").values(row).execute();

export const removeRecoveryCodes = (
  db: Db,
  accountId: string,
  slots: readonly number[],
  removedAt: Date,
) =>
  db
    .updateTable("recoveryCodes")
    .set({ removedAt })
    .where("accountId", "=", accountId)
    .where("slot", "in", slots)
    .where("removedAt", "is", null)
    .execute();

export const sweepSends = (db: Db, before: Date) =>
  db.deleteFrom("sends").where("at", "<", before).executeTakeFirst();

export const sweepWrongCodes = (db: Db, before: Date) =>
  db.deleteFrom("wrongCodes").where("at", "<", before).executeTakeFirst();

export const sweepChallenges = (db: Db, before: Date) =>
  db.deleteFrom("challenges").where("expiresAt", "<", before).executeTakeFirst();
