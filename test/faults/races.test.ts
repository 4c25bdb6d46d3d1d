import assert from "node:assert/strict";
import { test } from "node:test";
import { T03, T04, T06 } from "./races.ts";
import { attacked, broken, cheapHash } from "./rig.ts";

const holder = attacked(cheapHash);
const quiet = () => {};

// Broken once: with `setTriesLeft` removed from `trySentCode` this went red (compared: 11, wanted 5, the
// account's own limit behind it); without the account's lock, too: the chain of events then still lets one
// through at a time, and 704 of 800 answers were failures.
test("T03: very many tries at once at a code are five tries, and a right one counts once", async () =>
  assert.deepEqual(broken(await T03.run("small", quiet, holder.target)), []));

// Broken once: with `judgeTries` always allowing this went red (compared: 150, wanted 10); without the
// account's lock, too: claims failed to begin.
test("T04: a hundred claims that guess at once share one account's tries", async () =>
  assert.deepEqual(broken(await T04.run("small", quiet, holder.target)), []));

// Broken once: with `setUsed` removed from `trySentCode` this went red (taken 100 times); without the
// account's lock, too (479 of 600 answers were failures).
test("T06: the same right code, given a hundred times at once, is taken once", async () =>
  assert.deepEqual(broken(await T06.run("small", quiet, holder.target)), []));
