import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadLists } from "./lists.ts";
import { birthdayForms } from "./person.ts";
import { chineseNameForms } from "./pinyin.ts";

const { read } = await loadLists();

test("a Chinese name is recognised as people type it", () => {
  const forms = chineseNameForms("陈伟明", read);
  for (const form of ["陈伟明", "伟明", "chenweiming", "weimingchen", "chenwm", "weiming", "chen"])
    assert.ok(forms.includes(form), form);
  const double = chineseNameForms("欧阳丽", read);
  for (const form of ["ouyangli", "liouyang", "ouyangl", "ouyang"])
    assert.ok(double.includes(form), form);
  for (const form of ["lvna", "luna", "lyuna"])
    assert.ok(chineseNameForms("吕娜", read).includes(form), form);
  assert.ok(chineseNameForms("单超", read).includes("shanchao"));
});

test("a character outside the table is read by its neighbours, and a foreign one not at all", () => {
  assert.deepEqual(read("陈"), ["chen"]);
  assert.deepEqual(read("偉"), ["wei"]);
  assert.deepEqual(read("張"), ["zhang"]);
  assert.deepEqual(read("x"), []);
  assert.deepEqual(read("ひ"), []);
});

test("the readings in our table agree with the order of Unicode's pinyin collation", () => {
  const lines = readFileSync(
    new URL("../../../content/passwords/characters.txt", import.meta.url),
    "utf8",
  )
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const order = new Intl.Collator("zh-u-co-pinyin");
  // ü sorts after u.
  const key = (syllable: string) => syllable.replace(/^([ln])v/, "$1uz");
  const rows = lines.flatMap((line) => {
    const [syllable = "", characters = ""] = line.split(" ");
    return Array.from(characters, (character) => ({ character, key: key(syllable) }));
  });
  assert.ok(rows.length > 1000, `${rows.length} characters`);
  rows.sort((a, b) => order.compare(a.character, b.character));
  const astray = rows.filter(({ key }, at) => {
    const [before, after] = [rows[at - 1]?.key ?? "", rows[at + 1]?.key ?? "~"];
    return before <= after && (key < before || key > after);
  });
  // Surnames read otherwise than the word (单 shan, 仇 qiu, 翟 zhai ...) and nothing more.
  assert.ok(astray.length <= 20, astray.map(({ character }) => character).join(""));
});

test("a birthday is recognised in the orders in which people write it", () => {
  const forms = birthdayForms("1990-03-07");
  for (const form of [
    "19900307",
    "900307",
    "07031990",
    "03071990",
    "070390",
    "0307",
    "0703",
    "1990",
  ])
    assert.ok(forms.includes(form), form);
  for (const form of ["199037", "731990", "9037", "199003"]) assert.ok(forms.includes(form), form);
  assert.deepEqual(birthdayForms("unknown"), []);
});
