import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { claimOf, deviceToken, notThis, signIn, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { dropRecoveryCodes, newRecoveryCodes } from "../proofs/index.ts";

const world = testWorld();
const NEW = "seven quiet paper boats";
const CODES = ["0123-4567-89AB-CDEF"];

let next = 0;
/** An account of its own for each test, so that no budget of one is spent by another. */
async function owner(given: Parameters<typeof world.account>[1] = {}) {
  const n = String(++next).padStart(4, "0");
  const phone = `+861390000${n}`;
  const email = `owner${n}@example.com`;
  const id = await world.account(`acc_${n}`, { phone, email, ...given });
  return { id, phone, email, typed: `139 0000 ${n}` };
}

const types = async (accountId: string) => (await world.events(accountId)).map(({ type }) => type);

describe("getting back in", () => {
  test("an owner on their own phone needs one code, and the old password and sessions are gone", async () => {
    const { id, phone, email, typed } = await owner({ deviceId: "own-phone" });
    const before = await signIn(world, typed, "old harbour lantern 42", "own-phone");
    assert.equal(before.status, 201);
    const claim = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "own-phone"),
    });
    assert.deepEqual(claim.recovery.given, ["known-device"]);
    assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "ready");
    const done = await claim.complete(NEW);
    assert.equal(done.body.recovery.state, "completed");
    assert.equal(done.body.recovery.money.kind, "L24");
    const session = `/v1/accounts/${id}/sign-ins/${before.body.session.id}`;
    assert.equal((await world.as(world.serviceKey).get(session)).body.code, "session-ended");
    assert.equal(
      (await signIn(world, typed, "old harbour lantern 42")).body.code,
      "wrong-password",
    );
    assert.equal((await signIn(world, typed, NEW)).status, 201);
    await world.settle();
    const told = world.sent.filter(
      ({ text, to }) => /not-me#/.test(text) && [phone, email].includes(to),
    );
    assert.deepEqual(new Set(told.map(({ to }) => to)), new Set([phone, email]));
  });

  test("nobody is signed in by a recovery", async () => {
    const { phone, typed } = await owner({ deviceId: "d-1" });
    const claim = await startClaim(world, typed, { deviceToken: await deviceToken(world, "d-1") });
    await claim.prove("sms-code", phone);
    const done = await claim.complete(NEW);
    assert.equal(done.cookies.rightful_owner, undefined);
    assert.equal((await world.as(claim.token).get("/v1/me")).status, 401);
  });

  test("a device bound less than 7 days ago vouches for nobody", async () => {
    const { phone, typed } = await owner({ deviceId: "d-young", deviceDays: 6 });
    const claim = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "d-young"),
    });
    assert.equal((await claim.prove("sms-code", phone)).body.recovery.state, "proving");
  });

  test("a code to the phone and one to the mailbox are one kind of proof, and not enough", async () => {
    const { phone, email, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    const second = await claim.prove("email-code", email);
    assert.equal(second.body.recovery.state, "proving");
    assert.equal((await claim.complete(NEW)).body.code, "not-proven");
  });

  test("after a code to the mailbox, one to the phone is not offered: it would not help", async () => {
    const codes = newRecoveryCodes((count) => world.world.bytes(count));
    const { email, typed } = await owner({ recoveryCodes: codes.map(({ display }) => display) });
    const claim = await startClaim(world, typed);
    const given = await claim.prove("email-code", email);
    assert.deepEqual(given.body.recovery.paths, [
      { proofs: ["email-code", "recovery-code"] },
      { proofs: ["agent-review"] },
    ]);
  });

  test("a code and an authenticator are enough on a new device, and the money is limited", async () => {
    const { phone, typed } = await owner({ authenticator: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" });
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    const { hotp, stepAt, fromBase32 } = await import("../proofs/index.ts");
    const key = fromBase32("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") as Buffer;
    const code = hotp(key, stepAt(world.now()));
    const given = await claim.give("authenticator-code", code);
    assert.equal(given.body.recovery.state, "ready", JSON.stringify(given.body));
    const again = await startClaim(world, typed);
    assert.equal((await again.give("authenticator-code", code)).body.code, "wrong-code");
  });

  test("a recovery code works once and is replaced at the end", async () => {
    const codes = newRecoveryCodes((count) => world.world.bytes(count)).map(
      ({ display }) => display,
    );
    const { phone, typed } = await owner({ recoveryCodes: codes });
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    const given = await claim.give(
      "recovery-code",
      String(codes[3]).toLowerCase().replaceAll("-", " "),
    );
    assert.equal(given.body.recovery.state, "ready", JSON.stringify(given.body));
    assert.equal(given.body.recovery.codesLeft, 9);
    const done = await claim.complete(NEW);
    assert.equal(done.body.recoveryCodes.length, 1);
    const again = await startClaim(world, typed);
    assert.equal((await again.give("recovery-code", String(codes[3]))).body.code, "wrong-code");
  });

  test("what was removed still helps its owner for 7 days, and no longer", async () => {
    const codes = newRecoveryCodes((count) => world.world.bytes(count));
    const { id, phone, typed } = await owner({
      recoveryCodes: codes.map(({ display }) => display),
    });
    await world.world.db.transaction().execute(async (db) => {
      await dropRecoveryCodes({ ...world.world, db }, id);
    });
    await world.pass(24 * 6);
    const within = await startClaim(world, typed);
    await within.prove("sms-code", phone);
    const given = await within.give("recovery-code", String(codes[2]?.display));
    assert.equal(given.body.recovery.state, "ready", JSON.stringify(given.body));
    await within.cancel();
    await world.pass(24 * 2);
    const after = await startClaim(world, typed);
    await after.prove("sms-code", phone);
    const late = await after.give("recovery-code", String(codes[4]?.display));
    assert.equal(late.body.code, "wrong-code");
  });

  test("a wait can be cancelled, ends by itself, and cannot be skipped", async () => {
    const codes = newRecoveryCodes((count) => world.world.bytes(count)).map(
      ({ display }) => display,
    );
    const { phone, typed } = await owner({ recoveryCodes: codes, balanceHigh: true });
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    const waiting = await claim.give("recovery-code", String(codes[0]));
    assert.equal(waiting.body.recovery.state, "waiting");
    const early = await claim.complete(NEW);
    assert.equal(early.body.code, "waiting");
    assert.equal(early.body.until, new Date(world.now().getTime() + 12 * 3_600_000).toISOString());
    await world.pass(11.9);
    assert.equal((await claim.complete(NEW)).body.code, "waiting");
    await world.pass(0.2);
    assert.equal((await claim.now()).state, "ready");
    assert.equal((await claim.complete(NEW)).body.recovery.state, "completed");
  });

  test("accounts that share a number are told apart after its proof, by a choice", async () => {
    const shared = "+8613700007777";
    await world.account("acc_one", { phone: shared, name: "王芳", deviceId: "shared-device" });
    await world.account("acc_two", { phone: shared, name: "Wang Lei" });
    const claim = await startClaim(world, "13700007777", {
      deviceToken: await deviceToken(world, "shared-device"),
    });
    assert.deepEqual(claim.recovery.given, []);
    assert.equal(claim.recovery.choices, undefined);
    const given = await claim.prove("sms-code", shared);
    const { choices } = given.body.recovery;
    assert.deepEqual(
      choices.map(({ label }: { label: string }) => label).sort(),
      ["W**", "王*"].sort(),
    );
    const pick = choices.find(({ label }: { label: string }) => label === "王*");
    const chosen = await claim.choose(pick.id);
    assert.equal(chosen.status, 200, JSON.stringify(chosen.body));
    const own = claimOf(world, chosen.body);
    assert.equal(own.recovery.state, "ready");
    const again = await claim.choose(pick.id);
    assert.equal(again.body.recovery.id, own.recovery.id);
    assert.equal((await claimOf(world, again.body).complete(NEW)).status, 200);
    assert.equal((await signIn(world, "13700007777", NEW)).body.account.id, "acc_one");
    assert.equal(
      (await signIn(world, "13700007777", "old harbour lantern 42")).body.account.id,
      "acc_two",
    );
  });
});

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
    const { phone, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    const code = world.codeTo(phone);
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => claim.give("sms-code", notThis(code))),
    );
    assert.equal(replies.filter(({ body }) => body.code === "wrong-code").length, 4);
    const rows = await world.world.db.selectFrom("wrongCodes").selectAll().execute();
    assert.equal(
      rows.filter(({ accountId }) => accountId === `acc_${String(next).padStart(4, "0")}`).length,
      5,
    );
  });

  test("fresh codes do not buy more than ten guesses a day, and the owner's device keeps five", async () => {
    const { phone, typed } = await owner({ deviceId: "reserve" });
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
      .where("accountId", "=", `acc_${String(next).padStart(4, "0")}`)
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
    assert.equal((await claim.ask("face")).body.code, "not-in-this-version");
  });

  test("a claim runs out by itself", async () => {
    const { id, typed } = await owner();
    const claim = await startClaim(world, typed);
    await world.pass(24 * 8);
    assert.equal((await claim.now()).state, "expired");
    assert.ok((await types(id)).includes("recovery.expired"));
  });
});

describe("lost answers", () => {
  test("the same request with the same key is done once and answered alike", async () => {
    const { id, phone, typed } = await owner({ deviceId: "twice" });
    const claim = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "twice"),
    });
    await claim.prove("sms-code", phone);
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => claim.complete(NEW, "one-key")),
    );
    assert.deepEqual(
      new Set(replies.map(({ status }) => status)),
      new Set([200]),
      JSON.stringify(replies.map((r) => r.body)),
    );
    assert.equal((await types(id)).filter((type) => type === "password.changed").length, 1);
    const other = await claim.complete("another password entirely", "one-key");
    assert.equal(other.body.code, "key-reused");
  });

  test("a wrong code sent again with its key costs one try", async () => {
    const { phone, typed } = await owner();
    const claim = await startClaim(world, typed);
    await claim.ask("sms-code");
    await world.settle();
    const body = { proof: "sms-code", code: notThis(world.codeTo(phone)) };
    const path = `/v1/recoveries/${claim.recovery.id}/proofs`;
    for (let turn = 0; turn < 3; turn++) {
      const reply = await world.as(claim.token).post(path, body, { key: "same" });
      assert.equal(reply.body.triesLeft, 4);
    }
  });
});
