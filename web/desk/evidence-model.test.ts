import assert from "node:assert/strict";
import { test } from "node:test";
import { flat, transformOf, turned } from "./evidence-model.ts";

test("a picture is turned, mirrored and enlarged within bounds, and lies as before after a reset", () => {
  const all = (["in", "in", "rotate", "flip", "left", "down"] as const).reduce(turned, flat);
  assert.deepEqual(all, { turns: 1, flipped: true, zoom: 2.25, bright: 1, x: 80, y: -80 });
  assert.equal(transformOf(all), "translate(80px, -80px) scale(2.25) rotate(90deg) scaleX(-1)");
  assert.deepEqual(turned(all, "reset"), flat);
  const large = Array.from({ length: 20 }).reduce((lie: typeof flat) => turned(lie, "in"), flat);
  assert.equal(large.zoom, 8);
  assert.equal(turned({ ...flat, turns: 3 }, "rotate").turns, 0);
  // As large as it is, it lies in the middle.
  assert.deepEqual(turned({ ...flat, zoom: 1.2, x: 50 }, "out"), flat);
});
