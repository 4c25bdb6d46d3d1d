/** All accounts judged once a day, a page at a time: a restart goes on where it stopped. */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { policyInForce } from "../policies/index.ts";
import type { Period } from "./periods.ts";
import { dayOf } from "./periods.ts";
import { newest, noTally, nudgesOf, SHARE_DEFINITION, TARGET, tallied, trendOf } from "./share.ts";
import * as store from "./share-store.ts";

/** Accounts of one read, and reads of one sweep: a million accounts take some three hours of sweeps. */
export const PAGE = 500;
const PAGES_A_SWEEP = 12;

/** Time passed. Gives back how many accounts were judged. */
export async function sweepShare(world: World): Promise<number> {
  let judged = 0;
  for (let page = 0; page < PAGES_A_SWEEP; page++) {
    const done = await countPage(world);
    judged += done ?? 0;
    if (done === null || done < PAGE) break;
  }
  return judged;
}

/** One page of today; null: today is whole, or another process is at it. */
async function countPage(world: World): Promise<number | null> {
  const now = world.now();
  const policy = policyInForce(world);
  const day = dayOf(now, world.config.timeZone);
  const begun = await store.findDay(world.db, day);
  if (begun?.doneAt) return null;
  // A policy that changed meanwhile: the day is judged by one of them, from its beginning.
  const isOther =
    begun && (begun.policyName !== policy.name || begun.policyVersion !== policy.version);
  if (!begun || isOther) {
    await transact(world, async (world) => {
      if (isOther) await store.forgetDay(world.db, day);
      const { paths, missing, ...tally } = noTally();
      await store.beginDay(world.db, {
        ...{ day, policyName: policy.name, policyVersion: policy.version, begunAt: now },
        ...{ definition: SHARE_DEFINITION, cursor: "", ...tally, paths: JSON.stringify(paths) },
        ...{ missing: JSON.stringify(missing), doneAt: null },
      });
    });
  }
  const from = begun && !isOther ? begun.cursor : "";
  const page = await store.holdingsAfter(world.db, from, PAGE);
  let tally = begun && !isOther ? begun : noTally();
  for (const { held } of page) tally = tallied(tally, policy, held, now) as typeof tally;
  const { accounts, recoverable, soon, paths, missing } = tally;
  const isOurs = await transact(world, (world) =>
    store.addPage(
      ...([world.db, day, from, { accounts, recoverable, soon, paths, missing }] as const),
      {
        cursor: page.at(-1)?.accountId ?? from,
        doneAt: page.length < PAGE ? now : null,
      },
    ),
  );
  return isOurs ? page.length : null;
}

/** The newest day that is whole, the days of the period, and what became of the cards that owners were shown. */
export async function readShare(world: World, period: Period) {
  const [days, nudges] = await Promise.all([
    store.listDays(world.db, period.fromDay, period.toDay),
    store.countNudges(world.db, period.from, period.to),
  ]);
  return {
    target: TARGET,
    now: newest(days.at(-1)),
    trend: trendOf(days),
    nudges: nudgesOf(nudges),
  };
}
