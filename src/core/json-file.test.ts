import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Type } from "typebox";
import { firstMistake, lineOf, readJson, repeatedKey } from "./json-file.ts";

const text = `{
  "a": [
    1,
    { "b/c": "x, {y}: \\"z\\"",
      "d": null }
  ],
  "e": {}
}`;

test("the line of every value of a file is found, whatever stands in its strings", () => {
  const lines = { "": 1, "/a": 2, "/a/0": 3, "/a/1": 4, "/a/1/b~1c": 4, "/a/1/d": 5, "/e": 7 };
  for (const [pointer, line] of Object.entries(lines)) assert.equal(lineOf(text, pointer), line);
  assert.equal(lineOf(text, "/a/1/missing/deeper"), 4, "what is missing: the place it belongs to");
});

test("each pointer of any JSON leads to its own line", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 6 }), (value) => {
      const written = JSON.stringify(value, null, 1);
      for (const key of Object.keys(value)) {
        const pointer = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const line = written.split("\n")[lineOf(written, pointer) - 1] ?? "";
        assert.ok(line.startsWith(` ${JSON.stringify(key)}:`), `${key}: ${line}`);
      }
      assert.equal(repeatedKey(written), null);
    }),
  );
});

test("what is no JSON at all is told with its line, also where the parser names none", () => {
  const texts: [string, number][] = [
    ['{\n  "name": oops\n}', 2],
    ["[1,\n2,\n,3]", 3],
    ['{\n"a": 1,\n}\n', 3],
    ['{"a": 1}\nx', 2],
    ["", 1],
  ];
  for (const [text, line] of texts) {
    const read = readJson(text, Type.Any());
    assert.equal("line" in read && read.line, line, text);
  }
});

test("a key that stands twice is seen, the same key in two objects is not", () => {
  assert.equal(repeatedKey('{"a":{"x":1,"y":[{"x":1},{"x":2}],"x":3}}'), "/a/x");
  assert.equal(repeatedKey('{"a":{"x":1},"b":{"x":1},"c":[1,1]}'), null);
});

test("of many complaints the deepest is told, and an unknown key by its name", () => {
  const shape = Type.Object(
    { a: Type.Object({ n: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }) },
    { additionalProperties: false },
  );
  assert.equal(firstMistake(shape, { a: { n: 1 } }), null);
  assert.deepEqual(firstMistake(shape, { a: { n: 1, m: 2 } }), {
    at: "/a/m",
    why: "this key is not known",
  });
  assert.equal(firstMistake(shape, { a: { n: 0 } })?.at, "/a/n");
});
