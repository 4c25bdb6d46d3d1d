import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { casesHref, daysBetween, filterOf, queryOf } from "./filter.ts";
import { leadOf } from "./health-model.ts";
import type { WayRow } from "./methods-api.ts";
import { around, sorted } from "./methods-model.ts";
import { axisWords, interval, percent, range, seconds, stretches, zoneWords } from "./say.ts";

test("an address that anybody wrote asks for nothing that makes no sense", () => {
  const bad = [
    ...[{ days: "0" }, { days: 366 }, { days: "1.5" }, { from: "2026-11-01" }],
    ...[
      { from: "2026-02-30", to: "2026-03-02" },
      { from: "2026-11-02", to: "2026-11-01" },
    ],
    ...[{ from: "2025-01-01", to: "2026-11-01" }, { situation: "x" }, { locale: "fr" }],
    ...[{ way: "<script>" }, { risk: 3 }],
  ];
  for (const given of bad) assert.deepEqual(filterOf(given), {}, JSON.stringify(given));
  const sound = { from: "2026-10-24", to: "2026-11-20", situation: "lost-phone", locale: "zh" };
  assert.deepEqual(filterOf({ ...sound, days: 7, other: 1 }), sound);
  assert.deepEqual(filterOf({ days: "90" }), { days: 90 });
});

test("the filter goes into each query as it is, with 28 days where none are named", () => {
  assert.equal(queryOf({}), "days=28");
  assert.equal(queryOf({ days: 7, risk: "low" }, { format: "csv" }), "days=7&risk=low&format=csv");
  assert.equal(queryOf({ from: "2026-10-24", to: "2026-11-20" }), "from=2026-10-24&to=2026-11-20");
  assert.equal(
    casesHref({ way: "passkey", days: 7 }, "way=sms-code&outcome=refused"),
    "/desk/insights/cases?days=7&way=sms-code&outcome=refused",
  );
  assert.equal(daysBetween("2026-10-24", "2026-11-20"), 28);
});

test("figures in words: shares with one decimal, times in two units", () => {
  assert.equal(percent(0.9567), "95.7 %");
  assert.equal(interval({ low: 0.95, high: 0.9619 }), "95.0–96.2");
  const said = [0, 98, 100, 402, 3599, 3600, 33_600, 172_799, 172_800, 200_000];
  assert.deepEqual(
    said.map((time) => seconds(time, "en")),
    [
      ...["0 s", "98 s", "1 m 40 s", "6 m 42 s", "59 m 59 s", "1 h 00 m", "9 h 20 m"],
      ...["2 d 0 h", "2 d 0 h", "2 d 8 h"],
    ],
  );
  assert.equal(seconds(33_600, "zh"), "9 小时 20 分");
  assert.deepEqual(
    [0.9, 1].map((tick) => axisWords(tick, "share", "en")),
    ["90 %", "100 %"],
  );
  assert.deepEqual(
    [10, 60, 3600, 86_400, 604_800].map((tick) => axisWords(tick, "seconds", "en")),
    ["10 s", "1 m", "1 h", "24 h", "7 d"],
  );
});

test("days in a row are told as one stretch", () => {
  assert.deepEqual(stretches(["2026-10-26", "2026-10-30", "2026-10-31", "2026-11-01"]), [
    ["2026-10-26", "2026-10-26"],
    ["2026-10-30", "2026-11-01"],
  ]);
  assert.deepEqual(stretches([]), []);
});

test("a period in words names its year once, and both where it has two", () => {
  assert.equal(range("2026-10-24", "2026-11-20", "en"), "24 Oct to 20 Nov 2026");
  assert.equal(range("2025-12-24", "2026-01-20", "en"), "24 Dec 2025 to 20 Jan 2026");
  assert.equal(range("2026-10-24", "2026-11-20", "zh"), "2026 年 10 月 24 日至 11 月 20 日");
  assert.equal(range("2025-12-24", "2026-01-02", "zh"), "2025 年 12 月 24 日至 2026 年 1 月 2 日");
  assert.equal(zoneWords("Asia/Shanghai", new Date("2026-11-20")), "Asia/Shanghai (GMT+8)");
});

const row = (way: string, n: number, rate: number | null): WayRow => {
  const known = rate === null ? { n, rate } : { n, rate, count: 1, low: rate, high: rate };
  return {
    ...{ way, n, name: { en: way, zh: way }, outcomes: {}, cases: "", success: known },
    ...{ firstTry: known, within24h: known, within7d: known, abandon: known, takeover: known },
    ...{ medianSeconds: n, p90Seconds: n, meanSeconds: n, activeMedianSeconds: n },
    ...{ waitMedianSeconds: 0, off: null },
  };
};

test("ways are sorted both ways; what is not known stands last in both, and the compared two are not among them", () => {
  const rows = [
    ...[row("self-service", 99, 0.1), row("face", 12, null), row("sms-code", 50, 0.9)],
    ...[row("passkey", 40, 0.98), row("email-code", 20, null)],
  ];
  const order = (isDown: boolean) => sorted(rows, "success", isDown).map(({ way }) => way);
  assert.deepEqual(order(true), ["passkey", "sms-code", "email-code", "face"]);
  assert.deepEqual(order(false), ["sms-code", "passkey", "email-code", "face"]);
});

test("the figures are said to be in order when a recount found the same, and not before one was made", () => {
  const of = (differences: number) => ({ at: "", day: "", cases: 1, differences });
  const sound = { stale: false, missing: [], recount: of(0) };
  const silent = [{ type: "x", lastAt: null, silentHours: 1, usualHours: 1 }];
  const said = [
    sound,
    { ...sound, recount: null },
    { ...sound, missing: silent },
    { ...sound, missing: silent, recount: null },
    { ...sound, missing: silent, recount: of(2) },
    { ...sound, stale: true, recount: of(2) },
  ].map((health) => leadOf(health).replace("insights.definitions.lead", ""));
  assert.deepEqual(said, ["", ".unchecked", ".missing", ".missing", ".differs", ".stale"]);
});

test("before and after a change are as many days, in whole weeks where it can be", () => {
  assert.deepEqual(around("2026-11-09", "2026-11-20"), {
    before: { from: "2026-11-02", to: "2026-11-08" },
    after: { from: "2026-11-09", to: "2026-11-15" },
  });
  assert.deepEqual(around("2026-11-19", "2026-11-20")?.before.from, "2026-11-17");
  assert.equal(around("2026-11-21", "2026-11-20"), null);
});

/** WCAG 2.2, contrast of two colours. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test("the colours of lines stand out from white and from the dark surface", () => {
  const css = readFileSync(join(import.meta.dirname, "insights.css"), "utf8");
  const found = [...css.matchAll(/--chart-\d: (#[0-9a-f]{6})/g)].map(([, hex = ""]) => hex);
  assert.equal(found.length, 6);
  found.forEach((hex, n) => {
    assert.ok(contrast(hex, n < 3 ? "#ffffff" : "#1a2029") >= 4.5, hex);
  });
});
