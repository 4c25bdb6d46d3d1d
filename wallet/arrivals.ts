/**
 * Money that arrives later: the payer's security lock asks for it, so that a payment made in haste or under
 * pressure can be called back. Until then it lies in an account of the house; a freeze of the payer keeps it
 * there, and who called it back has it again at once.
 */
import type pg from "pg";
import type { Books, Transfer } from "./books.ts";
import { enqueue, type Outbox } from "./outbox.ts";

/** Of the house: what is on its way. */
export const TRANSIT = "house_transit";
export const ARRIVALS_SCHEMA = `
create table if not exists arrivals (
  transfer_id text primary key references transfers (id) deferrable initially deferred,
  payer text not null,
  payee text not null,
  amount bigint not null,
  due_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'arrived', 'returned'))
);
create index if not exists arrivals_due on arrivals (due_at) where state = 'waiting';`;

export type Arrival = Transfer & { dueAt: Date; state: "waiting" | "arrived" | "returned" };
type Row = Omit<Arrival, "amount"> & { amount: string };

const LOOK_MS = 1_000;
const AT_ONCE = 50;

const columns = 'transfer_id as id, payer, payee, amount, due_at as "dueAt", state';
const read = (row: Row): Arrival => ({ ...row, amount: BigInt(row.amount) });

/** In the transaction that takes the money from the payer. */
export const sendLater = (db: pg.PoolClient, { id, payer, payee, amount }: Transfer, dueAt: Date) =>
  db.query(
    `insert into arrivals (transfer_id, payer, payee, amount, due_at) values ($1, $2, $3, $4, $5)`,
    [id, payer, payee, amount, dueAt],
  );

export async function arrivalOf({ pool }: Books, payer: string, id: string) {
  const sql = `select ${columns} from arrivals where transfer_id = $1 and payer = $2`;
  const { rows } = await pool.query<Row>(sql, [id, payer]);
  return rows[0] ? read(rows[0]) : null;
}

/** Somebody was quicker: it has arrived, or it was called back. */
class Settled extends Error {}
async function settle(db: pg.PoolClient, id: string, state: "arrived" | "returned") {
  const { rowCount } = await db.query(
    "update arrivals set state = $2 where transfer_id = $1 and state = 'waiting'",
    [id, state],
  );
  if (rowCount !== 1) throw new Settled();
}
const isDone = (work: Promise<string>): Promise<boolean> =>
  work.then(
    (outcome) => outcome === "done",
    (error: unknown) => {
      if (error instanceof Settled) return false;
      throw error;
    },
  );

/** False when it has arrived already. A frozen payer gets it back too: it is theirs. */
export const callBack = (books: Books, { id, payer, amount }: Arrival): Promise<boolean> =>
  isDone(
    books.transfer({ id: `${id}_back`, payer: TRANSIT, payee: payer, amount }, (db) =>
      settle(db, id, "returned"),
    ),
  );

/** False when it was called back. While the payer is frozen it waits on. */
export const arrive = (books: Books, { id, payer, payee, amount }: Arrival): Promise<boolean> =>
  isDone(
    books.transfer(
      { id: `${id}_in`, payer: TRANSIT, payee, amount, unlessHeld: payer },
      async (db, at) => {
        await settle(db, id, "arrived");
        const line = { id, accountId: payee, at, amount, payee } as const;
        await enqueue(db, [{ ...line, direction: "in", status: "completed" }]);
      },
    ),
  );

/** Lets money arrive when it is due, until it is stopped. */
export function startArrivals(
  books: Books,
  outbox: Pick<Outbox, "kick">,
  say: (line: string) => void,
) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  async function look() {
    const sql = `select ${columns} from arrivals where state = 'waiting' and due_at <= $1
      order by due_at limit ${AT_ONCE}`;
    const { rows } = await books.pool.query<Row>(sql, [books.now()]);
    for (const row of rows) if (await arrive(books, read(row))) outbox.kick();
  }
  let running = Promise.resolve();
  const turn = () => {
    running = look()
      .catch((error) => say(error instanceof Error ? error.message : String(error)))
      .then(() => {
        if (stopped) return;
        timer = setTimeout(turn, LOOK_MS);
        timer.unref();
      });
  };
  turn();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
