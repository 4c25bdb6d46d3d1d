/** Whatever stands in a message, it is judged in time in proportion to its length. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { loadRegistry } from "../registry/index.ts";
import { checkEmail } from "./email.ts";
import { checkMessage, extractLinks } from "./message.ts";
import { checkNumber } from "./number.ts";
import { prepare } from "./registry.ts";

const prepared = prepare(loadRegistry());
const MEGABYTE = 1_000_000;
/** Processor seconds of one text of a megabyte; the slowest takes about one and a half. */
const SECONDS_MAX = 6;
/** And of a fifth of one. */
const SHORTER = 200_000;

/** Processor time and not the clock's: other tests run beside this one. */
function secondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Pieces that make patterns look far, turn back, or find very much. */
const pieces = [
  ..."a 1 . / : @ x ( [ - + 0 XX * , # \\ ' 【 】 点 。 账 \u200b \u0301 \u0316 \u202e \ufdfa \ud800 İ".split(
    " ",
  ),
  ...[
    "\n",
    " ",
    "a.",
    "a.b",
    "://",
    "http://",
    "http //",
    "h t t p",
    "www .",
    "a b ",
    "a . b ",
    "0 1 ",
    "1-",
    "+1",
    "00",
    "95188",
  ],
  ...[
    "code 123456 ",
    "account ",
    "account suspend ",
    "账户",
    "账户冻结",
    "【支付宝】",
    "【",
    "never ",
    "请勿",
    "qq 12345 ",
    "QQ",
    "PHONE",
  ],
  ...[
    "a@",
    "a@b.",
    "dot",
    "[.]",
    "(dot) ",
    "x.com ",
    "аlipay.com ",
    "alipay",
    "0XX-",
    "call 1 ",
    "call ",
    "xn--",
    "URL",
    "Rs. 1",
  ],
];

const repeated = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

test("a text of anything repeated is judged in bounded time", () => {
  for (const piece of pieces) {
    const seconds = secondsOf(() => checkMessage(prepared, repeated(piece, SHORTER)));
    assert.ok(seconds < SECONDS_MAX / 5, `${JSON.stringify(piece)}: ${seconds} s`);
  }
});

test("a megabyte of what takes longest is judged in bounded time", () => {
  for (const piece of [
    "qq 12345 ",
    "://",
    "аlipay.com ",
    "a@b.",
    "Rs. 1",
    "x.com ",
    "\ufdfa",
    "请勿",
  ]) {
    const seconds = secondsOf(() => checkMessage(prepared, repeated(piece, MEGABYTE)));
    assert.ok(seconds < SECONDS_MAX, `${JSON.stringify(piece)}: ${seconds} s`);
  }
});

test("twice the text takes no more than about twice the time", () => {
  for (const piece of [
    "a.",
    "qq 12345 ",
    "account suspend ",
    "账户冻结",
    "code 123456 ",
    "http://a.b/ ",
    "+1 2 ",
    "\u0301\u0316a",
  ]) {
    const best = (length: number) =>
      Math.min(
        ...[1, 2].map(() => secondsOf(() => checkMessage(prepared, repeated(piece, length)))),
      );
    best(50_000);
    const [small, large] = [best(100_000), best(400_000)];
    // Quadratic time would be 16 times; 4 is exact. (A list that was searched for each number was found by this.)
    assert.ok(large < small * 9 + 0.05, `${JSON.stringify(piece)}: ${small} s and ${large} s`);
  }
});

test("pieces in any order are judged without an error, within a limit each", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 400 })), {
        maxLength: 12,
      }),
      (parts) => {
        const text = parts.map(([piece, times]) => piece.repeat(times)).join("");
        const seconds = secondsOf(() => {
          const { reasons, score } = checkMessage(prepared, text, { sender: text });
          assert.ok(reasons.length > 0 && score >= 0 && score <= 1);
          for (const { evidence } of reasons)
            assert.ok(evidence.length <= 80 && evidence.isWellFormed());
          checkNumber(prepared, text);
          checkEmail(prepared, text);
        });
        assert.ok(seconds < 1, `${seconds} s for ${text.length}`);
      },
    ),
    { numRuns: 200 },
  );
});

test("any text at all gets a verdict, and its links are pieces without blanks", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      assert.ok(checkMessage(prepared, text).reasons.length > 0);
      for (const link of extractLinks(text)) assert.doesNotMatch(link, /\s/);
    }),
    { numRuns: 200 },
  );
});

/** A repeat without a bound inside of another repeat: the form of every catastrophic pattern. */
const NESTED = /\((?:[^()\\]|\\.)*[^\\](?:[+*]|\{\d+,\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})/;

test("no pattern of the engine repeats a repeat", () => {
  assert.match("(a+)+", NESTED);
  assert.match("(?:x*y){2,}", NESTED);
  assert.doesNotMatch("(?:ab){2,3}[a-z]+", NESTED);
  const files = readdirSync(import.meta.dirname).filter(
    (name) => /^(message|number|email|sender).*\.ts$/.test(name) && !name.includes(".test."),
  );
  assert.ok(files.length > 10);
  for (const name of files)
    for (const line of readFileSync(`${import.meta.dirname}/${name}`, "utf8").split("\n"))
      if (/\/[^/]+\/[dgimsuvy]*[;,.)\s]/.test(line)) assert.doesNotMatch(line, NESTED, name);
});
