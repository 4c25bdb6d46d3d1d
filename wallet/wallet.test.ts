import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { testDatabase } from "../test/database.ts";
import { double } from "./double.ts";
import { startWallet, type Wallet } from "./main.ts";
import { visitor } from "./visitor.ts";
import { words } from "./words.ts";

const KEY = "rk_wallet_test";
const lin = { identifier: "138 0000 1001", password: "the right words" };
let server: Awaited<ReturnType<typeof double>>;
let wallet: Wallet;
const database = await testDatabase();
after(() => database.drop());

const start = (more = {}) =>
  startWallet({
    port: 0,
    rightfulUrl: server.url,
    publicRightfulUrl: server.url,
    serviceKey: KEY,
    databaseUrl: database.url,
    ...more,
  });

beforeEach(async () => {
  server = await double(KEY);
  wallet = await start();
});
afterEach(async () => {
  await wallet.stop();
  await server.stop();
});

async function signedIn(options = {}) {
  const someone = visitor(wallet.url, options);
  await someone.get("/");
  const { status } = await someone.press("/sign-in", lin);
  assert.equal(status, 303);
  return someone;
}

test("I sign in and see my name, my balance and that the figures are a demo", async () => {
  const someone = await signedIn();
  const home = await someone.get("/");
  assert.match(home.html, /Hello, Lin Xiaomei/);
  assert.match(home.html, /¥3,286\.50/);
  assert.match(home.html, /Demo figure, not real money/);
  const chinese = await someone.get("/?lang=zh");
  assert.match(chinese.html, /林晓梅，您好/);
  assert.match((await someone.get("/")).html, /lang="zh-CN"/, "the choice is remembered");
});

test("my device is the same at every visit, and the server learns it", async () => {
  const someone = await signedIn();
  const device = someone.jar.get("boan_device");
  await someone.get("/");
  await someone.press("/sign-out");
  await someone.get("/");
  await someone.press("/sign-in", lin);
  const sent = server.seen.filter(({ path }) => path === "/v1/sign-ins");
  assert.deepEqual(
    sent.map(({ body }) => body.deviceId),
    [device, device],
  );
  assert.ok(
    sent.every(({ key }) => key.length > 8),
    "every POST carries an Idempotency-Key",
  );
});

test("a wrong password says so without blame, keeps what I typed and never shows my password", async () => {
  const someone = visitor(wallet.url);
  await someone.get("/");
  const page = await someone.press("/sign-in", { identifier: "138<script>", password: "sekret1" });
  assert.equal(page.status, 422);
  assert.match(page.html, /do not go together/);
  assert.match(page.html, /<title>Error: /);
  assert.match(page.html, /value="138&#60;script&#62;"/);
  assert.doesNotMatch(page.html, /sekret1|<script/);
});

test("too many tries tell me how long to wait, and that another way is open", async () => {
  server.refuseSignIns({ status: 429, code: "too-many", headers: { "retry-after": "540" } });
  const someone = visitor(wallet.url, { language: "zh-CN,zh" });
  await someone.get("/");
  const page = await someone.press("/sign-in", lin);
  assert.equal(page.status, 429);
  assert.match(page.html, /约 9 分钟后可再试/);
  assert.match(page.html, /忘记密码/);
});

// Removed once: the question to the server in `live`; this went red.
test("when my account is recovered, a thief's open session dies and the page says why", async () => {
  const thief = await signedIn();
  assert.match((await thief.get("/")).html, /Balance/);
  server.endAll();
  const page = await thief.get("/");
  assert.match(page.html, /You have been signed out/);
  assert.match(page.html, /password of the account was changed/);
  assert.doesNotMatch(page.html, /3,286/);
  assert.match((await thief.get("/")).html, /action="\/sign-in"/);
});

test("“forgot password?” makes a token only when pressed, and carries it in the fragment", async () => {
  const someone = visitor(wallet.url);
  await someone.get("/");
  await someone.get("/forgot-password");
  assert.ok(!server.seen.some(({ path }) => path === "/v1/device-tokens"));
  const { status, location } = await someone.press("/forgot-password");
  assert.equal(status, 303);
  const url = new URL(location ?? "");
  assert.equal(url.href.split("#")[0], `${server.url}/recover/account?situation=forgot-password`);
  assert.equal(url.hash, "#device=one-time_token.1");
  assert.equal(server.seen.at(-1)?.body.deviceId, someone.jar.get("boan_device"));
});

