import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, claimCase, type Person } from "../../../test/cases.ts";
import { ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";
import { tieStaff } from "../staff/index.ts";

const world = testWorld();
const { anOwner, comeBack } = ownersOf(world);
const desk = aDesk(world);

/** An owner who is signed in, and whose case somebody holds. */
async function aCall(agent: Person = desk.tang) {
  const owner = await anOwner();
  const { caseId } = await claimCase(world, owner.phone);
  assert.equal((await agent.take(caseId)).status, 200);
  return { owner, caseId };
}
const make = (who: Person, caseId: string, purpose = "call-back") =>
  who.post(`/v1/cases/${caseId}/agent-code`, { purpose });
async function codeOf(who: Person, caseId: string, purpose?: string): Promise<string> {
  const { status, body } = await make(who, caseId, purpose);
  assert.equal(status, 201, JSON.stringify(body));
  return body.code;
}
const cookiesOf = async (accountId: string) => {
  const handoff = await world.as(world.serviceKey).post(`/v1/accounts/${accountId}/handoffs`);
  const token = handoff.body.url.split("#")[1];
  return (await world.call("POST", "/v1/handoffs", { token })).cookies;
};
async function checker(accountId?: string) {
  const cookies = accountId ? await cookiesOf(accountId) : {};
  return (agentCode: string) => world.call("POST", "/v1/checks", { agentCode }, { cookies });
}

describe("a code to read out", () => {
  test("is official to the account's signed-in owner, with its purpose, however it is typed", async () => {
    const { owner, caseId } = await aCall();
    const made = (await make(desk.tang, caseId, "document")).body;
    assert.match(made.code, /^\d{4} \d{4}$/);
    assert.equal(Date.parse(made.expiresAt) - world.now().getTime(), 15 * 60_000);
    for (const words of [made.say.en, made.say.zh]) assert.ok(words.includes(made.code));
    const check = await checker(owner.id);
    const wide = made.code.replace(/\d/g, (digit: string) =>
      String.fromCharCode(digit.charCodeAt(0) + 0xfee0),
    );
    for (const typed of [
      made.code,
      made.code.replace(" ", ""),
      made.code.replace(" ", "-"),
      wide,
    ]) {
      const { body } = await check(typed);
      assert.deepEqual([body.verdict, body.purpose?.code], ["official", "document"], typed);
      assert.match(body.reasons[0].text.zh, /请您补充材料/);
    }
    for (const [id, type] of [
      [owner.id, "agent-code.made"],
      ["staff:agt_tang", "staff.agent-code"],
    ] as const) {
      const event = (await world.events(id)).findLast((each) => each.type === type);
      assert.deepEqual(event?.payload, { subject: caseId, purpose: "document" });
      assert.ok(!JSON.stringify(await world.events(id)).includes(made.code.replace(" ", "")));
    }
    const rows = await world.world.db.selectFrom("agentCodes").selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(made.code.replace(" ", "")));
  });

  // Removed once each: the account in the hash and the look-up, the time, the purpose in the hash; each time red.
  test("says one and the same to another owner, to a stranger, for a wrong code and for an old one", async () => {
    const { owner, caseId } = await aCall();
    const code = await codeOf(desk.tang, caseId);
    const other = await anOwner();
    const [own, others, nobody] = [
      await checker(owner.id),
      await checker(other.id),
      await checker(),
    ];
    const wrong = code.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10));
    const said = [await others(code), await nobody(code), await own(wrong), await nobody(wrong)];
    for (const typed of ["12345678901234567890", "’; drop"]) said.push(await own(typed));
    assert.equal((await own(code)).body.verdict, "official");
    // Moved by hand to another account, or to another purpose, it says nothing either.
    const db = world.world.db;
    await db
      .updateTable("agentCodes")
      .set({ purpose: "decision" })
      .where("accountId", "=", owner.id)
      .execute();
    said.push(await own(code));
    await db
      .updateTable("agentCodes")
      .set({ purpose: "call-back", accountId: other.id })
      .where("accountId", "=", owner.id)
      .execute();
    said.push(await others(code));
    await db
      .updateTable("agentCodes")
      .set({ accountId: owner.id })
      .where("accountId", "=", other.id)
      .execute();
    assert.equal((await own(code)).body.verdict, "official");
    const cookies = await cookiesOf(owner.id);
    const more = { cookies, key: "sent-again-by-a-reload" };
    const again = () => world.call("POST", "/v1/checks", { agentCode: code }, more);
    assert.equal((await again()).body.verdict, "official");
    world.skip(15 * 60);
    said.push(await (await checker(owner.id))(code), await again());
    for (const { status, body, headers } of said) {
      assert.equal(status, 200);
      assert.deepEqual(body, said[0]?.body);
      assert.deepEqual(Object.keys(headers).sort(), Object.keys(said[0]?.headers ?? {}).sort());
    }
    assert.deepEqual(
      [said[0]?.body.verdict, said[0]?.body.reasons[0].code],
      ["suspicious", "not-for-you"],
    );
    assert.match(said[0]?.body.reasons[0].text.zh, /请立即挂断/);
    await world.sweep();
    assert.equal(
      (await db.selectFrom("agentCodes").selectAll().where("accountId", "=", owner.id).execute())
        .length,
      0,
    );
  });

  test("is made by who works on the case only: no colleague makes, reads or replaces it", async () => {
    const { owner, caseId } = await aCall();
    const key = { key: "a-key-that-a-colleague-saw" };
    const path = `/v1/cases/${caseId}/agent-code`;
    const made = await desk.tang.post(path, { purpose: "call-back" }, key);
    const { code } = made.body;
    assert.equal((await desk.tang.post(path, { purpose: "call-back" }, key)).body.code, code);
    for (const who of [desk.luo, desk.shen, desk.ye]) {
      assert.equal((await who.post(path, { purpose: "call-back" }, key)).body.code, "lease-lost");
      const { body } = await who.get(`/v1/cases/${caseId}`);
      assert.ok(!JSON.stringify(body).includes(code.slice(0, 4) + code.slice(5)));
      assert.ok(!body.case.allowed.includes("agent-code"));
    }
    await tieStaff(world.world, { kind: "system", id: "test" }, "agt_ye", owner.id);
    assert.equal((await make(desk.ye, caseId)).body.code, "not-you");
    // Talked into it, a colleague makes one on a case of their own: it is for that account.
    const elsewhere = await aCall(desk.luo);
    const theirs = await codeOf(desk.luo, elsewhere.caseId);
    const check = await checker(owner.id);
    assert.equal((await check(theirs)).body.verdict, "suspicious");
    assert.equal((await check(code)).body.verdict, "official");
    // A newer one of the same agent takes its place.
    const newer = await codeOf(desk.tang, caseId);
    assert.equal((await check(code)).body.verdict, "suspicious");
    assert.equal((await check(newer)).body.verdict, "official");
  });

  test("of the second person stands beside the first's, and tells the decision once there is one", async () => {
    const { owner, caseId } = await aCall();
    const first = await codeOf(desk.tang, caseId);
    assert.equal((await make(desk.tang, caseId, "decision")).body.code, "cannot-now");
    await desk.tang.tick(caseId);
    await desk.tang.decide(caseId, "approve");
    assert.equal((await make(desk.tang, caseId)).body.code, "not-drawn");
    const second = await desk.drawnFor(caseId);
    const theirs = await codeOf(second, caseId, "document");
    const check = await checker(owner.id);
    for (const code of [first, theirs]) assert.equal((await check(code)).body.verdict, "official");
    await second.tick(caseId);
    await second.approve(caseId, "approve");
    assert.equal((await make(second, caseId)).body.code, "cannot-now");
    for (const who of [desk.tang, second]) {
      assert.ok((await who.read(caseId)).allowed.includes("agent-code"));
      const told = await check(await codeOf(who, caseId, "decision"));
      assert.equal(told.body.purpose.code, "decision");
    }
    assert.equal((await make(desk.luo, caseId, "decision")).body.code, "case-ended");
  });

  test("is made twenty times in an hour by one person, and never for a name without an account", async () => {
    const { caseId } = await aCall(desk.shen);
    for (let n = 0; n < 20; n++) await codeOf(desk.shen, caseId);
    const { status, body } = await make(desk.shen, caseId);
    assert.deepEqual([status, body.code], [429, "too-many"]);
    const nobody = await claimCase(world, "139 8888 7777");
    await desk.luo.take(nobody.caseId);
    assert.equal((await make(desk.luo, nobody.caseId)).body.code, "no-account");
  });

  // Removed once: the budget of an owner; this went red.
  test("guessed a thousand times says nothing, and shuts its owner out of nothing else", async () => {
    const { owner, caseId } = await aCall();
    const code = await codeOf(desk.tang, caseId);
    const check = await checker(owner.id);
    const answers = new Map<string, number>();
    for (let n = 0; n < 1000; n += 50)
      for (const { status, body } of await Promise.all(
        Array.from({ length: 50 }, (_, at) => check(String(10_000_000 + n + at))),
      )) {
        const said = status === 200 ? body.verdict : body.code;
        answers.set(said, (answers.get(said) ?? 0) + 1);
      }
    assert.deepEqual(Object.fromEntries(answers), { suspicious: 10, "too-many": 990 });
    const stranger = await checker();
    const strangers = await Promise.all(Array.from({ length: 310 }, () => stranger(code)));
    const nobody = strangers.filter(({ status }) => status === 200).length;
    // A network's own budget, which is none of any owner's; two of it were used above.
    assert.ok(nobody > 290 && nobody <= 300, String(nobody));
    const again = await comeBack(owner);
    assert.equal((await again.get()).status, 200);
    assert.equal((await again.get("/proofs")).status, 200);
    assert.equal((await again.put("/lock", { nightLock: true })).status, 200);
    const other = await aCall(desk.luo);
    const theirs = await codeOf(desk.luo, other.caseId);
    assert.equal((await (await checker(other.owner.id))(theirs)).body.verdict, "official");
    world.skip(3601);
    const later = await checker(owner.id);
    await desk.tang.take(caseId);
    assert.equal((await later(await codeOf(desk.tang, caseId))).body.verdict, "official");
    assert.equal((await (await comeBack(owner)).post("/holds")).status, 201);
  });
});
