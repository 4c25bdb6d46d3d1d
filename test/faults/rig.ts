/**
 * A server of our own to attack: the demo, on free ports and in a folder of its own. It trusts
 * X-Forwarded-For, so that one machine can claim a thousand source addresses and each counts as a
 * network: the most that an attacker could have.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { testDatabase } from "../database.ts";
import { PROGRAM } from "../program.ts";
import type { Fault, Figure } from "./fault.ts";
import { type Target, targetAt } from "./target.ts";

export type Rig = {
  url: string;
  port: number;
  data: string;
  child: ChildProcess;
  /** With what it was started: to start it again. */
  environment: Record<string, string>;
  /** The database server's own pid, from the file that PostgreSQL keeps. */
  databasePid(): Promise<number>;
  stop(): Promise<void>;
};

/** Starts the demo as a process of its own and resolves when it is ready. */
export async function startRig(environment: Record<string, string> = {}): Promise<Rig> {
  const data = await mkdtemp(join(tmpdir(), "rightful-faults-"));
  // Run by root, the database is another user's process: let it pass, so that it stays in here.
  await chmod(data, 0o711);
  const port = await twoPorts();
  const rig: Rig = {
    url: `http://127.0.0.1:${port}`,
    port,
    data,
    ...{ child: await startServer(port, data, environment), environment },
    databasePid: () => databasePid(data),
    stop: async () => {
      // The one that runs now: an attack may have killed the first.
      await ended(rig.child, "SIGTERM");
      await rm(data, { recursive: true, force: true });
    },
  };
  return rig;
}

export async function startServer(
  port: number,
  data: string,
  environment: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [PROGRAM, "demo-server", "--port", String(port), "--data", data],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, RIGHTFUL_TRUST_PROXY: "yes", ...environment },
    },
  );
  await new Promise<void>((ready, fail) => {
    child.stdout?.on("data", (text) => {
      if (String(text).includes("Rightful is ready")) ready();
    });
    child.once("exit", (code) => fail(new Error(`It ended with ${code} before it was ready.`)));
  });
  return child;
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await gone;
}

export async function databasePid(data: string): Promise<number> {
  const folder = join(data, "postgres");
  const at = await readFile(join(folder, "database-is-at"), "utf8").catch(() => folder);
  const text = await readFile(join(at.trim(), "postgres", "postmaster.pid"), "utf8");
  return Number(text.split("\n")[0]);
}

/** The cheapest hash that argon2 allows, where its time is not what is attacked. */
export const cheapHash = { RIGHTFUL_HASH_MEMORY_KIB: "8" };

/** The same on the database server of the run, for whoever does not attack the database: none is made for it. */
export async function startGuest(environment: Record<string, string> = {}): Promise<Rig> {
  const { url, drop } = await testDatabase();
  const rig = await startRig({ DATABASE_URL: url, ...environment });
  const { stop } = rig;
  rig.stop = () => stop().finally(drop);
  return rig;
}

/** One attacked server a test file, ready when its tests run. */
export function attacked(environment: Record<string, string> = {}): { target: Target } {
  const holder = {} as { target: Target; rig: Rig };
  before(async () => {
    holder.rig = await startGuest(environment);
    holder.target = await targetAt(holder.rig.url);
  });
  after(async () => {
    holder.target?.close();
    await holder.rig?.stop();
  });
  return holder;
}

/** What does not hold, for a test to compare with nothing. */
export const broken = (figures: readonly Figure[]) =>
  figures
    .filter(({ holds }) => !holds)
    .map(({ what, measured, wanted }) => `${what}: ${measured}, wanted ${wanted}`);

export type { Fault };
