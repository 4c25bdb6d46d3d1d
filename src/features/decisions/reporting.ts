/**
 * What became of payments, as the wallet reports it: one JSON object a line. A completed one uses up its
 * reservation and counts from when it was permitted; a refused one frees it.
 */
import { transact } from "../../core/db.ts";
import { problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockAccount, readAccount, sealFor, tagOf } from "../accounts/index.ts";
import { minorOf } from "../lock/index.ts";
import { PAYEE_MAX } from "./rules.ts";
import { sharePayees } from "./same-payee.ts";
import * as store from "./store.ts";

export const LINES_MAX = 10_000;
const ROWS_AT_ONCE = 500;
/** What is reported as this recent counts from now on: the reporter's clock may be an hour wrong. */
const RECENT_MS = 26 * 3_600_000;

export const BadLines = problem(
  "bad-lines",
  422,
  "Send one JSON object a line, 10,000 lines at most.",
);

type Line = {
  line: number;
  id: string;
  accountId: string;
  at: Date;
  direction: "in" | "out";
  amount: number;
  currency: string;
  payee: string;
  status: "completed" | "refused" | "reversed";
  reservation: string;
};
type Refused = { line: number; code: string };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const isText = (value: unknown, max: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= max && !value.includes("\0");

/** One line, or the code of what is wrong with it. */
function readLine(world: World, text: string, line: number): Line | Refused {
  const refused = (code: string) => ({ line, code });
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(text);
  } catch {
    return refused("bad-json");
  }
  if (typeof given !== "object" || given === null) return refused("bad-json");
  const { id, accountId, at, direction, amount, currency, payee, status } = given;
  const { reservation = id } = given;
  if (!isText(id, 256) || !isText(reservation, 256)) return refused("bad-id");
  if (!isText(accountId, 64)) return refused("no-account");
  if (typeof at !== "string" || !TIME.test(at) || Number.isNaN(Date.parse(at)))
    return refused("bad-time");
  if (direction !== "in" && direction !== "out") return refused("bad-direction");
  const minor = typeof amount === "string" ? minorOf(amount) : null;
  if (!minor) return refused("bad-amount");
  if (currency !== world.config.currency) return refused("wrong-currency");
  if (!isText(payee, PAYEE_MAX)) return refused("bad-payee");
  if (status !== "completed" && status !== "refused" && status !== "reversed")
    return refused("bad-status");
  return {
    ...{ line, id, accountId, at: new Date(at), direction, amount: minor, currency, status },
    ...{ payee: payee.normalize("NFKC").trim(), reservation },
  };
}

const isRefused = (read: Line | Refused): read is Refused => "code" in read;

/** Takes the lines, one transaction an account. Throws `bad-lines`. */
export async function reportTransactions(world: World, body: unknown) {
  const texts = typeof body === "string" ? body.split("\n") : [];
  if (texts.at(-1)?.trim() === "") texts.pop();
  if (texts.length === 0 || texts.length > LINES_MAX) throw BadLines();
  const read = texts.map((text, index) => readLine(world, text, index + 1));
  const refused = read.filter(isRefused);
  const byAccount = new Map<string, Line[]>();
  for (const line of read) {
    if (isRefused(line)) continue;
    const lines = byAccount.get(line.accountId) ?? [];
    lines.push(line);
    byAccount.set(line.accountId, lines);
  }
  let accepted = 0;
  let duplicates = 0;
  for (const [accountId, lines] of byAccount) {
    const added = await keep(world, accountId, lines);
    if (added === null) refused.push(...lines.map(({ line }) => ({ line, code: "no-account" })));
    else {
      accepted += added;
      duplicates += lines.length - added;
    }
  }
  return { accepted, duplicates, refused: refused.toSorted((a, b) => a.line - b.line) };
}

/** How many of the lines were new; null when there is no such account. */
async function keep(world: World, accountId: string, lines: Line[]): Promise<number | null> {
  const known = await readAccount(world, accountId);
  if (!known || known.dataKey === "" || known.kind !== "account") return null;
  return transact(world, async (world) => {
    const { key } = await lockAccount(world, accountId);
    let added = 0;
    for (let from = 0; from < lines.length; from += ROWS_AT_ONCE)
      added += await keepSome(world, accountId, key, lines.slice(from, from + ROWS_AT_ONCE));
    return added;
  });
}

async function keepSome(world: World, accountId: string, key: Buffer, lines: Line[]) {
  const { db } = world;
  const now = world.now();
  const ids = lines.map(({ reservation }) => reservation);
  const reserved = await store.findReservations(db, accountId, ids);
  const decidedAt = new Map(reserved.map((row) => [row.id, row.decidedAt]));
  const rows = lines.map(({ line: _line, reservation, payee, ...row }) => ({
    ...row,
    countedAt:
      decidedAt.get(reservation) ?? (now.getTime() - row.at.getTime() < RECENT_MS ? now : row.at),
    payeeTag: tagOf(world, "payee", `${accountId}:${payee}`),
    payee: sealFor(world, key, payee, `transaction:${accountId}:${row.id}`),
  }));
  const added = await store.insertTransactions(db, rows);
  const fresh = lines.filter(({ id }) => added.delete(id));
  const outgoing = fresh.filter(({ direction }) => direction === "out");
  const named = (isDone: boolean) =>
    outgoing
      .filter(({ status }) => (status !== "refused") === isDone)
      .map(({ reservation }) => reservation);
  for (const [state, settled] of [
    ["done", named(true)],
    ["freed", named(false)],
  ] as const)
    if (settled.length > 0) await store.settleReservations(db, accountId, settled, state);
  await rememberPayees(world, accountId, rows, new Set(outgoing.map(({ id }) => id)));
  await sharePayees(
    world,
    accountId,
    outgoing.filter(({ status }) => status === "completed"),
  );
  return fresh.length;
}

type Row = { id: string; status: string; payeeTag: string; countedAt: Date };

/** Who was paid is no new payee any more. */
async function rememberPayees(
  world: World,
  accountId: string,
  rows: readonly Row[],
  outgoing: ReadonlySet<string>,
) {
  const first = new Map<string, Date>();
  for (const { id, status, payeeTag, countedAt } of rows) {
    if (status !== "completed" || !outgoing.has(id)) continue;
    const known = first.get(payeeTag);
    if (!known || countedAt < known) first.set(payeeTag, countedAt);
  }
  const paid = [...first].map(([tag, at]) => ({ accountId, tag, seenAt: at, paidAt: at }));
  if (paid.length > 0) await store.upsertPayees(world.db, paid);
}
