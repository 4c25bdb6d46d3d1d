import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanCode } from "./codes.ts";

const readable: [string, string][] = [
  ["123456", "123456"],
  ["012345", "012345"],
  [" 123 456\n", "123456"],
  ["123-456", "123456"],
  ["123–456", "123456"],
  ["123 456", "123456"],
  ["１２３４５６", "123456"],
  ["１２３　４５６", "123456"],
  ["\u200e123456\u200f", "123456"],
];
for (const [typed, code] of readable)
  test(`a code typed as ${JSON.stringify(typed)} is read`, () =>
    assert.equal(cleanCode(typed), code));

for (const typed of ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "+12345", "1".repeat(1e6)])
  test(`${JSON.stringify(typed.slice(0, 12))} is no code, and no error`, () =>
    assert.equal(cleanCode(typed), null));

test("whatever is typed, it is six digits or nothing, and reading it twice changes nothing", () =>
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      const code = cleanCode(typed);
      if (code !== null) assert.equal(cleanCode(code), code);
    }),
  ));
