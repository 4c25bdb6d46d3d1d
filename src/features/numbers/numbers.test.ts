import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { type Claim, deviceToken, owners, startClaim } from "../../../test/claimant.ts";
import { contactsOf } from "../../../test/contacts.ts";
import { faceDouble } from "../../../test/face-double.ts";
import { startOperator, type TestOperator } from "../../../test/operator.ts";
import { testWorld } from "../../../test/world.ts";
import { camara } from "../../ports/telecom/camara.ts";
import { putAccount } from "../accounts/index.ts";

const world = testWorld();
const owner = owners(world);
let operator: TestOperator;
const useTelecom = () => {
  world.world.ports.telecom = camara({
    operators: [operator.operator()],
    now: world.now,
    correlator: () => "c",
  });
};
before(async () => {
  operator = await startOperator();
});
after(() => operator.stop());
beforeEach(() => {
  Object.assign(operator.state, { mood: "well", fails: null });
  operator.asked.length = 0;
  useTelecom();
});

const PASSWORD = "seven kettles under moonlight";
const CODES = ["0-J99G-RZ61-DDTT-Q24C", "1-F6GC-6ATM-FQ9D-4ZWR"];
const hoursAgo = (hours: number) =>
  new Date(world.now().getTime() - hours * 3_600_000).toISOString();
const typesOf = async (id: string) => (await world.events(id)).map(({ type }) => type);
const numberChanges = (phone: string, line: object) => operator.lines.set(phone, line);

const named = new Map<string, string>();
/** An owner on a device of their own: one code is enough when all is well. */
async function person(more = {}) {
  const deviceId = `d-${named.size}`;
  const account = await owner({ deviceId, ...more });
  named.set(account.id, deviceId);
  return account;
}
const claimOnDevice = async (id: string, typed: string): Promise<Claim> =>
  startClaim(world, typed, { deviceToken: await deviceToken(world, named.get(id) ?? "") });

test("with nothing wrong, own phone and one code are enough, and the operator is asked once", async () => {
  const { id, phone, typed } = await person();
  const claim = await claimOnDevice(id, typed);
  const { body } = await claim.prove("sms-code", phone);
  assert.equal(body.recovery.state, "ready");
  assert.equal(body.recovery.uncounted, undefined);
  assert.equal((await claim.complete(PASSWORD)).status, 200);
  assert.equal(operator.asked.length, 3);
  assert.equal(operator.asked[0]?.body.phoneNumber, phone);
});

