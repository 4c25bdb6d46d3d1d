/**
 * The walls of the house, on every run: first each rule is shown to see a planted fault and to let a
 * sound text through, then it judges this tree.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Measurements, measurementsPage } from "../bench/measurements.ts";
import { features } from "../src/app.ts";
import { codeRows } from "../src/commands/doctor/codes.ts";
import { configReference } from "../src/core/config.ts";
import { pathOf } from "../src/core/openapi.ts";
import { problemList } from "../src/core/problem-list.ts";
import * as walls from "./walls.ts";

/** Arrows point left. Policies have no routes and no jobs; the others stand in `src/app.ts`. */
const ORDER = [
  ...[
    "policies",
    "registry",
    "accounts",
    "holds",
    "passwords",
    "sessions",
    "keeping",
    "staff",
    "audit",
  ],
  ...[
    "proofs",
    "notices",
    "passkeys",
    "contacts",
    "numbers",
    "faces",
    "ways",
    "approvals",
    "lock",
    "recovery",
    "decisions",
    "cases",
    "glances",
    "evidence",
    "chat",
  ],
  ...[
    "reports",
    "erasure",
    "shield",
    "scams",
    "guides",
    "topics",
    "insights",
    "alerts",
    "simulation",
    "proposals",
    "centre",
    "activity",
  ],
  ...["packs", "signals", "demo"],
];

const NOT_OURS = new Set(["node_modules", "dist", "data", ".git"]);
const TEXT = /\.(ts|tsx|mjs|js|json|css|html|sql|md|po|txt|yaml|yml|mermaid|svg)$|^[^.]+$|^\.\w+$/;

function readTree(folder = ""): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(folder || ".")) {
    const path = folder ? join(folder, name) : name;
    if (NOT_OURS.has(name)) continue;
    if (statSync(path).isDirectory()) Object.assign(tree, readTree(path));
    else if (TEXT.test(name)) tree[path] = readFileSync(path, "utf8");
  }
  return tree;
}

const tree = readTree();
const read = (path: string) => tree[path] ?? "";

/** A wall: what it finds in this tree, and planted trees that it must and must not object to. */
type Wall = {
  rule: string;
  against: (tree: walls.Tree) => string[];
  faults: Record<string, string>[];
  sound?: Record<string, string>[];
};

const inOrder = (tree: walls.Tree) => walls.throughTheWall(tree, ORDER);
const A = "src/features/accounts/actions.ts";
const table = (body: string) => ({ "migrations/0001_a.sql": `create table t (\n${body}\n);\n` });

