import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsUntil, serverClock, spoken } from "./clock.ts";
import { whenIn } from "./when.ts";

test("a countdown follows the server's time, whatever the device believes", () => {
  let ticks = 5_000;
  const clock = serverClock("2026-11-23T06:31:00Z", () => ticks);
  assert.equal(secondsUntil("2026-11-23T06:32:00Z", clock.now()), 60);
  ticks += 12_500;
  assert.equal(secondsUntil("2026-11-23T06:32:00Z", clock.now()), 48);
  clock.hear("2026-11-24T06:31:00Z");
  assert.equal(secondsUntil("2026-11-23T06:32:00Z", clock.now()), 0);
  clock.passed("2026-11-24T06:30:00Z");
  clock.hear("nonsense");
  assert.equal(new Date(clock.now()).toISOString(), "2026-11-24T06:31:00.000Z");
});

// Guard shown to work: with `before > mark` removed, a sentence was spoken every second.
test("a screen reader hears a minute's countdown three times, not sixty", () => {
  const said: number[] = [];
  for (let left = 59; left >= 0; left--) {
    const mark = spoken(left + 1, left);
    if (mark !== null) said.push(mark);
  }
  assert.deepEqual(said, [30, 10, 0]);
});

test("a code sent a moment ago sets the clock forward, so a minute never shows 61 seconds", () => {
  const clock = serverClock("2026-11-23T06:31:00.000Z", () => 0);
  clock.passed("2026-11-23T06:31:00.400Z");
  assert.equal(secondsUntil("2026-11-23T06:32:00.400Z", clock.now()), 60);
});

test("a countdown that jumps says the nearest mark once", () => {
  assert.equal(spoken(60, 0), 0);
  assert.equal(spoken(45, 9), 10);
  assert.equal(spoken(0, 0), null);
  assert.equal(spoken(5, 60), null);
});

test("times are written in the operator's zone, with the day when it is another day", () => {
  const now = () => Date.parse("2026-11-23T06:31:00Z");
  const en = whenIn("en", "Asia/Shanghai", now);
  const zh = whenIn("zh", "Asia/Shanghai", now);
  assert.equal(en.short("2026-11-23T06:42:00Z"), "14:42");
  assert.equal(en.short("2026-11-24T06:32:00Z"), "Tue 14:32");
  assert.equal(zh.short("2026-11-24T06:32:00Z"), "周二 14:32");
  assert.equal(en.short("2026-12-24T06:32:00Z"), "24 December 14:32");
  assert.equal(en.full("2026-11-23T06:36:00Z"), "Mon 23 Nov 2026, 14:36");
  assert.equal(zh.full("2026-11-23T06:36:00Z"), "2026\u00a0年 11\u00a0月 23\u00a0日 14:36");
  assert.equal(en.short("2026-11-22T16:05:00Z"), "00:05");
});
