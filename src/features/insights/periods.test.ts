import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { csvOf } from "./csv.ts";
import { dayAfter, dayOf, daysIn, periodOf, previousOf, startOf, startsIn } from "./periods.ts";

const zones = [
  ...["Asia/Shanghai", "UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana"],
  ...["Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"],
];
const at = (text: string) => new Date(text);

test("a day begins with its first moment, whatever the clocks do", () => {
  assert.equal(startOf("2026-03-29", "Europe/Berlin").toISOString(), "2026-03-28T23:00:00.000Z");
  assert.equal(startOf("2026-03-30", "Europe/Berlin").toISOString(), "2026-03-29T22:00:00.000Z");
  // Midnight was skipped: the day began at one.
  assert.equal(
    startOf("2018-11-04", "America/Sao_Paulo").toISOString(),
    "2018-11-04T03:00:00.000Z",
  );
  // Midnight came twice: the day began with the first.
  assert.equal(startOf("2025-11-02", "America/Havana").toISOString(), "2025-11-02T04:00:00.000Z");
  // The day did not exist: what began then began on the next one.
  assert.equal(
    startOf("2011-12-30", "Pacific/Apia").getTime(),
    startOf("2011-12-31", "Pacific/Apia").getTime(),
  );
});

test("the days of a period follow each other without a gap, and hold every moment once", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.date({
        min: at("2012-01-01T00:00:00Z"),
        max: at("2030-01-01T00:00:00Z"),
        noInvalidDate: true,
      }),
      fc.integer({ min: 1, max: 365 }),
      (zone, now, days) => {
        const period = periodOf({ days: String(days) }, now, zone, 0);
        const starts = startsIn(period);
        assert.equal(starts.length, days);
        assert.equal(starts[0]?.getTime(), period.from.getTime());
        for (const [n, day] of daysIn(period).entries()) {
          const start = starts[n] as Date;
          assert.equal(dayOf(start, zone), day);
          assert.ok(dayOf(new Date(start.getTime() - 1), zone) < day);
          const end = starts[n + 1] ?? period.to;
          const hours = (end.getTime() - start.getTime()) / 3_600_000;
          assert.ok(hours >= 23 && hours <= 25, `${zone} ${day} has ${hours} hours`);
        }
        assert.ok(period.from <= now && now < period.to, "today is in it");
      },
    ),
    { numRuns: 60 },
  );
});

test("the usual period ends with the last day whose cases have all had a week", () => {
  const now = at("2026-11-29T15:59:59Z");
  const period = periodOf({}, now, "Asia/Shanghai");
  assert.deepEqual([period.fromDay, period.toDay, period.days], ["2026-10-25", "2026-11-21", 28]);
  assert.equal(period.to.toISOString(), "2026-11-21T16:00:00.000Z");
  // A second later it is tomorrow there.
  assert.equal(periodOf({}, at("2026-11-29T16:00:00Z"), "Asia/Shanghai").toDay, "2026-11-22");
  assert.equal(period.closedTo, period.toDay);
  assert.equal(dayAfter("2028-02-28", 1), "2028-02-29");
});

test("a period is compared with as many days just before it", () => {
  const now = at("2026-11-29T12:00:00Z");
  const period = periodOf({ from: "2026-03-01", to: "2026-03-31" }, now, "Europe/Berlin");
  const before = previousOf(period, now);
  assert.deepEqual([before.fromDay, before.toDay, before.days], ["2026-01-29", "2026-02-28", 31]);
  assert.equal(before.to.getTime(), period.from.getTime());
});

test("a file is as RFC 4180 has it, and no cell of it is a formula", () => {
  assert.equal(csvOf(["a", "b"], [[1, null]]), "\uFEFFa,b\r\n1,\r\n");
  assert.equal(csvOf(["a"], [['say "no", twice\r\n']]), '\uFEFFa\r\n"say ""no"", twice\r\n"\r\n');
  for (const evil of ["=1+1", "+1", "-1", "@sum(a)", "\t=1", " =1", "|calc", "%x"])
    assert.match(csvOf([], [[evil]]), /^\uFEFF\r\n"?'/, evil);
  // A number that is below nothing is a number.
  assert.equal(csvOf([], [[-1.5, true, "客服"]]), "\uFEFF\r\n-1.5,true,客服\r\n");
});
