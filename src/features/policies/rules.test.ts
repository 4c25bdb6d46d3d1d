import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  countable,
  type Facts,
  type GivenProof,
  judge,
  loadPolicies,
  type Policy,
  type ProofKind,
  parsePolicy,
  pathsFor,
  pathsLeft,
  proofKinds,
  reasonCodes,
  reasonText,
  riskLevels,
  situations,
  type Verdict,
  waitAfterDeclines,
} from "./index.ts";

const folder = join(import.meta.dirname, "../../../policies");
const policies = await loadPolicies(folder);
const wallet = policies.get("wallet") as Policy;
const now = new Date("2026-03-10T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const quiet: Facts = {
  now,
  incidentAt: daysAgo(1),
  simSwappedAt: null,
  numberReassigned: false,
  forwarding: false,
  telecomCheck: "ok",
  declines: 0,
  disabled: [],
};

const proof = (kind: ProofKind, more: Partial<GivenProof> = {}): GivenProof => ({
  kind,
  at: now,
  methodSince: daysAgo(100),
  attested: true,
  userVerified: true,
  deviceBound: true,
  contacts: 2,
  deciders: ["a", "b"],
  proofed: true,
  ...more,
});

const rank = (verdict: Verdict) => ({ enough: 2, short: 1, refused: 0 })[verdict.is];
const anyPolicy = fc.constantFrom(...policies.values());
const anySituation = fc.constantFrom(...situations);
const anyRisk = fc.constantFrom(...riskLevels);
const anyProof = fc
  .record({
    kind: fc.constantFrom(...proofKinds),
    age: fc.constantFrom(3, 7, 20, 100),
    attested: fc.boolean(),
    proofed: fc.boolean(),
    sharesWith: fc.subarray(["number:1", "mailbox:1", "device:1"], { maxLength: 1 }),
  })
  .map(({ kind, age, ...rest }) => proof(kind, { methodSince: daysAgo(age), ...rest }));
const someProofs = fc.array(anyProof, { maxLength: 6 });

test("the order in which proofs are given changes nothing", () => {
  fc.assert(
    fc.property(anyPolicy, anySituation, anyRisk, someProofs, (policy, situation, risk, given) => {
      const there = judge(policy, situation, risk, given, quiet);
      assert.deepEqual(judge(policy, situation, risk, given.toReversed(), quiet), there);
    }),
    { numRuns: 2000 },
  );
});

test("one proof more never makes it worse, unless that proof itself does not count", () => {
  fc.assert(
    fc.property(
      anyPolicy,
      anySituation,
      anyRisk,
      someProofs,
      anyProof,
      (policy, situation, risk, given, more) => {
        fc.pre(countable(policy, situation, [more], quiet).not.length === 0);
        const before = judge(policy, situation, risk, given, quiet);
        const after = judge(policy, situation, risk, [...given, more], quiet);
        assert.ok(rank(after) >= rank(before));
        if (before.is === "enough" && after.is === "enough")
          assert.ok(after.waitHours <= before.waitHours);
      },
    ),
    { numRuns: 2000 },
  );
});

test("more risk never shortens a wait and never opens what was closed", () => {
  fc.assert(
    fc.property(anyPolicy, anySituation, someProofs, (policy, situation, given) => {
      const [low, elevated, high] = riskLevels.map((risk) => {
        const verdict = judge(policy, situation, risk, given, quiet);
        return verdict.is === "enough" ? verdict.waitHours : Number.POSITIVE_INFINITY;
      }) as [number, number, number];
      assert.ok(low <= elevated && elevated <= high);
    }),
    { numRuns: 2000 },
  );
});

test("what is said to be missing is truly all that is missing", () => {
  fc.assert(
    fc.property(anyPolicy, anySituation, anyRisk, someProofs, (policy, situation, risk, given) => {
      const facts: Facts = { ...quiet, glance: "approved" };
      const verdict = judge(policy, situation, risk, given, facts);
      if (verdict.is !== "short") return;
      assert.ok(verdict.missing.length > 0);
      for (const missing of verdict.missing) {
        const all = [...given, ...missing.map((kind) => proof(kind))];
        assert.equal(judge(policy, situation, risk, all, facts).is, "enough", missing.join());
      }
    }),
    { numRuns: 2000 },
  );
});

