import assert from "node:assert/strict";
import { test } from "node:test";
import { testWorld } from "../../test/world.ts";
import { transact } from "./db.ts";
import { countIn, spend, sweepLimits } from "./limits.ts";
import { Problem } from "./problem.ts";

const world = testWorld();
const use = (key: string) => spend(world.world, key, 3, 60_000);
const refused = (error: unknown) => error instanceof Problem && error.code === "too-many";

test("three uses a minute are three, and the fourth is told until when", async () => {
  const until = new Date(world.now().getTime() + 60_000).toISOString();
  for (let turn = 0; turn < 3; turn++) await use("a");
  await assert.rejects(use("a"), (error: Problem) => {
    assert.equal(error.more.until, until);
    return refused(error);
  });
  await use("b");
  world.skip(59.999);
  await assert.rejects(use("a"), refused);
  world.skip(0.001);
  await use("a");
});

// Broken once: with the count read first and written after, 20 of 20 passed.
test("twenty uses at once are counted, each of them", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => use("storm")));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 3);
});

test("one network that asked too often does not close the door to others", async () => {
  const start = (ip: string) =>
    world.call(
      "POST",
      "/v1/recoveries",
      { identifier: "13900041234", situation: "forgot-password" },
      { ip },
    );
  const { startsPerHour } = world.world.config;
  world.world.config.startsPerHour = 2;
  try {
    await start("192.0.2.7");
    await start("192.0.2.7");
    const third = await start("192.0.2.7");
    assert.equal(third.status, 429);
    assert.equal(third.headers["retry-after"], "3600");
    assert.equal((await start("192.0.2.8")).status, 201);
  } finally {
    world.world.config.startsPerHour = startsPerHour;
  }
});

const windows = [
  { key: "hour", windowMs: 3_600_000 },
  { key: "day", windowMs: 86_400_000 },
];
const counts = async () => (await countIn(world.world, windows)).map(({ count }) => count);

test("windows of different lengths are counted together, and each opens again at its own time", async () => {
  assert.deepEqual(await counts(), [1, 1]);
  world.skip(3599.999);
  assert.deepEqual(await counts(), [2, 2]);
  world.skip(0.001);
  assert.deepEqual(await counts(), [1, 3]);
  world.skip(86_400);
  assert.deepEqual(await counts(), [1, 1]);
});

test("T18 a ceiling of five is five, however many ask at once, and who is refused used nothing", async () => {
  const one = [{ key: "five", windowMs: 60_000 }];
  const take = () =>
    transact(world.world, async (world) => {
      const [row] = await countIn(world, one);
      if ((row?.count ?? 0) > 5) throw new Error("full");
    });
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, take));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 5);
  assert.equal((await countIn(world.world, one))[0]?.count, 6);
});

test("windows that closed a day ago are forgotten", async () => {
  await use("old");
  world.skip(86_401);
  await use("young");
  await sweepLimits(world.world);
  const rows = await world.world.db.selectFrom("limits").select("key").execute();
  assert.deepEqual(
    rows.map(({ key }) => key),
    ["young"],
  );
  await countIn(world.world, windows);
  world.skip(3600);
  await sweepLimits(world.world);
  const left = await world.world.db.selectFrom("windows").select("key").execute();
  assert.deepEqual(
    left.map(({ key }) => key),
    ["day"],
  );
});
