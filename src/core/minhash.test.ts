import assert from "node:assert/strict";
import { test } from "node:test";
import { costOf } from "../../test/cost.ts";
import { BANDS, bandsOf, folded, isNear, jaccard, NEAR, pairsOf, signatureOf } from "./minhash.ts";

const shares = (a: string, b: string) => {
  const bands = new Set(bandsOf(pairsOf(a)));
  return bandsOf(pairsOf(b)).some((band) => bands.has(band));
};

test("texts are compared without case, width, blanks, hash signs and what nobody sees", () => {
  assert.equal(folded(" #支付宝 账号#\u200b ＡＢＣ\u202e１２\n"), "支付宝账号abc12");
  assert.equal(jaccard(pairsOf("Account LOCKED #now"), pairsOf("account locked now")), 1);
});

test("Jaccard is what is shared of what either has", () => {
  // ab bc cd against bc cd de: two of four.
  assert.equal(jaccard(pairsOf("abcd"), pairsOf("bcde")), 0.5);
  assert.equal(jaccard(pairsOf(""), pairsOf("")), 0);
  assert.equal(jaccard(pairsOf("a"), pairsOf("a")), 1);
  assert.equal(jaccard(pairsOf("a"), pairsOf("b")), 0);
  assert.equal(pairsOf("😀😁").size, 1);
});

test("a scam with another number in it is near, and another message is not", () => {
  const one = "【支付宝】您的账户存在异常，将于24小时内冻结，请点击 a1.top 核实身份";
  const two = "【支付宝】您的账户存在异常，将于12小时内冻结，请点击 b2.top 核实身份";
  const other = "您的快递因地址不详无法派送，请点击链接补全信息";
  assert.ok(isNear(pairsOf(one), pairsOf(two)));
  assert.ok(shares(one, two));
  assert.ok(!isNear(pairsOf(one), pairsOf(other)));
  assert.ok(!shares(one, other));
});

test("nothing is near to a text without characters", () => {
  assert.deepEqual(bandsOf(pairsOf(" \u200b# ")), []);
  assert.ok(!isNear(pairsOf(""), pairsOf("")));
});

test("bands are stored, so they stay what they are", () => {
  const bands = bandsOf(pairsOf("支付宝账号被冻结怎么办"));
  assert.equal(bands.length, BANDS);
  assert.equal(new Set(bands).size, BANDS);
  assert.ok(bands.every((band, n) => /^[0-9a-f]{17}$/.test(band) && band[0] === n.toString(16)));
  assert.deepEqual(bands.slice(0, 2), ["049bec5fbca1f047f", "1959f27635126b459"]);
});

/** Two texts of signs drawn by a fixed row of numbers, of which they share a part. */
function* twins(count: number, shared: number): Generator<[Set<number>, Set<number>]> {
  let seed = 7;
  const draw = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed;
  };
  for (let n = 0; n < count; n++) {
    const both = Array.from({ length: shared }, draw);
    const rest = Math.round((100 - shared) / 2);
    const own = () => Array.from({ length: rest }, draw);
    yield [new Set([...both, ...own()]), new Set([...both, ...own()])];
  }
}

test("signatures estimate Jaccard, and bands find near texts as often as they say", () => {
  const found = (shared: number) => {
    let hits = 0;
    let error = 0;
    for (const [a, b] of twins(400, shared)) {
      const [one, two] = [signatureOf(a), signatureOf(b)];
      error += one.filter((minimum, n) => minimum === two[n]).length / one.length - jaccard(a, b);
      const bands = new Set(bandsOf(a));
      if (bandsOf(b).some((band) => bands.has(band))) hits++;
    }
    assert.ok(Math.abs(error / 400) < 0.01, `off by ${error / 400} at ${shared}`);
    return hits / 400;
  };
  assert.ok(found(NEAR * 100) > 0.84);
  assert.ok(found(80) > 0.99);
  assert.ok(found(30) < 0.2);
});

test("a long text, or one of marks without end, costs no more than a page", () => {
  const random = Array.from({ length: 10_000 }, (_, n) =>
    String.fromCharCode(0x4e00 + ((n * 7919) % 20_000)),
  ).join("");
  const ms = costOf(() => {
    for (const text of [
      "好坏".repeat(500_000),
      `a${"\u0301\u0323".repeat(500_000)}`,
      "\u202e".repeat(1e6),
    ])
      bandsOf(pairsOf(text));
    bandsOf(pairsOf(random));
  }, 500);
  assert.ok(ms < 500, `${ms} ms`);
});
