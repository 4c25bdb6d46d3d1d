import assert from "node:assert/strict";
import { test } from "node:test";
import { T01, T02, T07 } from "./guessing.ts";
import { attacked, broken, cheapHash } from "./rig.ts";

const holder = attacked(cheapHash);
const quiet = () => {};

// Broken once: with `setTriesLeft` removed from `trySentCode` this went red (right codes accepted as the
// sixth: 16 of 32, wanted 0; compared with one code: 6, wanted 5).
test("T01: nobody gets a sixth try at a code, not even with the right one", async () =>
  assert.deepEqual(broken(await T01.run("small", quiet, holder.target)), []));

// Broken once: with `judgeTries` always allowing, and again with its window an hour instead of a day, this
// went red (compared: 116, wanted 10; right codes accepted: 76, wanted 0).
test("T02: asking for new codes all day buys a thief no more tries, and the owner keeps some", async () =>
  assert.deepEqual(broken(await T02.run("small", quiet, holder.target)), []));

// Broken once: with codes alive until the very limit, this went red (taken: 12 of 24, all of them where a
// slow server judged what a fast one had sent); with codes dead five seconds before it, too (refused: 24).
test("T07: a code that came too late is refused, even by a server whose clock is slow", async () =>
  assert.deepEqual(broken(await T07.run("small", quiet, holder.target)), []));
