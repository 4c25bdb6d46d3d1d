import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadPolicies } from "../policies/index.ts";
import * as rules from "./rules.ts";

const policies = await loadPolicies("policies");
const wallet = policies.get("wallet");
assert.ok(wallet);
const now = new Date("2026-03-02T00:00:00Z");
const ago = (days: number) => new Date(now.getTime() - days * rules.DAY_MS);

const one: rules.Contact = {
  ...{ accountId: "acc", id: "ctc", kind: "phone", nickname: "Li", address: "+8613900001111" },
  ...{ introduced: "Wu", tag: "t", locale: "zh", askedAt: ago(401), invites: 1, remindedAt: null },
  ...{ since: ago(400), confirmedAt: ago(399), declinedAt: null, removedAt: null },
};

const table: [what: string, contact: Partial<rules.Contact>, counts: boolean][] = [
  ["there for a year, and willing", {}, true],
  ["never said yes", { confirmedAt: null }, false],
  ["the owner's wait is not over", { since: null }, false],
  ["said yes six days ago", { confirmedAt: ago(6) }, false],
  ["said yes seven days ago", { confirmedAt: ago(7) }, true],
  ["took effect six days ago", { since: ago(6), confirmedAt: ago(6.5) }, false],
  ["does not want to be asked", { declinedAt: ago(1) }, false],
  ["removed six days ago", { removedAt: ago(6) }, true],
  ["removed seven days ago", { removedAt: ago(7) }, false],
  ["is the owner's own number", { address: "+8613800001234" }, false],
  ["is the owner's own mailbox, with a plus", { address: "me+1@mail.example" }, false],
];

describe("whose word counts", () => {
  for (const [what, contact, counts] of table)
    test(`${what}: ${counts ? "counts" : "does not"}`, () =>
      assert.equal(
        rules.counts({ ...one, ...contact }, wallet, ["+8613800001234", "me@mail.example"], now),
        counts,
      ));

  test("somebody removed and added again is one person", () => {
    const again = { ...one, id: "ctc2", address: "li+x@mail.example" };
    const both = [{ ...one, address: "li@mail.example", removedAt: ago(1) }, again];
    assert.equal(rules.counted(both, wallet, [], now).length, 1);
  });
});

const ask: rules.Ask = {
  ...{ id: "a", roundId: "r", contactId: "c", askedAt: ago(1), answer: null, answeredAt: null },
  ...{ codeHash: null, codeUntil: null, triesLeft: 5, enteredAt: null },
};
const yes = { ...ask, answer: "yes", codeHash: "h", codeUntil: ago(-0.5) };
const no = { ...ask, answer: "no" };

test("a round is asked anew only when those who were asked can no longer be enough", () => {
  const may = (...asks: rules.Ask[]) => rules.canSuffice(asks, 2, now);
  assert.equal(may(ask, ask, ask), true);
  assert.equal(may(no, ask, { ...ask, answer: "unsure" }), true);
  assert.equal(may(no, yes, ask), true);
  assert.equal(may(no, no, yes), false);
  assert.equal(may(no, { ...yes, triesLeft: 0 }, ask), false);
  assert.equal(may(no, { ...yes, codeUntil: now }, ask), false);
  assert.equal(may(no, { ...yes, codeUntil: now, enteredAt: now }, ask), true);
});

test("three rounds a day, one more for a known device, and then until the first is a day old", () => {
  const three = [ago(0.9), ago(0.5), ago(0.1)];
  assert.equal(rules.judgeRound(three.slice(1), false, now), null);
  assert.deepEqual(rules.judgeRound(three, false, now), ago(-0.1));
  assert.equal(rules.judgeRound(three, true, now), null);
  assert.deepEqual(rules.judgeRound([...three, ago(0.05)], true, now), ago(-0.1));
  assert.equal(rules.judgeRound([ago(1), ago(1.5), ago(3)], false, now), null);
});

test("a claimant is not told who said no", () => {
  assert.equal(rules.standingOf(no), rules.standingOf(ask));
  assert.equal(rules.standingOf({ ...yes, enteredAt: now }), "entered");
});
