/**
 * What this process counts about itself, in the text format of Prometheus (0.0.4). Written here although a
 * library exists: docs/decisions/0048-alerts.md. A label takes few values that are known beforehand: patterns of
 * routes, kinds of jobs, states. Nothing of a person is one.
 */
import type { World } from "./world.ts";

export type Labels = Readonly<Record<string, string>>;
/** One series at the moment of asking. */
export type Sample = { name: string; labels?: Labels; value: number };

type Family = { type: "counter" | "gauge" | "histogram"; help: string };

/** Every metric that there is; what is not here cannot be counted, and a dashboard can be held against it. */
export const families = {
  rightful_http_requests_total: {
    ...{ type: "counter", help: "Answers by pattern of route, method and class of status." },
  },
  rightful_http_request_seconds: {
    ...{ type: "histogram", help: "Seconds from a request to its answer, by pattern of route." },
  },
  rightful_jobs_total: {
    ...{ type: "counter", help: "Jobs by kind and end: done, failed (tried again) or dead." },
  },
  rightful_decisions_total: {
    ...{ type: "counter", help: "Decisions on payments and sign-ins, permitted or denied." },
  },
  rightful_jobs_waiting: { type: "gauge", help: "Jobs that are due, by lane." },
  rightful_jobs_dead: { type: "gauge", help: "Jobs that were given up, by lane." },
  rightful_job_lag_seconds: {
    ...{ type: "gauge", help: "How long the oldest job that is due has been, by lane." },
  },
  rightful_recoveries_open: { type: "gauge", help: "Open recoveries by state." },
  rightful_recoveries_day: {
    type: "gauge",
    help: "Recoveries that ended within 24 hours, by end.",
  },
  rightful_cases_open: { type: "gauge", help: "Open cases." },
  rightful_freeze_p95_seconds: {
    ...{ type: "gauge", help: "95 % of the freezes of 15 minutes were in force within." },
  },
  rightful_freezes_waiting: {
    ...{ type: "gauge", help: "Freezes that the wallet has not confirmed for a minute." },
  },
  rightful_alert_firing: { type: "gauge", help: "1 while an alert fires." },
  rightful_alert_looked_seconds: { type: "gauge", help: "Seconds since alerts were looked at." },
  rightful_db_connections: { type: "gauge", help: "Connections to the database by use." },
  rightful_db_waiting: { type: "gauge", help: "Requests that wait for a connection." },
  process_cpu_seconds_total: { type: "counter", help: "Processor time of this process." },
  process_resident_memory_bytes: { type: "gauge", help: "Memory of this process." },
  nodejs_heap_used_bytes: { type: "gauge", help: "Heap in use." },
  nodejs_eventloop_delay_p99_seconds: {
    ...{
      type: "gauge",
      help: "99 % of the turns of the event loop came no later than this, since the last look.",
    },
  },
  process_uptime_seconds: { type: "gauge", help: "Seconds since this process began." },
} as const satisfies Record<string, Family>;
export type Name = keyof typeof families;

/** Seconds; a goal of ours is a bound (docs/reference/measurements.md). */
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
/** Series of one metric that one process keeps: beyond it there is a fault, which must not cost memory. */
const SERIES_MAX = 2000;

type Histogram = { counts: number[]; sum: number; count: number };
export type Meters = {
  add(name: Name, labels: Labels, by?: number): void;
  observe(name: Name, labels: Labels, value: number): void;
  samples(): Sample[];
};

/** At each request, so without lists in between. */
function keyOf(labels: Labels): string {
  let key = "";
  for (const label in labels) {
    const value = labels[label] ?? "";
    const clean = /[\\"\n]/.test(value) ? value.replace(/[\\"\n]/g, "_") : value;
    key += `${key && ","}${label}="${clean}"`;
  }
  return key;
}

function makeMeters(): Meters {
  const counters = new Map<Name, Map<string, number>>();
  const histograms = new Map<Name, Map<string, Histogram>>();
  const seriesOf = <T>(all: Map<Name, Map<string, T>>, name: Name): Map<string, T> => {
    const series = all.get(name) ?? new Map<string, T>();
    all.set(name, series);
    return series;
  };
  const isRoom = (series: Map<string, unknown>, key: string) =>
    series.has(key) || series.size < SERIES_MAX;
  return {
    add: (name, labels, by = 1) => {
      const series = seriesOf(counters, name);
      const key = keyOf(labels);
      if (isRoom(series, key)) series.set(key, (series.get(key) ?? 0) + by);
    },
    observe: (name, labels, value) => {
      const series = seriesOf(histograms, name);
      const key = keyOf(labels);
      if (!isRoom(series, key)) return;
      const now = series.get(key) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
      for (const [n, bound] of buckets.entries())
        if (value <= bound) now.counts[n] = (now.counts[n] ?? 0) + 1;
      now.sum += value;
      now.count += 1;
      series.set(key, now);
    },
    samples: () => [
      ...[...counters].flatMap(([name, series]) =>
        [...series].map(([key, value]) => ({ name: `${name}{${key}}`, value })),
      ),
      ...[...histograms].flatMap(([name, series]) =>
        [...series].flatMap(([key, { counts, sum, count }]) => [
          ...buckets.map((bound, n) => ({
            ...{ name: `${name}_bucket{${key},le="${bound}"}`, value: counts[n] ?? 0 },
          })),
          { name: `${name}_bucket{${key},le="+Inf"}`, value: count },
          { name: `${name}_sum{${key}}`, value: sum },
          { name: `${name}_count{${key}}`, value: count },
        ]),
      ),
    ],
  };
}

/** One a server: its ports are its own, in a process of several too. */
const kept = new WeakMap<World["ports"], Meters>();
export function metersOf({ ports }: Pick<World, "ports">): Meters {
  const found = kept.get(ports) ?? makeMeters();
  kept.set(ports, found);
  return found;
}

const lineOf = ({ name, labels, value }: Sample) =>
  `${labels ? `${name}{${keyOf(labels)}}` : name} ${value}`;

/** Families in the order of the table, each with its help and type once; one without a series is left out. */
export function textOf(samples: readonly Sample[]): string {
  const lines: string[] = [];
  for (const [name, { type, help }] of Object.entries(families)) {
    const own = samples.filter((each) => {
      const bare = each.name.split("{")[0] ?? "";
      return bare === name || (type === "histogram" && bare.startsWith(`${name}_`));
    });
    if (own.length === 0) continue;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...own.map(lineOf));
  }
  return `${lines.join("\n")}\n`;
}
