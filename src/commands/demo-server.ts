import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Wallet } from "../../wallet/main.ts";
import { readConfig } from "../core/config.ts";
import { createDatabase } from "../core/embedded.ts";
import { environment } from "../core/world.ts";
import { demoKeys, openDatabase } from "../database.ts";
import type { Running } from "../serve.ts";
import { untilStopped } from "./stopping.ts";

export type DemoOptions = { port: number; data: string; say: (line: string) => void };
export type DemoRunning = {
  url: string;
  walletUrl: string;
  running: Running;
  stop(): Promise<void>;
};

const readProgram = async () => ({
  ...(await import("../serve.ts")),
  ...(await import("../features/demo/index.ts")),
  ...(await import("../../wallet/main.ts")),
});

/** The demo: loopback only, an outbox instead of providers, the wallet beside it on the next port. */
export async function startDemo({ port, data, say }: DemoOptions): Promise<DemoRunning> {
  const folder = resolve(data);
  const [url, walletUrl] = [`http://localhost:${port}`, `http://localhost:${port + 1}`];
  const directoryKey = randomBytes(24).toString("base64url");
  // A wallet of one's own to try with; ours then runs beside it, and its money is not held.
  const isTheirs = Boolean(environment().RIGHTFUL_DIRECTORY_URL);
  const config = readConfig(
    {
      ...environment(),
      RIGHTFUL_KEYS: await demoKeys(folder, randomBytes),
      RIGHTFUL_HOST: "127.0.0.1",
      RIGHTFUL_PORT: String(port),
      RIGHTFUL_URL: url,
      RIGHTFUL_WALLET_URL: walletUrl,
      RIGHTFUL_DATA: folder,
      ...(!isTheirs && {
        RIGHTFUL_DIRECTORY_URL: `http://127.0.0.1:${port + 1}/rightful`,
        RIGHTFUL_DIRECTORY_KEY: directoryKey,
      }),
    },
    true,
  );
  const log = createWriteStream(join(folder, "rightful.log"), { flags: "a" });
  // Most of the program is read while the database starts in a process of its own.
  let reading: ReturnType<typeof readProgram> | undefined;
  const database = await openDatabase(config, say, () => {
    reading ??= readProgram();
    // Told below, where it is waited for.
    reading.catch(() => {});
  });
  const clock = { offsetMs: 0 };
  let running: Running | undefined;
  let wallet: Wallet | undefined;
  try {
    const program = await (reading ?? readProgram());
    const { demoPorts, loadClock, mountDemo, people, seedDemo, serve, startWallet } = program;
    running = await serve({
      config,
      database,
      clock,
      ports: demoPorts,
      write: (line) => log.write(line),
      prepare: async (world, app) => {
        clock.offsetMs = await loadClock(world.db);
        const [{ serviceKey }, databaseUrl] = await Promise.all([
          seedDemo(world),
          walletDatabase(database.url),
        ]);
        wallet = await startWallet({
          port: port + 1,
          rightfulUrl: `http://127.0.0.1:${port}`,
          ...{ serviceKey, directoryKey, databaseUrl },
          publicRightfulUrl: url,
          dataDir: join(folder, "wallet"),
          now: world.now,
          devices: people.flatMap(({ name, devices = [] }) =>
            devices.map(({ deviceId }) => ({ id: deviceId, name })),
          ),
        });
        await mountDemo(app, world, clock, wallet.reset);
      },
    });
    const { stop } = running;
    return {
      url,
      walletUrl,
      running,
      stop: async () => {
        await wallet?.stop();
        await stop();
      },
    };
  } catch (error) {
    await wallet?.stop();
    await (running ? running.stop() : database.stop());
    throw error;
  }
}

const NAME = /^(\w+:\/\/[^/]*\/)([^?]*)/;

/** The wallet's books are in a database of their own on the same PostgreSQL: the server never reaches into them. */
async function walletDatabase(url: string): Promise<string> {
  const name = `${NAME.exec(url)?.[2] || "rightful"}_wallet`;
  await createDatabase(url, name);
  return url.replace(NAME, `$1${name}`);
}

export async function demoServer(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "8700" },
      data: { type: "string", default: "./data" },
    },
  });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const demo = await startDemo({ port: Number(values.port), data: values.data, say });
  say("");
  say("Rightful is ready. This is the demo: it sends nothing, and its accounts are invented.");
  say(`  Portal   ${demo.url}`);
  say(`  Wallet   ${demo.walletUrl}`);
  say(`  Phone    ${demo.url}/demo/phone   (what would have been sent)`);
  say(`  Accounts ${demo.url}/demo`);
  say("Stop with Ctrl+C.");
  return untilStopped(demo.stop);
}
