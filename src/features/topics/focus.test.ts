import assert from "node:assert/strict";
import { test } from "node:test";
import { costOf } from "../../../test/cost.ts";
import { backgroundOf, focusOf, readTitles, stem, type Title } from "./focus.ts";

const otherwise = { en: ["freeze the money"], zh: ["先冻结资金"] };
const titles = (list: readonly string[], rest: Partial<Title> = {}): Title[] =>
  list.map((title, n) => ({ title, story: `${title} ${n}`, ...rest }));
/** The same words in so many different headlines. */
const times = (count: number, title: (n: string) => string): string[] =>
  Array.from({ length: count }, (_, n) =>
    title("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"[n] ?? "亥"),
  );
const focus = (own: Title[], others: Title[] = [], topic = "account_stolen") => {
  const [read, other] = [readTitles(own), readTitles(others)];
  return focusOf(topic, read, backgroundOf([read, other]), otherwise);
};

const remote = times(12, (n) => `${n}地出现共享屏幕诈骗`);
const bank = times(12, (n) => `${n}行提示 screen sharing scams rise`);

test("the main focus is what this topic's headlines say and the others do not", () => {
  const found = focus(titles([...remote, ...bank]), titles(times(20, (n) => `${n}地出现高温预警`)));
  assert.deepEqual(found.isDefault, { en: false, zh: false });
  assert.ok(found.zh[0]?.includes("共享屏幕"), String(found.zh));
  assert.deepEqual(found.en, ["screen sharing scams"]);
});

test("with few titles the taxonomy speaks, and it is marked", () => {
  const few = focus(titles(remote));
  assert.deepEqual(few, { ...otherwise, isDefault: { en: true, zh: true } });
  // Enough, but of one language only.
  assert.deepEqual(focus(titles([...remote, ...remote])).isDefault, { en: true, zh: false });
});

test("one story told a thousand times is one story", () => {
  const again = Array.from({ length: 1000 }, () => ({ title: "共享屏幕诈骗", story: "one" }));
  assert.deepEqual(focus(again).isDefault.zh, true);
});

test("a phrase within another is said once, and at most three are said", () => {
  const many = ["免密支付", "自动续费", "亲情卡", "付款码", "数字钱包"].flatMap((what) =>
    times(8, (n) => `${n}处${what}`),
  );
  const { zh } = focus(titles(many));
  assert.equal(zh.length, 3, String(zh));
  for (const a of zh) for (const b of zh) assert.ok(a === b || !a.includes(b), `${a} ${b}`);
});

test("no digits, links, handles or names of persons are said", () => {
  const { zh, en } = focus(
    titles([
      ...times(20, (n) => `${n}处 13800138000 转到 https://evil.example/pay/共享 @boss 12345`),
      ...times(20, (n) => `${n}说杨涛鸣诈骗团伙`),
      ...times(20, (n) => `${n} Elon Musk giveaway at evil.example`),
      ...times(20, (n) => `${n}处张女士`),
      ...times(20, (n) => `<img src=x onerror=alert(1)> ${n}`),
    ]),
  );
  for (const phrase of [...zh, ...en]) {
    assert.doesNotMatch(phrase, /\d|evil|http|boss|杨|涛|鸣|张|女士|musk|elon|</i, phrase);
    assert.match(phrase, /^[\p{L} '-]+$/u);
  }
  assert.ok(zh.includes("诈骗团伙"), String(zh));
});

test("what fewer than five of our own cases hold is not said, however often it is written", () => {
  const news = titles(times(20, (n) => `${n}地高温预警`));
  const cases = (count: number) =>
    Array.from({ length: 40 }, (_, n) => ({
      ...{ title: "蓝色信封骗局", story: `case-${n % count}`, isOwn: true },
    }));
  const said = (count: number) => focus([...news, ...cases(count)]).zh.join(" ");
  assert.doesNotMatch(said(4), /蓝色/);
  assert.match(said(5), /蓝色信封/);
});

test("what a topic is called says nothing more of it", () => {
  const { zh } = focus(titles(times(30, (n) => `${n}地账户被盗刷`)), [], "account_stolen");
  for (const phrase of zh) assert.notEqual(phrase, "盗刷");
});

test("plurals and endings are one word", () => {
  for (const [a, b] of [
    ["refunds", "refund"],
    ["charges", "charged"],
    ["companies", "company"],
    ["shipping", "shipped"],
  ] as const)
    assert.equal(stem(a), stem(b));
  for (const word of ["address", "virus", "aws"]) assert.ok(stem(word).length >= 2);
  assert.notEqual(stem("access"), stem("acces"));
});

test("a title of a megabyte costs no more than its beginning", () => {
  const long = titles([`${"共享屏幕".repeat(250_000)}`, "a ".repeat(500_000)]);
  assert.ok(costOf(() => void readTitles(long), 500) < 500);
});
