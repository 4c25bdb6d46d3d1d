/**
 * What the demo's wallet begins with: a month of payments between its people and to shops, the same
 * at every start. Made from the end backwards: each balance is as `ledger.json` has it today, and
 * never below zero on the way.
 */
import type { Books } from "./books.ts";
import { enqueue, type Line } from "./outbox.ts";
import { people, shops } from "./roster.ts";
import type { Words } from "./words.ts";

const DAY_MS = 86_400_000;
const DAYS = 30;
const SHOP_BALANCE = 1_000_000_000n;

type Past = { id: string; payer: string; payee: string; amount: bigint; note: string; at: Date };
type Kind = { shop: string; from: bigint; to: bigint; everyDays: number };

/** How often somebody goes there, and what it costs, in minor units. */
const habits: readonly Kind[] = [
  { shop: "shop_noodles", from: 1_800n, to: 4_600n, everyDays: 4 },
  { shop: "shop_metro", from: 300n, to: 700n, everyDays: 3 },
  { shop: "shop_market", from: 3_200n, to: 21_800n, everyDays: 7 },
  { shop: "shop_tea", from: 2_200n, to: 5_800n, everyDays: 9 },
  { shop: "shop_books", from: 3_900n, to: 12_900n, everyDays: 17 },
];
const reasons: readonly Words[] = [
  { en: "Lunch", zh: "午饭" },
  { en: "Cinema tickets", zh: "电影票" },
  { en: "Fruit", zh: "水果" },
  { en: "Shared taxi", zh: "拼车" },
  { en: "Birthday", zh: "生日快乐" },
  { en: "Paying you back", zh: "还你的钱" },
];

/** A small generator of numbers (mulberry32): the same seed, the same month. */
function numbers(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** Oldest first, with what each account had before. */
export function pastMonth(now: Date): { opening: Map<string, bigint>; past: Past[] } {
  const number = numbers(20_260);
  const balances = new Map(people.map(({ id, balance }) => [id, balance]));
  for (const id of shops) balances.set(id, SHOP_BALANCE);
  // An account without money is a new one: nothing ever happened there.
  const active = people.filter(({ balance }) => balance > 0n);
  const past: Past[] = [];
  const midnight = Math.floor((now.getTime() + 8 * 3_600_000) / DAY_MS) * DAY_MS - 8 * 3_600_000;
  const between = ({ from, to }: Pick<Kind, "from" | "to">) =>
    from + BigInt(number(Number((to - from) / 10n))) * 10n;
  const happened = (payer: string, payee: string, amount: bigint, at: Date, note = "") => {
    const [before, had] = [balances.get(payer) ?? 0n, balances.get(payee) ?? 0n];
    // Backwards, who was paid has less.
    if (payer === payee || had < amount) return;
    balances.set(payer, before + amount);
    balances.set(payee, had - amount);
    past.push({ id: `past_${past.length}`, payer, payee, amount, note, at });
  };
  for (let day = 1; day <= DAYS; day++) {
    const at = (hour: number) =>
      new Date(midnight - day * DAY_MS + (hour * 60 + number(55)) * 60_000 + number(60) * 1000);
    for (const { id } of active) {
      for (const habit of habits)
        if (number(habit.everyDays) === 0)
          happened(id, habit.shop, between(habit), at(18 + number(4)));
      if (day === 12) happened(id, "shop_power", between({ from: 6_000n, to: 14_000n }), at(10));
      if (day === 20) happened("shop_employer", id, between({ from: 50_000n, to: 90_000n }), at(9));
    }
    for (let turn = 0; turn < 2; turn++) {
      const [payer, payee] = [active[number(active.length)], active[number(active.length)]];
      const note = reasons[number(reasons.length)] as Words;
      if (payer && payee)
        happened(payer.id, payee.id, between({ from: 1_000n, to: 20_000n }), at(12), note.zh);
    }
  }
  past.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  return { opening: balances, past };
}

/** Once, in one transaction: a wallet that has accounts keeps what it has. Whether it was done. */
export const seedMonth = (books: Books): Promise<boolean> =>
  books.transact(async (db) => {
    const { rowCount } = await db.query("select 1 from wallet_accounts limit 1");
    if (rowCount) return false;
    const { opening, past } = pastMonth(books.now());
    const left = new Map(opening);
    const seqs = new Map<string, number>();
    const next = (id: string) => {
      seqs.set(id, (seqs.get(id) ?? 0) + 1);
      return seqs.get(id);
    };
    const entries = past.flatMap(({ id, payer, payee, amount }) => {
      left.set(payer, (left.get(payer) ?? 0n) - amount);
      left.set(payee, (left.get(payee) ?? 0n) + amount);
      return [
        { id, side: "debit", account: payer, amount: String(-amount), seq: next(payer) },
        { id, side: "credit", account: payee, amount: String(amount), seq: next(payee) },
      ];
    });
    const accounts = [...left].map(([id, balance]) => ({
      ...{ id, balance: String(balance), seq: seqs.get(id) ?? 0 },
    }));
    const json = (rows: readonly object[]) =>
      [JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value))] as [
        string,
      ];
    await db.query(
      `insert into wallet_accounts (account_id, balance, seq) select id, balance, seq
       from jsonb_to_recordset($1::jsonb) as row (id text, balance bigint, seq bigint)`,
      json(accounts),
    );
    await db.query(
      `insert into transfers select id, payer, payee, amount, at
       from jsonb_to_recordset($1::jsonb)
         as row (id text, payer text, payee text, amount bigint, at timestamptz)`,
      json(past),
    );
    await db.query(
      `insert into entries (transfer_id, side, account_id, amount, seq)
       select id, side, account, amount, seq from jsonb_to_recordset($1::jsonb)
         as row (id text, side text, account text, amount bigint, seq bigint)`,
      json(entries),
    );
    await db.query(
      `insert into transfer_notes select id, note from jsonb_to_recordset($1::jsonb)
         as row (id text, note text) where note <> ''`,
      json(past),
    );
    // The recovery server hears of the month too: who was paid before is no new payee.
    const isPerson = new Set(people.map(({ id }) => id));
    await enqueue(
      db,
      past.flatMap(({ id, payer, payee, amount, at }) =>
        [
          { ...{ id, payee, amount, at }, accountId: payer, direction: "out", status: "completed" },
          { ...{ id, payee, amount, at }, accountId: payee, direction: "in", status: "completed" },
        ].filter(({ accountId }) => isPerson.has(accountId)),
      ) as Line[],
    );
    return true;
  });
