/** What an account holds and what happened to it, from the books. */
import type { Books } from "./books.ts";
import { nameOf } from "./roster.ts";
import type { Words } from "./words.ts";

/** What somebody wrote to a transfer; beside the books, which hold money only. */
export const NOTES_SCHEMA = `
create table if not exists transfer_notes (
  transfer_id text primary key references transfers (id) deferrable initially deferred,
  note text not null
);`;

/** One payment as one side of it sees it: `amount` is below zero for the payer. */
export type Entry = { id: string; at: Date; other: Words; amount: bigint; note: string };
export type Purse = { name: Words | null; balance: bigint; entries: Entry[]; frozen: boolean };

const NAMELESS: Words = { en: "Somebody", zh: "对方" };

/** Newest first, `most` at most. An account that this wallet does not have has an empty purse. */
export async function purseOf(books: Books, accountId: string, most: number): Promise<Purse> {
  const [balance, entries, held] = await Promise.all([
    books.balance(accountId),
    entriesOf(books, accountId, most),
    books.pool.query(
      `select 1 from wallet_holds where account_id = $1 and released_at is null
       and scope in ('outgoing', 'everything') and (expires_at is null or expires_at > $2) limit 1`,
      [accountId, books.now()],
    ),
  ]);
  return { name: nameOf(accountId), balance: balance ?? 0n, entries, frozen: held.rowCount === 1 };
}

async function entriesOf({ pool }: Books, accountId: string, most: number): Promise<Entry[]> {
  const { rows } = await pool.query(
    // What goes by the house is shown as between the two people.
    `select t.id, t.at, e.amount, coalesce(n.note, '') as note,
       case when e.side = 'debit' or t.id = a.transfer_id || '_back' then coalesce(a.payee, t.payee)
         else coalesce(a.payer, t.payer) end as other
     from entries e join transfers t on t.id = e.transfer_id
     left join arrivals a on a.transfer_id = regexp_replace(t.id, '_(in|back)$', '')
     left join transfer_notes n on n.transfer_id = coalesce(a.transfer_id, t.id)
     where e.account_id = $1 order by e.seq desc limit $2`,
    [accountId, most],
  );
  return rows.map(({ amount, other, ...row }) => ({
    ...row,
    amount: BigInt(amount),
    other: nameOf(other) ?? NAMELESS,
  }));
}

/** `dueAt`, `state`: of money that arrives later. */
export type Made = {
  payee: string;
  amount: bigint;
  at: Date;
  note: string;
  dueAt: Date | null;
  state: "waiting" | "arrived" | "returned" | null;
};

/** A transfer that this account made; null when it made none of this id. */
export async function madeBy({ pool }: Books, accountId: string, id: string): Promise<Made | null> {
  const { rows } = await pool.query(
    `select coalesce(a.payee, t.payee) as payee, t.amount, t.at, coalesce(n.note, '') as note,
       a.due_at as "dueAt", a.state from transfers t left join arrivals a on a.transfer_id = t.id
     left join transfer_notes n on n.transfer_id = t.id where t.id = $1 and t.payer = $2`,
    [id, accountId],
  );
  const [row] = rows;
  return row ? { ...row, amount: BigInt(row.amount) } : null;
}
