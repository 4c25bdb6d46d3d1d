/** A trial beside the server: in a thread with bounds of memory and time, which a stop ends at once. */
import { Worker } from "node:worker_threads";
import type { Policy } from "../policies/index.ts";
import {
  type differenceOf,
  impostorsFor,
  type Populations,
  type Report,
  type Sensitive,
} from "../simulation/index.ts";

/** `sensitive`: with how many people each rate is tried at its bounds; 0: not. */
export type Task = {
  inForce: Policy;
  draft: Policy;
  cases: number;
  seed: number;
  sensitive: number;
};
export type Result = {
  inForce: Report;
  draft: Report;
  difference: ReturnType<typeof differenceOf>;
  /** Of the draft. */
  sensitivity: Sensitive[];
};
export type Progress = { done: number; total: number };

const TIME_MS_MAX = 600_000;
const MEMORY_MB_MAX = 900;

/** How many claims a trial tries, nearly: what the progress is told of. */
export function peopleOf(populations: Populations, cases: number, sensitive: number): number {
  const twice = 2 * (cases + impostorsFor(populations, cases));
  const ends = (group: "owners" | "impostors" | "desk") =>
    2 *
    (Object.keys(populations[group].rates).length + Object.keys(populations[group].times).length);
  const runs = 2 + ends("owners") + ends("impostors") + 2 * ends("desk");
  return twice + sensitive * runs;
}

export class Stopped extends Error {}

/** Throws `Stopped` when the signal says so, and when it takes too long or too much. */
export function runTrial(
  task: Task,
  progress: (told: Progress) => void,
  signal: AbortSignal,
): Promise<Result> {
  if (signal.aborted) throw new Stopped("The simulation was stopped.");
  const thread = new Worker(new URL("./trial-thread.ts", import.meta.url), {
    ...{ workerData: task, env: {}, execArgv: ["--no-warnings"] },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
  });
  return new Promise<Result>((done, fail) => {
    const end = (error: Error) => {
      void thread.terminate();
      fail(error);
    };
    const late = setTimeout(() => end(new Error("The simulation took too long.")), TIME_MS_MAX);
    const stop = () => end(new Stopped("The simulation was stopped."));
    signal.addEventListener("abort", stop, { once: true });
    thread.on("message", (told: Progress | { result: Result }) => {
      if ("result" in told) done(told.result);
      else progress(told);
    });
    thread.once("error", fail);
    thread.once("exit", (code) => {
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
      fail(new Error(`The simulation ended early (${code}).`));
    });
  });
}
