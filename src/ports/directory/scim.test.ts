/** The SCIM adapter: against a server that keeps the standard, and against the same server answering badly. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { after, beforeEach, test } from "node:test";
import { openScim } from "../../../test/scim.ts";
import { casesFor, check, type Rig } from "./conformance.ts";
import { DirectoryFailed } from "./directory.ts";
import { scimDirectory } from "./scim.ts";

const accountId = "2819c223-7f76-453a-919d-413861904646";
const phone = "+8613800001001";
const email = "yue@example.cn";
const people = [
  { id: accountId, userName: "lin.yue", phones: phone, email },
  { id: "other", userName: "wang.qi", phones: "+8613800001002", email: "qi@example.cn" },
].map(({ phones, email, ...rest }) => ({
  ...rest,
  phoneNumbers: [{ value: phones }],
  emails: [{ value: email }],
}));

const scim = await openScim(people);
after(scim.close);
const now = () => new Date("2026-03-04T05:06:07Z");
const direct = (more: Partial<Parameters<typeof scimDirectory>[0]> = {}) =>
  scimDirectory({ url: scim.url, key: scim.key, holds: "entitlements", now, ...more });
const directory = direct();
const opens = async (password: string) => {
  const user = scim.users.get(accountId);
  return user?.active === true && password !== "" && user.password === password;
};
const patient = () => AbortSignal.timeout(10_000);
const user = () => scim.users.get(accountId) as Record<string, any>;
const marks = () => user().entitlements.map(({ value }: { value: string }) => value);
const hold = (id: string) => ({ id, scope: "sign-in", expiresAt: null }) as const;
const place = (id: string, by = directory) => by.hold(accountId, hold(id), patient());
const find = (by = directory) => by.find({ kind: "phone", value: phone }, patient());

async function failed(promise: Promise<unknown>): Promise<[string, boolean]> {
  const error = await promise.then(
    (value) => assert.fail(`it was done: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  assert.ok(error instanceof DirectoryFailed, String(error));
  return [error.message, error.retry];
}

beforeEach(() => {
  delete scim.odd.answer;
  delete scim.odd.noPasswords;
  scim.asked.length = 0;
  Object.assign(user(), { active: true, entitlements: [] });
});

const rig: Rig = {
  directory,
  stranger: direct({ key: "another" }),
  ...{ accountId, phone, now, unique: randomUUID, opens },
  debit: async () => {
    await directory.setPassword(accountId, "the one of this case", patient());
    return opens("the one of this case");
  },
};
for (const promise of casesFor(directory))
  test(`a SCIM server: ${promise.title}`, () => check(promise, rig));

test("a look-up is the standard's own: quoted as JSON, two at most, with the key and the media type", async () => {
  assert.deepEqual(await find(), [accountId]);
  const [first] = scim.asked;
  const query = new URL(first?.url ?? "", "http://x").searchParams;
  const filter = `phoneNumbers.value eq "${phone}" or phoneNumbers.value eq "tel:${phone}"`;
  assert.deepEqual([query.get("filter"), query.get("count")], [filter, "2"]);
  assert.equal(first?.headers.accept, "application/scim+json");
  await directory.find({ kind: "name", value: 'a"b\\c' }, patient());
  const [, second] = scim.asked;
  const sent = new URL(second?.url ?? "", "http://x").searchParams.get("filter");
  assert.equal(sent, 'userName eq "a\\u0022b\\u005cc"');
  assert.deepEqual(await directory.find({ kind: "email", value: email }, patient()), [accountId]);
});

// Without the look at `totalResults` a page of one of two would be taken for the only one.
test("two accounts for one identifier are nobody's", async () => {
  const other = scim.users.get("other") as Record<string, any>;
  const before = other.phoneNumbers;
  other.phoneNumbers = [{ value: phone }];
  try {
    assert.deepEqual(await failed(find()), ["ambiguous", false]);
    scim.odd.answer = (_, response) => list(response, 2, [{ id: accountId, phoneNumbers: before }]);
    assert.deepEqual(await failed(find()), ["ambiguous", false]);
  } finally {
    other.phoneNumbers = before;
  }
  scim.odd.answer = (_, response) => !!scim.refuse(response, 400, "tooMany");
  assert.deepEqual(await failed(find()), ["ambiguous", false]);
});

const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const list = (response: ServerResponse, totalResults: unknown, Resources?: unknown[]) => {
  scim.say(response, 200, { schemas: [LIST], totalResults, ...(Resources && { Resources }) });
  return true;
};

// Without `leadsTo` a server that ignores filters would give the first of all its people.
test("a server that answers with somebody else is not believed", async () => {
  const [, other] = people;
  for (const Resources of [
    [other],
    [{ id: "x" }],
    [{ phoneNumbers: [{ value: phone }] }],
    [null],
  ]) {
    scim.odd.answer = (_, response) => list(response, 1, Resources);
    assert.deepEqual(await failed(find()), ["unreadable-answer", true]);
  }
  for (const total of [1, "0", null, -1]) {
    scim.odd.answer = (_, response) => list(response, total);
    assert.deepEqual(await failed(find()), ["unreadable-answer", true], String(total));
  }
  scim.odd.answer = ({ method, url }, response) => {
    if (method !== "GET" || !url.includes("/Users/")) return;
    scim.say(response, 200, { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], ...other });
    return true;
  };
  assert.deepEqual(await failed(place("h_lie")), ["unreadable-answer", true]);
  assert.deepEqual(await failed(directory.setPassword(accountId, "Otter lamp 7", patient())), [
    "unreadable-answer",
    true,
  ]);
  assert.ok(
    scim.asked.every(({ method }) => method === "GET"),
    "nothing was written",
  );
});

// Without the second look a server that answers 204 and does nothing would have "held".
test("a server that says yes and does nothing has not held", async () => {
  scim.odd.answer = ({ method }, response) => {
    if (method !== "PATCH") return;
    response.writeHead(204).end();
    return true;
  };
  assert.deepEqual(await failed(place("h_empty")), ["busy", true]);
});

test("a hold is one PATCH under the version that was read; who changed it meanwhile is not overwritten", async () => {
  let meddled = false;
  scim.odd.answer = ({ method }) => {
    if (method !== "PATCH" || meddled) return undefined;
    meddled = true;
    // Between our look and our write another hold is placed by somebody else's hand.
    return void scim.users.set(accountId, { ...user(), active: false, title: "changed" });
  };
  await place("h_one");
  assert.equal(user().title, "changed");
  const [patch] = scim.asked.filter(({ method }) => method === "PATCH");
  assert.match(String(patch?.headers["if-match"]), /^W\/"\d+"$/);
  assert.deepEqual(JSON.parse(patch?.body ?? "").Operations.length, 2);
});

test("of a server without versions no hold is believed, and nothing is written", async () => {
  scim.odd.answer = ({ method }, response) => {
    if (method !== "GET") return;
    const { password: _, ...rest } = user();
    scim.say(response, 200, { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], ...rest });
    return true;
  };
  assert.deepEqual(await failed(place("h_none")), ["no-versions", false]);
  assert.ok(scim.asked.every(({ method }) => method === "GET"));
});

test("who was shut out before the first hold stays out after the last", async () => {
  user().active = false;
  await place("h_a");
  await place("h_b");
  await directory.release(accountId, "h_a", patient());
  await directory.release(accountId, "h_b", patient());
  assert.equal(user().active, false);
  user().active = true;
  await place("h_c");
  assert.equal(user().active, false);
  await directory.release(accountId, "h_c", patient());
  assert.equal(user().active, true);
});

test("what others keep in the same attribute is left alone, and what is over does not pile up", async () => {
  user().entitlements = [{ value: "vip", type: "tier" }];
  for (let turn = 0; turn < 24; turn++) {
    const id = `h_${String(turn).padStart(2, "0")}`;
    await place(id);
    await directory.release(accountId, id, patient());
  }
  assert.equal(marks().length, 17);
  assert.ok(marks().includes("vip") && marks().includes("rightful:over:h_23"));
  assert.ok(!marks().includes("rightful:over:h_00"));
});

test("a hold that is renewed by hand comes back: active is set again under a hold that stands", async () => {
  await place("h_again");
  user().active = true;
  await place("h_again");
  assert.equal(user().active, false);
});

// The answer of the first is lost on the way; what it did stands, and doing it again is no harm.
test("a password whose answer was lost is set again, and is the one that opens", async () => {
  scim.odd.answer = ({ method }, response) => {
    if (method !== "PATCH") return undefined;
    response.destroy();
    return true;
  };
  const set = () => directory.setPassword(accountId, "Otter lamp 8", patient());
  assert.deepEqual(await failed(set()), ["unreachable", true]);
  delete scim.odd.answer;
  await set();
  await set();
  assert.ok(await opens("Otter lamp 8"));
});

// Keycloak 26 is one of these: a PATCH of a password would be taken, and do nothing.
test("a server that says that it sets no passwords is not taken to have set one", async () => {
  scim.odd.noPasswords = true;
  const set = directory.setPassword(accountId, "Otter lamp 10", patient());
  assert.deepEqual(await failed(set), ["unsupported", false]);
  assert.ok(scim.asked.every(({ method }) => method === "GET"));
});

test("a server with rules of its own for passwords is told apart from one that is busy", async () => {
  const set = directory.setPassword(accountId, "password1", patient());
  assert.deepEqual(await failed(set), ["password-refused", false]);
});

// With the version left out of the password's PATCH the late one would win.
test("a password that arrives late does not undo the one that was set after it", async () => {
  const kept: { headers: any; body: string }[] = [];
  scim.odd.answer = ({ method, headers, body }, response) => {
    if (method !== "PATCH" || kept.length > 0) return undefined;
    kept.push({ headers, body });
    response.destroy();
    return true;
  };
  await failed(directory.setPassword(accountId, "Otter of a thief", patient()));
  await directory.setPassword(accountId, "Otter of the owner", patient());
  const [late] = kept;
  const answer = await fetch(`${scim.url}/Users/${accountId}`, {
    ...{ method: "PATCH", body: late?.body ?? "" },
    headers: { authorization: late?.headers.authorization, "if-match": late?.headers["if-match"] },
  });
  assert.equal(answer.status, 412);
  assert.ok(await opens("Otter of the owner"));
});

test("slow, gone, redirecting, endless, unreadable: each is a failure, and the key goes nowhere else", async () => {
  const after = (odd: typeof scim.odd.answer, by = directory) => {
    scim.odd.answer = odd as NonNullable<typeof odd>;
    scim.asked.length = 0;
    return failed(find(by));
  };
  const brief = direct({ timeoutMs: 150 });
  assert.deepEqual(await after(() => true, brief), ["timeout", true]);
  assert.deepEqual(await after((_, response) => !!response.destroy()), ["unreachable", true]);
  for (const status of [301, 302, 307, 308]) {
    const away = (_: unknown, response: ServerResponse) =>
      !!response.writeHead(status, { location: `${scim.url}/elsewhere` }).end();
    assert.deepEqual(await after(away), ["redirected", true]);
    assert.equal(scim.asked.length, 1);
  }
  const flood = (_: unknown, response: ServerResponse) =>
    !!response.writeHead(200).end("x".repeat(2_000_000));
  assert.deepEqual(await after(flood), ["unreadable-answer", true]);
  for (const body of ["", "null", "[]", "<html>", '{"totalResults":0}', '{"schemas":[]}'])
    assert.deepEqual(
      await after((_, response) => !!response.writeHead(200).end(body)),
      ["unreadable-answer", true],
      body,
    );
  for (const status of [500, 503, 429])
    assert.deepEqual(await after((_, response) => !!scim.refuse(response, status)), ["busy", true]);
});

test("a version that would split a header is not sent back", async () => {
  scim.odd.answer = ({ method }, response) => {
    if (method !== "GET") return undefined;
    const meta = { version: 'W/"1"\r\nX-Injected: 1' };
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    scim.say(response, 200, { schemas, ...user(), meta });
    return true;
  };
  assert.deepEqual(await failed(place("h_split")), ["unreadable-answer", true]);
  assert.ok(scim.asked.every(({ headers }) => headers["x-injected"] === undefined));
});

test("an adapter whose key could be read on the way, or whose settings are odd, is not made", () => {
  for (const more of [
    { url: "http://scim.example/v2" },
    { url: "https://user:pass@scim.example/v2" },
    { url: "https://scim.example/v2?x=1" },
    { key: "two words" },
    { key: "a\r\nX: 1" },
    { key: "" },
    { holds: 'x" or "' },
  ])
    assert.throws(() => direct(more), JSON.stringify(more));
});

test("without an attribute for holds it applies none", async () => {
  const bare = direct({ holds: "" });
  assert.deepEqual(bare.can.holds, []);
  assert.deepEqual(await failed(place("h_x", bare)), ["unsupported", false]);
  assert.deepEqual(await failed(bare.release(accountId, "h_x", patient())), ["unsupported", false]);
});

test("a look at it asks about nobody, changes nothing, and says what it lacks", async () => {
  const probe = (by = directory) => by.probe?.(patient());
  assert.deepEqual((await probe())?.lacks, []);
  assert.ok(scim.asked.every(({ method, url }) => method === "GET" && !url.includes(accountId)));
  scim.odd.noPasswords = true;
  assert.match((await probe())?.lacks.join() ?? "", /changePassword/);
  delete scim.odd.noPasswords;
  scim.odd.answer = ({ url }, response) => {
    if (!url.endsWith("/ServiceProviderConfig")) return false;
    const [changePassword, etag] = [{ supported: true }, { supported: false }];
    scim.say(response, 200, { changePassword, etag });
    return true;
  };
  assert.match((await probe())?.lacks.join() ?? "", /RIGHTFUL_DIRECTORY_HOLDS/);
  assert.deepEqual((await probe(direct({ holds: "" })))?.lacks, []);
  delete scim.odd.answer;
  assert.deepEqual(await failed(probe(direct({ key: "another" })) as Promise<unknown>), [
    "key-refused",
    false,
  ]);
});
