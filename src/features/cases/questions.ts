/**
 * Questions about the account's own payments, for people to weigh. A friend may know the answers and a thief
 * guesses one in six, so they are never a proof; what is right is sealed, shown to nobody, and some questions
 * have no right payment at all. Asking again shows the same lines: what differed would be what is made up.
 */
import { openWith, sealWith } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { type Paid, paidSince } from "../decisions/index.ts";
import { type Claimant, lockOwn } from "../recovery/index.ts";
import { type Agent, demandLease, onCase } from "./desk.ts";
import { BadAnswer, CaseEnded, NoCase, NoRecords } from "./problems.ts";
import { isEnded } from "./rules.ts";
import { type Case, lockCase, note } from "./standing.ts";
import * as store from "./store.ts";
import type { Words } from "./words.ts";

const DAY_MS = 86_400_000;
const BACK_DAYS = 90;
const AGAIN_DAYS = 30;
const QUESTIONS = 5;
/** Of these, so many have no line that is true. */
const EMPTY = 2;
const LINES = 4;
export const NONE = "none";
export const UNKNOWN = "unknown";

export type Line = { id: string; text: Words };
export type Asked = { text: Words; lines: Line[]; right: string };
type Row = Awaited<ReturnType<typeof store.listQuestions>>[number];

const text: Words = {
  en: "Which of these payments did you make?",
  zh: "以下哪一笔是您本人的付款？",
};
const rest: readonly Line[] = [
  { id: NONE, text: { en: "None of these", zh: "都不是" } },
  { id: UNKNOWN, text: { en: "I don't remember", zh: "不记得了" } },
];

/** A number from 0 up to this, from the system's generator. */
const below = (world: World, count: number) => world.bytes(4).readUInt32BE() % count;

function shuffled<T>(world: World, list: readonly T[]): T[] {
  const out = [...list];
  for (let n = out.length - 1; n > 0; n--) {
    const other = below(world, n + 1);
    [out[n], out[other]] = [out[other] as T, out[n] as T];
  }
  return out;
}

type Payment = Pick<Paid, "at" | "amount" | "currency">;

/** As round as the true one, of about its size, on a day of about its age; never a payment that was made. */
function madeUp(world: World, like: Payment, made: readonly Payment[]): Payment {
  const step = [10_000, 1000, 100, 10, 1].find((each) => like.amount % each === 0) ?? 1;
  for (;;) {
    const share = 40 + below(world, 160);
    const amount = Math.max(step, Math.round((like.amount * share) / 100 / step) * step);
    const days = below(world, 29) - 14;
    const at = new Date(Math.min(like.at.getTime() + days * DAY_MS, world.now().getTime()));
    const day = at.toISOString().slice(0, 10);
    if (!made.some((one) => one.amount === amount && one.at.toISOString().startsWith(day)))
      return { at, amount, currency: like.currency };
  }
}

function lineOf(world: World, id: string, { at, amount, currency }: Payment): Line {
  const sum = `${(amount / 100).toFixed(2)} ${currency}`;
  const zone = { timeZone: world.config.timeZone, month: "long", day: "numeric" } as const;
  const en = new Intl.DateTimeFormat("en-GB", zone).format(at);
  const zh = new Intl.DateTimeFormat("zh-CN", zone).format(at);
  return { id, text: { en: `${sum} on ${en}`, zh: `${zh}，${sum}` } };
}

function make(world: World, paid: readonly Paid[]): Asked[] {
  const real = shuffled(world, paid).slice(0, QUESTIONS - EMPTY);
  const seeds = shuffled(world, [
    ...real.map((payment) => ({ payment, isTrue: true })),
    ...shuffled(world, paid)
      .slice(0, EMPTY)
      .map((payment) => ({ payment, isTrue: false })),
  ]);
  return seeds.map(({ payment, isTrue }) => {
    const false_ = Array.from({ length: isTrue ? LINES - 1 : LINES }, () => ({
      ...{ payment: madeUp(world, payment, paid), isTrue: false },
    }));
    const lines = shuffled(world, isTrue ? [...false_, { payment, isTrue }] : false_);
    const right = lines.findIndex((line) => line.isTrue);
    return {
      text,
      lines: [...lines.map(({ payment }, n) => lineOf(world, String(n + 1), payment)), ...rest],
      right: right < 0 ? NONE : String(right + 1),
    };
  });
}

