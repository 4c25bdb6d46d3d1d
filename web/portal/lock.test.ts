import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type LockRules, money, typedOf, unpacked, wishOf } from "./lock.ts";

const rules: LockRules = {
  ...{ singleLimit: "2000.00", dailyLimit: null, newPayeeDelayHours: 12 },
  ...{ nightLock: true, trustedDevicesOnly: false, delayedArrivalHours: 0 },
};
const asked = (change: Record<string, string>) => wishOf(rules, { ...typedOf(rules), ...change });

describe("what a form of the security lock asks for", () => {
  // Broken once: with every rule in the wish, this went red; the server would drop what waits.
  test("is nothing when nothing was changed", () => {
    assert.deepEqual(asked({}), { wish: {}, wrong: [] });
    assert.deepEqual(asked({ singleLimit: "２,０００.0" }).wish, {});
  });

  test("is what differs, however the amount was written", () => {
    assert.deepEqual(asked({ singleLimit: "" }).wish, { singleLimit: null });
    assert.deepEqual(asked({ dailyLimit: " ¥5，000.5 " }).wish, { dailyLimit: "5000.50" });
    assert.deepEqual(asked({ dailyLimit: "0" }).wish, { dailyLimit: "0.00" });
    assert.deepEqual(asked({ nightLock: "", newPayeeDelayHours: "24" }).wish, {
      ...{ nightLock: false, newPayeeDelayHours: 24 },
    });
  });

  test("is no amount where none was written", () => {
    for (const typed of ["abc", "1.001", "-5", "1e3", "1234567890123", "05", ".5", "5."])
      assert.deepEqual(asked({ dailyLimit: typed }), { wish: {}, wrong: ["dailyLimit"] }, typed);
  });

  test("comes back as it was typed", () => {
    const typed = { ...typedOf(rules), dailyLimit: "５百 & more" };
    assert.deepEqual(unpacked(new URLSearchParams(typed).toString()), typed);
  });
});

test("money is grouped, with its sign or its code", () => {
  assert.equal(money("2000.00", "CNY"), "¥2,000");
  assert.equal(money("1234567.50", "CNY"), "¥1,234,567.50");
  assert.equal(money("0.00", "SEK"), "SEK 0");
});
