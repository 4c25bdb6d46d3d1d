/**
 * `rightful restore`: a backup into an empty folder or an empty database. Nothing is begun before the whole
 * file was proven; what a kill leaves behind is refused by a start and cleared by the next restore.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { keyTags, type Progress } from "../core/backup-dump.ts";
import { openBackup } from "../core/backup-file.ts";
import { clear, isEmpty, type Loaded, load, readOpening } from "../core/backup-load.ts";
import { BackupError } from "../core/backup-seal.ts";
import { startEmbedded } from "../core/embedded.ts";
import { chance, environment, wallClock } from "../core/world.ts";
import { type Database, UNFINISHED } from "../database.ts";
import { newestOf } from "./backup.ts";
import { bareConfig, openerOf, serverKeys } from "./backup-options.ts";
import { progressLine } from "./progress.ts";

type Out = (line: string) => void;

const USAGE =
  "Usage: rightful restore FILE|FOLDER --data DIR (or DATABASE_URL) [--key FILE | --passphrase-file FILE] [--json]";

const now = wallClock(() => 0);
const { id } = chance(now);

export async function restore(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: "string" },
      key: { type: "string" },
      "passphrase-file": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [from] = positionals;
  const { DATABASE_URL } = environment();
  if (!from || positionals.length > 1 || (values.data === undefined && !DATABASE_URL)) {
    complain(USAGE);
    return 2;
  }
  const started = performance.now();
  const line = progressLine(!values.json);
  const { home, ...program } = await import("../serve.ts");
  const migrations = join(home, "migrations");
  const file = await newestOf(from);
  const backup = await openBackup(file, openerOf(values));
  line("Proving the backup");
  await backup.prove();
  const opening = await readOpening(backup.records(), migrations);
  const keys = opening.keys?.join(",") ?? serverKeys(values.data);
  if (!keys)
    throw new BackupError(
      "The backup was made without the keys of the server: set RIGHTFUL_KEYS to what they were.",
    );
  const config = bareConfig(keys, values.data);
  if (!keyTags(config.keys).includes(opening.keyTag))
    throw new BackupError("RIGHTFUL_KEYS are not the keys that this data was sealed with.");
  const place = values.data === undefined ? null : await prepare(values.data, complain);
  const database = place?.database ?? { url: DATABASE_URL as string, stop: async () => {} };
  try {
    if (!(await isEmpty(database.url)))
      throw new BackupError(
        "There is data in this database. A backup is restored into an empty one.",
      );
    const progress: Progress = ({ table, rows, bytes }) =>
      line(`${table}: ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB`);
    const loaded = await load(
      database.url,
      backup.records,
      { migrations, id: id("rst"), now },
      progress,
    );
    line("Verifying the audit");
    const { finishRestore } = await import("./restore-finish.ts");
    const audit = await finishRestore(program.openWorld, config, database);
    if (place) settle(place.folder, keys);
    line("");
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    if (values.json) out(JSON.stringify({ file, ...loaded, opening: undefined, audit, seconds }));
    else for (const text of said(file, loaded, audit, seconds)) out(text);
    return audit.found === 0 ? 0 : 1;
  } finally {
    await database.stop();
  }
}

/** An empty folder, or one that an unfinished restore left: with an empty database at work in it. */
async function prepare(data: string, say: Out): Promise<{ folder: string; database: Database }> {
  const folder = resolve(data);
  const marker = join(folder, UNFINISHED);
  const isOurs = existsSync(marker);
  if (!isOurs && existsSync(folder) && readdirSync(folder).length > 0)
    throw new BackupError(`${folder} is not empty. A backup is restored into an empty folder.`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(marker, "", { flush: true });
  const database = await startEmbedded({ dataDir: join(folder, "postgres"), log: say });
  if (isOurs) await clear(database.url);
  return { folder, database };
}

/** The keys beside the data, and the folder is whole. */
function settle(folder: string, keys: string) {
  writeFileSync(join(folder, "keys"), keys, { mode: 0o600, flush: true });
  rmSync(join(folder, UNFINISHED));
}

function said(
  file: string,
  { opening, rows, tables, spent }: Loaded,
  audit: { chains: number; events: number; found: number },
  seconds: number,
): string[] {
  const ended = Object.entries(spent).map(
    ([table, count]) => `${count} ${table.replaceAll("_", " ")}`,
  );
  return [
    `${file}: ${rows} rows of ${tables} tables, as they were at ${opening.at}, in ${seconds} s.`,
    `Spent, since nobody knows what was used after that: ${ended.join(", ") || "nothing"}.`,
    audit.found === 0
      ? `${audit.chains} chains verified (${audit.events} events); none was changed.`
      : `${audit.chains} chains verified; ${audit.found} findings: \`rightful audit verify\` names them.`,
    "What was decided since is not here: see docs/guide/keeping.md for what to do again.",
  ];
}
