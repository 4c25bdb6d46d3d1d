/**
 * T36. Each guard was taken out once and the tests were run (see docs/decisions/0004-passwords.md,
 * "What was broken on purpose", for what went red).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type AgePolicy, judgeAge, judgePassword, loadLists, normalise } from "./index.ts";
import type { Person } from "./person.ts";
import { reason, reasonCodes, strengthTexts } from "./reasons.ts";

type Vector = {
  clause: string;
  password: string;
  person?: string;
  min?: number;
  accepted?: true;
  strength?: string;
  refused?: string;
};
const { people, vectors }: { people: Record<string, Person>; vectors: Vector[] } = JSON.parse(
  readFileSync(new URL("vectors.json", import.meta.url), "utf8"),
);

const lists = await loadLists();
const nobody: Person = {};

const codesOf = (password: string, person = nobody, more = {}) => {
  const verdict = judgePassword(password, { minLength: 8, person, lists, ...more });
  return verdict.ok ? [] : verdict.reasons.map(({ code }) => code);
};

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

test("T36 the table holds at least 200 passwords and touches every clause", () => {
  assert.ok(vectors.length >= 200, `${vectors.length} vectors`);
  for (const clause of ["N40", "N41", "N43", "N44"])
    assert.ok(vectors.filter((vector) => vector.clause === clause).length >= 9, clause);
  const tried = new Set(vectors.map(({ refused }) => refused));
  // The other three are decided elsewhere (history) or tested by themselves below.
  for (const code of reasonCodes)
    if (code !== "used-before" && code !== "too-guessable") assert.ok(tried.has(code), code);
});

for (const [at, { clause, password, person = "nobody", min = 8, ...want }] of vectors.entries()) {
  const about = person === "nobody" ? "" : ` for ${person}`;
  const says = want.accepted ? "is accepted" : `is refused as ${want.refused}`;
  test(`T36 ${at + 1} ${clause}: ${JSON.stringify(shown(password))}${about} ${says}`, () => {
    const owner = people[person];
    assert.ok(owner, person);
    const verdict = judgePassword(password, { minLength: min, person: owner, lists });
    const codes = verdict.ok ? [] : verdict.reasons.map(({ code }) => code);
    if (want.accepted) {
      assert.deepEqual(codes, []);
      if (want.strength) assert.equal(verdict.ok && verdict.strength, want.strength);
    } else {
      assert.equal(verdict.ok, false);
      assert.ok((codes as string[]).includes(want.refused ?? ""), `said ${codes.join(", ")}`);
    }
  });
}

test("T36 a password that I used here before is refused, however strong", () => {
  assert.deepEqual(codesOf("gravel otter lamp seven", nobody, { recent: true }), ["used-before"]);
});

test("T36 a password that a leak service knows is refused, however strong", () => {
  assert.deepEqual(codesOf("gravel otter lamp seven", nobody, { leaked: true }), ["breached"]);
});

test("T36 the name of the wallet is no password", () => {
  assert.deepEqual(codesOf("lantern-pay1", nobody, { services: ["Lantern Pay"] }), [
    "service-name",
  ]);
  assert.deepEqual(codesOf("lantern-pay1"), []);
});

test("T36 I am told every reason at once, in words of both languages", () => {
  const verdict = judgePassword("wei0317", { minLength: 8, person: people.chen!, lists });
  assert.ok(!verdict.ok);
  assert.deepEqual(verdict.reasons.map(({ code }) => code).toSorted(), [
    "birthday",
    "name",
    "too-short",
  ]);
  const short = verdict.reasons.find(({ code }) => code === "too-short");
  assert.match(short?.text.en ?? "", /at least 8 characters/);
  assert.match(short?.text.zh ?? "", /至少 8 个字符/);
});

test("T36 no reason asks for capitals, digits or signs, and none blames", () => {
  const texts = [
    ...reasonCodes.map((code) => reason(code, { min: 8, max: 256 }).text),
    ...Object.values(strengthTexts),
  ];
  for (const { en, zh } of texts) {
    assert.doesNotMatch(
      en,
      /upper|lower|capital|must contain|special|symbol|wrong|invalid|fail|\{/i,
    );
    assert.match(zh, /[一-龥]/);
    assert.doesNotMatch(zh, /大写|小写|特殊字符|错误|非法|\{/);
  }
});

test("T36 the same characters from another keyboard are the same password, and spaces stay", () => {
  assert.equal(normalise("ｋＴ９＃ｖＱ２ｍ"), "kT9#vQ2m");
  assert.equal(normalise("cafe\u0301"), normalise("café"));
  assert.equal(normalise("  two  spaces "), "  two  spaces ");
  assert.notEqual(normalise("Otter"), normalise("otter"));
  assert.equal(normalise("a\ud800"), "a\ufffd");
});

test("T36 nothing is cut: the 256th character counts", () => {
  const long = "gravel otter lamp seven ".repeat(11).slice(0, 255);
  assert.notEqual(normalise(`${long}a`), normalise(`${long}b`));
  assert.deepEqual(codesOf(`${long}🦊`), []);
  assert.deepEqual(codesOf(`${long}🦊x`), ["too-long"]);
});

test("T36 the shipped leak list holds more than 3,000 passwords of 8 and more characters", () => {
  // ASVS 5.0 6.2.4: at least the top 3,000 that the policy of length would let through.
  const usable = [...lists.leaked].filter((password) => password.length >= 8);
  assert.ok(usable.length >= 3000, `${usable.length}`);
  for (const password of usable) assert.notDeepEqual(codesOf(password), [], password);
});

test("T36 every entry of our own list of 8 and more characters is refused", () => {
  for (const word of lists.common)
    if (word.length >= 8) assert.notDeepEqual(codesOf(word), [], word);
});

test("T36 random passwords and word rows are almost never refused", () => {
  // A fixed generator (Lehmer), so that the run is the same each time.
  let seed = 20_260_101;
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%+=?@";
  const words = "otter lamp gravel kite moss anchor tinsel ferry saddle plum walnut harbour".split(
    " ",
  );
  const random = () => Array.from({ length: 12 }, () => signs[draw(signs.length)]).join("");
  const row = () => Array.from({ length: 4 }, () => words[draw(words.length)]).join(" ");
  const tried = Array.from({ length: 400 }, (_, at) => (at % 2 ? random() : row()));
  const refused = tried.filter((password) => codesOf(password, people.chen).length > 0);
  assert.ok(refused.length <= 2, refused.join(" | "));
});

const DAY_MS = 86_400_000;
const start = Date.UTC(2026, 0, 1);

test("T36 in ten years nobody is forced by the calendar to change a password", () => {
  for (const policy of ["remind-90-days", "on-compromise-only"] satisfies AgePolicy[]) {
    const seen = { fine: 0, remind: 0, "must-change": 0 };
    for (let day = 0; day <= 3653; day++)
      seen[judgeAge(policy, new Date(start), new Date(start + day * DAY_MS), false).is]++;
    assert.equal(seen["must-change"], 0, policy);
    assert.equal(seen.fine, policy === "remind-90-days" ? 90 : 3654);
  }
});

test("T36 evidence that someone else knows my password asks for a new one, under every policy", () => {
  for (const policy of ["remind-90-days", "on-compromise-only", "force-90-days"] as const)
    for (const day of [0, 1, 5000]) {
      const verdict = judgeAge(policy, new Date(start), new Date(start + day * DAY_MS), true);
      assert.equal(verdict.is === "must-change" && verdict.why, "compromised");
    }
});

test("T36 staff under a rule of rotation change on the day, not before", () => {
  const at = (day: number) =>
    judgeAge("force-30-days", new Date(start), new Date(start + day * DAY_MS), false);
  assert.deepEqual(at(29), { is: "fine" });
  const due = at(30);
  assert.equal(due.is === "must-change" && due.why, "age");
  assert.match(due.is === "must-change" ? due.text.en : "", /every 30 days/);
});

test("T36 judging is quick, whatever is typed", (t) => {
  const nasty = [
    ...vectors.map(({ password }) => password),
    ...["4@4@4@1l1l1l$5$5$5", "aA4@", "x9", "20230405", "qwertyui", "kT9#vQ2mzP0!wL5$"].map(
      (piece) => piece.repeat(64).slice(0, 256),
    ),
  ];
  const person = people.chen!;
  for (const password of nasty) codesOf(password, person);
  const times = nasty.map((password) => {
    const before = process.threadCpuUsage();
    codesOf(password, person);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  t.diagnostic(`judge: median ${at(0.5).toFixed(2)} ms, p99 ${at(0.99).toFixed(1)} ms`);
  // The goal is 20 ms on a quiet machine; a busy one is given room.
  assert.ok(at(0.99) < 100, `p99 ${at(0.99)} ms`);
});
