/**
 * `npm run eval -- NAME [--part PART] [--data FOLDER]`: how well something judges, on data that is not kept here. Rows
 * are parted by their own hash: what is tuned is looked at in the tuning part, and the checking part is looked at rarely.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateMessages } from "./messages.ts";
import { evaluateLinks } from "./shield-links.ts";
import { evaluateSpikes } from "./spikes.ts";
import { replayAlerts } from "./topic-alerts.ts";
import { evaluateTopics } from "./topics.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

const evals: Record<string, { data: string; parts: Record<string, (folder: string) => string[]> }> =
  {
    shield: {
      data: "../shared/data/shield",
      parts: { links: evaluateLinks, messages: (folder) => evaluateMessages(folder) },
    },
    // `simulated` reads nothing: its days are made up, by a seed.
    spikes: {
      data: "../shared/data/topics",
      parts: { simulated: evaluateSpikes, replay: replayAlerts },
    },
    topics: {
      data: "../shared/data/topics",
      parts: { labels: (folder) => evaluateTopics(folder) },
    },
  };

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { part: { type: "string" }, data: { type: "string" } },
  });
  const [name = ""] = positionals;
  const found = Object.hasOwn(evals, name) ? evals[name] : undefined;
  const parts = Object.keys(found?.parts ?? {}).filter((part) => part === (values.part ?? part));
  if (!found || parts.length === 0) {
    const known = Object.entries(evals).map(([key, { parts }]) => `${key} (${Object.keys(parts)})`);
    say(`Usage: npm run eval -- NAME [--part PART] [--data FOLDER]. Known: ${known.join(", ")}`);
    return 2;
  }
  const folder = values.data ?? join(import.meta.dirname, "../..", found.data);
  if (!existsSync(folder)) {
    say(
      `There is no data in ${folder}. It is not part of this project: name its folder with --data.`,
    );
    return 2;
  }
  for (const part of parts) for (const line of found.parts[part]!(folder)) say(line);
  return 0;
}

process.exitCode = main();
