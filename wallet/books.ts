/**
 * The ledger, in a database of the wallet's own. The account's row is the lock: a debit and a hold
 * both take it, so that after a hold's answer no debit commits. `seq` in that row counts what was
 * done under it, so that the order is certain without a clock.
 */
import pg from "pg";

// Two rows a transfer, one of each side and both bound to its amount: what is there sums to zero.
const SCHEMA = `
create table if not exists wallet_accounts (
  account_id text primary key,
  balance bigint not null check (balance >= 0),
  seq bigint not null default 0
);
create table if not exists wallet_holds (
  account_id text not null references wallet_accounts,
  hold_id text not null,
  scope text not null check (scope in ('outgoing', 'sign-in', 'everything')),
  seq bigint not null,
  held_at timestamptz not null,
  expires_at timestamptz,
  released_at timestamptz,
  primary key (account_id, hold_id)
);
create table if not exists transfers (
  id text primary key,
  payer text not null references wallet_accounts,
  payee text not null references wallet_accounts,
  amount bigint not null check (amount > 0),
  at timestamptz not null,
  unique (id, amount),
  check (payer <> payee)
);
create table if not exists entries (
  transfer_id text not null,
  side text not null check (side in ('debit', 'credit')),
  account_id text not null references wallet_accounts,
  amount bigint not null,
  size bigint not null generated always as (abs(amount)) stored,
  seq bigint not null,
  primary key (transfer_id, side),
  unique (account_id, seq),
  check ((side = 'debit') = (amount < 0)),
  foreign key (transfer_id, size) references transfers (id, amount)
);`;

export type Scope = "outgoing" | "sign-in" | "everything";
export type Outcome =
  | "done"
  | "held"
  | "too-little"
  | "unknown-payer"
  | "unknown-payee"
  | "to-oneself"
  | "other-transfer";
export type Transfer = { id: string; payer: string; payee: string; amount: bigint };
/** `unlessHeld`: whose holds count, when that is not the payer. */
export type Booking = Transfer & { unlessHeld?: string };
export type Line = { seq: bigint; id: string; at: Date; amount: bigint; payee: string };
export type Books = Awaited<ReturnType<typeof openBooks>>;

