/** `rightful directory test`, run as a command against the reference wallet and against one that is broken. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { testDatabase } from "../../test/database.ts";
import { PROGRAM } from "../../test/program.ts";
import { openScim } from "../../test/scim.ts";
import { inFull } from "../../test/size.ts";
import { openBooks } from "../../wallet/books.ts";
import { answerDirectory } from "../../wallet/directory.ts";
import { casesFor } from "../ports/directory/conformance.ts";
import { httpDirectory } from "../ports/directory/http.ts";

const KEY = "a key of the directory";
const phone = "+8613800001001";
const cases = casesFor(httpDirectory({ url: "http://127.0.0.1:1", key: KEY }));

async function wallet({ broken = false } = {}) {
  const database = await testDatabase();
  const books = await openBooks(database.url);
  await books.open("acc_payer", 100_000n);
  await books.open("acc_payee", 0n);
  let next = 0;
  const options = {
    ...{ books, key: KEY, endSessions: () => {}, acceptGrant: async () => broken },
    find: async (_kind: string, value: string) => (value === phone ? ["acc_payer"] : []),
  };
  const debit = async () => {
    const transfer = { payer: "acc_payer", payee: "acc_payee", amount: 1n };
    // Broken: it looks away when there is a hold.
    if (broken) await books.pool.query("delete from wallet_holds");
    return (await books.transfer({ id: `t${next++}`, ...transfer })) === "done" ? 204 : 409;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) =>
    request.url === "/debit"
      ? void response.writeHead(await debit()).end()
      : answerDirectory(options, request, response);
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await books.close();
      await database.drop();
    },
  };
}

async function run(
  args: string[],
  key: string | null = KEY,
  settings: Record<string, string> = {},
) {
  const { RIGHTFUL_DIRECTORY_KEY: _, ...rest } = process.env;
  const env = { ...rest, ...settings, ...(key !== null && { RIGHTFUL_DIRECTORY_KEY: key }) };
  const child = spawn(process.execPath, [PROGRAM, "directory", ...args], { env });
  let [out, complaint] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const code = await new Promise((done) => child.once("close", done));
  return { code, out, complaint };
}
const who = ["--account", "acc_payer", "--phone", phone];

inFull("the reference wallet keeps every promise, also the second time", async () => {
  await using reference = await wallet();
  const { url } = reference;
  for (let turn = 0; turn < 2; turn++) {
    const args = ["test", `${url}/rightful`, ...who, "--debit", `${url}/debit`];
    const { code, out } = await run(args);
    assert.match(out, new RegExp(`${cases.length} of ${cases.length} hold, 0 fail`));
    assert.equal(code, 0);
  }
});

test("without a debit it says what was not seen", async () => {
  await using reference = await wallet();
  const { code, out } = await run(["test", `${reference.url}/rightful`, ...who]);
  const unseen = cases.filter(({ needsDebit }) => needsDebit).length;
  assert.match(
    out,
    new RegExp(`${cases.length - unseen} of \\d+ hold, 0 fail, ${unseen} were not`),
  );
  assert.equal(code, 0);
});

test("a wallet that breaks its promises is found out, each with what was seen, and the exit code is 1", async () => {
  await using bad = await wallet({ broken: true });
  const args = ["test", `${bad.url}/rightful`, ...who, "--debit", `${bad.url}/debit`];
  const { code, out } = await run(args);
  assert.equal(code, 1);
  assert.match(out, /FAILS {5}under a hold no debit commits[^\n]*\n\s+a debit was committed/);
  assert.match(out, /FAILS {5}a forged grant is refused/);
  assert.match(out, /FAILS {5}of several holds each one holds/);
});

test("a wrong call says what is missing, and never shows the key", async () => {
  const bare = await run(["test"]);
  assert.equal(bare.code, 2);
  assert.match(bare.complaint, /--account/);
  const keyless = await run(["test", "http://127.0.0.1:1/rightful", ...who], null);
  assert.equal(keyless.code, 2);
  assert.match(keyless.complaint, /RIGHTFUL_DIRECTORY_KEY/);
  const open = await run(["test", "http://wallet.example/rightful", ...who]);
  assert.equal(open.code, 2);
  assert.match(open.complaint, /https/);
  const away = await run(["test", "http://127.0.0.1:1/rightful", ...who]);
  assert.equal(away.code, 1);
  assert.match(away.out, /unreachable/);
  for (const { out, complaint } of [bare, keyless, open, away])
    assert.ok(!`${out}${complaint}`.includes(KEY));
});

test("a directory of people is held against its part: what holds, what only a sign-in shows, what it lacks", async () => {
  const user = { id: "acc_payer", userName: "yue", phoneNumbers: [{ value: phone }] };
  const key = "a-key-of-the-directory";
  const scim = await openScim([user], key);
  const door = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { accountId, password } = JSON.parse(body);
    const one = scim.users.get(accountId) as Record<string, unknown>;
    const opens = password !== "" && one.active === true && one.password === password;
    response.writeHead(opens ? 204 : 401).end();
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const settings = {
    ...{ RIGHTFUL_DIRECTORY: "scim", RIGHTFUL_DIRECTORY_URL: scim.url },
    RIGHTFUL_DIRECTORY_HOLDS: "entitlements",
  };
  const signIn = `http://127.0.0.1:${(door.address() as AddressInfo).port}/`;
  try {
    const whole = await run(["test", ...who, "--sign-in", signIn], key, settings);
    assert.match(whole.out, /holds {5}a new password opens and the one before does not/);
    assert.match(whole.out, /not seen {2}under a hold no debit commits.*\(it takes --debit\)/);
    assert.match(whole.out, /\d+ hold, 0 fail/);
    assert.equal(whole.code, 0, whole.out);
    scim.odd.noPasswords = true;
    const without = await run(["test", ...who], key, settings);
    assert.match(without.out, /FAILS {5}Let the directory set passwords \(changePassword\)/);
    assert.match(without.out, /not seen {2}a new password opens.*\(it takes --sign-in\)/);
    assert.equal(without.code, 1);
    const odd = await run(["test", ...who], key, { ...settings, RIGHTFUL_DIRECTORY: "nis" });
    assert.match(odd.complaint, /RIGHTFUL_DIRECTORY: one of http, scim, ldap/);
    assert.equal(odd.code, 2);
    // Without a name to bind with there is no LDAP, and the reason is said.
    const bare = { ...settings, RIGHTFUL_DIRECTORY: "ldap", RIGHTFUL_DIRECTORY_URL: "ldaps://x" };
    assert.equal((await run(["test", ...who], key, bare)).code, 2);
  } finally {
    door.closeAllConnections();
    await new Promise((done) => door.close(done));
    await scim.close();
  }
});
