/**
 * What the recovery server is still to be told. A line is written in the transaction that moves the
 * money, and sent afterwards for as long as it takes: neither a restart nor a server that is down
 * loses one, and a line that arrives twice counts once there.
 */
import type pg from "pg";
import type { Books } from "./books.ts";
import { decimal } from "./books.ts";
import type { Rightful } from "./rightful.ts";

export const OUTBOX_SCHEMA = `
create table if not exists outbox (
  account_id text not null,
  line_id text not null,
  line jsonb not null,
  tries int not null default 0,
  due_at timestamptz not null,
  refused text,
  primary key (account_id, line_id)
);
create index if not exists outbox_due on outbox (due_at) where refused is null;`;

/** What became of a payment, seen from one account (docs/guide/integrate.md, "Payments"). */
export type Line = {
  id: string;
  accountId: string;
  at: Date;
  direction: "in" | "out";
  /** Minor units. */
  amount: bigint;
  payee: string;
  status: "completed" | "refused";
  /** Which evaluation this was permitted by, when not by one of the line's own id. */
  reservation?: string;
};

const LINES_AT_ONCE = 500;
/** Who has taken lines and died is given this long, then they are sent again. */
const LEASE_MS = 30_000;
const WAIT_MAX_MS = 5 * 60_000;

type Db = Pick<pg.PoolClient, "query">;

/** In the caller's transaction. */
export async function enqueue(db: Db, lines: readonly Line[]): Promise<void> {
  const rows = lines.map(({ at, amount, ...line }) => ({
    account_id: line.accountId,
    line_id: line.id,
    line: { ...line, at: at.toISOString(), amount: decimal(amount), currency: "CNY" },
  }));
  await db.query(
    `insert into outbox (account_id, line_id, line, due_at)
     select account_id, line_id, line, clock_timestamp()
     from jsonb_to_recordset($1::jsonb) as row (account_id text, line_id text, line jsonb)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

export type Outbox = ReturnType<typeof startOutbox>;
type Row = { account_id: string; line_id: string; line: object };

/** Sends what is there and what will be, until it is stopped. `say`: what somebody should look at. */
export function startOutbox(
  { pool }: Pick<Books, "pool">,
  server: Pick<Rightful, "report">,
  say: (line: string) => void = () => {},
) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  /** Taken for a while, so that of two programs on one database each sends its own. */
  const claim = async (): Promise<Row[]> => {
    const { rows } = await pool.query(
      `update outbox set tries = tries + 1, due_at = clock_timestamp() + $2 * interval '1 ms'
       where (account_id, line_id) in (
         select account_id, line_id from outbox
         where refused is null and due_at <= clock_timestamp()
         order by due_at limit $1 for update skip locked)
       returning account_id, line_id, line`,
      [LINES_AT_ONCE, LEASE_MS],
    );
    return rows;
  };
  const settle = (sql: string, rows: readonly Row[], ...more: unknown[]) =>
    pool.query(
      `${sql} where (account_id, line_id) in (select * from unnest($1::text[], $2::text[]))`,
      [rows.map((row) => row.account_id), rows.map((row) => row.line_id), ...more],
    );
  /** Twice as long after each try: 1 s, 2 s, 4 s ... 5 min. */
  const later = (rows: readonly Row[]) =>
    settle(
      `update outbox set due_at = clock_timestamp()
         + least(1000 * power(2, least(tries, 20) - 1), ${WAIT_MAX_MS}) * interval '1 ms'`,
      rows,
    );

  async function send(rows: readonly Row[]): Promise<boolean> {
    const answered = await server.report(rows.map(({ line }) => JSON.stringify(line)));
    if (!("given" in answered)) {
      await later(rows);
      return false;
    }
    const refused = new Map(answered.given.refused.map(({ line, code }) => [rows[line - 1], code]));
    const taken = rows.filter((row) => !refused.has(row));
    // An account that the server does not have may come later, with an import.
    const absent = rows.filter((row) => refused.get(row) === "no-account");
    if (taken.length > 0) await settle("delete from outbox", taken);
    if (absent.length > 0) await later(absent);
    for (const [row, code] of refused) {
      if (!row || absent.includes(row)) continue;
      // Kept to be looked at: sent again it would only be refused again.
      await settle("update outbox set refused = $3", [row], code);
      say(`the report ${row.line_id} was refused: ${code}`);
    }
    return absent.length === 0;
  }

  async function run(): Promise<void> {
    try {
      for (let rows = await claim(); rows.length > 0 && !stopped; rows = await claim())
        if (!(await send(rows))) break;
    } catch (error) {
      // The database is away: it is asked again below.
      say(error instanceof Error ? error.message : String(error));
    }
    if (!stopped) await sleep();
  }

  async function sleep() {
    const { rows } = await pool
      .query(
        `select extract(epoch from min(due_at) - clock_timestamp()) * 1000 as ms
         from outbox where refused is null`,
      )
      .catch(() => ({ rows: [{ ms: 1000 }] }));
    if (stopped || rows[0]?.ms == null) return;
    timer = setTimeout(kick, Math.max(Number(rows[0].ms), 20));
    timer.unref();
  }

  /** Something may be due. */
  function kick(): void {
    if (stopped) return;
    clearTimeout(timer);
    again = running !== undefined;
    running ??= run().finally(() => {
      running = undefined;
      if (again) kick();
    });
  }

  kick();
  return {
    kick,
    /** What is not sent yet stays where it is. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
