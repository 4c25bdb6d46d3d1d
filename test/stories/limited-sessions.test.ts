/**
 * What each limited session of an owner may do: one table, and every route of the server asked with each. A
 * route that the table does not decide on fails here; so does a "no" that lets anything through.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { features } from "../../src/app.ts";
import type { Route } from "../../src/core/route.ts";
import { OLD_CODES, type Owner, ownersOf } from "../owner.ts";
import { type Reply, testWorld } from "../world.ts";

const world = testWorld();
const { anOwner, prove } = ownersOf(world);

/** Each with the most that it can have besides: a fresh proof where one is not what it lacks. */
const sessions = {
  /** From the wallet, and nothing proven since. */
  handedOver: async (_owner: Owner) => {},
  /** Freshly proven, and then the account was frozen for signing in, from this session: to read and protect. */
  frozen: async (owner: Owner) => {
    assert.equal((await prove(owner)).status, 200);
    assert.equal((await owner.post("/holds")).status, 201);
  },
  /** Freshly proven, and the owner said that somebody guides them. */
  guided: async (owner: Owner) => {
    assert.equal((await prove(owner)).status, 200);
    assert.equal((await owner.post("/guided")).status, 200);
  },
};
type Session = keyof typeof sessions;
const kinds = Object.keys(sessions) as Session[];

const yes = { handedOver: true, frozen: true, guided: true };
const no = { handedOver: false, frozen: false, guided: false };
/** The owner who froze the account is the one who needs the file for the police. */
const whoeverFroze = { ...no, frozen: true };
/** What a session proves by itself: knowing the old password. */
const byKnowing = { ...no, handedOver: true };

/** A fresh proof is all that it takes. */
const proven = { ...yes, handedOver: false };

type May = Record<Session, boolean>;
type Line = [why: string, route: string, may: May, body?: unknown, how?: string];
const PASSWORD = { oldPassword: "old harbour lantern 42", newPassword: "quiet orchard ferry 19" };
const loosening = { singleLimit: null, acknowledged: "lock-loosening" };

const PACK = {
  ...{ lang: "en", from: "2026-02-01T00:00:00.000Z", to: "2026-02-20T00:00:00.000Z" },
  transactionIds: [],
  statement: { time: "In the night", place: "At home", course: "All of it", amount: "100.00" },
};
const FACE_CONSENT = { version: 1, locale: "en", agreed: true };
const FACE_CAPTURES = { sessionId: "fac_x", nonce: "x", frames: ["/9j/"] };
const REPORT = { place: "110", reportedOn: "2026-03-01" };

