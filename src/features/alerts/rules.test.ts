/** When an alert fires, clears and keeps quiet, as a table; and each rule with what must fire, and just below it. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { configReference } from "../../core/config.ts";
import { drawRunbooks, readRunbooks, runbookIds } from "../../core/runbooks.ts";
import * as abuse from "./judge-abuse.ts";
import * as claims from "./judge-claims.ts";
import * as house from "./judge-house.ts";
import { ids, notHere, type RuleId, rules } from "./list.ts";
import {
  bounds,
  isBelow,
  judgeSilence,
  type Open,
  type State,
  shownState,
  step,
  type Verdict,
} from "./rules.ts";

const START = Date.parse("2026-03-02T00:00:00Z");
const at = (minute: number) => new Date(START + minute * 60_000);

/** A minute a letter: t true, f false, ? not known; A acknowledges before it. What is told, by minute. */
function play(looks: string, { needs = 2, silencedUntil = null as Date | null } = {}) {
  let state: State = { trueRuns: 0, falseRuns: 0, quietUntil: null, silencedUntil };
  let open: Open | null = null;
  const told: string[] = [];
  let minute = 0;
  for (const letter of looks) {
    const now = at(minute);
    if (letter === "A") {
      const held = open as Open | null;
      if (!held) throw new Error("There is nothing to acknowledge.");
      open = { ...held, acknowledgedAt: now };
      state = { ...state, quietUntil: new Date(now.getTime() + bounds.quietMs) };
      continue;
    }
    const is = letter === "?" ? null : letter === "t";
    const next = step(state, open, is, needs, now);
    state = { ...state, trueRuns: next.trueRuns, falseRuns: next.falseRuns };
    if (next.is === "fired") open = { toldAt: null, acknowledgedAt: null };
    if (next.tell) {
      told.push(`told ${minute}`);
      open = { toldAt: now, acknowledgedAt: null };
    }
    if (next.is === "cleared") {
      told.push(`cleared ${minute}`);
      open = null;
    }
    minute++;
  }
  return told.join(", ");
}

describe("an alert", () => {
  const table: [looks: string, told: string, why: string, more?: Parameters<typeof play>[1]][] = [
    ["t", "", "once is a wobble"],
    ["tft", "", "twice, but not in a row"],
    ["tt", "told 1", "twice in a row fires"],
    ["tttttt", "told 1", "and is told once"],
    ["t", "told 0", "a payment after a freeze fires at once", { needs: 1 }],
    ["ttffff", "told 1", "four times false is not over"],
    ["ttfffff", "told 1, cleared 6", "five times false is"],
    ["ttfffftfffff", "told 1, cleared 11", "five in a row, not in all"],
    ["ttfffffttt", "told 1, cleared 6, told 8", "and it fires anew"],
    ["tt?????ttttt", "told 1", "not to know is no recovery"],
    ["t?t", "", "nor a second time in a row"],
    ["tttfff?ff", "told 1", "nor the fifth"],
    [`ttA${"t".repeat(29)}`, "told 1", "quiet for half an hour once somebody has it"],
    [`ttA${"t".repeat(31)}`, "told 1, told 32", "then told again, since it goes on"],
    [`ttA${"t".repeat(90)}`, "told 1, told 32", "which waits for somebody again"],
    ["ttAfffffttt", "told 1, cleared 6", "what fires anew meanwhile is not told"],
    [
      `ttAfffff${"t".repeat(26)}`,
      "told 1, cleared 6, told 32",
      "but when the quiet is over, it is",
    ],
    ["ttttt", "", "silenced it is not told", { silencedUntil: at(60) }],
    ["ttttt", "told 3", "until the silence ends", { silencedUntil: at(3) }],
  ];
  for (const [looks, told, why, more] of table)
    test(`${looks.length > 14 ? `${looks.slice(0, 13)}…` : looks}: ${why}`, () =>
      assert.equal(play(looks, more), told));

  test("is shown as firing, silenced, well or not known", () => {
    const [none, later] = [{ silencedUntil: null }, { silencedUntil: at(9) }];
    assert.equal(shownState(none, true, null, at(1)), "firing");
    assert.equal(shownState(later, true, true, at(1)), "silenced");
    assert.equal(shownState(later, false, false, at(9)), "ok");
    assert.equal(shownState(none, false, undefined, at(1)), "no-data");
  });

  test("is silenced for seven days at most, and never for the past", () => {
    assert.deepEqual(
      [-1, 0, 1, 7 * 1440, 7 * 1440 + 1].map((minutes) => judgeSilence(at(minutes), at(0))),
      [false, false, true, true, false],
    );
  });

  test("has one owner, a level and words in both languages", () => {
    assert.ok(ids.length >= 17);
    for (const id of ids) {
      const { name, condition, owner, level } = rules[id];
      for (const words of [name, condition])
        assert.ok(words.en && /[\u4e00-\u9fff]/.test(words.zh));
      assert.ok(owner && level, id);
    }
    for (const { why } of notHere) assert.ok(why.en && why.zh);
  });
});

