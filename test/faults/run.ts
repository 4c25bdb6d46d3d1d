/**
 * `npm run faults -- [ID ...] [--url URL] [--small] [--json FILE]`: attacks and failures in full, one
 * after the other, each with its figures. Exit code 1 when one does not hold. With `--url` those that
 * work from outside run against that server (in demo mode); the others bring their own.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { faults } from "./all.ts";
import type { Fault, Figure } from "./fault.ts";
import { startRig } from "./rig.ts";
import { type Target, targetAt } from "./target.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    small: { type: "boolean", default: false },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

type Outcome = {
  id: string;
  title: string;
  holds: boolean;
  seconds: number;
  figures: Figure[];
  error?: string;
};

async function attack(fault: Fault, target: Target): Promise<Outcome> {
  const began = performance.now();
  const taken = () => Math.round((performance.now() - began) / 100) / 10;
  const { id, title } = fault;
  say(`\n${id}  ${title}`);
  try {
    const figures = await fault.run(
      values.small ? "small" : "full",
      (line) => say(`     ${line}`),
      target,
    );
    for (const { what, measured, wanted, holds } of figures)
      say(`  ${holds ? "ok " : "NOT"} ${what}: ${measured} (wanted: ${wanted})`);
    const holds = figures.length > 0 && figures.every((figure) => figure.holds);
    say(`  ${holds ? "holds" : "DOES NOT HOLD"}, ${taken()} s`);
    return { id, title, holds, seconds: taken(), figures };
  } catch (error) {
    say(`  BROKEN OFF: ${error instanceof Error ? error.stack : String(error)}`);
    return { id, title, holds: false, seconds: taken(), figures: [], error: String(error) };
  }
}

async function main(): Promise<number> {
  if (values.help) {
    say("npm run faults -- [ID ...] [--url URL] [--small] [--json FILE]");
    for (const { id, title, needs } of faults) say(`  ${id.padEnd(12)} ${title} (${needs})`);
    return 0;
  }
  const unknown = positionals.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0) {
    say(`No such fault: ${unknown.join(", ")}. Known: ${faults.map(({ id }) => id).join(" ")}`);
    return 2;
  }
  const chosen = faults
    .filter(({ id }) => positionals.length === 0 || positionals.includes(id))
    .filter(({ needs }) => !values.url || needs === "url");
  const outcomes: Outcome[] = [];
  for (const fault of chosen) {
    // A fresh server each, so that no budget or clock of one attack helps or hinders the next.
    const rig = fault.needs === "url" && !values.url ? await startRig() : undefined;
    const url = values.url ?? rig?.url;
    const target = url ? await targetAt(url, 200) : (undefined as unknown as Target);
    try {
      outcomes.push(await attack(fault, target));
    } finally {
      target?.close();
      await rig?.stop();
    }
  }
  const failed = outcomes.filter(({ holds }) => !holds);
  const seconds = outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0);
  say(
    `\n${outcomes.length - failed.length} of ${outcomes.length} hold, ${Math.round(seconds)} s in all.`,
  );
  if (failed.length > 0) say(`Not: ${failed.map(({ id }) => id).join(" ")}`);
  if (values.json)
    await writeFile(
      values.json,
      `${JSON.stringify({ size: values.small ? "small" : "full", outcomes }, null, 2)}\n`,
    );
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
