import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startOperator, type TestOperator } from "../../../test/operator.ts";
import { operators } from "../../core/config-telecom.ts";
import { camara } from "./camara.ts";
import { operatorOf } from "./telecom.ts";

const NUMBER = "+8613900000001";
const clock = { now: new Date("2026-03-02T12:00:00Z") };
const question = { provenOn: new Date("2025-03-02T23:30:00Z"), simSwapHours: 72 };
const soon = () => AbortSignal.timeout(400);
let operator: TestOperator;
before(async () => {
  operator = await startOperator();
});
after(() => operator.stop());
beforeEach(() => {
  Object.assign(operator.state, { mood: "well", fails: null, expiresIn: 3600 });
  operator.lines.clear();
  operator.asked.length = 0;
  clock.now = new Date("2026-03-02T12:00:00Z");
});
let named = 0;
const port = (more = {}) =>
  camara({
    operators: [operator.operator(more)],
    now: () => clock.now,
    correlator: () => `tel_${++named}`,
  });
const well = {
  simSwappedAt: new Date("2020-01-01T00:00:00Z"),
  recycled: false,
  forwarding: false,
  faults: [],
};
const allUnavailable = ["unavailable", "unavailable", "unavailable"];

test("a number with which all is well is found to be so, in three requests at once", async () => {
  assert.deepEqual(await port().check(NUMBER, question, soon()), well);
  assert.deepEqual(operator.asked.map(({ path, body }) => [path, body]).sort(), [
    ["/call-forwarding-signal/v0.4/unconditional-call-forwardings", { phoneNumber: NUMBER }],
    ["/number-recycling/v0.2/check", { phoneNumber: NUMBER, specifiedDate: "2025-03-02" }],
    ["/sim-swap/v2/retrieve-date", { phoneNumber: NUMBER }],
  ]);
  assert.equal(new Set(operator.asked.map(({ correlator }) => correlator)).size, 3);
});

test("a replaced card, a new subscriber and forwarding are told", async () => {
  const latestSimChange = "2026-03-01T14:27:08.312+02:00";
  operator.lines.set(NUMBER, { latestSimChange, recycled: true, forwarding: true });
  assert.deepEqual(await port().check(NUMBER, question, soon()), {
    ...{ simSwappedAt: new Date(latestSimChange), recycled: true, forwarding: true, faults: [] },
  });
});

test("no date with a watched period that covers what matters is no replacement; without one it is not known", async () => {
  operator.lines.set(NUMBER, { latestSimChange: null, monitoredPeriod: 120 });
  assert.equal((await port().check(NUMBER, question, soon())).simSwappedAt, null);
  for (const monitoredPeriod of [undefined, 2, 0]) {
    operator.lines.set(NUMBER, {
      latestSimChange: null,
      ...(monitoredPeriod !== undefined && { monitoredPeriod }),
    });
    const { simSwappedAt, faults } = await port().check(NUMBER, question, soon());
    assert.deepEqual([simSwappedAt, faults], ["unavailable", ["sim-swap:unknown"]]);
  }
});

test("a card that was replaced tomorrow is no answer", async () => {
  operator.lines.set(NUMBER, { latestSimChange: "2026-03-03T12:00:00Z" });
  assert.equal((await port().check(NUMBER, question, soon())).simSwappedAt, "unavailable");
});

