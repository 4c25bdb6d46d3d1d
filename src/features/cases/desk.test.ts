import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, agreeToMore, claimCase, personOf } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { openAlarms } from "../../core/alarms.ts";
import { verifyChain } from "../../core/events.ts";
import type { Policy } from "../policies/index.ts";

const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);
const HOUR = 3_600_000;

/** A case of an owner of its own. */
async function aCase(more: Record<string, unknown> = {}) {
  const { id, typed, phone, email } = await owner({ locale: "en" });
  return { ...(await claimCase(world, typed, more)), accountId: id, phone, email, typed };
}
const next = (person = desk.tang) => person.post("/v1/cases/next");
const inHours = (hours: number) => new Date(world.now().getTime() + hours * HOUR).toISOString();
const types = async (id: string) => (await world.events(id)).map(({ type }) => type);

describe("the queue", () => {
  // Removed once: the second look under the lock in `takeNext`; two agents held one case and this went red.
  test("E22 fifty cases, ten agents who press at once until there is none: nobody holds another's", async () => {
    const opened = [];
    for (let n = 0; n < 50; n++) opened.push((await aCase()).caseId);
    const agents = Array.from({ length: 10 }, (_, n) =>
      personOf(world, `agt_many${n}`, "agent", n % 2 ? "east" : "west"),
    );
    await Promise.all(agents.map((agent) => agent.get("/v1/cases")));
    const taken = await Promise.all(
      agents.map(async (agent) => {
        const own: string[] = [];
        for (;;) {
          const { status, body } = await next(agent);
          if (status === 204) return own;
          assert.equal(status, 200, JSON.stringify(body));
          assert.equal(body.case.takenBy.id, agent.id);
          own.push(body.case.id);
        }
      }),
    );
    assert.deepEqual(taken.flat().sort(), opened.sort());
    assert.ok(taken.every((own) => own.length > 0));
  });

  test("E23 who loses the lease while writing is told who holds it, and keeps the note", async () => {
    const { caseId } = await aCase();
    await desk.tang.take(caseId);
    await desk.tang.tick(caseId);
    world.skip(15 * 60 + 1);
    assert.equal((await desk.luo.take(caseId)).status, 200);
    const late = await desk.tang.decide(caseId, "approve");
    assert.equal(late.body.code, "lease-lost");
    assert.deepEqual(late.body.holder, { id: "agt_luo", name: "Name of agt_luo" });
    assert.equal((await desk.tang.take(caseId)).body.code, "lease-lost");
    assert.equal((await desk.tang.post(`/v1/cases/${caseId}/notes`, { text: "Mine" })).status, 201);
    assert.equal((await desk.luo.read(caseId)).notes[0].text, "Mine");
    assert.equal((await desk.luo.delete(`/v1/cases/${caseId}/lease`)).status, 200);
    assert.equal((await desk.tang.take(caseId)).status, 200);
  });

  test("a theft in progress comes before what is due sooner; views hold what they say", async () => {
    const early = await aCase();
    const theft = await aCase({ situation: "account-stolen" });
    const all = (await desk.tang.get("/v1/cases?view=all")).body;
    const ids = all.cases.map(({ id }: any) => id);
    assert.ok(ids.indexOf(theft.caseId) < ids.indexOf(early.caseId));
    const stolen = (await desk.tang.get("/v1/cases?view=theft")).body;
    assert.deepEqual(
      stolen.cases.map(({ id }: any) => id),
      [theft.caseId],
    );
    assert.equal(stolen.counts.theft, 1);
    await desk.tang.take(theft.caseId);
    const mine = (await desk.tang.get("/v1/cases?view=mine")).body.cases;
    assert.ok(mine.some(({ id, state }: any) => id === theft.caseId && state === "taken"));
    const row = JSON.stringify(all.cases);
    assert.doesNotMatch(row, /Lin Yue|1390000|owner0/);
    const q = (await desk.tang.get(`/v1/cases?view=all&q=${mine[0].reference}`)).body.cases;
    assert.equal(q[0].id, mine[0].id);
  });

  test("another team's case is theirs: only they take it next", async () => {
    const { caseId } = await aCase();
    await desk.tang.take(caseId);
    const moved = await desk.tang.post(`/v1/cases/${caseId}/transfer`, { team: "west" });
    assert.equal(moved.body.case.team, "west");
    for (;;) {
      const { status, body } = await next(desk.luo);
      if (status === 204) break;
      if (body.code === "second-person") {
        await agreeToMore(desk.luo, desk.pan);
        continue;
      }
      assert.notEqual(body.case.id, caseId);
    }
    let found = false;
    for (let n = 0; n < 20 && !found; n++) found = (await next(desk.ye)).body?.case?.id === caseId;
    assert.ok(found);
  });

  test("every look stands in the account's chain and in the agent's", async () => {
    const { caseId, accountId } = await aCase();
    await desk.tang.read(caseId);
    const own = (await world.events("staff:agt_tang")).filter(
      ({ type, payload }) => type === "staff.viewed" && payload.subject === caseId,
    );
    assert.equal(own.length, 1);
    assert.ok((await types(accountId)).includes("file.viewed"));
    for (const id of [accountId, "staff:agt_tang"])
      assert.equal(await verifyChain(world.world, id), null);
  });

  test("a hidden field is shown to who holds the case, for a minute, and written into both chains", async () => {
    const { caseId, accountId, phone } = await aCase();
    const asked = { field: "phone", reason: "call-back" };
    const path = `/v1/cases/${caseId}/reveal`;
    assert.equal((await desk.tang.post(path, asked)).body.code, "lease-lost");
    await desk.tang.take(caseId);
    const shown = (await desk.tang.post(path, asked)).body;
    assert.deepEqual(shown, { value: phone, until: inHours(1 / 60) });
    for (const [id, type] of [
      [accountId, "file.revealed"],
      ["staff:agt_tang", "staff.revealed"],
    ] as const) {
      const facts = (await world.events(id)).findLast((event) => event.type === type)?.payload;
      assert.deepEqual(facts, { subject: caseId, ...asked });
    }
    // No sentence of an agent's own: the owner reads the reason, in their language.
    const talk = await desk.tang.post(path, { ...asked, reason: "He sounds like a thief" });
    assert.equal(talk.body.code, "bad-input");
    for (let n = 1; n < 40; n++) assert.equal((await desk.tang.post(path, asked)).status, 200);
    assert.equal((await desk.tang.post(path, asked)).body.code, "second-person");
  });

  test("an agent alone protects an account; a police request is a supervisor's", async () => {
    const { caseId } = await aCase();
    const path = `/v1/cases/${caseId}/holds`;
    const held = await desk.tang.post(path, { reason: "suspected-takeover", note: "SIM swap" });
    assert.equal(held.status, 201, JSON.stringify(held.body));
    const police = { reason: "police-request", note: "Ref 2026-17" };
    assert.equal((await desk.tang.post(path, police)).body.code, "not-you");
    assert.equal((await desk.shen.post(path, police)).status, 201);
  });

  test("the desk is told that a case has changed, and fetches it again", async () => {
    const base = await world.app.listen({ host: "127.0.0.1", port: 0 });
    const cookie = `rightful_staff=${await desk.tang.token()}`;
    const gone = new AbortController();
    const reply = await fetch(`${base}/v1/desk/events`, {
      headers: { cookie },
      signal: gone.signal,
    });
    assert.match(reply.headers.get("content-type") ?? "", /^text\/event-stream/);
    let text = "";
    const read = (async () => {
      for await (const piece of reply.body ?? []) text += Buffer.from(piece).toString();
    })().catch(() => {});
    world.skip(1);
    const { caseId } = await aCase();
    for (let ms = 0; ms < 8000 && !text.includes(caseId); ms += 50)
      await new Promise((done) => setTimeout(done, 50));
    gone.abort();
    await read;
    assert.match(
      text,
      new RegExp(`event: case\ndata: {"kind":"case","caseId":"${caseId}","type":"case.opened"}`),
    );
    assert.equal((await fetch(`${base}/v1/desk/events`)).status, 401);
  });

  test("a preview says what would happen and changes nothing", async () => {
    const { caseId } = await aCase();
    await desk.tang.take(caseId);
    const { body } = await desk.tang.post(`/v1/cases/${caseId}/preview`, {
      ...{ outcome: "refuse", reason: "not-shown" },
    });
    assert.match(body.message.zh, /不足以证明/);
    assert.deepEqual(
      body.effects.map(({ code }: any) => code),
      ["second-check", "denied"],
    );
    assert.equal((await desk.tang.read(caseId)).state, "taken");
  });
});

