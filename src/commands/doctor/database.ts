/**
 * Looks into the database and changes nothing: every transaction of this connection is read-only. What an engine
 * does not tell, or not to this user, is left unseen. Statements here ask for the database's own clock, which
 * nothing else in this program does: it is what is compared.
 */
import pg from "pg";
import { hostsOf } from "../../core/database-hosts.ts";
import { connectClient } from "../../core/database-writer.ts";
import { stepsOf } from "../../core/migrate.ts";
import type { DatabaseSeen, Server, WorkSeen } from "./rules-database.ts";
import type { BackupSeen } from "./rules-machine.ts";
import type { KeysSeen } from "./rules-settings.ts";

const CONNECT_MS = 5_000;
const STATEMENT_MS = 20_000;

export type Seen = {
  database: DatabaseSeen;
  /** Null: there are no tables yet. */
  work: WorkSeen | null;
  keys: KeysSeen | null;
  archive: BackupSeen["archive"];
};

type Asked = { migrations: string; newestKey: string; now: () => Date };

/** Asks each server that the address names whether it takes writes. */
export const seeServers = (url: string): Promise<Server[]> =>
  Promise.all(
    hostsOf(url).urls.map(async (connectionString) => {
      const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS });
      client.on("error", () => {});
      const host = hostOf(client);
      try {
        await client.connect();
        const { rows } = await client.query("show transaction_read_only");
        return { host, writes: rows[0]?.transaction_read_only === "off" };
      } catch {
        return { host, writes: null };
      } finally {
        await client.end().catch(() => {});
      }
    }),
  );

const hostOf = ({ host, port }: pg.Client) => (host.startsWith("/") ? host : `${host}:${port}`);
const isHere = (host: string) =>
  host.startsWith("/") || host === "localhost" || host === "::1" || /^127\./.test(host);

/** Throws when no connection can be made; its message is not for people. */
export async function seeDatabase(url: string, asked: Asked): Promise<Seen> {
  const servers = await seeServers(url);
  const client = await connectClient(url, {
    ...{ connectionTimeoutMillis: CONNECT_MS, statement_timeout: STATEMENT_MS },
    options: "-c default_transaction_read_only=on",
  });
  try {
    return await look(client, servers, asked);
  } finally {
    await client.end().catch(() => {});
  }
}

type All = <T>(sql: string, values?: unknown[]) => Promise<T[] | null>;

