/** A link that carries a claim on in another browser; what was taken out once stands above the test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { claimOf, owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const anOwner = owners(world);

async function linkOf({ token, recovery }: { token: string; recovery: { id: string } }) {
  const made = await world.as(token).post(`/v1/recoveries/${recovery.id}/elsewhere`);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return String(made.body.url).split("#")[1] ?? "";
}
const open = (token: string) => world.call("POST", "/v1/elsewhere", { token });

// Broken: the link was not bound to the token of now; this went red.
test("the link moves a claim once: the browser of before has it no more, and a second use is gone", async () => {
  const owner = await anOwner();
  const first = await startClaim(world, owner.typed);
  const [link, another] = [await linkOf(first), await linkOf(first)];
  assert.equal((await first.get()).status, 200, "making a link changes nothing");
  const opened = await open(link);
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  const second = claimOf(world, opened.body);
  assert.equal((await second.get()).status, 200);
  assert.equal((await first.get()).body.code, "no-recovery");
  for (const used of [link, another]) {
    const again = await open(used);
    assert.deepEqual([again.status, again.body.code], [410, "gone"]);
  }
  assert.equal((await second.get()).status, 200);
});

test("a link is good for ten minutes, and nonsense and an ended claim's are gone alike", async () => {
  const owner = await anOwner();
  const late = await linkOf(await startClaim(world, owner.typed));
  world.skip(601);
  const ended = await startClaim(world, owner.typed);
  const dead = await linkOf(ended);
  await ended.cancel();
  for (const link of [late, dead, "nonsense", ended.token])
    assert.deepEqual([(await open(link)).status, (await open(link)).body.code], [410, "gone"]);
});

test("of one link opened ten times at once one browser gets the claim", async () => {
  const owner = await anOwner();
  const link = await linkOf(await startClaim(world, owner.typed));
  const all = await Promise.all(Array.from({ length: 10 }, () => open(link)));
  assert.equal(all.filter(({ status }) => status === 200).length, 1);
  assert.equal(all.filter(({ status }) => status === 410).length, 9);
});

test("whoever has no account gets a link as well, and it works the same", async () => {
  const shadow = await startClaim(world, "nobody-here@example.com");
  assert.equal((await open(await linkOf(shadow))).status, 200);
});

test("the owner hears of a claim that is carried on, once something was proven in it", async () => {
  const owner = await anOwner();
  const claim = await startClaim(world, owner.typed);
  await claim.prove("sms-code", owner.phone);
  const before = world.sent.filter(({ to }) => to === owner.email).length;
  assert.equal((await open(await linkOf(claim))).status, 200);
  await world.settle();
  assert.ok(world.sent.filter(({ to }) => to === owner.email).length > before);
});

test("a thief whose victim opens his link has the claim no more", async () => {
  const victim = await anOwner();
  const thief = await startClaim(world, victim.typed);
  const opened = await open(await linkOf(thief));
  const hers = claimOf(world, opened.body);
  assert.equal((await hers.prove("sms-code", victim.phone)).status, 200);
  assert.equal((await thief.get()).body.code, "no-recovery");
  assert.equal((await thief.complete("quiet orchard ferry 19")).body.code, "no-recovery");
});
