/**
 * Loading a case under its account's lock, with what time and the claim have done to it meanwhile; and the
 * one way to write a move: the row, its event, its clock and its timers in one transaction.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import { sha256 } from "../../core/crypto.ts";
import { type Event, emit } from "../../core/events.ts";
import { addJob, dropJob, type Job } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import type { Situation } from "../policies/index.ts";
import { type Loaded, lockRecovery } from "../recovery/index.ts";
import { type Calendar, calendarOf, UnknownYear } from "./calendar.ts";
import { type Clock, type Mark, markAt, marks, pause, resume } from "./clock.ts";
import { CannotNow, CaseEnded, NoCase } from "./problems.ts";
import { type Happening, isEnded, move, type State } from "./rules.ts";
import * as store from "./store.ts";
import { endDraw } from "./verdict-store.ts";

export type Case = Omit<store.CaseRow, "state" | "situation"> & {
  state: State;
  situation: Situation;
};
export type Held = { held: Case; recovery: Loaded | null };

const clockwork: Actor = { kind: "system", id: "clock" };
const MARK = "case-mark";
const WAKE = "case-wake";

/** Whose case this is. Throws `no-case`. */
export async function accountOf(world: World, caseId: string): Promise<string> {
  const accountId = await store.findAccountOf(world.db, caseId);
  if (!accountId) throw NoCase();
  return accountId;
}

/**
 * A year that nobody has announced must not stop a claim: then every hour counts, so that the promise is
 * the earliest that it could be, and somebody is told.
 */
export async function inCalendar<T>(world: World, work: (calendar: Calendar) => T): Promise<T> {
  const calendar = calendarOf(world.config);
  try {
    return work(calendar);
  } catch (error) {
    if (!(error instanceof UnknownYear)) throw error;
    await raiseAlarm(world, "calendar-unknown", String(error.year), { year: error.year });
    return work({ ...calendar, years: null, hours: [[0, 24 * 60]] });
  }
}

/** The case under its account's lock, brought up to date. Throws `no-case`. */
export async function lockCase(world: World, accountId: string, id: string): Promise<Held> {
  await lockAccount(world, accountId);
  const row = (await store.findCase(world.db, accountId, id)) as Case | undefined;
  if (!row) throw NoCase();
  const recovery = row.recoveryId
    ? (await lockRecovery(world, accountId, row.recoveryId)).recovery
    : null;
  if (isEnded(row.state)) return { held: row, recovery };
  if (recovery?.endedAt) {
    const closed = { type: "case.closed", facts: { why: recovery.endedWhy } };
    return { held: await apply(world, clockwork, row, "claim-ended", closed), recovery };
  }
  return { held: await withEvidence(world, row, recovery), recovery };
}

/**
 * What there is to judge by, as a hash: proofs, an objection, the new number, answers, what was told, files. Not
 * the risk: strangers raise it, and could void every verdict by it.
 */
export async function evidenceHash(world: World, row: Case, recovery: Loaded | null) {
  const questions = await store.listQuestions(world.db, row.accountId, row.id);
  const given = recovery?.given.filter(({ kind }) => kind !== "agent-review") ?? [];
  return sha256(
    JSON.stringify([
      given.map(({ kind, at, methodId }) => [kind, at, methodId]),
      recovery?.contested ?? false,
      recovery?.newPhone ?? null,
      questions.map(({ id, answeredAt }) => [id, answeredAt?.toISOString() ?? null]),
      [row.story, row.contact, row.recoveryId],
      ...(row.filesHash ? [row.filesHash] : []),
    ]),
  );
}

/** Something new: a verdict on what was there before is void, and a clock that stood still goes on. */
async function withEvidence(world: World, row: Case, recovery: Loaded | null): Promise<Case> {
  const hash = await evidenceHash(world, row, recovery);
  if (hash === row.evidenceHash) return row;
  const isSecond = row.state === "second-check";
  if (isSecond) await endDraw(world.db, row.accountId, row.id, "evidence", world.now());
  return apply(world, clockwork, row, "claimant-spoke", {
    type: "case.evidence",
    facts: { version: row.evidenceVersion + 1, voids: isSecond },
    set: {
      ...{ evidenceHash: hash, evidenceVersion: row.evidenceVersion + 1 },
      ...(isSecond && { round: row.round + 1 }),
    },
  });
}

export type Change = {
  type: string;
  facts?: Record<string, unknown>;
  set?: Partial<Omit<Case, "accountId" | "id" | "state">>;
};

/** One move. Throws `case-ended` or `cannot-now`; nothing was written then. */
export async function apply(
  world: World,
  actor: Actor,
  before: Case,
  happening: Happening,
  change: Change,
): Promise<Case> {
  const state = move(before.state, happening);
  if (!state) throw isEnded(before.state) ? CaseEnded() : CannotNow({ state: before.state });
  const ended = isEnded(state);
  // Only open cases are put aside or held by somebody.
  const free = { snoozedUntil: null, snoozedFor: null, takenBy: null, takenUntil: null };
  const isFree = state !== before.state && state !== "waiting-claimant";
  const after = {
    ...before,
    ...(isFree && free),
    ...change.set,
    ...{ state, ...(ended && { ...free, closedAt: world.now() }) },
  };
  return write(world, actor, after, change, state === "waiting-claimant", ended);
}

