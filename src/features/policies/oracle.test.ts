/**
 * T14. The shipped policies and the judge must agree everywhere with the oracle of
 * `written.test.ts`, which knows neither.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Facts,
  type GivenProof,
  judge,
  loadPolicies,
  type Path,
  type Policy,
  parsePolicy,
  proofKinds,
  type RiskLevel,
  riskLevels,
  type Situation,
  situations,
} from "./index.ts";
import {
  folder,
  hoursAgo,
  linesOf,
  now,
  type Outcome,
  oracle,
  type PathLine,
  proofOf,
  quiet,
} from "./written.test.ts";

const policies = await loadPolicies(folder);
const policyOf = (name: string): Policy => {
  const policy = policies.get(name);
  assert.ok(policy, `${name} is shipped`);
  return policy;
};

function judged(
  policy: Policy,
  situation: Situation,
  risk: RiskLevel,
  given: GivenProof[],
  facts: Facts,
): Outcome {
  const verdict = judge(policy, situation, risk, given, facts);
  return verdict.is === "enough" ? { wait: verdict.waitHours, money: verdict.money } : "no";
}

const same = (a: Outcome, b: Outcome) =>
  a === "no" || b === "no" ? a === b : a.wait === b.wait && a.money === b.money;

const pathLines = (name: string) => (linesOf[name] ?? []).filter((line) => line.is === "path");

/** Every subset of the ten kinds, every situation, risk, age, face, proofing and glance. */
function disagreements(
  policy: Policy,
  lines: PathLine[],
  flavours = [0, 1, 2, 3],
  stopAfter = Number.POSITIVE_INFINITY,
): { tried: number; found: string[] } {
  const found: string[] = [];
  let tried = 0;
  const ages = [
    { age: "old", ageHours: 24 * 400, incidentHours: 24, flavours: [0, 1, 2, 3] },
    { age: "bound 3 days ago", ageHours: 72, incidentHours: 24, flavours: [0, 3] },
    { age: "bound after the theft", ageHours: 24 * 8, incidentHours: 240, flavours: [0] },
    { age: "bound 20 days ago", ageHours: 24 * 20, incidentHours: 24, flavours: [3] },
  ];
  for (const { age, ageHours, incidentHours, ...flavoured } of ages)
    for (const flavour of flavours.filter((one) => flavoured.flavours.includes(one))) {
      const every = proofKinds.map((kind) =>
        proofOf({
          kind,
          ageHours,
          attested: flavour % 2 === 1,
          proofed: flavour >= 2,
          deviceBound: flavour % 2 === 1,
        }),
      );
      const facts: Facts = {
        ...quiet,
        incidentAt: hoursAgo(incidentHours),
        ...(flavour >= 2 ? { glance: "approved" } : {}),
      };
      for (const situation of situations) {
        const here = lines.filter((line) => line.situation === situation);
        for (let subset = 0; subset < 2 ** every.length; subset += 1) {
          const given = every.filter((_, index) => (subset >> index) & 1);
          for (const risk of riskLevels) {
            tried += 1;
            const expected = oracle(here, situation, risk, given, facts);
            const got = judged(policy, situation, risk, given, facts);
            if (same(got, expected)) continue;
            const what = `${situation}, ${risk}, ${age}: ${given.map((proof) => proof.kind)}`;
            found.push(`${what}: ${JSON.stringify(got)}, written ${JSON.stringify(expected)}`);
            if (found.length >= stopAfter) return { tried, found };
          }
        }
      }
    }
  return { tried, found };
}

for (const name of Object.keys(linesOf))
  test(`T14 every set of proofs under ${name} gives what the written table says`, () => {
    const { tried, found } = disagreements(policyOf(name), pathLines(name));
    assert.equal(tried, 1024 * 3 * 3 * (4 + 2 + 1 + 1));
    assert.deepEqual(found.slice(0, 5), []);
  });

for (const [name, lines] of Object.entries(linesOf))
  for (const line of lines) {
    if (line.is === "example")
      test(`T14 ${name}, ${line.id}: ${line.clause}`, () => {
        const { incidentHours, simSwapHours, ...rest } = line.facts ?? {};
        const facts: Facts = {
          ...quiet,
          ...(incidentHours === undefined ? {} : { incidentAt: hoursAgo(incidentHours) }),
          ...(simSwapHours === undefined ? {} : { simSwappedAt: hoursAgo(simSwapHours) }),
          ...rest,
        };
        const given = line.given.map(proofOf);
        const args = [line.situation, line.risk, given, facts] as const;
        assert.deepEqual(judged(policyOf(name), ...args), line.expected);
        assert.deepEqual(oracle(pathLines(name), ...args), line.expected);
      });
    if (line.is === "limit")
      test(`T14 ${name}, ${line.id}: ${line.clause}`, () => {
        const value = line.at
          .split("/")
          .slice(1)
          .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], policyOf(name));
        assert.deepEqual(value, line.expected);
      });
  }

