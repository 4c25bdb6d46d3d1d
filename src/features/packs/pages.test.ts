import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import { readPages } from "../../../test/pages.ts";
import type { Facts } from "./facts.ts";
import { makeFiles } from "./making.ts";
import { newPaper, written } from "./paper.ts";
import { pageWords, parts } from "./words.ts";

const at = new Date("2026-03-02T10:00:05.000Z");
const paper = () => newPaper({ title: "A test", lang: "en", at, foot: "A test" });

const facts = (more: Partial<Facts> = {}): Facts => ({
  about: {
    ...{ pack: "pack_1", reference: "K7-4F2Q", operator: "A wallet", server: "http://localhost" },
    ...{ account: "acc-1", lang: "zh", from: at.toISOString(), to: at.toISOString() },
    ...{ signedAt: at.toISOString(), record: { seq: 3, hash: "abc" }, counterAccounts: "full" },
  },
  timeZone: "Asia/Shanghai",
  key: { fingerprint: "ab".repeat(32), publishedAt: "http://localhost/keys" },
  person: { accountId: "acc-1", name: "𠮷田 龑", birthday: "1980-01-01", phones: [], emails: [] },
  statement: { time: "t", place: "p", course: "c", amount: "a", idNumber: "110101" },
  ...{ caseReference: null, story: [], signIns: [], devices: [], freezes: [], timeline: [] },
  ...{ transactions: [], chat: [], collected: [], ...more },
});
const pagesOf = async (given: Facts) => (await makeFiles(given))[0]?.bytes ?? Buffer.alloc(0);

/** Of every text that is drawn, the numbers of its glyphs. */
const glyphsOf = (bytes: Buffer) =>
  [...bytes.toString("latin1").matchAll(/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)]
    .map(([, stream = ""]) => inflateSync(Buffer.from(stream, "latin1")).toString("latin1"))
    .flatMap((operators) => [...operators.matchAll(/<([0-9a-f]+)> Tj/g)])
    .flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? []);

describe("every character is on the page", () => {
  const shown = [
    ...Object.values(pageWords).flatMap((words) => Object.values(words)),
    ...Object.values(parts).flatMap(({ en, zh }) => [en, zh]),
    "龑 䶮 㐀 镕 喆 𫠆 𰻝 é Ж ß か 한국 བོད་ཡིག 😀 🏦 ¥ € ① ★ ￥：，。",
    "שלום مرحبا",
  ].join("\n");

  // Broken once: the main font taken for everything; the text was whole, and boxes stood on the page.
  test("as ink, not only as text that a program can take out of the file", async () => {
    const page = paper();
    page.text(shown);
    const bytes = await page.end();
    const glyphs = glyphsOf(bytes);
    assert.ok(glyphs.length > shown.length / 2);
    assert.equal(glyphs.filter((glyph) => glyph === "0000").length, 0, "glyph 0 is a missing one");
    const pages = await readPages(bytes);
    const chars = pages.flatMap((each) => each.chars);
    const blank = chars.filter(
      ({ char, ink }) => /[^\s\p{Cc}\p{Mn}\p{Cf}\0]/u.test(char) && ink < 2,
    );
    assert.deepEqual(
      blank.map(({ char }) => char),
      [],
    );
    // A space has none: what is asked of the others is seen.
    assert.ok(chars.some(({ char, ink }) => char === " " && ink === 0));
    const text = pages.map((each) => each.text).join("\n");
    for (const char of new Set(Array.from(shown.replace(/[\s\p{Mn}]/gu, ""))))
      assert.ok(text.includes(char), char);
  });

  test("what no font has, and what nobody can see, stands there as its number", async () => {
    const page = paper();
    page.text("𠮷田 \u202Eevil\u202C a\u200Bb \uE000 🏳\u200D🌈");
    const text = (await readPages(await page.end())).map((each) => each.text).join("\n");
    for (const words of ["[U+20BB7]田", "[U+202E]evil[U+202C]", "a[U+200B]b", "[U+E000]"])
      assert.ok(text.includes(words), `${words} in ${text}`);
    assert.equal(written("𠮷"), "[U+20BB7]");
    assert.equal(written("\n"), "[U+000A]");
  });
});

test("long words and long cells are broken, and nothing is cut off", async () => {
  const long = Array.from({ length: 900 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join("");
  const page = paper();
  page.table(
    [
      { head: "a", width: 0.2 },
      { head: "b", width: 0.8 },
    ],
    [
      [long, "x".repeat(500)],
      ["second", "row"],
    ],
  );
  const pages = await readPages(await page.end());
  const text = pages.map((each) => each.text).join("");
  for (const char of long) assert.ok(text.includes(char), char);
  assert.equal(text.match(/x/g)?.length, 500);
  assert.ok(pages.length >= 2);
});

test("the file says that it is PDF/A-2b, embeds its fonts, and holds nothing of the machine or the moment", async () => {
  const given = facts();
  const [bytes, again] = [await pagesOf(given), await pagesOf(given)];
  assert.ok(bytes.equals(again));
  const file = bytes.toString("latin1");
  assert.ok(
    /<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/.test(file),
  );
  assert.ok(/\/OutputIntents \[/.test(file));
  assert.ok(/\/GTS_PDFA1/.test(file));
  assert.ok(!/\/Encrypt|\/JavaScript|\/Launch|\/EmbeddedFile|\/URI/.test(file));
  const fonts = file.match(/\/Type \/Font\b/g)?.length ?? 0;
  const embedded = file.match(/\/FontFile2 /g)?.length ?? 0;
  assert.ok(fonts > 0 && embedded === fonts / 2, `${embedded} of ${fonts}`);
  const times = new Set(file.match(/\(D:\d+Z\)/g));
  assert.deepEqual([...times], ["(D:20260302100005Z)"]);
});

test("what the police ask for is on the pages, in the language of the pack", async () => {
  const given = facts({
    statement: {
      ...{ time: "2月27日上午10点", place: "家中", course: "有人来电自称客服", amount: "3600元" },
      ...{
        idNumber: "110101198001010017",
        ownAccount: "某银行 6222",
        otherSide: "王某 某银行 6217",
      },
    },
    transactions: [
      {
        ...{ id: "tx-1", at: at.toISOString(), direction: "out", amount: "1200.50" },
        ...{ currency: "CNY", payee: "王小明", status: "completed" },
      },
      {
        ...{ id: "tx-2", at: at.toISOString(), direction: "out", amount: "0.05" },
        ...{ currency: "CNY", payee: "王小明", status: "completed" },
      },
    ],
  });
  const text = (await readPages(await pagesOf(given))).map((each) => each.text).join("\n");
  const asked = [
    ...["[U+20BB7]田 龑", "110101198001010017", "某银行 6222", "王某 某银行 6217"],
    ...["2026-03-02 18:00:05", "CNY 1200.50", "王小明", "CNY 1200.55", "时间", "地点", "经过"],
    ...["金额", "有人来电自称客服", "K7-4F2Q", "Asia/Shanghai"],
  ];
  for (const words of asked) assert.ok(text.includes(words), words);
});
