/** What somebody of the desk does with a case short of deciding: finds it, holds it, notes, waits. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, sealFor } from "../accounts/index.ts";
import { deskTerms, policyVersion } from "../policies/index.ts";
import { findStaff, tiedTo } from "../staff/index.ts";
import { leftOf } from "./clock.ts";
import * as problems from "./problems.ts";
import * as rules from "./rules.ts";
import {
  accountOf,
  apply,
  type Case,
  type Change,
  type Held,
  inCalendar,
  lockCase,
  note,
  wakeAt,
} from "./standing.ts";
import * as store from "./store.ts";
import { type CheckAnswer, checklist } from "./words.ts";

export type Agent = Extract<Actor, { kind: "agent" }>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const QUEUE_MAX = 1000;

export const termsOf = (world: World, { policyName, policyVersion: version }: Case) =>
  policyVersion(world, policyName, version).desk ?? deskTerms;

export const barsOf = async (world: World, { openedBy, excluded, accountId }: Case) => ({
  ...{ openedBy, excluded, tied: await tiedTo(world, accountId) },
});

const person = ({ id, team, role }: Agent): rules.Person => ({ id, team, role, endedAt: null });

/** Why this member of the desk may not decide on this case; null when they may. */
export async function barring(world: World, agent: Agent, held: Case) {
  const why = rules.barred(person(agent), await barsOf(world, held));
  if (why) return why;
  // The claimant's own browser: whoever sits at this desk is the one who claims.
  const device = world.call?.device ?? "";
  return device !== "" && device === held.device ? "own" : null;
}

/** One deed on a case under its account's lock. Throws `no-case`. */
export async function onCase<T>(
  world: World,
  caseId: string,
  work: (world: World, held: Held) => Promise<T>,
): Promise<T> {
  const accountId = await accountOf(world, caseId);
  return transact(world, async (world) => work(world, await lockCase(world, accountId, caseId)));
}

/** Held by somebody, now. */
export const isTaken = ({ takenBy, takenUntil }: Pick<Case, "takenBy" | "takenUntil">, now: Date) =>
  takenBy !== null && takenUntil !== null && takenUntil > now;

export async function demandLease(world: World, agent: Agent, held: Case) {
  const taken = isTaken(held, world.now());
  if (taken && held.takenBy === agent.id) return;
  throw problems.LeaseLost({ holder: taken ? await named(world, held.takenBy) : null });
}

export async function named(world: World, staffId: string | null) {
  const member = staffId ? await findStaff(world, staffId) : null;
  return member ? { id: member.id, name: member.name } : null;
}

const lease = (world: World, agent: Agent, held: Case) => ({
  takenBy: agent.id,
  takenUntil: new Date(world.now().getTime() + termsOf(world, held).leaseMinutes * MINUTE_MS),
});

/** Takes a case that nobody holds, or holds it on. Throws `lease-lost`, `not-you`, `cannot-now`. */
export async function takeLease(world: World, agent: Agent, held: Case): Promise<Case> {
  if (rules.isEnded(held.state)) throw problems.CaseEnded();
  if (held.state === "second-check") throw problems.CannotNow({ state: held.state });
  if (await barring(world, agent, held)) throw problems.NotYou();
  if (isTaken(held, world.now()) && held.takenBy !== agent.id)
    await demandLease(world, agent, held);
  const isNew = held.takenBy !== agent.id || !isTaken(held, world.now());
  const set = lease(world, agent, held);
  if (isNew) return note(world, agent, held, { type: "case.taken", set });
  await store.updateCase(world.db, held.accountId, held.id, set);
  return { ...held, ...set };
}

export const keepLease = (world: World, agent: Agent, caseId: string) =>
  onCase(world, caseId, (world, { held }) => takeLease(world, agent, held));

export const giveBack = (world: World, agent: Agent, caseId: string) =>
  onCase(world, caseId, async (world, { held }) => {
    if (held.takenBy !== agent.id) return held;
    return note(world, agent, held, {
      ...{ type: "case.given-back", set: { takenBy: null, takenUntil: null } },
    });
  });

/** Theft in progress first, then what is due first. */
export const byUrgency = (a: store.ShownRow, b: store.ShownRow) =>
  Number(b.isTheft) - Number(a.isTheft) || a.dueAt.getTime() - b.dueAt.getTime();

/** Open, held by nobody, not put aside, and this team's or anybody's; the most urgent first. */
async function candidatesFor(world: World, agent: Agent, but: ReadonlySet<string>) {
  const now = world.now();
  return (await store.listOpen(world.db, QUEUE_MAX))
    .filter(
      (row) =>
        row.state === "open" &&
        !but.has(row.id) &&
        !isTaken(row, now) &&
        !(row.snoozedUntil && row.snoozedUntil > now) &&
        (row.team === null || row.team === agent.team),
    )
    .sort(byUrgency);
}