test("below the usual share is what chance explains once in a hundred times", () => {
  // Worked out by hand: 15 of 30 against 900 of 1000: z = 6.7; 25 of 30 against the same: 1.2.
  assert.equal(isBelow({ n: 30, ok: 15 }, { n: 1000, ok: 900 }), true);
  assert.equal(isBelow({ n: 30, ok: 25 }, { n: 1000, ok: 900 }), false);
  assert.equal(isBelow({ n: 30, ok: 30 }, { n: 1000, ok: 900 }), false);
  assert.equal(isBelow({ n: 0, ok: 0 }, { n: 1000, ok: 900 }), false);
  assert.equal(isBelow({ n: 30, ok: 0 }, { n: 30, ok: 0 }), false);
});

const usual = { n: 400, ok: 360 };
const steps = { started: 1000, proven: 900, passed: 800 };
const tried = (n: number, ok: number, was = usual) => [
  { proof: "sms-code", now: { n, ok }, usual: was },
];
const hours = (...came: number[]) => came.map((came) => ({ came, went: 2 }));

/** Each rule: what must fire, and what is just below. */
const golden: Readonly<Record<RuleId, { fires: Verdict[]; quiet: Verdict[] }>> = {
  "method-broken": {
    fires: [
      claims.judgeMethods(tried(30, 15)),
      claims.judgeMethods(tried(60, 0)),
      // Nothing to compare with: fewer than a third.
      claims.judgeMethods(tried(30, 9, { n: 29, ok: 29 })),
    ],
    quiet: [
      claims.judgeMethods(tried(29, 0)),
      claims.judgeMethods(tried(30, 25)),
      claims.judgeMethods(tried(30, 10, { n: 29, ok: 29 })),
      claims.judgeMethods([]),
    ],
  },
  "code-delivery": {
    fires: [claims.judgeDelivery({ sent: 50, late: 6 })],
    quiet: [
      claims.judgeDelivery({ sent: 50, late: 5 }),
      claims.judgeDelivery({ sent: 49, late: 49 }),
    ],
  },
  freeze: {
    fires: [
      claims.judgeFreezes({ n: 20, p95Seconds: 5.1, waiting: 0 }),
      claims.judgeFreezes({ n: 0, p95Seconds: null, waiting: 1 }),
    ],
    quiet: [
      claims.judgeFreezes({ n: 20, p95Seconds: 5, waiting: 0 }),
      claims.judgeFreezes({ n: 19, p95Seconds: 9, waiting: 0 }),
    ],
  },
  "payment-after-freeze": { fires: [claims.judgePayments(1)], quiet: [claims.judgePayments(0)] },
  "wrong-person": { fires: [claims.judgeWrongPerson(1)], quiet: [claims.judgeWrongPerson(0)] },
  enumeration: {
    fires: [
      abuse.judgeEnumeration([{ kind: "network", most: 21, usual: 2 }]),
      abuse.judgeEnumeration([{ kind: "device", most: 20, usual: 0 }]),
    ],
    quiet: [
      abuse.judgeEnumeration([{ kind: "network", most: 20, usual: 2 }]),
      abuse.judgeEnumeration([{ kind: "device", most: 19, usual: 0 }]),
    ],
  },
  "sim-swap-wave": {
    fires: [abuse.judgeSwaps({ n: 5, perDay: 1 }), abuse.judgeSwaps({ n: 6, perDay: 2 })],
    quiet: [abuse.judgeSwaps({ n: 4, perDay: 0 }), abuse.judgeSwaps({ n: 5, perDay: 2 })],
  },
  "malicious-freezes": { fires: [abuse.judgeMalicious(3)], quiet: [abuse.judgeMalicious(2)] },
  "agent-anomaly": {
    fires: [
      abuse.judgeViewing({ standOut: 1, notTheirs: 0 }),
      abuse.judgeViewing({ standOut: 0, notTheirs: 1 }),
    ],
    quiet: [abuse.judgeViewing({ standOut: 0, notTheirs: 0 })],
  },
  "rubber-stamp": { fires: [abuse.judgeStamps(1)], quiet: [abuse.judgeStamps(0)] },
  "clock-risk": {
    // 12 are closed in a day, so 2 in four hours.
    fires: [house.judgeClocks({ open: 59, due: 5, closedInDay: 12 })],
    quiet: [
      house.judgeClocks({ open: 60, due: 5, closedInDay: 12 }),
      house.judgeClocks({ open: 9, due: 2, closedInDay: 12 }),
      house.judgeClocks({ open: 0, due: 0, closedInDay: 0 }),
    ],
  },
  "theft-waiting": { fires: [house.judgeThefts(1)], quiet: [house.judgeThefts(0)] },
  backlog: {
    fires: [house.judgeBacklog({ hours: hours(3, 3, 3), p90Hours: 9, p90Before: 8 })],
    quiet: [
      house.judgeBacklog({ hours: hours(3, 2, 3), p90Hours: 9, p90Before: 8 }),
      house.judgeBacklog({ hours: hours(3, 3, 3), p90Hours: 8, p90Before: 8 }),
      house.judgeBacklog({ hours: hours(3, 3), p90Hours: 9, p90Before: 8 }),
    ],
  },
  "funnel-drop": {
    fires: [
      claims.judgeFunnel({ now: { started: 30, proven: 15, passed: 14 }, usual: steps }),
      claims.judgeFunnel({ now: { started: 40, proven: 36, passed: 18 }, usual: steps }),
    ],
    quiet: [
      claims.judgeFunnel({ now: { started: 29, proven: 0, passed: 0 }, usual: steps }),
      claims.judgeFunnel({ now: { started: 30, proven: 26, passed: 23 }, usual: steps }),
    ],
  },
  "audit-chain": {
    fires: [
      house.judgeAudit({ minutes: 15.1, broken: 0 }),
      house.judgeAudit({ minutes: 0, broken: 1 }),
      house.judgeAudit({ minutes: null, broken: 1 }),
    ],
    quiet: [house.judgeAudit({ minutes: 15, broken: 0 })],
  },
  "data-stale": {
    fires: [house.judgeStale({ late: 1, dead: 0 }), house.judgeStale({ late: 0, dead: 1 })],
    quiet: [house.judgeStale({ late: 0, dead: 0 })],
  },
  "evidence-scan": { fires: [house.judgeScan(1)], quiet: [house.judgeScan(0)] },
};

