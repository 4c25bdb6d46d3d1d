/** Who may add and take away a passkey, over HTTP; what was taken out once stands above the test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Authenticator, authenticator } from "../../../test/authenticator.ts";
import { startClaim } from "../../../test/claimant.ts";
import { ORIGIN } from "../../../test/desk.ts";
import { type Owner, ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const { anOwner, comeBack, proveBySms, pendingOf, messagesTo } = ownersOf(world);
const DAY = 86_400;

async function enrol(owner: Owner, key: Authenticator, name?: string) {
  const begun = await owner.post("/proofs/passkey");
  assert.equal(begun.status, 201, JSON.stringify(begun.body));
  const response = key.create(begun.body.options);
  return owner.post("/proofs/passkey/confirmation", { response, ...(name && { name }) });
}
async function pass(days: number) {
  world.skip(days * DAY);
  await world.settle();
}
const passkeysOf = async (owner: Owner) => (await owner.get("/proofs")).body.passkeys;

async function recoverWith(owner: Owner, key: Authenticator) {
  const claim = await startClaim(world, owner.email);
  const { options } = (await claim.ask("passkey")).body.challenge;
  const at = `/v1/recoveries/${claim.recovery.id}/proofs`;
  const given = await world
    .as(claim.token)
    .post(at, { proof: "passkey", response: key.get(options) });
  return { claim, given };
}

test("a session alone adds and removes none: it needs a proof of the last minutes", async () => {
  const owner = await anOwner();
  for (const asked of [
    await owner.post("/proofs/passkey"),
    await owner.post("/proofs/passkey/confirmation", { response: {} }),
    await owner.delete("/proofs/passkey/pky_1"),
  ])
    assert.deepEqual([asked.status, asked.body.code], [403, "needs-fresh-proof"]);
});

test("a passkey that a thief plants in a stolen session is told at once, waits a day, and proves nothing for a week", async () => {
  const owner = await anOwner();
  await proveBySms(owner);
  const thiefs = authenticator(ORIGIN);
  const planted = await enrol(owner, thiefs, "Thief's");
  assert.equal(planted.status, 200);
  await world.settle();
  assert.ok(messagesTo(owner.email, /passkey/) > 0);
  const early = await recoverWith(owner, thiefs);
  assert.equal(early.given.body.code, "wrong-code");
  await early.claim.cancel();
  await pass(1);
  assert.equal((await passkeysOf(await comeBack(owner))).length, 1);
  await pass(6);
  const young = await recoverWith(owner, thiefs);
  assert.equal(young.given.body.recovery?.state ?? "proving", "proving");
  await young.claim.cancel();
  const signed = await comeBack(owner);
  assert.equal((await signed.post("/challenges", { proof: "passkey" })).body.code, "no-way");
  await pass(1.1);
  const old = await recoverWith(owner, thiefs);
  assert.notEqual(old.given.body.recovery.state, "proving");
});

test("“this wasn't me” stops every passkey that waits, not the one of the message alone", async () => {
  const owner = await anOwner();
  await proveBySms(owner);
  assert.equal((await enrol(owner, authenticator(ORIGIN), "One")).status, 200);
  assert.equal((await enrol(owner, authenticator(ORIGIN), "Two")).status, 200);
  assert.deepEqual((await pendingOf(owner)).map(({ passkey }: any) => passkey.name).sort(), [
    "One",
    "Two",
  ]);
  await world.settle();
  const text = world.sent.findLast(({ to, text }) => to === owner.email && /passkey/.test(text));
  const token = /not-me#(\S+?)[.\s]*(\s|$)/.exec(text?.text ?? "")?.[1];
  assert.ok(token, text?.text);
  assert.equal((await world.call("POST", "/v1/not-me", { token })).body.done, "stopped");
  assert.deepEqual(await pendingOf(await comeBack(owner)), []);
  await pass(2);
  assert.deepEqual(await passkeysOf(await comeBack(owner)), []);
});

test("one of several is removed, goes after a day, and still proves for a week", async () => {
  const owner = await anOwner();
  const [one, two] = [authenticator(ORIGIN), authenticator(ORIGIN)];
  await proveBySms(owner);
  assert.equal((await enrol(owner, one, "Phone")).status, 200);
  assert.equal((await enrol(owner, two)).status, 200);
  assert.equal((await enrol(owner, two)).body.code, "same-passkey");
  await pass(9);
  const later = await comeBack(owner);
  const own = await passkeysOf(later);
  assert.deepEqual(own.map(({ name }: any) => name).sort(), ["Passkey", "Phone"]);
  const first = own.find(({ name }: any) => name === "Phone");
  await proveBySms(later);
  assert.equal((await later.delete(`/proofs/passkey/${first.id}`)).status, 200);
  assert.equal((await later.delete(`/proofs/passkey/${first.id}`)).status, 200);
  assert.equal((await pendingOf(later)).length, 1);
  assert.equal((await later.delete("/proofs/passkey/pky_none")).body.code, "no-way");
  await pass(2);
  assert.equal((await passkeysOf(await comeBack(owner))).length, 1);
  const still = await recoverWith(owner, one);
  assert.equal(still.given.status, 200);
  await still.claim.cancel();
  await pass(7);
  const gone = await recoverWith(owner, one);
  assert.equal(gone.given.body.code, "wrong-code");
});

test("a passkey beside a number is not the last way back, and another account's passkey is not there", async () => {
  const owner = await anOwner({ recoveryCodes: [] });
  const other = await anOwner();
  await proveBySms(owner);
  assert.equal((await enrol(owner, authenticator(ORIGIN))).status, 200);
  await pass(2);
  const later = await comeBack(owner);
  const [{ id }] = await passkeysOf(later);
  const stranger = await comeBack(other);
  await proveBySms(stranger);
  assert.equal((await stranger.delete(`/proofs/passkey/${id}`)).body.code, "no-way");
  await proveBySms(later);
  assert.equal((await later.delete("/proofs/email")).status, 200);
  // A number is left, which its owner cannot remove here: so the passkey is not the last.
  assert.equal((await later.delete(`/proofs/passkey/${id}`)).status, 200);
});

test("a passkey that counts opens changes in a session for five minutes, once a challenge", async () => {
  const owner = await anOwner();
  const key = authenticator(ORIGIN);
  await proveBySms(owner);
  assert.equal((await enrol(owner, key)).status, 200);
  await pass(9);
  const later = await comeBack(owner);
  const asked = await later.post("/challenges", { proof: "passkey" });
  assert.equal(asked.body.challenge.options.allowCredentials.length, 1);
  const response = key.get(asked.body.challenge.options);
  const lie = key.get(asked.body.challenge.options, { origin: "https://wallet.example" });
  const thief = await later.post("/freshness", { proof: "passkey", response: lie });
  assert.equal(thief.body.code, "wrong-code");
  const used = await later.post("/freshness", { proof: "passkey", response });
  assert.equal(used.body.code, "wrong-code", "the wrong answer has used the challenge up");
  const again = await later.post("/challenges", { proof: "passkey" });
  const fresh = await later.post("/freshness", {
    ...{ proof: "passkey", response: key.get(again.body.challenge.options) },
  });
  assert.equal(fresh.status, 200, JSON.stringify(fresh.body));
  assert.equal((await later.post("/proofs/recovery-codes")).status, 201);
});

test("more than ten passkeys are refused", async () => {
  const owner = await anOwner();
  await proveBySms(owner);
  for (let n = 0; n < 10; n++)
    assert.equal((await enrol(owner, authenticator(ORIGIN), `Key ${n}`)).status, 200);
  assert.equal((await owner.post("/proofs/passkey")).body.code, "too-many-passkeys");
});
