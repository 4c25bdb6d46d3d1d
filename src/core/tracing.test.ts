/** Traces, against a collector that reads OTLP/JSON: one from a page to the notice that the owner gets. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { listen, readWebhook } from "../../test/subscriber.ts";
import { makeWorld, type TestWorld, testWorld } from "../../test/world.ts";
import { buildApp } from "../app.ts";
import { newServiceKey } from "../features/accounts/index.ts";
import { deliverDue } from "../features/signals/index.ts";
import { mountPages } from "./pages.ts";
import { readTraceparent, startTracing, traceparent } from "./tracing.ts";

type Read = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
};
const PHONE = "+8613900003201";

describe("a trace", () => {
  let collector: Awaited<ReturnType<typeof listen>>;
  let world: TestWorld;
  let app: FastifyInstance;
  let traces: ReturnType<typeof startTracing>;

  before(async () => {
    collector = await listen(() => ({ status: 200, body: "{}" }));
    const url = `http://127.0.0.1:${collector.port}`;
    world = await makeWorld({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    traces = startTracing(world.world);
    app = buildApp(world.world);
    const key = world.world.keys.current("forms").key;
    await mountPages(app, {
      ...{ dist: "dist", demo: true, key, origin: world.world.config.url, secure: false },
      ...{
        nonce: () => world.world.bytes(16).toString("base64url"),
        failed: (error) => assert.fail(String(error)),
      },
    });
    await app.ready();
    await world.account("acc_trace", { phone: PHONE, email: "lin@example.com" });
  });
  after(async () => {
    await traces.stop();
    await app.close();
    await world.end();
    await collector.close();
  });

  /** What the collector has, once everything that is due was done and sent. */
  const spans = async (): Promise<Read[]> => {
    await world.settle();
    await traces.stop();
    traces = startTracing(world.world);
    return collector.heard.flatMap(({ headers, body }) => {
      assert.equal(headers["content-type"], "application/json");
      const { resourceSpans } = JSON.parse(body);
      return resourceSpans.flatMap((each: any) =>
        each.scopeSpans.flatMap((scope: any) => scope.spans),
      );
    });
  };
  const chain = (all: readonly Read[], last: Read): string[] => {
    const parent = all.find(({ spanId }) => spanId === last.parentSpanId);
    return [...(parent ? chain(all, parent) : []), last.name];
  };

  test("connects page, route, transaction, event and the notice to the owner", async () => {
    // A browser without scripts: its cookies, the token that its forms carry, forms sent as forms.
    const jar = new Map<string, string>();
    const keep = (reply: { headers: Record<string, unknown> }) => {
      for (const each of [reply.headers["set-cookie"] ?? []].flat() as string[]) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        jar.set(name, value);
      }
    };
    const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const page = await app.inject("/recover/account?situation=forgot-password");
    keep(page);
    const csrf = /name="csrf" value="([^"]*)"/.exec(page.body)?.[1] ?? "";
    const send = async (act: string, fields: Record<string, string>) => {
      const key = world.world.bytes(16).toString("base64url");
      const reply = await app.inject({
        ...{ method: "POST", url: `/form/${act}` },
        headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookie() },
        payload: new URLSearchParams({ csrf, key, ...fields }).toString(),
      });
      assert.equal(reply.statusCode, 303, reply.body.slice(0, 300));
      keep(reply);
      await world.settle();
    };
    const named = { situation: "forgot-password", prefix: "+86", identifier: PHONE.slice(3) };
    await send("start", named);
    await send("challenge", { proof: "sms-code" });
    await send("proof", { proof: "sms-code", code: world.codeTo(PHONE) });
    const all = await spans();
    const notice = all.filter(({ name }) => /^job send-/.test(name));
    assert.ok(notice.length > 0, all.map(({ name }) => name).join(", "));
    const chains = notice.map((span) => chain(all, span).join(" > "));
    assert.ok(
      chains.some((each) =>
        /^POST \/form\/:act > POST \/v1\/recoveries\/:recoveryId\/proofs > transaction > event recovery\.[\w-]+ > job reader:notices > job send-\w+$/.test(
          each,
        ),
      ),
      chains.join("\n"),
    );
    for (const span of all) {
      assert.match(span.traceId, /^[0-9a-f]{32}$/);
      assert.match(span.spanId, /^[0-9a-f]{16}$/);
      assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    }
    const route = all.find(({ name }) => name === "POST /v1/recoveries");
    assert.equal(route?.kind, 2);
    assert.deepEqual(
      route?.attributes.find(({ key }) => key === "http.response.status_code")?.value,
      { intValue: "201" },
    );
    const said = collector.heard.map(({ body }) => body).join();
    assert.doesNotMatch(said, /13900003201|acc_trace|lin@|Lin Yue|rec_|"\d{6}"/);
  });

  test("goes on from a caller's traceparent, and to a webhook", async () => {
    const hook = await listen(() => ({ status: 204 }));
    const key = await newServiceKey(world.world, "hooks", ["webhooks"]);
    const { body: made } = await world.call(
      "POST",
      "/v1/webhooks",
      { url: hook.url },
      { bearer: key },
    );
    const from = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`;
    const headers = { traceparent: from };
    const asked = { identifier: PHONE, situation: "forgot-password" };
    const begun = await world.call("POST", "/v1/recoveries", asked);
    const { recovery, token: bearer } = begun.body;
    const at = `/v1/recoveries/${recovery.id}`;
    const more = { bearer, headers };
    const { body } = await world.call("POST", `${at}/challenges`, { proof: "sms-code" }, more);
    await world.settle();
    const given = { proof: "sms-code", challengeId: body.challenge.id, code: world.codeTo(PHONE) };
    assert.equal((await world.call("POST", `${at}/proofs`, given, more)).status, 200);
    await world.settle();
    await deliverDue(world.world);
    const heard = hook.heard.find(({ headers }) =>
      String(headers.traceparent).startsWith(`00-${"ab".repeat(16)}-`),
    );
    assert.ok(heard, JSON.stringify(hook.heard.map(({ headers }) => headers.traceparent)));
    readWebhook(heard, made.secret, world.now());
    const all = (await spans()).filter(({ traceId }) => traceId === "ab".repeat(16));
    const last = all.find(({ spanId }) => String(heard.headers.traceparent).includes(spanId));
    assert.ok(last);
    assert.equal(
      chain(all, last).join(" > "),
      "POST /v1/recoveries/:recoveryId/proofs > transaction > event recovery.first-proof > job reader:signals > deliver",
    );
    await hook.close();
  });

  test("is none where its caller wants none, and work of its own begins one of its own", async () => {
    const before = (await spans()).length;
    const from = `00-${"ef".repeat(16)}-${"cd".repeat(8)}-00`;
    await world.call("GET", "/healthz", undefined, { headers: { traceparent: from } });
    assert.equal((await spans()).length, before);
    await world.sweep();
    const look = (await spans()).find(({ name }) => name === "job alerts-look");
    assert.ok(look);
    world.skip(60);
    const looks = (await spans()).filter(({ name }) => name === "job alerts-look");
    assert.equal(new Set(looks.map(({ traceId }) => traceId)).size, looks.length);
  });

  test("that nobody takes is lost, and nothing waits for it", async () => {
    collector.listener.answer = () => ({ status: 503 });
    assert.equal((await world.call("GET", "/healthz")).status, 200);
    await traces.stop();
    traces = startTracing(world.world);
    collector.listener.answer = () => ({ status: 200 });
    assert.equal((await world.call("GET", "/healthz")).status, 200);
  });
});

const plain = testWorld();
test("without a collector nothing is traced and nothing leaves", async () => {
  assert.equal(plain.world.config.traceEndpoint, "");
  assert.equal(traceparent(), undefined);
  const { stop } = startTracing(plain.world);
  await plain.call("GET", "/healthz");
  await stop();
});

test("a traceparent is read as W3C Trace Context 1 has it", () => {
  const [trace, span] = ["ab".repeat(16), "cd".repeat(8)];
  assert.deepEqual(readTraceparent(`00-${trace}-${span}-01`), {
    ...{ traceId: trace, spanId: span, sampled: true },
  });
  assert.equal(readTraceparent(`00-${trace}-${span}-00`)?.sampled, false);
  for (const bad of [
    ...[undefined, null, "", "00", `01-${trace}-${span}-01`, `00-${"0".repeat(32)}-${span}-01`],
    ...[`00-${trace}-${"0".repeat(16)}-01`, `00-${trace.toUpperCase()}-${span}-01`],
    `00-${trace}-${span}-01-more`,
  ])
    assert.equal(readTraceparent(bad), null, String(bad));
});