/** The allow-list. Looking and protecting is for every session; what loosens is for none of these. */
const table: readonly Line[] = [
  ["looks", "GET /v1/me", yes],
  ["looks", "GET /v1/me/activity", yes],
  ["looks", "GET /v1/me/activity/export", yes, undefined, "?format=csv"],
  ["looks", "GET /v1/me/confirmations", yes],
  ["looks", "GET /v1/me/devices", yes],
  ["looks", "GET /v1/me/nudge", yes],
  ["looks", "GET /v1/me/evidence", yes],
  ["looks", "GET /v1/me/holds", yes],
  ["looks", "GET /v1/me/lock", yes],
  ["looks", "GET /v1/me/password-health", yes],
  ["looks", "GET /v1/me/proofs", yes],
  ["looks", "GET /v1/me/approvals", yes],
  ["looks", "GET /v1/me/erasure", yes],
  ["looks", "GET /v1/me/evidence-packs", yes],
  ["looks", "GET /v1/me/evidence-packs/draft", yes],
  ["looks", "GET /v1/me/reports", yes],
  ["notes", "POST /v1/me/reports", yes, REPORT],
  ["notes", "PUT /v1/me/reports/:reportId", yes, { remind: true }],
  ["notes", "POST /v1/me/reports/:reportId/close", yes, { outcome: "closed" }],
  ["looks", "POST /v1/me/password-health/judgements", yes, { password: "quiet orchard" }],
  ["looks", "POST /v1/me/rehearsals", yes, { proof: "recovery-code", code: OLD_CODES[1] }],
  ["looks", "GET /v1/me/scam-reports", yes],
  ["looks", "GET /v1/me/scam-reports/:reportId", yes],
  ["notes", "POST /v1/scam-reports", yes, { url: "http://a-shop.top/x", clicked: true }],
  ["looks", "POST /v1/checks", yes, { agentCode: "12345678" }],
  ["proves", "POST /v1/me/challenges", yes, { proof: "sms-code" }],
  ["proves", "POST /v1/me/freshness", yes, { proof: "recovery-code", code: OLD_CODES[1] }],
  ["protects", "DELETE /v1/me/session", yes],
  ["protects", "POST /v1/me/approvals/:approvalId/refusal", yes],
  ["loosens", "POST /v1/me/proofs/passkey", no],
  ["loosens", "POST /v1/me/proofs/passkey/confirmation", no, { response: {} }],
  ["loosens", "DELETE /v1/me/proofs/passkey/:passkeyId", no],
  ["protects", "DELETE /v1/me/changes/:changeId", yes],
  ["protects", "DELETE /v1/me/devices/:deviceId", yes],
  ["writes", "DELETE /v1/me/nudge", yes],
  ["protects", "POST /v1/me/devices/:deviceId/disowning", yes],
  ["protects", "POST /v1/me/holds", yes],
  ["protects", "POST /v1/me/guided", yes],
  ["protects", "PUT /v1/me/lock", yes, { nightLock: true }],
  ["protects", "DELETE /v1/me/lock/pending", yes],
  ["protects", "DELETE /v1/me/evidence-packs/:packId", yes],
  ["protects", "DELETE /v1/me/erasure", yes],
  ["takes away", "POST /v1/me/evidence-packs", whoeverFroze, PACK],
  ["takes away", "POST /v1/me/evidence-packs/:packId/retry", whoeverFroze],
  ["takes away", "GET /v1/me/evidence-packs/:packId", whoeverFroze],
  ["loosens", "POST /v1/me/erasure", no],
  ["loosens", "PUT /v1/me/lock", no, loosening],
  ["loosens", "POST /v1/me/lock/undo", no],
  ["loosens", "POST /v1/me/holds/:holdId/release", no],
  ["loosens", "POST /v1/me/proofs/recovery-codes", no],
  ["looks", "GET /v1/me/proofs/face", yes],
  ["loosens", "POST /v1/me/proofs/face", no],
  ["loosens", "POST /v1/me/proofs/face/consent", no, FACE_CONSENT],
  ["loosens", "POST /v1/me/proofs/face/captures", no, FACE_CAPTURES],
  ["ends a consent, which the law lets nobody hold up", "POST /v1/me/proofs/face/deletion", proven],
  ["loosens", "POST /v1/me/proofs/authenticator", no],
  ["loosens", "POST /v1/me/proofs/authenticator/confirmation", no, { code: "123456" }],
  ["loosens", "POST /v1/me/proofs/email", no, { email: "new@example.com" }],
  ["loosens", "DELETE /v1/me/proofs/:method", no],
  ["loosens", "POST /v1/me/proofs/contacts", no, { nickname: "Li", address: "li@example.com" }],
  ["loosens", "DELETE /v1/me/proofs/contacts/:contactId", no],
  ["writes to somebody again", "POST /v1/me/proofs/contacts/:contactId/invitations", yes],
  ["loosens", "PUT /v1/me/password", no, { newPassword: PASSWORD.newPassword }],
  ["by the old password", "PUT /v1/me/password", byKnowing, PASSWORD],
  ["approves", "POST /v1/me/approvals/:approvalId", { ...no, handedOver: true }, { number: "12" }],
  ["pays", "POST /v1/me/confirmations", no, { resourceId: "pay-1" }],
];

/** Anybody's, whoever is signed in: none of them knows an owner's session. */
const anybodys = new Set([
  ...[
    "GET /v1/portal",
    "GET /v1/clock",
    "GET /v1/topics",
    "GET /healthz",
    "GET /readyz",
    "GET /v1/audit/key",
  ],
  ...["POST /v1/handoffs", "POST /v1/recoveries", "POST /v1/not-me", "POST /v1/case-returns"],
  "POST /v1/elsewhere",
  "POST /v1/number-claims",
  ...["GET /v1/guides", "GET /v1/guides/:slug"],
  "GET /.well-known/official-channels.json",
  "GET /v1/insights/methods",
  ...["POST /v1/desk/sign-ins/options", "POST /v1/desk/sign-ins", "GET /v1/desk/sign-ins/provider"],
  ...["GET /v1/desk/sign-ins/provider/callback", "POST /v1/desk/invitations/options"],
  ...["POST /v1/desk/invitations/passkeys", "GET /.well-known/authzen-configuration"],
  ...["GET /.well-known/change-password", "GET /.well-known/ssf-configuration"],
  ...["GET /v1/contact-approvals/:token", "POST /v1/contact-approvals/:token"],
  ...["GET /v1/contact-invitations/:token", "POST /v1/contact-invitations/:token"],
  ...["GET /jwks.json", "POST /oauth/token", "GET /.well-known/rightful-pack-keys.json"],
]);

