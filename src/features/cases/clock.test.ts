import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Calendar } from "./calendar.ts";
import { leftOf, markAt, pause, resume, start, usedShare } from "./clock.ts";

const always: Calendar = { timeZone: "UTC", years: null, hours: [[0, 1440]] };
const HOUR = 3_600_000;
const T0 = new Date("2026-03-02T00:00:00Z");
const at = (hours: number) => new Date(T0.getTime() + hours * HOUR);

describe("the clock of a case", () => {
  test("E27 what was left when it stopped is left when it goes on", () => {
    const begun = start(always, T0, 24 * HOUR);
    const paused = pause(always, begun, at(21));
    assert.equal(paused.leftMs, 3 * HOUR);
    assert.equal(leftOf(always, paused, at(100)), 3 * HOUR);
    const on = resume(always, paused, at(100));
    assert.deepEqual(on.dueAt, at(103));
    assert.equal(on.claimantMs, 79 * HOUR);
    assert.equal(usedShare(always, on, at(100)), 21 / 24);
  });

  test("stopping and going on twice are once", () => {
    const begun = start(always, T0, 24 * HOUR);
    const paused = pause(always, pause(always, begun, at(2)), at(5));
    assert.equal(paused.leftMs, 22 * HOUR);
    const on = resume(always, resume(always, paused, at(6)), at(9));
    assert.deepEqual(on.dueAt, at(28));
  });

  test("what was late stays late by as much", () => {
    const late = pause(always, start(always, T0, 24 * HOUR), at(26));
    assert.equal(late.leftMs, -2 * HOUR);
    assert.equal(leftOf(always, resume(always, late, at(40)), at(40)), -2 * HOUR);
  });

  test("half, three quarters and the whole are reached when they are, and not again", () => {
    const begun = start(always, T0, 24 * HOUR);
    assert.deepEqual(markAt(always, begun, T0, 50), at(12));
    assert.deepEqual(markAt(always, begun, T0, 75), at(18));
    assert.deepEqual(markAt(always, begun, T0, 100), at(24));
    assert.equal(markAt(always, begun, at(13), 50), null);
    assert.equal(markAt(always, pause(always, begun, at(1)), at(1), 50), null);
    const on = resume(always, pause(always, begun, at(10)), at(50));
    assert.deepEqual(markAt(always, on, at(50), 50), at(52));
    assert.equal(markAt(always, on, at(80), 100), null);
  });
});
