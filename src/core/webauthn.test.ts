/** The test vectors of Web Authentication Level 3 (section 16), each with what this server must make of it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isCopied, readAnswer, readCreated, verifyAnswer, verifyCreated } from "./webauthn.ts";
import type { World } from "./world.ts";

type Vector = {
  credentialId: string;
  registration: { clientDataJSON: string; attestationObject: string };
  authentication: { clientDataJSON: string; authenticatorData: string; signature: string };
};
const { vectors } = JSON.parse(readFileSync("test/webauthn-vectors.json", "utf8")) as {
  vectors: Record<string, Vector>;
};

const base64url = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
const inBase64 = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([name, hex]) => [name, base64url(hex)]));
const sent = (id: string, fields: Record<string, string>) => ({
  ...{ id: base64url(id), rawId: base64url(id), type: "public-key", clientExtensionResults: {} },
  response: inBase64(fields),
});
/** The site of the vectors. */
const at = (url: string) => ({ config: { url, operatorName: "Example" } }) as unknown as World;
const example = at("https://example.org");

/** The COSE key in the attested credential data (section 6.5.1). */
function keyOf({ credentialId, registration }: Vector): string {
  const whole = registration.attestationObject;
  const from = whole.indexOf(credentialId, whole.indexOf("6175746844617461")) + credentialId.length;
  return base64url(whole.slice(from));
}
const flagsOf = ({ authentication }: Vector) =>
  Number.parseInt(authentication.authenticatorData.slice(64, 66), 16);
const isVerified = (flags: number) => (flags & 0x04) !== 0;
const isFramed = (name: string) => /crossOrigin|topOrigin/.test(name);
/** Algorithms that this server offers: ES256, RS256, EdDSA with Ed25519. Asked when a passkey is made. */
const isOffered = (name: string) => !/es384|es512|ed448/.test(name);
/** Statements by the vectors' own root, which nobody trusts. Asked for none, a browser sends none. */
const isUntrusted = (name: string) => /^(tpm|android-key|apple)/.test(name);
const registeredFlags = ({ registration }: Vector) => {
  const at = registration.attestationObject.indexOf(EXAMPLE_ORG);
  return Number.parseInt(registration.attestationObject.slice(at + 64, at + 66), 16);
};
/** SHA-256 of example.org. */
const EXAMPLE_ORG = createHash("sha256").update("example.org").digest("hex");

for (const [name, vector] of Object.entries(vectors))
  test(`T43 the vector ${name} is taken as an answer exactly when its user was verified, here and on this page`, async () => {
    const answer = readAnswer(sent(vector.credentialId, vector.authentication));
    assert.ok(answer);
    const key = { credential: answer.id, publicKey: keyOf(vector) };
    const verified = await verifyAnswer(example, answer, key);
    const wanted = isVerified(flagsOf(vector)) && !isFramed(name) && !/ed448/.test(name);
    assert.equal(verified !== null, wanted, `flags ${flagsOf(vector).toString(16)}`);
    if (verified)
      assert.deepEqual(verified, { counter: 0, deviceBound: (flagsOf(vector) & 0x08) === 0 });
    // The same answer for another site, by another key and with one bit changed is none.
    assert.equal(await verifyAnswer(at("https://example.net"), answer, key), null);
    const other = Object.entries(vectors).find(([each]) => each !== name)?.[1] as Vector;
    assert.equal(await verifyAnswer(example, answer, { ...key, publicKey: keyOf(other) }), null);
    const bent = `${vector.authentication.signature.slice(0, -2)}00`;
    const changed = sent(vector.credentialId, { ...vector.authentication, signature: bent });
    assert.equal(await verifyAnswer(example, readAnswer(changed) as typeof answer, key), null);
  });

test("T43 of the vectors that make a passkey those are taken whose user was verified", async () => {
  const taken: string[] = [];
  const wanted = Object.entries(vectors)
    .filter(([name, each]) => isVerified(registeredFlags(each)) && !isFramed(name))
    .map(([name]) => name)
    .filter((name) => isOffered(name) && !isUntrusted(name));
  for (const [name, vector] of Object.entries(vectors)) {
    const created = readCreated(sent(vector.credentialId, vector.registration));
    assert.ok(created);
    const made = await verifyCreated(example, created);
    if (made) taken.push(name);
    if (made) assert.equal(made.credential, base64url(vector.credentialId));
    assert.equal(await verifyCreated(at("https://example.net"), created), null, name);
  }
  assert.deepEqual(taken, wanted);
});

test("T43 a counter must grow, unless its authenticator counts nothing", () => {
  const cases: [number, number, boolean][] = [
    [0, 0, false],
    [0, 1, false],
    [1, 2, false],
    [1, 1, true],
    [2, 1, true],
    [1, 0, true],
    [4_294_967_294, 4_294_967_295, false],
  ];
  for (const [before, now, copied] of cases) assert.equal(isCopied(before, now), copied);
});
