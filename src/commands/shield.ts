/** `rightful shield check`: judges links and messages line by line, without a server, a database or the network. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { loadRegistry } from "../features/registry/index.ts";
import { checkLines } from "../features/shield/index.ts";

type Out = (line: string) => void;
const USAGE = "rightful shield check [FILE] [--channels FILE]";

/**
 * Each line is `{"url"}`, `{"text"}`, `{"phone"}` or `{"email"}` with whatever else; it comes back with `verdict`,
 * `score` and `reasons`, in the same order. A line that cannot be read comes back with `error`, and the exit code is 1.
 */
export async function shield(args: string[], out: Out, complain: Out): Promise<number> {
  const [verb, ...rest] = args;
  const at = rest.indexOf("--channels");
  const channels = at < 0 ? undefined : rest.splice(at, 2)[1];
  if (verb !== "check" || rest.length > 1 || (at >= 0 && !channels)) {
    complain(`Usage: ${USAGE}`);
    return 2;
  }
  const check = checkLines(loadRegistry(channels));
  const [file] = rest;
  const input = file && file !== "-" ? createReadStream(file) : process.stdin;
  const failed = new Promise<never>((_, refuse) => input.on("error", refuse));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let wrong = 0;
  const all = async () => {
    for await (const line of lines) {
      if (line.trim() === "") continue;
      const said = check(line);
      if ("error" in said) wrong++;
      out(JSON.stringify(said));
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
