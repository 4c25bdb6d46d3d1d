/** A server, a wallet's ledger and a database under both, each of which can be killed and comes back. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { readConfig } from "../../src/core/config.ts";
import { openPool } from "../../src/core/database-writer.ts";
import { createDatabase, startEmbedded } from "../../src/core/embedded.ts";
import { verifyChain } from "../../src/core/events.ts";
import { migrate } from "../../src/core/migrate.ts";
import type { World } from "../../src/core/world.ts";
import { newServiceKey, putAccount } from "../../src/features/accounts/index.ts";
import { outbox } from "../../src/ports/channels/outbox.ts";
import { openWorld } from "../../src/serve.ts";
import { openBooks } from "../../wallet/books.ts";
import { inParallel, numbers } from "./fault.ts";
import { ended } from "./rig.ts";
import { pause } from "./storm-load.ts";
import { cheap, databaseProcesses, signalAll } from "./storm-servers.ts";
import { targetAt } from "./target.ts";

export const victims = ["server", "ledger", "database"] as const;
export type Victim = (typeof victims)[number];
export type Stage = Awaited<ReturnType<typeof openStage>>;

const ACCOUNTS = 120;
export const OPENING = 100_000_000n;
const UP_MS = 120_000;
const LEDGER = "rightful_ledger";

function start(file: string, args: string[], env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  // One that never becomes ready is ended, and begun again.
  const late = setTimeout(() => child.kill("SIGKILL"), UP_MS);
  return new Promise<ChildProcess>((ready, fail) => {
    child.stdout?.on("data", (text) => String(text).includes("ready") && ready(child));
    child.once("exit", (code) => fail(new Error(`${file} ended with ${code}.`)));
  }).finally(() => clearTimeout(late));
}

function poolAt(url: string): pg.Pool {
  const pool = openPool(url, { max: 4, connectionTimeoutMillis: 10_000, query_timeout: UP_MS });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** A database that has just come back may refuse its first guests. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + UP_MS; ; await pause(50))
    try {
      return await work();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
}

/** A database of its own for the server; the ledger's stays with us. */
export type Place = { url: string; kill(): Promise<void>; stop(): Promise<void> };

export async function openStage(place?: Place) {
  const data = await mkdtemp(join(tmpdir(), "rightful-freeze-"));
  // Run by root, the database is another user's process: let it pass, so that it stays in here.
  await chmod(data, 0o711);
  const database = await startEmbedded({ dataDir: join(data, "postgres") });
  const port = await twoPorts();
  const [url, ledgerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`];
  await createDatabase(database.url, LEDGER);
  const books = database.url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${LEDGER}`);
  const key = randomBytes(24).toString("base64url");
  const env = {
    ...cheap,
    DATABASE_URL: place?.url ?? database.url,
    RIGHTFUL_KEYS: `d1:${randomBytes(32).toString("base64")}`,
    RIGHTFUL_URL: `http://localhost:${port}`,
    RIGHTFUL_WALLET_URL: `http://localhost:${port + 1}`,
    RIGHTFUL_PORT: String(port),
    RIGHTFUL_DIRECTORY_URL: `${ledgerUrl}/rightful`,
    RIGHTFUL_DIRECTORY_KEY: key,
  };
  const { accounts, serviceKey } = await prepare(env, books);
  const [pool, ours] = [books, env.DATABASE_URL].map((url) => poolAt(url)) as [pg.Pool, pg.Pool];
  const starts = {
    server: () => start("test/faults/freeze-server.ts", [], env),
    ledger: (flags: readonly string[] = []) =>
      start("test/faults/freeze-ledger.ts", [...flags], {
        ...{ LEDGER_DATABASE_URL: books, LEDGER_PORT: String(port + 1), LEDGER_KEY: key },
        ...{ RIGHTFUL_URL: url, WALLET_SERVICE_KEY: serviceKey },
      }),
  };
  const children = { server: await starts.server(), ledger: await starts.ledger() };
  const server = await targetAt(url, 64);

  return {
    ...{ accounts, serviceKey, ledgerUrl, server },
    /** The books themselves, beside both programs. */
    rows: <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> =>
      patiently(async () => (await pool.query<T>(sql, values)).rows),
    /** The server's own rows. */
    own: <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> =>
      patiently(async () => (await ours.query<T>(sql, values)).rows),
    /** What only a terminal or a test may do. */
    async inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
      const world = await worldFor(env);
      return work(world).finally(() => world.db.destroy());
    },
    /** Killed with -9, and back: started again, or by its own supervisor. */
    async kill(victim: Victim): Promise<void> {
      if (victim === "database" && place) await place.kill();
      else if (victim === "database") signalAll(databaseProcesses(database.pid), "SIGKILL");
      else {
        await ended(children[victim], "SIGKILL");
        children[victim] = await patiently(() => starts[victim]());
      }
      await patiently(() => pool.query("select 1"));
      await patiently(async () => {
        const { status } = await server.call("GET", "/readyz");
        if (status !== 200) throw new Error(`The server answers ${status}.`);
      });
    },
    /** Another ledger on the same books; flags as freeze-ledger.ts says. */
    async changeLedger(...flags: string[]): Promise<void> {
      await ended(children.ledger, "SIGKILL");
      children.ledger = await starts.ledger(flags);
    },
    /** How many of the accounts' event chains are not whole, told from the rows alone. */
    async brokenChains(): Promise<number> {
      const found = await this.inWorld((world) =>
        inParallel(accounts, 4, (id) => verifyChain(world, id)),
      );
      return found.filter((at) => at !== null).length;
    },
    async stop(): Promise<void> {
      server.close();
      await pool.end();
      await ours.end();
      for (const child of Object.values(children)) await ended(child, "SIGTERM");
      await database.stop();
      await place?.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The server's World, in this process: to prepare, and to look afterwards. */
function worldFor(env: Record<string, string>) {
  const config = readConfig(env, true);
  const silent = outbox(() => {});
  const database = { url: config.databaseUrl, stop: async () => {} };
  return openWorld({ config, database, ports: () => ({ sms: silent, email: silent }) });
}

/** Accounts on both sides, with the same ids. */
async function prepare(env: Record<string, string>, books: string) {
  await migrate(env.DATABASE_URL ?? "", "migrations", new Date());
  const world = await worldFor(env);
  const serviceKey = `rk_freeze_${randomBytes(24).toString("base64url")}`;
  await newServiceKey(world, "ledger", ["accounts", "decisions"], serviceKey);
  // What a demo's server tells of itself: `targetAt` asks for it.
  const setting = { name: "demo-service-key", value: serviceKey };
  await world.db.insertInto("settings").values(setting).execute();
  const accounts = numbers(ACCOUNTS).map((n) => `acc_f${String(n).padStart(3, "0")}`);
  await inParallel(accounts, 8, (id) =>
    putAccount(world, { kind: "system", id: "freeze" }, id, {
      ...{ name: "Lin Yue", email: `${id}@example.com`, locale: "en" },
      verifiedAt: new Date(0).toISOString(),
    }),
  );
  await world.db.destroy();
  const ledger = await openBooks(books);
  await inParallel(accounts, 8, (id) => ledger.open(id, OPENING));
  await ledger.close();
  return { accounts, serviceKey };
}
