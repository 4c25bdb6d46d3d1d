import assert from "node:assert/strict";
import { test } from "node:test";
import { arrivedWhole, cleanDigits, cleanRecoveryCode, spaced } from "./code.ts";

test("a code is understood however it was pasted", () => {
  const ways = ["123456", "１２３ ４５６", " 123-456\n", "G-123456", "123 456 is your code"];
  for (const way of ways) assert.equal(cleanDigits(way), "123456", way);
  assert.equal(cleanDigits("1234567890"), "123456");
  assert.equal(cleanDigits("abc"), "");
});

// Guard shown to work: with `> 1` removed from arrivedWhole, the second assertion went red.
test("a pasted code is sent by itself, a typed one waits for the button", () => {
  assert.equal(arrivedWhole("", "123456"), true);
  assert.equal(arrivedWhole("12345", "123456"), false);
  assert.equal(arrivedWhole("", "12345"), false);
  assert.equal(arrivedWhole("123456", "123456"), false);
});

test("a recovery code is forgiven dashes, small letters, O for 0 and l for 1", () => {
  assert.equal(cleanRecoveryCode("o1il-7m2q ｐｄ９ｔ"), "01117M2QPD9T");
});

test("a phone number is shown as it is spoken, anything else as it was typed", () => {
  for (const way of ["13812345678", "+86 138-1234-5678", "0086 13812345678", "１３８12345678"])
    assert.equal(spaced(way), "138 1234 5678", way);
  assert.equal(spaced(" A@b.cn "), "A@b.cn");
  assert.equal(spaced("+85291234567"), "+85291234567");
});