const all: Wall[] = [
  {
    rule: "a file of the server is at most 300 lines long",
    against: (tree) => walls.tooLong(tree),
    faults: [{ "src/a.ts": "x\n".repeat(301) }],
    sound: [{ "src/a.ts": "x\n".repeat(300) }, { "src/a.test.ts": "x\n".repeat(400) }],
  },
  {
    rule: "only World reads the clock, chance and the environment, and only commands print",
    against: walls.outsideOfWorld,
    faults: [
      { [A]: "const at = Date.now();" },
      { [A]: "const at = new Date();" },
      { [A]: "const n = Math.random();" },
      { [A]: "const id = crypto.randomUUID();" },
      { "src/main.ts": "const home = process.env.HOME;" },
      { [A]: 'console.log("x");' },
      { [A]: 'process.stdout.write("x");' },
    ],
    sound: [
      { "src/core/world.ts": "const at = Date.now();" },
      { "src/commands/start.ts": 'process.stdout.write("x");' },
      { [A]: "// Never Date.now() here.\nconst at = new Date(world.now());" },
    ],
  },
  {
    rule: "core and ports know no feature",
    against: walls.coreKnowsFeature,
    faults: [
      { "src/core/a.ts": 'import { x } from "../features/ways/index.ts";' },
      { "src/core/a.ts": 'export * from "../features/ways/index.ts";' },
      { "src/ports/a.ts": 'import {\n  type X,\n  x,\n} from "../features/ways/index.ts";' },
      { "src/core/a.ts": 'const x = await import("../features/ways/index.ts");' },
    ],
    sound: [
      { "src/core/a.ts": 'import type { X } from "../features/ways/index.ts";' },
      { "src/core/a.ts": 'import { type X } from "../features/ways/index.ts";' },
    ],
  },
  {
    rule: "a feature uses another through its index, and only one to its left",
    against: inOrder,
    faults: [
      { [A]: 'import { x } from "../policies/rules.ts";' },
      { [A]: 'import type { X } from "../policies/rules.ts";' },
      { [A]: 'import { x } from "../recovery/index.ts";' },
      { "src/features/new/rules.ts": 'import { x } from "../policies/index.ts";' },
    ],
    sound: [{ [A]: 'import { x } from "../policies/index.ts";' }],
  },
  {
    rule: "inside a feature nothing is imported from above",
    against: walls.upwards,
    faults: [
      { "src/features/a/rules.ts": 'import { x } from "./store.ts";' },
      { "src/features/a/store.ts": 'import { x } from "./actions.ts";' },
      { [A]: 'import { x } from "./routes.ts";' },
      { [A]: 'import { x } from "./index.ts";' },
      {
        "src/features/a/rules.ts": 'import { x } from "./pure.ts";',
        "src/features/a/pure.ts": 'import { x } from "./store.ts";',
      },
    ],
    sound: [
      {
        "src/features/a/rules.ts": 'import { x } from "./pure.ts";',
        "src/features/a/pure.ts": 'import type { X } from "./store.ts";',
        "src/features/a/store.ts": 'import { x } from "./rules.ts";',
        "src/features/a/index.ts": 'export * from "./store.ts";',
      },
    ],
  },
  {
    rule: "nothing is named utils, helpers, common, service, manager or base",
    against: walls.badNames,
    faults: ["src/core/utils.ts", "src/common/a.ts", "web/date-helpers.ts", "test/base.ts"].map(
      (path) => ({ [path]: "" }),
    ),
    sound: [{ "src/core/database.ts": "", "content/passwords/common.txt": "" }],
  },
  {
    rule: "the portal takes only types from the server, and the wallet nothing",
    against: walls.strangersUse,
    faults: [
      { "web/a.tsx": 'import { x } from "../src/a.ts";' },
      { "wallet/a.ts": 'import type { X } from "../src/a.ts";' },
    ],
    sound: [{ "web/a.ts": 'import type { X } from "../src/a.ts";' }],
  },
  {
    rule: "no test is left out",
    against: walls.leftOut,
    // In pieces, because this file is looked through too.
    faults: [
      ["test", ".only("],
      ["it", ".skip("],
      ["describe", ".todo("],
      ['test("x", { ', "skip: true }, "],
      ["t", ".skip()"],
    ].map((pieces) => ({ "src/a.test.ts": pieces.join("") })),
    sound: [{ "src/a.test.ts": 'world.skip(3); test("the only one of two", () => {});' }],
  },
  {
    rule: "migrations are numbered without gaps",
    against: walls.gaps,
    faults: [
      { "migrations/0001_a.sql": "", "migrations/0003_b.sql": "" },
      { "migrations/0001_a.sql": "", "migrations/0001_b.sql": "" },
    ],
    sound: [{ "migrations/0001_a.sql": "", "migrations/0002_b.sql": "" }],
  },
  {
    rule: "the database is asked for nothing that another PostgreSQL lacks, and never for the time",
    against: walls.unportable,
    faults: [
      "create trigger t",
      "create function f() language plpgsql",
      "select pg_advisory_lock(1)",
      "create sequence s",
      "account_id text references accounts (account_id)",
      "alter table t add foreign key (account_id) references accounts",
      "exclude using gist (id with =)",
      "id bigserial",
      "at timestamptz default now()",
      "at timestamptz default current_timestamp",
    ]
      .map((sql): Record<string, string> => ({ "migrations/0001_a.sql": sql }))
      .concat(
        { [A]: "const at = sql`select now()`;" },
        { [A]: "sql<Date>`update t set at = NOW()`" },
      ),
    sound: [
      { "migrations/0001_a.sql": "-- Never now() here.\ncreate table t (at timestamptz);" },
      { [A]: "sql`select $" + "{world.now()}`" },
    ],
  },
  {
    rule: "what belongs to an account has account_id in its primary key and unique indexes",
    against: walls.accountless,
    faults: [
      table("  account_id text not null,\n  id text primary key"),
      table("  account_id text not null,\n  id text,\n  primary key (id)"),
      table("  account_id text not null,\n  id text"),
      {
        "migrations/0001_a.sql":
          "create table t (\n  account_id text,\n  id text,\n  primary key (account_id, id)\n);\ncreate unique index u on t (id);",
      },
    ],
    sound: [
      table("  account_id text primary key"),
      table("  account_id text not null,\n  id text,\n  primary key (account_id, id)"),
      table("  name text primary key"),
    ],
  },
  {
    rule: "nothing here knows the machine that it was written on",
    against: walls.ofThisMachine,
    faults: ["/work" + "/x", "/ro" + "ot/x", "registry." + "npmjs.org"].map((text) => ({
      "a.md": text,
    })),
    sound: [{ "a.md": "docs/work" + "/x, framework/" }],
  },
];

