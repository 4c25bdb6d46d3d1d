/**
 * Steady load, as it comes from outside: each request leaves at its own time, whatever became of those before, and
 * its time counts from when it should have left. What two cores are asked for is a tenth of the list's load; another
 * share of it by LOAD_SHARE, for another time by LOAD_MINUTES, against a server of its own by `--url`.
 */
import { atLeast, atMost, exactly, type Fault, type Figure, numbers, quantile } from "./fault.ts";
import { pause } from "./storm-load.ts";
import type { Target } from "./target.ts";

/** The list: so many a second, for half an hour. */
const STARTS = 200;
const CHECKS = 1_000;
const MINUTES = Number(process.env.LOAD_MINUTES ?? 30);
const SHARE = Number(process.env.LOAD_SHARE ?? 0.1);
const PEOPLE = 60;

type Told = { ms: number[]; failed: Map<string, number>; wrong: number };

/** `rate` a second for `seconds`; `send` says whether the answer was right. */
async function steady(rate: number, seconds: number, send: (n: number) => Promise<boolean>) {
  const told: Told = { ms: [], failed: new Map(), wrong: 0 };
  const began = performance.now();
  const under: Promise<void>[] = [];
  for (let n = 0; n < rate * seconds; n++) {
    const due = began + (n * 1000) / rate;
    const early = due - performance.now();
    if (early > 1) await pause(early);
    under.push(
      send(n).then(
        (isRight) => {
          told.ms.push(performance.now() - due);
          if (!isRight) told.wrong += 1;
        },
        (error: Error) => {
          told.failed.set(error.message, (told.failed.get(error.message) ?? 0) + 1);
        },
      ),
    );
  }
  await Promise.all(under);
  return told;
}

const network = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/** A claim begins: of the people each once, else for a number that nobody has, which costs the same. */
const start = (target: Target, phones: readonly string[]) => async (n: number) => {
  const identifier = phones[n] ?? `+86177${String(n).padStart(8, "0")}`;
  const body = { identifier, situation: "forgot-password" };
  const { status } = await target.call("POST", "/v1/recoveries", { body, from: network(n) });
  if (status !== 201) throw new Error(`start ${status}`);
  return true;
};

/** A payment is asked about; of every second person the account is frozen. */
const check = (target: Target, ids: readonly string[]) => async (n: number) => {
  const at = n % ids.length;
  const { status, body } = await target.wallet("POST", "/access/v1/evaluation", {
    subject: { type: "account", id: ids[at] },
    action: { name: "transfer" },
    resource: {
      ...{ type: "payment", id: `load-${n}` },
      properties: { amount: "0.01", currency: "CNY", payee: "shop" },
    },
    context: {},
  });
  if (status !== 200) throw new Error(`check ${status}`);
  return at % 2 === 0 ? body.decision === false : true;
};

export const T49: Fault = {
  id: "T49",
  title: `Steady load: ${STARTS * SHARE} claims and ${CHECKS * SHARE} freeze checks a second (${SHARE} of the list's)`,
  needs: "url",
  alone: true,
  async run(size, say, target): Promise<Figure[]> {
    const full = size === "full";
    const share = full ? SHARE : SHARE / 4;
    const seconds = full ? MINUTES * 60 : 8;
    const people = await target.people(PEOPLE);
    for (const [n, { id }] of people.entries())
      if (n % 2 === 0)
        await target.wallet("POST", `/v1/accounts/${id}/holds`, { reason: "wallet" });
    // What the first ones cost is the start's doing.
    for (const n of numbers(20)) await check(target, [people[1]?.id ?? ""])(1_000_000 + n);
    const [starts, checks] = await Promise.all([
      steady(
        STARTS * share,
        seconds,
        start(
          target,
          people.map(({ phone }) => phone),
        ),
      ),
      steady(
        CHECKS * share,
        seconds,
        check(
          target,
          people.map(({ id }) => id),
        ),
      ),
    ]);
    const figures = [exactly("checks of a frozen account that permitted", checks.wrong, 0)];
    for (const [name, { ms, failed }] of [
      ["claims", starts],
      ["freeze checks", checks],
    ] as const) {
      const errors = [...failed.values()].reduce((sum, count) => sum + count, 0);
      const all = ms.length + errors;
      for (const [what, count] of failed) say(`! ${count} times: ${what}`);
      say(
        `${name}: ${all} in ${seconds} s; p50 ${quantile(ms, 0.5).toFixed(0)} ms, p99 ${quantile(ms, 0.99).toFixed(0)} ms, longest ${quantile(ms, 1).toFixed(0)} ms`,
      );
      figures.push(
        atLeast(`${name}, a second`, all / seconds, (name === "claims" ? STARTS : CHECKS) * share),
        atMost(`${name} without an answer or with an error`, (errors / all) * 100, 0.1, " %"),
      );
      // In small nothing is said of time: there are too few for a p99, and other tests beside them.
      if (full) figures.push(atMost(`${name}, p99`, quantile(ms, 0.99), 500, " ms"));
    }
    return figures;
  },
};
