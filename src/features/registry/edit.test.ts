import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, type Edit, edited } from "./edit.ts";
import { loadRegistry, readRegistry } from "./reading.ts";

const registry = loadRegistry();
const brand = registry.brands[0]?.id ?? "";
const edit = (given: Partial<Edit>): Edit => ({
  ...{ deed: "add", list: "domains", brand, value: "new-channel.example.com" },
  ...given,
});
const after = (given: Partial<Edit>) => {
  const next = edited(registry, edit(given), "2026-11-30");
  assert.ok(typeof next !== "string", String(next));
  return next;
};

test("an edit makes the next version, which is read as any other and differs in that alone", () => {
  const next = after({});
  assert.deepEqual([next.version, next.reviewed], [registry.version + 1, "2026-11-30"]);
  assert.deepEqual(readRegistry("this", JSON.stringify(next)), next);
  assert.deepEqual(differences(registry, next), [
    { deed: "added", list: "domains", brand, value: "new-channel.example.com" },
  ]);
  const back = edited(next, edit({ deed: "remove" }), registry.reviewed);
  assert.ok(typeof back !== "string");
  assert.deepEqual(back.brands, registry.brands);
  const replaced = edited(next, edit({ deed: "replace", by: "other.example.com" }), "2026-12-01");
  assert.ok(typeof replaced !== "string");
  assert.deepEqual(
    differences(next, replaced).map(({ deed, value }) => `${deed} ${value}`),
    ["removed new-channel.example.com", "added other.example.com"],
  );
});

test("numbers are kept as digits, hosts in lower case, names as they are written", () => {
  const of = (given: Partial<Edit>) => differences(registry, after(given))[0]?.value;
  assert.equal(of({ list: "phones", value: "400 (100)-2003" }), "4001002003");
  assert.equal(of({ value: " New.Example.COM " }), "new.example.com");
  assert.equal(of({ list: "signatures", value: "新签名 A" }), "新签名 A");
  assert.equal(of({ list: "shorteners", brand: null, value: "sh.example.com" }), "sh.example.com");
});

test("what cannot be done is said by its field", () => {
  const fault = (given: Partial<Edit>) => edited(registry, edit(given), "2026-11-30");
  assert.equal(fault({ brand: "nobody" }), "brand");
  assert.equal(fault({ deed: "remove" }), "value");
  assert.equal(fault({ value: " " }), "value");
  const value = registry.brands[0]?.domains[0] ?? "";
  assert.equal(fault({ value }), "value");
  assert.equal(fault({ deed: "replace", value, by: "" }), "by");
  assert.equal(fault({ deed: "replace", value, by: value }), "by");
});
