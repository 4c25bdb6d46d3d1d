/** A simulation is worth what it stands on: the product's own rules, the same people each time, sums that close. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loadPolicies, type Policy, type ProofKind } from "../policies/index.ts";
import { drawsOf, pick, timeOf } from "./chance.ts";
import { advance, beginClaim, type Circumstances, give, pass, proofOf, weekAt } from "./claim.ts";
import { openFor } from "./desk.ts";
import { changedPolicy, readPopulations } from "./scenario.ts";
import { sensitivity } from "./sensitivity.ts";
import { differenceOf, reportOf, run, whole } from "./simulate.ts";
import { percentile } from "./summary.ts";

const populations = await readPopulations();
const policies = await loadPolicies("policies");
const wallet = policies.get("wallet") as Policy;
const asked = { cases: 2000, seed: 7 };
const ran = whole(run(wallet, populations, asked));
const report = reportOf(wallet, populations, asked, ran);

describe("the people", () => {
  test("a draw is even, and hangs on its name, its person and its turn alone", () => {
    const bins = new Array(10).fill(0);
    for (let person = 0; person < 20_000; person++)
      bins[Math.floor(drawsOf(1, "owner", person)("own-app") * 10)] += 1;
    for (const bin of bins) assert.ok(Math.abs(bin - 2000) < 170, `${bins}`);
    const draw = drawsOf(1, "owner", 3);
    assert.equal(draw("kit"), drawsOf(1, "owner", 3)("kit"));
    for (const other of [draw("kit", 1), draw("kits"), drawsOf(2, "owner", 3)("kit")])
      assert.notEqual(draw("kit"), other);
    // Two things about one person have nothing to do with each other.
    let both = 0;
    for (let person = 0; person < 20_000; person++) {
      const one = drawsOf(1, "owner", person);
      if (one("kit") < 0.5 && one("situation") < 0.5) both += 1;
    }
    assert.ok(Math.abs(both - 5000) < 250, String(both));
  });

  test("one of several is picked by its share, at both ends too", () => {
    const parts = { a: { share: 0.25 }, b: { share: 0.75 } };
    assert.deepEqual(
      [0, 0.2499, 0.25, 0.9999999].map((draw) => pick(draw, parts)),
      ["a", "a", "b", "b"],
    );
  });

  test("half of the times are under the median, and none is nothing", () => {
    const times = Array.from({ length: 4000 }, (_, person) =>
      timeOf(drawsOf(5, "owner", person), "first", { medianSeconds: 100, spread: 0.9 }),
    );
    assert.ok(times.every((time) => time > 0 && Number.isFinite(time)));
    assert.ok(Math.abs((percentile(times, 0.5) ?? 0) - 100) < 6);
  });

  test("each class of impostors has its share to the hundredth, as the goals fix it", () => {
    assert.equal(ran.impostors.length, 5000);
    for (const [name, { share }] of Object.entries(populations.impostors.classes)) {
      const found = ran.impostors.filter(({ attacker }) => attacker === name).length;
      assert.equal(found, Math.round(share * 5000), name);
    }
    const phoneOnly = ran.owners.filter(({ kit }) => kit === "phone-only").length;
    assert.ok(phoneOnly / ran.owners.length >= 0.4, String(phoneOnly));
  });
});

describe("the rules", () => {
  const quiet: Circumstances = {
    ...{ balanceHigh: false, youngMethod: false, otherCountry: false },
    ...{ number: "well" as const, reassigned: false },
  };
  const walk = (kinds: ProofKind[], about: Partial<Circumstances> = {}) => {
    const claim = beginClaim(wallet, "forgot-password", { ...quiet, ...about }, weekAt(0));
    for (const kind of kinds) give(claim, proofOf(claim, kind));
    const isEnough = advance(claim);
    return isEnough ? [claim.standing.path, claim.standing.waitHours, claim.standing.money] : null;
  };

  test("a simulated claim is judged as the written tables have it, and its clock is the product's", () => {
    assert.deepEqual(walk(["sms-code", "known-device"]), ["sms-and-known-device", 0, "L24"]);
    assert.deepEqual(walk(["email-code", "recovery-code"]), [
      "issued-code-and-second-class",
      0,
      "L24",
    ]);
    assert.deepEqual(walk(["passkey"]), ["passkey", 0, "none"]);
    assert.equal(walk(["sms-code", "email-code"]), null, "two issued codes are one class");
    assert.equal(walk(["sms-code", "known-device"], { number: "swapped" }), null);
    assert.equal(
      walk(["sms-code", "recovery-code"], { number: "elsewhere", reassigned: true }),
      null,
    );
    assert.deepEqual(
      walk(["email-code", "recovery-code"], { otherCountry: true }),
      ["issued-code-and-second-class", 12, "L24"],
      "an unknown device from another country is elevated risk",
    );
    const late = beginClaim(wallet, "forgot-password", quiet, weekAt(0));
    pass(late, 24 * 3600);
    assert.equal(late.standing.state, "expired");
  });

  test("the desk works while it is open, and what is left goes on the next day", () => {
    const desk = { ...populations.desk, opensAtHour: 9, closesAtHour: 17 };
    const at = (text: string) => Date.parse(`2026-01-05T${text}:00Z`);
    assert.equal(openFor(desk, at("10:00"), 3600), at("11:00"));
    assert.equal(openFor(desk, at("03:00"), 3600), at("10:00"));
    assert.equal(openFor(desk, at("16:30"), 3600), at("09:30") + 86_400_000);
    assert.equal(openFor(desk, at("18:00"), 9 * 3600), at("10:00") + 2 * 86_400_000);
  });

  test("what a policy refuses lets nobody in, and what it makes wait lets nobody in at once", () => {
    const shut = changedPolicy(wallet, ["/situations/forgot-password/paths/1=-"]);
    const without = whole(run(shut, populations, asked));
    const by = (list: readonly { way: string | null }[]) =>
      list.filter(({ way }) => way === "sms-and-known-device").length;
    assert.ok(by(ran.owners) > 800 && by(ran.impostors) > 1000);
    assert.deepEqual([by(without.owners), by(without.impostors)], [0, 0]);

    const slow = changedPolicy(wallet, ["/situations/forgot-password/paths/1/waitHours/low=12"]);
    const waiting = whole(run(slow, populations, asked));
    for (const { way, risk, seconds } of waiting.owners)
      if (way === "sms-and-known-device" && risk === "low" && seconds !== null)
        assert.ok(seconds > 12 * 3600);
    const difference = differenceOf(ran, waiting);
    assert.ok(difference.impostors.stopped > 0 && difference.impostors.letIn === 0);
    assert.ok(difference.owners.later > difference.owners.sooner);
  });
});

describe("what comes out", () => {
  test("the same arguments give the same answer to the last figure, another seed another one", () => {
    const again = reportOf(wallet, populations, asked, whole(run(wallet, populations, asked)));
    assert.equal(JSON.stringify(again), JSON.stringify(report));
    const other = { ...asked, seed: 8 };
    const elsewhere = reportOf(wallet, populations, other, whole(run(wallet, populations, other)));
    assert.notDeepEqual(elsewhere.owners.all, report.owners.all);
  });

  test("outcomes and strata sum to all, and every figure says that it is simulated", () => {
    assert.deepEqual([report.tier, report.simulated], ["simulation", true]);
    const { all, ...parts } = report.owners;
    for (const part of Object.values(parts)) {
      const rows = Object.values(part);
      assert.equal(
        rows.reduce((sum, { n }) => sum + n, 0),
        all.n,
      );
    }
    for (const row of [all, ...Object.values(report.owners.byStratum)])
      assert.equal(
        Object.values(row.outcomes).reduce((sum, n) => sum + n, 0),
        row.n,
      );
    const classes = Object.values(report.impostors.byClass);
    assert.equal(
      classes.reduce((sum, { n }) => sum + n, 0),
      report.impostors.all.n,
    );
    assert.equal(
      classes.reduce((sum, { accepted }) => sum + accepted, 0),
      report.impostors.all.accepted,
    );
    for (const { accepted, acceptance, n } of classes)
      assert.ok((acceptance?.high ?? 1) >= accepted / n, "an upper bound is above the share");
  });

  test("no share is told of fewer than 30 people, and no goal is met by them", () => {
    const few = { cases: 20, seed: 1 };
    const small = reportOf(wallet, populations, few, whole(run(wallet, populations, few)));
    assert.equal(small.owners.all.within24h, null);
    assert.equal(small.goals.find(({ id }) => id === "self-service-24h")?.met, false);
  });

  test("a goal that is missed names the parts that miss it, the worst first", () => {
    const { goals, selfService, impostors } = report;
    for (const { met, few, missedBy } of goals) {
      assert.ok(!met || missedBy.length === 0);
      assert.ok(!few || missedBy.length === 0, "for want of people nobody is named");
    }
    // Codes that hardly ever arrive: who holds nothing else comes back too seldom, and is named.
    const poor = structuredClone(populations);
    poor.owners.rates["sms-entered"].rate = 0.2;
    const bad = reportOf(wallet, poor, asked, whole(run(wallet, poor, asked)));
    const goal = bad.goals.find(({ id }) => id === "self-service-24h");
    assert.equal(goal?.met, false);
    const kits = goal?.missedBy ?? [];
    assert.ok(kits.some(({ by, id }) => by === "kit" && id === "phone-only"));
    const shares = kits.map(({ id, n, count }) => {
      const kit = bad.selfService.byKit[id];
      assert.deepEqual([kit?.n, kit?.within24h?.rate], [n, count / n]);
      return count / n;
    });
    assert.deepEqual(shares, shares.toSorted());
    assert.ok(shares.every((share) => share < 0.95));
    for (const [id, kit] of Object.entries(bad.selfService.byKit))
      if (kit.within24h && kit.within24h.rate < 0.95)
        assert.ok(kits.some((part) => part.id === id));

    const letIn = goals.find(({ id }) => id === "impostors");
    for (const { by, id, n, count } of letIn?.missedBy ?? [])
      assert.deepEqual(
        [
          "class",
          impostors.byClass[id as "mailbox"].n,
          impostors.byClass[id as "mailbox"].accepted,
        ],
        [by, n, count],
      );
    assert.equal(selfService.atLowRisk.n, goals[0]?.n);
  });

  test("a rate moves what it should: better codes bring owners back, and no impostor with them", () => {
    const found = whole(sensitivity(wallet, populations, { cases: 200, seed: 3 }));
    const of = (rate: string) => found.find((each) => each.rate === rate);
    const entered = of("owners.rates.sms-entered");
    assert.ok((entered?.high.selfService24h ?? 0) > (entered?.low.selfService24h ?? 1));
    assert.equal(entered?.high.impostorsAccepted, entered?.low.impostorsAccepted);
    const deceived = of("desk.rates.first-deceived");
    assert.ok((deceived?.high.impostorsAccepted ?? 0) > (deceived?.low.impostorsAccepted ?? 1));
    assert.equal(deceived?.high.selfService24h, deceived?.low.selfService24h);
    const { owners, impostors, desk } = populations;
    const all = [owners, impostors, desk].flatMap(({ rates, times }) => [
      ...Object.keys(rates),
      ...Object.keys(times),
    ]);
    assert.equal(found.length, all.length, "every rate and every time");
  });

  test("any policy that ships can be tried with any seed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...["wallet", "low-friction", "nist-aal1", "nist-aal2", "nist-aal3"]),
        fc.integer({ min: 1, max: 2 ** 31 }),
        (name, seed) => {
          const policy = policies.get(name) as Policy;
          const { owners, impostors } = whole(run(policy, populations, { cases: 60, seed }, 60));
          for (const { outcome, seconds, waitSeconds } of owners)
            assert.equal(outcome === "recovered", seconds !== null && seconds >= waitSeconds);
          for (const { outcome, way } of impostors)
            assert.ok(outcome !== "accepted" || way !== null);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("a change that leads nowhere, or to nonsense, is refused with its reason", () => {
  const mistakes: [string, RegExp][] = [
    ["/situations/forgot/paths=1", /nothing at forgot/],
    ["/version", /not \/pointer=JSON/],
    ["/title/en=Wallet", /double quotes/],
    ["/situations/forgot-password/paths/1/waitHours/low=-5", /waitHours\/low.*line \d+/],
    ["/situations/forgot-password/paths/1/waitHours/low=99", /shorter than at low risk/],
    ["/approvals/reviewPeople=1", /two people, always/],
  ];
  for (const [change, why] of mistakes)
    assert.throws(
      () => changedPolicy(wallet, [change]),
      (error: Error) => why.test(error.message) || assert.fail(error.message),
    );
});

test("the populations that ship are the file that was fixed", async () =>
  assert.equal(
    JSON.stringify(await readPopulations("simulation/populations.json")),
    JSON.stringify(JSON.parse(await readFile("simulation/populations.json", "utf8"))),
  ));