/** Minor units as a decimal: 1250 is "12.50". */
export function decimal(minor: bigint): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(3, "0");
  return `${minor < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export async function openBooks(url: string, now: () => Date = () => new Date()) {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  // A connection that dies, idle or at work, fails what it was doing and is replaced; it ends no process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  await pool.query(SCHEMA);

  async function transact<T>(work: (db: pg.PoolClient) => Promise<T>): Promise<T> {
    const db = await pool.connect();
    let broken = true;
    try {
      await db.query("begin isolation level read committed");
      const result = await work(db);
      await db.query("commit");
      broken = false;
      return result;
    } catch (error) {
      broken = await db.query("rollback").then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      db.release(broken);
    }
  }

  /** In the order of ids, so that two transfers to each other wait and do not block for good. */
  async function lock(db: pg.PoolClient, ...ids: string[]) {
    const found = new Map<string, { balance: bigint; seq: bigint }>();
    for (const id of [...new Set(ids)].sort()) {
      const { rows } = await db.query(
        "select balance, seq from wallet_accounts where account_id = $1 for update",
        [id],
      );
      if (rows[0]) found.set(id, { balance: BigInt(rows[0].balance), seq: BigInt(rows[0].seq) });
    }
    return found;
  }

  const move = (db: pg.PoolClient, id: string, amount: bigint, seq: bigint) =>
    db.query("update wallet_accounts set balance = balance + $2, seq = $3 where account_id = $1", [
      id,
      amount,
      seq,
    ]);

  return {
    /** For what else the wallet keeps in this database. */
    pool,
    now,
    transact,
    /** Once: an account that is there keeps what it has. */
    async open(accountId: string, balance: bigint) {
      await pool.query(
        "insert into wallet_accounts (account_id, balance) values ($1, $2) on conflict do nothing",
        [accountId, balance],
      );
    },
    async has(accountId: string) {
      // PostgreSQL knows no text with a zero in it, and fails where it should find nobody.
      if (accountId.includes("\0")) return false;
      const { rowCount } = await pool.query("select 1 from wallet_accounts where account_id = $1", [
        accountId,
      ]);
      return rowCount === 1;
    },
    async balance(accountId: string): Promise<bigint | null> {
      const { rows } = await pool.query(
        "select balance from wallet_accounts where account_id = $1",
        [accountId],
      );
      return rows[0] ? BigInt(rows[0].balance) : null;
    },
    /** `also`: what is written with the debit or not at all; not called when it was done before. */
    transfer: (
      { id, payer, payee, amount, unlessHeld = payer }: Booking,
      also: (db: pg.PoolClient, at: Date) => Promise<void> = async () => {},
    ): Promise<Outcome> =>
      transact(async (db) => {
        if (payer === payee) return "to-oneself";
        const rows = await lock(db, payer, payee, unlessHeld);
        const [from, to] = [rows.get(payer), rows.get(payee)];
        if (!from) return "unknown-payer";
        if (!to) return "unknown-payee";
        const before = await db.query("select payer, payee, amount from transfers where id = $1", [
          id,
        ]);
        const [same] = before.rows;
        if (same) {
          const equal = same.payer === payer && same.payee === payee;
          return equal && BigInt(same.amount) === amount ? "done" : "other-transfer";
        }
        const held = await db.query(
          `select 1 from wallet_holds where account_id = $1 and released_at is null
           and scope in ('outgoing', 'everything') and (expires_at is null or expires_at > $2)`,
          [unlessHeld, now()],
        );
        if (held.rowCount) return "held";
        if (from.balance < amount) return "too-little";
        const at = now();
        await db.query("insert into transfers values ($1, $2, $3, $4, $5)", [
          ...[id, payer, payee, amount, at],
        ]);
        await db.query(
          `insert into entries (transfer_id, side, account_id, amount, seq)
           values ($1, 'debit', $2, -$4::bigint, $5), ($1, 'credit', $3, $4, $6)`,
          [id, payer, payee, amount, from.seq + 1n, to.seq + 1n],
        );
        await move(db, payer, -amount, from.seq + 1n);
        await move(db, payee, amount, to.seq + 1n);
        await also(db, at);
        return "done";
      }),
    /** `released`: this hold has been and gone; a late repeat of it does not come back to life. */
    hold: (accountId: string, hold: { id: string; scope: Scope; expiresAt: Date | null }) =>
      transact(async (db): Promise<Date | "unknown" | "released"> => {
        const row = (await lock(db, accountId)).get(accountId);
        if (!row) return "unknown";
        const { rows } = await db.query(
          "select held_at, released_at from wallet_holds where account_id = $1 and hold_id = $2",
          [accountId, hold.id],
        );
        if (rows[0]?.released_at) return "released";
        // A hold that was renewed comes again with its new end.
        if (rows[0]) {
          await db.query(
            "update wallet_holds set expires_at = $3 where account_id = $1 and hold_id = $2",
            [accountId, hold.id, hold.expiresAt],
          );
          return rows[0].held_at;
        }
        const heldAt = now();
        await db.query("insert into wallet_holds values ($1, $2, $3, $4, $5, $6)", [
          ...[accountId, hold.id, hold.scope, row.seq + 1n, heldAt, hold.expiresAt],
        ]);
        await move(db, accountId, 0n, row.seq + 1n);
        return heldAt;
      }),
    release: (accountId: string, holdId: string) =>
      transact(async (db) => {
        if (!(await lock(db, accountId)).has(accountId)) return false;
        await db.query(
          `update wallet_holds set released_at = $3
           where account_id = $1 and hold_id = $2 and released_at is null`,
          [accountId, holdId, now()],
        );
        return true;
      }),
    async lines(accountId: string, since: Date, after: bigint, limit: number): Promise<Line[]> {
      const { rows } = await pool.query(
        `select e.seq, t.id, t.at, e.amount, t.payee from entries e join transfers t on t.id = e.transfer_id
         where e.account_id = $1 and t.at >= $2 and e.seq > $3 order by e.seq limit $4`,
        [accountId, since, after, limit],
      );
      return rows.map((row) => ({ ...row, seq: BigInt(row.seq), amount: BigInt(row.amount) }));
    },
    close: () => pool.end(),
  };
}
