/** What was seen of the database, judged: pure. */
import { type Finding, fine, found, or } from "./codes.ts";

/** One of the servers that DATABASE_URL names: `null` writes: it did not answer. */
export type Server = { host: string; writes: boolean | null };

export type DatabaseSeen = {
  servers: readonly Server[];
  /** 180004 for 18.4. */
  version: number;
  /** Null: this engine does not say. */
  isEncrypted: boolean | null;
  isElsewhere: boolean;
  /** How far the database's clock is ahead, and how exactly that could be measured. */
  clock: { aheadMs: number; withinMs: number };
  migrations: { pending: string[]; edited: string[]; ahead: string[] };
  connections: { most: number; inUse: number };
  /** The database's own. */
  isolation: string;
  /** Settings that a power cut asks about, as they stand. */
  durability: Readonly<Record<string, string>>;
  /** Null: this engine does not say, or this user may not ask. */
  followers: readonly { name: string; isSynchronous: boolean; behindBytes: number | null }[] | null;
};

const what = "database";
const CLOCK_MS_MAX = 2_000;
const BEHIND_MAX = 64 * 1024 * 1024;
/** Beside the pool: a start's migration, and a command such as a backup. */
const BESIDE = 3;

export const judgeServers = (servers: readonly Server[]): Finding[] => {
  const writers = servers.filter(({ writes }) => writes);
  const away = servers.filter(({ writes }) => writes === null);
  const names = (some: readonly Server[]) => some.map(({ host }) => host).join(", ");
  if (away.length === servers.length)
    return [
      found(
        what,
        "database-unreachable",
        `Start the database or correct DATABASE_URL: ${names(away)} does not answer.`,
      ),
    ];
  return [
    ...(writers.length === 0
      ? [
          found(
            what,
            "database-reads-only",
            `Promote one of the servers: none of ${names(servers)} takes writes.`,
          ),
        ]
      : []),
    ...(writers.length > 1
      ? [
          found(
            what,
            "database-two-writers",
            `Stop all but the newest of ${names(writers)}: each takes writes.`,
          ),
        ]
      : []),
    ...away.map((server) =>
      found(
        what,
        "database-server-away",
        `Bring ${server.host} back: a failover could not go there.`,
      ),
    ),
  ];
};

function judgeSteps({ pending, edited, ahead }: DatabaseSeen["migrations"]): Finding[] {
  return [
    ...(pending.length > 0
      ? [
          found(
            what,
            "migrations-pending",
            `Run \`rightful migrate\`, or start a server, which does the same: ${pending.length} steps are pending, from ${pending[0]}.`,
          ),
        ]
      : []),
    ...edited.map((name) =>
      found(
        what,
        "migrations-edited",
        `Restore the file ${name}: it differs from what was applied.`,
      ),
    ),
    ...(ahead.length > 0
      ? [
          found(
            what,
            "migrations-ahead",
            `Install the version that the database was brought to: this program does not know ${ahead.join(", ")}.`,
          ),
        ]
      : []),
  ];
}

/** `each`: RIGHTFUL_DB_CONNECTIONS; `processes`: how many are to run, when it was said. */
export function judgeConnections(
  { most, inUse }: DatabaseSeen["connections"],
  each: number,
  processes: number | null,
): Finding[] {
  const asked = each * (processes ?? 1) + BESIDE;
  const fit = Math.max(0, Math.floor((most - BESIDE) / each));
  if (asked > most)
    return [
      found(
        "connections",
        "connections-few",
        `Raise max_connections, or lower RIGHTFUL_DB_CONNECTIONS (${each}): ${processes ?? 1} processes take ${asked}, the database gives ${most}.`,
      ),
    ];
  if (processes === null && fit < 2)
    return [
      found(
        "connections",
        "connections-tight",
        `Raise max_connections before a second process comes (an upgrade runs two for a moment): the database gives ${most}, each takes ${each}.`,
      ),
    ];
  return [
    fine(
      "connections",
      `The database gives ${most}, of which ${inUse} are in use; ${fit} processes of ${each} fit.`,
    ),
  ];
}

const LEVELS = ["read committed", "repeatable read", "serializable"];

