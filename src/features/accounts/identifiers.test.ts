import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatPhone, maskEmail, maskPhone, parseIdentifier } from "./identifiers.ts";

const read = (typed: string, defaultCountry = "CN") => {
  const parsed = parseIdentifier(typed, { defaultCountry });
  if ("is" in parsed) return `- ${parsed.why}`;
  return parsed.kind === "phone"
    ? parsed.e164
    : parsed.kind === "email"
      ? parsed.email
      : `name ${parsed.name}`;
};

const table: [string, string][] = [
  ["13812345678", "+8613812345678"],
  ["138 1234 5678", "+8613812345678"],
  ["138-1234-5678", "+8613812345678"],
  ["138.1234.5678", "+8613812345678"],
  ["(138) 1234–5678", "+8613812345678"],
  ["１３８１２３４５６７８", "+8613812345678"],
  ["＋８６　１３８１２３４５６７８", "+8613812345678"],
  ["+86 138 1234 5678", "+8613812345678"],
  ["0086 13812345678", "+8613812345678"],
  ["8613812345678", "+8613812345678"],
  ["\u202d+8613812345678\u202c", "+8613812345678"],
  ["138\u200b12345678", "+8613812345678"],
  ["\ufeff13812345678\r\n", "+8613812345678"],
  ["+44 7911 123456", "+447911123456"],
  ["00852 5123 4567", "+85251234567"],
  ["010-62345678", "- landline"],
  ["+86 10 6234 5678", "- landline"],
  ["0755 8234 5678", "- landline"],
  ["021-6234 5678", "- landline"],
  ["400-820-8820", "- landline"],
  ["12812345678", "- bad-phone"],
  ["1381234567", "- bad-phone"],
  ["138123456789", "- bad-phone"],
  ["+0138123456", "- bad-phone"],
  ["+44+7911123456", "- bad-phone"],
  ["+1234567890123456", "- bad-phone"],
  ["12345", "- bad-phone"],
  ["Mei.Lin@Example.COM", "mei.lin@example.com"],
  [" mei＠example．com ", "mei@example.com"],
  ["ｍｅｉ@example.com", "mei@example.com"],
  ["mei\u200b@exam\u00adple.com", "mei@example.com"],
  ["mei@例子.中国", "mei@xn--fsqu00a.xn--fiqs8s"],
  ["mei@例子。中国", "mei@xn--fsqu00a.xn--fiqs8s"],
  ["mei@bücher.example", "mei@xn--bcher-kva.example"],
  ["mei@example.com.", "mei@example.com"],
  ["mei+wallet@example.com", "mei+wallet@example.com"],
  ["用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s"],
  ["mei@", "- bad-email"],
  ["@example.com", "- bad-email"],
  ["mei@example", "- bad-email"],
  ["mei@127.0.0.1", "- bad-email"],
  ["mei@[127.0.0.1]", "- bad-email"],
  ["mei..lin@example.com", "- bad-email"],
  ["a@b@example.com", "- bad-email"],
  ["mei@example.com\nBcc: x@y.zz", "- bad-email"],
  ["mei@example.com,x@y.zz", "- bad-email"],
  ["mei@ex%61mple.com", "- bad-email"],
  ["<mei@example.com>", "- bad-email"],
  [`${"m".repeat(65)}@example.com`, "- too-long"],
  ["Mei_Lin.88", "name mei_lin.88"],
  ["ＭＥＩ", "name mei"],
  ["梅琳", "name 梅琳"],
  ["m\u200bei", "name mei"],
  ["mei lin", "- bad-name"],
  ["_mei", "- bad-name"],
  ["mei\u0000", "- bad-name"],
  ["' or 1=1 --", "- bad-name"],
  ["", "- empty"],
  [" \u3000\u200b\u202e ", "- empty"],
  ["m".repeat(65), "- too-long"],
  ["1".repeat(10_000_000), "- too-long"],
];
// Broken once: without `invisible` 5 rows and the property of marks between digits went red; without
// NFKC 5 rows and the property of full-width letters.
for (const [typed, form] of table)
  test(`${JSON.stringify(typed.slice(0, 40))} is read as ${form.slice(0, 40)}`, () =>
    assert.equal(read(typed), form));

test("where the country is not China, a number needs its country code", () => {
  assert.equal(read("07911 123456", "GB"), "- country-code");
  assert.equal(read("+44 7911 123456", "GB"), "+447911123456");
});

const nasty = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.emailAddress(),
  fc.string({ unit: fc.constantFrom(..."0123456789+-. ()８６\u200b@aİßſK.ﬁ。") }),
);

test("whatever is typed, reading it never fails, and its canonical form reads as itself", () =>
  fc.assert(
    fc.property(nasty, (typed) => {
      const form = read(typed);
      if (form.startsWith("- ")) return;
      assert.equal(read(form.replace(/^name /, "")), form);
    }),
    { numRuns: 20_000 },
  ));

test("spaces, dashes and invisible marks between digits never make another number", () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("", " ", "-", ".", "\u200b", "　", "–"), {
        minLength: 11,
        maxLength: 11,
      }),
      (between) => {
        const typed = [..."13812345678"].map((digit, index) => digit + between[index]).join("");
        assert.equal(read(typed), "+8613812345678");
      },
    ),
  ));

test("capital letters and full-width letters never make another mailbox", () =>
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      const wide = email.replace(/[a-zA-Z0-9]/g, (letter) =>
        String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
      );
      assert.equal(read(email.toUpperCase()), read(email.toLowerCase()));
      assert.equal(read(wide), read(email));
    }),
  ));

test("numbers are shown as they are spoken, and masked for their owner", () => {
  assert.equal(formatPhone("+8613812345678"), "138 1234 5678");
  assert.equal(formatPhone("+447911123456"), "+447911123456");
  assert.equal(maskPhone("+8613812345678"), "138 **** 5678");
  assert.equal(maskPhone("+447911123456"), "+44******3456");
  assert.equal(maskEmail("mei.lin@example.com"), "m***@example.com");
  assert.equal(maskEmail("m@example.com"), "m***@example.com");
  assert.equal(maskEmail("𠮷野@example.com"), "𠮷***@example.com");
});
