/** What a Prometheus may ask of the whole house: open claims and cases, freezes, and which alerts fire. */
import { sql } from "kysely";
import type { Sample } from "../../core/meters.ts";
import type { World } from "../../core/world.ts";
import { ids, rules } from "./list.ts";
import * as store from "./store.ts";
import { countFreezes } from "./watch-store.ts";

const states = ["proving", "waiting", "ready"] as const;
const ends = ["completed", "denied", "cancelled", "expired"] as const;

export async function gauges(world: World): Promise<Sample[]> {
  const { db } = world;
  const now = world.now();
  const dayAgo = new Date(now.getTime() - 86_400_000);
  const recoveries = await sql<{ state: string; n: number }>`
    select state, count(*)::int as n from recoveries where ended_at is null group by state`.execute(
    db,
  );
  const ended = await sql<{ state: string; n: number }>`
    select state, count(*)::int as n from recoveries
    where created_at >= ${new Date(dayAgo.getTime() - 30 * 86_400_000)} and ended_at >= ${dayAgo}
    group by state`.execute(db);
  const cases = await sql<{ n: number }>`
    select count(*)::int as n from cases where closed_at is null`.execute(db);
  const freezes = await countFreezes(db, now);
  const open = await store.listOpen(db);
  const looked = (await store.listStates(db)).flatMap(
    ({ evaluatedAt }) => evaluatedAt?.getTime() ?? [],
  );
  const of = (rows: readonly { state: string; n: number }[], state: string) =>
    rows.find((row) => row.state === state)?.n ?? 0;
  return [
    ...states.map((state) => ({
      ...{ name: "rightful_recoveries_open", labels: { state }, value: of(recoveries.rows, state) },
    })),
    ...ends.map((end) => ({
      ...{ name: "rightful_recoveries_day", labels: { end }, value: of(ended.rows, end) },
    })),
    { name: "rightful_cases_open", value: cases.rows[0]?.n ?? 0 },
    { name: "rightful_freeze_p95_seconds", value: freezes.p95Seconds ?? 0 },
    { name: "rightful_freezes_waiting", value: freezes.waiting },
    ...ids.map((alert) => ({
      name: "rightful_alert_firing",
      labels: { alert, level: rules[alert].level },
      value: open.some(({ rule, isTest }) => rule === alert && !isTest) ? 1 : 0,
    })),
    ...(looked.length > 0
      ? [
          {
            name: "rightful_alert_looked_seconds",
            value: Math.max(0, (now.getTime() - Math.max(...looked)) / 1000),
          },
        ]
      : []),
  ];
}
