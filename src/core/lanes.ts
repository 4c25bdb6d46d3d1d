/**
 * The lanes of one process: how many jobs run at once, and which do not wait for each other. Each kind
 * of call to the outside has lanes of its own, so that a provider that hangs delays nobody else's.
 */
import { setTimeout as pause } from "node:timers/promises";
import { dueAccounts } from "./due.ts";
import { type Handlers, type Job, type Lanes, LEASE_MS } from "./jobs.ts";
import { callOutside, finish, runAccount } from "./workers.ts";
import { untilNextLook, type World } from "./world.ts";

export type Workers = Lanes & { stop(): Promise<void> };

/** Of processes that have nothing to do every look takes from those that have. */
const POLL_MS = 500;
const POLL_MAX = 200;
/**
 * What a process with workers has just added is being done by it: a second one would wait for the account's lock and
 * then find nothing, once for each process that polls. The first has died, or is busy to the top, after so long.
 */
const ADDERS_MS = 500;
const ACCOUNTS_AT_ONCE = 4;
const CALLS_AT_ONCE = 32;
/** A call may take 20 s of a lease of 30 s: what waited longer than this is left to the next lease. */
const STALE_MS = 8_000;
/**
 * A call made while the next request is served slows that a little, and there is somebody to call only for a
 * name with an account: a stop-watch saw 0.2 ms (T10). So a call comes at a moment that nobody knows.
 */
const APART_MS = { least: 30, most: 150 };

export function startWorkers(
  world: World,
  handlers: Handlers,
  sweep: (world: World) => Promise<unknown>,
  sweepMs = 60_000,
): Workers {
  let running = true;
  const stopping = new AbortController();
  const active = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>) => {
    const over = () => void active.delete(work);
    active.add(work);
    work.then(over, over);
  };

  // Accounts with something due, each once. One that is being worked at waits until that is over: a second
  // worker would stand before its lock and then find nothing.
  const waiting = new Set<string>();
  const atWork = new Set<string>();
  let isSoon = false;
  const nudge = (accountId: string) => {
    waiting.add(accountId);
    if (isSoon) return;
    isSoon = true;
    // A transaction adds several jobs, and whoever waits for its answer comes first.
    setImmediate(() => {
      isSoon = false;
      pump();
    });
  };
  const pump = () => {
    for (const accountId of waiting) {
      if (!running || atWork.size >= ACCOUNTS_AT_ONCE) return;
      if (atWork.has(accountId)) continue;
      waiting.delete(accountId);
      atWork.add(accountId);
      track(
        runAccount(world, accountId, handlers)
          .then(({ leased }) => {
            for (const job of leased) queue(job, world.now().getTime() + STALE_MS);
          })
          .catch((error) => world.log.error("worker failed", { error }))
          .finally(() => {
            atWork.delete(accountId);
            pump();
          }),
      );
    }
  };

  // Calls to the outside, by kind.
  const lines = new Map<string, { waiting: { job: Job; until: number }[]; busy: number }>();
  const lineOf = (kind: string) => {
    const line = lines.get(kind) ?? { waiting: [], busy: 0 };
    lines.set(kind, line);
    return line;
  };
  const queue = (job: Job, until: number) => {
    const line = lineOf(job.kind);
    line.waiting.push({ job, until });
    call(line);
  };
  const call = (line: ReturnType<typeof lineOf>) => {
    while (running && line.busy < CALLS_AT_ONCE) {
      const next = line.waiting.shift();
      if (!next) return;
      if (world.now().getTime() > next.until) continue;
      line.busy++;
      track(
        callOutside(world, next.job, handlers)
          .then((done) => {
            if (done) ended(next.job);
          })
          .catch((error) => world.log.error("worker failed", { error }))
          .finally(() => {
            line.busy--;
            call(line);
          }),
      );
    }
  };

  // Ends of one account's calls that come together are written together.
  const ends = new Map<string, string[]>();
  const ended = ({ accountId, id }: Job) => {
    const ids = ends.get(accountId);
    if (ids) return void ids.push(id);
    const together = [id];
    ends.set(accountId, together);
    track(
      new Promise((done) => setImmediate(done))
        .then(() => {
          ends.delete(accountId);
          return finish(world, accountId, together);
        })
        .catch((error) => world.log.error("worker failed", { error })),
    );
  };

  let timer: NodeJS.Timeout | undefined;
  let polling: Promise<void> | undefined;
  const poll = () => {
    clearTimeout(timer);
    polling ??= look().finally(() => {
      polling = undefined;
      if (running) timer = setTimeout(poll, untilNextLook(POLL_MS));
    });
  };
  const look = async () => {
    try {
      // More than can be done soon need not be looked for.
      if (waiting.size < POLL_MAX)
        for (const accountId of await dueAccounts(world, handlers, POLL_MAX, ADDERS_MS))
          waiting.add(accountId);
      pump();
    } catch (error) {
      world.log.error("worker failed", { error });
    }
  };
  const sweeping = () => {
    const swept = sweep(world).catch((error) => world.log.error("sweep failed", { error }));
    track(swept);
    void swept.then(() => {
      if (running) sweepTimer = setTimeout(sweeping, sweepMs);
    });
  };
  let sweepTimer: NodeJS.Timeout | undefined;
  poll();
  sweeping();

  return {
    takes: (kind) => {
      const handler = handlers[kind];
      return (
        running &&
        handler !== undefined &&
        "outside" in handler &&
        lineOf(kind).waiting.length < CALLS_AT_ONCE
      );
    },
    take: (job, leasedUntil) => {
      const { least, most } = APART_MS;
      const ms = least + ((most - least) * world.bytes(1).readUInt8()) / 255;
      const apart = pause(ms, undefined, { signal: stopping.signal }).catch(() => {});
      track(apart.then(() => queue(job, leasedUntil.getTime() - LEASE_MS + STALE_MS)));
    },
    nudge,
    poll,
    stop: async () => {
      // What has been promised is begun, and then ends in good order.
      stopping.abort();
      await new Promise((done) => setImmediate(done));
      running = false;
      clearTimeout(timer);
      clearTimeout(sweepTimer);
      await polling;
      while (active.size > 0) await Promise.allSettled([...active]);
    },
  };
}
