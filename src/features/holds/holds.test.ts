import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deviceToken, owners, signIn, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { transact } from "../../core/db.ts";
import { type Directory, DirectoryFailed } from "../../ports/directory/directory.ts";
import { placeHold, releaseByRecovery, renewHold } from "./index.ts";

const world = testWorld();
const owner = owners(world);
const SAVED = ["1-AAAA-BBBB-CCCC-DDDD", "2-AAAA-BBBB-CCCC-DDDD"];
const NEW = "seven quiet paper boats";

const wallet = () => world.as(world.serviceKey);
const holdsOf = async (id: string) => (await wallet().get(`/v1/accounts/${id}/holds`)).body;
const reasonsOf = async (id: string) =>
  (await holdsOf(id)).holds.map(({ reason }: { reason: string }) => reason);
const typesOf = async (id: string) => (await world.events(id)).map(({ type }) => type);

/** A freeze by somebody who is not signed in: the number, and the code that was sent there. */
async function freeze(phone: string, proof = "sms-code", to = phone) {
  const claim = await startClaim(world, phone, { situation: "account-stolen" });
  return { claim, given: await claim.prove(proof, to) };
}

async function handedOff(id: string) {
  const made = await wallet().post(`/v1/accounts/${id}/handoffs`, {});
  const token = made.body.url.split("#")[1];
  const opened = await world.call("POST", "/v1/handoffs", { token });
  return opened.cookies;
}

