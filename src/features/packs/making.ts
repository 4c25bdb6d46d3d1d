/** The files of a pack, made beside the server: in a thread with bounds of memory and time. */
import { Worker } from "node:worker_threads";
import type { Facts, Made } from "./facts.ts";

export const TIME_MS_MAX = 120_000;
const MEMORY_MB_MAX = 700;
/** Two at once are enough for a machine that has to answer too. */
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** Throws when it takes too long or too much. */
export async function makeFiles(facts: Facts, timeMs = TIME_MS_MAX): Promise<Made[]> {
  if (running >= AT_ONCE) await new Promise<void>((next) => waiting.push(next));
  else running++;
  try {
    return await inThread(facts, timeMs);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function inThread(facts: Facts, timeMs: number): Promise<Made[]> {
  const thread = new Worker(new URL("./paper-thread.ts", import.meta.url), {
    ...{ workerData: facts, env: {}, execArgv: ["--no-warnings"] },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
  });
  return new Promise((done, fail) => {
    const late = setTimeout(() => {
      void thread.terminate();
      fail(new Error("Making the pages took too long."));
    }, timeMs);
    thread.once("message", (made: Made[]) => {
      clearTimeout(late);
      // What comes through is bare bytes.
      done(made.map((each) => ({ ...each, bytes: Buffer.from(each.bytes) })));
    });
    thread.once("error", fail);
    thread.once("exit", (code) => {
      clearTimeout(late);
      fail(new Error(`Making the pages ended early (${code}).`));
    });
  });
}
