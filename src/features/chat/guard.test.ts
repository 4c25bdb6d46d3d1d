import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { costOf } from "../../../test/cost.ts";
import { clean, inspect, isCard, masked, sixDigits } from "./guard.ts";

const kinds = (text: string) => inspect(clean(text)).map(({ kind }) => kind);
const firm = (text: string) => {
  const shown = clean(text);
  return masked(
    shown,
    inspect(shown).filter(({ firm }) => firm),
  );
};

test("the browser and the server look for the same", () => {
  const here = readFileSync(new URL("guard.ts", import.meta.url), "utf8");
  assert.equal(readFileSync("web/shared/guard.ts", "utf8"), here);
});

const codes = [
  ...["482913", "482 913", "482-913", "4829", "48291377", "４８２９１３", "4 8 2 9 1 3"],
  ...["It's 482913", "my code is 482913", "482913 is the code I got", "OTP: 482-913"],
  ...["验证码是482913", "验证码 4829", "短信说482913，是验证码", "收到的动态码：482 913"],
  ...["四八二九一三", "验证码四八二九", "four eight two nine one three", "the PIN is 4829"],
  ...["4​8​2​9​1​3", "4\n8\n2\n9\n1\n3", "①②③④⑤⑥", "𝟒𝟖𝟐𝟗𝟏𝟑", "٤٨٢٩١٣"],
  ...["3-7K2M-9QXT-4VRB-8WNE", "my recovery code: 37K2M9QXT4VRB8WNE"],
  ...["code 482913 13800001002", "482913, thanks"],
];
for (const text of codes)
  test(`I am asked before this leaves my browser: ${JSON.stringify(text)}`, () =>
    assert.ok(kinds(text).includes("code"), JSON.stringify(inspect(clean(text)))));

const cards = [
  ...["4111 1111 1111 1111", "4111111111111111", "my card: 4111-1111-1111-1111, exp 12/28"],
  ...["银行卡号6222 0212 3456 7890 128", "5500005555555559", "378282246310005"],
  ...["４１１１１１１１１１１１１１１１", "4111\n1111\n1111\n1111"],
];
for (const text of cards)
  test(`a card number never gets through: ${JSON.stringify(text)}`, () => {
    assert.ok(kinds(text).includes("card"));
    assert.doesNotMatch(firm(text).normalize("NFKC").replace(/\D/g, ""), /\d{5}/);
  });

for (const text of [
  ...["my password is Harbour7!", "Password: hunter2", "密码是abc12345", "登录密码：北京2008"],
  ...["我的密码就是 qwerty", "pw = letmein9"],
])
  test(`a password is asked about: ${JSON.stringify(text)}`, () =>
    assert.deepEqual(kinds(text), ["password"]));

const fine = [
  ...["Hello, my phone fell into the lake.", "I paid 1,200.50 yuan on 3 March", "好的，谢谢"],
  ...[
    "My number was 138 0000 1002",
    "手机号13800001002停用了",
    "I am 34 and have had it since 2019.",
  ],
  ...["Order 2026031428739912345678901234 is mine", "订单号 4200001234202603021234567890"],
  ...[
    "my password is lost",
    "I forgot my password",
    "密码是什么我忘了",
    "密码不对",
    "My password is not working",
  ],
  ...[
    "the error code was E4012 on my old phone screen yesterday",
    "It happened at 10:30 on 2026-03-02 in the shop",
  ],
  ...["我在2019年买的手机，2021年换过一次号", "一二三"],
];
for (const text of fine)
  test(`this is sent without a question: ${JSON.stringify(text)}`, () =>
    assert.deepEqual(kinds(text), []));

test("E20 whatever I say about it, what is certainly a code or a card stays covered", () => {
  assert.equal(firm("482913"), "••••••");
  assert.equal(firm("my code is 4829"), "my code is ••••");
  assert.equal(firm("验证码是４８２９１３"), "验证码是••••••");
  assert.equal(firm("4111 1111 1111 1111"), "•••• •••• •••• ••••");
  assert.equal(firm("code 3-7K2M-9QXT-4VRB-8WNE"), "code •-••••-••••-••••-••••");
});

test("an order number can be sent, once I say what it is", () => {
  for (const text of ["order 482913", "订单号482913", "20260314", "postcode 100020", "单号 4829"])
    assert.equal(firm(text), text, text);
});

test("nothing hidden stays in a text: marks of direction, of no width, tags, piles of marks", () => {
  assert.equal(clean("a‮b​c﻿d­e󠁁"), "abcde");
  assert.equal(clean("pay\u202Emoc.elpmaxe\u202C now"), "paymoc.elpmaxe now");
  assert.equal(clean("e\u0301\u0301\u0301\u0301\u0301\u0301").length, 4);
  assert.equal(clean("a\0b\u0007c\r\nd\n\n\n\n\ne"), "a b c\nd\n\ne");
  assert.equal(
    clean("\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"),
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  );
  assert.equal(clean("\u200b\u2060"), "");
});

test("any text is read without harm: places lie within it, and covering twice changes nothing", () => {
  const digits = fc.stringMatching(/^[0-9 -]{0,24}$/);
  const any = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), digits);
  fc.assert(
    fc.property(any, (text) => {
      const shown = clean(text);
      assert.equal(clean(shown), shown);
      const found = inspect(shown);
      const length = Array.from(shown).length;
      for (const { from, to } of found) assert.ok(from >= 0 && from < to && to <= length);
      const covered = masked(shown, found);
      assert.equal(Array.from(covered).length, length);
      assert.deepEqual(sixDigits(masked(shown, sixDigits(shown))), []);
    }),
    { numRuns: 300 },
  );
});

test("a card is one by its check digit, and by how such numbers begin", () => {
  assert.ok(isCard("4111111111111111"));
  assert.ok(!isCard("4111111111111112"));
  // As long, with a right check digit, and a date at its beginning: an order's number.
  assert.ok(!isCard("2011111111111113"));
});

test("a long text of digits costs no time", () => {
  const ms = costOf(() => {
    inspect("1 ".repeat(500));
    inspect("12 34-".repeat(160));
    inspect("a1".repeat(500));
  }, 500);
  assert.ok(ms < 500, `${ms} ms`);
});
