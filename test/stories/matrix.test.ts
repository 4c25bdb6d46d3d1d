/**
 * T14 over HTTP: every path of the written tables (`policies/*.cases.json`) is walked from a claim to its
 * end, with real proofs, people and waits; what is refused stays refused, and with one proof fewer nothing
 * opens. Those of the policy in force at every level of risk, those of the presets at one each, in turn: what
 * each level makes of each line is judged without HTTP in src/features/policies/written.test.ts.
 * `RIGHTFUL_TESTS=full` walks all of them at all three.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk } from "../cases.ts";
import { isFull } from "../size.ts";
import {
  inOrder,
  isLater,
  isShut,
  type Line,
  lines,
  opened,
  roomy,
  type Shown,
  type Walker,
  walkersOf,
} from "../walker.ts";
import { testWorld } from "../world.ts";

const world = testWorld(roomy);
const { walkerAt, giveProof, standing } = walkersOf(world, aDesk(world));
const levels = ["low", "elevated", "high"] as const;
const NEW = "seven quiet paper boats";

/** Gives one proof after the other; true when it came to the end of the whole line. */
async function walk(own: readonly Line[], line: Line, level: number): Promise<boolean> {
  const walker = await walkerAt(line, level);
  const steps = inOrder(line);
  const shown: Shown[] = [];
  for (const { kind, wish: asked } of steps) {
    // A review with nothing beside it has to prove who the person is.
    const wish = kind === "agent-review" && steps.length === 1 ? "proofed" : asked;
    await giveProof(walker, { kind, wish });
    shown.push({ kind, wish });
    const way = opened(own, line.situation, level, shown);
    if (way) {
      await end(walker, way, level);
      return shown.length === steps.length;
    }
    assert.equal((await standing(walker)).state, "proving", `open with ${shown.length} of it`);
    assert.equal((await walker.claim.complete(NEW)).body.code, "not-proven");
  }
  await isAt(walker, level);
  assert.equal(line.wait[level], "refused");
  return true;
}

/** A line of which nothing may be asked for before a first proof: it is not told who could be asked. */
async function beginsNowhere(line: Line) {
  const walker = await walkerAt(line, 0);
  const steps = inOrder(line).filter(({ kind }) => kind !== "agent-review");
  const first = steps.filter(({ kind }) => !isLater(kind));
  for (const step of first) await giveProof(walker, step);
  const code = first.length > 0 ? "none-signed-in" : "prove-first";
  for (const { kind } of steps.filter(({ kind }) => isLater(kind)))
    assert.equal((await walker.claim.ask(kind)).body.code, code, line.id);
}

async function isAt({ id, claim }: Walker, level: number) {
  const { riskLevel } = await world.world.db
    .selectFrom("recoveries")
    .select("riskLevel")
    .where("accountId", "=", id)
    .where("id", "=", claim.recovery.id)
    .executeTakeFirstOrThrow();
  assert.equal(riskLevel, levels[level]);
}

/** The wait to the hour, the new password, and what money may do. */
async function end(walker: Walker, line: Line, level: number) {
  await isAt(walker, level);
  const wait = Number(line.wait[level]);
  if (wait > 0) {
    const { state, waitingUntil } = await standing(walker);
    assert.equal(state, "waiting", `${line.id} opens too early`);
    assert.equal(Date.parse(waitingUntil) - world.now().getTime(), wait * 3_600_000);
    assert.equal((await walker.claim.complete(NEW)).body.code, "waiting");
    await world.pass(wait);
  }
  assert.equal((await standing(walker)).state, "ready", `${line.id} does not open`);
  const done = await walker.claim.complete(NEW);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal(done.body.recovery.state, "completed");
  assert.equal(done.body.recovery.money?.kind ?? "none", line.money[level]);
}

let walked = 0;

for (const preset of ["wallet", "low-friction", "nist-aal1", "nist-aal2", "nist-aal3"])
  describe(`T14 every path of ${preset}, over HTTP`, () => {
    const own = lines.filter((line) => line.preset === preset);
    const isEach = isFull || preset === "wallet";
    for (const [level, risk] of levels.entries()) {
      const here = own.filter((_, n) => isEach || n % levels.length === level);
      test(`T14 walked at ${risk} risk (${preset})`, async (t) => {
        Object.assign(world.world.config, { policy: preset });
        const failed: string[] = [];
        const sooner: string[] = [];
        const shut = here.filter(isShut);
        for (const line of shut)
          await beginsNowhere(line).catch((error: Error) => failed.push(error.message));
        for (const line of here.filter((each) => !isShut(each)))
          await walk(own, line, level).then(
            (isWhole) => isWhole || sooner.push(line.id),
            (error: Error) => failed.push(`${line.id}: ${error.message}`),
          );
        assert.deepEqual(failed, []);
        // Lines that ask for all that another asks for, and more: walked until that other one opened.
        walked += here.length;
        t.diagnostic(
          `${here.length - shut.length} lines walked, of which ${sooner.length} opened sooner; ${shut.length} shut`,
        );
        if (preset === "wallet") assert.deepEqual([sooner, shut], [[], []]);
      });
    }
  });

if (isFull)
  test("T14 every path that is written was walked over HTTP, at every risk", () =>
    assert.equal(walked, lines.length * levels.length));
else
  test("T14 every path that is written was walked over HTTP, those in force at every risk", () => {
    const inForce = lines.filter(({ preset }) => preset === "wallet").length;
    assert.equal(walked, lines.length + inForce * (levels.length - 1));
  });
