/** The features, in order (arrows point left only), and what makes them one program. */
import type { FastifyInstance } from "fastify";
import { transact } from "./core/db.ts";
import { eventOf } from "./core/events.ts";
import { sweepIdempotency } from "./core/idempotency.ts";
import type { Handler, Job } from "./core/jobs.ts";
import { startWorkers as startLanes } from "./core/lanes.ts";
import { sweepLimits } from "./core/limits.ts";
import { mountMetrics } from "./core/metrics.ts";
import { readRefusedBodies } from "./core/refused-body.ts";
import type { Feature } from "./core/route.ts";
import { buildServer } from "./core/server.ts";
import { status } from "./core/status.ts";
import { traceRequests } from "./core/tracing-requests.ts";
import type { World } from "./core/world.ts";
import { accounts } from "./features/accounts/index.ts";
import { activity } from "./features/activity/index.ts";
import { alerts } from "./features/alerts/index.ts";
import { approvals } from "./features/approvals/index.ts";
import { audit } from "./features/audit/index.ts";
import { cases } from "./features/cases/index.ts";
import { centre } from "./features/centre/index.ts";
import { chat } from "./features/chat/index.ts";
import { contacts } from "./features/contacts/index.ts";
import { decisions } from "./features/decisions/index.ts";
import { demo } from "./features/demo/index.ts";
import { erasure } from "./features/erasure/index.ts";
import { evidence } from "./features/evidence/index.ts";
import { faces } from "./features/faces/index.ts";
import { glances } from "./features/glances/index.ts";
import { guides } from "./features/guides/index.ts";
import { holds } from "./features/holds/index.ts";
import { insights } from "./features/insights/index.ts";
import { keeping } from "./features/keeping/index.ts";
import { lock } from "./features/lock/index.ts";
import { notices } from "./features/notices/index.ts";
import { numbers } from "./features/numbers/index.ts";
import { packs } from "./features/packs/index.ts";
import { passkeys } from "./features/passkeys/index.ts";
import { passwords } from "./features/passwords/index.ts";
import { proofs } from "./features/proofs/index.ts";
import { proposals } from "./features/proposals/index.ts";
import { recovery } from "./features/recovery/index.ts";
import { reports } from "./features/reports/index.ts";
import { scams } from "./features/scams/index.ts";
import { sessions } from "./features/sessions/index.ts";
import { shield } from "./features/shield/index.ts";
import { signals } from "./features/signals/index.ts";
import { simulation } from "./features/simulation/index.ts";
import { staff } from "./features/staff/index.ts";
import { topics } from "./features/topics/index.ts";
import { ways } from "./features/ways/index.ts";

export const features: readonly Feature[] = [
  status,
  accounts,
  holds,
  passwords,
  sessions,
  keeping,
  staff,
  audit,
  proofs,
  notices,
  passkeys,
  contacts,
  numbers,
  faces,
  ways,
  approvals,
  lock,
  recovery,
  decisions,
  cases,
  glances,
  evidence,
  chat,
  reports,
  erasure,
  shield,
  scams,
  guides,
  topics,
  insights,
  alerts,
  simulation,
  proposals,
  centre,
  activity,
  packs,
  signals,
  demo,
];

/** Which readers hear which event: `reader:<feature>` jobs are made in the event's transaction. */
export function readersOf(features: readonly Feature[]): Record<string, string[]> {
  const readers: Record<string, string[]> = {};
  for (const { name, reactions = {} } of features)
    for (const type of Object.keys(reactions)) readers[type] = [...(readers[type] ?? []), name];
  return readers;
}

/** Every kind of job, with what does it. */
export function handlersOf(features: readonly Feature[]): Record<string, Handler> {
  const handlers: Record<string, Handler> = {};
  for (const { name, jobs = {}, reactions } of features) {
    Object.assign(handlers, jobs);
    if (reactions)
      handlers[`reader:${name}`] = { within: (world, job) => react(world, reactions, job) };
  }
  return handlers;
}

const react = (world: World, reactions: NonNullable<Feature["reactions"]>, job: Job) => {
  const event = eventOf(job);
  return reactions[event.type]?.(world, event) ?? Promise.resolve();
};

/** Takes up what other processes have put in force. */
export async function keepUp(world: World, features: readonly Feature[]): Promise<void> {
  for (const { keepsUp } of features) if (keepsUp) await transact(world, keepsUp);
}

const KEEP_UP_MS = 5_000;

function startKeepingUp(world: World, features: readonly Feature[]) {
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> | undefined;
  let on = true;
  const turn = () => {
    turning = keepUp(world, features)
      .catch((error) => world.log.error("keeping up failed", { error }))
      .then(() => {
        if (on) timer = setTimeout(turn, KEEP_UP_MS);
      });
  };
  timer = setTimeout(turn, KEEP_UP_MS);
  return async () => {
    on = false;
    clearTimeout(timer);
    await turning;
  };
}

/** One round of what time brings. Returns how many rows it changed. */
export async function sweepAll(world: World, features: readonly Feature[]): Promise<number> {
  let changed = 0;
  await keepUp(world, features);
  for (const { sweep, sweepsInSteps } of features) {
    if (sweep) changed += await transact(world, sweep);
    if (sweepsInSteps) changed += await sweepsInSteps(world);
  }
  await transact(world, sweepIdempotency);
  await transact(world, sweepLimits);
  return changed;
}

/** Gives this process workers, unless it is configured to have none, and lets it keep up; a stop lets running work finish. */
export function startWorkers(
  world: World,
  features: readonly Feature[],
): { stop(): Promise<void> } {
  const stopKeepingUp = startKeepingUp(world, features);
  if (!world.config.workers) return { stop: stopKeepingUp };
  const lanes = startLanes(world, handlersOf(features), (world) => sweepAll(world, features));
  world.lanes = lanes;
  const running = features.flatMap(({ runs }) => (runs ? [runs(world)] : []));
  world.runner = { nudge: () => running.forEach((each) => void each.nudge()) };
  return {
    stop: async () => {
      await stopKeepingUp();
      await lanes.stop();
      await Promise.all(running.map((each) => each.stop()));
    },
  };
}

export function buildApp(world: World): FastifyInstance {
  const app = buildServer(world, features);
  readRefusedBodies(app);
  mountMetrics(app, world, features);
  traceRequests(app, world);
  return app;
}
