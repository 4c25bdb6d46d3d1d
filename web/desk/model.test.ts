import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf, dayBound, openChecks, type Row, referenceOf, stepOf } from "./model.ts";

const NOW = Date.parse("2026-03-04T12:00:00Z");
const row = (more: Partial<Row>): Row => ({
  ...{ id: "case_1", reference: "K7-4F2Q", state: "open", situation: "lost-phone", risk: "low" },
  ...{
    ask: "number",
    waitingFor: "us",
    locale: "zh",
    openedAt: "",
    pausedAt: null,
    usedShare: 0.2,
  },
  ...{ dueAt: "2026-03-04T15:12:30Z", lastEvent: { type: "", at: "" }, takenBy: null },
  ...{ takenUntil: null, team: null, isTheftNow: false, isAppeal: false, openedBy: "claimant" },
  ...more,
});

test("a clock says what is left, turns at three quarters, and says by how much it is late", () => {
  assert.deepEqual(clockOf(row({}), NOW), { is: "left", hours: 3, minutes: 12, share: 0.2 });
  assert.equal(clockOf(row({ usedShare: 0.75 }), NOW).is, "soon");
  const late = clockOf(row({ dueAt: "2026-03-04T11:38:00Z", usedShare: 1.1 }), NOW);
  assert.deepEqual(late, { is: "late", hours: 0, minutes: 22, share: 1.1 });
});

test("a clock that stands is not late, and one that is over is closed", () => {
  const past = "2026-03-04T11:00:00Z";
  assert.deepEqual(clockOf(row({ pausedAt: past, dueAt: past }), NOW), { is: "paused" });
  for (const state of ["approved", "refused", "closed"])
    assert.deepEqual(clockOf(row({ state, dueAt: past }), NOW), { is: "closed" });
});

test("risk has one to three squares; a checklist is open until each item has an answer", () => {
  assert.deepEqual((["low", "elevated", "high"] as const).map(stepOf), [1, 2, 3]);
  const item = (answer: "yes" | "no" | null) => ({
    ...{ id: "a", text: { en: "", zh: "" }, at: null, answer },
  });
  assert.equal(openChecks([item("yes"), item(null), item("no")]).length, 1);
});

test("a day that is searched for begins and ends where whoever asks lives; a reference is read out as the server writes it", () => {
  const [from, to] = [dayBound("2026-03-04", "start"), dayBound("2026-03-04", "end")];
  assert.equal(Date.parse(to) - Date.parse(from), 86_400_000 - 1);
  assert.equal(new Date(from).getHours(), 0);
  assert.equal(dayBound("soon", "start"), "soon");
  assert.equal(referenceOf("case_06h27xhw92afn1hcazd3hrdbx8"), "HR-DBX8");
});
