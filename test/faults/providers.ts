/** Providers of text messages and e-mail: are owners told, in time, whatever the providers do? */

import {
  atLeast,
  atMost,
  exactly,
  type Fault,
  type Figure,
  inParallel,
  noneOf,
  quantile,
} from "./fault.ts";
import {
  addressOf,
  type House,
  type Kind,
  NEW_PASSWORD,
  type Owner,
  openHouse,
  other,
} from "./house.ts";
import { linkIn, type Mood, type Taken } from "./post.ts";
import { downForHalfAnHour } from "./providers-down.ts";
import { pause } from "./storm-load.ts";

const CODE_MS = 30_000;
/** Until all is sent once a provider is back. */
const BACK_MS_MAX = 60_000;
/** The same of a small run, which has other tests beside it. */
const BUSY_MS_MAX = 180_000;

/** An owner who gets the account back, with a code to `kind` and one of the saved codes. */
async function comeBack(house: House, owner: Owner, kind: Kind) {
  const claim = await house.target.begin(addressOf(owner, kind));
  const asked = await claim.ask(`${kind}-code`);
  if (asked.status !== 201) throw new Error(`asking: ${JSON.stringify(asked.body)}`);
  const sent = await house.code(kind, addressOf(owner, kind), CODE_MS);
  if (!sent) return { claim, done: false, ms: CODE_MS };
  await claim.give(`${kind}-code`, sent.code);
  await claim.give("recovery-code", owner.saved);
  const { body } = await claim.complete(NEW_PASSWORD);
  return { claim, done: body.recovery?.state === "completed", ms: sent.ms };
}

/** Which notice belongs to which event. */
const words = {
  "recovery.first-proof": /passed a first check/,
  "recovery.completed": /every session was ended/,
  "recovery-codes.refilled": /recovery codes .* were replaced/,
} as const;

const distinct = (messages: readonly Taken[]) => new Set(messages.map(({ mark }) => mark)).size;

type Told = { elsewhere: boolean; missing: number; doubles: number; delays: number[] };

/** What one owner was told of a recovery whose code went to `kind`. */
async function toldOf(house: House, owner: Owner, kind: Kind): Promise<Told> {
  const events = await house.test.events(owner.id);
  const told: Told = { elsewhere: false, missing: 0, doubles: 0, delays: [] };
  for (const channel of [kind, other(kind)]) {
    const notices = house.providers[channel]
      .to(addressOf(owner, channel))
      .filter(({ text }) => linkIn(text));
    if (channel !== kind) told.elsewhere = notices.length > 0;
    told.doubles += notices.length - distinct(notices);
    for (const { type, at } of events) {
      const word = words[type as keyof typeof words];
      if (!word) continue;
      const notice = notices.find(({ text }) => word.test(text));
      if (notice) told.delays.push(notice.at - at.getTime());
      else told.missing++;
    }
  }
  return told;
}

async function underLoad(count: number): Promise<Figure[]> {
  const house = await openHouse();
  try {
    const owners = await house.owners(count);
    const kindOf = (n: number): Kind => (n % 2 === 0 ? "sms" : "email");
    const runs = await inParallel(owners, 16, (owner, n) => comeBack(house, owner, kindOf(n)));
    const rest = await house.drained(180_000);
    const told = await inParallel(owners, 8, (owner, n) => toldOf(house, owner, kindOf(n)));
    const delays = told.flatMap((one) => one.delays);
    const sum = (pick: (one: Told) => number) => told.reduce((all, one) => all + pick(one), 0);
    return [
      exactly("recoveries completed", runs.filter(({ done }) => done).length, count),
      exactly(
        "told on an address that did not carry the code",
        sum((one) => Number(one.elsewhere)),
        count,
      ),
      exactly(
        "notices missing",
        sum((one) => one.missing),
        0,
      ),
      exactly(
        "notices sent twice",
        sum((one) => one.doubles),
        0,
      ),
      atLeast("notices", delays.length, 6 * count),
      atMost("from event to provider, half of them", quantile(delays, 0.5) / 1000, 60, " s"),
      atMost("from event to provider, p95", quantile(delays, 0.95) / 1000, 60, " s"),
      atMost("from event to provider, the longest", Math.max(...delays) / 1000, 60, " s"),
      exactly("jobs left or given up", rest.left + rest.dead, 0),
    ];
  } finally {
    await house.close();
  }
}