for (const id of ids)
  test(`${id} fires at its bound and not below it`, () => {
    for (const { is, says } of golden[id].fires) {
      assert.equal(is, true, says.en);
      assert.ok(says.zh);
    }
    for (const { is, says } of golden[id].quiet) assert.equal(is, false, says.en);
  });

test("what cannot be told is neither well nor wrong", () => {
  assert.equal(house.judgeAudit({ minutes: null, broken: 0 }).is, null);
  const few = { started: 29, proven: 29, passed: 29 };
  assert.equal(claims.judgeFunnel({ now: few, usual: few }).is, null);
});

test("which step loses people is said", () => {
  const { says } = claims.judgeFunnel({
    now: { started: 40, proven: 36, passed: 18 },
    usual: steps,
  });
  assert.match(says.en, /Enough proofs: 18 of 36/);
  assert.doesNotMatch(says.en, /First proof/);
});

describe("the runbooks", () => {
  for (const lang of ["en", "zh"] as const) {
    const text = readRunbooks(lang);
    test(`have a section for each alert and for nothing else (${lang})`, () => {
      assert.deepEqual(runbookIds(text).sort(), [...ids].sort());
      const html = drawRunbooks(text, lang);
      for (const id of ids) assert.match(html, new RegExp(`<section id="${id}">`));
    });

    test(`say what it means, where to look first, what to do and when it is over (${lang})`, () => {
      const parts =
        lang === "en"
          ? ["Means.", "First look.", "Do.", "Over."]
          : ["含义。", "先看。", "处理。", "结束。"];
      for (const section of text.split(/^## /m).slice(1))
        for (const part of parts)
          assert.match(
            section,
            new RegExp(`^\\*\\*${part.replace(".", "\\.")}\\*\\* \\S.{5,}$`, "m"),
            section,
          );
    });

    test(`name pages, settings and files that there are (${lang})`, () => {
      const settings = new Set(configReference().map(({ env }) => env));
      for (const [, name = ""] of text.matchAll(/\b(RIGHTFUL_[A-Z_]+)/g))
        assert.ok(settings.has(name), name);
      for (const [, file = ""] of text.matchAll(/\]\(([\w.-]+\.md)\)/g))
        assert.ok(existsSync(join("docs/guide", file)), file);
      const pages = readFileSync("web/desk/router.tsx", "utf8");
      for (const [, path = ""] of text.matchAll(/`(\/desk[\w/-]*)`/g))
        assert.ok(pages.includes(`"${path}"`), `${path} is no page`);
    });
  }
});
