/** T10, scaled down: a stranger's stop-watch cannot tell a name with an account from one without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { claimOf } from "../claimant.ts";
import { testWorld } from "../world.ts";

const world = testWorld();
const PAIRS = Number(process.env.T10_PAIRS ?? 60);
const DIFFERENCE_MS_MAX = 5;

type Times = { known: number[]; unknown: number[] };

const median = (list: number[]) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;

/** How well a threshold on the time tells the two apart: 0.5 is a coin, 1 is certain. */
function auc({ known, unknown }: Times): number {
  let wins = 0;
  for (const a of known) for (const b of unknown) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (known.length * unknown.length);
}

type Walk = (who: keyof Times, identifier: string, times: Map<string, Times>) => Promise<void>;

const walk: Walk = async (who, identifier, times) => {
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const answer = await work();
    const kept = times.get(step) ?? { known: [], unknown: [] };
    kept[who].push(performance.now() - began);
    times.set(step, kept);
    return answer;
  };
  const body = { identifier, situation: "forgot-password" };
  const started = await timed("start", () => world.call("POST", "/v1/recoveries", body));
  const claim = claimOf(world, started.body);
  await timed("sms", () => claim.ask("sms-code"));
  await timed("email", () => claim.ask("email-code"));
  await timed("wrong code", () => claim.give("sms-code", "abc"));
  await timed("authenticator", () => claim.give("authenticator-code", "000001"));
  await timed("saved code", () => claim.give("recovery-code", "0-0000-0000-0000-0000"));
  await timed("status", () => claim.get());
};

async function measure(round: number): Promise<number> {
  const times = new Map<string, Times>();
  const number = (n: number) => 10_000_000 + round * 10_000 + n;
  for (let n = 0; n < PAIRS; n++)
    await world.account(`acc_${round}_${n}`, {
      phone: `+86139${number(n)}`,
      email: `owner${round}x${n}@example.com`,
      authenticator: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    });
  for (let n = 0; n < PAIRS; n++) {
    const both = [
      () => walk("known", `139${number(n)}`, times),
      () => walk("unknown", `138${number(n)}`, times),
    ];
    for (const one of n % 2 === 0 ? both : both.reverse()) await one();
  }
  let worst = 0;
  for (const [step, of] of times) {
    const [known, unknown] = [median(of.known), median(of.unknown)];
    worst = Math.max(worst, Math.abs(known - unknown));
    console.log(
      `T10 ${step}: medians ${known.toFixed(2)} and ${unknown.toFixed(2)} ms, AUC ${auc(of).toFixed(3)} (n = ${PAIRS})`,
    );
  }
  return worst;
}

test("T10 the time of an answer does not tell whether a name has an account", async () => {
  // A busy machine blurs one measurement; a difference of ours would be in each of three.
  let worst = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && worst > DIFFERENCE_MS_MAX; round++)
    worst = Math.min(worst, await measure(round));
  assert.ok(worst <= DIFFERENCE_MS_MAX, `${worst} ms`);
});
