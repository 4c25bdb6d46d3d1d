/** `rightful topics classify`: labels posts line by line, without a server, a database or the network. `topics corrections`: what people said instead. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { exportCorrections, labelAgain, labelLine } from "../features/topics/index.ts";
import { withWorld } from "./upkeep.ts";

type Out = (line: string) => void;

export const CLASSIFY = "rightful topics classify [FILE]";
export const CORRECTIONS = "rightful topics corrections";
export const RELABEL = "rightful topics relabel";

/**
 * Each line is `{"id","title"}`, with `text`, `lang` and `category` where there are such; it comes back as `{"id","topic"}`, in the same
 * order, as it is read. A line that cannot be read is told with its number and left out, and the exit code is 1.
 */
export async function classifyFile(args: string[], out: Out, complain: Out): Promise<number> {
  const [file] = args;
  if (args.length > 1 || file?.startsWith("--")) {
    complain(`Usage: ${CLASSIFY}`);
    return 2;
  }
  const input = file && file !== "-" ? createReadStream(file) : process.stdin;
  const failed = new Promise<never>((_, refuse) => input.on("error", refuse));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let wrong = 0;
  const all = async () => {
    for await (const read of lines) {
      const line = number++ === 0 ? read.replace(/^\ufeff/, "") : read;
      if (line.trim() === "") continue;
      const said = labelLine(line);
      if ("error" in said) {
        wrong++;
        complain(`Line ${number}: ${said.error}`);
      } else out(JSON.stringify(said));
    }
  };
  try {
    await Promise.race([all(), failed]);
  } catch (error) {
    complain(`${file} cannot be read (${(error as { code?: string }).code}).`);
    return 2;
  }
  return wrong > 0 ? 1 : 0;
}

/** The corrections in force, one a line, as `scripts/train-topics.ts` reads them from `corrections.jsonl`. */
export async function corrections(args: string[], out: Out, complain: Out): Promise<number> {
  if (args.length > 0) {
    complain(`Usage: ${CORRECTIONS}`);
    return 2;
  }
  return withWorld(async (world) => {
    for (const row of await exportCorrections(world)) out(JSON.stringify(row));
    return 0;
  });
}

/** What a running server does by itself after a new version: posts of before are labelled again. May be cut off anywhere. */
export async function relabel(args: string[], out: Out, complain: Out): Promise<number> {
  if (args.length > 0) {
    complain(`Usage: ${RELABEL}`);
    return 2;
  }
  return withWorld(async (world) => {
    const sum = { looked: 0, moved: 0 };
    for (let done = false; !done; ) {
      const round = await labelAgain(world);
      sum.looked += round.looked;
      sum.moved += round.moved;
      done = round.done;
    }
    out(`${sum.looked} posts labelled again, ${sum.moved} of them are about something else now.`);
    return 0;
  });
}
