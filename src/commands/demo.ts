import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { playDemo } from "../features/demo/index.ts";
import { startDemo } from "./demo-server.ts";

const freePort = () =>
  new Promise<number>((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });

/** `rightful demo`: plays the main journeys in the terminal, against a fresh database that it removes. */
export async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { lang: { type: "string", default: "en" } } });
  const data = await mkdtemp(join(tmpdir(), "rightful-demo-"));
  // Run by root, the database is another user's process: let it pass, so that it stays in here.
  await chmod(data, 0o711);
  const running = await startDemo({ port: await freePort(), data, say: () => {} });
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