for (const { rule, against, faults, sound = [] } of all)
  describe(rule, () => {
    test("is seen where it is broken, and only there", () => {
      for (const fault of faults) assert.notDeepEqual(against(fault), [], JSON.stringify(fault));
      for (const each of sound) assert.deepEqual(against(each), [], JSON.stringify(each));
    });
    test("holds here", () => assert.deepEqual(against(tree), []));
  });

test("this tree was read whole", () => {
  assert.ok(Object.keys(tree).filter((path) => path.startsWith("src/")).length > 100);
  assert.ok(Object.keys(tree).filter((path) => path.startsWith("migrations/")).length >= 5);
});

test("the features stand in the program in the order in which they may know each other", () => {
  const [, list = ""] =
    /features: readonly Feature\[\] = \[([^\]]*)\]/.exec(read("src/app.ts")) ?? [];
  const mounted = [...list.matchAll(/\w+/g)].map(([name]) => name).filter((n) => n !== "status");
  assert.deepEqual(
    mounted,
    ORDER.filter((name) => mounted.includes(name)),
  );
  const folders = readdirSync("src/features").sort();
  assert.deepEqual(folders, [...ORDER].sort());
});

test("every dependency is named by its exact version, and the lockfile names no address", () => {
  assert.deepEqual(walls.inexact(read("package.json")), []);
  assert.deepEqual(walls.addresses(read("package-lock.json")), []);
  assert.match(read(".npmrc"), /^omit-lockfile-registry-resolved=true$/m);
  assert.deepEqual(walls.inexact('{"dependencies":{"a":"^1.2.3"},"devDependencies":{"b":"*"}}'), [
    "a ^1.2.3",
    "b *",
  ]);
  assert.equal(walls.addresses('"resolved": "https://x.example/a.tgz"').length, 1);
});

test("both commands of the README are there", () => {
  const { scripts } = JSON.parse(read("package.json"));
  assert.match(read("README.md"), /^npm start$/m);
  assert.match(read("README.md"), /^npm test$/m);
  assert.ok(scripts.start && scripts.test);
  assert.match(read(".ci/run"), /^npm test$/m);
});

test("every test that the threats name exists, and every threat names one", () => {
  const threats = read("docs/threats.md");
  assert.deepEqual(walls.unknownTests(threats, tree), []);
  assert.ok(walls.testsNamed(threats).length > 40);
  const bare = threats
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (threat|---)/.test(line))
    .filter((row) => walls.testsNamed(row).length === 0);
  assert.deepEqual(bare, []);
  const planted = "| a thief | a rule | `no such test` |\n";
  assert.deepEqual(walls.unknownTests(planted, tree), ["no such test"]);
});

test("every threat keeps a test in the usual run", () => {
  assert.deepEqual(walls.onlyInFull(read("docs/threats.md"), tree), []);
  const row = "| a thief | a rule | `a long one` |";
  const long = { "src/a.test.ts": 'inFull("a long one", () => {});' };
  assert.deepEqual(walls.onlyInFull(row, long), [row]);
  const file = { "src/a.test.ts": '// In full only: it is long.\ntest("a long one", () => {});' };
  assert.deepEqual(walls.onlyInFull(row, file), [row]);
});