test("a face, a known device or nothing at all never gives an account back", () => {
  for (const policy of policies.values())
    for (const situation of situations)
      for (const risk of riskLevels)
        for (const given of [[], [proof("face")], [proof("known-device")]])
          assert.notEqual(judge(policy, situation, risk, given, quiet).is, "enough");
});

test("an unattested face waits for a person, and says so", () => {
  const given = [proof("sms-code"), proof("face", { attested: false })];
  const before = judge(wallet, "forgot-password", "low", given, quiet);
  assert.equal(before.is === "short" && before.awaitsGlance, "sms-and-face-with-glance");
  const approved = judge(wallet, "forgot-password", "low", given, { ...quiet, glance: "approved" });
  assert.equal(approved.is, "enough");
  const declined = judge(wallet, "forgot-password", "low", given, { ...quiet, glance: "declined" });
  assert.ok(declined.is === "short" && declined.notes.includes("glance-declined"));
});

const reasons: [string, Partial<GivenProof>, Partial<Facts>, ProofKind][] = [
  ["method-young", { methodSince: daysAgo(6.9) }, {}, "sms-code"],
  ["method-age-unknown", { methodSince: null }, {}, "sms-code"],
  ["method-after-incident", { methodSince: daysAgo(8) }, { incidentAt: daysAgo(9) }, "email-code"],
  ["method-removed", { removedAt: daysAgo(7.1) }, {}, "recovery-code"],
  ["method-switched-off", {}, { disabled: ["passkey"] }, "passkey"],
  ["sim-swapped", {}, { simSwappedAt: daysAgo(3) }, "sms-code"],
  ["number-reassigned", {}, { numberReassigned: true }, "sms-code"],
  ["number-forwarded", {}, { forwarding: true }, "sms-code"],
  ["telecom-check-unavailable", {}, { telecomCheck: "unavailable" }, "sms-code"],
  ["face-evidence-only", { attested: false }, {}, "face"],
  ["passkey-unverified", { userVerified: false }, {}, "passkey"],
  ["contacts-too-few", { contacts: 1 }, {}, "contact-approval"],
  ["review-needs-two-people", { deciders: ["a", "a"] }, {}, "agent-review"],
];
for (const [code, more, facts, kind] of reasons)
  test(`a proof that does not count says why: ${code}`, () => {
    const { counted, not } = countable(wallet, "lost-phone", [proof(kind, more)], {
      ...quiet,
      ...facts,
    });
    assert.deepEqual(counted, []);
    assert.deepEqual(not[0]?.by, [code]);
  });

test("two proofs that count as one say what they share", () => {
  const shared = (situation: "lost-phone" | "account-stolen", tag: string) =>
    countable(
      wallet,
      situation,
      [proof("passkey", { sharesWith: [tag] }), proof("recovery-code", { sharesWith: [tag] })],
      quiet,
    ).apart.flatMap(({ by }) => by);
  assert.deepEqual(shared("lost-phone", "number:1"), ["shared-number"]);
  assert.deepEqual(shared("lost-phone", "mailbox:1"), ["shared-mailbox"]);
  assert.deepEqual(shared("lost-phone", "device:1"), []);
  assert.deepEqual(shared("account-stolen", "device:1"), ["shared-device"]);
  const verdict = judge(
    wallet,
    "forgot-password",
    "low",
    [proof("sms-code"), proof("email-code")],
    quiet,
  );
  assert.ok(verdict.is === "short" && verdict.notes.includes("same-class"));
});

test("every reason has plain words in both languages", () => {
  for (const code of reasonCodes) {
    const { en, zh } = reasonText(code);
    assert.match(en, /^[A-Z].*[.]$/);
    assert.match(zh, /\p{Script=Han}.*。$/u);
  }
});

test("each decline doubles the wait, and it never grows beyond seven days", () => {
  const waits = (hours: number) =>
    [0, 1, 2, 3, 4, 50].map((n) => waitAfterDeclines(wallet, hours, n));
  assert.deepEqual(waits(24), [24, 48, 96, 168, 168, 168]);
  assert.deepEqual(waits(0), [0, 12, 24, 48, 96, 168]);
});

