/**
 * T13: a way back in that is younger than 7 days, or younger than the theft, counts for nothing, whatever is
 * shown beside it. Every line of the written tables is walked with each of its proofs made young in turn, just under
 * the limit; younger ones, which the same comparison refuses, one a line in turn (all with `RIGHTFUL_TESTS=full`).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { aDesk } from "../cases.ts";
import { isFull } from "../size.ts";
import {
  type Ages,
  type Before,
  inOrder,
  isShut,
  type Line,
  lines,
  opened,
  roomy,
  walkersOf,
} from "../walker.ts";
import { testWorld } from "../world.ts";

const world = testWorld(roomy);
const { walkerAt, giveProof, standing, flagTheft } = walkersOf(world, aDesk(world));
const NEW = "seven quiet paper boats";
const JUST_UNDER = 6.99;
const YOUNGER = [0.01, 1, 3, 5];
const NOT_ASKED = /"code":"(contacts-too-few|none-signed-in|prove-first)"/;
/** Devices of one network are asked ten times an hour. */
const BETWEEN_S = 420;

/** Bound proofs of a line that needs every one of them; what people decide has no age. */
function needed(line: Line): string[] {
  const own = lines.filter(({ preset }) => preset === line.preset);
  const steps = inOrder(line);
  if (steps.some(({ kind }) => kind === "agent-review" || kind === "face")) return [];
  if (isShut(line)) return [];
  return steps
    .map(({ kind }) => kind)
    .filter((kind) => {
      const others = steps.filter((step) => step.kind !== kind);
      return [0, 1, 2].every((level) => !opened(own, line.situation, level, others));
    });
}

/** A preset may ask for 30 days. */
const oldEnough = ({ proofs }: Line, days: number) =>
  proofs.some((token) => token.endsWith(":30-days")) ? 30.1 : days;

const walked = (line: Line, ages: Ages, before?: Before) =>
  giveAll(line, ages, before).catch((error: Error) => ({ state: error.message, code: "" }));

async function giveAll(line: Line, ages: Ages, before?: Before) {
  Object.assign(world.world.config, { policy: line.preset });
  world.skip(BETWEEN_S);
  const walker = await walkerAt(line, 0, ages, before);
  for (const step of inOrder(line))
    await giveProof(walker, step).catch((error: Error) => {
      // Some are not even asked for: they count for nothing before anybody could answer.
      if (!NOT_ASKED.test(error.message)) throw error;
    });
  const { state } = await standing(walker);
  const code = state === "proving" ? (await walker.claim.complete(NEW)).body.code : "";
  return { state, code };
}

const neededHere = (line: Line, n: number) =>
  isFull || line.preset === "wallet" || n % 3 === 0 ? needed(line) : [];

test("T13 a way back in of less than 7 days counts for nothing; with 7 days it does", async (t) => {
  let tried = 0;
  const failed: string[] = [];
  // Of the presets every third line.
  for (const [n, line] of lines.entries())
    for (const [at, kind] of neededHere(line, n).entries()) {
      const younger = YOUNGER.filter((_, age) => isFull || (at === 0 && age === n % 4));
      for (const age of [...younger, JUST_UNDER]) {
        tried++;
        const { state, code } = await walked(line, { [kind]: age });
        if (state !== "proving" || code !== "not-proven")
          failed.push(`${line.id}: ${kind} of ${age} days: ${state} ${code}`);
      }
      if (line.wait.includes("refused")) continue;
      const { state } = await walked(line, { [kind]: oldEnough(line, 7.01) });
      if (state === "proving") failed.push(`${line.id}: ${kind} is refused when it is old enough`);
    }
  assert.deepEqual(failed, []);
  t.diagnostic(`${tried} combinations, 0 counted`);
});

test("T13 a way back in that is younger than the theft counts for nothing, however old the claim", async (t) => {
  let tried = 0;
  const failed: string[] = [];
  const thefts = lines.filter(({ situation }) => situation === "account-stolen");
  for (const line of thefts)
    for (const kind of needed(line)) {
      // Somebody saw the theft 20 days ago; the method came 10 days ago.
      for (const age of [8, 10, 19.9]) {
        tried++;
        const { state } = await walked(line, { [kind]: age }, flagTheft(20));
        if (state !== "proving") failed.push(`${line.id}: ${kind} of ${age} days: ${state}`);
      }
      const { state } = await walked(line, { [kind]: oldEnough(line, 20.1) }, flagTheft(20));
      if (state === "proving") failed.push(`${line.id}: ${kind} of before is refused`);
    }
  assert.deepEqual(failed, []);
  t.diagnostic(`${tried} combinations, 0 counted`);
});
