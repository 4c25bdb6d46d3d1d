/**
 * A real PostgreSQL for tests: one server a run, one database a test file, copied from a template
 * that is migrated once. A single file run by itself starts a server of its own.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layOut } from "../src/core/citus.ts";
import { startEmbedded } from "../src/core/embedded.ts";
import { migrate } from "../src/core/migrate.ts";
import { clone, drop, joinNodes, named, nodes, query } from "./cluster.ts";

const TEMPLATE = "rightful_template";
const VARIABLE = "RIGHTFUL_TEST_SERVER";
/** With one of them off a commit may be acknowledged and lost. */
const KEEPING = ["fsync", "synchronous_commit", "full_page_writes"];

export type TestServer = { url: string; stop(): Promise<void> };

/**
 * Starts the server of a run and prepares the template. `durable`: with the settings of the product's own, which
 * acknowledges what is on the disk. Whatever is measured is measured so.
 */
export async function startTestServer({ durable }: { durable: boolean }): Promise<TestServer> {
  const external = process.env.RIGHTFUL_TEST_DATABASE_URL;
  const dataDir = await mkdtemp(join(tmpdir(), "rightful-test-"));
  const binaries = process.env.RIGHTFUL_TEST_BINARIES;
  const server = external
    ? { url: external, stop: async () => {} }
    : await startEmbedded({ dataDir, connections: 400, ...(binaries && { binaries }) });
  // Nothing of this server is to outlive the run; what has to survive is tested on servers of its own.
  if (!external && !durable) {
    for (const setting of ["synchronous_commit", "full_page_writes"])
      await query(server.url, `alter system set ${setting} = off`);
    // Each database is made and dropped around a checkpoint of its own.
    await query(server.url, "alter system set max_wal_size = '4GB'");
    await query(server.url, "select pg_reload_conf()");
  }
  // Also of a server that somebody else has set up.
  if (durable)
    for (const setting of KEEPING)
      if ((await query(server.url, `show ${setting}`)).rows[0]?.[setting] === "off")
        throw new Error(`Nothing is measured with ${setting} off.`);
  await drop(server.url, TEMPLATE);
  await clone(server.url, TEMPLATE);
  const template = named(server.url, TEMPLATE);
  if (nodes.length > 0) await joinNodes(server.url, TEMPLATE);
  await migrate(template, "migrations", new Date());
  if (nodes.length > 0) await layOut(template, () => {});
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

/** A migrated, empty database, and how to drop it. `bare`: not even migrated. */
export async function testDatabase(bare = false): Promise<{ url: string; drop(): Promise<void> }> {
  const shared = process.env[VARIABLE];
  own ??= shared
    ? Promise.resolve({ url: shared, stop: async () => {} })
    : startTestServer({ durable: false });
  const server = await own;
  const name = `test_${process.pid}_${names.next++}`;
  names.open++;
  await clone(server.url, name, bare ? undefined : TEMPLATE);
  return {
    url: named(server.url, name),
    drop: async () => {
      await drop(server.url, name);
      // A demo keeps its wallet's books beside its own.
      await drop(server.url, `${name}_wallet`);
      names.open--;
      if (shared || names.open > 0) return;
      // The next one starts another.
      own = undefined;
      await server.stop();
    },
  };
}

export { named, VARIABLE };