test("the security centre opens by a one-time address of the recovery server only", async () => {
  const someone = await signedIn();
  await someone.get("/");
  const { location } = await someone.press("/security-centre");
  assert.equal(location, `${server.url}/handoff#once`);
  // Removed once: the comparison of origins in `securityCentre`; this went red.
  server.handOffTo("https://elsewhere.example");
  await someone.get("/");
  const elsewhere = await someone.press("/security-centre");
  assert.equal(elsewhere.location, null);
});

test("signing out ends this device, signing out everywhere ends them all", async () => {
  const phone = await signedIn();
  const tablet = await signedIn();
  await phone.get("/");
  assert.match((await phone.press("/sign-out")).html, /This device only/);
  assert.match((await tablet.get("/")).html, /Balance/);
  assert.match((await tablet.press("/sign-out-everywhere")).html, /Every device/);
  const again = await signedIn();
  assert.match((await again.get("/")).html, /Balance/);
});

test("when the recovery server is down, a clear page says that nothing is lost, and I stay signed in", async () => {
  const someone = await signedIn();
  const { port } = new URL(server.url);
  await server.stop();
  const page = await someone.get("/");
  assert.equal(page.status, 503);
  assert.match(page.html, /Nothing was lost/);
  assert.ok(someone.jar.get("boan_session"), "the session is kept for when it is back");
  assert.ok(port);
  const other = visitor(wallet.url);
  await other.get("/");
  const form = await other.press("/sign-in", lin);
  assert.equal(form.status, 503);
  assert.match(form.html, /value="138 0000 1001"/, "what was typed is still there");
});

test("a restart of the wallet signs nobody out when it keeps its sessions on disk", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "wallet-"));
  await wallet.stop();
  wallet = await start({ dataDir });
  const someone = await signedIn();
  const { port } = new URL(wallet.url);
  await wallet.stop();
  wallet = await start({ dataDir, port: Number(port) });
  // The browser's open connection went with the old program; it opens another.
  await someone.get("/").catch(() => undefined);
  assert.match((await someone.get("/")).html, /Balance/);
  rmSync(dataDir, { recursive: true });
});

// Removed once: `visit.genuine` in `answer`; this went red.
test("another site cannot press a button for me", async () => {
  const someone = await signedIn();
  await someone.get("/");
  await someone.press("/sign-out-everywhere", { token: "guessed" });
  assert.match((await someone.get("/")).html, /Balance/);
  await someone.press("/sign-out-everywhere", {}, { "sec-fetch-site": "cross-site" });
  assert.match((await someone.get("/")).html, /Balance/);
});

test("every page is closed to foreign scripts and its cookies to all scripts", async () => {
  const someone = visitor(wallet.url);
  const page = await someone.get("/");
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, new RegExp(`form-action 'self' ${server.url}`));
  assert.doesNotMatch(policy, /unsafe/);
  for (const line of page.headers.getSetCookie()) assert.match(line, /HttpOnly; SameSite=Lax/);
  assert.doesNotMatch(page.html, /style="|<script|\son\w+="/);
});

test("a browser may pretend to be a phone of the demo only where the demo offers it", async () => {
  const plain = visitor(wallet.url);
  await plain.get("/");
  const token = /name="token" value="([^"]+)"/.exec((await plain.get("/")).html)?.[1] ?? "";
  assert.equal((await plain.press("/device", { token, device: "dev-lin-phone" })).status, 404);
  await wallet.stop();
  const devices = [{ id: "dev-lin-phone", name: { en: "Lin's phone", zh: "林晓梅的手机" } }];
  wallet = await start({ devices });
  const someone = visitor(wallet.url);
  await someone.get("/");
  await someone.press("/device", { device: "dev-lin-phone" });
  assert.equal(someone.jar.get("boan_device"), "dev-lin-phone");
  await someone.get("/");
  assert.equal((await someone.press("/device", { device: "made-up-one" })).status, 404);
});

test("a form of ten megabytes is refused and the wallet goes on", async () => {
  const someone = visitor(wallet.url);
  await someone.get("/");
  const big = await someone.press("/sign-in", { identifier: "1".repeat(1_000_000), password: "x" });
  assert.equal(big.status, 413);
  assert.equal((await someone.get("/")).status, 200);
});

test("every phrase is there in both languages, and Chinese ends its sentences in Chinese", () => {
  for (const [word, { en, zh }] of Object.entries(words)) {
    assert.ok(en && zh, word);
    if (word !== "other") assert.match(zh, /\p{Script=Han}/u, word);
    assert.doesNotMatch(zh, /[,.?!]$/, word);
  }
});