describe("a text message counts for nothing", () => {
  // A card that was replaced is a risk besides: the other ways wait.
  const wrong: [string, object, string][] = [
    [
      "when the card was replaced yesterday",
      { latestSimChange: "2026-03-01T10:00:00Z" },
      "waiting",
    ],
    ["when everything is forwarded", { forwarding: true }, "waiting"],
    ["when it is not known when the card was replaced", { latestSimChange: null }, "ready"],
  ];
  for (const [when, line, then] of wrong)
    test(when, async () => {
      const { id, phone, typed, email } = await person({ recoveryCodes: CODES });
      numberChanges(phone, line);
      const claim = await claimOnDevice(id, typed);
      const { body } = await claim.prove("sms-code", phone);
      assert.equal(body.recovery.state, "proving");
      assert.deepEqual(body.recovery.uncounted, ["sms-code"]);
      assert.ok(!JSON.stringify(body.recovery.paths).includes("sms-code"));
      assert.equal((await claim.complete(PASSWORD)).body.code, "not-proven");
      // No dead end: the other ways of the owner go on.
      await claim.prove("email-code", email);
      const done = await claim.give("recovery-code", CODES[0] ?? "");
      assert.equal(done.body.recovery.state, then);
    });

  test("while the operator does not answer; afterwards it counts again", async () => {
    const { id, phone, typed } = await person();
    operator.state.mood = "broken";
    const claim = await claimOnDevice(id, typed);
    assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "proving");
    operator.state.mood = "well";
    world.skip(61);
    assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "ready");
  });

  test("and shows no more of the account than before it was given", async () => {
    const { id, phone, typed } = await owner({
      recoveryCodes: CODES,
      authenticator: "UKQ3YS7HMW2QXU4F",
    });
    numberChanges(phone, { latestSimChange: hoursAgo(3) });
    const claim = await startClaim(world, typed);
    const before = claim.recovery.paths;
    const { body } = await claim.prove("sms-code", phone);
    const withoutSms = before.filter(({ proofs }: any) => !proofs.includes("sms-code"));
    assert.deepEqual(body.recovery.paths, withoutSms);
    // The owner is told of it on every channel all the same.
    assert.ok((await typesOf(id)).includes("recovery.first-proof"));
  });

  test("and names nobody whom the owner trusts, and asks no camera, device or contact", async () => {
    const { id, phone, typed } = await owner({ birthday: "2014-01-01" });
    const friends = await contactsOf(world).friendsOf(id);
    world.world.ports.face = faceDouble();
    numberChanges(phone, { latestSimChange: hoursAgo(3) });
    const claim = await startClaim(world, typed);
    const { body } = await claim.prove("sms-code", phone);
    assert.equal(body.recovery.contacts, undefined);
    const all = JSON.stringify([body, await claim.now()]);
    for (const { nickname } of friends) assert.equal(all.includes(nickname), false, nickname);
    for (const proof of ["contact-approval", "device-approval", "face"])
      assert.equal((await claim.ask(proof)).body.code, "prove-first", proof);
  });
});
test("a card that is replaced during the wait takes the claim back to proving", async () => {
  const { id, phone, typed, email } = await owner({ recoveryCodes: CODES, balanceHigh: true });
  const claim = await startClaim(world, typed);
  await claim.prove("sms-code", phone);
  const waiting = await claim.give("recovery-code", CODES[0] ?? "");
  assert.equal(waiting.body.recovery.state, "waiting");
  await world.pass(13);
  numberChanges(phone, { latestSimChange: hoursAgo(2) });
  const refused = await claim.complete(PASSWORD);
  assert.deepEqual([refused.status, refused.body.code], [409, "not-proven"]);
  assert.equal((await claim.now()).state, "proving");
  assert.ok((await typesOf(id)).includes("recovery.proof-fell"));
  // What else the owner has goes on from there.
  assert.equal((await claim.prove("email-code", email)).body.recovery.state, "waiting");
});

test("an operator that is silent at the end changes nothing: it is asked again", async () => {
  const { id, phone, typed } = await person();
  const claim = await claimOnDevice(id, typed);
  assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "ready");
  world.skip(11 * 60);
  operator.state.mood = "broken";
  const refused = await claim.complete(PASSWORD);
  assert.deepEqual([refused.status, refused.body.code], [503, "number-unchecked"]);
  assert.equal((await claim.now()).state, "ready");
  operator.state.mood = "well";
  world.skip(61);
  assert.equal((await claim.complete(PASSWORD)).status, 200);
});