/** Proofs as a thief or an unlucky owner might bring them. */
const anyProof: fc.Arbitrary<GivenProof> = fc
  .record({
    kind: fc.constantFrom(...proofKinds),
    since: fc.constantFrom(null, 0, 167, 168, 169, 240, 264, 719, 720, 9000),
    removed: fc.constantFrom(null, null, null, 10, 167, 168, 169),
    sharesWith: fc.subarray(["number:1", "mailbox:1", "device:1", "device:2"], { maxLength: 2 }),
    attested: fc.boolean(),
    userVerified: fc.boolean(),
    deviceBound: fc.boolean(),
    proofed: fc.boolean(),
    contacts: fc.integer({ min: 0, max: 3 }),
    deciders: fc.subarray(["a", "b"]),
  })
  .map(({ since, removed, ...rest }) => ({
    at: now,
    methodSince: since === null ? null : hoursAgo(since),
    removedAt: removed === null ? null : hoursAgo(removed),
    ...rest,
  }));

const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    incident: fc.constantFrom(null, 1, 200, 264),
    swap: fc.constantFrom(null, null, null, 1, 72, 73),
    numberReassigned: fc.constantFrom(false, false, false, true),
    forwarding: fc.constantFrom(false, false, false, true),
    telecomCheck: fc.constantFrom("ok" as const, "ok" as const, "unavailable" as const),
    declines: fc.constantFrom(0, 0, 1, 2, 5, 9),
    disabled: fc.subarray([...proofKinds], { maxLength: 2 }),
    glance: fc.constantFrom("approved" as const, "declined" as const),
  })
  .map(({ incident, swap, ...rest }) => ({
    now,
    incidentAt: incident === null ? null : hoursAgo(incident),
    simSwappedAt: swap === null ? null : hoursAgo(swap),
    ...rest,
  }));

test("T14 proofs that are shared, removed, switched off or of any age give what is written", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(linesOf)),
      fc.constantFrom(...situations),
      fc.constantFrom(...riskLevels),
      fc.array(anyProof, { maxLength: 7 }),
      anyFacts,
      (name, situation, risk, given, facts) => {
        const written = oracle(pathLines(name), situation, risk, given, facts);
        assert.deepEqual(judged(policyOf(name), situation, risk, given, facts), written);
      },
    ),
    { numRuns: 5000 },
  );
});

/**
 * The guard, broken on purpose: each of these changes to `wallet` must be seen by the oracle. In the
 * judge itself, taking out the rule of 7 days turned 10 of these tests and those of `rules.test.ts`
 * red, the rule of shared numbers 4, and that of one class 1 (recipes hold it a second time).
 */
const breaks: [string, (policy: Policy) => void][] = [
  [
    "a wait is removed",
    (policy) => {
      at(policy, "lost-phone", 1).waitHours.low = 0;
    },
  ],
  [
    "a refusal is removed",
    (policy) => {
      at(policy, "forgot-password", 1).waitHours.high = 24;
    },
  ],
  [
    "a money limit is loosened",
    (policy) => {
      at(policy, "account-stolen", 0).money.low = "L24";
    },
  ],
  [
    "an e-mail code alone suffices",
    (policy) => {
      add(policy, "forgot-password", ["email-code"]);
    },
  ],
  [
    "a path is lost",
    (policy) => {
      policy.situations["lost-phone"].paths.shift();
    },
  ],
  [
    "a slot takes one kind more",
    (policy) => {
      at(policy, "lost-phone", 1).all[1] = "device-approval";
    },
  ],
  [
    "methods count at once",
    (policy) => {
      policy.changes.countsAfterDays = 0;
    },
  ],
  [
    "one person decides",
    (policy) => {
      add(policy, "account-stolen", ["agent-review"]);
    },
  ],
];

function at(policy: Policy, situation: Situation, index: number): Path {
  const path = policy.situations[situation].paths[index];
  assert.ok(path);
  return path;
}

function add(policy: Policy, situation: Situation, all: Path["all"]) {
  policy.situations[situation].paths.push({
    id: "added",
    all,
    waitHours: { low: 0, elevated: 0, high: 0 },
    money: { low: "L24", elevated: "L24", high: "L24" },
  });
}

for (const [what, change] of breaks)
  test(`T14 the oracle sees it when ${what}`, () => {
    const broken = structuredClone(policyOf("wallet"));
    change(broken);
    assert.notEqual(disagreements(broken, pathLines("wallet"), [0], 1).found.length, 0);
  });

test("T14 a path of an SMS code and an e-mail code is refused at the start, and opens nothing", () => {
  const broken = structuredClone(policyOf("wallet"));
  add(broken, "forgot-password", ["sms-code", "email-code"]);
  assert.throws(
    () => parsePolicy(JSON.stringify(broken), "policies/wallet.json"),
    /policies\/wallet\.json is refused: at \/situations\/forgot-password\/paths\/6\/all, it counts one class/,
  );
  assert.deepEqual(disagreements(broken, pathLines("wallet"), [0]).found, []);
});
