import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** Those that count, the oldest first. */
export const listDevices = (db: Db, accountId: string) =>
  db
    .selectFrom("devices")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("removedAt", "is", null)
    .orderBy("boundAt")
    .execute();

/** Those that count, and those that were disowned since then; the last used first. */
export const listDevicesSince = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("devices")
    .selectAll()
    .where("accountId", "=", accountId)
    .where((where) => where.or([where("removedAt", "is", null), where("removedAt", ">", since)]))
    .orderBy("seenAt", "desc")
    .orderBy("id")
    .execute();

export const findDevice = (db: Db, accountId: string, tags: string[]) =>
  db
    .selectFrom("devices")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("tag", "in", tags)
    .where("removedAt", "is", null)
    .executeTakeFirst();

export const findDeviceById = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("devices")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

/** The same device under today's key, with the sessions that it began. */
export async function retagDevice(db: Db, accountId: string, older: string[], tag: string) {
  await db
    .updateTable("devices")
    .set({ tag })
    .where("accountId", "=", accountId)
    .where("tag", "in", older)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("devices as present")
            .select("present.id")
            .where("present.accountId", "=", accountId)
            .where("present.tag", "=", tag),
        ),
      ),
    )
    .execute();
  await db
    .updateTable("sessions")
    .set({ deviceTag: tag })
    .where("accountId", "=", accountId)
    .where("deviceTag", "in", older)
    .execute();
}

/** A device that was disowned and is signed in on again begins anew: its age counts from now. */
export const upsertDevice = (db: Db, row: New<"devices">) =>
  db
    .insertInto("devices")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "tag"]).doUpdateSet((set) => ({
        seenAt: row.seenAt,
        name: row.name,
        city: row.city,
        boundAt: set
          .case()
          .when("devices.removedAt", "is", null)
          .then(set.ref("devices.boundAt"))
          .else(row.boundAt)
          .end(),
        removedAt: null,
        removedWhy: null,
      })),
    )
    .execute();

export const setSeen = (db: Db, accountId: string, tag: string, seenAt: Date) =>
  db
    .updateTable("devices")
    .set({ seenAt })
    .where("accountId", "=", accountId)
    .where("tag", "=", tag)
    .execute();

export const setRemoved = (
  db: Db,
  accountId: string,
  id: string,
  set: { removedAt: Date; removedWhy: string },
) =>
  db
    .updateTable("devices")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();
