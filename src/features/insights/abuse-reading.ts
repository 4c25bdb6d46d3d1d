import type { World } from "../../core/world.ts";
import { tagOf } from "../accounts/index.ts";
import { CLUSTERS_MAX, kindRows, kindsUnder, notMeasured } from "./abuse.ts";
import * as store from "./abuse-store.ts";
import { burstsWrittenUpTo } from "./bursts.ts";

const NAME_LENGTH = 6;

/** Names a place without naming it: the same one has the same name, and no name leads back to an address. */
const clusterName = (world: World, by: string, cluster: string) =>
  `${by === "device" ? "D" : "N"}-${tagOf(world, `insights-${by}`, cluster)
    .replace(/[^a-zA-Z0-9]/g, "")
    .slice(0, NAME_LENGTH)
    .toUpperCase()}`;

/** Attempts by kind, by day, and the places that most of them came from. */
export async function readAbuse(world: World, asked: store.Asked) {
  const isNarrowed = Boolean(asked.situation || asked.locale || asked.risk);
  const writtenUpTo = await burstsWrittenUpTo(world);
  const [{ days: attacks, clusters }, freezes, refusals] = await Promise.all([
    store.countAttacks(world.db, asked, writtenUpTo, CLUSTERS_MAX),
    store.countFreezes(world.db, asked),
    isNarrowed ? [] : store.countRefusals(world.db, asked),
  ]);
  const days = [...attacks, ...freezes, ...refusals];
  return {
    kinds: kindRows(days, isNarrowed),
    days: days.filter(({ kind }) => kindsUnder(isNarrowed).some(({ id }) => id === kind)),
    clusters: clusters.map(({ cluster, ...row }) => ({
      name: clusterName(world, row.by, cluster),
      ...row,
    })),
    notMeasured,
  };
}
