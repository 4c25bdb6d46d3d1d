/**
 * T10: what a stranger learns with a stop-watch, and by comparing answers, of whether a name has an
 * account: nothing.
 */
import { DAY, enrol, newPerson, pause, putPerson, type Ways } from "./enrolled.ts";
import { atLeast, atMost, type Fault, noneOf, numbers, quantile, seeded } from "./fault.ts";
import { difference, likenessOf, type Own } from "./likeness.ts";
import { type Person, type Reply, type Target, targetAt } from "./target.ts";

const DIFFERENCE_MS_MAX = 5;
const AUC_MAX = 0.55;
/** More rests for a while: wrong codes of all claims in ten minutes, texts to a block in an hour. */
const BATCH = 50;

type Kind = { typed: "phone" | "email"; has: "both" | "phone" | "email"; ways?: Ways };
const all: Ways = { codes: true, authenticator: true };
const kinds: readonly Kind[] = [
  { typed: "phone", has: "both" },
  { typed: "phone", has: "phone" },
  { typed: "email", has: "both" },
  { typed: "email", has: "email" },
  { typed: "phone", has: "both", ways: all },
];

/** One name to try, and its partner of the same sort that nobody has. */
type Pair = { known: Person; unknown: Person; kind: Kind };
type Tried = { identifier: string; known: boolean };

const given = ({ has }: Kind) => ({
  ...(has === "phone" && { email: undefined }),
  ...(has === "email" && { phone: undefined }),
});

/** In full a fifth of the accounts have every way back in; in small one has, for it takes a while. */
async function makePairs(target: Target, count: number, chance: () => number): Promise<Pair[]> {
  const pairs = numbers(count).map((n) => ({
    ...{ known: newPerson(chance), unknown: newPerson(chance) },
    kind: kinds[count < BATCH && n > 4 ? n % 4 : n % kinds.length] as Kind,
  }));
  for (const { known, kind } of pairs) await putPerson(target, known, given(kind));
  const enrolled = pairs.flatMap(({ known, kind: { ways } }) =>
    ways ? [{ person: known, ways }] : [],
  );
  for (let from = 0; from < enrolled.length; from += BATCH) {
    await enrol(target, enrolled.slice(from, from + BATCH));
  }
  return pairs;
}

