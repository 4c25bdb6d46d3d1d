import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isFresh, isLastWay, judgeOwnTries } from "./rules.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2) + seconds * 1000);
const kinds = ["phone", "email", "authenticator", "recovery-codes"];
const subsets = (of: string[]): string[][] =>
  Array.from({ length: 2 ** of.length }, (_, mask) => of.filter((_, bit) => mask & (1 << bit)));

describe("freshness of a proof", () => {
  for (const [freshUntil, now, fresh] of [
    [null, at(0), false],
    [at(300), at(299), true],
    [at(300), at(300), false],
    [at(300), at(301), false],
  ] as const)
    it(`until ${freshUntil?.toISOString() ?? "never"}, at ${now.toISOString()}: ${fresh}`, () =>
      assert.equal(isFresh({ freshUntil, endedAt: null, expiresAt: at(1800) }, now), fresh));
});

it("whatever I have and whatever is going, a removal leaves me one way that stays", () => {
  for (const has of subsets(kinds))
    for (const going of subsets(has))
      for (const method of kinds) {
        const stays = has.filter((kind) => kind !== method && !going.includes(kind));
        assert.equal(
          isLastWay(method, has, going),
          stays.length === 0,
          `${has} ${going} ${method}`,
        );
      }
});

it("ten wrong codes of a day stop a session's guessing until the first of them is a day old", () => {
  const budget = {
    digits: 6,
    lifeMinutes: 10,
    triesPerChallenge: 5,
    wrongPerAccountDay: 10,
    wrongKeptForRecognised: 5,
  } as Parameters<typeof judgeOwnTries>[0];
  const wrong = Array.from({ length: 10 }, (_, index) => at(index));
  assert.equal(judgeOwnTries(budget, wrong.slice(1)), null);
  assert.deepEqual(judgeOwnTries(budget, wrong), at(86_400));
  assert.deepEqual(judgeOwnTries(budget, [...wrong, at(10)].toReversed()), at(86_401));
});
