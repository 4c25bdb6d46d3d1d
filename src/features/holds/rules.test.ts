import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loadPolicies, type Policy } from "../policies/index.ts";
import {
  isStanding,
  judgeRelease,
  judgeRenewal,
  judgeTerms,
  type Reason,
  type Releaser,
  reasons,
  restrictions,
  scopes,
} from "./rules.ts";

const policy = (await loadPolicies("policies")).get("wallet") as Policy;
const NOW = new Date("2026-03-02T12:00:00.000Z");
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

describe("what a hold is", () => {
  // policy.md, "Holds": scope and length by reason; [as asked] where the table says so.
  const table: [Reason, string, number | null][] = [
    ["soft-freeze", "outgoing", 24],
    ["owner-freeze", "everything", null],
    ["suspected-takeover", "everything", 72],
    ["police-request", "as asked", 48],
    ["wallet", "as asked", null],
  ];
  for (const [reason, scope, length] of table)
    test(`${reason}: ${scope}, ${length === null ? "until released" : `${length} h`}`, () => {
      for (const asked of scopes) {
        const judged = judgeTerms(policy, { reason, scope: asked }, NOW);
        if (scope === "as asked" || scope === asked)
          assert.deepEqual(judged, {
            scope: asked,
            expiresAt: length === null ? null : hours(length),
          });
        else assert.equal(judged, null);
      }
    });

  test("only the wallet names an end of its own, and not one that has passed", () => {
    for (const reason of reasons) {
      const judged = judgeTerms(policy, { reason, expiresAt: hours(5) }, NOW);
      if (reason === "wallet") assert.deepEqual(judged?.expiresAt, hours(5));
      else assert.equal(judged, null, reason);
    }
    assert.equal(judgeTerms(policy, { reason: "wallet", expiresAt: hours(-1) }, NOW), null);
  });

  test("an account is as restricted as all its holds together", () => {
    const scope = fc.constantFrom(...scopes);
    fc.assert(
      fc.property(fc.array(scope), fc.array(scope), (some, more) => {
        const of = (list: typeof some) => restrictions(list.map((scope) => ({ scope })));
        const [a, b, both] = [of(some), of(more), of([...some, ...more])];
        assert.equal(both.outgoing, a.outgoing || b.outgoing);
        assert.equal(both.signIn, a.signIn || b.signIn);
        if (some.includes("everything")) assert.deepEqual(a, { outgoing: true, signIn: true });
      }),
    );
  });

  test("a hold whose time is over holds nothing, closed or not", () => {
    assert.equal(isStanding({ releasedAt: null, expiresAt: hours(0) }, NOW), false);
    assert.equal(isStanding({ releasedAt: null, expiresAt: hours(1) }, NOW), true);
    assert.equal(isStanding({ releasedAt: null, expiresAt: null }, NOW), true);
    assert.equal(isStanding({ releasedAt: NOW, expiresAt: null }, NOW), false);
  });
});

const tang = { id: "tang", team: "east", role: "agent" };
const luo = { id: "luo", team: "east", role: "agent" };
const shen = { id: "shen", team: "east", role: "supervisor" };
const ye = { id: "ye", team: "west", role: "agent" };

describe("who may end a hold", () => {
  const releasers: Record<string, Releaser> = {
    "the signed-in owner": { is: "owner" },
    "a path of forgot-password": { is: "proven", path: "forgot-password" },
    "a path of lost-phone": { is: "proven", path: "lost-phone" },
    "a path of account-stolen": { is: "proven", path: "account-stolen" },
    "the wallet": { is: "wallet" },
    "two people of two teams": { is: "two-people", people: [tang, ye] },
    "two people of one team": { is: "two-people", people: [tang, luo] },
    "a supervisor and an agent of their team": { is: "two-people", people: [tang, shen] },
    "one person twice": { is: "two-people", people: [shen, { ...shen, team: "west" }] },
    "a supervisor and somebody without a team": {
      ...{ is: "two-people", people: [shen, { ...ye, team: null }] },
    },
  };
  // policy.md, "Holds", last column: every pair, so that nothing is allowed by being forgotten.
  const may: Record<Reason, string[]> = {
    "soft-freeze": ["a path of forgot-password", "a path of account-stolen"],
    "owner-freeze": ["a path of account-stolen", "two people of two teams"],
    "suspected-takeover": ["a path of account-stolen", "two people of two teams"],
    "police-request": [
      "a supervisor and an agent of their team",
      "a supervisor and somebody without a team",
    ],
    wallet: ["the wallet"],
  };
  for (const reason of reasons)
    for (const [name, by] of Object.entries(releasers))
      test(`${reason}: ${name} ${may[reason].includes(name) ? "may" : "may not"}`, () => {
        const verdict = judgeRelease(policy, { reason, placedAt: hours(-2) }, by, NOW);
        assert.equal(verdict.may, may[reason].includes(name) ? "release" : "not");
      });

  test("an owner's freeze stays for an hour, whatever a thief has proven; two people need not wait", () => {
    const young = { reason: "owner-freeze" as const, placedAt: hours(-0.5) };
    const proven = { is: "proven", path: "account-stolen" } as const;
    const two = { is: "two-people", people: [tang, ye] } as const;
    assert.deepEqual(judgeRelease(policy, young, proven, NOW), { may: "wait", until: hours(0.5) });
    assert.deepEqual(judgeRelease(policy, young, two, NOW), { may: "release" });
    assert.deepEqual(judgeRelease(policy, young, { is: "owner" }, NOW), { may: "not" });
  });
});

describe("who may renew a hold", () => {
  const renewed = (reason: Reason, people: (typeof tang)[], renewals = 0, left = 10) =>
    judgeRenewal(policy, { reason, renewals, expiresAt: hours(left) }, people, NOW);

  test("a suspicion stands for 72 hours more by two people, as often as it takes", () => {
    assert.deepEqual(renewed("suspected-takeover", [tang, luo]), hours(82));
    assert.deepEqual(renewed("suspected-takeover", [tang, luo], 9), hours(82));
    assert.equal(renewed("suspected-takeover", [tang]), null);
    assert.equal(renewed("suspected-takeover", [tang, { ...tang, team: "west" }]), null);
  });

  test("nobody freezes an account for a year in one afternoon", () => {
    assert.deepEqual(renewed("suspected-takeover", [tang, ye], 0, 72), hours(144));
    assert.equal(renewed("suspected-takeover", [tang, ye], 1, 73), null);
  });

  test("what the police asked for is renewed once, by a supervisor", () => {
    assert.deepEqual(renewed("police-request", [shen]), hours(58));
    assert.equal(renewed("police-request", [tang]), null);
    assert.equal(renewed("police-request", [shen, ye], 1), null);
  });

  test("what has no end of its own, or is not to be renewed, is not", () => {
    for (const reason of ["owner-freeze", "soft-freeze", "wallet"] as const)
      assert.equal(renewed(reason, [shen, ye]), null, reason);
  });
});
