/**
 * The record is tampered with in every way that a thief has who owns the database, and each time it is
 * verified against the lines that had left the house. Between the attacks, and where nothing was done,
 * nothing is found. Then a million events are verified, and how long that takes is told.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transact } from "../../src/core/db.ts";
import { emit, nextRow, noHead } from "../../src/core/events.ts";
import type { New } from "../../src/core/tables.ts";
import { newAccountKey, openAccountKey } from "../../src/core/vault.ts";
import type { World } from "../../src/core/world.ts";
import { lockAccount } from "../../src/features/accounts/index.ts";
import { verifyAudit } from "../../src/features/audit/index.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atMost, exactly, type Fault, type Figure, numbers, seeded } from "./fault.ts";
import { tamper, ways } from "./tampering.ts";

const TRIALS = { small: 60, full: 1_000 };
const CONTROLS = { small: 3, full: 50 };
const ROWS = { small: 20_000, full: 1_000_000 };
const SECONDS_MAX = 60;
const ACCOUNTS = 24;
const SEED = 33;
const system = { kind: "system", id: "test" } as const;

const record = (world: World, id: string, turn: number) =>
  transact(world, async (world) => {
    await lockAccount(world, id);
    await emit(world, system, "thing.happened", id, { turn });
  });

async function checkpoint(world: TestWorld) {
  world.skip(301);
  await world.sweep();
  await world.settle();
}

/** Chains that grew over three checkpoints; their ids. */
async function fill(world: TestWorld): Promise<string[]> {
  const ids: string[] = [];
  for (const n of numbers(ACCOUNTS)) ids.push(await world.account(`acc_${n}`));
  for (const turn of numbers(3)) {
    for (const [n, id] of ids.entries())
      for (const step of numbers(2 + (n % 3))) await record(world.world, id, turn + step);
    await checkpoint(world);
  }
  return ids;
}

async function attack(world: TestWorld, file: string, trials: number, controls: number) {
  const ids = await fill(world);
  const anchor = (await readFile(file, "utf8")).split("\n");
  const chance = seeded(SEED);
  const one = (list: readonly string[]) => list[Math.floor(chance() * list.length)] as string;
  const verify = async () => (await verifyAudit(world.world, anchor)).found;
  const missed: string[] = [];
  const counts = new Map<string, number>();
  for (const n of numbers(trials)) {
    // Each way in turn, so that none is left to chance.
    const way = ways[n % ways.length] as string;
    const id = one(ids);
    const other = one(ids.filter((each) => each !== id));
    const undo = await tamper(world.world, way, id, chance, other);
    if ((await verify()) === 0) missed.push(way);
    counts.set(way, (counts.get(way) ?? 0) + 1);
    await undo();
  }
  let falsely = 0;
  for (const _ of numbers(controls)) falsely += await verify();
  return { missed, falsely, counts };
}

const PER_ACCOUNT = 10;
const AT_ONCE = 200;

/** Real chains, as `emit` would write them, without the transactions that each belongs to. */
async function fillRows(world: World, rows: number): Promise<void> {
  const now = world.now();
  for (let from = 0; from < rows / PER_ACCOUNT; from += AT_ONCE) {
    const accounts: New<"accounts">[] = [];
    const events: New<"events">[] = [];
    for (const n of numbers(AT_ONCE)) {
      const accountId = `acc_many${from + n}`;
      const dataKey = newAccountKey(world, accountId);
      const key = openAccountKey(world, accountId, dataKey);
      let head = noHead;
      for (const turn of numbers(PER_ACCOUNT)) {
        const payload = { recoveryId: `rec_${from + n}`, proof: "sms-code", turn };
        const fact = { accountId, type: "recovery.proof-accepted", at: now, actor: "system:test" };
        const row = nextRow(world, key, head, { ...fact, payload });
        events.push({ ...row, id: `evt_${from + n}_${turn}` });
        head = { chainSeq: row.seq, chainHead: row.hash };
      }
      accounts.push({
        ...{ accountId, kind: "account", dataKey, name: null, birthday: null, locale: "en" },
        ...{ timeZone: "UTC", createdAt: now, seenAt: now, ...head },
      });
    }
    await world.db.insertInto("accounts").values(accounts).execute();
    await world.db.insertInto("events").values(events).execute();
  }
}

/** Seconds for the whole verification; what it found. */
async function time(world: World, rows: number) {
  await fillRows(world, rows);
  const began = performance.now();
  const report = await verifyAudit(world);
  return { seconds: (performance.now() - began) / 1000, ...report };
}

export const T33: Fault = {
  id: "T33",
  title: "The record is edited, cut, reordered, rewritten, by whoever owns the database",
  needs: "own",
  alone: true,
  async run(size, say): Promise<Figure[]> {
    const folder = await mkdtemp(join(tmpdir(), "rightful-tampering-"));
    const file = join(folder, "anchor.jsonl");
    const world = await makeWorld({ RIGHTFUL_AUDIT_FILE: file });
    try {
      const trials = TRIALS[size];
      const { missed, falsely, counts } = await attack(world, file, trials, CONTROLS[size]);
      say(`seed ${SEED}; ${[...counts].map(([way, n]) => `${way} ${n}`).join(", ")}`);
      const rows = ROWS[size];
      const many = await time(world.world, rows);
      say(
        `${many.events} events of ${many.chains} chains verified in ${many.seconds.toFixed(1)} s`,
      );
      return [
        exactly(
          "tamperings found",
          `${trials - missed.length} of ${trials}`,
          `${trials} of ${trials}`,
        ),
        exactly(
          "ways of tampering that were missed",
          [...new Set(missed)].join(", ") || "none",
          "none",
        ),
        exactly(`findings in ${CONTROLS[size]} controls, where nothing was done`, falsely, 0),
        exactly("findings in the million", many.found, 0),
        atMost(`seconds to verify ${rows} events`, many.seconds, SECONDS_MAX, " s"),
      ];
    } finally {
      await world.end();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
