/**
 * Codes compared over all accounts. A thief with one guess for each of many accounts stays below every
 * account's own limit; so wrong and right codes of unknown devices are counted by partition, and a
 * partition with too many wrong ones rests. Each process counts in memory and shares its counts by a
 * row of its own, every 25 codes or each second, so that no try waits for another's. What several
 * processes let through beyond the ceiling is bounded by that number: docs/decisions/0016-ceilings.md.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import type { World } from "../../core/world.ts";
import { type Policy, policyInForce } from "../policies/index.ts";
import { placeOf } from "./places.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const SHARE_EVERY = 25;
const SHARE_MS = 1000;
/** A network's counts are shared by number only: most have a handful of codes, and no row at all. */
const SHARE_NETWORK_EVERY = 10;
const ALARM_AGAIN_MS = 5000;

export type Guess = {
  proof: string;
  /** What the claimant typed to name the account; none for an owner who is signed in. */
  named?: string | undefined;
  recognised: boolean;
};

type Terms = Policy["budgets"]["ceilings"]["guesses"];
type Count = {
  windowAt: number;
  now: rules.Tally;
  before: rules.Tally;
  others: { now: rules.Tally; before: rules.Tally };
  unshared: number;
  sharedAt: number;
  alarmedAt: number;
};
type Memory = { process: string; counts: Map<string, Count>; windowAt: number };

/** One a server: its ports are its own, in a process of several too. */
const memories = new WeakMap<World["ports"], Memory>();

function memoryOf(world: World, windowAt: number, windowMs: number): Memory {
  const memory = memories.get(world.ports) ?? {
    process: world.bytes(9).toString("base64url"),
    counts: new Map<string, Count>(),
    windowAt,
  };
  memories.set(world.ports, memory);
  if (memory.windowAt !== windowAt) {
    memory.windowAt = windowAt;
    for (const [partition, count] of memory.counts)
      if (count.windowAt < windowAt - windowMs) memory.counts.delete(partition);
  }
  return memory;
}

const none = (): rules.Tally => ({ wrong: 0, right: 0 });
const fresh = (windowAt: number): Count => ({
  windowAt,
  now: none(),
  before: none(),
  others: { now: none(), before: none() },
  unshared: 0,
  sharedAt: 0,
  alarmedAt: 0,
});

/** The count of a partition in this window, the window before beside it. */
function countOf({ counts }: Memory, partition: string, windowAt: number, windowMs: number) {
  const count = counts.get(partition) ?? fresh(windowAt);
  if (count.windowAt === windowAt) return count;
  const follows = windowAt - count.windowAt === windowMs;
  const next = { ...fresh(windowAt), before: follows ? count.now : none() };
  if (counts.has(partition)) counts.set(partition, next);
  return next;
}

const sum = (...tallies: rules.Tally[]): rules.Tally => ({
  wrong: tallies.reduce((all, { wrong }) => all + wrong, 0),
  right: tallies.reduce((all, { right }) => all + right, 0),
});

function termsOf(world: World): { guesses: Terms; kept: number } {
  const { guesses, shareKeptForRecognised: kept } = policyInForce(world).budgets.ceilings;
  const max = world.config.wrongCodes;
  return {
    guesses:
      max === null ? guesses : { ...guesses, wrong: max, wrongPerNetwork: max, wrongOverall: max },
    kept,
  };
}

type Partitions = { place: string; overall?: string; network?: string };

/** Recognised devices have counts and a ceiling of their own, which strangers cannot use up. */
function partitionsOf(world: World, { proof, named, recognised }: Guess): Partitions {
  const where = `${proof}:${named === undefined ? "owner" : placeOf(named)}`;
  if (recognised) return { place: `recognised:${where}` };
  const network = world.call?.network;
  return { place: where, overall: "overall", ...(network && { network: `network:${network}` }) };
}

function timesOf(world: World, { windowMinutes }: Terms) {
  const windowMs = windowMinutes * 60_000;
  const now = world.now().getTime();
  return { now, windowMs, windowAt: Math.floor(now / windowMs) * windowMs };
}