const nameOf = ({ method, path }: Pick<Route, "method" | "path">) => `${method} ${path}`;
const all = features.flatMap(({ routes }) => routes).filter(({ who }) => !who.includes("demo"));

/** Of an access decision; anything else is an answer of somebody who may ask. */
const REFUSED = [
  ...["not-signed-in", "not-allowed", "needs-fresh-proof", "held", "guided"],
  ...["not-yours-to-release", "too-early", "pack-held", "erasure-refused"],
];

/** What the account is, as far as a thief would want to change it. */
async function standingOf(accountId: string): Promise<string> {
  const { db } = world.world;
  const tables = ["methods", "recoveryCodes", "changes", "locks", "moneyLimits", "holds"] as const;
  const rows: unknown[] = [];
  // In an order of their own: a database gives back rows in any.
  for (const table of tables) {
    const found = await db
      .selectFrom(table)
      .selectAll()
      .where("accountId", "=", accountId)
      .execute();
    rows.push(found.map((row) => JSON.stringify(row)).sort());
  }
  const account = await db
    .selectFrom("accounts")
    .select(["passwordHash", "passwordChangedAt"])
    .where("accountId", "=", accountId)
    .executeTakeFirstOrThrow();
  return JSON.stringify([rows, account]);
}

/** A file for the police whose making failed. */
async function aPack(accountId: string): Promise<string> {
  const id = world.world.id("pack");
  await world.world.db
    .insertInto("packs")
    .values({
      ...{ accountId, id, state: "failed", wish: "", build: "", done: 0, total: 3, downloads: 0 },
      ...{ askedAt: world.now(), readyAt: null, expiresAt: null },
      ...{ sha256: null, sizeBytes: null, fingerprint: null },
    })
    .execute();
  return id;
}

type Call = (method: string, path: string, body?: unknown, more?: object) => Promise<Reply>;

/** An owner with something of everything, in this kind of session: what its cookie is good for. */
async function anOwnerIn(kind: Session) {
  const known = await anOwner({ deviceId: `dev-${kind}` });
  const handoff = await world.as(world.serviceKey).post(`/v1/accounts/${known.id}/handoffs`);
  // Of the wallet's own, for payments only: it leaves every session as it is.
  const wallets = { reason: "wallet", scope: "outgoing" };
  await world.as(world.serviceKey).post(`/v1/accounts/${known.id}/holds`, wallets);
  const token = handoff.body.url.split("#")[1];
  const { cookies } = await world.call("POST", "/v1/handoffs", { token });
  const call: Call = (method, path, body, more) =>
    world.call(method, path, body, { cookies, ...more });
  const ask = (method: string) => (path: string, body?: unknown) =>
    call(method, `/v1/me${path}`, body);
  const [post, put] = [ask("POST"), ask("PUT")];
  const owner: Owner = { ...known, post, put };
  assert.equal((await put("/lock", { singleLimit: "100.00" })).status, 200);
  const device = (await call("GET", "/v1/me/devices")).body.devices[0].id;
  const packId = await aPack(known.id);
  await sessions[kind](owner);
  const hold = (await call("GET", "/v1/me/holds")).body.holds[0]?.id ?? "hold_none";
  const params: Record<string, string> = {
    ...{ accountId: owner.id, deviceId: device, holdId: hold, changeId: "chg_none", packId },
    ...{ method: "email", recoveryId: "current", part: "methods", kind: "views" },
  };
  const at = (path: string) => path.replace(/:(\w+)/g, (_, name) => params[name] ?? "11");
  return { id: owner.id, call, at };
}

