import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deviceToken, notThis, owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const NEW = "seven quiet paper boats";
const CODES = ["0123-4567-89AB-CDEF"];

const owner = owners(world);

const types = async (accountId: string) => (await world.events(accountId)).map(({ type }) => type);

describe("what a thief learns and may do", () => {
  test("a name with an account and a name without one get the same answers", async () => {
    const { typed } = await owner();
    const answers = [];
    for (const name of [typed, "139 9999 9999"]) {
      const claim = await startClaim(world, name);
      const asked = await claim.ask("sms-code");
      const mail = await claim.ask("email-code");
      const wrong = [];
      for (let turn = 0; turn < 6; turn++) {
        const { status, body } = await claim.give("sms-code", "abc");
        wrong.push([status, body.code, body.triesLeft]);
      }
      const saved = await claim.give("recovery-code", String(CODES[0]));
      const app = await claim.give("authenticator-code", "123456");
      const shape = ({
        id: _i,
        reference: _r,
        createdAt: _c,
        expiresAt: _e,
        challenge: _h,
        ...rest
      }: any) => rest;
      answers.push({
        first: shape(claim.recovery),
        asked: [asked.status, Object.keys(asked.body.challenge)],
        mail: [mail.status, Object.keys(mail.body.challenge)],
        wrong,
        others: [
          saved.status,
          saved.body.code,
          saved.body.triesLeft,
          app.status,
          app.body.triesLeft,
        ],
        after: shape(await claim.now()),
      });
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.doesNotMatch(JSON.stringify(answers), /\*\*|example\.com|139/);
  });

  test("five wrong codes and the way rests; the right code is refused then, other ways work", async () => {
    const { phone, email, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    const code = world.codeTo(phone);
    for (let left = 4; left >= 1; left--)
      assert.equal((await claim.give("sms-code", notThis(code))).body.triesLeft, left);
    const fifth = await claim.give("sms-code", notThis(code));
    assert.equal(fifth.body.code, "resting");
    assert.ok(fifth.headers["retry-after"]);
    assert.equal((await claim.give("sms-code", code)).body.code, "resting");
    assert.equal((await claim.prove("email-code", email)).status, 200);
  });

  test("a newer code makes the older one worthless, with the same answer as a wrong one", async () => {
    const { phone, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    const first = world.codeTo(phone);
    const soon = await claim.ask("sms-code");
    assert.equal(soon.body.code, "too-soon");
    world.skip(61);
    await claim.ask("sms-code");
    await world.settle();
    const second = world.codeTo(phone);
    if (first !== second)
      assert.equal((await claim.give("sms-code", first)).body.code, "wrong-code");
    assert.equal((await claim.give("sms-code", second)).status, 200);
  });

  test("a code is dead after ten minutes", async () => {
    const { phone, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    world.skip(600);
    assert.equal((await claim.give("sms-code", world.codeTo(phone))).body.code, "wrong-code");
  });

  test("200 guesses at once are 5 guesses", async () => {
    const { id, phone, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    const code = world.codeTo(phone);
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => claim.give("sms-code", notThis(code))),
    );
    assert.equal(replies.filter(({ body }) => body.code === "wrong-code").length, 4);
    const rows = await world.world.db.selectFrom("wrongCodes").selectAll().execute();
    assert.equal(rows.filter(({ accountId }) => accountId === id).length, 5);
  });

  test("the same right code, given 100 times at once, is accepted once", async () => {
    const { id, phone, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    const code = world.codeTo(phone);
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => claim.give("sms-code", code)),
    );
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    const accepted = (await types(id)).filter((type) => type === "recovery.proof-accepted");
    assert.equal(accepted.length, 1);
  });

  test("fresh codes do not buy more than ten guesses a day, and the owner's device keeps five", async () => {
    const { id, phone, typed } = await owner({ deviceId: "reserve" });
    let compared = 0;
    for (let round = 0; round < 4; round++) {
      const claim = await startClaim(world, typed);
      if ((await claim.ask("sms-code")).status !== 201) break;
      await world.settle();
      const code = world.codeTo(phone);
      for (let turn = 0; turn < 5; turn++)
        if (
          ["wrong-code"].includes((await claim.give("sms-code", notThis(code))).body.code) ||
          turn === 4
        )
          compared++;
      world.skip(1000);
    }
    const rows = await world.world.db
      .selectFrom("wrongCodes")
      .selectAll()
      .where("accountId", "=", id)
      .execute();
    assert.equal(rows.length, 10, `${compared}`);
    const own = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "reserve"),
    });
    await world.pass(1);
    const given = await own.prove("sms-code", phone);
    assert.equal(given.status, 200, JSON.stringify(given.body));
  });

  test("a phone is not flooded: three codes in 15 minutes, and two a day are kept for the owner's device", async () => {
    const { phone, typed } = await owner({ deviceId: "kept" });
    let sent = 0;
    for (let turn = 0; turn < 40; turn++) {
      const claim = await startClaim(world, typed);
      if ((await claim.ask("sms-code")).status === 201) sent++;
      world.skip(1200);
    }
    assert.equal(sent, 8);
    const own = await startClaim(world, typed, { deviceToken: await deviceToken(world, "kept") });
    assert.equal((await own.ask("sms-code")).status, 201);
    void phone;
  });

  test("a completed recovery stops what was pending in the owner's settings", async () => {
    const { id, phone, typed } = await owner({ deviceId: "pending" });
    await world.world.db
      .insertInto("changes")
      .values({
        ...{ accountId: id, id: "chg_thief", method: "email", change: "remove", data: "" },
        askedAt: world.now(),
        effectiveAt: new Date(world.now().getTime() + 86_400_000),
      })
      .execute();
    const claim = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "pending"),
    });
    await claim.prove("sms-code", phone);
    assert.equal((await claim.complete(NEW)).status, 200);
    const change = await world.world.db
      .selectFrom("changes")
      .selectAll()
      .where("id", "=", "chg_thief")
      .executeTakeFirstOrThrow();
    assert.notEqual(change.cancelledAt, null);
  });

  test("“this wasn't me” stops a claim, twice is once, and opening the page does nothing", async () => {
    const { id, phone, email, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    await world.settle();
    const token = world.linkTo(email);
    assert.notEqual(token, "");
    assert.equal((await world.call("GET", "/v1/not-me")).status, 404);
    assert.equal((await claim.now()).state, "proving");
    const stopped = await world.call("POST", "/v1/not-me", { token });
    assert.equal(stopped.body.done, "stopped");
    assert.equal((await world.call("POST", "/v1/not-me", { token })).body.done, "already");
    assert.equal((await claim.now()).state, "cancelled");
    assert.equal((await claim.complete(NEW)).body.code, "ended");
    assert.ok((await types(id)).includes("owner.not-me"));
    assert.equal((await world.call("POST", "/v1/not-me", { token: "made-up" })).status, 410);
  });

  test("a channel younger than 7 days can pause a claim, not end it", async () => {
    const { phone, typed } = await owner({ methodDays: 3 });
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    await world.settle();
    const paused = await world.call("POST", "/v1/not-me", { token: world.linkTo(phone) });
    assert.equal(paused.body.done, "paused");
    assert.equal((await claim.now()).contest, true);
  });

  test("a stopped claim makes the next one wait", async () => {
    const { phone, email, typed } = await owner({ deviceId: "waits" });
    const first = await startClaim(world, typed);
    await first.prove("sms-code", phone);
    await world.settle();
    await world.call("POST", "/v1/not-me", { token: world.linkTo(email) });
    world.skip(120);
    const second = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "waits"),
    });
    const given = await second.prove("sms-code", phone);
    assert.equal(given.body.recovery.state, "waiting", JSON.stringify(given.body));
  });

  test("of two claims at once only one goes past proving, and the other is told why", async () => {
    const { phone, typed } = await owner({ deviceId: "race" });
    const claims = [];
    for (let turn = 0; turn < 2; turn++)
      claims.push(
        await startClaim(world, typed, { deviceToken: await deviceToken(world, "race") }),
      );
    const [one, two] = claims as [(typeof claims)[0], (typeof claims)[0]];
    await one.prove("sms-code", phone);
    world.skip(61);
    const blocked = await two.prove("sms-code", phone);
    assert.equal(blocked.body.recovery.state, "proving");
    assert.equal(blocked.body.recovery.blocked, true);
    await one.cancel();
    assert.equal((await two.now()).state, "ready");
    assert.equal((await two.complete(NEW)).status, 200);
  });

  test("a new claim of the same browser replaces its own older one and nobody else's", async () => {
    const { typed } = await owner();
    const mine = await startClaim(world, typed);
    const stranger = await startClaim(world, typed);
    const cookies = { rightful_device: String(mine.cookies.rightful_device) };
    const older = await startClaim(world, typed, {}, cookies);
    await startClaim(world, typed, {}, cookies);
    assert.equal((await older.now()).state, "cancelled");
    assert.equal((await stranger.now()).state, "proving");
  });

  test("someone else's token opens nothing", async () => {
    const { typed } = await owner();
    const [mine, other] = [await startClaim(world, typed), await startClaim(world, typed)];
    const reply = await world.as(mine.token).get(`/v1/recoveries/${other.recovery.id}`);
    assert.equal(reply.status, 404);
    assert.equal(
      (
        await world
          .as(mine.token.slice(0, 40) + (mine.token[40] === "A" ? "B" : "A") + mine.token.slice(41))
          .get(`/v1/recoveries/${mine.recovery.id}`)
      ).status,
      401,
    );
  });

  test("a used device token is worth nothing", async () => {
    const { typed } = await owner({ deviceId: "once" });
    const token = await deviceToken(world, "once");
    assert.deepEqual((await startClaim(world, typed, { deviceToken: token })).recovery.given, [
      "known-device",
    ]);
    assert.deepEqual((await startClaim(world, typed, { deviceToken: token })).recovery.given, []);
  });

  test("the other situations begin, and say which ways exist", async () => {
    const { email, typed } = await owner();
    const claim = await startClaim(world, typed, { situation: "lost-phone" });
    assert.ok(claim.recovery.paths.length > 0);
    const given = await claim.prove("email-code", email);
    assert.equal(given.body.recovery.state, "proving");
    assert.deepEqual(given.body.recovery.paths, [{ proofs: ["agent-review"] }]);
    assert.equal((await claim.ask("face")).body.code, "no-face-check");
  });

  test("a claim runs out by itself", async () => {
    const { id, typed } = await owner();
    const claim = await startClaim(world, typed);
    await world.pass(24 * 8);
    assert.equal((await claim.now()).state, "expired");
    assert.ok((await types(id)).includes("recovery.expired"));
  });
});
