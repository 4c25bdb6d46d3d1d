/**
 * `rightful doctor`: what an operator gets wrong, each with what to do. It changes nothing, sends nothing, and says no
 * secret. What is judged is pure (`doctor/rules-*.ts`), what is looked at stands beside it.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Config, readSettings } from "../core/config.ts";
import { findRunning } from "../core/embedded-running.ts";
import { environment, wallClock } from "../core/world.ts";
import { loadPolicies } from "../features/policies/index.ts";
import { home } from "../serve.ts";
import { type Finding, fine, found, or } from "./doctor/codes.ts";
import { seeDatabase, seeServers } from "./doctor/database.ts";
import { canBeAddedTo, seeDisk, seeFiles, seeNewest } from "./doctor/machine.ts";
import { seeOutside } from "./doctor/outside.ts";
import {
  judgeConnections,
  judgeDatabase,
  judgeServers,
  judgeWork,
} from "./doctor/rules-database.ts";
import { type BackupSeen, judgeBackup, judgeDisk } from "./doctor/rules-machine.ts";
import {
  judgeFiles,
  judgeKeys,
  judgePublic,
  judgeSettings,
  judgeWatch,
} from "./doctor/rules-settings.ts";

type Out = (line: string) => void;
type Environment = Readonly<Record<string, string | undefined>>;
type Options = { processes: number | null; backups: string | undefined };

const now = wallClock(() => 0);

/** 0: no fault, whatever the advice. 1: a fault. 2: wrong usage. `given`: the environment that is looked over. */
export async function doctor(
  args: string[],
  out: Out,
  complain: Out,
  given: Environment = environment(),
): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      processes: { type: "string" },
      backups: { type: "string" },
    },
  });
  const processes = values.processes === undefined ? null : Number(values.processes);
  if (processes !== null && !(Number.isInteger(processes) && processes >= 1)) {
    complain("Usage: rightful doctor [--processes N] [--backups FILE|FOLDER] [--json]");
    return 2;
  }
  const findings = await examine(given, { processes, backups: values.backups });
  if (values.json) out(JSON.stringify(findings, null, 2));
  else for (const line of findings.map(lineOf)) out(line);
  return findings.some(({ is }) => is === "fault") ? 1 : 0;
}

const lineOf = ({ what, is, code, says }: Finding) =>
  `${is.toUpperCase().padEnd(6)} ${code ?? what}: ${says}`;

async function examine(given: Environment, options: Options): Promise<Finding[]> {
  const { known, faults } = readSettings(given, false);
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  const isWhole = faults.length === 0;
  const [policies, inside, outside] = await Promise.all([
    readPolicies(known),
    lookInside(known, options),
    // Half a configuration would be asked for what nobody configured.
    isWhole ? seeOutside(known as Config, now) : [],
  ]);
  return [
    ...judgeSettings(faults, names),
    ...policies,
    ...judgeFiles(seeFiles(given)),
    ...judgePublic(known),
    ...watched(known),
    ...inside,
    ...outside,
  ];
}

async function readPolicies({ policyFolder, policy }: Partial<Config>): Promise<Finding[]> {
  const what = "policies";
  try {
    const policies = await loadPolicies(policyFolder || join(home, "policies"));
    const all = [...policies.values()].map(({ name, version }) => `${name} ${version}`).join(", ");
    if (policy === undefined || policies.has(policy)) return [fine(what, `${all}.`)];
    return [found(what, "policies-wrong", `Set RIGHTFUL_POLICY to one of ${all}.`)];
  } catch (error) {
    return [found(what, "policies-wrong", `Correct the policies: ${(error as Error).message}`)];
  }
}

function watched(known: Partial<Config>): Finding[] {
  const { auditFile = "" } = known;
  const isLost = auditFile !== "" && !canBeAddedTo(auditFile);
  const findings = judgeWatch(known);
  if (!isLost) return findings;
  const says = `Let the server's user write to ${auditFile}: checkpoints of the audit are added there.`;
  return [
    ...findings.filter(({ is }) => is !== "ok"),
    found("watch", "audit-file-unwritable", says),
  ];
}

/** The database, as far as the settings lead to one, and what only it knows. */
async function lookInside(known: Partial<Config>, { processes, backups }: Options) {
  const newestAt = backups === undefined ? undefined : await seeNewest(backups);
  const aged = (archive: BackupSeen["archive"]) => judgeBackup({ newestAt, archive }, now());
  const { databaseUrl, data, keys = [], connections = 16, isolation = "" } = known;
  if (databaseUrl === undefined) return aged(null);
  const embedded = data === undefined ? null : resolve(data);
  const disk = async () =>
    databaseUrl === "" && embedded !== null ? [judgeDisk(embedded, await seeDisk(embedded))] : [];
  const url = databaseUrl || (embedded && findRunning(join(embedded, "postgres")));
  if (!url) return [notRunning(embedded), ...(await disk()), ...aged(null)];
  try {
    const newestKey = keys[0]?.split(":")[0] ?? "";
    const asked = { migrations: join(home, "migrations"), newestKey, now };
    const { database, work, keys: sealed, archive } = await seeDatabase(url, asked);
    return [
      ...judgeDatabase(database, isolation),
      ...judgeConnections(database.connections, connections, processes),
      ...(work ? judgeWork(work) : []),
      ...(sealed && keys.length > 0 ? judgeKeys(keys, sealed) : []),
      ...(await disk()),
      ...aged(archive),
    ];
  } catch {
    const unreached = found(
      "database",
      "database-unreachable",
      "Start the database or correct DATABASE_URL: it takes no connection.",
    );
    const servers = judgeServers(await seeServers(url));
    return [...or(servers, unreached), ...(await disk()), ...aged(null)];
  }
}

const notRunning = (folder: string | null): Finding =>
  folder !== null && existsSync(join(folder, "postgres"))
    ? found(
        "database",
        "database-not-running",
        `Start the server and ask again: the embedded database in ${folder} is at rest.`,
      )
    : found(
        "database",
        "database-not-running",
        "Start a server, which makes the embedded database, or set DATABASE_URL: there is none yet.",
      );
