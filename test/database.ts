/**
 * A real PostgreSQL for tests: one server a run, one database a test file, copied from a template
 * that is migrated once. A single file run by itself starts a server of its own.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbedded } from "../src/core/embedded.ts";
import { migrate } from "../src/core/migrate.ts";

const TEMPLATE = "rightful_template";
const VARIABLE = "RIGHTFUL_TEST_SERVER";

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export function named(url: string, database: string): string {
  const changed = new URL(url.replace(/^postgres(ql)?:\/\/([^@]*@)?\//, "postgres://$2localhost/"));
  changed.pathname = `/${database}`;
  return changed.href;
}

export type TestServer = { url: string; stop(): Promise<void> };

/** Starts the server of a run and prepares the template. */
export async function startTestServer(): Promise<TestServer> {
  const external = process.env.RIGHTFUL_TEST_DATABASE_URL;
  const dataDir = await mkdtemp(join(tmpdir(), "rightful-test-"));
  const binaries = process.env.RIGHTFUL_TEST_BINARIES;
  const server = external
    ? { url: external, stop: async () => {} }
    : await startEmbedded({ dataDir, connections: 400, ...(binaries && { binaries }) });
  // Nothing of this server is to outlive the run; what has to survive is tested on servers of its own.
  if (!external) {
    for (const setting of ["synchronous_commit", "fsync", "full_page_writes"])
      await query(server.url, `alter system set ${setting} = off`);
    // Each database is made and dropped around a checkpoint of its own.
    await query(server.url, "alter system set max_wal_size = '4GB'");
    await query(server.url, "select pg_reload_conf()");
  }
  await query(server.url, `drop database if exists ${TEMPLATE}`);
  await query(server.url, `create database ${TEMPLATE}`);
  await migrate(named(server.url, TEMPLATE), "migrations", new Date());
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let own: Promise<TestServer> | undefined;
const names = { next: 0, open: 0 };

/** A migrated, empty database, and how to drop it. */
export async function testDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const shared = process.env[VARIABLE];
  own ??= shared ? Promise.resolve({ url: shared, stop: async () => {} }) : startTestServer();
  const server = await own;
  const name = `test_${process.pid}_${names.next++}`;
  names.open++;
  await query(server.url, `create database ${name} template ${TEMPLATE}`);
  return {
    url: named(server.url, name),
    drop: async () => {
      await query(server.url, `drop database if exists ${name} with (force)`);
      // A demo keeps its wallet's books beside its own.
      await query(server.url, `drop database if exists ${name}_wallet with (force)`);
      names.open--;
      if (shared || names.open > 0) return;
      // The next one starts another.
      own = undefined;
      await server.stop();
    },
  };
}

export { VARIABLE };
