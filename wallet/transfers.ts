/**
 * A transfer: what was typed is read, the recovery server is asked, and the books decide last, under
 * their own row lock. No answer is a no. One id, one transfer: pressed twice, the money moves once.
 */

import { readAmount } from "./amounts.ts";
import { sendLater, TRANSIT } from "./arrivals.ts";
import type { Books } from "./books.ts";
import { decimal } from "./books.ts";
import { enqueue, type Line, type Outbox } from "./outbox.ts";
import { madeBy } from "./purse.ts";
import type { Decided, Rightful } from "./rightful.ts";
import { findTyped } from "./roster.ts";
import { newToken } from "./visit.ts";
import type { Word, Words } from "./words.ts";

const NOTE_MAX = 60;
const HOUR_MS = 3_600_000;
const DELAY_HOURS_MAX = 24 * 30;

export type Typed = { payee: string; amount: string; note: string };
export type Field = keyof Typed;
export type Draft = { payee: string; amount: bigint; note: string };
export type Fault = { word: Word; field: Field };

export const newTransferId = () => `pay_${newToken()}`;
export const isTransferId = (text: string | undefined): text is string =>
  /^pay_[\w-]{32}$/.test(text ?? "");

/** What was typed, as a transfer; or the first thing that is wrong with it, in the order of the form. */
export function readTransfer(payer: string, balance: bigint, typed: Typed): Draft | Fault {
  const [payee, ...others] = findTyped(typed.payee);
  if (typed.payee.trim() === "") return { word: "noPayee", field: "payee" };
  if (payee === undefined) return { word: "unknownPayee", field: "payee" };
  if (others.length > 0) return { word: "severalPayees", field: "payee" };
  if (payee === payer) return { word: "toOneself", field: "payee" };
  const amount = readAmount(typed.amount);
  if (typeof amount === "string") return { word: amount, field: "amount" };
  if (amount > balance) return { word: "tooLittle", field: "amount" };
  const note = typed.note.normalize("NFC").replace(/\s+/g, " ").trim();
  if ([...note].length > NOTE_MAX) return { word: "longNote", field: "note" };
  return { payee, amount, note };
}
export const isFault = (read: Draft | Fault): read is Fault => "field" in read;

export type Refusal = {
  /** As the recovery server calls it; `held` too when the books refused for a hold. */
  code?: string | undefined;
  kind: "plain" | "confirm" | "delay";
  /** As the recovery server said it to its user. */
  reason?: Partial<Words> | undefined;
  /** The wallet's own words, when its books refused. */
  word?: Word;
  until?: Date | undefined;
};
export type Outcome =
  | { made: string }
  | { refused: Refusal }
  /** This id belongs to another transfer. */
  | { other: true }
  /** Nobody could be asked, so nothing was done. */
  | { down: true };

type Parts = { books: Books; server: Pick<Rightful, "mayTransfer">; outbox: Pick<Outbox, "kick"> };
type Asked = Draft & { id: string; payer: string; deviceId: string };

const questionOf = ({ id, payer, payee, amount, deviceId }: Asked) => ({
  ...{ accountId: payer, id, amount: decimal(amount), payee, deviceId },
});

/** Why this would be refused, without doing it; null when it would not be, or nobody could be asked. */
export async function refusalFor({ server }: Pick<Parts, "server">, asked: Asked) {
  const answered = await server.mayTransfer(questionOf(asked));
  const refused = "given" in answered && answered.given.decision !== true;
  return refused ? refusalOf(answered.given) : null;
}

export async function makeTransfer(parts: Parts, asked: Asked): Promise<Outcome> {
  const { books, server, outbox } = parts;
  const { id, payer, payee, amount, note } = asked;
  // Its answer may have been lost on the way to the browser: it is not asked for again, and not paid again.
  const before = await madeBy(books, payer, id);
  if (before)
    return before.payee === payee && before.amount === amount ? { made: id } : { other: true };
  const answered = await server.mayTransfer(questionOf(asked));
  if (!("given" in answered)) return { down: true };
  if (answered.given.decision !== true) return { refused: refusalOf(answered.given) };
  const line = (at: Date): Line => ({
    ...{ id, accountId: payer, at, direction: "out", amount, payee, status: "completed" },
  });
  const hours = delayHours(answered.given);
  const to = hours > 0 ? TRANSIT : payee;
  const outcome = await books.transfer({ id, payer, payee: to, amount }, async (db, at) => {
    if (note) await db.query("insert into transfer_notes values ($1, $2)", [id, note]);
    if (hours > 0)
      await sendLater(db, { id, payer, payee, amount }, new Date(at.getTime() + hours * HOUR_MS));
    const arrived: Line = { ...line(at), accountId: payee, direction: "in" };
    await enqueue(db, hours > 0 ? [line(at)] : [line(at), arrived]);
  });
  if (outcome === "other-transfer") return { other: true };
  // What the books refuse was permitted, and its money is reserved there until it is reported.
  if (outcome !== "done") await enqueue(books.pool, [{ ...line(books.now()), status: "refused" }]);
  outbox.kick();
  if (outcome === "done") return { made: id };
  const word = { held: "heldNow", "too-little": "tooLittleNow" } as const;
  return {
    refused: {
      ...{ code: outcome, kind: "plain" },
      word: word[outcome as keyof typeof word] ?? "refusedPlain",
    },
  };
}

/** How much later the payer's security lock wants the money to arrive. */
function delayHours({ context }: Decided): number {
  const hours = Number(context?.advice?.delay_arrival_hours ?? 0);
  return hours > 0 && hours <= DELAY_HOURS_MAX ? hours : 0;
}

/** What only confirmation or time is missing for is shown as that. */
function refusalOf({ context = {} }: Decided): Refusal {
  const until = new Date(context.until ?? Number.NaN);
  const known = { "confirm-needed": "confirm", "new-payee": "delay", night: "delay" } as const;
  return {
    code: context.code,
    kind: known[context.code as keyof typeof known] ?? "plain",
    reason: context.reason_user,
    until: Number.isNaN(until.getTime()) ? undefined : until,
  };
}