/** A value that a schema takes, the plainest there is. */
function plain(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf) return plain(schema.anyOf[0] ?? {});
  if (schema.type === "object")
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, plain(schema.properties?.[name] ?? {})]),
    );
  if (schema.type === "array")
    return Array.from({ length: schema.minItems ?? 0 }, () => plain(schema.items ?? {}));
  if (schema.type === "boolean") return true;
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 1;
  if (schema.type !== "string") return {};
  if (schema.format === "date-time") return "2026-03-02T00:00:00Z";
  const fits = ["1", "abcdefgh", "2026-03-02", "completions", "1.0.0"].find(
    (one) => !schema.pattern || new RegExp(schema.pattern).test(one),
  );
  return (fits ?? "x").padEnd(schema.minLength ?? 0, "x");
}
type Schema = {
  const?: unknown;
  anyOf?: Schema[];
  type?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  minimum?: number;
  minLength?: number;
  pattern?: string;
  format?: string;
};

/** A route asked so that its form is right, and only who asks is left to object to. */
function asked(route: Route, at: (path: string) => string) {
  const of = (schema: unknown) =>
    schema ? (plain(schema as Schema) as Record<string, string>) : {};
  const query = new URLSearchParams(of(route.query));
  const type = route.takesFile
    ? "application/offset+octet-stream"
    : (route.bodyType ?? "application/json");
  const headers = { ...of(route.headers), ...(route.method !== "GET" && { "content-type": type }) };
  const body = route.method === "GET" ? undefined : type.endsWith("json") ? of(route.body) : "";
  return { path: `${at(route.path)}?${query}`, body, headers };
}

describe("T22 a limited session", () => {
  test("is decided on for every route there is", () => {
    const decided = new Set(table.map(([, route]) => route));
    const undecided = (routes: readonly Route[]) =>
      routes
        .filter(({ who }) => who.includes("owner") || who.includes("anyone"))
        .map(nameOf)
        .filter((name) => !decided.has(name) && !anybodys.has(name));
    assert.deepEqual(undecided(all), []);
    const names = all.map(nameOf);
    assert.deepEqual(
      [...decided, ...anybodys].filter((name) => !names.includes(name)),
      [],
    );
    // A new one is seen.
    const [first] = all.filter(({ who }) => who.includes("owner"));
    assert.deepEqual(undecided([...all, { ...first!, path: "/v1/me/gold" }]).length, 1);
  });

  // Shown to work: without the two questions in `enterFresh`, 15 lines of `frozen` and `guided` went red.
  for (const kind of kinds)
    for (const [why, route, may, body, how = ""] of table)
      test(`${kind} ${may[kind] ? "may" : "may not"}: ${route} (${why})`, async () => {
        const { id, call, at } = await anOwnerIn(kind);
        const [method = "", path = ""] = route.split(" ");
        const before = await standingOf(id);
        const reply = await call(method, at(path) + how, body);
        const said = `${reply.status} ${JSON.stringify(reply.body).slice(0, 200)}`;
        if (may[kind])
          return assert.ok(!REFUSED.includes(reply.body.code) && reply.status !== 400, said);
        assert.ok(REFUSED.includes(reply.body.code), said);
        assert.equal(await standingOf(id), before, "a refusal changes nothing");
      });

  test("opens none of the routes of others, whatever it asks them for", async () => {
    const others = all.filter(({ who }) => !who.includes("owner") && !who.includes("anyone"));
    assert.ok(others.length > 80, String(others.length));
    for (const kind of kinds) {
      const { id, call, at } = await anOwnerIn(kind);
      const before = await standingOf(id);
      for (const route of others) {
        const { path, body, headers } = asked(route, at);
        const { status, body: said } = await call(route.method, path, body, { headers });
        assert.equal(status, 401, `${nameOf(route)}: ${status} ${JSON.stringify(said)}`);
      }
      assert.equal(await standingOf(id), before);
    }
  });

  test("that has ended may do nothing at all", async () => {
    for (const [, route, , body, how = ""] of table) {
      // Anybody's: without a session it is a stranger's.
      if (route === "POST /v1/checks" || route === "POST /v1/scam-reports") continue;
      const { call, at } = await anOwnerIn("handedOver");
      await call("DELETE", "/v1/me/session");
      const [method = "", path = ""] = route.split(" ");
      const reply = await call(method, at(path) + how, body);
      assert.equal(reply.status, 401, route);
    }
  });
});
