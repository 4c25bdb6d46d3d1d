/** The features, in order (arrows point left only), and what makes them one program. */
import type { FastifyInstance } from "fastify";
import { transact } from "./core/db.ts";
import { type Event, readEvents } from "./core/events.ts";
import { sweepIdempotency } from "./core/idempotency.ts";
import { type Handler, type Job, runDue } from "./core/jobs.ts";
import { sweepLimits } from "./core/limits.ts";
import type { Feature } from "./core/route.ts";
import { buildServer } from "./core/server.ts";
import { status } from "./core/status.ts";
import type { World } from "./core/world.ts";
import { accounts } from "./features/accounts/index.ts";
import { demo } from "./features/demo/index.ts";
import { notices } from "./features/notices/index.ts";
import { proofs } from "./features/proofs/index.ts";
import { recovery } from "./features/recovery/index.ts";
import { sessions } from "./features/sessions/index.ts";
import { ways } from "./features/ways/index.ts";

export const features: readonly Feature[] = [
  status,
  accounts,
  sessions,
  proofs,
  notices,
  ways,
  recovery,
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

async function react(world: World, reactions: NonNullable<Feature["reactions"]>, job: Job) {
  const seq = Number(job.payload.seq);
  const [event] = (await readEvents(world, job.accountId, seq - 1, 1)) as Event[];
  if (event?.seq === seq) await reactions[event.type]?.(world, event);
}

/** One round of what time brings. Returns how many rows it changed. */
export async function sweepAll(world: World, features: readonly Feature[]): Promise<number> {
  let changed = 0;
  for (const { sweep } of features) if (sweep) changed += await transact(world, sweep);
  await transact(world, sweepIdempotency);
  await transact(world, sweepLimits);
  return changed;
}

export type Workers = { stop(): Promise<void>; nudge(): void };

const POLL_MS = 250;
const SWEEP_MS = 60_000;

/**
 * Loops that do what is due, until stopped; a stop lets running work finish. Calls to the outside have
 * loops of their own: a provider that hangs delays no timer and no reader.
 */
export function startWorkers(world: World, features: readonly Feature[]): Workers {
  const handlers = Object.entries(handlersOf(features));
  const within = Object.fromEntries(handlers.filter(([, handler]) => "within" in handler));
  const outside = Object.fromEntries(handlers.filter(([, handler]) => "outside" in handler));
  let running = true;
  const sleepers = new Set<() => void>();
  const sleep = (ms: number) =>
    new Promise<void>((done) => {
      const rouse = () => {
        clearTimeout(timer);
        sleepers.delete(rouse);
        done();
      };
      const timer = setTimeout(rouse, ms);
      sleepers.add(rouse);
    });
  const loop = async (handlers: Record<string, Handler>, index: number) => {
    while (running) {
      try {
        const done = await runDue(world, handlers, 20);
        if (done === 0 && running) await sleep(POLL_MS + index * 50);
      } catch (error) {
        world.log.error("worker failed", { error });
        await sleep(1000);
      }
    }
  };
  const sweeper = async () => {
    while (running) {
      await sweepAll(world, features).catch((error) => world.log.error("sweep failed", { error }));
      if (running) await sleep(SWEEP_MS);
    }
  };
  const kinds = [within, within, outside, outside, outside];
  const all = [...kinds.map((handlers, index) => loop(handlers, index)), sweeper()];
  const nudge = () => {
    for (const rouse of [...sleepers]) rouse();
  };
  return {
    nudge,
    stop: async () => {
      running = false;
      nudge();
      await Promise.all(all);
    },
  };
}

export const buildApp = (world: World): FastifyInstance => buildServer(world, features);
