/** The help is the same for everybody: whoever reads it, nothing of theirs is asked for, shown, set or kept. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fastify, { type FastifyInstance } from "fastify";
import { mountPages } from "./pages.ts";

/** Prints what it was given. A table named "broken" cannot be drawn. */
const drawing = `
export const render = ({ url, locale, large, csrf, formKey, state }) => {
  if (state.help.topics?.broken) throw new Error("a table that nobody can draw");
  return { status: state.error || 200, title: "Help", data: { said: "</script><b>" },
    body: "<main>" + JSON.stringify({ url, locale, large, csrf, formKey, state }) + "</main>" };
};
`;
const manifest = {
  "portal/client.tsx": { file: "assets/client-1.js", css: ["assets/client-1.css"] },
  "portal/help/client.ts": { file: "assets/help-1.js", css: ["assets/help-1.css"] },
  "portal/help/worker.ts": { file: "assets/worker-1.js" },
  "portal/locales/en.po": { file: "assets/en-1.js" },
  "portal/locales/zh.po": { file: "assets/zh-1.js" },
};
const dist = mkdtempSync(join(tmpdir(), "help-"));
const heard: { url: string; cookie: unknown }[] = [];
const failed: unknown[] = [];
let topics: object | null = null;
let guides = [{ slug: "prepare", checkedOn: "2026-01-01" }];
let app: FastifyInstance;

before(async () => {
  mkdirSync(join(dist, "portal/assets"), { recursive: true });
  writeFileSync(join(dist, "package.json"), '{"type":"module"}');
  writeFileSync(join(dist, "portal-server.js"), drawing);
  writeFileSync(join(dist, "portal/manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(dist, "portal/icon.svg"), "<svg/>");
  writeFileSync(join(dist, "portal/assets/worker-1.js"), "/* the worker */");
  app = fastify();
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: "not-found" }));
  app.addHook("onRequest", async ({ url, headers: { cookie } }) => {
    if (url.startsWith("/v1")) heard.push({ url, cookie });
  });
  app.get("/v1/portal", () => ({ operator: { name: "Boan", phone: "400" } }));
  app.get("/v1/clock", () => ({ now: "2026-01-01T00:00:00.000Z" }));
  app.get("/v1/guides", () => ({ guides, total: guides.length }));
  app.get("/v1/guides/:slug", (request, reply) =>
    (request.params as { slug: string }).slug === "prepare"
      ? { slug: "prepare" }
      : reply.code(404).send({ code: "no-guide" }),
  );
  app.get("/v1/topics", (_request, reply) => topics ?? reply.code(404).send({}));
  await mountPages(app, {
    ...{ dist, demo: false, key: "a key of the installation", nonce: () => "a-nonce-of-a-visitor" },
    ...{ origin: "https://id.example.com", secure: true },
    failed: (error) => failed.push(error),
  });
});
after(async () => {
  await app.close();
  rmSync(dist, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const shown = (body: string) => JSON.parse(/<main>(.*)<\/main>/.exec(body)?.[1] ?? "null");

// Broken once: with a cookie sent along to the API, this went red.
test("nothing of whoever reads is asked for, and no token, cookie or state comes with the page", async () => {
  for (const path of ["/help", "/help?q=lock", "/help/prepare"]) {
    heard.length = 0;
    const mine = await get(path, { cookie: "rightful_owner=secret; recovery=1" });
    assert.ok(heard.length >= 3);
    assert.ok(
      heard.every(({ cookie }) => cookie === undefined),
      "no cookie is passed on",
    );
    assert.ok(heard.every(({ url }) => !/recoveries|v1\/me/.test(url)));
    const anybodys = await get(path);
    assert.equal(mine.body, anybodys.body);
    for (const { headers, body } of [mine, anybodys]) {
      assert.equal(headers["set-cookie"], undefined);
      assert.deepEqual([shown(body).csrf, shown(body).formKey], ["", ""]);
      assert.doesNotMatch(body, /id="state"|client-1\.js/);
      assert.match(body, /help-1\.js/);
      assert.match(String(headers["content-security-policy"]), /script-src 'self'/);
      assert.equal(headers["cache-control"], "no-cache");
    }
  }
});

test("language and type are the reader's, and what is said to machines cannot end its block", async () => {
  const { body } = await get("/help", { cookie: "rightful_lang=zh; rightful_large=1" });
  assert.match(body, /<html lang="zh-CN" class="help large">/);
  assert.match(body, /<script type="application\/ld\+json">\{"said":"\\u003c\/script>\\u003cb>"\}/);
  const moved = await get("/help?lang=zh");
  assert.equal(moved.statusCode, 303);
  assert.equal(moved.headers.location, "/help");
});

test("a table that is not there, or that nobody can draw, leaves the rest of the page", async () => {
  assert.equal(shown((await get("/help")).body).state.help.topics, null);
  topics = { rows: [] };
  assert.deepEqual(shown((await get("/help")).body).state.help.topics, { rows: [] });
  topics = { broken: true };
  const { statusCode, body } = await get("/help");
  assert.equal(statusCode, 200);
  assert.equal(shown(body).state.help.topics, null);
  assert.equal(failed.length, 1);
  topics = null;
});

test("no such guide is a page with a status; a question is cut to what a search takes", async () => {
  assert.equal((await get("/help/none")).statusCode, 404);
  assert.equal((await get("/help/..%2f..%2fme")).statusCode, 404);
  const long = await get(`/help?q=${"x".repeat(300)}`);
  assert.equal(shown(long.body).state.help.asked.length, 200);
});

test("the worker names what belongs to the help, and another version when an article was changed", async () => {
  const read = async () => {
    const { body, headers } = await get("/help-worker.js");
    assert.match(String(headers["content-type"]), /javascript/);
    assert.equal(headers["cache-control"], "no-cache");
    assert.ok(body.endsWith("/* the worker */"));
    return JSON.parse(/^const COPY = (.*);/.exec(body)?.[1] ?? "null");
  };
  const first = await read();
  assert.deepEqual(first.pages, ["/help", "/help/prepare"]);
  assert.deepEqual(first.files, [
    ...["/assets/help-1.js", "/assets/client-1.css", "/assets/help-1.css", "/icon.svg"],
  ]);
  assert.deepEqual(await read(), first);
  guides = [{ slug: "prepare", checkedOn: "2026-02-02" }];
  assert.notEqual((await read()).version, first.version);
});
