import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  bandPath,
  barAxis,
  dayAxis,
  level,
  linePath,
  marks,
  placed,
  secondsAxis,
  shareAxis,
  valueAxis,
} from "./geometry.ts";

const close = (a: number, b: number, what?: string) => assert.ok(Math.abs(a - b) < 0.05, what);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const time = fc.integer({ min: 1, max: 40 * 86_400 });

test("a dot stands where its share is: 70 % to 100 % on 280 pixels", () => {
  const axis = shareAxis([0.957, 0.904, 0.78, 0.821], 280);
  assert.deepEqual(axis.ticks, [0.7, 0.8, 0.9, 1]);
  close(axis.at(0.7), 0);
  close(axis.at(0.8), 93.33);
  close(axis.at(0.95), 233.33);
  close(axis.at(1), 280);
});

test("the ends of an interval are on the axis and hold the dot between them", () => {
  fc.assert(
    fc.property(share, share, share, (a, b, c) => {
      const [low = 0, at = 0, high = 0] = [a, b, c].sort((x, y) => x - y);
      const axis = shareAxis([low, at, high], 230);
      assert.ok(axis.ticks[0] !== undefined && axis.ticks[0] <= low + 1e-9);
      const [left, middle, right] = [low, at, high].map(axis.at);
      assert.ok(0 <= left! && left! <= middle! && middle! <= right! && right! <= 230);
      // Nothing was cut off: what is lower stands further left.
      if (low > (axis.ticks[0] ?? 0)) assert.ok(left! > 0);
    }),
  );
});

test("times stand on a log scale: each tenfold is as wide as the next", () => {
  const axis = secondsAxis([19, 41, 33_600, 86_400], 240);
  close(axis.at(100) - axis.at(10), axis.at(1000) - axis.at(100));
  close(axis.at(600) - axis.at(60), axis.at(6000) - axis.at(600));
  assert.deepEqual(axis.ticks, [10, 60, 600, 3600, 86_400]);
  assert.equal(axis.at(10), 0);
});

test("no time leaves the axis, whether it is of a second or of a year", () => {
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 8 }), (times) => {
      const axis = secondsAxis(times, 200);
      for (const each of times) {
        const x = axis.at(each);
        assert.ok(x >= 0 && x <= 200);
        assert.ok(each === Math.max(...times) || x < 200, "no two ends fall together");
      }
      assert.ok(axis.ticks.every((tick) => marks.includes(tick)));
    }),
  );
  assert.ok(
    Number.isFinite(secondsAxis([0], 200).at(0)),
    "a time of nothing is no end of the scale",
  );
});

test("bars begin at nothing: twice as many is twice as long", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e6), { minLength: 1 }), (counts) => {
      const axis = barAxis(counts, 500);
      assert.equal(axis.at(0), 0);
      const most = Math.max(1, ...counts);
      for (const n of counts) close(axis.at(n), (n / most) * 500);
    }),
  );
  close(barAxis([50], 500, 100).at(50), 250, "on the scale that was given");
});

test("a line stops where too few were counted, and its band has the ends of the interval", () => {
  const days = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"];
  const x = dayAxis(days, 0, 300);
  const y = valueAxis([0.8, 1], "share", 0, 100);
  const points = [
    { day: days[0]!, value: 0.9, low: 0.85, high: 0.95 },
    { day: days[1]!, value: null },
    { day: days[2]!, value: 0.95, low: 0.9, high: 1 },
    { day: days[3]!, value: 1, low: 0.95, high: 1 },
  ];
  const line = linePath(points, x, y);
  assert.equal(line.match(/M/g)?.length, 2, line);
  assert.match(line, /M200,[\d.]+L300,0$/);
  close(y.at(0.95), 16.67);
  assert.match(bandPath(points, x, y), /L300,0L300,16\.667L/, "its upper end, then its lower");
});

test("days stand evenly, the last has its name, and there are at most eight names", () => {
  const days = Array.from({ length: 28 }, (_, n) =>
    new Date(Date.UTC(2026, 9, 24 + n)).toISOString().slice(0, 10),
  );
  const axis = dayAxis(days, 50, 350);
  close(axis.at(days[1]!) - axis.at(days[0]!), 300 / 27);
  assert.ok(axis.ticks.length <= 8 && axis.ticks.at(-1) === days.at(-1));
  const places = axis.ticks.map((day) => axis.at(day));
  places.forEach((x, n) => {
    if (n > 0) assert.ok(x - (places[n - 1] ?? 0) >= 50, "no name touches the next");
  });
  assert.ok(Number.isFinite(dayAxis(["2026-11-01"], 0, 100).at("2026-11-01")));
});

test("counts over days begin at nothing and are whole", () => {
  const axis = valueAxis([3, 7], "count", 0, 100);
  assert.equal(axis.at(0), 100);
  assert.ok(axis.ticks.every(Number.isInteger) && axis.ticks[0] === 0);
  assert.deepEqual(valueAxis([], "count", 0, 100).ticks, [0, 1]);
});

test("small shares fill the height of a line too, and the axis says so", () => {
  const axis = valueAxis([0.01, 0.043], "share", 0, 100);
  assert.deepEqual([axis.at(0), axis.at(0.1)], [100, 0]);
  assert.ok(axis.ticks[0] === 0 && (axis.ticks.at(-1) ?? 1) <= 0.1);
});

test("parts fill the whole, side by side", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }), (parts) => {
      const boxes = placed(parts, 400);
      const sum = parts.reduce((total, part) => total + part, 0);
      const end = boxes.at(-1)!;
      close(end.x + end.width, sum === 0 ? 0 : 400);
      boxes.forEach(({ x }, n) => {
        const before = boxes[n - 1];
        if (before) close(x, before.x + before.width);
      });
    }),
  );
});

test("nothing is no shade, something is at least the lightest, the most is the darkest", () => {
  assert.deepEqual(
    [0, 1, 25, 26, 99, 100].map((n) => level(n, 100)),
    [0, 1, 1, 2, 4, 4],
  );
});
