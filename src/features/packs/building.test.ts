import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ownersOf } from "../../../test/owner.ts";
import { packer, report, transaction, unpack } from "../../../test/packs.ts";
import { testWorld } from "../../../test/world.ts";
import { verifyPack } from "./index.ts";
import { makeFiles } from "./making.ts";

const environment = {
  RIGHTFUL_URL: "http://localhost:8700",
  RIGHTFUL_WALLET_URL: "http://localhost:8701",
  RIGHTFUL_KEYS: `t1:${Buffer.alloc(32, 7).toString("base64")}`,
};
const world = testWorld(environment);
const owners = ownersOf(world);

test("the process that builds is killed in the middle: another one builds the pack, and nothing is left over", async () => {
  const { id } = await owners.anOwner();
  await report(
    world,
    Array.from({ length: 3000 }, (_, n) => transaction(id, n)),
  );
  const owner = await packer(world, id);
  await owner.prove();
  const packId = (await owner.order()).body.pack.id;
  const at = world.now().toISOString();
  const child = spawn(
    process.execPath,
    ["test/faults/pack-builder.ts", world.databaseUrl, at, JSON.stringify(environment)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = new Promise<string | null>((done) =>
    child.once("exit", (_code, signal) => done(signal)),
  );
  const row = () =>
    world.world.db.selectFrom("packs").selectAll().where("id", "=", packId).executeTakeFirst();
  for (let n = 0; n < 1800 && (await row())?.done === 0; n++) await pause(50);
  child.kill("SIGKILL");
  assert.equal(await ended, "SIGKILL");
  const dead = await row();
  assert.equal(dead?.state, "building");
  // As if it had been cut off while it wrote: a piece of a try that is no more.
  const piece = {
    accountId: id,
    packId,
    build: dead?.build ?? "",
    seq: 0,
    bytes: Buffer.from("x"),
  };
  await world.world.db.insertInto("packParts").values(piece).execute();
  await world.settle();
  assert.equal((await owner.list())[0].state, "building", "its lease still stands");
  world.skip(31);
  await world.settle();
  const [view] = await owner.list();
  assert.equal(view.state, "ready");
  const builds = await world.world.db
    .selectFrom("packParts")
    .select("build")
    .distinct()
    .where("packId", "=", packId)
    .execute();
  assert.equal(builds.length, 1);
  assert.notEqual(builds[0]?.build, dead?.build);
  const { zip } = await owner.download(packId);
  assert.equal(verifyPack(zip, view.keyFingerprint).sound, true);
  const { transactions } = JSON.parse(String(unpack(zip)["transactions.json"]));
  assert.equal(transactions.length, 3000);
});

test("while a large pack is made the server goes on: nothing waits for the pages", async () => {
  const { id } = await owners.anOwner();
  await report(
    world,
    Array.from({ length: 3000 }, (_, n) => transaction(id, n)),
  );
  const owner = await packer(world, id);
  await owner.prove();
  await owner.order();
  // Of this thread's own processor time: a machine that is shared may pause it.
  const spent = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let longest = 0;
  let last = spent();
  const beat = setInterval(() => {
    longest = Math.max(longest, spent() - last);
    last = spent();
  }, 5);
  await world.settle();
  clearInterval(beat);
  assert.ok(longest < 700, `the loop stood still for ${Math.round(longest)} ms`);
  assert.equal((await owner.list())[0].state, "ready");
});

test("pages that take too long are given up, and the thread is gone", async () => {
  const facts = { about: {}, key: {} };
  await assert.rejects(makeFiles(facts as never, 1), /too long|ended early|undefined/);
});
