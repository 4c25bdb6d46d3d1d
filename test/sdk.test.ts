/** The SDK: written from the description of the API, true to what the server answers, and careful on the way. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, beforeEach, describe, test } from "node:test";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { sdkOf } from "../scripts/sdk.ts";
import { connect, type RightfulError } from "../sdk/rightful.ts";
import { features } from "../src/app.ts";
import { openapi } from "../src/core/openapi.ts";
import { testWorld } from "./world.ts";

const document = JSON.parse(
  JSON.stringify(openapi(features, { title: "Rightful", version: "1", url: "https://x.example" })),
);

// A route that changes makes this red until the file is written anew.
test("the SDK is what the API says of itself", () => {
  const text = sdkOf(document);
  if (process.env.UPDATE_REFERENCE) return writeFileSync("sdk/api.ts", text);
  assert.equal(readFileSync("sdk/api.ts", "utf8"), text);
});

test("it knows every call of a wallet's back end, and none of the desk's or the security centre's", () => {
  const text = sdkOf(document);
  for (const { method, path, who, takesFile, streams, hidden } of features.flatMap(
    (f) => f.routes,
  )) {
    const name = `"${method} ${path.replace(/:(\w+)/g, "{$1}")}": {`;
    if (hidden || takesFile || streams) continue;
    if (who.includes("client")) assert.ok(text.includes(name), name);
    if (who.every((each) => each === "agent" || each === "owner"))
      assert.ok(!text.includes(name), name);
  }
  assert.doesNotMatch(readFileSync("sdk/rightful.ts", "utf8"), /from "(?!\.)/);
});

const PASSWORD = "old harbour lantern 42";

describe("against a server", () => {
  const world = testWorld();
  const client = async (key = world.serviceKey) => {
    if (!world.app.server.listening) await world.app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = world.app.server.address() as AddressInfo;
    return connect({ url: `http://127.0.0.1:${port}`, key });
  };

  test("what it promises of answers is what the server answers", async () => {
    const phone = "+8613800007001";
    await world.account("acc-sdk", { phone, email: "sdk@example.com" });
    const rightful = await client();
    const params = { accountId: "acc-sdk" };
    const deviceId = "a device of the sdk's test";
    const begun = await rightful.call("POST /v1/sign-ins", {
      body: { identifier: phone, password: PASSWORD, deviceId },
    });
    const sessionId = begun.session.id;
    const payment = (id: string, amount: string) => ({
      subject: { type: "account", id: "acc-sdk" },
      action: { name: "transfer" },
      resource: { type: "payment", id, properties: { amount, currency: "CNY", payee: "acc-2" } },
      context: { deviceId },
    });
    const line = {
      ...{ id: "pay-1", accountId: "acc-sdk", at: world.now().toISOString(), direction: "out" },
      ...{ amount: "1.00", currency: "CNY", payee: "acc-2", status: "completed" },
    };
    const answers: [string, unknown][] = [
      ["POST /v1/sign-ins", begun],
      [
        "GET /v1/accounts/{accountId}/sign-ins/{sessionId}",
        await rightful.call("GET /v1/accounts/{accountId}/sign-ins/{sessionId}", {
          params: { ...params, sessionId },
        }),
      ],
      [
        "POST /v1/accounts/{accountId}/handoffs",
        await rightful.call("POST /v1/accounts/{accountId}/handoffs", {
          params,
          body: { deviceId },
        }),
      ],
      [
        "POST /v1/device-tokens",
        await rightful.call("POST /v1/device-tokens", { body: { deviceId } }),
      ],
      [
        "POST /access/v1/evaluation",
        await rightful.call("POST /access/v1/evaluation", { body: payment("pay-1", "1.00") }),
      ],
      [
        "POST /access/v1/evaluation",
        await rightful.call("POST /access/v1/evaluation", { body: payment("pay-1", "2.00") }),
      ],
      [
        "POST /v1/transactions",
        await rightful.call("POST /v1/transactions", { body: `${JSON.stringify(line)}\nnonsense` }),
      ],
    ];
    const routes = features.flatMap((feature) => feature.routes);
    for (const [name, answer] of answers) {
      const route = routes.find(
        ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}` === name,
      );
      const schema = route?.answer as TSchema;
      assert.ok(schema && Value.Check(schema, answer), `${name}: ${JSON.stringify(answer)}`);
    }
    // Each answer that has a type was asked for here.
    const typed = routes.filter(({ answer }) => answer).length;
    assert.equal(new Set(answers.map(([name]) => name)).size, typed);
  });

  test("a refusal is an error with a code, and the rest of the document", async () => {
    const wrong = (await client()).call("POST /v1/sign-ins", {
      body: { identifier: "nobody-here", password: "no", deviceId: "d" },
    });
    await assert.rejects(wrong, (error: RightfulError) => {
      assert.deepEqual([error.code, error.status], ["wrong-password", 422]);
      return true;
    });
    const unknown = (await client("rk_unknown")).call("POST /v1/device-tokens", {
      body: { deviceId: "d" },
    });
    await assert.rejects(unknown, { code: "not-signed-in", status: 401 });
  });
});

describe("on a bad line", () => {
  type Asked = { method: string; url: string; key: string; headers: IncomingMessage["headers"] };
  const asked: Asked[] = [];
  let answer: (response: ServerResponse, turn: number) => void;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const { method = "", url = "", headers } = request;
      asked.push({ method, url, key: String(headers["idempotency-key"]), headers });
      answer(response, asked.length);
    });
  });
  let url = "";
  const ready = new Promise<void>((done) =>
    server.listen(0, "127.0.0.1", () => {
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    }),
  );
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    await ready;
    asked.length = 0;
  });
  const client = (more = {}) => connect({ url, key: "rk_x", timeoutMs: 5_000, ...more });
  const token = (by = client(), more = {}) =>
    by.call("POST /v1/device-tokens", { body: { deviceId: "d" }, ...more });
  const done = (response: ServerResponse) =>
    response.writeHead(201, { "content-type": "application/json" }).end('{"token":"t"}');

  // With a new key for each try the server would do it twice.
  test("an answer that was lost is asked for again, with the same key", async () => {
    answer = (response, turn) => (turn < 3 ? response.destroy() : done(response));
    // A connection that is closing may eat a try before it leaves.
    assert.deepEqual(await token(client({ tries: 6 })), { token: "t" });
    assert.equal(asked.length, 3);
    assert.equal(new Set(asked.map(({ key }) => key)).size, 1);
    answer = done;
    asked.length = 0;
    await token();
    await token(client(), { idempotencyKey: "mine" });
    assert.equal(new Set(asked.map(({ key }) => key)).size, 2);
    assert.equal(asked[1]?.key, "mine");
  });

  test("what the server refuses is not asked again; what says “later” is, unless that is long", async () => {
    const says =
      (status: number, code: string, headers = {}) =>
      (response: ServerResponse) =>
        response.writeHead(status, headers).end(JSON.stringify({ code }));
    for (const [status, code, headers, tries] of [
      [422, "wrong-password", {}, 1],
      [409, "already-done", {}, 1],
      [500, "broken", {}, 1],
      [409, "in-progress", {}, 3],
      [503, "try-again", { "retry-after": "0" }, 3],
      [429, "too-many", { "retry-after": "900" }, 1],
    ] as const) {
      asked.length = 0;
      answer = says(status, code, headers);
      await assert.rejects(token(), { code, status });
      assert.equal(asked.length, tries, code);
    }
  });

  test("silence, a redirect, a flood and nonsense are errors, and the key goes nowhere else", async () => {
    answer = () => {};
    await assert.rejects(token(client({ tries: 1, timeoutMs: 80 })), {
      code: "timeout",
      status: 0,
    });
    answer = (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();
    await assert.rejects(token(client({ tries: 1 })), { code: "unreachable" });
    assert.ok(asked.every((each) => each.url !== "/elsewhere"));
    answer = (response) => response.writeHead(200).end("x".repeat(9 * 1024 * 1024));
    await assert.rejects(token(client({ timeoutMs: 60_000 })), { code: "unreadable" });
    answer = (response) => response.writeHead(200).end("<html>");
    await assert.rejects(token(), { code: "unreadable" });
    assert.throws(() => connect({ url: "http://rightful.example" }), /https/);
  });

  test("a caller may call it off, and a part of a path is a part", async () => {
    answer = () => {};
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 40);
    await assert.rejects(token(client({ timeoutMs: 5_000 }), { signal: controller.signal }), {
      code: "aborted",
    });
    answer = done;
    asked.length = 0;
    const read = (accountId: string) =>
      client().call("GET /v1/accounts/{accountId}/holds", { params: { accountId } });
    await read("a/b?c#d");
    assert.equal(asked[0]?.url, "/v1/accounts/a%2Fb%3Fc%23d/holds");
    for (const bad of ["", ".", ".."]) await assert.rejects(read(bad), TypeError);
    assert.equal(asked.length, 1);
  });
});