test("before a first proof the paths depend on the policy and the browser only", () => {
  const bare = { knownDevice: false, passkeys: false, camera: false };
  const shown = pathsFor(wallet, "forgot-password", bare);
  const kinds = new Set(shown.flatMap(({ all }) => all));
  for (const kind of ["known-device", "passkey", "face"] as const) assert.ok(!kinds.has(kind));
  const first = new Set(shown.flatMap((path) => path.first));
  assert.deepEqual([...first].sort(), [
    "agent-review",
    "authenticator-code",
    "email-code",
    "recovery-code",
    "sms-code",
  ]);
  const full = pathsFor(wallet, "forgot-password", {
    knownDevice: true,
    passkeys: true,
    camera: true,
  });
  assert.ok(full.length > shown.length);
  assert.equal(
    pathsFor(wallet, "lost-phone", bare, ["email-code"])
      .map(({ path }) => path)
      .join(),
    "agent-review",
  );
});

test("after a first proof only the paths that this account can walk are shown, best first", () => {
  const left = pathsLeft(wallet, "forgot-password", "elevated", [proof("sms-code")], quiet, [
    "sms-code",
    "known-device",
  ]);
  assert.deepEqual(
    left.map(({ path, missing, waitHours }) => [path, missing, waitHours]),
    [
      ["sms-and-known-device", ["known-device"], 12],
      ["agent-review", ["agent-review"], 24],
    ],
  );
});

const walletText = readFileSync(join(folder, "wallet.json"), "utf8");
const spoiled: [string, RegExp, (policy: Policy) => unknown][] = [
  [
    "an unknown proof kind",
    /paths\/0\/all\/0, the value must be one of sms-code,/,
    (p) => Object.assign(p.situations["lost-phone"].paths[0]!, { all: ["pass-key"] }),
  ],
  [
    "a negative wait",
    /lost-phone\/paths\/1\/waitHours\/low, /,
    (p) => Object.assign(p.situations["lost-phone"].paths[1]!.waitHours, { low: -1 }),
  ],
  [
    "a key nobody knows",
    /at \/sms\/simSwapHour, this key is not known/,
    (p) => Object.assign(p.sms, { simSwapHour: 1 }),
  ],
  ["a missing part", /must have required propert/, (p) => Reflect.deleteProperty(p, "budgets")],
  [
    "one class twice",
    /counts one class of proof twice/,
    (p) => Object.assign(p.situations["lost-phone"].paths[1]!, { all: ["email-code", "sms-code"] }),
  ],
  [
    "a face alone",
    /a face check alone never suffices/,
    (p) =>
      Object.assign(p.situations["lost-phone"].paths[1]!, {
        all: [{ kind: "face", attested: true }],
      }),
  ],
  [
    "a shorter wait at more risk",
    /waitHours\/high, the wait is shorter/,
    (p) => Object.assign(p.situations["lost-phone"].paths[1]!.waitHours, { high: 1 }),
  ],
  [
    "freer money for one phone",
    /one phone ask for L24/,
    (p) => Object.assign(p.situations["forgot-password"].paths[1]!.money, { low: "none" }),
  ],
  [
    "every path refused",
    /no way in is left/,
    (p) => {
      for (const path of p.situations["lost-phone"].paths) path.waitHours.high = "refused";
    },
  ],
  [
    "one reviewer",
    /reviewPeople, control of an account is given by two/,
    (p) => Object.assign(p.approvals, { reviewPeople: 1 }),
  ],
  [
    "budgets that contradict",
    /perHour, it is more than the budget of a day/,
    (p) => Object.assign(p.budgets.messages, { perHour: 11 }),
  ],
  [
    "a short password",
    /minLength, it is under 8/,
    (p) => Object.assign(p.password, { minLength: 6 }),
  ],
  ["another name than the file's", /at \/name, /, (p) => Object.assign(p, { name: "purse" })],
];
for (const [what, reason, spoil] of spoiled)
  test(`a policy with ${what} is refused with file, place and reason`, () => {
    const policy: Policy = JSON.parse(walletText);
    spoil(policy);
    assert.throws(
      () => parsePolicy(JSON.stringify(policy), "policies/wallet.json"),
      (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /^The policy policies\/wallet\.json is refused: at \//);
        assert.match(error.message, reason);
        return true;
      },
    );
  });

test("a policy that is not JSON is refused in one sentence", () => {
  assert.throws(() => parsePolicy("{", "p/wallet.json"), /p\/wallet\.json is refused: .*not JSON/);
});

test("five policies ship, and all of them are sound", () => {
  assert.deepEqual(
    [...policies.keys()],
    ["low-friction", "nist-aal1", "nist-aal2", "nist-aal3", "wallet"],
  );
});
