/**
 * How an owner comes to have contacts, and who else might.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { contactsOf } from "../../../test/contacts.ts";
import { OLD_CODES, type Owner, ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const { anOwner, comeBack, prove, pendingOf, messagesTo } = ownersOf(world);
const { tokenTo, page, wish, friendsOf } = contactsOf(world);
const ADD = "/proofs/contacts";

let next = 7000;
const aFriend = () => ({ nickname: "Sister", address: `+861371111${next++}` });
const listOf = async (owner: Owner): Promise<any> => (await owner.get("/proofs")).body.contacts;

async function added(owner: Owner, code?: string) {
  await prove(owner, code);
  const friend = aFriend();
  const reply = await owner.post(ADD, friend);
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  await world.settle();
  return { ...friend, id: reply.body.id as string };
}

describe("a contact, from the owner's wish to the day that they count", () => {
  test("needs a proof, is told everywhere, waits a day, needs their yes, and counts after seven days", async () => {
    const owner = await anOwner();
    assert.equal((await owner.post(ADD, aFriend())).body.code, "needs-fresh-proof");
    const friend = await added(owner);
    for (const to of [owner.phone, owner.email])
      assert.equal(messagesTo(to, /recovery contact/i), 1);
    const [pending] = await pendingOf(owner);
    assert.deepEqual([pending.method, pending.change], ["contact", "add"]);
    const [invited] = (await listOf(owner)).list;
    assert.deepEqual([invited.state, invited.countsFrom], ["invited", null]);
    assert.ok(!JSON.stringify(await listOf(owner)).includes(friend.address));
    const token = tokenTo(friend.address, "contact");
    assert.deepEqual((await page(token)).body, { name: "Lin Yue", state: "invited" });
    assert.deepEqual((await wish(token, "yes")).body, { name: "Lin Yue", state: "willing" });
    assert.equal((await listOf(owner)).list[0].state, "waiting");
    await world.pass(24);
    const later = (await listOf(await comeBack(owner))).list[0];
    assert.equal(later.state, "confirmed");
    assert.equal(Date.parse(later.countsFrom) - world.now().getTime(), 7 * 24 * 3_600_000);
  });

  test("who says yes late counts late", async () => {
    const owner = await anOwner();
    const friend = await added(owner);
    await world.pass(24 * 20);
    await wish(tokenTo(friend.address, "contact"), "yes");
    const [one] = (await listOf(await comeBack(owner))).list;
    assert.equal(Date.parse(one.countsFrom) - world.now().getTime(), 7 * 24 * 3_600_000);
  });

  test("three of them are a way back; five are the most", async () => {
    const owner = await anOwner();
    await friendsOf(owner.id, [400, 400, 400, 400]);
    const before = await listOf(owner);
    assert.deepEqual([before.counting, before.needed, before.min, before.max], [4, 2, 3, 5]);
    await added(owner);
    await world.pass(24);
    const back = await comeBack(owner);
    await prove(back, OLD_CODES[1]);
    const sixth = await back.post(ADD, aFriend());
    assert.deepEqual([sixth.body.code, sixth.body.max], ["too-many-contacts", 5]);
  });

  test("the invitation may be sent again, five times in all", async () => {
    const owner = await anOwner();
    const friend = await added(owner);
    const statuses = [];
    const again = async () => (await comeBack(owner)).post(`${ADD}/${friend.id}/invitations`);
    for (let turn = 0; turn < 6; turn++) {
      await world.pass(4);
      statuses.push((await again()).status);
    }
    assert.deepEqual(statuses, [201, 201, 201, 201, 429, 429]);
    await wish(tokenTo(friend.address, "contact"), "yes");
    assert.equal((await again()).body.code, "contact-confirmed");
  });
});

describe("what is refused", () => {
  test("the owner's own number and mailbox, also with a plus, and the same person twice", async () => {
    const owner = await anOwner();
    await prove(owner);
    const name = owner.email.replace("@", "+friend@");
    for (const address of [owner.phone, owner.email, name]) {
      const reply = await owner.post(ADD, { nickname: "Me", address });
      assert.deepEqual([reply.status, reply.body.code], [409, "own-contact"], address);
    }
    const one = { nickname: "Li", address: "li@example.com" };
    assert.equal((await owner.post(ADD, one)).status, 201);
    const twice = await owner.post(ADD, { nickname: "Wang", address: "li+2@example.com" });
    assert.equal(twice.body.code, "same-contact");
    assert.equal((await owner.post(ADD, { ...one, address: "nonsense" })).status, 422);
    assert.equal((await owner.post(ADD, { ...one, nickname: "://" })).status, 422);
  });

  test("a name that leads elsewhere: what a stranger is sent holds no address and no long number of it", async () => {
    const owner = await anOwner();
    await prove(owner);
    const address = `+861371111${next++}`;
    const introduced = "Bank 95588888 http://evil.example/x";
    assert.equal((await owner.post(ADD, { nickname: "A", address, introduced })).status, 201);
    await world.settle();
    const text = world.sent.filter(({ to }) => to === address).at(-1)?.text ?? "";
    assert.doesNotMatch(text, /95588888|evil\.example|evil\/|http:\/\/evil/);
  });

  test("another account's contact is as if there were none", async () => {
    const [owner, other] = [await anOwner(), await anOwner()];
    const friend = await added(owner);
    await prove(other);
    assert.equal((await other.delete(`${ADD}/${friend.id}`)).body.code, "no-contact");
    assert.equal((await other.post(`${ADD}/${friend.id}/invitations`)).body.code, "no-contact");
  });
});

describe("a thief in a session who plants a friend of his", () => {
  test("is stopped by “this wasn't me” in any message, and nothing of the friend stays", async () => {
    const owner = await anOwner();
    const friend = await added(owner);
    const token = tokenTo(friend.address, "contact");
    await wish(token, "yes");
    const stopped = await world.call("POST", "/v1/not-me", { token: world.linkTo(owner.email) });
    assert.equal(stopped.body.done, "stopped");
    assert.deepEqual((await listOf(await comeBack(owner))).list, []);
    assert.equal((await page(token)).status, 410);
    await world.pass(24 * 9);
    assert.deepEqual((await listOf(await comeBack(owner))).list, []);
  });

  test("several friends are several changes, each with its own message", async () => {
    const owner = await anOwner();
    await added(owner);
    await added(owner, OLD_CODES[1]);
    assert.equal((await pendingOf(owner)).length, 2);
  });
});

describe("a contact who goes", () => {
  test("by the owner: told, after a day, and the last way is kept", async () => {
    const owner = await anOwner();
    const [friend] = await friendsOf(owner.id);
    await prove(owner);
    const reply = await owner.delete(`${ADD}/${friend?.id}`);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    assert.equal((await listOf(owner)).list.length, 3);
    await world.pass(24);
    const left = await listOf(await comeBack(owner));
    assert.equal(left.list.length, 2);
    assert.equal(left.counting, 3, "it counts for seven days more");
    await world.pass(24 * 7);
    assert.equal((await listOf(await comeBack(owner))).counting, 2);
  });

  test("by their own wish: at once, and they are not asked again by this account", async () => {
    const owner = await anOwner();
    const friend = await added(owner);
    const token = tokenTo(friend.address, "contact");
    assert.equal((await wish(token, "stop")).body.state, "stopped");
    assert.equal((await wish(token, "yes")).status, 410, "an old page makes nobody willing");
    await world.settle();
    assert.equal(messagesTo(owner.email, /does not want to be asked/), 1);
    const [one] = (await listOf(owner)).list;
    assert.equal(one.state, "declined");
    await prove(owner, OLD_CODES[1]);
    const again = await owner.post(ADD, { nickname: "Again", address: friend.address });
    assert.equal(again.body.code, "contact-declined");
  });
});
