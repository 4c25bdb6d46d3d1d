/**
 * Which database a server uses, and the demo's keys beside it. Light on purpose: it is read before the
 * rest of the program, so that the database can start meanwhile.
 */
import { existsSync } from "node:fs";
import { link, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Config } from "./core/config.ts";
import { EmbeddedError, startEmbedded } from "./core/embedded.ts";

/** In a data folder while a backup is restored into it: what stands there is not whole. */
export const UNFINISHED = "unfinished-restore";

export type Database = { url: string; stop(): Promise<void> };

/**
 * The configured PostgreSQL, or the embedded one. `meanwhile` is called when that one works by itself:
 * time for something else. Throws EmbeddedError with one clear sentence.
 */
export async function openDatabase(
  config: Config,
  say: (line: string) => void,
  meanwhile: () => void = () => {},
): Promise<Database> {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} };
  if (existsSync(join(resolve(config.data), UNFINISHED)))
    throw new EmbeddedError(
      "did-not-start",
      `The restore into ${resolve(config.data)} did not come to its end: run it again, or name another folder.`,
    );
  return startEmbedded({ dataDir: join(resolve(config.data), "postgres"), log: say, meanwhile });
}

/**
 * The demo's keys: made at the first start, kept beside its database, never shown. Whole and on the
 * disk before anything is sealed with them: a power cut must not leave data that no key opens.
 */
export async function demoKeys(folder: string, bytes: (count: number) => Buffer): Promise<string> {
  const file = join(folder, "keys");
  const draft = `${file}.${bytes(6).toString("hex")}`;
  await mkdir(folder, { recursive: true });
  if (!existsSync(file)) {
    await writeFile(draft, `d1:${bytes(32).toString("base64")}`, { mode: 0o600, flush: true });
    // Atomic: of two that start at once, one decides.
    await link(draft, file).catch(() => {});
    await rm(draft, { force: true });
    const entries = await open(folder);
    await entries.sync().finally(() => entries.close());
  }
  return readFile(file, "utf8");
}
