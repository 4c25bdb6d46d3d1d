/** `rightful shield`: judges links and messages line by line, without a server, a database or the network; makes feeds. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { wallClock } from "../core/world.ts";
import { loadRegistry } from "../features/registry/index.ts";
import { checkLines, entriesOf, FeedRefused, feedEntry, feedOf } from "../features/shield/index.ts";

type Out = (line: string) => void;
const USAGE = `rightful shield check [FILE] [--channels FILE] [--feed FILE]
       rightful shield feed [FILE] --source NAME [--days 30]`;
const DAY_MS = 86_400_000;
const dayIn = (days: number) =>
  new Date(wallClock(() => days * DAY_MS)()).toISOString().slice(0, 10);

/**
 * `check`: each line is `{"url"}`, `{"text"}`, `{"phone"}` or `{"email"}` with whatever else; it comes back with `verdict`, `score`
 * and `reasons`, in the same order. A line that cannot be read comes back with `error`, and the exit code is 1. `feed`: each line
 * is a link that was reported; out comes its entry, or the exit code is 1.
 */
export async function shield(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      channels: { type: "string" },
      feed: { type: "string" },
      source: { type: "string" },
      days: { type: "string" },
    },
  });
  const [verb, file, more] = positionals;
  if (more === undefined && verb === "check" && !values.source && !values.days) {
    const feed = values.feed === undefined ? undefined : await readFeed(values.feed, complain);
    if (feed === null) return 2;
    const check = checkLines(loadRegistry(values.channels), feed);
    return eachLine(file, complain, (line) => {
      const said = check(line);
      out(JSON.stringify(said));
      return !("error" in said);
    });
  }
  const days = Number(values.days ?? 30);
  const isFeed = verb === "feed" && values.source && !values.channels && !values.feed;
  if (more === undefined && isFeed && /^.{1,60}$/.test(values.source ?? "") && days >= 1) {
    const about = { source: values.source ?? "", since: dayIn(0), until: dayIn(days) };
    return eachLine(file, complain, (line) => {
      const entry = feedEntry(line, about);
      if (entry) out(JSON.stringify(entry));
      else complain(`No browser opens this: ${line.slice(0, 80)}`);
      return entry !== undefined;
    });
  }
  complain(`Usage: ${USAGE}`);
  return 2;
}

async function readFeed(file: string, complain: Out) {
  try {
    return feedOf(await entriesOf(file), dayIn(0));
  } catch (error) {
    const why = error instanceof FeedRefused ? error.message : "it cannot be read";
    complain(`The feed ${file} is refused: ${why}.`);
    return null;
  }
}

/** 0 when each was taken, 1 when one was not, 2 when the file cannot be read. */
async function eachLine(file: string | undefined, complain: Out, take: (line: string) => boolean) {
  const input = file && file !== "-" ? createReadStream(file) : process.stdin;
  const failed = new Promise<never>((_, refuse) => input.on("error", refuse));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let wrong = 0;
  const all = async () => {
    for await (const line of lines) if (line.trim() !== "" && !take(line)) wrong++;
  };
  try {
    await Promise.race([all(), failed]);
  } catch (error) {
    complain(`${file} cannot be read (${(error as { code?: string }).code}).`);
    return 2;
  }
  return wrong > 0 ? 1 : 0;
}