describe("a number that belongs to somebody else now", () => {
  test("is released: no code goes there, it is told nothing, and every other channel is told", async () => {
    const { id, phone, typed, email } = await owner({ recoveryCodes: CODES });
    numberChanges(phone, { recycled: true });
    const claim = await startClaim(world, typed, { proof: "sms-code" });
    await world.settle();
    assert.ok((await typesOf(id)).includes("number.released"));
    const said = world.sent.filter(({ to }) => to === phone);
    assert.deepEqual(said, []);
    assert.equal(
      world.sent.filter(({ to, text }) => to === email && /somebody else now/.test(text)).length,
      1,
    );
    // Whoever has it now is like anybody: the name leads nowhere, nothing is sent, nothing is told.
    const holder = await startClaim(world, typed, { proof: "sms-code" });
    const stranger = await startClaim(world, "139 0000 9999", { proof: "sms-code" });
    await world.settle();
    assert.deepEqual(
      world.sent.filter(({ to }) => to === phone),
      [],
    );
    assert.deepEqual(holder.recovery.paths, stranger.recovery.paths);
    assert.equal((await claim.give("sms-code", "123456")).body.code, "wrong-code");
    // The owner gets back in by what is left.
    const own = await startClaim(world, email, { situation: "lost-phone" });
    await own.prove("email-code", email);
    assert.equal((await own.give("recovery-code", CODES[0] ?? "")).body.recovery.state, "waiting");
  });

  test("stays released when the wallet says the same number again, until it is proven anew", async () => {
    const { id, phone, typed } = await owner();
    numberChanges(phone, { recycled: true });
    await startClaim(world, typed, { proof: "sms-code" });
    const actor = { kind: "system", id: "test" } as const;
    const live = async () =>
      (
        await world.world.db.selectFrom("methods").selectAll().where("accountId", "=", id).execute()
      ).filter(({ kind, removedAt }) => kind === "phone" && !removedAt).length;
    await putAccount(world.world, actor, id, { name: "Lin Yue", phone });
    assert.equal(await live(), 0);
    world.skip(5);
    await putAccount(world.world, actor, id, {
      name: "Lin Yue",
      phone,
      verifiedAt: world.now().toISOString(),
    });
    assert.equal(await live(), 1);
  });

  test("an operator that says so of everybody takes no more than a hundred in an hour, and an alarm rings", async () => {
    const set = world.world.db.updateTable("windows").where("key", "=", "number-releases");
    await set.set({ count: 100 }).execute();
    const { id, phone, typed } = await owner();
    numberChanges(phone, { recycled: true });
    const claim = await startClaim(world, typed, { proof: "sms-code" });
    assert.ok(!(await typesOf(id)).includes("number.released"));
    await world.settle();
    assert.equal(
      (await claim.give("sms-code", world.codeTo(phone))).body.recovery.state,
      "proving",
    );
    const alarms = await world.world.db.selectFrom("alarms").select("name").execute();
    assert.deepEqual(
      alarms.map(({ name }) => name),
      ["number-releases"],
    );
  });
});

describe("nobody learns by it who has an account", () => {
  test("a number without one is asked about in the same way, and as often", async () => {
    const { phone, typed } = await owner();
    const shapes = async (name: string, number: string) => {
      operator.asked.length = 0;
      const claim = await startClaim(world, name, { proof: "sms-code" });
      await claim.give("sms-code", "000001");
      assert.ok(operator.asked.every(({ body }) => body.phoneNumber === number));
      return operator.asked.map(({ path, body }) => [path, Object.keys(body)]).sort();
    };
    assert.deepEqual(await shapes(typed, phone), await shapes("139 0000 8888", "+8613900008888"));
  });

  test("an address without an account asks about nothing, and does the same work on the database", async () => {
    operator.asked.length = 0;
    await startClaim(world, "nobody@example.com", { proof: "sms-code" });
    assert.equal(operator.asked.length, 0);
    const rows = await world.world.db.selectFrom("numberChecks").select("accountId").execute();
    assert.ok(rows.some(({ accountId }) => accountId.startsWith("shadow:")));
  });
});

test("a number of no configured operator works as it did", async () => {
  const phone = "+447700900123";
  const deviceId = "d-abroad";
  await world.account("acc_abroad", { phone, email: "abroad@example.com", deviceId });
  named.set("acc_abroad", deviceId);
  const claim = await claimOnDevice("acc_abroad", phone);
  assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "ready");
  assert.equal(operator.asked.length, 0);
});

