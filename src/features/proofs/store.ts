import type { Db } from "../../core/db.ts";
import { prepared, preparedOne, preparedRows } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";

export const insertChallenges = preparedRows((db: Db, rows: New<"challenges">[]) =>
  db.insertInto("challenges").values(rows),
);

/** The newest challenge of a subject, of one proof or of any. */
export const newestChallenge = (db: Db, accountId: string, subjectId: string, proof?: string) =>
  proof ? newestOf(db, accountId, subjectId, proof) : newestOfAny(db, accountId, subjectId);

const newestOfAny = preparedOne((db: Db, accountId: string, subjectId: string) =>
  ofSubject(db, accountId, subjectId),
);
const newestOf = preparedOne((db: Db, accountId: string, subjectId: string, proof: string) =>
  ofSubject(db, accountId, subjectId).where("proof", "=", proof),
);
const ofSubject = (db: Db, accountId: string, subjectId: string) =>
  db
    .selectFrom("challenges")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("subjectId", "=", subjectId)
    .orderBy("sentAt", "desc")
    .orderBy("id", "desc")
    .limit(1);

/** One live code a channel: older ones of the same account and channel are dead. */
export const supersede = prepared((db: Db, accountId: string, channelTag: string, at: Date) =>
  db
    .updateTable("challenges")
    .set({ supersededAt: at })
    .where("accountId", "=", accountId)
    .where("channelTag", "=", channelTag)
    .where("usedAt", "is", null)
    .where("supersededAt", "is", null),
);

/** Every code of an account dies. */
export const supersedeAll = prepared((db: Db, accountId: string, at: Date) =>
  db
    .updateTable("challenges")
    .set({ supersededAt: at })
    .where("accountId", "=", accountId)
    .where("usedAt", "is", null)
    .where("supersededAt", "is", null),
);

export const setTriesLeft = (db: Db, accountId: string, id: string, triesLeft: number) =>
  db
    .updateTable("challenges")
    .set({ triesLeft })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setUsed = prepared((db: Db, accountId: string, id: string, usedAt: Date) =>
  db
    .updateTable("challenges")
    .set({ usedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id),
);

export const listSends = prepared((db: Db, destination: string, after: Date) =>
  db
    .selectFrom("sends")
    .select(["at", "recognised"])
    .where("destination", "=", destination)
    .where("at", ">", after),
);

export const insertSends = preparedRows((db: Db, rows: New<"sends">[]) =>
  db.insertInto("sends").values(rows),
);

export const listWrongCodes = prepared((db: Db, accountId: string, after: Date) =>
  db
    .selectFrom("wrongCodes")
    .select(["at", "recognised"])
    .where("accountId", "=", accountId)
    .where("at", ">", after),
);

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
export const listRecoveryCodes = prepared((db: Db, accountId: string) =>
  db
    .selectFrom("recoveryCodes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("removedAt", "is", null)
    .orderBy("slot"),
);

/** Codes not used, the present ones and those removed after this moment. */
export const listUnusedCodes = prepared((db: Db, accountId: string, removedAfter: Date) =>
  db
    .selectFrom("recoveryCodes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("usedAt", "is", null)
    .where((where) =>
      where.or([where("removedAt", "is", null), where("removedAt", ">", removedAfter)]),
    )
    .orderBy("removedAt", (order) => order.desc().nullsFirst())
    .orderBy("slot"),
);

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

export type GuessRow = {
  partition: string;
  windowAt: Date;
  process: string;
  wrong: number;
  rights: number;
};

/** Writes one process's counts, which are whole numbers and not steps, and reads the others' sums. */
export const shareGuesses = (db: Db, rows: readonly GuessRow[], since: Date, process: string) =>
  db
    .with("own", (db) =>
      db
        .insertInto("guesses")
        .values([...rows])
        .onConflict((conflict) =>
          conflict.columns(["partition", "windowAt", "process"]).doUpdateSet((set) => ({
            wrong: set.ref("excluded.wrong"),
            rights: set.ref("excluded.rights"),
          })),
        )
        .returning("partition"),
    )
    .selectFrom("guesses")
    .select(({ fn }) => [
      "partition",
      "windowAt",
      fn.sum<number>("wrong").as("wrong"),
      fn.sum<number>("rights").as("rights"),
    ])
    .where(
      "partition",
      "in",
      rows.map(({ partition }) => partition),
    )
    .where("windowAt", ">=", since)
    .where("process", "!=", process)
    .groupBy(["partition", "windowAt"])
    .execute();

export const sweepGuesses = (db: Db, before: Date) =>
  db.deleteFrom("guesses").where("windowAt", "<", before).executeTakeFirst();

export const sweepSends = (db: Db, before: Date) =>
  db.deleteFrom("sends").where("at", "<", before).executeTakeFirst();

export const sweepWrongCodes = (db: Db, before: Date) =>
  db.deleteFrom("wrongCodes").where("at", "<", before).executeTakeFirst();

export const sweepChallenges = (db: Db, before: Date) =>
  db.deleteFrom("challenges").where("expiresAt", "<", before).executeTakeFirst();

/** Codes of an account that could still be given. */
export const listLive = (db: Db, accountId: string, now: Date) =>
  db
    .selectFrom("challenges")
    .select(["id", "codeHash"])
    .where("accountId", "=", accountId)
    .where("usedAt", "is", null)
    .where("supersededAt", "is", null)
    .where("expiresAt", ">", now)
    .limit(50)
    .execute();