// Broken once, each by itself, and each went red: sign-in without its look at the holds (nobody stays signed
// in ...); no cap on soft freezes (soft freezes by little proof ...); `releaseProven` without asking whether the
// recovery is ready (T27, and a soft freeze ends ...); `apply` without asking whether the hold still stands (a hold
// that ended before ...); `judgeRelease` without its refusal (most pairs of rules.test.ts).
describe("somebody stole my account", () => {
  test("my first proof freezes everything, and says since when and who has it", async () => {
    const { id, phone } = await owner();
    const { given } = await freeze(phone);
    assert.equal(given.status, 200);
    const { hold } = given.body.recovery;
    assert.equal(hold.scope, "everything");
    assert.equal(hold.reason, "owner-freeze");
    assert.equal(hold.effectiveAt, world.now().toISOString());
    assert.deepEqual([hold.enforcedBy, hold.pending], [["decisions"], []]);
    assert.deepEqual((await holdsOf(id)).restrictions, { outgoing: true, signIn: true });
    await world.settle();
    const told = world.sent.filter(({ text }) => /protected|frozen/i.test(text));
    assert.ok(told.some(({ to }) => to === phone));
    assert.ok(
      told.some(({ to }) => to.includes("@")),
      "by e-mail too",
    );
  });

  test("a wrong code freezes nothing, and before a proof nobody is told of a hold", async () => {
    const { id, phone } = await owner();
    const claim = await startClaim(world, phone, { situation: "account-stolen" });
    await claim.ask("sms-code");
    await world.settle();
    const code = world.codeTo(phone) === "000000" ? "111111" : "000000";
    assert.equal((await claim.give("sms-code", code)).status, 422);
    assert.equal((await claim.now()).hold, undefined);
    assert.deepEqual(await reasonsOf(id), []);
  });

  test("my phone that the wallet knows freezes with the first step", async () => {
    const { id, phone } = await owner({ deviceId: "my-own-phone" });
    const token = await deviceToken(world, "my-own-phone");
    const more = { situation: "account-stolen", deviceToken: token };
    const claim = await startClaim(world, phone, more);
    assert.equal(claim.recovery.hold.scope, "everything");
    assert.deepEqual(await reasonsOf(id), ["owner-freeze"]);
  });

  test("nobody stays signed in, and nobody gets in with the password that was stolen", async () => {
    const { id, phone } = await owner({ password: "old harbour lantern 42" });
    const thief = await signIn(world, phone, "old harbour lantern 42", "the-thiefs-phone");
    assert.equal(thief.status, 201);
    const cookies = await handedOff(id);
    await freeze(phone);
    await world.settle();
    const session = await wallet().get(`/v1/accounts/${id}/sign-ins/${thief.body.session.id}`);
    assert.equal(session.status, 404);
    assert.equal((await world.call("GET", "/v1/me", undefined, { cookies })).status, 401);
    const again = await signIn(world, phone, "old harbour lantern 42", "the-thiefs-phone");
    assert.deepEqual([again.status, again.body.code], [409, "held"]);
    const handoff = await wallet().post(`/v1/accounts/${id}/handoffs`, {});
    assert.deepEqual([handoff.status, handoff.body.code], [409, "held"]);
    assert.equal(
      (await signIn(world, phone, "not the password at all")).body.code,
      "wrong-password",
    );
  });

  test("one saved code more is not enough to thaw; a path of a stolen account is, after its first hour", async () => {
    const { id, phone } = await owner({ recoveryCodes: SAVED });
    const { claim } = await freeze(phone);
    await claim.give("recovery-code", SAVED[0] ?? "");
    assert.equal((await claim.now()).state, "proving");
    assert.deepEqual(await reasonsOf(id), ["owner-freeze"]);
    // What a completion does, in its transaction; the paths of a stolen account need proofs still to come.
    const complete = (path: "forgot-password" | "account-stolen") =>
      transact(world.world, (world) =>
        releaseByRecovery(world, { kind: "system", id: "test" }, id, path),
      );
    await complete("account-stolen");
    assert.deepEqual(await reasonsOf(id), ["owner-freeze"], "not in its first hour");
    await world.pass(1.1);
    await complete("forgot-password");
    assert.deepEqual(await reasonsOf(id), ["owner-freeze"], "not by a path of another situation");
    await complete("account-stolen");
    assert.deepEqual(await reasonsOf(id), []);
  });

  test("from two windows at once it is one freeze", async () => {
    const { id, phone, email } = await owner();
    const [one, two] = [
      await startClaim(world, phone, { situation: "account-stolen" }),
      await startClaim(world, email, { situation: "account-stolen" }),
    ];
    await one.ask("sms-code");
    await two.ask("email-code");
    await world.settle();
    const given = await Promise.all([
      one.give("sms-code", world.codeTo(phone)),
      two.give("email-code", world.codeTo(email)),
    ]);
    assert.deepEqual(
      given.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(new Set(given.map(({ body }) => body.recovery.hold.id)).size, 1);
    assert.equal((await typesOf(id)).filter((type) => type === "hold.placed").length, 1);
  });

  test("a way back in that is too young to count stops what leaves, for a day", async () => {
    const { id, phone } = await owner({ methodDays: 3 });
    const { given } = await freeze(phone);
    const { hold } = given.body.recovery;
    assert.deepEqual([hold.reason, hold.scope], ["soft-freeze", "outgoing"]);
    assert.equal((await signIn(world, phone, "old harbour lantern 42")).status, 201);
    await world.pass(24.1);
    assert.deepEqual(await reasonsOf(id), []);
    assert.ok((await typesOf(id)).includes("hold.released"), "and I am told that it ended");
  });
});

describe("a freeze is no weapon", () => {
  test("soft freezes by little proof end with the third in 30 days; the claim goes on without", async () => {
    const { id, phone } = await owner({ methodDays: 1 });
    for (let time = 0; time < 3; time++) {
      assert.equal((await freeze(phone)).given.body.recovery.hold.reason, "soft-freeze");
      await world.pass(25);
    }
    // Three days on, the number is still too young to count.
    const { given } = await freeze(phone);
    assert.deepEqual([given.status, given.body.recovery.hold], [200, undefined]);
    assert.deepEqual(await reasonsOf(id), []);
  });

  test("who froze it from the security centre sees what comes of it, and cannot thaw it from there", async () => {
    const { id } = await owner();
    const cookies = await handedOff(id);
    const me = (method: string, path: string) => world.call(method, path, undefined, { cookies });
    const placed = await world.call("POST", "/v1/me/holds", {}, { cookies });
    assert.equal(placed.status, 201);
    await world.settle();
    const seen = await me("GET", "/v1/me/holds");
    assert.equal(seen.body.holds[0].reason, "owner-freeze");
    const hold = placed.body.hold.id;
    const thaw = () => world.call("POST", `/v1/me/holds/${hold}/release`, {}, { cookies });
    assert.deepEqual(
      [(await thaw()).status, (await thaw()).body.code],
      [403, "not-yours-to-release"],
    );
    assert.ok((await typesOf(id)).includes("hold.release-refused"), "and the try is on record");
  });

  test("T27 no code by text or by e-mail thaws anything, in whatever situation it is given", async () => {
    let thawed = 0;
    for (const proof of ["sms-code", "email-code"])
      for (const situation of ["forgot-password", "lost-phone", "account-stolen"]) {
        const { id, phone, email } = await owner();
        const first = await freeze(phone);
        const hold = first.given.body.recovery.hold.id;
        const claim = await startClaim(world, phone, { situation });
        world.skip(61);
        await claim.prove(proof, proof === "sms-code" ? phone : email);
        const path = `/v1/recoveries/${claim.recovery.id}/holds/${hold}/release`;
        for (let hour = 0; hour < 72; hour += 24) {
          if ((await world.as(claim.token).post(path)).status < 300) thawed++;
          await claim.complete(NEW);
          await world.pass(24);
        }
        if (!(await reasonsOf(id)).includes("owner-freeze")) thawed++;
      }
    assert.equal(thawed, 0);
  });

  test("a soft freeze ends by a whole path of a forgotten password, and by no part of one", async () => {
    const { id, phone } = await owner({ deviceId: "phone-of-mine" });
    // "This wasn't me", about a claim of a stranger.
    await startClaim(world, phone).then((claim) => claim.prove("sms-code", phone));
    await world.settle();
    const said = await world.call("POST", "/v1/not-me", { token: world.linkTo(phone) });
    assert.equal(said.body.frozenUntil, new Date(world.now().getTime() + 86_400_000).toISOString());
    const hold = (await holdsOf(id)).holds[0].id;
    const token = await deviceToken(world, "phone-of-mine");
    const claim = await startClaim(world, phone, { deviceToken: token });
    const path = `/v1/recoveries/${claim.recovery.id}/holds/${hold}/release`;
    assert.equal((await world.as(claim.token).post(path)).body.code, "not-proven");
    world.skip(61);
    await claim.prove("sms-code", phone);
    // Elevated by the stranger's claim: it waits.
    for (let day = 0; day < 8 && (await claim.now()).state !== "ready"; day++) await world.pass(6);
    const thawed = await world.as(claim.token).post(path);
    assert.ok([200, 409].includes(thawed.status), JSON.stringify(thawed.body));
  });

  // Broken once: told in every state, and told whatever the path ends; each went red here.
  test("what a path ends is told to who has proven the whole of it, and to nobody before", async () => {
    const { id, phone } = await owner({ deviceId: "phone-of-mine" });
    const place = (reason: "soft-freeze" | "owner-freeze") =>
      transact(world.world, (inside) =>
        placeHold(inside, { kind: "system", id: "test" }, id, { reason }),
      );
    const soft = await place("soft-freeze");
    const token = await deviceToken(world, "phone-of-mine");
    const claim = await startClaim(world, phone, { deviceToken: token });
    assert.equal(claim.recovery.hold, undefined, "one part of the path is given");
    const proven = await claim.prove("sms-code", phone);
    assert.equal(proven.body.recovery.state, "ready");
    assert.equal(proven.body.recovery.hold.id, soft.id);
    const path = `/v1/recoveries/${claim.recovery.id}/holds/${soft.id}/release`;
    await place("owner-freeze");
    const thawed = await world.as(claim.token).post(path);
    assert.equal(thawed.status, 200, JSON.stringify(thawed.body));
    assert.equal(thawed.body.recovery.hold, undefined, "this path does not end the other one");
    assert.deepEqual(await reasonsOf(id), ["owner-freeze"]);
  });
});

describe("the wallet's own holds", () => {
  test("a hold of the wallet's is ended by the wallet, a suspected takeover is not", async () => {
    const { id } = await owner();
    const place = (body: object) => wallet().post(`/v1/accounts/${id}/holds`, body);
    const own = await place({ reason: "wallet", scope: "outgoing" });
    const suspected = await place({ reason: "suspected-takeover" });
    assert.deepEqual([own.status, suspected.status], [201, 201]);
    assert.deepEqual((await holdsOf(id)).restrictions, { outgoing: true, signIn: true });
    const end = (hold: string) => wallet().post(`/v1/holds/${hold}/release`);
    assert.equal((await end(own.body.hold.id)).status, 200);
    assert.equal((await end(own.body.hold.id)).status, 200, "doing it twice is doing it once");
    assert.equal((await end(suspected.body.hold.id)).body.code, "not-yours-to-release");
    assert.equal((await end("hold_that_never_was")).body.code, "no-hold");
    await world.pass(73);
    assert.deepEqual(await reasonsOf(id), [], "a suspicion ends after 72 hours");
  });

  test("what cannot be asked for is refused in one sentence, and nothing changes", async () => {
    const { id } = await owner();
    const place = (body: object, at = id) => wallet().post(`/v1/accounts/${at}/holds`, body);
    const past = new Date(world.now().getTime() - 1000).toISOString();
    const wrong: [object, number, string][] = [
      [{ reason: "wallet", expiresAt: past }, 422, "bad-hold"],
      [{ reason: "suspected-takeover", scope: "outgoing" }, 422, "bad-hold"],
      [{ reason: "suspected-takeover", expiresAt: "2027-01-01T00:00:00Z" }, 422, "bad-hold"],
      [{ reason: "police-request" }, 400, "bad-input"],
      [{ reason: "owner-freeze" }, 400, "bad-input"],
      [{ reason: "wallet", scope: "all" }, 400, "bad-input"],
      [{ reason: "wallet", expiresAt: "tomorrow" }, 400, "bad-input"],
      [{}, 400, "bad-input"],
    ];
    for (const [body, status, code] of wrong) {
      const reply = await place(body);
      assert.deepEqual([reply.status, reply.body.code], [status, code], JSON.stringify(body));
    }
    assert.equal((await place({ reason: "wallet" }, "acc_nobody")).body.code, "no-account");
    assert.deepEqual(await reasonsOf(id), []);
  });

  test("placed, ended and run out from many sides at once: one of a kind, and every end is on record", async () => {
    const { id } = await owner();
    const place = () => wallet().post(`/v1/accounts/${id}/holds`, { reason: "wallet" });
    const placed = await Promise.all(Array.from({ length: 30 }, place));
    assert.ok(placed.every(({ status }) => status === 201));
    assert.equal(new Set(placed.map(({ body }) => body.hold.id)).size, 1);
    const end = () => wallet().post(`/v1/holds/${placed[0]?.body.hold.id}/release`);
    await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? place() : end())));
    const events = (await typesOf(id)).filter((type) => type.startsWith("hold."));
    const count = (type: string) => events.filter((each) => each === type).length;
    const standing = (await reasonsOf(id)).length;
    assert.equal(count("hold.placed") - count("hold.released"), standing);
  });
});

