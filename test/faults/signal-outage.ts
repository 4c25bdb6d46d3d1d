/**
 * T39: streams whose receivers are away for a day, each in its own way, while thousands of events happen
 * and the server is killed. Nothing may be lost, each account's signals come in their order, and what
 * comes twice is the same.
 */
import { type Jwk, readToken, type Stream, subscribe } from "../subscriber.ts";
import { schemaFault } from "./event-schemas.ts";
import { atLeast, atMost, exactly, type Fault, inParallel, noneOf, type Size } from "./fault.ts";
import { type Mood, openReceiver, type Receiver } from "./receivers.ts";
import { ended, type Rig, startGuest, startRig, startServer } from "./rig.ts";
import { pause } from "./storm-load.ts";
import { type Person, type Target, targetAt } from "./target.ts";

const PUSH = "urn:ietf:rfc:8935";
const RISC = "https://schemas.openid.net/secevent/risc/event-type/";
/** What the ones that behave worst hear: enough to be in order. */
const FEW = [`${RISC}account-disabled`, `${RISC}account-enabled`];
const BACK_MAX_SECONDS = 300;
const HOUR = 3600;

const sizes: Record<Size, { people: number; steps: number; rounds: number }> = {
  full: { people: 100, steps: 24, rounds: 2 },
  small: { people: 4, steps: 4, rounds: 2 },
};

type Listening = { name: Mood; receiver: Receiver; stream: Stream; only: readonly string[] | null };

/** What an account's receiver must hear, in order: kinds of events, and levels of risk. */
type Expected = Map<string, string[]>;

const said = (scope: string, placed: boolean): string[] => {
  if (scope === "outgoing") return [placed ? "risk-level-change HIGH" : "risk-level-change LOW"];
  return placed ? ["account-disabled", "session-revoked"] : ["account-enabled"];
};
const labelOf = ({ type, facts }: Record<string, any>) =>
  [type.split("/").at(-1), facts.current_level].filter(Boolean).join(" ");

/** The wallet freezes an account and lets it go; what was answered is written down. */
async function freezeAndRelease(target: Target, id: string, scope: string, expected: Expected) {
  const list = expected.get(id) ?? [];
  expected.set(id, list);
  const path = `/v1/accounts/${id}/holds`;
  const placed = await target.wallet("POST", path, { reason: "wallet", scope });
  if (placed.status >= 300) throw new Error(JSON.stringify(placed.body));
  list.push(...said(scope, true));
  const holdId = placed.body.hold.id;
  const released = await target.wallet("POST", `/v1/holds/${holdId}/release`, {});
  if (released.status >= 300) throw new Error(JSON.stringify(released.body));
  list.push(...said(scope, false));
}

export type Killable = { rig: Rig; target: Target };

/** The server ends where it is, with whatever it was doing, and is started again. */
export async function killed(house: Killable) {
  await ended(house.rig.child, "SIGKILL");
  house.rig.child = await startServer(house.rig.port, house.rig.data, house.rig.environment);
}
export const cheap = { RIGHTFUL_HASH_MEMORY_KIB: "8" };

async function openStreams(target: Target, serviceKey: string): Promise<Listening[]> {
  const own = await subscribe(target.url, { id: "demo wallet", secret: serviceKey });
  const elsewhere = await openReceiver();
  const names: Mood[] = ["fine", "down", "forgets", "garbage", "gone", "redirects", "silent"];
  return Promise.all(
    names.map(async (name) => {
      const receiver = name === "redirects" ? await openReceiver(elsewhere.url) : null;
      const at = receiver ?? (await openReceiver());
      const only = ["fine", "down", "forgets"].includes(name) ? null : FEW;
      const delivery = { method: PUSH, endpoint_url: at.url };
      const stream = await own.create(delivery, only ?? undefined);
      return { name, receiver: at, stream, only, ...(receiver && { elsewhere }) };
    }),
  );
}

