import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, before, test } from "node:test";
import { Provider } from "oidc-provider";
import { as } from "../../../test/desk.ts";
import { testWorld } from "../../../test/world.ts";
import { transact } from "../../core/db.ts";
import { addStaff, setIdentity } from "./index.ts";

/** A real provider on this machine; whoever signs in there is who the form says. */
let server: Server;
const port = 21_000 + (process.pid % 10_000);
const ISSUER = `http://127.0.0.1:${port}`;
const ORIGIN = "http://localhost:8700";
const world = testWorld({
  RIGHTFUL_OIDC_ISSUER: ISSUER,
  RIGHTFUL_OIDC_CLIENT_ID: "rightful",
  RIGHTFUL_OIDC_CLIENT_SECRET: "a secret between the two of them",
});
const terminal = { kind: "system", id: "terminal" } as const;

before(async () => {
  const provider = new Provider(ISSUER, {
    clients: [
      {
        ...{ client_id: "rightful", client_secret: "a secret between the two of them" },
        redirect_uris: [`${ORIGIN}/v1/desk/sign-ins/provider/callback`],
      },
    ],
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ["of this test"] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id }),
    }),
  });
  server = createServer(provider.callback());
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
});
after(() => new Promise((done) => void server.close(done)));

const begin = () => world.call("GET", "/v1/desk/sign-ins/provider");

/** A browser at the provider: signs in as this person, agrees, and is led back. */
async function atProvider(address: string, who: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = address;
  let body: string | undefined;
  for (let step = 0; step < 12; step++) {
    if (url.startsWith(ORIGIN)) return url.slice(ORIGIN.length);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const reply = await fetch(url, {
      ...{ redirect: "manual", headers: { cookie } },
      ...(body !== undefined && {
        ...{ method: "POST", body },
        headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
      }),
    });
    for (const set of reply.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    const location = reply.headers.get("location");
    if (location) {
      url = new URL(location, url).href;
      body = undefined;
      continue;
    }
    const page = await reply.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!prompt || !action) throw new Error(`The provider said: ${page.slice(0, 300)}`);
    url = new URL(action, url).href;
    body = prompt === "login" ? `prompt=login&login=${who}&password=x` : "prompt=consent";
  }
  throw new Error("The provider leads in circles.");
}

const back = (path: string, cookies: Record<string, string>) =>
  world.call("GET", path, undefined, { cookies });

test("somebody of the desk signs in at the house's own provider", async () => {
  for (const id of ["agt_han", "agt_gone"])
    await addStaff(world.world, terminal, { id, name: id, role: "supervisor", team: "east" });
  const identity = { issuer: ISSUER, subject: "han@desk" };
  await transact(world.world, (world) => setIdentity(world, terminal, "agt_han", identity));
  const begun = await begin();
  assert.equal(begun.status, 303);
  const address = new URL(begun.headers.location);
  assert.equal(address.searchParams.get("code_challenge_method"), "S256");
  assert.ok(address.searchParams.get("nonce") && address.searchParams.get("state"));
  const reply = await back(await atProvider(address.href, "han@desk"), begun.cookies);
  assert.deepEqual([reply.status, reply.headers.location], [303, "/desk"]);
  const me = await as(world, reply).get("/v1/desk/me");
  assert.deepEqual([me.body.id, me.body.role], ["agt_han", "supervisor"]);
  const last = (await world.events("staff:agt_han")).at(-1);
  assert.deepEqual([last?.type, last?.payload.by], ["staff.signed-in", "provider"]);
});

test("whom the provider knows and the desk does not is not let in, and made nobody", async () => {
  const begun = await begin();
  const reply = await back(await atProvider(begun.headers.location, "stranger"), begun.cookies);
  assert.equal(reply.body.code, "sign-in-refused");
});

test("the same name at another provider is somebody else", async () => {
  const identity = { issuer: "https://other.example", subject: "gone@desk" };
  await transact(world.world, (world) => setIdentity(world, terminal, "agt_gone", identity));
  const begun = await begin();
  const reply = await back(await atProvider(begun.headers.location, "gone@desk"), begun.cookies);
  assert.equal(reply.body.code, "sign-in-refused");
});

// Removed once each: the state that is taken once, the nonce, the issuer; what is named so went red.
test("an answer of the provider works in the browser that asked, once, and as it was sent", async () => {
  const begun = await begin();
  const path = await atProvider(begun.headers.location, "han@desk");
  const other = await begin();
  const refused = {
    "in no browser": await back(path, {}),
    "in another browser": await back(path, other.cookies),
  };
  assert.equal((await back(path, begun.cookies)).status, 303);
  const third = await begin();
  const changed = (await atProvider(third.headers.location, "han@desk")).replace(
    /state=[^&]+/,
    "state=x",
  );
  const fourth = await begin();
  const late = await atProvider(fourth.headers.location, "han@desk");
  world.skip(601);
  const fifth = await begin();
  const twice = fifth.headers.location;
  assert.equal((await back(await atProvider(twice, "han@desk"), fifth.cookies)).status, 303);
  Object.assign(refused, {
    "by an address that was used": await back(await atProvider(twice, "han@desk"), fifth.cookies),
    "a second time": await back(path, begun.cookies),
    "with another state": await back(changed, third.cookies),
    "too late": await back(late, fourth.cookies),
    "with an error": await back(path.replace(/code=[^&]+/, "error=access_denied"), begun.cookies),
  });
  for (const [what, { status, body, cookies }] of Object.entries(refused))
    assert.deepEqual([status, body.code, cookies], [422, "sign-in-refused", {}], what);
});

test("a nonce of another sign-in is refused", async () => {
  const [mine, theirs] = [await begin(), await begin()];
  const address = new URL(mine.headers.location);
  const nonce = new URL(theirs.headers.location).searchParams.get("nonce") ?? "";
  address.searchParams.set("nonce", nonce);
  const reply = await back(await atProvider(address.href, "han@desk"), mine.cookies);
  assert.equal(reply.body.code, "sign-in-refused");
});
