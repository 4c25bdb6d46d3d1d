/**
 * Databases of tests on one server, or on every node of a Citus cluster (`npm run test:citus`): a copy of a
 * database that lies on several nodes is a copy on each of them, under the same name.
 */
import pg from "pg";

/** Addresses of the cluster's other nodes; none: an ordinary server. */
export const nodes: readonly string[] = (process.env.RIGHTFUL_TEST_NODES ?? "")
  .split(" ")
  .filter((url) => url !== "");

export async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

export function named(url: string, database: string): string {
  const changed = new URL(url.replace(/^postgres(ql)?:\/\/([^@]*@)?\//, "postgres://$2localhost/"));
  changed.pathname = `/${database}`;
  return changed.href;
}

/** What Citus does for a database by itself keeps a connection to it open, which a copy may not have. */
const nobodyIn = (name: string) =>
  `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;

async function create(url: string, name: string, template: string | undefined): Promise<void> {
  const text = `create database ${name}${template ? ` template ${template}` : ""}`;
  for (let tries = 1; ; tries++)
    try {
      if (template && nodes.length > 0) await query(url, nobodyIn(template));
      await query(url, text);
      return;
    } catch (error) {
      // SQLSTATE object_in_use: it was back already.
      const isBack = (error as { code?: string }).code === "55006" && nodes.length > 0;
      if (!isBack || tries === 20) throw error;
    }
}

/** A new database on every node, empty or a copy of another. */
export async function clone(url: string, name: string, template?: string): Promise<void> {
  for (const node of [...nodes, url]) await create(node, name, template);
}

export async function drop(url: string, name: string): Promise<void> {
  for (const node of [url, ...nodes])
    await query(node, `drop database if exists ${name} with (force)`);
}

/** Makes one cluster of the empty databases of this name. */
export async function joinNodes(url: string, name: string): Promise<void> {
  const own = new URL(url);
  for (const node of [...nodes, url]) await query(named(node, name), "create extension citus");
  const first = named(url, name);
  await query(first, `select citus_set_coordinator_host('${own.hostname}', ${own.port || 5432})`);
  for (const node of nodes) {
    const { hostname, port } = new URL(node);
    await query(first, `select citus_add_node('${hostname}', ${port || 5432})`);
  }
}