/** All of it happened while they were away; how often each stream's receiver was knocked at meanwhile. */
async function aDayAway(
  house: Killable,
  people: readonly Person[],
  { steps, rounds }: (typeof sizes)[Size],
  expected: Expected,
) {
  let kills = 0;
  let n = 0;
  for (let step = 0; step < steps; step++) {
    await house.target.forward((24 / steps) * HOUR);
    for (let round = 0; round < rounds; round++) {
      const scope = n++ % 4 === 3 ? "everything" : "outgoing";
      await inParallel(people, 8, ({ id }) => freezeAndRelease(house.target, id, scope, expected));
    }
    // Right after the last answer: its readers have hardly begun.
    if (step % 8 === 2) {
      await killed(house);
      kills++;
    }
  }
  return kills;
}

/** Seconds of the server's clock from now until each has what it must have. */
async function untilAll(
  house: Killable,
  streams: readonly Listening[],
  count: (only: readonly string[] | null) => number,
  size: Size,
) {
  const now = async () => Date.parse((await house.target.call("GET", "/demo")).body.now);
  const began = await now();
  let isKilled = false;
  const missing = () =>
    streams.filter(({ receiver, only }) => distinct(receiver).size < count(only));
  for (;;) {
    const seconds = ((await now()) - began) / 1000;
    if (missing().length === 0 || seconds > BACK_MAX_SECONDS)
      return { seconds, left: missing().map(({ name }) => name) };
    const down = streams.find(({ name }) => name === "down");
    // In the middle of what had waited: some of it was taken and not yet noted.
    if (!isKilled && down && distinct(down.receiver).size > count(null) / 4) {
      isKilled = true;
      await killed(house);
      continue;
    }
    // A small run does not wait for the next minute: its clock does.
    if (size === "small") await house.target.forward(10);
    await pause(size === "small" ? 500 : 250);
  }
}

const idOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).jti;
const known = new WeakMap<Receiver, { seen: number; ids: Set<string> }>();
/** Ids that it took; read once. */
function distinct(receiver: Receiver): Set<string> {
  const at = known.get(receiver) ?? { seen: 0, ids: new Set<string>() };
  known.set(receiver, at);
  for (; at.seen < receiver.arrivals.length; at.seen++) {
    const { taken, body } = receiver.arrivals[at.seen] as Receiver["arrivals"][number];
    if (taken) at.ids.add(idOf(body));
  }
  return at.ids;
}

type Verdict = { tokens: number; twice: number; unlike: number; faults: number; wrong: string[] };

/** Tokens as they came, against what happened. */
function judge(
  tokens: readonly string[],
  { stream, only }: Pick<Listening, "stream" | "only">,
  keys: readonly Jwk[],
  expected: Expected,
): Verdict {
  const first = new Map<string, string>();
  const heard = new Map<string, string[]>();
  const verdict: Verdict = { tokens: tokens.length, twice: 0, unlike: 0, faults: 0, wrong: [] };
  for (const token of tokens) {
    const to = { keys, issuer: stream.iss, audience: stream.aud };
    const claims = readToken(token, to);
    if (schemaFault(claims.type, claims.facts) !== null) verdict.faults++;
    const before = first.get(claims.jti);
    if (before !== undefined) {
      verdict.twice++;
      if (before !== token) verdict.unlike++;
      continue;
    }
    first.set(claims.jti, token);
    const list = heard.get(claims.sub_id.sub) ?? [];
    heard.set(claims.sub_id.sub, [...list, labelOf(claims)]);
  }
  const wanted = (label: string) => only === null || only.some((type) => type.endsWith(label));
  for (const [id, list] of expected)
    if (list.filter(wanted).join() !== (heard.get(id) ?? []).join()) verdict.wrong.push(id);
  return verdict;
}

