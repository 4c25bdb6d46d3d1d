/**
 * `npm run faults -- [ID ... | freeze] [--url URL] [--small] [--json FILE]`: attacks and failures in full, each
 * with its figures; two at a time, each in a process of its own, but for those that measure time. Exit
 * code 1 when one does not hold, 3 when one could not run for want of programs. `--quick` is `--small`. With `--url` those that work from outside run against that server (in
 * demo mode), one after the other; the others bring their own.
 */
import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { faults } from "./all.ts";
import type { Fault, Figure } from "./fault.ts";
import { CannotRun } from "./packages.ts";
import { startRig } from "./rig.ts";
import { type Target, targetAt } from "./target.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    small: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    /** Tells the process that started it its outcome. */
    child: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
/** What is asked for in one word. */
const together: Record<string, string[]> = { freeze: ["T25", "T26"] };
const size = values.small || values.quick ? "small" : "full";
const say = (line: string) => process.stdout.write(`${line}\n`);

type Outcome = {
  id: string;
  title: string;
  holds: boolean;
  seconds: number;
  figures: Figure[];
  error?: string;
  /** What it needs is not here, and may not be brought. */
  cannotRun?: boolean;
};

async function attack(fault: Fault, target: Target): Promise<Outcome> {
  const began = performance.now();
  const taken = () => Math.round((performance.now() - began) / 100) / 10;
  const { id, title } = fault;
  say(`\n${id}  ${title}`);
  try {
    const figures = await fault.run(size, (line) => say(`     ${line}`), target);
    for (const { what, measured, wanted, holds } of figures)
      say(`  ${holds ? "ok " : "NOT"} ${what}: ${measured} (wanted: ${wanted})`);
    const holds = figures.length > 0 && figures.every((figure) => figure.holds);
    say(`  ${holds ? "holds" : "DOES NOT HOLD"}, ${taken()} s`);
    return { id, title, holds, seconds: taken(), figures };
  } catch (error) {
    if (error instanceof CannotRun) {
      say(`  CANNOT RUN: ${error.message}`);
      return { id, title, holds: false, seconds: taken(), figures: [], cannotRun: true };
    }
    say(`  BROKEN OFF: ${error instanceof Error ? error.stack : String(error)}`);
    return { id, title, holds: false, seconds: taken(), figures: [], error: String(error) };
  }
}

/** In this process. A fresh server each, so that no budget or clock of one attack helps or hinders the next. */
async function attackHere(fault: Fault): Promise<Outcome> {
  const rig = fault.needs === "url" && !values.url ? await startRig() : undefined;
  const url = values.url ?? rig?.url;
  const target = url ? await targetAt(url, 200) : (undefined as unknown as Target);
  try {
    return await attack(fault, target);
  } finally {
    target?.close();
    await rig?.stop();
  }
}

/** Each in a process of its own: first two at a time, then by themselves those that measure time. */
async function attackApart(chosen: readonly Fault[]): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const inLanes = async (lanes: number, list: readonly Fault[]) => {
    const left = [...list];
    const lane = async () => {
      for (let fault = left.shift(); fault; fault = left.shift())
        outcomes.set(fault.id, await attackInChild(fault));
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  };
  await inLanes(
    2,
    chosen.filter(({ alone }) => !alone),
  );
  await inLanes(
    1,
    chosen.filter(({ alone }) => alone),
  );
  return chosen.flatMap(({ id }) => outcomes.get(id) ?? []);
}

/** What it prints is shown when it has ended, so that two do not mix. */
async function attackInChild({ id, title }: Fault): Promise<Outcome> {
  const more = size === "small" ? ["--small"] : [];
  const child = fork(import.meta.filename, [id, "--child", ...more], {
    execArgv: [],
    silent: true,
  });
  let text = "";
  for (const out of [child.stdout, child.stderr])
    out?.on("data", (piece) => {
      text += piece;
    });
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  let told: Outcome[] = [];
  child.on("message", (message) => {
    told = message as Outcome[];
  });
  await new Promise((done) => child.once("close", done));
  process.off("exit", stop);
  process.stdout.write(text);
  const error = "It ended before it had an outcome.";
  return told[0] ?? { ...{ id, title, holds: false, seconds: 0, figures: [] }, error };
}

async function main(): Promise<number> {
  if (values.help) {
    say("npm run faults -- [ID ... | freeze] [--url URL] [--small] [--json FILE]");
    for (const { id, title, needs } of faults) say(`  ${id.padEnd(12)} ${title} (${needs})`);
    return 0;
  }
  const named = positionals.flatMap((name) => together[name] ?? name);
  const unknown = named.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0) {
    say(`No such fault: ${unknown.join(", ")}. Known: ${faults.map(({ id }) => id).join(" ")}`);
    return 2;
  }
  const chosen = faults
    .filter(({ id, asked }) => (named.length === 0 ? !asked : named.includes(id)))
    .filter(({ needs }) => !values.url || needs === "url");
  const began = performance.now();
  const outcomes: Outcome[] = [];
  if (values.url || chosen.length === 1)
    for (const fault of chosen) outcomes.push(await attackHere(fault));
  else outcomes.push(...(await attackApart(chosen)));
  if (values.child) {
    process.send?.(outcomes);
    return 0;
  }
  const failed = outcomes.filter(({ holds }) => !holds);
  const seconds = (performance.now() - began) / 1000;
  say(
    `\n${outcomes.length - failed.length} of ${outcomes.length} hold, ${Math.round(seconds)} s in all.`,
  );
  if (failed.length > 0) say(`Not: ${failed.map(({ id }) => id).join(" ")}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify({ size, outcomes }, null, 2)}\n`);
  if (failed.length === 0) return 0;
  return failed.every(({ cannotRun }) => cannotRun) ? 3 : 1;
}

process.exitCode = await main();
if (values.child) process.disconnect();
