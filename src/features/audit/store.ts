import { type SqlBool, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

// What is kept by name ---------------------------------------------------------------------------------

export const readSetting = async (db: Db, name: string): Promise<string | null> => {
  const row = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.value ?? null;
};

/** Of two who settle it at once, one does. */
export const insertSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const writeSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();

export const replaceSetting = (db: Db, name: string, from: string, value: string) =>
  db
    .updateTable("settings")
    .set({ value })
    .where("name", "=", name)
    .where("value", "=", from)
    .executeTakeFirst();

// Chains -----------------------------------------------------------------------------------------------

/** A read over all accounts: those with an event since then, in order. */
export const listGrown = async (db: Db, since: Date, after: string, limit: number) => {
  const rows = await db
    .selectFrom("events")
    .select("accountId")
    .distinct()
    .where("at", ">=", since)
    .where("accountId", ">", after)
    .orderBy("accountId")
    .limit(limit)
    .execute();
  return rows.map(({ accountId }) => accountId);
};

const heads = (db: Db) =>
  db
    .selectFrom("accounts")
    .leftJoin("anchoredChains", "anchoredChains.accountId", "accounts.accountId")
    .select(["accounts.accountId", "kind", "dataKey", "chainSeq", "chainHead"])
    .select(["anchoredChains.seq as anchoredSeq", "anchoredChains.hash as anchoredHash"])
    .orderBy("accounts.accountId");

/** A read over all accounts: a page of them, with the heads of their chains. */
export const listHeads = (db: Db, after: string, limit: number) =>
  heads(db).where("accounts.accountId", ">", after).limit(limit).execute();

export const findHeads = (db: Db, accountIds: readonly string[]) =>
  heads(db).where("accounts.accountId", "=", sql<string>`any(${accountIds})`).execute();

export type HeadRow = Awaited<ReturnType<typeof listHeads>>[number];

const links = [
  ...(["events.accountId", "events.seq", "type", "at", "actor"] as const),
  ...(["commitment", "payload", "events.hash"] as const),
] as const;

/** Events of these accounts, chain by chain. `from`: whole, or from the last anchored event on. */
export const listLinks = (db: Db, accountIds: readonly string[], from: "first" | "anchored") =>
  db
    .selectFrom("events")
    .leftJoin("anchoredChains", "anchoredChains.accountId", "events.accountId")
    .select(links)
    .where("events.accountId", "=", sql<string>`any(${accountIds})`)
    .where(
      "events.seq",
      ">=",
      from === "first" ? 1 : sql<number>`coalesce("anchored_chains"."seq", 1)`,
    )
    .orderBy("events.accountId")
    .orderBy("events.seq")
    .execute();

/** A read over all accounts: events behind this one in the order of accounts, up to an account's last. */
export const listLinksAfter = (
  db: Db,
  after: { accountId: string; seq: number },
  last: string | null,
  limit: number,
) =>
  db
    .selectFrom("events")
    .select(links)
    .where(sql<SqlBool>`(account_id, seq) > (${after.accountId}, ${after.seq})`)
    .$if(last !== null, (query) => query.where("accountId", "<=", last ?? ""))
    .orderBy("accountId")
    .orderBy("seq")
    .limit(limit)
    .execute();

export type LinkRow = Awaited<ReturnType<typeof listLinks>>[number];

export const noteAnchored = (db: Db, rows: New<"anchoredChains">[]) =>
  db
    .insertInto("anchoredChains")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column("accountId")
        .doUpdateSet((set) => ({ seq: set.ref("excluded.seq"), hash: set.ref("excluded.hash") })),
    )
    .execute();

// Checkpoints ------------------------------------------------------------------------------------------

export const lastCheckpoint = (db: Db) =>
  db.selectFrom("checkpoints").selectAll().orderBy("seq", "desc").limit(1).executeTakeFirst();

export const insertCheckpoint = (db: Db, row: New<"checkpoints">) =>
  db.insertInto("checkpoints").values(row).execute();

export const listCheckpoints = (db: Db, after: number, limit: number) =>
  db
    .selectFrom("checkpoints")
    .selectAll()
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(limit)
    .execute();

/** Lines that speak of a restore. */
export const listRestores = (db: Db) =>
  db
    .selectFrom("checkpoints")
    .select("line")
    .where("line", "like", '%,"restored":{%')
    .orderBy("seq")
    .execute();

export type Sink = "filedAt" | "postedAt";

export const listWaiting = (db: Db, sink: Sink, limit: number) =>
  db
    .selectFrom("checkpoints")
    .select(["seq", "line"])
    .where(sink, "is", null)
    .orderBy("seq")
    .limit(limit)
    .execute();

export const markLeft = (db: Db, sink: Sink, seqs: readonly number[], at: Date) =>
  db
    .updateTable("checkpoints")
    .set({ [sink]: at })
    .where("seq", "=", sql<number>`any(${seqs})`)
    .execute();

/** A delivery that was given up begins anew: a sink may be away for longer than a job is patient. */
export const reviveJob = (db: Db, accountId: string, kind: string, dueAt: Date) =>
  db
    .updateTable("jobs")
    .set({ state: "due", attempts: 0, dueAt })
    .where("accountId", "=", accountId)
    .where("kind", "=", kind)
    .where("state", "=", sql.lit("dead"))
    .execute();

export const countFindings = async (db: Db): Promise<number> =>
  Number(
    (
      await db
        .selectFrom("alarms")
        .select(({ fn }) => fn.countAll().as("n"))
        .where("name", "=", "audit-chain")
        .where("closedAt", "is", null)
        .executeTakeFirstOrThrow()
    ).n,
  );
