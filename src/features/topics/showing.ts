/** What pages show of hot topics: everybody's table, and what the desk sees beside it. */
import { answer } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { listStaff } from "../staff/index.ts";
import * as alertsStore from "./alerts-store.ts";
import { type Lang, tableOf } from "./hot-table.ts";
import { NoTopic } from "./problems.ts";
import { dailyOf } from "./series.ts";
import { listPosts } from "./series-store.ts";
import { sharedWindow } from "./sharing.ts";
import { topics } from "./taxonomy.ts";

const DAY_MS = 86_400_000;
/** Closed alerts are listed for this long. */
const ALERTS_DAYS = 60;
const LIST_MAX = 100;

/** Everybody's: an intermediary may keep it as long as we would. */
export async function publicTable(world: World, days: number, lang: Lang) {
  const [counted, compare, focuses] = await sharedWindow(world, days);
  const body = tableOf(counted, compare, focuses, { days, lang });
  return answer({ body, headers: { "cache-control": "public, max-age=5" } });
}

export type Asked = { days: number; lang: Lang; source?: string | undefined };

/** The desk's: of one source alone when asked, each topic with its days, and all topics that posts may be given. */
export async function deskTable(world: World, asked: Asked) {
  const { days, source } = asked;
  const [counted, compare, focuses] = await sharedWindow(world, days);
  const table = tableOf(counted, compare, focuses, asked);
  return {
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      daily: dailyOf(compare.days, row.id, days, source),
    })),
    topics: topics.map(({ id, name }) => ({ id, name })),
  };
}

/** Open alerts first, then those of the last 60 days, with the names of who took them. */
export async function listAlerts(world: World) {
  const since = new Date(world.now().getTime() - ALERTS_DAYS * DAY_MS);
  const [alerts, staff] = await Promise.all([
    alertsStore.listAlerts(world.db, since, LIST_MAX),
    listStaff(world),
  ]);
  const named = new Map(staff.map(({ id, name }) => [id, name]));
  return { alerts: alerts.map((alert) => alertView(alert, named)) };
}

export const alertView = (row: alertsStore.AlertRow, named: ReadonlyMap<string, string>) => ({
  id: row.id,
  topic: row.topic,
  name: topics.find(({ id }) => id === row.topic)?.name ?? { en: row.topic, zh: row.topic },
  openedAt: row.openedAt.toISOString(),
  toldAt: row.toldAt.toISOString(),
  timesTold: row.timesTold,
  closedAt: row.closedAt?.toISOString() ?? null,
  takenAt: row.acknowledgedAt?.toISOString() ?? null,
  takenBy: row.acknowledgedBy && (named.get(row.acknowledgedBy) ?? row.acknowledgedBy),
  evidence: row.evidence,
});

/** Posts of a topic in the window, the newest first. Throws `no-topic`. */
export async function listOfTopic(world: World, topic: string, { days, source }: Asked) {
  if (!topics.some(({ id }) => id === topic)) throw NoTopic();
  const from = new Date(world.now().getTime() - days * DAY_MS);
  const rows = await listPosts(world.db, topic, from, source, LIST_MAX + 1);
  return {
    posts: rows.slice(0, LIST_MAX).map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
    isAll: rows.length <= LIST_MAX,
  };
}
