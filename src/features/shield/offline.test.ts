import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { inputs } from "../../../test/shield-inputs.ts";
import { testWorld } from "../../../test/world.ts";
import type * as declared from "../../../web/shield.d.ts";
import type * as offline from "./offline.ts";

const BUILT = "dist/shield.js";
const PHONE = "400 000 0177";
const world = testWorld({ RIGHTFUL_OPERATOR_PHONE: PHONE });
const channels = () => JSON.parse(readFileSync("content/channels.json", "utf8"));
const issuer = "http://localhost:8700";
const fetched = async () => ({
  list: (await world.call("GET", "/.well-known/official-channels.json")).body,
  keys: (await world.call("GET", "/jwks.json")).body,
});
async function opened() {
  const { list, keys } = await fetched();
  return library.openChannels(list, { keys, issuer, now: world.now() });
}
let library: typeof offline;
before(async () => {
  library = await import(pathToFileURL(BUILT).href);
});

// The types that others read are those of the code: a difference does not compile.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const same: [
  Same<Parameters<offline.Shield["check"]>, Parameters<declared.Shield["check"]>>,
  Same<ReturnType<offline.Shield["check"]>, declared.Checked>,
  Same<offline.ListRefused["code"], declared.ListFault>,
  Same<Parameters<typeof offline.openChannels>, Parameters<typeof declared.openChannels>>,
] = [true, true, true, true];

/** The same words in which the server refuses. */
const answerOf = (shield: offline.Shield, asked: any): string => {
  try {
    return JSON.stringify(shield.check(asked));
  } catch (error) {
    return `refused: ${(error as { code?: string }).code}`;
  }
};

