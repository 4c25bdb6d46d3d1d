/**
 * Each minute of World's time: looks, judges, tells. A job like any other: of several processes one has it,
 * and one that is killed has told nothing and is done again by another. What was seen and what is told are
 * written in one transaction under the house's row.
 */
import { transact } from "../../core/db.ts";
import { addJob } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { ALERT_DAYS, TRY_DAYS } from "../keeping/index.ts";
import { ids, type RuleId, rules } from "./list.ts";
import { look } from "./looking.ts";
import { bounds, type State, step, type Verdict } from "./rules.ts";
import * as store from "./store.ts";
import { tell } from "./telling.ts";
import { countTries, HOUSE } from "./tries.ts";

export const LOOK = "alerts-look";
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const clock: Actor = { kind: "system", id: "clock" };

/** A look that comes a little early is the next one; one sooner than that is the same, by another process. */
const EARLY_MS = MINUTE_MS / 2;

/** A clock that was set back makes everything due. */
function isDue(id: RuleId, evaluatedAt: Date | null | undefined, now: Date): boolean {
  if (!evaluatedAt) return true;
  const gone = now.getTime() - evaluatedAt.getTime();
  return gone < 0 || gone >= (rules[id].every ?? 1) * MINUTE_MS - EARLY_MS;
}

/** Looks at everything that is due, and asks for the next minute. */
export async function evaluate(world: World): Promise<void> {
  const now = world.now();
  await countTries(world);
  const before = new Map((await store.listStates(world.db)).map((row) => [row.rule, row]));
  const seen = new Map<RuleId, Verdict>();
  for (const id of ids)
    if (isDue(id, before.get(id)?.evaluatedAt, now)) seen.set(id, await look(world, id, now));
  await transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    for (const [id, verdict] of seen) await judge(world, id, verdict, now);
    await endTests(world, now);
    // One that was killed after its commit is done again: it must not begin a second line of looks.
    if (await store.isAskedFor(world.db, HOUSE, LOOK, now)) return;
    const next = new Date(now.getTime() + MINUTE_MS);
    await addJob(world, {
      ...{ accountId: HOUSE, kind: LOOK, key: next.toISOString(), payload: {}, dueAt: next },
    });
  });
}

const fresh: State = { trueRuns: 0, falseRuns: 0, quietUntil: null, silencedUntil: null };

async function judge(world: World, id: RuleId, { is, says }: Verdict, now: Date): Promise<void> {
  const state = await store.findState(world.db, id);
  // Another process has judged this minute meanwhile.
  if (!isDue(id, state?.evaluatedAt, now)) return;
  const open = (await store.findOpen(world.db, id, false)) ?? null;
  const needs = rules[id].needs ?? bounds.fireAfter;
  const next = step(state ?? fresh, open, is, needs, now);
  const { trueRuns, falseRuns } = next;
  await store.writeState(world.db, id, {
    ...{ trueRuns, falseRuns, evaluatedAt: now, reading: JSON.stringify({ is, says }) },
  });
  const alertId = open?.id ?? world.id("alert");
  const times = (open?.timesTold ?? 0) + 1;
  if (next.is === "fired")
    await store.insertFiring(world.db, {
      ...{ id: alertId, rule: id, isTest: false, firedAt: now, says: JSON.stringify(says) },
    });
  if (next.tell) {
    // Told again, it waits for somebody again.
    await store.updateFiring(world.db, alertId, {
      ...{ toldAt: now, timesTold: times, says: JSON.stringify(says) },
      ...{ acknowledgedAt: null, acknowledgedBy: null },
    });
    await tell(world, clock, "alert.fired", { id: alertId, rule: id, isTest: false, says, times });
  }
  if (next.is === "cleared" && open) {
    await store.updateFiring(world.db, open.id, { clearedAt: now });
    // What nobody was told of need not be taken back.
    if (open.toldAt)
      await tell(world, clock, "alert.cleared", {
        ...{ id: open.id, rule: id, isTest: false, says, times: open.timesTold },
      });
  }
}

/** A test is over with the next look: its end goes the same way. */
async function endTests(world: World, now: Date): Promise<void> {
  for (const { id, rule, isTest, firedAt, says, timesTold: times } of await store.listOpen(
    world.db,
  )) {
    if (!isTest || now.getTime() - firedAt.getTime() < EARLY_MS) continue;
    await store.updateFiring(world.db, id, { clearedAt: now });
    const told = { id, rule: rule as RuleId, isTest, says, times };
    await tell(world, clock, "alert.cleared", told);
  }
}

/** Once a round: the look of the next minute is asked for, whatever became of the last one. */
export async function sweep(world: World): Promise<number> {
  const now = world.now();
  if (!(await store.isAskedFor(world.db, HOUSE, LOOK))) {
    await lockHouse(world, HOUSE);
    const key = `${now.toISOString()} ${world.id("look")}`;
    await addJob(world, { accountId: HOUSE, kind: LOOK, key, payload: {} });
  }
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return store.deleteOld(world.db, ago(ALERT_DAYS), ago(TRY_DAYS));
}
