/** What each rule looks at. Outside any transaction: long reads lock nothing and conflict with nobody. */
import type { World } from "../../core/world.ts";
import { auditStanding, unusualViewing } from "../audit/index.ts";
import { quickApprovals } from "../cases/index.ts";
import * as abuse from "./judge-abuse.ts";
import * as claims from "./judge-claims.ts";
import * as house from "./judge-house.ts";
import type { RuleId } from "./list.ts";
import type { Verdict } from "./rules.ts";
import { readTries } from "./tries.ts";
import * as watch from "./watch-store.ts";

const WEEK_MS = 7 * 86_400_000;

const looks: Readonly<Record<RuleId, (world: World, now: Date) => Promise<Verdict>>> = {
  "method-broken": async (world, now) => claims.judgeMethods(await readTries(world, now)),
  "code-delivery": async ({ db }, now) => claims.judgeDelivery(await watch.countCodes(db, now)),
  freeze: async ({ db }, now) => claims.judgeFreezes(await watch.countFreezes(db, now)),
  "payment-after-freeze": async ({ db }, now) =>
    claims.judgePayments(await watch.countPaymentsAfter(db, now)),
  "wrong-person": async ({ db }, now) => claims.judgeWrongPerson(await watch.countWrong(db, now)),
  enumeration: async ({ db }, now) =>
    abuse.judgeEnumeration([
      await watch.countNames(db, now, "device"),
      await watch.countNames(db, now, "network"),
    ]),
  "sim-swap-wave": async ({ db }, now) => abuse.judgeSwaps(await watch.countSwaps(db, now)),
  "malicious-freezes": async ({ db }, now) =>
    abuse.judgeMalicious(await watch.countFrozen(db, now)),
  "agent-anomaly": async (world) => {
    const { people } = await unusualViewing(world);
    return abuse.judgeViewing({
      standOut: people.filter((each) => each.standsOut.length > 0).length,
      notTheirs: people.filter((each) => each.notTheirs > 0).length,
    });
  },
  "rubber-stamp": async (world) => abuse.judgeStamps((await quickApprovals(world)).people.length),
  "clock-risk": async ({ db }, now) => house.judgeClocks(await watch.countClocks(db, now)),
  "theft-waiting": async ({ db }, now) => house.judgeThefts(await watch.countThefts(db, now)),
  backlog: async ({ db }, now) => house.judgeBacklog(await watch.countBacklog(db, now)),
  "funnel-drop": async ({ db }, now) => {
    const usual = { started: 0, proven: 0, passed: 0 };
    for (const weeks of [1, 2, 3, 4]) {
      const then = await watch.countSteps(db, new Date(now.getTime() - weeks * WEEK_MS));
      usual.started += then.started;
      usual.proven += then.proven;
      usual.passed += then.passed;
    }
    return claims.judgeFunnel({ now: await watch.countSteps(db, now), usual });
  },
  "audit-chain": async (world, now) => {
    const { at, broken } = await auditStanding(world);
    const minutes = at && (now.getTime() - at.getTime()) / 60_000;
    return house.judgeAudit({ minutes, broken });
  },
  "data-stale": async ({ db }, now) => house.judgeStale(await watch.countLateReaders(db, now)),
  "evidence-scan": async ({ db }, now) => house.judgeScan(await watch.countUnchecked(db, now)),
};

/** One that cannot be looked at is said so, and keeps none of the others from being looked at. */
export async function look(world: World, id: RuleId, now: Date): Promise<Verdict> {
  try {
    return await looks[id](world, now);
  } catch (error) {
    world.log.error("an alert could not be looked at", { alert: id, error });
    return {
      is: null,
      says: {
        en: "This could not be looked at. The log says why.",
        zh: "本次未能检查，原因见日志。",
      },
    };
  }
}