/** Null when one more code may be compared; else when the partition goes on. Nothing of it depends on an account. */
export async function judgeGuess(world: World, guess: Guess): Promise<Date | null> {
  const { guesses, kept } = termsOf(world);
  const { now, windowMs, windowAt } = timesOf(world, guesses);
  const memory = memoryOf(world, windowAt, windowMs);
  const partitions = partitionsOf(world, guess);
  const find = (partition: string | undefined) =>
    partition === undefined ? fresh(windowAt) : countOf(memory, partition, windowAt, windowMs);
  const place = find(partitions.place);
  const network = find(partitions.network);
  const overall = find(partitions.overall);
  const late = now - place.sharedAt >= SHARE_MS || now < place.sharedAt;
  // Networks are many: one is remembered when it has had a code compared.
  memory.counts.set(partitions.place, place);
  if (partitions.overall) memory.counts.set(partitions.overall, overall);
  const due: [string, Count][] = [];
  if (late || place.unshared >= SHARE_EVERY || overall.unshared >= SHARE_EVERY) {
    due.push([partitions.place, place]);
    if (partitions.overall) due.push([partitions.overall, overall]);
  }
  if (partitions.network && network.unshared >= SHARE_NETWORK_EVERY)
    due.push([partitions.network, network]);
  if (due.length > 0) await share(world, memory, due, now, windowMs);

  const terms = guess.recognised ? { ...guesses, wrong: Math.ceil(guesses.wrong * kept) } : guesses;
  const latest = (count: Count) => sum(count.now, count.others.now);
  const whole = (count: Count) => sum(latest(count), count.before, count.others.before);
  const judge = (tally: (count: Count) => rules.Tally) =>
    rules.judgeSpray(terms, {
      place: tally(place),
      network: tally(network),
      overall: tally(overall),
    });
  const which = judge(whole);
  if (!which) return null;
  const { wrong, right } = whole({ place, network, overall }[which]);
  // The account's transaction ends with this refusal written down: the alarm is committed with it.
  if (now - place.alarmedAt >= ALARM_AGAIN_MS || now < place.alarmedAt) {
    place.alarmedAt = now;
    const name = which === "network" ? "guess-network" : "guess-spray";
    await raiseAlarm(world, name, partitions.place, { which, wrong, right });
  }
  return new Date(windowAt + windowMs * (judge(latest) ? 2 : 1));
}

async function share(
  world: World,
  { process }: Memory,
  due: [string, Count][],
  now: number,
  windowMs: number,
) {
  for (const [, count] of due) Object.assign(count, { unshared: 0, sharedAt: now });
  const windowAt = due[0]?.[1].windowAt ?? 0;
  // One order for all, so that no two wait for each other.
  const rows = due
    .map(([partition, { now }]) => ({
      ...{ partition, windowAt: new Date(windowAt), process },
      ...{ wrong: now.wrong, rights: now.right },
    }))
    .sort((a, b) => (a.partition < b.partition ? -1 : 1));
  const since = new Date(windowAt - windowMs);
  const others = await store.shareGuesses(world.db, rows, since, process);
  for (const [partition, count] of due) {
    const of = (at: number) =>
      others
        .filter((row) => row.partition === partition && row.windowAt.getTime() === at)
        .map(({ wrong, rights }) => ({ wrong: Number(wrong), right: Number(rights) }));
    count.others = { now: sum(...of(windowAt)), before: sum(...of(windowAt - windowMs)) };
  }
}

/** A code was compared: counted once the transaction that says so is kept, however often it was begun. */
export function countGuess(world: World, guess: Guess, is: "right" | "wrong"): void {
  const count = () => {
    const { guesses } = termsOf(world);
    const { windowMs, windowAt } = timesOf(world, guesses);
    const memory = memoryOf(world, windowAt, windowMs);
    for (const partition of Object.values(partitionsOf(world, guess))) {
      const count = countOf(memory, partition, windowAt, windowMs);
      memory.counts.set(partition, count);
      count.now[is]++;
      count.unshared++;
    }
  };
  if (world.unit) world.unit.afterwards.push(count);
  else count();
}
