import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanWords, DAY_MS, isShut, judgeDownload, maskSide, stolenPeriod } from "./rules.ts";
import { cell } from "./sheets.ts";

const at = (hours: number) => new Date(Date.UTC(2026, 2, 2, hours));
const session = { id: "ses_1", startedAt: at(10) };
const hold = (reason: string, scope: string, placedBy: string, hours: number) => ({
  ...{ reason, scope, placedBy, placedAt: at(hours) },
});

test("only an owner's own freeze lets a session have a pack", () => {
  const rows: [ReturnType<typeof hold>, boolean][] = [
    [hold("owner-freeze", "everything", "owner:ses_1", 12), false],
    [hold("owner-freeze", "everything", "owner:ses_2", 12), true],
    [hold("owner-freeze", "everything", "claimant:rec_1", 12), true],
    [hold("owner-freeze", "everything", "claimant:rec_1", 9), false],
    [hold("suspected-takeover", "everything", "client:key_1", 9), true],
    [hold("suspected-takeover", "everything", "owner:ses_1", 12), true],
    [hold("police-request", "sign-in", "agent:agt_1", 9), true],
    [hold("police-request", "outgoing", "agent:agt_1", 9), false],
    [hold("soft-freeze", "outgoing", "owner:message", 12), false],
  ];
  for (const [one, shut] of rows) assert.equal(isShut([one], session), shut, JSON.stringify(one));
  assert.equal(
    isShut(
      rows.map(([one]) => one),
      session,
    ),
    true,
  );
  assert.equal(isShut([], session), false);
});

test("a pack is there for seven days and five downloads", () => {
  const until = at(24);
  const life = (state: string, downloads: number) => ({ state, downloads, expiresAt: until });
  assert.equal(judgeDownload(life("ready", 4), at(23)), "yes");
  assert.equal(judgeDownload(life("ready", 5), at(23)), "gone");
  assert.equal(judgeDownload(life("ready", 0), until), "gone");
  assert.equal(judgeDownload(life("expired", 0), at(1)), "gone");
  assert.equal(judgeDownload(life("building", 0), at(1)), "not-ready");
  assert.equal(judgeDownload(life("failed", 0), at(1)), "not-ready");
});

test("the time of the theft is the day before its newest sign, and an old sign is none", () => {
  assert.equal(stolenPeriod([], at(0)), null);
  const found = stolenPeriod([{ at: at(1) }, { at: at(5) }], at(6));
  assert.deepEqual(found, { from: new Date(at(5).getTime() - DAY_MS), to: at(5) });
  assert.equal(stolenPeriod([{ at: new Date(at(0).getTime() - 91 * DAY_MS) }], at(0)), null);
});

test("the other side of a payment can be known again and not used", () => {
  assert.equal(maskSide("13900001111"), "139****1111");
  assert.equal(maskSide("王小明"), "王**");
  assert.equal(maskSide("𠮷"), "𠮷*");
  assert.equal(maskSide("merchant-4711"), "me****11");
  assert.equal(maskSide(""), "*");
});

test("no cell of a spreadsheet is a formula, however it begins", () => {
  const begin = ["=", "+", "-", "@", "|", "%", "\t=", "\r", "\n", " =", "＝", "＋", "－", "＠"];
  for (const start of begin)
    assert.match(cell(`${start}cmd|' /C calc'!A0`), /^"'/, JSON.stringify(start));
  assert.equal(cell('say "hello"'), '"say ""hello"""');
  assert.equal(cell("12.50"), '"12.50"');
  assert.equal(cell("王小明"), '"王小明"');
});

test("what people wrote keeps its lines and loses what no page can show", () => {
  assert.equal(cleanWords("  one\r\ntwo\u0000\u0007 \t three "), "one\ntwo \t three");
  assert.equal(cleanWords("𠮷 བོད 😀"), "𠮷 བོད 😀");
});
