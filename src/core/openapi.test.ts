import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import Fastify from "fastify";
import { features } from "../app.ts";
import { CLAIM_COOKIE } from "../features/recovery/routes.ts";
import { OWNER_COOKIE } from "../features/sessions/index.ts";
import { mountDocs } from "./docs.ts";
import { openapi, pathOf } from "./openapi.ts";
import { problemList } from "./problem-list.ts";

const info = { title: "Rightful", version: "1.2.3", url: "https://id.example.com" };
const document = () => JSON.parse(JSON.stringify(openapi(features, info)));
const routes = features.flatMap(({ routes }) => routes);

/** Every place in a document that refers to another. */
function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "$ref" ? [String(each)] : refsIn(each),
  );
}

const found = (whole: unknown, ref: string) =>
  ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], whole);

// Broken once: with the reference to Problem misspelt, this and the test of references turned red.
test("the description of the API is a valid OpenAPI 3.1 document", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document());
  assert.equal(valid, true, JSON.stringify(errors, null, 1));
  assert.equal(validator.version, "3.1");
  const maimed = document();
  delete maimed.info.title;
  assert.equal((await new Validator().validate(maimed)).valid, false);
});

// Broken once: with the routes of `ways` left out, and with the hidden ones let in: red both times.
test("every route is described, and those of the demo are not", () => {
  const { paths } = document();
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const there = routes.filter(({ hidden }) => !hidden);
  assert.deepEqual(
    described.sort(),
    there.map((route) => `${route.method} ${pathOf(route)}`).sort(),
  );
  assert.ok(!JSON.stringify(paths).includes("/demo"));
  assert.ok(there.length >= 25);
});

test("every reference of the description leads somewhere", () => {
  const whole = document();
  const refs = refsIn(whole);
  assert.ok(refs.length > 30);
  for (const ref of refs) assert.ok(found(whole, ref), ref);
  assert.equal(found(whole, "#/components/schemas/NoSuch"), undefined);
});

// Broken once: with the parameters of paths left out.
test("each operation has a name of its own and every part of its path is a parameter", () => {
  const names: string[] = [];
  for (const [path, methods] of Object.entries<Record<string, any>>(document().paths))
    for (const operation of Object.values(methods)) {
      names.push(operation.operationId);
      const given = (operation.parameters ?? [])
        .filter((each: any) => each.in === "path")
        .map((each: any) => each.name);
      assert.deepEqual(
        given,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        path,
      );
    }
  assert.equal(new Set(names).size, names.length);
});

// Broken once: with the owner's cookie under another name.
test("who may call is said of every route, and every POST takes an idempotency key", () => {
  const { paths, components } = document();
  for (const [path, methods] of Object.entries<Record<string, any>>(paths))
    for (const [method, { security, parameters = [] }] of Object.entries(methods)) {
      assert.ok(security.length > 0, `${method} ${path}`);
      for (const name of security.flatMap((each: object) => Object.keys(each)))
        assert.ok(components.securitySchemes[name], name);
      const takes = JSON.stringify(parameters).includes("IdempotencyKey");
      assert.equal(takes, method === "post", `${method} ${path}`);
    }
  assert.deepEqual(paths["/v1/me"].get.security, [{ ownerCookie: [] }]);
  assert.deepEqual(paths["/v1/sign-ins"].post.security, [{ serviceKey: [] }]);
  assert.equal(components.securitySchemes.claimantCookie.name, CLAIM_COOKIE);
  assert.equal(components.securitySchemes.ownerCookie.name, OWNER_COOKIE);
});

/** Every refusal that the source declares: code -> statuses. */
function declared(): Map<string, Set<number>> {
  const all = new Map<string, Set<number>>();
  for (const path of readdirSync("src", { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
    const text = readFileSync(`src/${path}`, "utf8");
    for (const [, code = "", status] of text.matchAll(/\bproblem\(\s*"([\w-]+)",\s*(\d{3}),/g))
      all.set(code, (all.get(code) ?? new Set()).add(Number(status)));
  }
  return all;
}

// Broken once: `waiting` taken out of the list, and its status set to 400: red both times.
test("every refusal of the program is explained, with its own status, and no other is", () => {
  const source = declared();
  assert.deepEqual(Object.keys(problemList).sort(), [...source.keys()].sort());
  for (const [code, statuses] of source)
    assert.deepEqual([...statuses], [problemList[code]?.status], code);
  for (const { method, path, problems = [] } of routes)
    for (const code of problems) assert.ok(problemList[code], `${method} ${path}: ${code}`);
});

// Broken once: with a policy of the page that lets anything in.
test("the description and its readable pages are served, without scripts", async () => {
  const app = Fastify();
  mountDocs(app, features, { url: info.url });
  const json = await app.inject("/openapi.json");
  assert.equal(json.json().servers[0].url, info.url);
  const api = await app.inject("/docs/api");
  assert.match(api.body, /POST \/v1\/recoveries\/\{recoveryId\}\/completion/);
  const problems = await app.inject("/docs/problems");
  for (const code of Object.keys(problemList))
    assert.ok(problems.body.includes(`<section id="${code}">`), code);
  for (const { statusCode, headers, body } of [api, problems]) {
    assert.equal(statusCode, 200);
    assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
    assert.doesNotMatch(body, /<script/);
  }
  for (const [, link = ""] of api.body.matchAll(/href="\/docs\/problems#([\w-]+)"/g))
    assert.ok(problemList[link], link);
  await app.close();
});
