/**
 * `npm run test:citus -- URL`: the tests on a Citus cluster that is there. URL: a database on the coordinator in which
 * the extension is made and the other nodes are known; its user may create databases and extensions on every node,
 * with the same password. Databases named test_* and rightful_template are made and dropped there.
 */
import { parseArgs } from "node:util";
import { query } from "./cluster.ts";
import {
  ended,
  NO_DATABASE,
  OWN_SERVER,
  type Reason,
  running,
  runTests,
  say,
  sayLeftOut,
  sayOutcomes,
  testFiles,
} from "./suite.ts";

const REASONS: readonly Reason[] = [
  NO_DATABASE,
  { is: /^test\/citus\.test\.ts$/m, why: "stands in for the cluster" },
  OWN_SERVER,
  {
    is: /create database |testDatabase\(true\)/,
    why: "makes a database of its own, which is not laid out",
  },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { log: { type: "string" }, help: { type: "boolean", default: false } },
});

type Node = { nodename: string; nodeport: number };

/** The other nodes, as the coordinator knows them, with the user and password that it was asked with. */
async function nodesOf(url: string): Promise<string[]> {
  const { rows } = await query(
    url,
    "select nodename, nodeport from pg_dist_node where isactive and groupid <> 0 and noderole = 'primary' order by 1, 2",
  );
  return (rows as Node[]).map(({ nodename, nodeport }) =>
    Object.assign(new URL(url), { hostname: nodename, port: String(nodeport) }).toString(),
  );
}

async function main(): Promise<number> {
  const [url, ...wanted] = positionals;
  if (values.help || !url) {
    say(
      "npm run test:citus -- postgres://USER:PASSWORD@COORDINATOR/DATABASE [FILE ...] [--log FILE]",
    );
    return values.help ? 0 : 2;
  }
  const { rows } = await query(url, "select 1 from pg_extension where extname = 'citus'");
  if (rows.length === 0) {
    say(
      "There is no Citus in this database: run `create extension citus` and citus_add_node first.",
    );
    return 1;
  }
  const { files, leftOut } = testFiles(wanted, REASONS);
  if (files.length === 0) {
    say("No such test.");
    return 2;
  }
  const nodes = await nodesOf(url);
  const version = await query(url, "select citus_version() as says");
  say(
    `${String(version.rows[0]?.says).split(" on ")[0]}; ${nodes.length} nodes beside the coordinator.`,
  );
  say(`${files.length} files of tests.`);
  sayLeftOut(leftOut);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, async () => {
      if (running.child) await ended(running.child, "SIGTERM");
      process.exit(1);
    });
  const outcome = await runTests(
    files,
    { RIGHTFUL_TEST_DATABASE_URL: url, RIGHTFUL_TEST_NODES: nodes.join(" ") },
    // One at a time: copies of one database are made while nobody is in it.
    { log: values.log, atOnce: 1 },
  );
  for (const name of outcome.names) say(`  not ok ${name}`);
  sayOutcomes("on the cluster", [{ name: "read committed", ...outcome }]);
  return outcome.passed > 0 && outcome.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
