import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions } from "@node-rs/argon2";
import {
  defaultParams,
  HISTORY_MAX,
  hashAgainst,
  hashPassword,
  type Pepper,
  verifyNothing,
  verifyPassword,
} from "./index.ts";

const pepper = (id: string, byte: number): Pepper => ({ id, key: new Uint8Array(32).fill(byte) });
const [old, now] = [pepper("k1", 1), pepper("k2", 2)];
// The tests need the form, not the cost.
const params = { memoryKib: 64, passes: 1, lanes: 1 };
const mine = "gravel otter lamp seven";

test("T36 my password opens, and no other does", async () => {
  const stored = await hashPassword(mine, { pepper: now, params });
  assert.deepEqual(await verifyPassword(stored, mine, [now], params), {
    ok: true,
    needsRehash: false,
  });
  for (const other of ["gravel otter lamp six", "Gravel otter lamp seven", `${mine} `, ""])
    assert.deepEqual(await verifyPassword(stored, other, [now], params), {
      ok: false,
      needsRehash: false,
    });
});

test("T36 my password opens from a keyboard that writes full-width or split letters", async () => {
  const stored = await hashPassword("café lamp 77", { pepper: now, params });
  for (const typed of ["cafe\u0301 lamp 77", "ｃafé lamp ７７"])
    assert.ok((await verifyPassword(stored, typed, [now], params)).ok);
});

test("T36 the last of 256 characters decides", async () => {
  const long = "gravel otter lamp seven ".repeat(11).slice(0, 255);
  const stored = await hashPassword(`${long}🦊`, { pepper: now, params });
  assert.ok((await verifyPassword(stored, `${long}🦊`, [now], params)).ok);
  assert.ok(!(await verifyPassword(stored, `${long}🐙`, [now], params)).ok);
});

test("T36 what is stored costs 19 MiB and two passes, is salted, and names its key", async () => {
  const [one, two] = await Promise.all([
    hashPassword(mine, { pepper: now }),
    hashPassword(mine, { pepper: now }),
  ]);
  assert.notEqual(one, two);
  assert.match(one, /^\$hmac-sha256\$keyid=k2\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const made = parseOptions(one.slice(one.indexOf("$argon2id")));
  assert.deepEqual([made.memoryCost, made.timeCost, made.parallelism], [19_456, 2, 1]);
  assert.ok(made.saltLen >= 16 && made.outputLen >= 32);
  assert.ok((await verifyPassword(one, mine, [now])).ok);
});

test("T36 a stolen database without the key cannot even test the right password", async () => {
  const stored = await hashPassword(mine, { pepper: now, params });
  const guess = { id: "k2", key: new Uint8Array(32).fill(9) };
  assert.equal((await verifyPassword(stored, mine, [guess], params)).ok, false);
  assert.equal((await verifyPassword(stored, mine, [old], params)).ok, false);
});

test("T36 after the key or the cost has changed my password opens and is hashed anew", async () => {
  const before = await hashPassword(mine, { pepper: old, params });
  const opened = await verifyPassword(before, mine, [now, old], params);
  assert.deepEqual(opened, { ok: true, needsRehash: true });
  assert.equal((await verifyPassword(before, "wrong one", [now, old], params)).needsRehash, false);

  const dearer = { ...params, passes: 2 };
  assert.equal((await verifyPassword(before, mine, [old], dearer)).needsRehash, true);
  const after = await hashPassword(mine, { pepper: now, params: dearer });
  assert.deepEqual(await verifyPassword(after, mine, [now, old], dearer), {
    ok: true,
    needsRehash: false,
  });
});

test("T36 a damaged hash opens for nobody and stops nothing", async () => {
  const stored = await hashPassword(mine, { pepper: now, params });
  for (const damaged of ["", "x", stored.slice(0, 40), stored.replace("argon2id", "argon2i")])
    assert.equal((await verifyPassword(damaged, mine, [now], params)).ok, false);
});

test("T36 a key too short or badly named is refused before anything is hashed", async () => {
  await assert.rejects(hashPassword(mine, { pepper: { id: "k", key: new Uint8Array(8) }, params }));
  await assert.rejects(hashPassword(mine, { pepper: { ...now, id: "a$b" }, params }));
});

test("T36 an account that does not exist takes as long as a wrong password", async () => {
  const stored = await hashPassword(mine, { pepper: now });
  const timed = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  const [wrong, nobody]: [number[], number[]] = [[], []];
  for (let round = 0; round < 12; round++) {
    wrong.push(await timed(() => verifyPassword(stored, "wrong one", [now])));
    nobody.push(await timed(() => verifyNothing("wrong one", defaultParams)));
  }
  // The fastest round is the one that nothing else disturbed.
  const ratio = Math.min(...nobody) / Math.min(...wrong);
  assert.ok(ratio > 0.7 && ratio < 1.4, `ratio ${ratio.toFixed(2)}`);
  assert.deepEqual(await verifyNothing(mine, params), { ok: false, needsRehash: false });
});

test("T36 my last five passwords are not accepted again, the sixth is", async () => {
  const used = [
    "one otter",
    "two otters",
    "three otters",
    "four otters",
    "five otters",
    "six otters",
  ];
  const hashes = await Promise.all(used.map((each) => hashPassword(each, { pepper: old, params })));
  assert.equal(HISTORY_MAX, 5);
  const peppers = [now, old];
  const isRecent = async (password: string, before = hashes) =>
    (await hashAgainst(password, before, peppers, params)).isRecent;
  for (const each of used.slice(0, 5)) assert.ok(await isRecent(each));
  assert.equal(await isRecent("six otters"), false);
  assert.equal(await isRecent("Ｏｎｅ otter".toLowerCase()), true);
  assert.equal(await isRecent("never used"), false);
  assert.equal(await isRecent("never used", []), false);
});

// Broken once: with `sharesSalt` always true, a password of another salt was taken again.
test("T36 one hash compares a new password with all before it, of one salt or of several", async () => {
  const peppers = [now, old];
  let hashes: string[] = [];
  for (const each of ["one otter", "two otters", "three otters"])
    hashes = [(await hashAgainst(each, hashes, peppers, params)).stored, ...hashes];
  const salts = new Set(hashes.map((stored) => stored.split("$").at(-2)));
  assert.equal(salts.size, 1, "an account keeps its salt");
  const elsewhere = await hashPassword("zero otters", { pepper: old, params });
  const another = await hashPassword("minus one otter", { pepper: now, params });
  hashes.push(elsewhere, another);
  for (const each of [
    "one otter",
    "two otters",
    "three otters",
    "zero otters",
    "minus one otter",
  ]) {
    const { isRecent, stored } = await hashAgainst(each, hashes, peppers, params);
    assert.ok(isRecent, each);
    assert.ok((await verifyPassword(stored, each, peppers, params)).ok);
  }
  assert.equal((await hashAgainst("four otters", hashes, peppers, params)).isRecent, false);
  const dearer = { ...params, passes: 3 };
  const paid = await hashAgainst("one otter", hashes, peppers, dearer);
  assert.ok(paid.isRecent);
  assert.match(paid.stored, /t=3/, "a new cost is paid from the next password on");
  assert.notEqual(paid.stored.split("$").at(-2), hashes[0]?.split("$").at(-2));
});
