/**
 * `/metrics` for a Prometheus. Whoever reads it learns how busy the house is and no more; still it is for the
 * operator alone: with a token, or, where none is set, for programs on this machine that came by no proxy.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { sql } from "kysely";
import { isLoopback } from "./addresses.ts";
import { sameSecret } from "./crypto.ts";
import { poolOf } from "./db.ts";
import { metersOf, type Sample, textOf } from "./meters.ts";
import { NotFound, NotSignedIn, type Problem } from "./problem.ts";
import type { Feature } from "./route.ts";
import type { World } from "./world.ts";

const TYPE = "text/plain; version=0.0.4; charset=utf-8";
/** Several that ask within it are given one look at the database. */
const KEPT_MS = 5_000;
/** A sample wakes the process: fifty a second were half of what one costs that has nothing to do. */
const DELAY_EVERY_MS = 200;
const BY_PROXY = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/** Null: may read. Where no token is set, a stranger is not told that there is something. */
function refusalOf({ config }: World, request: FastifyRequest): Problem | null {
  if (config.metricsToken !== "") {
    const [, shown = ""] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
    return sameSecret(shown, config.metricsToken) ? null : NotSignedIn();
  }
  const isHere = isLoopback(request.socket.remoteAddress ?? "");
  return isHere && BY_PROXY.every((name) => !(name in request.headers)) ? null : NotFound();
}

export function mountMetrics(
  app: FastifyInstance,
  world: World,
  features: readonly Feature[],
): void {
  const meters = metersOf(world);
  // The pattern and never the path: ids are no labels.
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    const { method } = request;
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    meters.add("rightful_http_requests_total", { route, method, status });
    meters.observe("rightful_http_request_seconds", { route }, reply.elapsedTime / 1000);
  });
  const delay = monitorEventLoopDelay({ resolution: DELAY_EVERY_MS });
  delay.enable();
  app.addHook("onClose", async () => void delay.disable());
  let kept: { at: number; samples: Promise<Sample[]> } | undefined;
  const lately = () => {
    const at = performance.now();
    if (!kept || at - kept.at > KEPT_MS) kept = { at, samples: read(world, features) };
    return kept.samples;
  };
  app.get("/metrics", async (request, reply) => {
    const refusal = refusalOf(world, request);
    if (refusal) throw refusal;
    const own = ownSamples(world, (delay.percentile(99) / 1e6 - DELAY_EVERY_MS) / 1e3);
    delay.reset();
    const samples = [...meters.samples(), ...(await lately()), ...own];
    return reply.type(TYPE).send(textOf(samples));
  });
}

function ownSamples(world: World, delaySeconds: number): Sample[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const pool = poolOf(world.db);
  const connections = (use: string, value: number) => ({
    ...{ name: "rightful_db_connections", labels: { use }, value },
  });
  return [
    ...(pool
      ? [
          connections("busy", pool.totalCount - pool.idleCount),
          connections("idle", pool.idleCount),
          { name: "rightful_db_waiting", value: pool.waitingCount },
        ]
      : []),
    { name: "process_cpu_seconds_total", value: (user + system) / 1e6 },
    { name: "process_resident_memory_bytes", value: rss },
    { name: "nodejs_heap_used_bytes", value: heapUsed },
    // Nothing was measured since the last look.
    {
      name: "nodejs_eventloop_delay_p99_seconds",
      value: Number.isFinite(delaySeconds) ? Math.max(0, delaySeconds) : 0,
    },
    { name: "process_uptime_seconds", value: process.uptime() },
  ];
}

async function read(world: World, features: readonly Feature[]): Promise<Sample[]> {
  const samples = await jobSamples(world);
  for (const { gauges } of features) if (gauges) samples.push(...(await gauges(world)));
  return samples;
}

/** Readers of events, messages on their way, and the rest. */
async function jobSamples({ db, now }: World): Promise<Sample[]> {
  const at = now();
  const { rows } = await sql<{ lane: string; waiting: number; dead: number; oldest: Date | null }>`
    select case when kind like 'reader:%' then 'readers' when kind like 'send-%' then 'messages'
        else 'others' end as lane,
      count(*) filter (where state = 'due')::int as waiting,
      count(*) filter (where state = 'dead')::int as dead,
      min(due_at) filter (where state = 'due') as oldest
    from jobs where (state = 'due' and due_at <= ${at}) or state = 'dead' group by 1`.execute(db);
  return ["readers", "messages", "others"].flatMap((lane) => {
    const row = rows.find((each) => each.lane === lane);
    const labels = { lane };
    const lag = row?.oldest ? Math.max(0, (at.getTime() - row.oldest.getTime()) / 1000) : 0;
    return [
      { name: "rightful_jobs_waiting", labels, value: row?.waiting ?? 0 },
      { name: "rightful_jobs_dead", labels, value: row?.dead ?? 0 },
      { name: "rightful_job_lag_seconds", labels, value: lag },
    ];
  });
}
