import assert from "node:assert/strict";
import { test } from "node:test";
import { testWorld } from "../../../test/world.ts";
import { OWNER_COOKIE } from "../sessions/index.ts";
import { addStaff, listStaff, signInStaff } from "./index.ts";
import { STAFF_COOKIE } from "./routes.ts";

const world = testWorld();
const terminal = { kind: "system", id: "terminal" } as const;

async function signedIn(id: string) {
  const [role, team] = id === "agt_a" ? (["agent", "east"] as const) : (["admin", null] as const);
  await addStaff(world.world, terminal, { id, name: "唐薇", role, team });
  return (await signInStaff(world.world, id, "test")).token;
}
const me = (token: string, cookie = STAFF_COOKIE) =>
  world.call("GET", "/v1/desk/me", undefined, { cookies: { [cookie]: token } });

test("somebody of the desk is known by name, role and team", async () => {
  const { status, body } = await me(await signedIn("agt_a"));
  assert.equal(status, 200);
  assert.deepEqual(body, { id: "agt_a", name: "唐薇", role: "agent", team: "east" });
  await signedIn("agt_b");
  const all = await listStaff(world.world);
  assert.deepEqual(
    all.map(({ id, role }) => [id, role]),
    [
      ["agt_a", "agent"],
      ["agt_b", "admin"],
    ],
  );
});

test("what happens to somebody of the desk stands in a chain of their own", async () => {
  await signedIn("agt_b");
  const types = (await world.events("staff:agt_b")).map(({ type }) => type);
  assert.deepEqual(types.slice(0, 2), ["staff.added", "staff.signed-in"]);
});

// Removed once: the kind in `liveSession`'s token; the desk's cookie opened the security centre and this went red.
test("a session of the desk is no owner's, an owner's is none of the desk, and a claim is neither", async () => {
  const token = await signedIn("agt_a");
  const asOwner = await world.call("GET", "/v1/me", undefined, {
    cookies: { [OWNER_COOKIE]: token },
  });
  assert.equal(asOwner.status, 401);
  assert.equal((await me("x")).status, 401);
  assert.equal((await me(token, OWNER_COOKIE)).status, 401);
});

// Removed once: the look at `seenAt`; the desk stayed open and this went red.
test("a desk that was left alone for ten minutes is closed, one in use stays open", async () => {
  const token = await signedIn("agt_a");
  for (let minute = 0; minute < 30; minute += 5) {
    assert.equal((await me(token)).status, 200);
    world.skip(5 * 60);
  }
  world.skip(6 * 60);
  assert.equal((await me(token)).status, 401);
});

test("signing out of the desk ends it at once", async () => {
  const token = await signedIn("agt_a");
  const cookies = { [STAFF_COOKIE]: token };
  assert.equal(
    (await world.call("DELETE", "/v1/desk/session", undefined, { cookies })).status,
    200,
  );
  assert.equal((await me(token)).status, 401);
});

// Without the look at the colon in `serve` the wallet opened the security centre as an agent, and this went red.
test("a wallet cannot reach the rows of the desk by an account's id", async () => {
  const wallet = world.as(world.serviceKey);
  assert.equal((await wallet.get("/v1/accounts/staff:agt_a")).status, 404);
  const handoff = await wallet.post("/v1/accounts/staff:agt_a/handoffs", {});
  assert.equal(handoff.status, 404);
});
