import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeRisk, notesOn, type RiskFacts, riskNotes, riskReasons } from "./risk.ts";

const calm: RiskFacts = {
  ...{ knownDevice: true, wrongCodes: 0, youngMethod: false, balanceHigh: false, otherClaims: 0 },
  ...{ stopped: 0, disputed: false, badDevice: false, number: "not-asked", numberDisputed: false },
  ...{ country: "unknown", guided: false, contactSaidNo: false },
};
/** The table again, written out by hand: what speaks against, and how heavily. */
const table: [Partial<RiskFacts>, number][] = [
  [{ knownDevice: false }, 1],
  [{ wrongCodes: 3 }, 1],
  [{ youngMethod: true }, 1],
  [{ balanceHigh: true }, 1],
  [{ otherClaims: 2 }, 1],
  [{ stopped: 1 }, 2],
  [{ disputed: true }, 1],
  [{ badDevice: true }, 2],
  [{ numberDisputed: true }, 2],
  [{ country: "other" }, 1],
  [{ guided: true }, 1],
  [{ contactSaidNo: true }, 2],
];
const numbers = { well: 0, "not-asked": 0, swapped: 2, elsewhere: 2, unavailable: 1 } as const;

test("risk is the sum of its reasons, over every combination of them", () => {
  let seen = 0;
  for (let bits = 0; bits < 2 ** table.length; bits++)
    for (const [number, weight] of Object.entries(numbers)) {
      const chosen = table.filter((_, n) => bits & (1 << n));
      const facts = Object.assign(
        { ...calm, number },
        ...chosen.map(([part]) => part),
      ) as RiskFacts;
      const sum = weight + chosen.reduce((all, [, each]) => all + each, 0);
      const { level, reasons } = judgeRisk(facts);
      assert.equal(level, sum <= 1 ? "low" : sum <= 3 ? "elevated" : "high", JSON.stringify(facts));
      assert.equal(reasons.length, chosen.length + (weight > 0 ? 1 : 0));
      seen++;
    }
  assert.equal(seen, 4096 * 5);
});

test("an own device with nothing wrong is low, whether or not anybody could be asked", () => {
  for (const number of ["well", "not-asked"] as const)
    for (const country of ["home", "unknown"] as const)
      assert.equal(judgeRisk({ ...calm, number, country }).level, "low");
});

test("a new device alone is low, also where nothing is configured", () =>
  assert.equal(judgeRisk({ ...calm, knownDevice: false }).level, "low"));

test("what is not known is shown and weighs nothing; what speaks for it, too", () => {
  assert.deepEqual(notesOn(calm), {
    for: ["known-device"],
    unknown: ["number-not-asked", "country-unknown"],
  });
  assert.deepEqual(notesOn({ ...calm, knownDevice: false, number: "well", country: "home" }), {
    for: ["number-well", "home-country"],
    unknown: [],
  });
});

test("every reason and note has words in both languages", () => {
  for (const { en, zh } of [...Object.values(riskReasons), ...Object.values(riskNotes)]) {
    assert.ok(en.length > 5);
    assert.match(zh, /\p{Script=Han}/u);
  }
});
