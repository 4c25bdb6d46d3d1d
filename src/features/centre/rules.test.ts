import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loadPolicies } from "../policies/index.ts";
import { couldReturn, type Has, type Return } from "../ways/index.ts";
import { type Facts, judgeNudge, OLD_DEVICE_DAYS, suggest, suggestions } from "./rules.ts";

const policies = await loadPolicies("policies");
const { wallet, "nist-aal2": nist } = Object.fromEntries(policies);
const now = new Date("2026-03-02T00:00:00Z");
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
const can: Return = {
  can: true,
  path: "mail-and-second-class",
  waitHours: 24,
  uses: ["email-code", "recovery-code"],
};
const cannot: Return = { can: false, from: null, missing: ["recovery-code"] };
const soon: Return = { can: false, from: ago(-3), missing: [] };
const device = (days: number, current = false) => ({
  ...{ id: `dev-${days}`, name: `Phone ${days}`, lastSeenAt: ago(days), current },
});

/** An owner of whom nothing is asked. */
const good: Facts = {
  back: can,
  codesLeft: 10,
  password: { set: true, compromised: false, found: [], age: { is: "fine" } },
  lock: {
    ...{ singleLimit: "500.00", dailyLimit: null, newPayeeDelayHours: 0, nightLock: true },
    ...{ trustedDevicesOnly: false, delayedArrivalHours: 0 },
  },
  devices: [device(0, true), device(OLD_DEVICE_DAYS - 1)],
  passkey: "has",
  contacts: { present: 3, min: 3 },
};
const noLock = { ...good.lock, singleLimit: null, nightLock: false };
const words = { en: "", zh: "" };
const password = (more: Partial<Facts["password"]>) => ({
  password: { ...good.password, ...more },
});
const due = { is: "must-change", why: "age", text: words } as const;

const table: [what: string, facts: Partial<Facts>, suggested: string[]][] = [
  ["all good", {}, []],
  [
    "a new owner with nothing",
    { back: cannot, codesLeft: null, lock: noLock, passkey: "can" },
    ["way-back", "limits", "night-lock", "passkey"],
  ],
  ["found in a leak", password({ found: ["leaked", "common"] }), ["password-known"]],
  ["somebody unknown was in", password({ compromised: true }), ["password-known"]],
  ["weak only", password({ found: ["personal"] }), ["password-weak"]],
  ["old by a rule that demands it", password({ age: due }), ["password-due"]],
  ["old by a reminder: a fact, not a fault", password({ age: { is: "remind", text: words } }), []],
  ["weak and due", password({ found: ["pattern"], age: due }), ["password-weak", "password-due"]],
  [
    "leaked says it all",
    password({ found: ["leaked"], age: due, compromised: true }),
    ["password-known"],
  ],
  ["the password lives with the wallet", password({ set: false, found: ["leaked"] }), []],
  ["what was added does not count yet", { back: soon }, []],
  ["two codes left", { codesLeft: 2 }, ["few-codes"]],
  ["no codes left, and so no way back", { back: cannot, codesLeft: 0 }, ["way-back"]],
  ["no contacts at all: not asked for", { contacts: { present: 0, min: 3 } }, []],
  ["one contact of three", { contacts: { present: 1, min: 3 } }, ["few-contacts"]],
  ["one limit is enough", { lock: { ...good.lock, singleLimit: null, dailyLimit: "9.00" } }, []],
  ["no night lock", { lock: { ...good.lock, nightLock: false } }, ["night-lock"]],
  ["a device of long ago", { devices: [device(OLD_DEVICE_DAYS)] }, ["old-device"]],
  ["the old one is in use", { devices: [device(400, true)] }, []],
  ["a passkey cannot be added here", { passkey: "cannot" }, []],
  [
    "everything at once, the most useful first",
    {
      back: cannot,
      lock: noLock,
      passkey: "can",
      devices: [device(100)],
      ...password({ found: ["leaked"] }),
    },
    ["password-known", "way-back", "limits", "night-lock", "old-device", "passkey"],
  ],
];