async function look(client: pg.Client, servers: Server[], asked: Asked): Promise<Seen> {
  const all: All = async (sql, values = []) =>
    (await client.query(sql, values).catch(() => null))?.rows ?? null;
  type Settings = { version: number; isolation: string } & Record<string, string | null>;
  const [settings] = (await all<Settings>(SETTINGS)) ?? [];
  const [room] = (await all<{ most: number }>(ROOM)) ?? [];
  const [used] =
    (await all<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend'",
    )) ?? [];
  const [line] =
    (await all<{ ssl: boolean }>("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) ?? [];
  const followers = await all<{ name: string; sync: string; behind: number | null }>(FOLLOWERS);
  const [archive] =
    (await all<{ lastAt: Date | null; failedAt: Date | null }>(
      `select last_archived_time as "lastAt", last_failed_time as "failedAt" from pg_stat_archiver
      where current_setting('archive_mode') <> 'off'`,
    )) ?? [];
  const migrations = await all<Applied>("select name, hash from migrations");
  const durability = ["fsync", "full_page_writes", "synchronous_commit"].flatMap((name) => {
    const value = settings?.[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return {
    database: {
      ...{ servers, version: settings?.version ?? 0, isolation: settings?.isolation ?? "" },
      ...{ isElsewhere: !isHere(client.host), isEncrypted: line?.ssl ?? null },
      clock: await compared(client, asked.now),
      migrations: await compare(asked.migrations, migrations ?? []),
      connections: { most: room?.most ?? 0, inUse: used?.n ?? 0 },
      durability: Object.fromEntries(durability),
      followers:
        followers?.map(({ name, sync, behind }) => ({
          ...{ name, isSynchronous: ["sync", "quorum"].includes(sync), behindBytes: behind },
        })) ?? null,
    },
    ...(migrations === null ? { work: null, keys: null } : await lookIntoTables(all, asked)),
    archive: archive ?? null,
  };
}

const SETTINGS = `
  select current_setting('server_version_num')::int as version,
    current_setting('default_transaction_isolation') as isolation,
    current_setting('fsync', true) as fsync,
    current_setting('full_page_writes', true) as full_page_writes,
    current_setting('synchronous_commit', true) as synchronous_commit`;
/** What is left for this user, after what the server keeps for its own. */
const ROOM = `
  select least(current_setting('max_connections')::int
      - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true)::int, 0),
    nullif((select rolconnlimit from pg_roles where rolname = current_user), -1),
    nullif((select datconnlimit from pg_database where datname = current_database()), -1)) as most`;
/** A user without pg_monitor sees that somebody follows, and no more. */
const FOLLOWERS = `
  select application_name as name, sync_state as sync,
    pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as behind
  from pg_stat_replication where sync_state is not null`;

async function lookIntoTables(all: All, { newestKey, now }: Asked) {
  const at = now();
  const ago = (then: Date | null | undefined) => (then ? at.getTime() - then.getTime() : null);
  // Readers are left out: theirs may wait behind one that rests, and an alert watches them.
  const [jobs] =
    (await all<{ dead: number; overdue: number; oldest: Date | null }>(
      `select count(*) filter (where state = 'dead')::int as dead,
        count(*) filter (where state = 'due' and due_at <= $1)::int as overdue,
        min(due_at) filter (where state = 'due' and due_at <= $1) as oldest
      from jobs where state = 'dead'
        or (kind not like 'reader:%' and (leased_until is null or leased_until <= $1))`,
      [at],
    )) ?? [];
  const [looked] =
    (await all<{ at: Date | null }>("select max(evaluated_at) as at from alert_states")) ?? [];
  const sealed = await all<{ id: string; n: number }>(
    "select split_part(data_key, '.', 1) as id, count(*)::int as n from accounts where data_key <> '' group by 1",
  );
  const [hashed] =
    (await all<{ n: number }>(
      `select (select count(*) from accounts where password_hash not like $1)::int
        + (select count(*) from recovery_codes where used_at is null and hash not like $1)::int as n`,
      [`$hmac-sha256$keyid=${newestKey}$%`],
    )) ?? [];
  const work: WorkSeen = {
    ...{ dead: jobs?.dead ?? 0, overdue: jobs?.overdue ?? 0 },
    ...{ oldestMs: ago(jobs?.oldest), lookedMs: ago(looked?.at) },
  };
  const keys: KeysSeen | null = sealed && {
    sealed: Object.fromEntries(sealed.map(({ id, n }) => [id, n])),
    hashed: hashed?.n ?? 0,
  };
  return { work, keys };
}

type Applied = { name: string; hash: string };

/** The best of three: what a busy machine adds to one of them says nothing of the clocks. */
async function compared(client: pg.Client, now: () => Date): Promise<DatabaseSeen["clock"]> {
  const tries: DatabaseSeen["clock"][] = [];
  for (let n = 0; n < 3; n++) {
    const before = now().getTime();
    const { rows } = await client.query(
      "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms",
    );
    const after = now().getTime();
    tries.push({ aheadMs: rows[0].ms - (before + after) / 2, withinMs: (after - before) / 2 });
  }
  return tries.toSorted((a, b) => a.withinMs - b.withinMs)[0] as DatabaseSeen["clock"];
}

async function compare(
  folder: string,
  applied: readonly Applied[],
): Promise<DatabaseSeen["migrations"]> {
  const steps = await stepsOf(folder);
  const hashes = new Map(applied.map(({ name, hash }) => [name, hash]));
  const names = new Set(steps.map(({ name }) => name));
  return {
    pending: steps.filter(({ name }) => !hashes.has(name)).map(({ name }) => name),
    edited: steps
      .filter(({ name, hash }) => hashes.has(name) && hashes.get(name) !== hash)
      .map(({ name }) => name),
    ahead: [...hashes.keys()].filter((name) => !names.has(name)).sort(),
  };
}
