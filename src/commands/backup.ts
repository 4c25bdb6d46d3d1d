/** `rightful backup`: a whole, sealed copy of the data while the server works; once, or again and again. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { dump, type Progress } from "../core/backup-dump.ts";
import { writeBackup } from "../core/backup-file.ts";
import { BackupError, newBackupKey } from "../core/backup-seal.ts";
import type { Config } from "../core/config.ts";
import { findRunning } from "../core/embedded-running.ts";
import { chance, wallClock } from "../core/world.ts";
import { type Database, openDatabase } from "../database.ts";
import { bareConfig, readEvery, sealerOf, serverKeys } from "./backup-options.ts";
import { progressLine } from "./progress.ts";

type Out = (line: string) => void;

const USAGE =
  "Usage: rightful backup --to FILE|FOLDER [--every 30s [--keep 20]] [--recipient age1... | --passphrase-file FILE] [--data DIR] [--without-keys] [--json] | rightful backup key FILE";
/** What is promised to be lost at most; a round that takes longer says so. */
const LOST_MS_MAX = 60_000;
const DRAFT = /^rightful-\d{8}T\d{9}Z\.backup\.unfinished$/;
const NAMED = /^rightful-\d{8}T\d{9}Z\.backup$/;

const now = wallClock(() => 0);
const { bytes } = chance(now);

export async function backup(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: "string" },
      every: { type: "string" },
      keep: { type: "string", default: "20" },
      recipient: { type: "string" },
      "passphrase-file": { type: "string" },
      data: { type: "string" },
      "without-keys": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [verb, file] = positionals;
  if (verb === "key" && file && positionals.length === 2) return newKey(file, out, complain);
  const everyMs = values.every === undefined ? 0 : readEvery(values.every);
  const keep = Number(values.keep);
  if (positionals.length > 0 || !values.to || everyMs === null || !(keep >= 1)) {
    complain(USAGE);
    return 2;
  }
  const keys = serverKeys(values.data);
  if (keys === null)
    throw new BackupError(
      "The keys of the server are not known here: set RIGHTFUL_KEYS, or name its folder with --data.",
    );
  const config = bareConfig(keys, values.data);
  const sealer = sealerOf(values, config);
  const database = await reach(config, complain);
  const one = async () => {
    const started = performance.now();
    const at = now();
    const path = await pathOf(values.to as string, everyMs > 0, at);
    const line = progressLine(!values.json);
    const withoutKeys = values["without-keys"];
    const given = { keys: config.keys, withoutKeys, now: () => at };
    let copied = { table: "", rows: 0, bytes: 0 };
    const progress: Progress = (done) => {
      copied = done;
      line(`${done.table}: ${done.rows} rows, ${megabytes(done.bytes)}`);
    };
    const size = await writeBackup(path, dump(database.url, given, progress), sealer, { bytes });
    line("");
    const ms = Math.round(performance.now() - started);
    return { file: path, at: at.toISOString(), rows: copied.rows, bytes: size, ms };
  };
  const tell = (made: Awaited<ReturnType<typeof one>>) =>
    out(
      values.json
        ? JSON.stringify(made)
        : `${made.file}: ${made.rows} rows of ${made.at}, ${megabytes(made.bytes)}, in ${(made.ms / 1000).toFixed(1)} s.`,
    );
  try {
    if (everyMs === 0) {
      tell(await one());
      return 0;
    }
    return await again(everyMs, one, { tell, complain, keep, folder: values.to });
  } finally {
    await database.stop();
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

type Made = { at: string; ms: number };
type Round<T> = { tell: (made: T) => void; complain: Out; keep: number; folder: string };

/** Until it is told to stop. A round that fails is told and tried again; what was made before stays. */
async function again<T extends Made>(
  everyMs: number,
  one: () => Promise<T>,
  { tell, complain, keep, folder }: Round<T>,
): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());
  while (!stopped.signal.aborted) {
    const started = performance.now();
    try {
      const made = await one();
      tell(made);
      if (made.ms + everyMs > LOST_MS_MAX)
        complain(
          `A round takes ${Math.round(made.ms / 1000)} s: more than a minute would be lost. Ship the write-ahead log instead (docs/guide/keeping.md).`,
        );
      await forget(folder, keep);
    } catch (error) {
      complain(`No backup was made: ${(error as Error).message}`);
    }
    const leftMs = Math.max(everyMs - (performance.now() - started), 1_000);
    await pause(leftMs, undefined, { signal: stopped.signal }).catch(() => {});
  }
  return 0;
}

/** Of those named by us the newest stay; drafts of a round that was killed go. One maker a folder. */
async function forget(folder: string, keep: number): Promise<void> {
  const all = await readdir(folder);
  const made = all.filter((name) => NAMED.test(name)).sort();
  for (const name of [...made.slice(0, -keep), ...all.filter((name) => DRAFT.test(name))])
    await rm(join(folder, name), { force: true });
}

/** The newest whole backup of a folder, or the file itself. */
export async function newestOf(path: string): Promise<string> {
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const newest = (await readdir(path))
    .filter((name) => NAMED.test(name))
    .sort()
    .at(-1);
  if (!newest) throw new BackupError(`There is no backup in ${path}.`);
  return join(path, newest);
}

async function pathOf(to: string, isFolder: boolean, at: Date): Promise<string> {
  const path = resolve(to);
  const isThere = existsSync(path);
  if (!isFolder && !to.endsWith("/") && !(isThere && statSync(path).isDirectory())) {
    await mkdir(dirname(path), { recursive: true });
    return path;
  }
  await mkdir(path, { recursive: true, mode: 0o700 });
  return join(path, `rightful-${at.toISOString().replace(/[-:.]/g, "")}.backup`);
}

/** The database where it is at work; when nobody serves it, it is started for as long as this takes. */
async function reach(config: Config, say: Out): Promise<Database> {
  if (config.databaseUrl) return openDatabase(config, say);
  const folder = join(resolve(config.data), "postgres");
  if (!existsSync(folder))
    throw new BackupError(`There is no database in ${resolve(config.data)}.`);
  const url = findRunning(folder);
  return url ? { url, stop: async () => {} } : openDatabase(config, say);
}

/** A key file for whoever restores. It is kept away from where backups are made. */
async function newKey(file: string, out: Out, complain: Out): Promise<number> {
  const { identity, recipient } = await newBackupKey();
  try {
    writeFileSync(file, `# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: "wx" });
  } catch {
    complain(`${file} cannot be written, or is there already.`);
    return 1;
  }
  out(recipient);
  complain(`${file} opens every backup made for this recipient: keep it away from the server.`);
  return 0;
}