describe("the wallet's own system", () => {
  const told: string[] = [];
  const ends = new Map<string, Date | null>();
  let meanwhile = async () => {};
  let answers: "at once" | "never" | "later" = "at once";
  const directory: Directory = {
    name: "test",
    can: { ledger: true, holds: ["outgoing", "sign-in", "everything"], passwords: false },
    find: async () => [],
    hold: async (_, { id, expiresAt }, signal) => {
      if (answers === "never")
        await new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
      if (answers === "later") throw new DirectoryFailed("not now", true);
      told.push(`hold ${id}`);
      ends.set(id, expiresAt);
      await meanwhile();
      return { heldAt: world.now() };
    },
    release: async (_, id) => void told.push(`release ${id}`),
    acceptGrant: async () => {},
    endSessions: async () => {},
    transactions: async () => ({ items: [], cursor: null }),
    setPassword: async () => {},
  };
  const withIt = async (work: () => Promise<void>) => {
    world.world.ports.directory = directory;
    try {
      await work();
    } finally {
      delete world.world.ports.directory;
      answers = "at once";
    }
  };

  test("201 when it has the hold too; it hears of the end", async () => {
    await withIt(async () => {
      const { id } = await owner();
      const reply = await wallet().post(`/v1/accounts/${id}/holds`, { reason: "wallet" });
      const { hold } = reply.body;
      assert.deepEqual([reply.status, hold.enforcedBy], [201, ["decisions", "ledger"]]);
      await wallet().post(`/v1/holds/${hold.id}/release`);
      await world.settle();
      assert.deepEqual(told.slice(-2), [`hold ${hold.id}`, `release ${hold.id}`]);
    });
  });

  test("202 with what is pending when it does not answer; it is asked until it does", async () => {
    await withIt(async () => {
      answers = "never";
      const { id } = await owner();
      const began = performance.now();
      const reply = await wallet().post(`/v1/accounts/${id}/holds`, { reason: "wallet" });
      const seconds = (performance.now() - began) / 1000;
      assert.ok(seconds > 1.9 && seconds < 15, `${seconds} s`);
      const { hold } = reply.body;
      assert.deepEqual(
        [reply.status, hold.enforcedBy, hold.pending],
        [202, ["decisions"], ["ledger"]],
      );
      answers = "later";
      await world.pass(0.1);
      assert.deepEqual((await holdsOf(id)).holds[0].pending, ["ledger"]);
      answers = "at once";
      await world.pass(1);
      assert.deepEqual((await holdsOf(id)).holds[0].enforcedBy, ["decisions", "ledger"]);
    });
  });

  test("a hold that ended before it was heard of is not applied afterwards", async () => {
    await withIt(async () => {
      answers = "later";
      const { id } = await owner();
      const { body } = await wallet().post(`/v1/accounts/${id}/holds`, { reason: "wallet" });
      await wallet().post(`/v1/holds/${body.hold.id}/release`);
      answers = "at once";
      await world.pass(1);
      assert.ok(!told.includes(`hold ${body.hold.id}`));
    });
  });

  // Removed once: the job that tells the new end, and the look at the end in `apply`; each time this went red.
  test("a hold that is renewed while the wallet is being told of it has its new end there too", async () => {
    await withIt(async () => {
      const { id } = await owner();
      const people = ["a", "b"].map((id) => ({ id, team: "east", role: "agent" }));
      const actor = { kind: "system", id: "test" } as const;
      const renew = (holdId: string, renewals: number) =>
        renewHold(world.world, actor, id, { holdId, renewals, people });
      meanwhile = async () => {
        meanwhile = async () => {};
        const { holds } = await holdsOf(id);
        await renew(holds[0].id, 0);
      };
      const asked = { reason: "suspected-takeover" };
      const { body } = await wallet().post(`/v1/accounts/${id}/holds`, asked);
      await world.settle();
      const in144 = new Date(world.now().getTime() + 144 * 3_600_000);
      assert.deepEqual(ends.get(body.hold.id), in144);
      await renew(body.hold.id, 0);
      const [hold] = (await holdsOf(id)).holds;
      assert.equal(hold.expiresAt, in144.toISOString(), "the same request again changes nothing");
      assert.deepEqual(hold.enforcedBy, ["decisions", "ledger"]);
    });
  });
});
