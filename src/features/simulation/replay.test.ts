/** Real recoveries, walked through the public API, judged again under drafts. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { personOf } from "../../../test/cases.ts";
import { deviceToken, owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { newRecoveryCodes } from "../proofs/index.ts";
import { replayed } from "./replay.ts";

const world = testWorld();
const owner = owners(world);
const NEW = "seven quiet paper boats";
const wallet = JSON.parse(await readFile("policies/wallet.json", "utf8"));

const draftOf = (change: (policy: typeof wallet) => void) => {
  const draft = structuredClone(wallet);
  change(draft);
  return { text: JSON.stringify({ ...draft, name: "draft" }) };
};
const paths = (policy: typeof wallet) => policy.situations["forgot-password"].paths;

test("the last recoveries under a draft: who would have been shut out, who waited, which disputed one stopped", async () => {
  // Two by a code and a known device; of one of them the owner says later that it was not them.
  for (const deviceId of ["phone-1", "phone-2"]) {
    const { phone, email, typed } = await owner({ deviceId });
    const token = await deviceToken(world, deviceId);
    const claim = await startClaim(world, typed, { deviceToken: token });
    await claim.prove("sms-code", phone);
    assert.equal((await claim.complete(NEW)).status, 200);
    await world.settle();
    if (deviceId === "phone-1") continue;
    world.skip(3600);
    const said = await world.call("POST", "/v1/not-me", { token: world.linkTo(email) });
    assert.equal(said.status, 200, JSON.stringify(said.body));
  }
  // One by a code and a recovery code.
  const codes = newRecoveryCodes((count) => world.world.bytes(count)).map(({ display }) => display);
  const { phone, typed } = await owner({ recoveryCodes: codes });
  const claim = await startClaim(world, typed);
  await claim.prove("sms-code", phone);
  const given = await claim.give("recovery-code", codes[0] ?? "");
  assert.equal(given.body.recovery?.state, "ready", JSON.stringify(given.body));
  assert.equal((await claim.complete(NEW)).status, 200);

  const analyst = personOf(world, "ana", "analyst", null);
  const ask = async (policy: object) => {
    const { status, body } = await analyst.post("/v1/policies/replay", { policy });
    assert.equal(status, 200, JSON.stringify(body));
    const { looked, unclear, undisputed, disputed } = body.replay;
    const counts = ({ n, same, sooner, later, shutOut }: any) => [n, same, sooner, later, shutOut];
    return { looked, unclear, undisputed: counts(undisputed), disputed: counts(disputed) };
  };
  const all = { looked: 3, unclear: 0 };
  assert.deepEqual(await ask({ name: "wallet" }), {
    ...{ ...all, undisputed: [2, 2, 0, 0, 0], disputed: [1, 1, 0, 0, 0] },
  });
  assert.deepEqual(await ask(draftOf((draft) => paths(draft).splice(1, 1))), {
    ...{ ...all, undisputed: [2, 1, 0, 0, 1], disputed: [1, 0, 0, 0, 1] },
  });
  const slow = draftOf((draft) => Object.assign(paths(draft)[2].waitHours, { low: 12 }));
  assert.deepEqual(await ask(slow), {
    ...{ ...all, undisputed: [2, 1, 0, 1, 0], disputed: [1, 1, 0, 0, 0] },
  });
  assert.equal(
    (await analyst.post("/v1/policies/replay", { policy: { text: "{}" } })).body.code,
    "unsound-policy",
  );
  const policy = { name: "wallet" };
  const agent = await personOf(world, "cy").post("/v1/policies/replay", { policy });
  assert.equal(agent.status, 403);
});

test("what its own policy does not judge as it did then is counted apart, and few give no share", () => {
  const few = replayed([
    { fate: "unclear", disputed: true },
    { fate: "shut-out", disputed: true },
    { fate: "same", disputed: false },
  ]);
  assert.deepEqual([few.tier, few.looked, few.unclear], ["replay", 3, 1]);
  assert.deepEqual([few.disputed.n, few.disputed.shutOut, few.disputed.shutOutRate], [1, 1, null]);
});