test("every decision is listed in ARCHITECTURE.md, and every link of a document leads somewhere", () => {
  for (const path of Object.keys(tree).filter((each) => each.startsWith("docs/decisions/")))
    assert.ok(read("ARCHITECTURE.md").includes(path), path);
  // Guides lead into the portal, which a test of theirs follows.
  const isDocument = (path: string) => path.endsWith(".md") && !path.startsWith("content/guides/");
  for (const [path, text] of Object.entries(tree).filter(([each]) => isDocument(each)))
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      const there = join(path, "..", target);
      // Made by the browser tests.
      assert.ok(statSync(there, { throwIfNoEntry: false }), `${path}: ${target}`);
    }
});

// The reference pages: written by `UPDATE_REFERENCE=1 npm test test/tidy.test.ts`, never by hand.
const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
const routes = features
  .flatMap(({ routes }) => routes)
  .filter(({ hidden }) => !hidden)
  .map((route) =>
    row([
      `\`${route.method} ${pathOf(route)}\``,
      route.who.join(", "),
      route.summary,
      String(route.status ?? 200),
      (route.problems ?? []).map((code) => `\`${code}\``).join(" ") || "-",
    ]),
  );
const reference: Record<string, string> = {
  "docs/reference/api.md": `# The API

One line a route, printed from the routes themselves. Callers: \`client\` is the wallet's back end with a service key, \`claimant\` shows the token of a
recovery, \`owner\` the cookie of the security centre. Any route may also answer with the general [problems](problems.md). Fields and schemas: \`/openapi.json\` and
\`/docs/api\` of a running server. [How a wallet uses it](../guide/integrate.md).

| route | who | does | answers | problems of its own |
| --- | --- | --- | --- | --- |
${routes.join("\n")}
`,
  "docs/reference/config.md": `# Configuration

From the environment only. \`NAME_FILE\` reads the value of NAME from a file. Printed from \`src/core/config.ts\`; also:
\`npx rightful config\`.

| key | meaning | when nothing is set |
| --- | --- | --- |
${configReference()
  .map(({ env, about, otherwise, secret }) =>
    row([
      `\`${env}\``,
      `${about}${secret ? " Secret." : ""}`,
      otherwise === "" ? "empty" : otherwise === "(required)" ? "required" : `\`${otherwise}\``,
    ]),
  )
  .join("\n")}
`,
  "docs/reference/doctor.md": `# What the doctor finds

\`npx rightful doctor\` looks an installation over and changes nothing; a sentence beside each code says what to do. A fault makes the exit code 1, advice
does not, wrong usage is 2. \`--json\`: a list of \`{what, is, code, says}\`, \`is\` one of \`ok\`, \`advice\`, \`fault\`. \`--processes N\`: so many are to run on this
database. \`--backups FILE|FOLDER\`: where backups lie. Printed from \`src/commands/doctor/codes.ts\`.

| code | is | meaning |
| --- | --- | --- |
${codeRows().join("\n")}
`,
  "docs/reference/problems.md": `# Problems

Every refusal is a problem document (RFC 9457, \`application/problem+json\`). Decide by \`code\`. Printed from
\`src/core/problem-list.ts\`; a running server shows the same at \`/docs/problems\`.

| code | status | meaning |
| --- | --- | --- |
${Object.entries(problemList)
  .map(([code, { status, means }]) => row([`\`${code}\``, String(status), means]))
  .join("\n")}
`,
};

test("the reference pages are what the program says of itself", async () => {
  if (process.env.UPDATE_REFERENCE) {
    const { writeFile } = await import("node:fs/promises");
    for (const [path, text] of Object.entries(reference)) await writeFile(path, text);
    return;
  }
  for (const [path, text] of Object.entries(reference)) assert.equal(read(path), text, path);
});

test("the page of measurements is what was measured, in a full run", () => {
  const measured: Measurements = JSON.parse(read("docs/reference/measurements.json"));
  assert.equal(measured.quick, false);
  assert.equal(read("docs/reference/measurements.md"), measurementsPage(measured));
});
