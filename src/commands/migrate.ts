/** `rightful migrate`: the database comes to this version, and where there is a cluster its tables to their places. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { demandCitus, layOut, notLaidOut } from "../core/citus.ts";
import { readConfig } from "../core/config.ts";
import { migrate } from "../core/migrate.ts";
import { buildAhead } from "../core/migrate-ahead.ts";
import { environment, wallClock } from "../core/world.ts";
import { openDatabase } from "../database.ts";
import { home } from "../serve.ts";

type Out = (line: string) => void;

const FOLDER = join(home, "migrations");

export async function migrateNow(args: string[], out: Out): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { citus: { type: "boolean" }, ahead: { type: "boolean" } },
  });
  const database = await openDatabase(readConfig(environment(), false), () => {});
  try {
    if (values.ahead) return await prepare(database.url, out);
    if (values.citus) await demandCitus(database.url);
    const applied = await migrate(database.url, FOLDER, wallClock(() => 0)());
    out(
      applied.length > 0
        ? `Applied: ${applied.join(", ")}.`
        : "Nothing to do: the database is up to date.",
    );
    if (values.citus) await layOut(database.url, out);
    else remind(await notLaidOut(database.url), out);
    return 0;
  } finally {
    await database.stop();
  }
}

/** Before the upgrade, while the older version works. */
async function prepare(url: string, out: Out): Promise<number> {
  const built = await buildAhead(url, FOLDER);
  out(
    built.length > 0
      ? `Built ahead: ${built.join(", ")}. The upgrade will find them.`
      : "No index to build ahead of the upgrade.",
  );
  return 0;
}

function remind(waiting: readonly string[], out: Out) {
  if (waiting.length > 0)
    out(
      `Not laid out on the cluster yet: ${waiting.join(", ")}. Run \`rightful migrate --citus\` before the new version serves.`,
    );
}
