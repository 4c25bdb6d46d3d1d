/** What people do with an alert: take it, silence it for a while, and see whether one would reach them. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import type { Agent } from "../staff/index.ts";
import { ids, type RuleId } from "./list.ts";
import { BadSilence, bounds, judgeSilence, NoAlert, NotFiring } from "./rules.ts";
import * as store from "./store.ts";
import { tell } from "./telling.ts";
import { HOUSE } from "./tries.ts";

function ruleOf(id: string): RuleId {
  const found = ids.find((each) => each === id);
  if (!found) throw NoAlert();
  return found;
}

/** Fires a test, labelled as one wherever it goes; its end follows with the next minute. One at a time. */
export const testFire = (world: World, agent: Agent, given: string) =>
  transact(world, async (world) => {
    const rule = ruleOf(given);
    await lockHouse(world, HOUSE);
    if (await store.findOpen(world.db, rule, true)) return;
    const now = world.now();
    const says = { en: "A test. Nothing is wrong.", zh: "这是测试，系统一切正常。" };
    const id = world.id("alert");
    await store.insertFiring(world.db, {
      ...{ id, rule, isTest: true, testedBy: agent.id, firedAt: now, toldAt: now, timesTold: 1 },
      says: JSON.stringify(says),
    });
    await tell(world, agent, "alert.fired", { id, rule, isTest: true, says, times: 1 });
  });

/** Somebody has it: quiet for half an hour. Said twice, the first stays. Throws `not-firing`. */
export const acknowledge = (world: World, agent: Agent, given: string) =>
  transact(world, async (world) => {
    const rule = ruleOf(given);
    await lockHouse(world, HOUSE);
    const real = await store.findOpen(world.db, rule, false);
    const test = await store.findOpen(world.db, rule, true);
    if (!real && !test) throw NotFiring();
    const now = world.now();
    for (const open of [real, test]) {
      if (!open || open.acknowledgedAt) continue;
      await store.updateFiring(world.db, open.id, {
        ...{ acknowledgedAt: now, acknowledgedBy: agent.id },
      });
      const facts = { alertId: open.id, alert: rule, isTest: open.isTest };
      await emit(world, agent, "alert.acknowledged", HOUSE, facts);
      if (open.isTest) continue;
      const quietUntil = new Date(now.getTime() + bounds.quietMs);
      await store.writeState(world.db, rule, { quietUntil });
    }
  });

/** Silences it until then, or no longer (`until` null). It goes on being looked at. Throws `bad-silence`. */
export const silence = (
  world: World,
  agent: Agent,
  given: string,
  { until, why }: { until: string | null; why: string },
) =>
  transact(world, async (world) => {
    const rule = ruleOf(given);
    await lockHouse(world, HOUSE);
    if (until === null) {
      const none = { silencedUntil: null, silencedBy: null, silencedWhy: null };
      await store.writeState(world.db, rule, none);
      await emit(world, agent, "alert.unsilenced", HOUSE, { alert: rule });
      return;
    }
    const silencedUntil = new Date(until);
    if (why.trim() === "" || !judgeSilence(silencedUntil, world.now())) throw BadSilence();
    const silenced = { silencedUntil, silencedBy: agent.id, silencedWhy: why };
    await store.writeState(world.db, rule, silenced);
    await emit(world, agent, "alert.silenced", HOUSE, { alert: rule, until, why });
  });
