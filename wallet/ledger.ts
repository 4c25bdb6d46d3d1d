/**
 * Balances and payments for show. They are invented and live in this program only; the ledger that
 * refuses a debit comes with a later part.
 */
import { readFileSync } from "node:fs";
import type { Words } from "./words.ts";

export type Entry = { day: string; what: Words; amount: number };
export type Purse = { name: Words | null; balance: number; entries: Entry[] };

type Kept = { name: Words; balance: number };
const purses: Record<string, Kept> = JSON.parse(
  readFileSync(new URL("./ledger.json", import.meta.url), "utf8"),
);

const payees: [Words, number][] = [
  [{ en: "Qingfeng Noodles", zh: "清风面馆" }, -28.5],
  [{ en: "Metro, line 4", zh: "地铁 4 号线" }, -5],
  [{ en: "Hongda Supermarket", zh: "宏达超市" }, -136.8],
  [{ en: "Refund, Yuanshan Books", zh: "远山书店退款" }, 45],
  [{ en: "Electricity, October", zh: "10 月电费" }, -98.3],
  [{ en: "Transfer received", zh: "转账收入" }, 500],
];

/** What to show for an account. An account that this wallet has no figures for has an empty purse. */
export function purseOf(accountId: string, now: Date): Purse {
  const kept = purses[accountId];
  if (!kept) return { name: null, balance: 0, entries: [] };
  const shift = [...accountId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const entries = payees.map((_, index): Entry => {
    const [what, amount] = payees[(index + shift) % payees.length] as [Words, number];
    const day = new Date(now.getTime() - (index * 2 + (shift % 2)) * 86_400_000);
    return { day: day.toISOString(), what, amount };
  });
  return { ...kept, entries: kept.balance === 0 ? [] : entries };
}
