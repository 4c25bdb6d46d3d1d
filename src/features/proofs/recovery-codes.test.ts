import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { isFull } from "../../../test/size.ts";
import { newRecoveryCodes, readRecoveryCode } from "./recovery-codes.ts";

test("T08: there are ten saved codes, each with its own slot and 16 characters", () => {
  const codes = newRecoveryCodes(randomBytes);
  assert.deepEqual(
    codes.map(({ slot }) => slot),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  for (const { slot, code, display } of codes) {
    assert.match(code, /^[0-9A-HJKMNP-TV-Z]{16}$/);
    assert.match(display, /^[0-9](-[0-9A-Z]{4}){4}$/);
    assert.deepEqual(readRecoveryCode(display), { slot, code });
  }
});

test("T08: all 80 bits reach the code: turn any one, and the code is another", () => {
  const codeOf = (bytes: Buffer) => newRecoveryCodes(() => bytes)[0]?.code ?? "";
  const seen = new Set([codeOf(Buffer.alloc(10))]);
  for (let bit = 0; bit < 80; bit++) {
    const bytes = Buffer.alloc(10);
    bytes[bit >> 3] = 1 << (bit & 7);
    seen.add(codeOf(bytes));
  }
  assert.equal(seen.size, 81);
  assert.equal(codeOf(Buffer.alloc(10, 255)), "Z".repeat(16));
});

// Broken once: with `random(2)` padded to ten bytes, this and the test above went red.
const noTwoAlike = (count: number) => () => {
  const seen = new Set<string>();
  for (let made = 0; made < count; made += 10)
    for (const { code } of newRecoveryCodes(randomBytes)) seen.add(code);
  assert.equal(seen.size, count);
};
if (isFull) test("T08: a million saved codes hold no two alike", noTwoAlike(1_000_000));
else test("T08: a hundred thousand saved codes hold no two alike", noTwoAlike(100_000));

const expected = { slot: 3, code: "0123456789ABCDE1" };
for (const typed of [
  "3-0123-4567-89AB-CDE1",
  "3-0123-4567-89ab-cde1",
  "3 0123 4567 89AB CDE1",
  "30123456789ABCDE1",
  "3-O1Z3".replace("Z", "2").concat("-4567-89AB-CDEI"),
  "3-oi23-4567-89ab-cdel",
  "３－０１２３－４５６７－８９ＡＢ－ＣＤＥ１",
  "3–0123—4567‑89AB−CDE1",
  "\u20663-0123-4567-89AB-CDE1\u2069\r\n",
])
  test(`a saved code typed as ${JSON.stringify(typed)} is read`, () =>
    assert.deepEqual(readRecoveryCode(typed), expected));

for (const typed of ["", "3", "3-0123-4567-89AB-CDE", "A-0123-4567-89AB-CDE1", "U".repeat(17)])
  test(`${JSON.stringify(typed)} is no saved code, and no error`, () =>
    assert.equal(readRecoveryCode(typed), null));

test("whatever is typed, reading it never fails, and what was read reads the same again", () =>
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
      const read = readRecoveryCode(typed);
      if (read) assert.deepEqual(readRecoveryCode(`${read.slot}${read.code}`), read);
    }),
  ));
