/** T28: days, nights and limits under every clock. The oracle adds up by hand what was permitted. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { LockRules } from "../lock/index.ts";
import { reasons } from "./reasons.ts";
import { type Facts, judge } from "./rules.ts";
import { dayStart, nightUntil, spendingSince } from "./times.ts";

const NO_LOCK: LockRules = {
  ...{ singleLimit: null, dailyLimit: null, newPayeeDelayHours: 0 },
  ...{ nightLock: false, trustedDevicesOnly: false, delayedArrivalHours: 0 },
};
const NONE: Facts = {
  ...{ timeZone: "Asia/Shanghai", held: { outgoing: false, signIn: false, until: null } },
  ...{ lock: NO_LOCK, singleLimit: null, dailyLimit: null, limits: [], spent: [] },
  ...{ own: undefined, asked: undefined, payee: undefined, device: undefined },
};
const ask = (amount: number) => ({ action: "transfer" as const, amount, facts: "f" });
const HOUR = 3_600_000;
const ZONES = [
  "Asia/Shanghai",
  "Europe/Berlin",
  "America/New_York",
  "Pacific/Kiritimati",
  "Etc/GMT+12",
];
const CHANGES = [
  ...["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z"],
  ...["2026-11-01T06:00:00Z", "2026-12-31T23:00:00Z"],
].map((text) => Date.parse(text));

const localDay = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);

describe("T28", () => {
  // Broken once: spendingSince gave dayStart alone: evasions in every zone, and this went red.
  it("T28 lets nobody spend more than a day's limit in a day of theirs, nor in any 24 hours", () => {
    let tried = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...CHANGES),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 60 })), {
          ...{ minLength: 5, maxLength: 120 },
        }),
        (timeZone, change, tries) => {
          tried++;
          const spent: { amount: number; at: Date }[] = [];
          let at = change - 40 * HOUR;
          for (const [minutes, amount] of tries) {
            at += minutes * 60_000;
            const facts = { ...NONE, timeZone, dailyLimit: 100, spent };
            if (judge(ask(amount), facts, new Date(at)).allows)
              spent.push({ amount, at: new Date(at) });
          }
          for (const last of spent) {
            const until = last.at.getTime();
            const sum = (isIn: (at: number) => boolean) =>
              spent.reduce((all, one) => all + (isIn(one.at.getTime()) ? one.amount : 0), 0);
            assert.ok(sum((one) => one > until - 24 * HOUR && one <= until) <= 100, "24 hours");
            const day = localDay(until, timeZone);
            assert.ok(sum((one) => localDay(one, timeZone) === day) <= 100, `${day} ${timeZone}`);
          }
        },
      ),
      { numRuns: 200 },
    );
    assert.equal(tried, 200);
  });

  it("T28 begins each day at its first instant, on days of 23 and of 25 hours too", () => {
    for (const zone of ZONES)
      for (const change of CHANGES)
        for (let hour = -30; hour <= 30; hour++) {
          const now = new Date(change + hour * HOUR + 1_234_567);
          const start = dayStart(now, zone).getTime();
          assert.equal(localDay(start, zone), localDay(now.getTime(), zone));
          assert.notEqual(localDay(start - 1, zone), localDay(start, zone));
          assert.ok(spendingSince(now, zone).getTime() <= now.getTime() - 24 * HOUR);
        }
  });

  it("T28 knows the night of every zone, the nights on which clocks change among them", () => {
    const hourOf = (at: number, timeZone: string) =>
      Number(
        new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(
          at,
        ),
      );
    for (const zone of ZONES)
      for (const change of CHANGES)
        for (let quarter = -120; quarter <= 120; quarter++) {
          const at = change + quarter * 900_000;
          const isNight = [23, 0, 1, 2, 3, 4, 5].includes(hourOf(at, zone));
          const until = nightUntil(new Date(at), zone);
          assert.equal(until !== null, isNight);
          if (until) assert.equal(hourOf(until.getTime(), zone), 6);
        }
  });
});

describe("the judge", () => {
  it("lets a stricter lock never permit what a looser one forbids", () => {
    const limits = fc.option(fc.integer({ min: 1, max: 300 }), { nil: null });
    fc.assert(
      fc.property(limits, limits, fc.integer({ min: 1, max: 300 }), (single, daily, amount) => {
        const now = new Date("2026-03-02T04:00:00Z");
        const loose = judge(ask(amount), { ...NONE, singleLimit: single, dailyLimit: daily }, now);
        const facts = { ...NONE, singleLimit: single ?? 1, dailyLimit: daily ?? 1 };
        assert.ok(loose.allows || !judge(ask(amount), facts, now).allows);
      }),
    );
  });

  it("counts a payment of exactly the limit as within it", () => {
    const now = new Date("2026-03-02T04:00:00Z");
    const at = (spent: number, amount: number) =>
      judge(ask(amount), { ...NONE, dailyLimit: 100, spent: [{ amount: spent, at: now }] }, now)
        .code;
    assert.deepEqual([at(40, 60), at(40, 61)], ["permitted", "over-daily"]);
  });

  it("has every code in both languages, and for the administrator", () => {
    for (const [code, { en, zh, admin }] of Object.entries(reasons)) {
      assert.match(en, /^[A-Z].*\.$/, code);
      assert.match(zh, /[\u4e00-\u9fff].*。$/, code);
      assert.match(admin, /\.$/, code);
    }
  });
});