describe("no answer that can be relied on is no answer", () => {
  for (const mood of ["silent", "broken", "no-json", "lying", "redirect", "endless"] as const)
    test(mood, async () => {
      operator.state.mood = mood;
      const began = performance.now();
      const said = await port().check(NUMBER, question, soon());
      assert.deepEqual([said.simSwappedAt, said.recycled, said.forwarding], allUnavailable);
      assert.ok(performance.now() - began < 10_000);
      assert.ok(!JSON.stringify(said.faults).includes(NUMBER));
    });
  for (const [status, code] of [
    [400, "OUT_OF_RANGE"],
    [403, "PERMISSION_DENIED"],
    [404, "IDENTIFIER_NOT_FOUND"],
    [422, "SERVICE_NOT_APPLICABLE"],
    [422, "UNNECESSARY_IDENTIFIER"],
    [429, "QUOTA_EXCEEDED"],
  ] as const)
    test(`${status} ${code}`, async () => {
      operator.state.fails = [status, code];
      const said = await port().check(NUMBER, question, soon());
      assert.deepEqual([said.simSwappedAt, said.recycled, said.forwarding], allUnavailable);
      assert.ok(said.faults.includes(`sim-swap:${code}`));
    });
  test("an operator that cannot be reached", async () => {
    const dead = "http://127.0.0.1:1";
    const said = await port({ tokenUrl: dead }).check(NUMBER, question, soon());
    assert.deepEqual([said.simSwappedAt, said.recycled, said.forwarding], allUnavailable);
  });
});

test("a token serves until shortly before its end, and one that is refused is replaced once", async () => {
  const telecom = port();
  const issued = () => operator.counts().issued;
  const first = issued();
  await telecom.check(NUMBER, question, soon());
  await telecom.check(NUMBER, question, soon());
  assert.equal(issued() - first, 3);
  clock.now = new Date(clock.now.getTime() + 3_571_000);
  await telecom.check(NUMBER, question, soon());
  assert.equal(issued() - first, 6);
  operator.forgetTokens();
  const refused = operator.counts().refused;
  assert.deepEqual(await telecom.check(NUMBER, question, soon()), well);
  assert.deepEqual([issued() - first, operator.counts().refused - refused], [9, 3]);
  operator.state.fails = [401, "UNAUTHENTICATED"];
  await telecom.check(NUMBER, question, soon());
  assert.equal(issued() - first, 12);
});

test("what was not bought is not asked", async () => {
  const { recycling, forwarding, ...rest } = operator.operator();
  const telecom = camara({ operators: [rest], now: () => clock.now, correlator: () => "c" });
  const said = await telecom.check(NUMBER, question, soon());
  assert.deepEqual([said.recycled, said.forwarding], ["not-offered", "not-offered"]);
  assert.equal(operator.asked.length, 1);
});

test("an operator that remembers two years is asked about two years", async () => {
  const provenOn = new Date("2019-01-01T00:00:00Z");
  await port({ recyclingDaysMax: 730 }).check(NUMBER, { ...question, provenOn }, soon());
  const { body } = operator.asked.find(({ path }) => path.startsWith("/number-recycling")) as any;
  assert.equal(body.specifiedDate, "2024-03-02");
});

test("the longest prefix decides, and a number of nobody's is not covered", () => {
  const list = [{ prefixes: ["+86"] }, { prefixes: ["+86139", "+44"] }];
  assert.equal(operatorOf(list, NUMBER), list[1]);
  assert.equal(operatorOf(list, "+8613800000001"), list[0]);
  assert.equal(operatorOf(list, "+15550000001"), undefined);
});

test("an address without TLS is refused, unless it is on this machine", () => {
  for (const part of ["tokenUrl", "simSwap", "recycling", "forwarding"])
    assert.throws(() => port({ [part]: "http://operator.example" }), /begins with https/);
  port({ simSwap: "https://operator.example/sim-swap/v2" });
});

test("the configuration is read whole or refused with its place, and its secret is never shown", () => {
  const one = operator.operator();
  assert.deepEqual(operators(JSON.stringify([one])), [one]);
  assert.deepEqual(operators(""), []);
  const refused = (value: string) => {
    try {
      operators(value);
    } catch (error) {
      return (error as Error).message;
    }
    return "taken";
  };
  assert.match(refused("{"), /in JSON is expected/);
  assert.match(refused(JSON.stringify([{ ...one, prefixes: ["86"] }])), /prefixes/);
  assert.match(refused(JSON.stringify([one, { ...one, name: "b" }])), /one operator only/);
  const { simSwap, recycling, forwarding, ...nothing } = one;
  assert.match(refused(JSON.stringify([nothing])), /offers nothing/);
  assert.ok(!refused(JSON.stringify([{ ...one, extra: one.clientSecret }])).includes("s:cret"));
});