describe("shield.js", () => {
  test("gives byte for byte the server's answer, for hundreds of things that people and thieves paste", async () => {
    assert.ok(same.every(Boolean));
    const shield = library.createShield({ channels: await opened() });
    const all = inputs();
    assert.ok(all.length > 600, String(all.length));
    const verdicts = new Map<string, number>();
    for (const [n, asked] of all.entries()) {
      const { statusCode, body } = await world.app.inject({
        method: "POST",
        url: "/v1/checks",
        payload: asked,
        remoteAddress: `198.51.100.${n % 50}`,
      });
      const said = statusCode === 200 ? body : `refused: ${JSON.parse(body).code}`;
      assert.equal(answerOf(shield, asked), said, JSON.stringify(asked).slice(0, 300));
      const kind = statusCode === 200 ? JSON.parse(body).verdict : "refused";
      verdicts.set(kind, (verdicts.get(kind) ?? 0) + 1);
    }
    for (const kind of ["official", "suspicious", "malicious", "unknown", "refused"])
      assert.ok((verdicts.get(kind) ?? 0) >= 10, `${kind}: ${verdicts.get(kind)}`);
  });

  test("is one small file without imports, and asks for nothing", (t) => {
    const code = readFileSync(BUILT, "utf8");
    const [imports] =
      /\bimport\s*[({"'`]|\bimport\s+\S+\s+from|\brequire\s*\(|["'`]node:/.exec(code) ?? [];
    assert.equal(imports, undefined);
    const [asks] =
      /\bfetch\s*\(|XMLHttpRequest|WebSocket|sendBeacon|Date\.now|Math\.random|process\.env/.exec(
        code,
      ) ?? [];
    assert.equal(asks, undefined);
    const [gzip, brotli] = [gzipSync(code, { level: 9 }).length, brotliCompressSync(code).length];
    t.diagnostic(`shield.js: ${gzip} bytes gzip, ${brotli} bytes brotli, ${code.length} plain`);
    assert.ok(gzip <= 105_000, `${gzip} bytes`);
  });

  test("refuses a list of channels that is none", () => {
    const broken = [
      null,
      {},
      [],
      "x",
      { ...channels(), brands: [] },
      { ...channels(), brands: [{ id: "a" }] },
    ];
    for (const given of broken)
      assert.throws(() => library.createShield({ channels: given }), { code: "not-a-list" });
  });
});

describe("a signed list from anywhere", () => {
  const now = () => world.now();
  const packed = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unpacked = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());

  test("opens with the published keys, and its shield says what the server says", async () => {
    const shield = library.createShield({ channels: await opened() });
    assert.equal(shield.version, channels().version);
    // The app's own file says the same of everybody but the operator, who is in the signed list alone.
    const own = library.createShield({ channels: channels() });
    const asked = { url: "http://alipay-security-login.top/verify" };
    const { body } = await world.app.inject({ method: "POST", url: "/v1/checks", payload: asked });
    for (const each of [shield, own]) assert.equal(JSON.stringify(each.check(asked)), body);
    assert.equal(shield.check({ phone: PHONE }).verdict, "official");
    assert.equal(own.check({ phone: PHONE }).verdict, "unknown");
  });

  test("may be fetched by the pages of others", async () => {
    for (const path of ["/.well-known/official-channels.json", "/jwks.json"]) {
      const { headers } = await world.call("GET", path);
      assert.equal(headers["access-control-allow-origin"], "*", path);
    }
  });

  test("is refused when it is forged, changed, another's, expired, from the future or older than the last", async () => {
    const { list, keys } = await fetched();
    const claims = unpacked(list.payload);
    const header = unpacked(list.protected);
    const thief = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const signed = (head: object, body: object, key = thief.privateKey) => {
      const parts = { protected: packed(head), payload: packed(body) };
      const text = Buffer.from(`${parts.protected}.${parts.payload}`);
      return { ...parts, signature: sign("RSA-SHA256", text, key).toString("base64url") };
    };
    const jwk = thief.publicKey.export({ format: "jwk" });
    const owned = { ...claims, brands: [{ ...claims.brands[0], domains: ["evil.top"] }] };
    const withOwn = { keys: [...keys.keys, { ...jwk, kid: "mine", kty: "RSA" }] };
    const mine = { ...header, kid: "mine" };
    const at = (seconds: number) => new Date(now().getTime() + seconds * 1000);
    const cases: [string, unknown, string, Partial<Parameters<typeof offline.openChannels>[1]>?][] =
      [
        ["a changed payload", { ...list, payload: packed(owned) }, "bad-signature"],
        ["another's key under our name", signed(header, owned), "bad-signature"],
        ["a key that nobody knows", signed(mine, owned), "unknown-key"],
        ["the key in the header", signed({ ...mine, jwk }, owned), "unknown-key"],
        ["no signature asked for", signed({ ...header, alg: "none" }, owned), "not-a-list"],
        ["a secret for a signature", signed({ ...header, alg: "HS256" }, owned), "not-a-list"],
        [
          "a token of another kind",
          signed({ ...mine, typ: "secevent+jwt" }, claims),
          "not-a-list",
          { keys: withOwn },
        ],
        [
          "something critical",
          signed({ ...mine, crit: ["x"] }, claims),
          "not-a-list",
          { keys: withOwn },
        ],
        [
          "half a list",
          signed(mine, { ...claims, brands: [{ id: "a" }] }),
          "not-a-list",
          { keys: withOwn },
        ],
        ["another issuer", list, "other-issuer", { issuer: "https://id.example.com" }],
        ["expired", list, "expired", { now: at(8 * 86_400) }],
        [
          "without an end",
          signed(mine, { ...claims, exp: undefined }),
          "expired",
          { keys: withOwn },
        ],
        ["from the future", list, "too-new", { now: at(-3600) }],
        ["older than the last", list, "older", { atLeast: claims.version + 1 }],
        ["no keys", list, "unknown-key", { keys: { keys: [] } }],
        ["nothing", null, "not-a-list"],
        ["a text", "eyJ", "not-a-list"],
        ["parts that are no base64url", { ...list, payload: "{}" }, "not-a-list"],
        ["parts that are no JSON", { ...list, protected: "AAAA" }, "not-a-list"],
      ];
    for (const [what, given, code, more = {}] of cases)
      await assert.rejects(
        library.openChannels(given, { keys, issuer, now: now(), ...more }),
        { name: "ListRefused", code },
        what,
      );
    const fine = await library.openChannels(signed(mine, claims), {
      keys: withOwn,
      issuer,
      now: now(),
    });
    assert.equal(fine.version, claims.version);
  });
});