test("what is kept of an answer is sealed, and goes after 30 days", async () => {
  const { phone, typed } = await owner();
  numberChanges(phone, { latestSimChange: hoursAgo(1) });
  await startClaim(world, typed, { proof: "sms-code" });
  const rows = await world.world.db.selectFrom("numberChecks").selectAll().execute();
  assert.ok(rows.length > 0);
  assert.ok(
    !JSON.stringify(rows).includes("simSwappedAt") && !JSON.stringify(rows).includes(phone),
  );
  await world.pass(31 * 24);
  await world.sweep();
  assert.deepEqual(await world.world.db.selectFrom("numberChecks").selectAll().execute(), []);
});

describe("“this number is mine now”", () => {
  const say = (phone: string, code?: string) =>
    world.call("POST", "/v1/number-claims", { phone, ...(code !== undefined && { code }) });
  const proveIt = async (typed: string, phone: string) => {
    assert.equal((await say(typed)).status, 200);
    await world.settle();
    const proven = await say(typed, world.codeTo(phone));
    await world.settle();
    return proven;
  };
  const bound = async (id: string) =>
    (
      await world.world.db.selectFrom("methods").selectAll().where("accountId", "=", id).execute()
    ).filter(({ kind, removedAt }) => kind === "phone" && !removedAt);
  const mailsTo = (to: string, words: RegExp) =>
    world.sent.filter((message) => message.to === to && words.test(message.text)).length;

  test("is answered alike for a number of an account and for one of nobody's", async () => {
    const { typed, phone } = await owner();
    const [one, other] = [
      await proveIt(typed, phone),
      await proveIt("137 0000 0001", "+8613700000001"),
    ];
    assert.deepEqual([one.status, one.body], [200, { received: true }]);
    assert.deepEqual([other.status, other.body], [one.status, one.body]);
    assert.deepEqual(Object.keys(one.headers).sort(), Object.keys(other.headers).sort());
  });

  test("releases the number when the operator says so", async () => {
    const { id, typed, phone, email } = await owner();
    numberChanges(phone, { recycled: true });
    await proveIt(typed, phone);
    assert.deepEqual(await bound(id), []);
    assert.equal(mailsTo(email, /somebody else now/), 1);
  });

  test("takes nothing from an owner whose operator says that the number is theirs; they are told", async () => {
    const { id, typed, phone, email } = await person();
    await proveIt(typed, phone);
    assert.equal((await bound(id)).length, 1);
    assert.equal(mailsTo(email, /says that it is theirs now/), 1);
    assert.equal(mailsTo(phone, /says that it is theirs now/), 0);
    const claim = await claimOnDevice(id, typed);
    assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "ready");
  });

  test("makes a recovery by that number wait when nobody can say, until its owner answers", async () => {
    delete world.world.ports.telecom;
    const { id, typed, phone, email } = await person();
    await proveIt(typed, phone);
    assert.equal((await bound(id)).length, 1);
    const first = await claimOnDevice(id, typed);
    assert.equal((await first.prove("sms-code", phone)).body.recovery.state, "waiting");
    await first.cancel();
    world.skip(900);
    const notice = world.sent
      .filter(({ to, text }) => to === email && /theirs now/.test(text))
      .at(-1);
    const token = /not-me#([\w-]+)/.exec(notice?.text ?? "")?.[1];
    assert.equal((await world.call("POST", "/v1/not-me", { token, answer: "mine" })).status, 200);
    await world.settle();
    const second = await claimOnDevice(id, typed);
    assert.equal((await second.prove("sms-code", phone)).body.recovery.state, "ready");
    // Said again, it is not heard again within 30 days.
    world.skip(900);
    await proveIt(typed, phone);
    assert.equal(mailsTo(email, /says that it is theirs now/), 1);
  });

  test("needs a mobile number and its code", async () => {
    assert.equal((await say("someone@example.com")).body.code, "not-a-phone");
    await say("137 0000 0002");
    await world.settle();
    assert.equal((await say("137 0000 0002", "000000")).body.code, "wrong-code");
  });
});
