import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { playDemo } from "../features/demo/index.ts";
import { startDemo } from "./demo-server.ts";
import { twoPorts } from "./two-ports.ts";

/** `rightful demo`: plays the main journeys in the terminal, against a fresh database that it removes. */
export async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { lang: { type: "string", default: "en" } } });
  const data = await mkdtemp(join(tmpdir(), "rightful-demo-"));
  // Run by root, the database is another user's process: let it pass, so that it stays in here.
  await chmod(data, 0o711);
  const running = await startDemo({ port: await twoPorts(), data, say: () => {} });
  try {
    return await playDemo({
      url: running.url,
      lang: values.lang === "zh" ? "zh" : "en",
      print: (line: string) => process.stdout.write(`${line}\n`),
    });
  } finally {
    await running.stop();
    await rm(data, { recursive: true, force: true });
  }
}
