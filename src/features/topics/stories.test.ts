import assert from "node:assert/strict";
import { test } from "node:test";
import { BANDS, bandsOf, pairsOf } from "../../core/minhash.ts";
import { COMPARED, candidatesOf } from "./stories.ts";

const TITLE = "支付宝账号被冻结怎么办，客服电话一直打不通";

test("a wording is compared with a bounded number, those that share the most bands first, of equals the newest", () => {
  const bands = bandsOf(pairsOf(TITLE));
  const byBand = new Map(
    bands.map((band, place) => [
      band,
      new Map([
        ...Array.from({ length: 2000 }, (_, n) => [`w${place}-${n}`, TITLE] as const),
        ...(place < 3 ? [["near", TITLE] as const] : []),
      ]),
    ]),
  );
  const found = candidatesOf(bands, byBand).map(([wording]) => wording);
  assert.equal(bands.length, BANDS);
  assert.equal(found.length, COMPARED);
  assert.equal(found[0], "near");
  assert.deepEqual(found.slice(1, 4), ["w0-0", "w0-1", "w0-2"]);
  assert.deepEqual(candidatesOf([], byBand), []);
});
