/**
 * Alerts: each topic's last 24 hours are held against the days before (`spike.ts`). The hour that goes on is the last of
 * the 24: it can only grow, so whoever looks before it ends sees nothing that its end would not show, and sees it sooner.
 * What is told, is told in the transaction that writes it down: a process that is killed has told nothing and judges
 * again, and of two processes one judges.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { AlertEvidence } from "../../core/tables-topics.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { ALERT_DAYS } from "../keeping/index.ts";
import type { Agent } from "../staff/index.ts";
import * as store from "./alerts-store.ts";
import { HOUSE } from "./ingest.ts";
import { NoAlert } from "./problems.ts";
import { BEGINNINGS_DAYS, comparable, seriesOf } from "./series.ts";
import { listBeginnings, listDays } from "./series-store.ts";
import { readSetting, writeSetting } from "./settings-store.ts";
import * as spike from "./spike.ts";
import { topics } from "./taxonomy.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EVERY_MS = 300_000;
const EXAMPLES = 5;
/** Which five minutes were judged last. */
const JUDGED = "topics-judged";
const clock = { kind: "system", id: "clock" } as const;

/** Every five minutes. Returns how many alerts changed. */
export async function sweepAlerts(world: World): Promise<number> {
  const now = world.now();
  const slot = Math.floor(now.getTime() / EVERY_MS);
  if (await isJudged(world, slot)) return 0;
  await lockHouse(world, HOUSE);
  if (await isJudged(world, slot)) return 0;
  const end = new Date(Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS);
  const from = new Date(end.getTime() - BEGINNINGS_DAYS * DAY_MS);
  const [cells, beginnings, alerts] = await Promise.all([
    listDays(world.db, end, spike.BASELINE_DAYS + 1),
    listBeginnings(world.db, from),
    store.listNewest(world.db),
  ]);
  const compared = comparable(beginnings, end);
  const keptFrom = new Date(now.getTime() - ALERT_DAYS * DAY_MS);
  let changed = await store.deleteClosed(world.db, keptFrom);
  if (compared.days >= spike.BASELINE_DAYS_MIN)
    for (const { id: topic } of topics) {
      const newest = alerts.find((alert) => alert.topic === topic);
      const series = seriesOf(cells, topic, compared, "stories");
      if (await judgeTopic(world, topic, series, newest, end)) changed++;
    }
  await writeSetting(world.db, JUDGED, String(slot));
  return changed;
}

const isJudged = async (world: World, slot: number) =>
  Number((await readSetting(world.db, JUDGED)) ?? 0) >= slot;

type Series = ReturnType<typeof seriesOf>;

/** True when its alert changed. */
async function judgeTopic(
  world: World,
  topic: string,
  series: Series,
  newest: store.AlertRow | undefined,
  end: Date,
): Promise<boolean> {
  const now = world.now();
  const reading = spike.readingOf(series.n, series.days);
  const open = newest && newest.closedAt === null ? newest : null;
  // Asked of the posts themselves only when the counts stand out.
  const voices = spike.isSpike(reading) ? await voicesIn(world, topic, series, end) : [];
  const stands = spike.isVouchedFor(voices, series.days);
  const next = spike.step(open, newest?.toldAt ?? null, reading, stands, now);
  if (next.is === "nothing") return false;
  if (next.is === "opened" || next.is === "escalated")
    return tell(world, topic, open, next.is, { series, reading, voices, end });
  if (!open) return false;
  if (next.is === "closed") {
    await store.updateAlert(world.db, open.id, { closedAt: now });
    await emit(world, clock, "topic.quiet", HOUSE, { alertId: open.id, topic });
  } else {
    const quietSince = next.is === "quiet" ? next.since : null;
    await store.updateAlert(world.db, open.id, { quietSince });
  }
  return true;
}

async function voicesIn(world: World, topic: string, { means }: Series, end: Date) {
  const rows = await store.listVoices(world.db, topic, dayBefore(end), end);
  return rows.map((row) => ({ ...row, mean: means.get(row.source) ?? 0 }));
}

type Found = { series: Series; reading: spike.Reading; voices: spike.Voice[]; end: Date };

async function tell(
  world: World,
  topic: string,
  open: store.AlertRow | null,
  is: "opened" | "escalated",
  { series, reading, voices, end }: Found,
): Promise<boolean> {
  const { n, mean, z } = reading;
  const examples = await store.listExamples(world.db, topic, dayBefore(end), end, EXAMPLES);
  const evidence: AlertEvidence = {
    ...{ n, days: series.days, mean: rounded(mean), z: rounded(z) },
    sources: voices.map(({ source: id, stories, authors }) => ({ id, stories, authors })),
    titles: examples.map(({ title, source, at }) => ({ title, source, at: at.toISOString() })),
  };
  const told = { toldAt: world.now(), height: n, evidence: JSON.stringify(evidence) };
  const alertId = open?.id ?? world.id("alert");
  if (open)
    // Whoever has it has it at its old height: it waits for somebody again.
    await store.updateAlert(world.db, open.id, {
      ...told,
      ...{ timesTold: open.timesTold + 1, quietSince: null },
      ...{ acknowledgedAt: null, acknowledgedBy: null },
    });
  else if (
    !(await store.insertAlert(world.db, {
      ...{ id: alertId, topic, openedAt: world.now(), timesTold: 1, ...told },
    }))
  )
    return false;
  await emit(world, clock, "topic.spiking", HOUSE, {
    ...{ alertId, topic, is, stories: n, usual: rounded(mean), z: rounded(z) },
    ...{ sources: voices.length, authors: voices.reduce((sum, { authors }) => sum + authors, 0) },
  });
  world.log.warn("a topic spikes", { topic, alert: alertId, is, stories: n, usual: rounded(mean) });
  return true;
}

const dayBefore = (end: Date) => new Date(end.getTime() - DAY_MS);
const rounded = (number: number) => Math.round(number * 100) / 100;

/** Somebody of the desk has it. Said twice, the first stays. Throws `no-alert`. */
export const acknowledge = (world: World, agent: Agent, alertId: string) =>
  transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const alert = await store.findAlert(world.db, alertId);
    if (!alert) throw NoAlert();
    if (alert.acknowledgedAt === null) {
      const acknowledgedAt = world.now();
      await store.updateAlert(world.db, alertId, { acknowledgedAt, acknowledgedBy: agent.id });
      await emit(world, agent, "topic.alert-taken", HOUSE, { alertId, topic: alert.topic });
    }
    return (await store.findAlert(world.db, alertId)) as store.AlertRow;
  });