describe("what an owner is asked to do", () => {
  // Shown to work: with `passkey` put first in the list, two of these lines went red.
  for (const [what, facts, suggested] of table)
    test(`${what}: ${suggested.join(", ") || "nothing"}`, () =>
      assert.deepEqual(
        suggest({ ...good, ...facts }, now).map(({ code }) => code),
        suggested,
      ));

  test("of several old devices the oldest is named", () => {
    const [one] = suggest({ ...good, devices: [device(100), device(300), device(200)] }, now);
    assert.equal(one?.device?.id, "dev-300");
  });

  test("whatever is the matter, each thing is said once and in one order", () => {
    const facts = fc.record({
      back: fc.constantFrom(can, cannot, soon),
      codesLeft: fc.constantFrom(null, 0, 1, 10),
      password: fc.record({
        set: fc.boolean(),
        compromised: fc.boolean(),
        found: fc.subarray(["leaked", "common", "personal"] as const),
        age: fc.constantFrom<Facts["password"]["age"]>({ is: "fine" }, due),
      }),
      lock: fc.constantFrom(good.lock, noLock),
      devices: fc.array(
        fc.nat(400).map((days) => device(days)),
        { maxLength: 3 },
      ),
      passkey: fc.constantFrom("has", "can", "cannot"),
      contacts: fc.record({ present: fc.nat(5), min: fc.constant(3) }),
    }) as fc.Arbitrary<Facts>;
    fc.assert(
      fc.property(facts, (facts) => {
        const codes = suggest(facts, now).map(({ code }) => code);
        assert.deepEqual(
          codes,
          suggestions.filter((code) => codes.includes(code)),
        );
        // Never two words about one password that is known to others.
        if (codes.includes("password-known"))
          assert.ok(!codes.some((code) => /weak|due/.test(code)));
      }),
    );
  });
});

const has = (kind: Has["kind"], days = 365): Has => ({ kind, since: ago(days), tag: kind });
const addable = ["recovery-code", "email-code"] as const;

const lost: [what: string, has: Has[], answer: string][] = [
  ["a number only", [has("sms-code")], "missing email-code, recovery-code"],
  [
    "a number and an app on the same phone",
    [has("sms-code"), has("authenticator-code")],
    "missing email-code, recovery-code",
  ],
  [
    "a mailbox, and an app that is gone with the phone",
    [has("email-code"), has("authenticator-code")],
    "missing recovery-code",
  ],
  ["codes on paper only", [has("sms-code"), has("recovery-code")], "missing email-code"],
  ["a mailbox and codes on paper", [has("email-code"), has("recovery-code")], "yes, 24 h"],
  [
    "a mailbox, and codes made yesterday",
    [has("email-code"), has("recovery-code", 1)],
    "from 2026-03-08",
  ],
  ["a passkey that travels", [has("passkey")], "yes, 12 h"],
  [
    "a passkey that cannot leave the phone",
    [{ ...has("passkey"), deviceBound: true }],
    "missing email-code, recovery-code",
  ],
  ["nothing", [], "missing email-code, recovery-code"],
];

describe("could you get back in if you lost your phone today?", () => {
  for (const [what, given, answer] of lost)
    test(`with ${what}: ${answer}`, () => {
      const said = couldReturn(wallet!, given, addable, now);
      const words = said.can
        ? `yes, ${said.waitHours} h`
        : said.from
          ? `from ${said.from.toISOString().slice(0, 10)}`
          : `missing ${said.missing.toSorted().join(", ")}`;
      assert.equal(words, answer);
    });

  test("a policy that asks for more gets more asked: its own paths decide", () => {
    const given = [has("email-code"), has("recovery-code")];
    assert.equal(couldReturn(wallet!, given, addable, now).can, true);
    const strict = couldReturn(nist!, given, addable, now);
    assert.ok(strict.can || strict.missing.every((kind) => addable.includes(kind as never)));
  });

  test("more ways never turn a yes into a no", () => {
    const kinds = [
      "sms-code",
      "email-code",
      "recovery-code",
      "authenticator-code",
      "passkey",
    ] as const;
    fc.assert(
      fc.property(fc.subarray([...kinds]), fc.constantFrom(...kinds), (some, more) => {
        const before = couldReturn(
          wallet!,
          some.map((kind) => has(kind)),
          addable,
          now,
        );
        const after = couldReturn(
          wallet!,
          [...new Set([...some, more])].map((kind) => has(kind)),
          addable,
          now,
        );
        assert.ok(!before.can || after.can);
      }),
    );
  });
});

describe("the card that says what to add", () => {
  const shown = (days: number, dismissed?: number) => ({
    shownAt: ago(days),
    dismissedAt: dismissed === undefined ? null : ago(dismissed),
  });
  const cards: [what: string, back: Return, frozen: boolean, last: unknown, is: string | null][] = [
    ["comes when something is missing", cannot, false, undefined, "new"],
    ["not to whoever could get back in", can, false, undefined, null],
    ["not to whoever has to wait only", soon, false, undefined, null],
    ["not where nothing could be added", { ...cannot, missing: [] }, false, undefined, null],
    ["not while the account is frozen", cannot, true, undefined, null],
    ["is there still on the same day", cannot, false, shown(0.9), "again"],
    ["is gone once it was put away", cannot, false, shown(0.5, 0.2), null],
    ["rests for a month after a day", cannot, false, shown(1), null],
    ["rests for a month to the last", cannot, false, shown(30.9), null],
    ["comes again after 31 days", cannot, false, shown(31), "new"],
    ["counts the month from when it was put away", cannot, false, shown(40, 30), null],
    ["and comes again then", cannot, false, shown(40, 31), "new"],
  ];
  for (const [what, back, frozen, last, is] of cards)
    test(what, () => assert.equal(judgeNudge(back, frozen, last as never, now), is));
});