export function judgeDatabase(seen: DatabaseSeen, configuredIsolation: string): Finding[] {
  const { clock, version, durability, followers, servers } = seen;
  const findings = [...judgeServers(servers), ...judgeSteps(seen.migrations)];
  const major = Math.floor(version / 10_000);
  if (major < 15)
    findings.push(
      found(what, "database-old", `Upgrade PostgreSQL to 15 or later: it is ${major}.`),
    );
  if (seen.isElsewhere && seen.isEncrypted === false)
    findings.push(
      found(
        what,
        "database-unencrypted",
        "Add sslmode=verify-full to DATABASE_URL and give the server a certificate: sealed data is sealed, names of accounts and the password's check are not.",
      ),
    );
  const { aheadMs, withinMs } = clock;
  if (Math.abs(aheadMs) - withinMs > CLOCK_MS_MAX)
    findings.push(
      found(
        what,
        "clock-off",
        `Set both clocks by NTP: the database's is ${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs > 0 ? "ahead" : "behind"}; codes, leases and waits of several machines go by them.`,
      ),
    );
  const level = configuredIsolation || seen.isolation;
  if (!LEVELS.includes(level))
    findings.push(
      found(
        what,
        "isolation-unknown",
        `Set RIGHTFUL_ISOLATION to ${LEVELS.join(", ")}, or leave it empty.`,
      ),
    );
  const off = Object.entries(durability).filter(([, value]) => value === "off");
  if (off.length > 0)
    findings.push(
      found(
        what,
        "commit-unsafe",
        `Turn ${off.map(([name]) => name).join(" and ")} on: a freeze that was answered could be gone after a power cut.`,
      ),
    );
  if (seen.isElsewhere && followers)
    findings.push(...judgeFollowers(followers, servers.length > 1));
  return or(
    findings,
    fine(
      what,
      `PostgreSQL ${major}, takes writes, up to date, ${level}, clocks ${Math.round(Math.abs(aheadMs))} ms apart.`,
    ),
  );
}

function judgeFollowers(
  followers: NonNullable<DatabaseSeen["followers"]>,
  areSeveral: boolean,
): Finding[] {
  if (followers.length === 0)
    return [
      found(
        what,
        "replication-none",
        "Let a second server follow, or know how long a restore takes you: when this disk is gone, the backup is what is left.",
      ),
    ];
  const findings: Finding[] = [];
  // Only where a failover is meant to happen.
  if (areSeveral && !followers.some(({ isSynchronous }) => isSynchronous))
    findings.push(
      found(
        what,
        "replication-asynchronous",
        "Name a follower in synchronous_standby_names: after a failover a freeze that was answered could be missing.",
      ),
    );
  for (const { name, behindBytes } of followers)
    if (behindBytes !== null && behindBytes > BEHIND_MAX)
      findings.push(
        found(
          what,
          "replication-behind",
          `Look at the follower ${name}: it is ${Math.round(behindBytes / 1e6)} MB behind.`,
        ),
      );
  return findings;
}

export type WorkSeen = {
  dead: number;
  overdue: number;
  /** Null: nothing is due. */
  oldestMs: number | null;
  /** Since the alerts were looked at; null: never. */
  lookedMs: number | null;
};

/** A job that fails waits for a quarter of an hour at most (core/jobs.ts): what is due for longer is nobody's. */
const OVERDUE_MS = 20 * 60_000;
const SILENT_MS = 5 * 60_000;

/** `works`: is this a configuration of a process that has workers? Null: not known. */
export function judgeWork({ dead, overdue, oldestMs, lookedMs }: WorkSeen): Finding[] {
  const minutes = (ms: number) => `${Math.round(ms / 60_000)} minutes`;
  const findings: Finding[] = [];
  if (oldestMs !== null && oldestMs > OVERDUE_MS)
    findings.push(
      found(
        "work",
        "jobs-overdue",
        `Start a process with RIGHTFUL_WORKERS=yes, or look at its log: ${overdue} jobs are due, the oldest for ${minutes(oldestMs)}.`,
      ),
    );
  if (dead > 0)
    findings.push(
      found(
        "work",
        "jobs-given-up",
        `Look for \`job failed\` in the log and mend the cause: ${dead} jobs were given up.`,
      ),
    );
  if (lookedMs === null)
    findings.push(
      found("work", "nothing-ran", "Start a server: nobody has worked on this database yet."),
    );
  else if (lookedMs > SILENT_MS)
    findings.push(
      found(
        "work",
        "alerts-silent",
        `Start a process with RIGHTFUL_WORKERS=yes: alerts were last looked at ${minutes(lookedMs)} ago.`,
      ),
    );
  return or(
    findings,
    fine("work", "Work is done as it comes, and alerts are looked at each minute."),
  );
}