export const T39: Fault = {
  id: "T39",
  title:
    "Receivers of signals are away for a day, each in its way, and the server is killed meanwhile",
  needs: "own",
  async run(size, say) {
    const plan = sizes[size];
    const rig = await (size === "small" ? startGuest : startRig)(cheap);
    const target = await targetAt(rig.url);
    const house = { rig, target };
    let streams: Listening[] = [];
    try {
      const { serviceKey } = (await target.call("GET", "/demo")).body;
      const people = await target.people(plan.people);
      streams = await openStreams(target, serviceKey);
      const client = { id: "demo wallet", secret: serviceKey };
      const polled = await (await subscribe(target.url, client)).create({
        method: "urn:ietf:rfc:8936",
      });
      for (const { name, receiver } of streams) await receiver.turn(name);
      const expected: Expected = new Map();
      const began = performance.now();
      const kills = await aDayAway(house, people, plan, expected);
      const all = [...expected.values()].flat();
      const count = (only: readonly string[] | null) =>
        only ? all.filter((label) => only.some((type) => type.endsWith(label))).length : all.length;
      say(`${all.length} signals of ${people.length} accounts in a day of the server's clock`);
      say(`the day took ${Math.round((performance.now() - began) / 1000)} s; ${kills} kills in it`);
      const away = streams.filter(({ name }) => name !== "fine" && name !== "forgets");
      const early = away.reduce((sum, { receiver }) => sum + distinct(receiver).size, 0);
      for (const { receiver } of away) await receiver.turn("fine");
      const { seconds, left } = await untilAll(house, streams, count, size);
      if (left.length > 0) say(`not all there in time: ${left.join(" ")}`);
      // A token of the morning has run out.
      const own = await subscribe(target.url, client);
      const keys = await own.published();
      const once = await own.send("POST", polled.delivery.endpoint_url, { maxEvents: 50 });
      const tokens = [...Object.values<string>(once.body.sets), ...(await own.fetchAll(polled))];
      const statuses = await Promise.all(
        streams.map(async ({ stream: { stream_id: id } }) => {
          const at = `${own.metadata.status_endpoint}?stream_id=${id}`;
          return (await own.send("GET", at)).body.status;
        }),
      );
      const verdicts = [
        ...streams.map((each) => ({
          ...{ name: each.name as string, tries: each.receiver.arrivals.length },
          ...judge(
            each.receiver.taken().map(({ body }) => body),
            each,
            keys,
            expected,
          ),
        })),
        {
          name: "poll",
          tries: 2,
          ...judge(tokens, { stream: polled, only: null }, keys, expected),
        },
      ];
      for (const { name, tries, tokens, twice, wrong } of verdicts)
        say(`${name}: ${tries} tries, ${tokens} taken, ${twice} twice, ${wrong.length} wrong`);
      const sum = (pick: (one: Verdict) => number) =>
        verdicts.reduce((total, one) => total + pick(one), 0);
      const thief = streams.flatMap((each) => ("elsewhere" in each ? [each.elsewhere] : []));
      return [
        atLeast("signals", all.length, size === "full" ? 10_000 : 50),
        exactly("taken by a receiver that was away", early, 0),
        noneOf(
          "accounts of a stream that heard less, more or in another order",
          sum(({ wrong }) => wrong.length),
          verdicts.length * people.length,
        ),
        atLeast(
          "that came twice",
          sum(({ twice }) => twice),
          1,
        ),
        exactly(
          "that came twice and differed",
          sum(({ unlike }) => unlike),
          0,
        ),
        noneOf(
          "events that their schema does not know",
          sum(({ faults }) => faults),
          sum(({ tokens }) => tokens),
        ),
        atMost("until all was there, once they were back", seconds, BACK_MAX_SECONDS, " s"),
        exactly("kills of the server", kills + 1, size === "full" ? 4 : 2),
        exactly("followed redirects", (thief[0] as Receiver).arrivals.length, 0),
        exactly(
          "streams that are not enabled",
          statuses.filter((is) => is !== "enabled").length,
          0,
        ),
      ];
    } finally {
      target.close();
      await rig.stop();
      for (const { receiver } of streams) await receiver.close();
      for (const each of streams)
        if ("elsewhere" in each) await (each.elsewhere as Receiver).close();
    }
  },
};
