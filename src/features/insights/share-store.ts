/** What accounts hold, page by page, and the counts of each day. Read over all accounts, without a lock. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";
import type { Holdings } from "../ways/index.ts";
import type { Day, Nudged, Tally } from "./share.ts";

type At<T> = T extends Date ? string : T extends Date | null ? string | null : T;
type Sent<T> = { [K in keyof T]: At<T[K]> };
type Row = {
  accountId: string;
  methods: Sent<Holdings["methods"][number]>[] | null;
  passkeys: Sent<Holdings["passkeys"][number]>[] | null;
  codes: Sent<Holdings["codes"][number]>[] | null;
  contacts: Sent<Holdings["contacts"][number]>[] | null;
};
const date = (text: string) => new Date(text);
const dateOr = (text: string | null) => (text === null ? null : new Date(text));

/** Accounts of owners after this one, in order, each with its ways back; nothing that is sealed is read. */
export async function holdingsAfter(
  db: Db,
  after: string,
  limit: number,
): Promise<{ accountId: string; held: Holdings }[]> {
  const { rows } = await sql<Row>`
    select a.account_id,
      (select json_agg(json_build_object('kind', m.kind, 'since', m.since, 'tag', m.tag,
          'removedAt', m.removed_at, 'distrustedAt', m.distrusted_at))
        from methods m where m.account_id = a.account_id and m.removed_at is null) as methods,
      (select json_agg(json_build_object('id', p.id, 'since', p.since, 'deviceBound', p.device_bound))
        from passkeys p where p.account_id = a.account_id and p.removed_at is null) as passkeys,
      (select json_agg(json_build_object('id', c.id, 'since', c.since, 'usedAt', c.used_at))
        from recovery_codes c where c.account_id = a.account_id and c.removed_at is null) as codes,
      (select json_agg(json_build_object('since', c.since, 'confirmedAt', c.confirmed_at))
        from contacts c where c.account_id = a.account_id and c.removed_at is null
          and c.declined_at is null) as contacts
    from (
      select account_id from accounts
      where kind = 'account' and data_key <> '' and account_id > ${after}
      order by account_id limit ${limit}
    ) a order by a.account_id`.execute(db);
  return rows.map(({ accountId, methods, passkeys, codes, contacts }) => ({
    accountId,
    held: {
      methods: (methods ?? []).map((one) => ({
        ...{ kind: one.kind, tag: one.tag, since: date(one.since) },
        ...{ removedAt: dateOr(one.removedAt), distrustedAt: dateOr(one.distrustedAt) },
      })),
      passkeys: (passkeys ?? []).map((one) => ({ ...one, since: date(one.since) })),
      codes: (codes ?? []).map((one) => ({
        ...{ id: one.id, since: date(one.since), usedAt: dateOr(one.usedAt) },
      })),
      contacts: (contacts ?? []).map((one) => ({
        ...{ since: dateOr(one.since), confirmedAt: dateOr(one.confirmedAt) },
      })),
    },
  }));
}

/** A day as text: the driver would make a moment of it. */
const ofDay = (db: Db) =>
  db
    .selectFrom("recoverableDays")
    .select(sql<string>`to_char(day, 'YYYY-MM-DD')`.as("day"))
    .select(["policyName", "policyVersion", "cursor", "accounts", "recoverable", "soon"])
    .select(["paths", "missing", "doneAt"]);

export const findDay = (db: Db, day: string) => ofDay(db).where("day", "=", day).executeTakeFirst();

/** False: another process has begun this day. */
export async function beginDay(db: Db, row: New<"recoverableDays">): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("recoverableDays")
    .values(row)
    .onConflict((conflict) => conflict.column("day").doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Goes on from where this day stood; false: somebody else has gone on from there. */
export async function addPage(
  db: Db,
  day: string,
  from: string,
  { paths, missing, ...tally }: Tally,
  set: { cursor: string; doneAt: Date | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("recoverableDays")
    .set({ ...tally, paths: JSON.stringify(paths), missing: JSON.stringify(missing), ...set })
    .where("day", "=", day)
    .where("cursor", "=", from)
    .where("doneAt", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export const forgetDay = (db: Db, day: string) =>
  db.deleteFrom("recoverableDays").where("day", "=", day).where("doneAt", "is", null).execute();

/** Days that were counted whole, the oldest first. */
export async function listDays(db: Db, from: string, to: string): Promise<Day[]> {
  const rows = await ofDay(db)
    .where("day", ">=", from)
    .where("day", "<=", to)
    .where("doneAt", "is not", null)
    .orderBy("day")
    .execute();
  return rows as Day[];
}

export async function countNudges(db: Db, from: Date, to: Date): Promise<Nudged> {
  const { rows } = await sql<Nudged>`
    select count(*)::int as shown,
      count(n.dismissed_at)::int as dismissed,
      count(*) filter (where exists (
        select 1 from changes c
        where c.account_id = n.account_id and c.change = 'add' and c.cancelled_at is null
          and c.asked_at >= n.shown_at and c.asked_at < n.shown_at + interval '720 hours'
      ))::int as added
    from nudges n where n.shown_at >= ${from} and n.shown_at < ${to}`.execute(db);
  return rows[0] ?? { shown: 0, dismissed: 0, added: 0 };
}
