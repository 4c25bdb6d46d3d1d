import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

const listed = (db: Db, accountId: string) =>
  db.selectFrom("packs").selectAll().where("accountId", "=", accountId);

export const insertPack = (db: Db, row: New<"packs">) =>
  db.insertInto("packs").values(row).execute();

export const findPack = (db: Db, accountId: string, id: string) =>
  listed(db, accountId).where("id", "=", id).executeTakeFirst();

export type PackRow = NonNullable<Awaited<ReturnType<typeof findPack>>>;

/** The newest first. */
export const listPacks = (db: Db, accountId: string) =>
  listed(db, accountId).orderBy("askedAt", "desc").orderBy("id", "desc").limit(50).execute();

export const updatePack = (
  db: Db,
  accountId: string,
  id: string,
  set: Partial<Omit<PackRow, "accountId" | "id">>,
) =>
  db
    .updateTable("packs")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** How far this try has come; nothing when another has taken over. */
export const setProgress = (
  db: Db,
  { accountId, id, build }: Pick<PackRow, "accountId" | "id" | "build">,
  done: number,
  total: number,
) =>
  db
    .updateTable("packs")
    .set({ done, total })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("build", "=", build)
    .where("state", "=", sql.lit("building"))
    .execute();

export const insertPart = (db: Db, row: New<"packParts">) =>
  db
    .insertInto("packParts")
    .values(row)
    .onConflict((same) => same.columns(["accountId", "packId", "build", "seq"]).doNothing())
    .execute();

export const findPart = (db: Db, accountId: string, packId: string, build: string, seq: number) =>
  db
    .selectFrom("packParts")
    .select("bytes")
    .where("accountId", "=", accountId)
    .where("packId", "=", packId)
    .where("build", "=", build)
    .where("seq", "=", seq)
    .executeTakeFirst();

/** All pieces but those of one try; of all tries when it is empty. */
export const deleteParts = (db: Db, accountId: string, packId: string, but: string) =>
  db
    .deleteFrom("packParts")
    .where("accountId", "=", accountId)
    .where("packId", "=", packId)
    .where("build", "!=", but)
    .execute();

export const deleteBuild = (db: Db, accountId: string, packId: string, build: string) =>
  db
    .deleteFrom("packParts")
    .where("accountId", "=", accountId)
    .where("packId", "=", packId)
    .where("build", "=", build)
    .execute();

export const readSetting = async (db: Db, name: string): Promise<string | null> =>
  (await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst())
    ?.value ?? null;

/** Of two who settle it at once, one does. */
export const insertSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const replaceSetting = (db: Db, name: string, from: string, value: string) =>
  db
    .updateTable("settings")
    .set({ value })
    .where("name", "=", name)
    .where("value", "=", from)
    .executeTakeFirst();
