/** Against a real HTTP server on loopback that speaks the range protocol, well and badly. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { rangeCheck } from "./index.ts";

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex").toUpperCase();
const leaked = "gravel otter lamp seven";
const padding = Array.from({ length: 40 }, (_, at) => `${sha1(`padding ${at}`).slice(5)}:0`);
const list = [...padding, `${sha1(leaked).slice(5)}:4711`, `${sha1("x").slice(5)}:2`].join("\r\n");

let answer: (response: ServerResponse) => void;
const asked: IncomingMessage[] = [];
const server = createServer((request, response) => {
  asked.push(request);
  answer(response);
});
let base = "";

before(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  answer = (response) => response.end(list);
});

const check = (password = leaked, timeoutMs = 2000) => rangeCheck(fetch, base, password, timeoutMs);

test("T36 a leaked password is found, and only five digits of its fingerprint leave the house", async () => {
  assert.deepEqual(await check(), { is: "leaked", count: 4711 });
  assert.equal(asked.length, 1);
  const [request] = asked;
  assert.equal(request?.url, `/range/${sha1(leaked).slice(0, 5)}`);
  assert.equal(request?.headers["add-padding"], "true");
  assert.equal(request?.headers.cookie, undefined);
});

test("T36 a password that is not in the range is clear, and so is a padding entry", async () => {
  assert.deepEqual(await check("plum ferry anchor"), { is: "clear" });
  answer = (response) => response.end(list.replace(":4711", ":0"));
  assert.deepEqual(await check(), { is: "clear" });
});

test("T36 lower case, bare line ends and a slash after the address are understood", async () => {
  answer = (response) => response.end(list.toLowerCase().replaceAll("\r\n", "\n"));
  assert.deepEqual(await rangeCheck(fetch, `${base}/`, leaked, 2000), {
    is: "leaked",
    count: 4711,
  });
  assert.equal(asked[0]?.url, `/range/${sha1(leaked).slice(0, 5)}`);
});

test("T36 a service that fails, lies or talks too much leaves the verdict open and throws nothing", async () => {
  const bad: [string, (response: ServerResponse) => void][] = [
    ["503", (response) => response.writeHead(503).end("busy")],
    ["404", (response) => response.writeHead(404).end(list)],
    ["a redirect", (response) => response.writeHead(302, { location: "/elsewhere" }).end()],
    ["a web page", (response) => response.end("<!doctype html><title>Sign in to Wi-Fi</title>")],
    ["nothing", (response) => response.end()],
    [
      "half an answer",
      (response) => response.writeHead(200, { "content-length": 9e5 }).write(list),
    ],
    ["a closed line", (response) => response.destroy()],
    ["2 MB", (response) => response.end(`${padding[0]}\r\n`.repeat(52_000))],
  ];
  for (const [what, does] of bad) {
    answer = does;
    assert.deepEqual(await check(leaked, 300), { is: "unknown" }, what);
  }
});

test("T36 a service that sends us elsewhere is not followed", async () => {
  answer = (response) =>
    asked.length > 1 ? response.end(list) : response.writeHead(302, { location: "/other" }).end();
  assert.deepEqual(await check(), { is: "unknown" });
  assert.equal(asked.length, 1);
});

test("T36 a silent service is given up after the set time", async () => {
  answer = () => {};
  const begun = performance.now();
  assert.deepEqual(await check(leaked, 150), { is: "unknown" });
  assert.ok(performance.now() - begun < 15_000);
});

test("T36 no service at all, or a bad address, leaves the verdict open", async () => {
  assert.deepEqual(await rangeCheck(fetch, "http://127.0.0.1:1", leaked, 500), { is: "unknown" });
  assert.deepEqual(await rangeCheck(fetch, "not an address", leaked, 500), { is: "unknown" });
});
