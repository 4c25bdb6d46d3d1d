import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Algorithm,
  fromBase32,
  hotp,
  matchTotp,
  newTotpSecret,
  otpauthUrl,
  stepAt,
  toBase32,
} from "./totp.ts";

const seed = (bytes: number) => Buffer.from("1234567890".repeat(7).slice(0, bytes));

/** RFC 4226, appendix D. */
const hotpVectors = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(
  " ",
);
for (const [counter, code] of hotpVectors.entries())
  test(`T44: RFC 4226 appendix D, count ${counter}`, () =>
    assert.equal(hotp(seed(20), counter), code));

/** RFC 6238, appendix B; the keys are 20, 32 and 64 bytes (erratum 2866). */
const totpVectors: [number, string, string, string][] = [
  [59, "94287082", "46119246", "90693936"],
  [1111111109, "07081804", "68084774", "25091201"],
  [1111111111, "14050471", "67062674", "99943326"],
  [1234567890, "89005924", "91819424", "93441116"],
  [2000000000, "69279037", "90698825", "38618901"],
  [20000000000, "65353130", "77737706", "47863826"],
];
const hashes: [Algorithm, number][] = [
  ["sha1", 20],
  ["sha256", 32],
  ["sha512", 64],
];
for (const [seconds, ...codes] of totpVectors)
  for (const [index, [algorithm, bytes]] of hashes.entries())
    test(`T44: RFC 6238 appendix B, ${algorithm} at ${seconds} s`, () =>
      assert.equal(
        hotp(seed(bytes), stepAt(new Date(seconds * 1000)), 8, algorithm),
        codes[index],
      ));

const secret = toBase32(seed(20));
const now = new Date("2026-01-01T00:00:10Z");
const step = stepAt(now);
const codeAt = (offset: number) => hotp(seed(20), step + offset);

// Broken once: with `[current - 2, current - 1, current]` the -2 case went red; without
// `step > lastStep` both tests of reuse went red.
for (const [offset, taken] of [
  [-3, false],
  [-2, false],
  [-1, true],
  [0, true],
  [1, false],
  [2, false],
] as const)
  test(`T44: a code ${offset} steps away is ${taken ? "taken" : "refused"}`, () =>
    assert.equal(matchTotp(secret, codeAt(offset), now, null), taken ? step + offset : null));

test("T44: a code that was used is refused within its step", () =>
  assert.equal(matchTotp(secret, codeAt(0), now, step), null));

test("T44: an older code is refused after a newer one was used", () =>
  assert.equal(matchTotp(secret, codeAt(-1), now, step), null));

test("T44: the next code works after one was used", () =>
  assert.equal(matchTotp(secret, codeAt(0), now, step - 1), step));

for (const [what, key, code] of [
  ["an empty code", secret, ""],
  ["a long code", secret, "1".repeat(1000)],
  ["letters", secret, "abcdef"],
  ["an unreadable key", "not base32!", "755224"],
  ["an empty key", "", "755224"],
] as const)
  test(`T44: ${what} matches nothing and does no harm`, () =>
    assert.equal(matchTotp(key, code, now, null), null));

/** RFC 4648, section 10. */
for (const [plain, coded] of [
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
] as const)
  test(`base32 of ${JSON.stringify(plain)} is RFC 4648's`, () => {
    assert.equal(toBase32(Buffer.from(plain)), coded);
    assert.equal(fromBase32(coded)?.toString(), plain);
  });

test("base32 reads back what it wrote, in small letters too", () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const text = toBase32(bytes);
      assert.deepEqual(fromBase32(text), Buffer.from(bytes));
      assert.deepEqual(fromBase32(text.toLowerCase()), Buffer.from(bytes));
    }),
  ));

test("a new authenticator key has 160 bits and fits the address an app scans", () => {
  const fresh = newTotpSecret(randomBytes);
  assert.equal(fromBase32(fresh)?.length, 20);
  const url = new URL(otpauthUrl(fresh, "Rightful: 钱包", "138 **** 5678"));
  assert.equal(url.host, "totp");
  assert.equal(decodeURIComponent(url.pathname), "/Rightful  钱包:138 **** 5678");
  assert.equal(url.searchParams.get("secret"), fresh);
  assert.equal(url.searchParams.get("issuer"), "Rightful  钱包");
});
