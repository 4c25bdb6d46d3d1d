import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Counted, cohortOf, outcomes, publicRows, shown, wilson } from "./rules.ts";

/** Published: Newcombe, Statistics in Medicine 17 (1998), table I, method 3; and two of the studies cited. */
const published = [
  { from: "Newcombe 1998", x: 81, n: 263, low: 0.2553, high: 0.3662 },
  { from: "Newcombe 1998", x: 15, n: 148, low: 0.0624, high: 0.1605 },
  { from: "Newcombe 1998", x: 0, n: 20, low: 0, high: 0.1611 },
  { from: "Newcombe 1998", x: 1, n: 29, low: 0.0061, high: 0.1718 },
];

test("Wilson's interval is that of the published tables", () => {
  for (const { x, n, low, high, from } of published) {
    const got = wilson(x, n);
    assert.ok(Math.abs(got.low - low) < 5e-5 && Math.abs(got.high - high) < 5e-5, from);
  }
  const percent = (rate: number) => Math.round(rate * 100);
  const trustees = wilson(17, 19);
  assert.deepEqual([trustees.low, trustees.high].map(percent), [69, 97], "Schechter 2009");
  const swaps = wilson(39, 50);
  assert.deepEqual([swaps.low, swaps.high].map(percent), [65, 87], "Lee 2020");
});

test("an interval holds its rate, stays within 0 and 1, mirrors, and narrows with more cases", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, share) => {
        const x = Math.round(n * share);
        const { rate, low, high } = wilson(x, n);
        assert.ok(0 <= low && low <= rate && rate <= high && high <= 1);
        const mirror = wilson(n - x, n);
        assert.ok(Math.abs(mirror.low - (1 - high)) < 1e-9);
        const more = wilson(x * 4, n * 4);
        assert.ok(more.high - more.low <= high - low + 1e-12);
      },
    ),
  );
  assert.deepEqual([wilson(0, 0).low, wilson(0, 0).high], [0, 1]);
});

test("no share is shown of fewer than 30 cases", () => {
  assert.equal(shown(29, 29), null);
  assert.deepEqual(shown(30, 30)?.rate, 1);
});

const row = (way: string, n: number, completed: number): Counted => ({
  ...{ way, n, completed, "other-way": 0, cancelled: 0, refused: n - completed, abandoned: 0 },
  ...{ expired: 0, error: 0, open: 0, firstTry: 0, within24h: 0, within7d: 0, disputed: 0 },
  ...{ medianSeconds: 61.4, p90Seconds: 99, activeMedianSeconds: 61.4, waitMedianSeconds: 0 },
  meanSeconds: 70,
});

test("of few cases everybody learns that there were few, and of few that came through no time", () => {
  const [few, people, enough] = publicRows([row("self-service", 29, 29), row("sms-code", 40, 29)]);
  assert.deepEqual(few, {
    ...{ way: "self-service", name: few?.name, n: 29, outcomes: {}, success: null },
    ...{ medianSeconds: null, p90Seconds: null, activeMedianSeconds: null },
  });
  assert.equal(people?.n, 0, "both ways of the comparison are there, whatever was measured");
  assert.equal(enough?.success?.rate, 29 / 40);
  assert.equal(enough?.medianSeconds, null);
  assert.deepEqual(Object.keys(enough?.outcomes ?? {}), [...outcomes]);
  assert.equal(publicRows([row("sms-code", 40, 30)])[2]?.medianSeconds, 61);
});

test("a period is of whole hours and ends a week ago, so that its last case could end", () => {
  const { from, to } = cohortOf(30, new Date("2026-03-31T10:59:59Z"));
  assert.deepEqual(
    [from.toISOString(), to.toISOString()],
    ["2026-02-22T10:00:00.000Z", "2026-03-24T10:00:00.000Z"],
  );
});
