/** Commands for those who run an installation. */
import { readFile } from "node:fs/promises";
import { alarmLine, closeAlarms, openAlarms } from "../core/alarms.ts";
import { type Config, readConfig } from "../core/config.ts";
import { resealAccountKeys } from "../core/vault.ts";
import { environment, type World } from "../core/world.ts";
import { newServiceKey, rehashIdentifiers } from "../features/accounts/index.ts";
import { resealAuditKey } from "../features/audit/index.ts";
import { retentionReport } from "../features/keeping/index.ts";
import { resealPackKey } from "../features/packs/index.ts";
import { parsePolicy } from "../features/policies/index.ts";
import { resealSignals } from "../features/signals/index.ts";
import { openDatabase, openWorld } from "../serve.ts";

type Out = (line: string) => void;
type Rehashed = Awaited<ReturnType<typeof rehashIdentifiers>>;

const quiet = () => {};

/** The configured database, up to date, and nothing that goes on by itself. */
export async function withWorld<T>(work: (world: World, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(environment(), false);
  const database = await openDatabase(config, quiet);
  const world = await openWorld({ config, database });
  try {
    return await work(world, config);
  } finally {
    await world.db.destroy();
    await database.stop();
  }
}

export async function policy(args: string[], out: Out, complain: Out): Promise<number> {
  const [verb, file] = args;
  if (verb !== "check" || !file) {
    complain("Usage: rightful policy check FILE, or rightful policy simulate (see --help)");
    return 2;
  }
  const { name, version } = parsePolicy(await readFile(file, "utf8"), file);
  out(`${file} is a sound policy: ${name}, version ${version}.`);
  return 0;
}

/** Password hashes name their key; they change at the owner's next sign-in, never without the password. */
async function hashesUnderOlderKeys(world: World): Promise<number> {
  const newest = `$hmac-sha256$keyid=${world.keys.current("pepper").id}$%`;
  const passwords = await world.db
    .selectFrom("accounts")
    .select((count) => count.fn.countAll<number>().as("n"))
    .where("passwordHash", "not like", newest)
    .executeTakeFirstOrThrow();
  const saved = await world.db
    .selectFrom("recoveryCodes")
    .select((count) => count.fn.countAll<number>().as("n"))
    .where("usedAt", "is", null)
    .where("hash", "not like", newest)
    .executeTakeFirstOrThrow();
  return Number(passwords.n) + Number(saved.n);
}

export async function keys(args: string[], out: Out): Promise<number> {
  if (args[0] !== "reseal") {
    out("Usage: rightful keys reseal");
    return 2;
  }
  return withWorld((world) => resealAll(world, out));
}

/** Moves to the newest key all that can be moved; can be repeated, and stopped at any time. */
export async function resealAll(world: World, out: Out): Promise<number> {
  const untilNone = async (some: () => Promise<number>) => {
    let all = 0;
    for (let last = -1; last !== 0; all += last) last = await some();
    return all;
  };
  const accounts = await untilNone(() => resealAccountKeys(world, 500));
  out(`${accounts} account keys sealed again with the newest key.`);
  const signals = await untilNone(() => resealSignals(world, 500));
  out(
    `${signals} secrets of streams and webhooks and signing keys sealed again with the newest key.`,
  );
  if ((await resealAuditKey(world)) > 0) out("The key of the audit sealed again.");
  if ((await resealPackKey(world)) > 0) out("The keys of evidence packs sealed again.");
  let changed = 0;
  for (let after: string | null = ""; after !== null; ) {
    const some: Rehashed = await rehashIdentifiers(world, after, 200);
    changed += some.changed;
    after = some.next;
  }
  out(`${changed} numbers, addresses and authenticators hashed again with the newest key.`);
  const waiting = await hashesUnderOlderKeys(world);
  out(
    waiting === 0
      ? "No password or saved code needs an older key."
      : `${waiting} passwords and saved codes still need an older key; see docs/decisions/0006-keys.md.`,
  );
  return 0;
}

/** What was raised and not closed. Exit code 1 while there is any, for a monitor that asks. */
export async function alarms(args: string[], out: Out): Promise<number> {
  return withWorld(async (world) => {
    const open = await openAlarms(world);
    if (args.includes("--json")) out(JSON.stringify(open, null, 2));
    else for (const alarm of open) out(alarmLine(alarm));
    if (args.includes("--close")) {
      await closeAlarms(world, open);
      out(`${open.length} closed.`);
      return 0;
    }
    if (open.length === 0 && !args.includes("--json")) out("No alarm is open.");
    return open.length === 0 ? 0 : 1;
  });
}

/** One line a kind of data. */
export async function retention(args: string[], out: Out): Promise<number> {
  return withWorld(async (world) => {
    const lines = await retentionReport(world);
    if (args.includes("--json")) {
      out(JSON.stringify(lines, null, 2));
      return 0;
    }
    for (const { what, says, days, rows, over, held, nextAt } of lines) {
      const due = over - held;
      const next =
        due > 0 ? `${due} go now` : nextAt ? `the next on ${nextAt.slice(0, 10)}` : "none";
      const kept = held > 0 ? `, ${held} stay under a legal hold` : "";
      out(
        `${what.padEnd(15)} ${String(days).padStart(4)} days  ${rows} here, ${next}${kept}. ${says}`,
      );
    }
    return 0;
  });
}

const SCOPES = ["accounts", "decisions", "ssf.read", "ssf.manage", "webhooks", "posts"];

/** `rightful service-key new NAME [SCOPE ...]`: for a back end; shown once, kept as a hash. */
export async function serviceKey(args: string[], out: Out, complain: Out): Promise<number> {
  const [verb, name, ...scopes] = args;
  const isKnown = scopes.every((scope) => SCOPES.includes(scope));
  if (verb !== "new" || !name || name.length > 60 || !isKnown) {
    complain(`Usage: rightful service-key new NAME [SCOPE ...]. Scopes: ${SCOPES.join(" ")}`);
    return 2;
  }
  return withWorld(async (world) => {
    out(await newServiceKey(world, name, scopes.length > 0 ? scopes : ["accounts"]));
    complain("This is shown once. Keep it where the wallet's back end keeps its secrets.");
    return 0;
  });
}
