/**
 * The limit: a script that does nothing but write what one of our recoveries writes, the same rows in
 * the same commits, and computes the one hash. No HTTP, no reads, no rules. Given the statements that a
 * real recovery sent, it sends those that change something, with every id and hash made different.
 */
import { readFileSync } from "node:fs";
import { hash } from "@node-rs/argon2";
import pg from "pg";
import { inLanes } from "./people.ts";

type Given = { databaseUrl: string; statements: string; hashMemoryKib: number };
type Sent = { client: number; text: string; values: unknown[] };

const given = JSON.parse(process.argv[2] ?? "{}") as Given;
const sent = (JSON.parse(readFileSync(given.statements, "utf8")) as Sent[]).filter(({ text }) =>
  /^(begin|commit|insert|update|delete|with)/.test(text),
);

/** The statements in the order of their commits: a transaction of one connection stays together. */
function unitsOf(statements: readonly Sent[]): Sent[][] {
  const open = new Map<number, Sent[]>();
  const units: Sent[][] = [];
  for (const one of statements) {
    const unit = open.get(one.client);
    if (one.text === "begin") open.set(one.client, []);
    else if (one.text === "commit") {
      if (unit && unit.length > 0) units.push(unit);
      open.delete(one.client);
    } else if (unit) unit.push(one);
    else units.push([one]);
  }
  return units;
}

const units = unitsOf(sent);
/** Ids, hashes and the like; long sealed values are not keys and stay. */
const KEY = /(?<![\w-])(?:[a-z]{3}_[\w-]{8,40}|[\w-]{32,43})(?![\w-])/g;
const changed = (value: unknown, mark: string): unknown =>
  typeof value === "string"
    ? value.replace(KEY, (key) => key + mark)
    : Array.isArray(value)
      ? value.map((each) => changed(each, mark))
      : value;

const pool = new pg.Pool({ connectionString: given.databaseUrl, max: 16, pipeline: true } as never);
const costs = { memoryCost: given.hashMemoryKib, timeCost: 2, parallelism: 1 };
const names = new Map(sent.map(({ text }, n) => [text, `s${n}`]));

async function writeOnce(mark: string) {
  for (const unit of units) {
    const client = await pool.connect();
    try {
      const whole = unit.length > 1;
      const all = unit.map(({ text, values }) => ({
        name: names.get(text) ?? "",
        text,
        values: values.map((value) => changed(value, mark)),
      }));
      const answers = [
        ...(whole ? [client.query("begin")] : []),
        ...all.map((statement) => client.query(statement)),
        ...(whole ? [client.query("commit")] : []),
      ];
      await Promise.all(answers);
    } finally {
      client.release();
    }
  }
  await hash("seven quiet paper boats", costs);
}

let next = 0;
process.on("message", async (message: { count: number } | "cpu") => {
  if (message === "cpu") return void process.send?.({ cpu: process.cpuUsage() });
  const began = performance.now();
  await inLanes(16, message.count, () => writeOnce(`.${++next}`));
  process.send?.({ seconds: (performance.now() - began) / 1000 });
});
process.once("disconnect", () => process.exit(0));
process.send?.({
  ready: true,
  commits: units.length,
  statements: units.flat().length,
});