/** What changes nothing of where the case stands: a lease, a note, a check. */
export const note = (world: World, actor: Actor, row: Case, change: Change): Promise<Case> =>
  write(world, actor, { ...row, ...change.set }, change, row.pausedAt !== null, false);

async function write(
  world: World,
  actor: Actor,
  row: Case,
  { type, facts }: Change,
  stands: boolean,
  ended: boolean,
): Promise<Case> {
  const clock = await turn(world, row, stands || ended, ended);
  const after: Case = { ...row, ...clock, lastType: type, lastAt: world.now() };
  const { accountId, id, excluded, ...set } = after;
  await store.updateCase(world.db, accountId, id, { ...set, excluded: JSON.stringify(excluded) });
  await emit(world, actor, type, accountId, {
    ...{ caseId: id, recoveryId: row.recoveryId ?? "" },
    ...facts,
  });
  return after;
}

/** Stops our clock or lets it go on, and writes down that it did. */
async function turn(world: World, row: Case, stands: boolean, ended: boolean): Promise<Clock> {
  const before = store.clockOf(row);
  const clock = await inCalendar(world, (calendar) =>
    (stands ? pause : resume)(calendar, before, world.now()),
  );
  if (ended) dropMarks(world, row);
  if (clock === before) return before;
  await recordClock(world, row, clock, ended ? "stop" : stands ? "pause" : "resume");
  if (stands) dropMarks(world, row);
  else await setMarks(world, row, clock);
  return clock;
}

export async function recordClock(world: World, row: Case, clock: Clock, event: string) {
  const { accountId, id: caseId, policyName, policyVersion } = row;
  await store.insertClock(world.db, {
    ...{ accountId, caseId, policyName, policyVersion, event, clock: "ours", at: world.now() },
    ...{ dueAt: clock.dueAt, leftMs: clock.leftMs },
  });
  const claimant = event === "pause" ? "start" : event === "resume" ? "stop" : null;
  if (claimant)
    await store.insertClock(world.db, {
      ...{ accountId, caseId, policyName, policyVersion, event: claimant, clock: "claimant" },
      ...{ at: world.now(), dueAt: null, leftMs: null },
    });
}

const markKey = (id: string, mark: Mark) => `${id}:${mark}`;

const dropMarks = (world: World, { accountId, id }: Case) =>
  marks.forEach((mark) => void dropJob(world, accountId, MARK, markKey(id, mark)));

export async function setMarks(world: World, row: Case, clock: Clock) {
  const { accountId, id } = row;
  dropMarks(world, row);
  for (const mark of marks) {
    const dueAt = await inCalendar(world, (calendar) => markAt(calendar, clock, world.now(), mark));
    if (!dueAt) continue;
    const payload = { caseId: id, mark };
    await addJob(world, { accountId, kind: MARK, key: markKey(id, mark), payload, dueAt });
  }
}

/** A part of what was promised is over (E29). At the end a person is alarmed, once. */
export async function onMark(world: World, { accountId, payload }: Job) {
  const { held } = await lockCase(world, accountId, String(payload.caseId));
  if (isEnded(held.state) || held.pausedAt) return;
  const mark = Number(payload.mark);
  if (mark < 100) {
    await note(world, clockwork, held, { type: "case.mark", facts: { mark } });
    return;
  }
  if (held.breachedAt) return;
  const set = { breachedAt: world.now() };
  await note(world, clockwork, held, { type: "case.late", facts: { mark }, set });
  await recordClock(world, held, store.clockOf(held), "breach");
  await raiseAlarm(world, "case-late", held.id, { team: held.team ?? "" });
}

/** Brings a case back to the queue at a time; the caller holds the lock. */
export async function wakeAt(world: World, { accountId, id }: Case, dueAt: Date) {
  dropJob(world, accountId, WAKE, id);
  await addJob(world, { accountId, kind: WAKE, key: id, payload: { caseId: id }, dueAt });
}

/** The claimant did not answer in time: people decide on what there is. */
export async function onWake(world: World, { accountId, payload }: Job) {
  const { held } = await lockCase(world, accountId, String(payload.caseId));
  if (isEnded(held.state) || !held.snoozedUntil || held.snoozedUntil > world.now()) return;
  const set = { snoozedUntil: null, snoozedFor: null };
  const change = { type: "case.woken", set };
  if (held.state === "waiting-claimant") await apply(world, clockwork, held, "wait-over", change);
  else await note(world, clockwork, held, change);
}

/** Something happened to a claim: its case is brought up to date. */
export async function refresh(world: World, { accountId, payload }: Event): Promise<void> {
  await lockAccount(world, accountId);
  const all = await store.listOfAccount(world.db, accountId);
  const own = all.find(
    ({ recoveryId, closedAt }) => recoveryId === payload.recoveryId && closedAt === null,
  );
  if (own) await lockCase(world, accountId, own.id);
}

export const jobs = { [MARK]: { within: onMark }, [WAKE]: { within: onWake } };
