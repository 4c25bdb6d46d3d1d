/** `rightful topics import` and `topics table`: posts of a file into the database, and what the hours say of a window. */
import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { countedWindow, type Imported, importPosts } from "../features/topics/index.ts";
import { progressLine } from "./progress.ts";
import { withWorld } from "./upkeep.ts";

type Out = (line: string) => void;
export const IMPORT = "rightful topics import FILE [--source ID] [--json]";
export const TABLE = "rightful topics table [--at 2026-03-02] [--days 10] [--json]";

/** FILE may be `-`. Repeats count once, in whatever order. Exit code 1 when a line was refused. */
export async function importFile(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { source: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const [file] = positionals;
  if (positionals.length !== 1 || !file) {
    complain(`Usage: ${IMPORT}`);
    return 2;
  }
  const size = file === "-" ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? -1);
  if (size < 0) {
    complain(`There is no file ${file}.`);
    return 2;
  }
  const say = progressLine(!values.json);
  let bytes = 0;
  async function* linesOf() {
    const input = file === "-" ? process.stdin : createReadStream(file as string);
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      bytes += Buffer.byteLength(line) + 1;
      yield line;
    }
  }
  const line = (so: Imported) =>
    `${so.lines} lines${size > 0 ? `, ${Math.floor((100 * bytes) / size)} %` : ""}: ${so.added} new, ${so.repeats} there already`;
  return withWorld(async (world) => {
    const so = await importPosts(world, linesOf(), values.source ?? null, (now) => say(line(now)));
    say("");
    if (values.json) out(JSON.stringify(so));
    else {
      out(
        `${so.lines} lines: ${so.added} new posts, ${so.repeats} there already, ${so.refusedCount} refused.`,
      );
      for (const { line, code } of so.refused) complain(`line ${line}: ${code}`);
    }
    return so.refusedCount > 0 ? 1 : 0;
  });
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Of the days in China that end with `--at` (today when it is left out): what was counted, by topic, most discussed first. */
export async function table(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      at: { type: "string" },
      days: { type: "string", default: "10" },
      json: { type: "boolean", default: false },
    },
  });
  const days = Number(values.days);
  const isDay =
    values.at === undefined || (DAY.test(values.at) && !Number.isNaN(Date.parse(values.at)));
  if (positionals.length > 0 || !isDay || !Number.isInteger(days) || days < 1 || days > 366) {
    complain(`Usage: ${TABLE}`);
    return 2;
  }
  return withWorld(async (world) => {
    const counted = await countedWindow(world, values.at ?? null, days);
    if (values.json) out(JSON.stringify(counted, null, 2));
    else {
      out(`${counted.from} to ${counted.to}`);
      for (const { topic, discussions, items, stories } of counted.rows)
        out(
          `${topic.padEnd(24)} ${String(discussions).padStart(14)} discussions ${String(items).padStart(8)} items ${String(stories).padStart(8)} stories`,
        );
    }
    return 0;
  });
}