const shuffled = <T>(list: readonly T[], chance: () => number): T[] =>
  list
    .map((item) => ({ item, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const triedOf = ({ known, unknown, kind: { typed } }: Pair): Tried[] => [
  { identifier: known[typed], known: true },
  { identifier: unknown[typed], known: false },
];

type Times = { known: number[]; unknown: number[] };
/** For each step its times, and how its answers looked, with how many of each kind did. */
type Step = { times: Times; looks: Map<string, { known: number; unknown: number }> };
type Seen = Map<string, Step>;

function note(seen: Seen, step: string, who: keyof Times, reply: Reply, own: Own): Reply {
  const none: Step = { times: { known: [], unknown: [] }, looks: new Map() };
  const of = seen.get(step) ?? none;
  of.times[who].push(reply.ms);
  const look = likenessOf(reply, own);
  const count = of.looks.get(look) ?? { known: 0, unknown: 0 };
  count[who]++;
  of.looks.set(look, count);
  seen.set(step, of);
  return reply;
}

/** One claim, as a stranger makes it who watches the clock: every step that an account could slow down. */
async function walk(target: Target, seen: Seen, tried: Tried, saved: boolean, from: string) {
  const who = tried.known ? "known" : "unknown";
  const more = { from };
  const started = await target.call("POST", "/v1/recoveries", {
    body: { identifier: tried.identifier, situation: "forgot-password" },
    ...more,
  });
  if (started.status !== 201) throw new Error(JSON.stringify(started.body));
  const { recovery, token } = started.body;
  const own = { TYPED: tried.identifier, REFERENCE: recovery.reference };
  note(seen, "start", who, started, own);
  const send = async (step: string, method: string, path: string, body?: unknown) => {
    const reply = await target.call(method, `/v1/recoveries/${recovery.id}${path}`, {
      ...{ bearer: token, ...more },
      ...(body !== undefined && { body }),
    });
    return note(seen, step, who, reply, own);
  };
  await send("ask by text", "POST", "/challenges", { proof: "sms-code" });
  await send("ask by e-mail", "POST", "/challenges", { proof: "email-code" });
  await send("ask again too soon", "POST", "/challenges", { proof: "sms-code" });
  await send("wrong code", "POST", "/proofs", { proof: "sms-code", code: "abc" });
  await send("wrong authenticator code", "POST", "/proofs", {
    ...{ proof: "authenticator-code", code: "000001" },
  });
  if (saved)
    await send("wrong saved code", "POST", "/proofs", {
      ...{ proof: "recovery-code", code: "0-0000-0000-0000-0000" },
    });
  await send("status", "GET", "");
  return { who, send };
}

/** The area under the curve, by ranks: how well a threshold on the time tells the two apart, either way. */
export function auc({ known, unknown }: Times): number {
  const rows = [
    ...known.map((ms) => ({ ms, known: true })),
    ...unknown.map((ms) => ({ ms, known: false })),
  ].sort((a, b) => a.ms - b.ms);
  let ranks = 0;
  for (let at = 0; at < rows.length; ) {
    let end = at;
    while (end < rows.length && rows[end]?.ms === rows[at]?.ms) end++;
    // Equal times share the mean of their ranks.
    const rank = (at + 1 + end) / 2;
    for (; at < end; at++) if (rows[at]?.known) ranks += rank;
  }
  const n = known.length;
  const one = (ranks - (n * (n + 1)) / 2) / (n * unknown.length);
  return Math.max(one, 1 - one);
}

const median = (list: readonly number[]) => quantile(list, 0.5);
const apart = ({ known, unknown }: Times) => Math.abs(median(known) - median(unknown));

/** Standard error of a median, from the median absolute deviation, so that a few slow answers do not hide it. */
function errorOf(list: readonly number[]): number {
  const middle = median(list);
  const spread = 1.4826 * median(list.map((one) => Math.abs(one - middle)));
  return (1.2533 * spread) / Math.sqrt(list.length);
}

/** What is left of a difference when chance has had three standard errors: twenty answers say no more. */
const beyondChance = (times: Times) =>
  Math.max(0, apart(times) - 3 * Math.hypot(errorOf(times.known), errorOf(times.unknown)));

function report(seen: Seen, say: (line: string) => void) {
  for (const [step, { times }] of seen)
    say(
      `${step}: medians ${median(times.known).toFixed(2)} and ${median(times.unknown).toFixed(2)} ms, ` +
        `AUC ${auc(times).toFixed(3)} (n = ${times.known.length} and ${times.unknown.length})`,
    );
}

/** Answers that only names with an account got, or only names without. */
function tellTales(seen: Seen, say: (line: string) => void): number {
  let count = 0;
  for (const [step, { looks }] of seen) {
    const onlyOne = [...looks].filter(([, { known, unknown }]) => known === 0 || unknown === 0);
    for (const [, { known, unknown }] of onlyOne) count += known + unknown;
    const [first, second] = [...looks.keys()];
    if (onlyOne.length > 0) say(`${step}: ${difference(first ?? "", second ?? "")}`);
  }
  return count;
}

type Round = { pairs: readonly Pair[]; chance: () => number; batch: number; offset: number };

/** Every pair once, in an order by chance; every second walk with a saved code, which is slow. */
async function visit(target: Target, seen: Seen, { pairs, chance, batch, offset }: Round) {
  for (let first = 0; first < pairs.length; first += batch) {
    const tried = shuffled(pairs.slice(first, first + batch).flatMap(triedOf), chance);
    const claims = [];
    for (const [n, one] of tried.entries()) {
      const saved = (Math.floor(first / batch) + offset) % 2 === 0;
      const from = `10.${(offset * 7) % 250}.${Math.floor((first + n) / 200)}.${(first + n) % 200}`;
      claims.push(await walk(target, seen, one, saved, from));
    }
    await target.forward(61);
    for (const { send } of shuffled(claims, chance)) {
      await send("ask again", "POST", "/challenges", { proof: "sms-code" });
      await send("cancel", "POST", "/cancellation", {});
    }
    // The window of wrong codes and the hour of texts are over for all.
    await target.forward(3_700);
    await pause(100);
  }
}

type Size = { accounts: number; visits: number; seed: number };

async function measured(
  target: Target,
  say: (line: string) => void,
  { accounts, visits, seed }: Size,
): Promise<Seen> {
  const chance = seeded(seed);
  const seen: Seen = new Map();
  const pairs = await makePairs(target, accounts, chance);
  const warm = pairs.slice(0, 4).map(({ kind }) => {
    return { known: newPerson(chance), unknown: newPerson(chance), kind };
  });
  await visit(target, new Map(), { pairs: warm, chance, batch: BATCH, offset: 99 });
  for (const offset of numbers(visits)) {
    if (offset > 0) {
      await target.forward(DAY);
      await pause(2000);
    }
    await visit(target, seen, { pairs, chance, batch: BATCH, offset });
    if (visits > 1) say(`visit ${offset + 1} of ${visits}`);
  }
  report(seen, say);
  return seen;
}

export const T10: Fault = {
  id: "T10",
  title: "A stop-watch and a comparison of answers, for names with an account and names without",
  needs: "url",
  alone: true,
  run: async (size, say, target) => {
    const seed = 1010;
    const [accounts, visits, rounds] = size === "full" ? [500, 4, 1] : [20, 1, 3];
    say(`seed ${seed}; one connection, in an order by chance`);
    const one = await targetAt(target.url, 1);
    try {
      const seens: Seen[] = [];
      // A busy machine blurs a small measurement; a difference of ours would be in each of three.
      const leastOf = (step: string, of: (times: Times) => number) =>
        Math.min(...seens.map((seen) => of(seen.get(step)?.times ?? { known: [0], unknown: [] })));
      const worst = (of: (times: Times) => number) =>
        Math.max(...[...(seens[0]?.keys() ?? [])].map((step) => leastOf(step, of)));
      const gap = size === "full" ? apart : beyondChance;
      for (const round of numbers(rounds)) {
        seens.push(await measured(one, say, { accounts, visits, seed: seed + round }));
        if (worst(gap) <= DIFFERENCE_MS_MAX) break;
      }
      const all = seens.flatMap((seen) => [...seen.values()]);
      const answers = all.reduce(
        (sum, { times: { known, unknown } }) => sum + known.length + unknown.length,
        0,
      );
      const told = seens.reduce((sum, seen) => sum + tellTales(seen, say), 0);
      const rarest = Math.min(...all.map(({ times }) => times.known.length));
      const figures = [
        noneOf("answers that only one kind of name got", told, answers),
        atMost(
          `largest difference of medians${size === "full" ? "" : " that chance does not explain"}`,
          worst(gap),
          DIFFERENCE_MS_MAX,
          " ms",
        ),
        atLeast("answers timed of each kind, of the rarest step", rarest, (accounts * visits) / 2),
      ];
      const area = atMost("largest area under the curve (AUC)", worst(auc), AUC_MAX);
      return size === "full" ? [...figures, area] : figures;
    } finally {
      one.close();
    }
  },
};