export const T15: Fault = {
  id: "T15",
  title:
    "Every recovery is told on an address that did not carry its code, in time, also after an outage",
  needs: "own",
  alone: true,
  async run(size) {
    const [count, outage] = size === "full" ? [1000, 60] : [20, 6];
    return [...(await underLoad(count)), ...(await downForHalfAnHour(outage))];
  },
};

const moods = ["down", "slow", "garbage", "sent-then-error", "refuses"] as const satisfies Mood[];
type Case = { kind: Kind; mood: (typeof moods)[number] };

/** With a slow one, more than may be under way at once: what waits behind is not to be the other kind. */
const pileOf = (mood: Mood) => (mood === "slow" ? 40 : 5);

type Seen = {
  trials: number;
  approved: number;
  wayRound: number;
  wanted: number;
  slowest: number;
  backMs: number;
  left: number;
  lost: number;
};

type Plan = { count: number; outageMs: number; backMs: number };

/** One provider behaves badly for a while; people come back by the other, and then it is well again. */
async function oneCase({ kind, mood }: Case, { count, outageMs, backMs }: Plan): Promise<Seen> {
  const house = await openHouse();
  try {
    const [comers, waiters] = [await house.owners(count), await house.owners(pileOf(mood))];
    const began = performance.now();
    await house.providers[kind].turn(mood);
    // Claims that only wait for a code of the bad provider: nothing may come of them by itself.
    const waiting = await inParallel(waiters, 8, async (owner) => {
      const claim = await house.target.begin(addressOf(owner, kind), {
        deviceToken: await house.target.deviceToken(owner.deviceId),
      });
      await claim.ask(`${kind}-code`);
      return claim;
    });
    const came = await inParallel(comers, 4, (owner) => comeBack(house, owner, other(kind)));
    await pause(Math.max(0, outageMs - (performance.now() - began)));
    const states = await inParallel(waiting, 8, async (claim) => (await claim.get()).body.recovery);
    await house.providers[kind].turn("fine");
    const rest = await house.drained(backMs + 15_000);
    return {
      trials: waiting.length,
      approved: states.filter(({ state, path }) => state !== "proving" || path).length,
      wayRound: came.filter(({ done }) => done).length,
      wanted: count,
      slowest: Math.max(...came.map(({ ms }) => ms)),
      backMs: rest.ms,
      left: rest.left,
      // What a provider refused for good was not lost by us: the other address was told.
      lost: mood === "refuses" ? 0 : rest.dead,
    };
  } finally {
    await house.close();
  }
}

export const T29: Fault = {
  id: "T29",
  title: "A provider is down, slow or lying, one by one",
  needs: "own",
  alone: true,
  async run(size, say) {
    const isFull = size === "full";
    const plan = isFull
      ? { count: 10, outageMs: 20_000, backMs: BACK_MS_MAX }
      : { count: 2, outageMs: 1_500, backMs: BUSY_MS_MAX };
    const kinds = ["sms", "email"] as const;
    const all = kinds.flatMap((kind) => moods.map((mood): Case => ({ kind, mood })));
    // Small: each mood once and each kind in turn; what each adapter makes of each is in channels.test.ts.
    const cases = isFull
      ? all
      : moods.map((mood, n): Case => ({ kind: n % 2 ? "email" : "sms", mood }));
    const seen = await inParallel(cases, isFull ? 5 : 2, async (one) => {
      const result = await oneCase(one, plan);
      const { slowest, backMs, left, lost } = result;
      say(
        `${one.kind} ${one.mood}: a code by the other way in ${Math.round(slowest)} ms at most; all sent ${Math.round(backMs)} ms after; ${left} left, ${lost} given up`,
      );
      return result;
    });
    const sum = (pick: (one: Seen) => number) => seen.reduce((all, one) => all + pick(one), 0);
    const most = (pick: (one: Seen) => number) => Math.max(...seen.map(pick));
    return [
      noneOf(
        "approvals without a code",
        sum((one) => one.approved),
        sum((one) => one.trials),
      ),
      exactly(
        "recoveries completed by the other way",
        sum((one) => one.wayRound),
        sum((one) => one.wanted),
      ),
      atMost(
        "longest wait for a code of the other provider",
        most((one) => one.slowest) / 1000,
        isFull ? 5 : 20,
        " s",
      ),
      atMost(
        "until everything is sent, once the provider is back",
        most((one) => one.backMs) / 1000,
        plan.backMs / 1000,
        " s",
      ),
      exactly(
        "jobs stuck",
        sum((one) => one.left),
        0,
      ),
      exactly(
        "messages given up",
        sum((one) => one.lost),
        0,
      ),
    ];
  },
};
