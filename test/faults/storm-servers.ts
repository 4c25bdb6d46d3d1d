/**
 * Two servers on one embedded database, as processes that can be killed: the first one supervises the
 * database and has no workers, the second one has them. The providers stay outside of the storm.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { readConfig } from "../../src/core/config.ts";
import { transact } from "../../src/core/db.ts";
import type { World } from "../../src/core/world.ts";
import { bindDevice, putAccount } from "../../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../../src/features/passwords/index.ts";
import { beginOwnerSession } from "../../src/features/sessions/index.ts";
import { outbox } from "../../src/ports/channels/outbox.ts";
import { openWorld } from "../../src/serve.ts";
import { inParallel, numbers } from "./fault.ts";
import { openGateway, openMailbox } from "./post.ts";
import { databasePid, ended, startServer } from "./rig.ts";
import { type Person, pause } from "./storm-load.ts";
import { type Target, targetAt } from "./target.ts";

const DAY_MS = 86_400_000;

/** The whole database: the first process and all that it began. */
export function databaseProcesses(postmaster: number): number[] {
  const parentOf = (pid: string) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    } catch {
      return 0;
    }
  };
  const children = readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && parentOf(pid) === postmaster,
  );
  return [postmaster, ...children.map(Number)];
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself.
    }
}

/** Where the embedded database of this data folder is reached, its password in the address. */
export async function embeddedUrl(data: string): Promise<string> {
  const folder = realpathSync(join(data, "postgres"));
  const note = join(folder, "database-is-at");
  const home = existsSync(note) ? (await readFile(note, "utf8")).trim() : folder;
  const password = (await readFile(join(home, "postgres.password"), "utf8")).trim();
  const sockets = encodeURIComponent(join(home, "socket"));
  return `postgresql://rightful:${password}@/rightful?host=${sockets}`;
}

/** The World of the servers, in this process: to prepare people and to look afterwards. */
export async function worldOf(data: string, more: Record<string, string> = {}): Promise<World> {
  const url = await embeddedUrl(data);
  const keys = await readFile(join(data, "keys"), "utf8");
  const config = readConfig(
    {
      RIGHTFUL_URL: "http://localhost:8700",
      RIGHTFUL_WALLET_URL: "http://localhost:8701",
      RIGHTFUL_KEYS: keys,
      ...more,
    },
    true,
  );
  // Nothing is sent from here.
  const silent = outbox(() => {});
  const ports = () => ({ sms: silent, email: silent });
  return openWorld({ config, database: { url, stop: async () => {} }, ports });
}

/** Owners with a number, a mailbox, a device of a hundred days, a password and an open session. */
export async function prepare(world: World, count: number): Promise<Person[]> {
  const hash = await hashOf(world, "old harbour lantern 42");
  return inParallel(numbers(count), 8, async (n) => {
    const digits = String(n).padStart(6, "0");
    const id = `acc_s${digits}`;
    const person = {
      id,
      phone: `+8613912${digits}`,
      email: `s${digits}@example.com`,
      deviceId: `storm-phone-${digits}`,
    };
    const { phone, email, deviceId } = person;
    const verifiedAt = new Date(Date.now() - 365 * DAY_MS).toISOString();
    await putAccount(world, { kind: "system", id: "storm" }, id, {
      ...{ name: "Lin Yue", phone, email, locale: "en", verifiedAt },
    });
    const boundAt = new Date(Date.now() - 100 * DAY_MS);
    await transact(world, async (world) => {
      await storePassword(world, id, hash);
      await bindDevice(world, id, { deviceId, name: "Phone", boundAt });
    });
    await beginOwnerSession(world, id);
    return person;
  });
}

export const cheap = {
  RIGHTFUL_HASH_MEMORY_KIB: "8",
  RIGHTFUL_STARTS_PER_HOUR: "1000000",
  RIGHTFUL_TRUST_PROXY: "yes",
  // Servers start often here: their sources are read and stripped of types once.
  NODE_COMPILE_CACHE: join(tmpdir(), "rightful-compile-cache"),
};

/** Two servers, their database and the providers, which stay outside of the storm. */
export async function openStorm() {
  const data = await mkdtemp(join(tmpdir(), "rightful-storm-"));
  await chmod(data, 0o711);
  const [port, second] = [await twoPorts(), await twoPorts()];
  const providers = { sms: await openGateway(), email: await openMailbox() };
  const children: { server?: ChildProcess; worker?: ChildProcess } = {};
  const startFirst = async () => {
    children.server = await startServer(port, data, { ...cheap, RIGHTFUL_WORKERS: "no" });
  };
  const startSecond = async () => {
    const child = spawn(process.execPath, ["test/faults/second-server.ts"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        ...cheap,
        DATABASE_URL: await embeddedUrl(data),
        RIGHTFUL_KEYS: await readFile(join(data, "keys"), "utf8"),
        RIGHTFUL_URL: `http://localhost:${port}`,
        RIGHTFUL_WALLET_URL: `http://localhost:${port + 1}`,
        RIGHTFUL_PORT: String(second),
        RIGHTFUL_SMS_URL: providers.sms.url,
        RIGHTFUL_SMS_KEY: "shared-with-the-gateway",
        RIGHTFUL_SMTP_URL: providers.email.url,
        RIGHTFUL_STORM_LOG: join(data, "second.log"),
      },
    });
    children.worker = child;
    await new Promise<void>((ready, fail) => {
      child.stdout.on("data", (text) => String(text).includes("is ready") && ready());
      child.once("exit", (code) => fail(new Error(`The second server ended with ${code}.`)));
    });
  };
  const databaseAnswers = async () => {
    for (let turn = 0; ; turn++)
      try {
        const client = new pg.Client({ connectionString: await embeddedUrl(data) });
        client.on("error", () => {});
        await client.connect();
        return await client.end();
      } catch (error) {
        if (turn > 1_000) throw error;
        await pause(30);
      }
  };
  await startFirst();
  await startSecond();
  const first = await targetAt(`http://127.0.0.1:${port}`);
  const doors = [first, await targetAt(`http://127.0.0.1:${second}`)] as const;
  return {
    ...{ data, children, startFirst, startSecond, databaseAnswers, doors, ...providers },
    stop: async () => {
      for (const door of doors) door.close();
      if (children.worker) await ended(children.worker, "SIGTERM");
      if (children.server) await ended(children.server, "SIGTERM");
      // When the server could not stop it, because a start failed half way.
      const left = await databasePid(data).catch(() => 0);
      if (left > 0) signalAll(databaseProcesses(left), "SIGKILL");
      await providers.sms.close();
      await providers.email.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
export type Storm = Awaited<ReturnType<typeof openStorm>>;

const SERVES_MS = 60_000;

/** Until both doors do database work again. */
export async function serves(doors: readonly Target[]): Promise<void> {
  const end = performance.now() + SERVES_MS;
  for (const door of doors)
    for (;;) {
      const reply = await door.call("GET", "/readyz").catch(() => undefined);
      if (reply?.status === 200) break;
      if (performance.now() > end) throw new Error(`${door.url} did not serve again in a minute.`);
      await pause(10);
    }
}
