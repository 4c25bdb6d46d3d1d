/** `/metrics`: read line by line as Prometheus reads it; who may; and that no label grows with what people send. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { testWorld } from "../../test/world.ts";
import { buckets, families, metersOf, textOf } from "./meters.ts";

const TOKEN = "a-token-of-the-operator-0123456789";
const world = testWorld({ RIGHTFUL_METRICS_TOKEN: TOKEN });
const open = testWorld();

type Read = {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
};

/** The text format 0.0.4, strictly: throws at the first line that is not as it says. */
function read(text: string): Map<string, Read> {
  const found = new Map<string, Read>();
  assert.ok(text.endsWith("\n"));
  let now: Read | undefined;
  let name = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const help = /^# HELP ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (help) {
      name = help[1] ?? "";
      assert.ok(!found.has(name), `${name} twice`);
      now = { type: "", help: help[2] ?? "", samples: [] };
      found.set(name, now);
      continue;
    }
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (type) {
      assert.equal(type[1], name);
      assert.ok(now && now.type === "" && now.samples.length === 0);
      now.type = type[2] ?? "";
      continue;
    }
    const [, own = "", , labels = "", value = ""] =
      /^([a-zA-Z_:][\w:]*)(\{(.*)\})? (\S+)$/.exec(line) ?? [];
    assert.ok(own, line);
    assert.ok(
      now && (own === name || (now.type === "histogram" && own.startsWith(`${name}_`))),
      line,
    );
    assert.ok(Number.isFinite(Number(value)), line);
    const pairs = [...labels.matchAll(/([a-z_]+)="([^"\\\n]*)"(,|$)/g)];
    assert.equal(pairs.map(([whole]) => whole).join(""), labels, line);
    now.samples.push({
      name: own,
      labels: Object.fromEntries(pairs.map(([, label = "", value = ""]) => [label, value])),
      value: Number(value),
    });
  }
  return found;
}

const ask = (on: typeof world, headers: Record<string, string> = {}, remoteAddress = "127.0.0.1") =>
  on.app.inject({ method: "GET", url: "/metrics", headers, remoteAddress });
const shown = { authorization: `Bearer ${TOKEN}` };

describe("metrics", () => {
  test("are text that Prometheus reads, and say what was asked, how long it took and what waits", async () => {
    await world.call("GET", "/healthz");
    await world.call("GET", "/v1/clock");
    await world.call("GET", "/v1/recoveries/rec_secret_name");
    await world.sweep();
    await world.settle();
    const reply = await ask(world, shown);
    assert.equal(reply.statusCode, 200, reply.body);
    assert.match(String(reply.headers["content-type"]), /^text\/plain; version=0\.0\.4/);
    const found = read(reply.body);
    const missing = Object.keys(families).filter((name) => !found.has(name));
    // Nothing was decided yet; and a test's database is wrapped, so that its pool is not known.
    assert.deepEqual(missing, [
      ...["rightful_decisions_total", "rightful_db_connections", "rightful_db_waiting"],
    ]);
    const requests = found.get("rightful_http_requests_total")?.samples ?? [];
    assert.deepEqual(
      requests.find(({ labels }) => labels.route === "/healthz"),
      {
        name: "rightful_http_requests_total",
        ...{ labels: { route: "/healthz", method: "GET", status: "2xx" }, value: 1 },
      },
    );
    const seconds = found.get("rightful_http_request_seconds")?.samples ?? [];
    const own = seconds.filter(({ labels }) => labels.route === "/healthz");
    assert.equal(own.length, buckets.length + 3);
    const counts = own.filter(({ name }) => name.endsWith("_bucket")).map(({ value }) => value);
    assert.deepEqual(
      [...counts].sort((a, b) => a - b),
      counts,
      "each bucket holds the ones before",
    );
    assert.equal(counts.at(-1), own.find(({ name }) => name.endsWith("_count"))?.value);
    const jobs = found.get("rightful_jobs_total")?.samples ?? [];
    assert.ok(jobs.some(({ labels }) => labels.kind === "alerts-look" && labels.end === "done"));
  });

  test("hold nothing of a person, and no label grows with what a caller sends", async () => {
    for (let n = 0; n < 20; n++) {
      await world.call("GET", `/v1/recoveries/rec_${n}`);
      await world.call("GET", `/nowhere/${n}?name=Lin+Yue`);
    }
    const { body } = await ask(world, shown);
    assert.doesNotMatch(body, /rec_\d|rec_secret|Lin|nowhere|\+86|@/);
    const routes = new Set([...body.matchAll(/route="([^"]*)"/g)].map(([, route]) => route));
    assert.ok(routes.has("/v1/recoveries/:recoveryId") && routes.has("none"));
    assert.ok(routes.size < 12, [...routes].join(" "));
  });

  test("keep no more series of one metric than a fault may cost", () => {
    const meters = metersOf({ ports: {} as never });
    for (let n = 0; n < 5000; n++)
      meters.add("rightful_jobs_total", { kind: `k${n}`, end: "done" });
    assert.equal(meters.samples().length, 2000);
    const odd = textOf([{ name: "rightful_jobs_dead", labels: { lane: 'a"b\\c\nd' }, value: 1 }]);
    assert.equal(read(odd).get("rightful_jobs_dead")?.samples[0]?.labels.lane, "a_b_c_d");
  });

  test("are for whoever shows the token, where there is one", async () => {
    for (const headers of [
      {},
      { authorization: "Bearer wrong" },
      { authorization: `Basic ${TOKEN}` },
    ])
      assert.equal((await ask(world, headers as Record<string, string>)).statusCode, 401);
    assert.equal((await ask(world, shown, "203.0.113.9")).statusCode, 200);
  });

  test("are for programs on this machine otherwise, and not through a proxy", async () => {
    assert.equal((await ask(open)).statusCode, 200);
    assert.equal((await ask(open, {}, "::1")).statusCode, 200);
    assert.equal((await ask(open, {}, "::ffff:127.0.0.1")).statusCode, 200);
    assert.equal((await ask(open, {}, "203.0.113.9")).statusCode, 404);
    for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
      assert.equal((await ask(open, { [name]: "127.0.0.1" })).statusCode, 404, name);
  });
});

// Shown to work: with a query of the file that names `rightful_case_open`, this named it.
test("every query of the Grafana dashboard names metrics that there are, with labels that they have", async () => {
  const { panels } = JSON.parse(readFileSync("optional/grafana/rightful.json", "utf8"));
  const known = new Set(
    Object.entries(families).flatMap(([name, { type }]) =>
      type === "histogram" ? ["_bucket", "_sum", "_count"].map((end) => name + end) : [name],
    ),
  );
  const used = new Set<string>();
  for (const { title, targets } of panels)
    for (const { expr } of targets) {
      const names = expr.match(/\b(rightful|process|nodejs)_\w+/g) ?? [];
      assert.ok(names.length > 0, title);
      for (const name of names) {
        assert.ok(known.has(name), `${title}: ${name}`);
        used.add(name.replace(/_(bucket|sum|count)$/, ""));
      }
    }
  const unused = Object.keys(families).filter((name) => !used.has(name));
  assert.deepEqual(unused, ["process_uptime_seconds"]);
});