/**
 * The most urgent case that this agent may decide on; null when there is none. It is judged again under its
 * account's lock, so that no two agents ever hold one (E22). Whoever lost it to somebody faster looks again
 * and aims a little wider each time, so that many who press at once do not all run after the same one.
 */
export async function takeNext(world: World, agent: Agent): Promise<string | null> {
  const barredFrom = new Set<string>();
  for (let width = 1; ; width++) {
    const candidates = await candidatesFor(world, agent, barredFrom);
    const aim = world.bytes(4).readUInt32BE() % Math.max(1, Math.min(width, candidates.length));
    const chosen = candidates[aim];
    if (!chosen) return null;
    const came = await transact(world, async (world) => {
      const { held } = await lockCase(world, chosen.accountId, chosen.id);
      if (held.state !== "open" || isTaken(held, world.now())) return "lost";
      if (await barring(world, agent, held)) return "barred";
      await takeLease(world, agent, held);
      return "taken";
    });
    if (came === "taken") return chosen.id;
    if (came === "barred") {
      barredFrom.add(chosen.id);
      width--;
    }
  }
}

/** Waits: for the claimant our clock stands still, for anybody else it runs on. Throws `bad-until`. */
export const snooze = (
  world: World,
  agent: Agent,
  caseId: string,
  { until, why }: { until: string; why: "claimant" | "bank" },
) =>
  onCase(world, caseId, async (world, { held }) => {
    await demandLease(world, agent, held);
    const at = new Date(until);
    const most = world.now().getTime() + rules.SNOOZE_DAYS_MAX * DAY_MS;
    if (Number.isNaN(at.getTime()) || at <= world.now() || at.getTime() > most)
      throw problems.BadUntil();
    const change: Change = {
      ...{ type: "case.snoozed", facts: { until: at.toISOString(), why } },
      set: { snoozedUntil: at, snoozedFor: why, takenBy: null, takenUntil: null },
    };
    await wakeAt(world, held, at);
    return why === "claimant"
      ? apply(world, agent, held, "ask-claimant", change)
      : note(world, agent, held, change);
  });

/** Never shown to the claimant. Kept whoever holds the case: a draft is not lost with a lease (E23). */
export const addNote = (world: World, agent: Agent, caseId: string, text: string) =>
  onCase(world, caseId, async (world, { held }) => {
    if ((await barring(world, agent, held)) === "own") throw problems.NotYou();
    const { key } = await lockAccount(world, held.accountId);
    const id = world.id("note");
    await store.insertNote(world.db, {
      ...{ accountId: held.accountId, caseId, id, staffId: agent.id, at: world.now() },
      text: sealFor(world, key, text, `case-note:${id}`),
    });
    return note(world, agent, held, { type: "case.noted", facts: { noteId: id } });
  });

/** Everybody who decides checks for themselves. */
export const check = (
  world: World,
  agent: Agent,
  caseId: string,
  { item, answer, note: text }: { item: string; answer: CheckAnswer; note?: string | undefined },
) =>
  onCase(world, caseId, async (world, { held }) => {
    if (!checklist.some(({ id }) => id === item)) throw problems.NoCase();
    if (rules.isEnded(held.state)) throw problems.CaseEnded();
    if (await barring(world, agent, held)) throw problems.NotYou();
    if (held.state !== "second-check") await demandLease(world, agent, held);
    const { key } = await lockAccount(world, held.accountId);
    const context = `case-check:${caseId}:${held.round}:${agent.id}:${item}`;
    await store.upsertCheck(world.db, {
      ...{ accountId: held.accountId, caseId, round: held.round, staffId: agent.id, item, answer },
      ...{ note: text ? sealFor(world, key, text, context) : null, at: world.now() },
    });
    // Which item, not what was answered: the second person reads the timeline too.
    return note(world, agent, held, { type: "case.checked", facts: { item } });
  });

export const transfer = (world: World, agent: Agent, caseId: string, team: string) =>
  onCase(world, caseId, async (world, { held }) => {
    if (await barring(world, agent, held)) throw problems.NotYou();
    if (agent.role !== "supervisor") await demandLease(world, agent, held);
    return apply(world, agent, held, "transfer", {
      ...{ type: "case.transferred", facts: { team } },
      set: { team, takenBy: null, takenUntil: null },
    });
  });

/** What a member of the desk did, in their own chain. A transaction of its own: one account each. */
export const inOwnChain = (
  world: World,
  agent: Agent,
  type: string,
  facts: Record<string, unknown>,
) =>
  transact(world, async (world) => {
    await lockAccount(world, `staff:${agent.id}`);
    await emit(world, agent, type, `staff:${agent.id}`, facts);
  });

/** How much of our promise is used up. */
export const shareOf = (world: World, row: store.ShownRow): Promise<number> =>
  inCalendar(world, (calendar) => {
    const left = leftOf(calendar, store.clockOf(row), row.closedAt ?? world.now());
    return Math.round(((row.promiseMs - left) / row.promiseMs) * 1000) / 1000;
  });