describe("the clocks of cases", () => {
  test("E27 waiting for the claimant stops our clock; an answer lets it go on with what was left", async () => {
    const { caseId, own, prove, email } = await aCase();
    await world.pass(21);
    await desk.tang.take(caseId);
    await desk.tang.decide(caseId, "need-more");
    const waiting = await own();
    assert.equal(waiting.waitingFor, "claimant");
    assert.match(waiting.messages[0].text.en, /one more proof/);
    assert.equal(waiting.answerBy, inHours(7 * 24));
    await world.pass(48);
    assert.equal((await own()).lateBy, undefined);
    assert.equal((await prove("email-code", email)).status, 200);
    await world.settle();
    const after = await desk.tang.read(caseId);
    assert.equal(after.state, "open");
    assert.equal(after.dueAt, inHours(3));
    assert.equal(after.clocks.claimant.usedMs, 48 * HOUR);
    assert.equal(after.usedShare, 21 / 24);
  });

  // Removed once: the wake after a verdict of "need more"; the case waited until its claim had run out.
  test("whoever is asked and does not answer within a week is decided on with what there is", async () => {
    const { caseId, own } = await aCase();
    await desk.tang.take(caseId);
    await desk.tang.decide(caseId, "need-more");
    await world.pass(7 * 24 - 1);
    assert.equal((await own()).state, "waiting-claimant");
    await world.pass(2);
    const after = await own();
    assert.deepEqual([after.state, after.waitingFor, after.answerBy], ["open", "us", undefined]);
    assert.equal((await desk.tang.take(caseId)).status, 200);
  });

  test("waiting for a bank does not stop it; a time that was set brings the case back", async () => {
    const { caseId } = await aCase();
    await desk.tang.take(caseId);
    const snooze = (body: object) => desk.tang.post(`/v1/cases/${caseId}/snooze`, body);
    assert.equal((await snooze({ until: inHours(200), why: "bank" })).body.code, "bad-until");
    const put = (await snooze({ until: inHours(5), why: "bank" })).body.case;
    assert.deepEqual([put.waitingFor, put.pausedAt, put.takenBy], ["bank", null, null]);
    await world.pass(5);
    assert.equal((await desk.tang.read(caseId)).waitingFor, "us");
    await desk.tang.take(caseId);
    await snooze({ until: inHours(2), why: "claimant" });
    await world.pass(3);
    const back = await desk.tang.read(caseId);
    assert.deepEqual([back.state, back.pausedAt], ["open", null]);
    assert.equal(back.clocks.claimant.usedMs, 3 * HOUR);
  });

  test("E28 a later policy moves no promise that was made", async () => {
    const before = await aCase();
    const { dueAt } = await desk.tang.read(before.caseId);
    const policies = world.world.policies as Map<string, Policy>;
    const now = policies.get("wallet") as Policy;
    const desk12 = { ...now.desk, promiseHours: { low: 12, elevated: 12, high: 12, theft: 2 } };
    const later = { ...now, version: 99, desk: desk12 } as Policy;
    policies.set("wallet", later).set("wallet@99", later);
    try {
      assert.equal((await desk.tang.read(before.caseId)).dueAt, dueAt);
      const after = await aCase();
      assert.equal((await desk.tang.read(after.caseId)).dueAt, inHours(12));
      assert.equal((await desk.tang.read(after.caseId)).policy.version, 99);
      assert.equal((await desk.tang.read(before.caseId)).policy.version, now.version);
    } finally {
      policies.set("wallet", now);
    }
  });

  test("E29 half, three quarters and the whole: noted, and at the end one alarm and a new time", async () => {
    const { caseId, accountId, own } = await aCase();
    const first = (await own()).dueAt;
    await world.pass(12.1);
    await world.pass(6);
    const marks = async () =>
      (await world.events(accountId))
        .filter(({ type, payload }) => /case.(mark|late)/.test(type) && payload.caseId === caseId)
        .map(({ payload }) => payload.mark);
    assert.deepEqual(await marks(), [50, 75]);
    await world.pass(6);
    await world.pass(1);
    assert.deepEqual(await marks(), [50, 75, 100]);
    const late = await own();
    assert.ok(late.lateBy > 0);
    assert.equal(Date.parse(late.dueAt) - Date.parse(first), 12 * HOUR);
    const alarms = (await openAlarms(world.world)).filter(({ partition }) => partition === caseId);
    assert.deepEqual(
      alarms.map(({ name }) => name),
      ["case-late"],
    );
    const breaches = await world.world.db
      .selectFrom("caseClocks")
      .selectAll()
      .where("accountId", "=", accountId)
      .where("caseId", "=", caseId)
      .where("event", "=", "breach")
      .execute();
    assert.equal(breaches.length, 1);
  });

  test("a claim that ends closes its case and stops its clock", async () => {
    const open = await aCase();
    await open.cancel();
    await world.settle();
    const row = await desk.tang.read(open.caseId);
    assert.deepEqual([row.state, row.allowed, row.waitingFor], ["closed", [], null]);
    assert.equal((await desk.tang.take(open.caseId)).body.code, "case-ended");
  });
});
