/** The better-auth example of the guide, run for real: better-auth itself, its own sessions, our server behind it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { rightfulSignIn } from "../docs/guide/better-auth.ts";
import { connect } from "../sdk/rightful.ts";
import { testWorld } from "./world.ts";

const world = testWorld();
const PASSWORD = "old harbour lantern 42";
const phone = "+8613800007002";
const site = "http://wallet.example";

async function open() {
  const url = await world.app.listen({ host: "127.0.0.1", port: 0 });
  await world.account("acc-better", { phone, email: "better@example.com" });
  const rightful = connect({ url, key: world.serviceKey, tries: 1, timeoutMs: 60_000 });
  const auth = betterAuth({
    ...{ baseURL: site, secret: "a secret of thirty-two characters, for the test only" },
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    ...{ telemetry: { enabled: false }, rateLimit: { enabled: false } },
    plugins: [rightfulSignIn(rightful)],
  });
  const ask = async (method: string, path: string, cookie = "", body?: object) => {
    const answer = await auth.handler(
      new Request(`${site}/api/auth${path}`, {
        method,
        headers: { origin: site, "content-type": "application/json", ...(cookie && { cookie }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    const cookies = answer.headers.getSetCookie().map((each) => each.split(";")[0]);
    const text = await answer.text();
    return { status: answer.status, cookie: cookies.join("; "), body: text && JSON.parse(text) };
  };
  const signIn = (password: string) =>
    ask("POST", "/sign-in/rightful", "", { identifier: phone, password, deviceId: "device-1" });
  return { rightful, ask, signIn };
}

test("behind better-auth: I sign in with Rightful, and a session that ends there ends here", async () => {
  const { rightful, ask, signIn } = await open();
  const wrong = await signIn("not it");
  assert.deepEqual([wrong.status, wrong.body.code, wrong.cookie], [401, "wrong-password", ""]);

  const mine = await signIn(PASSWORD);
  assert.deepEqual([mine.status, mine.body], [200, { account: "acc-better" }]);
  const here = await ask("GET", "/get-session", mine.cookie);
  assert.equal(here.body.user.name, "acc-better");
  // What leads to Rightful's session is not for pages.
  assert.equal(here.body.session.rightfulSession, undefined);

  const elsewhere = await signIn(PASSWORD);
  assert.equal((await ask("POST", "/sign-out", elsewhere.cookie)).status, 200);
  assert.equal((await ask("GET", "/get-session", elsewhere.cookie)).body, null);
  assert.ok((await ask("GET", "/get-session", mine.cookie)).body, "the other device stays");

  // Without the hook better-auth's session would outlive the owner's return.
  await rightful.call("DELETE /v1/accounts/{accountId}/sign-ins", {
    params: { accountId: "acc-better" },
  });
  assert.equal((await ask("GET", "/get-session", mine.cookie)).body, null);
});