const context = (id: string) => `case-question:${id}`;

export const readAsked = (key: Buffer, { id, asked }: Pick<Row, "id" | "asked">): Asked =>
  JSON.parse(openWith(key, asked, context(id)));

/** Makes the questions and sends them. A second time they are the same. Throws `no-records`, `lease-lost`. */
export const askQuestions = (world: World, agent: Agent, caseId: string) =>
  onCase(world, caseId, async (world, { held }) => {
    if (isEnded(held.state)) throw CaseEnded();
    await demandLease(world, agent, held);
    const { accountId } = held;
    if ((await store.listQuestions(world.db, accountId, caseId)).length > 0) return held;
    const { key } = await lockAccount(world, accountId);
    const now = world.now();
    const back = (days: number) => new Date(now.getTime() - days * DAY_MS);
    const before = await store.listAskedSince(world.db, accountId, back(AGAIN_DAYS));
    const paid = await paidSince(world, accountId, back(BACK_DAYS), 50);
    if (before.length === 0 && paid.length < QUESTIONS - EMPTY) throw NoRecords();
    const all = before.length > 0 ? before.map((row) => readAsked(key, row)) : make(world, paid);
    const rows = all.map((asked) => {
      const id = world.id("qst");
      const sealed = sealWith(key, world, JSON.stringify(asked), context(id));
      return { accountId, caseId, id, kind: "payment", asked: sealed, askedAt: now };
    });
    await store.insertQuestions(
      world.db,
      rows.map((row) => ({ ...row, answer: null, result: null, answeredAt: null })),
    );
    return note(world, agent, held, { type: "case.asked", facts: { count: rows.length } });
  });

/** What the desk sees of them: how they were answered, never what is right. */
export const questionsSeen = (key: Buffer, rows: readonly Row[]) =>
  rows.map((row) => ({
    id: row.id,
    text: readAsked(key, row).text,
    state: row.answeredAt ? ("answered" as const) : ("waiting" as const),
    result: row.result as "match" | "no-match" | "do-not-know" | null,
    // Friends and thieves can know or guess it.
    strength: "weak" as const,
  }));

/** What the claimant sees of them. */
export const questionsAsked = (key: Buffer, rows: readonly Row[]) =>
  rows
    .filter(({ answeredAt }) => !answeredAt)
    .map((row) => {
      const { text, lines } = readAsked(key, row);
      return { id: row.id, text, choices: lines };
    });

type Answer = { id: string; choice: string };

/** Each is answered once; whether it was right is told to nobody here. Throws `bad-answer`, `no-case`. */
export async function answerQuestions(world: World, claimant: Claimant, answers: Answer[]) {
  await onOwnCase(world, claimant, async (world, held) => {
    if (isEnded(held.state)) throw CaseEnded();
    const { key } = await lockAccount(world, held.accountId);
    const rows = await store.listQuestions(world.db, held.accountId, held.id);
    for (const { id, choice } of answers) {
      const row = rows.find((each) => each.id === id);
      if (!row) throw BadAnswer();
      const { lines, right } = readAsked(key, row);
      if (!lines.some((line) => line.id === choice)) throw BadAnswer();
      const result = choice === UNKNOWN ? "do-not-know" : choice === right ? "match" : "no-match";
      const answer = sealWith(key, world, choice, `case-answer:${id}`);
      const answered = { answer, result, answeredAt: world.now() };
      await store.setAnswer(world.db, held.accountId, held.id, id, answered);
    }
    await note(world, claimant, held, { type: "case.answered", facts: { count: answers.length } });
    // What came in counts at once: the clock goes on, and a verdict on less is void.
    await lockCase(world, held.accountId, held.id);
  });
}

/** The claimant's own case under its account's lock. Throws `no-recovery`, `no-case`. */
export async function onOwnCase<T>(
  world: World,
  claimant: Claimant,
  work: (world: World, held: Case) => Promise<T>,
): Promise<T> {
  return transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    const all = await store.listOfAccount(world.db, recovery.accountId);
    const own = all.find(({ recoveryId }) => recoveryId === recovery.id);
    if (!own) throw NoCase();
    return work(world, (await lockCase(world, own.accountId, own.id)).held);
  });
}
