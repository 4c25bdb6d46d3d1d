/**
 * T16: "this wasn't me". The one thing that an owner can do who holds nothing but an old telephone: it
 * works without signing in, at once, however often it is pressed, for as long as was promised and no
 * longer, also after everything is over.
 */
import {
  codeFrom,
  DAY,
  type Enrolled,
  enrol,
  linkTo,
  newPerson,
  pause,
  putPerson,
} from "./enrolled.ts";
import {
  atMost,
  exactly,
  type Fault,
  inParallel,
  noneOf,
  numbers,
  quantile,
  seeded,
} from "./fault.ts";
import type { Claim, Person, Target } from "./target.ts";

const LINK_DAYS = 10;
const EFFECTIVE_MS_MAX = 1000;
/** The slowest is the machine's, and so are all of the small run, which has other tests beside it. */
const BUSY_MS_MAX = 3000;
const NEW = "seven quiet paper boats";

/** As from a stranger's browser: no cookie, no token but that of the message. */
const press = (target: Target, token: string) =>
  target.call("POST", "/v1/not-me", { body: { token } });

/** A claim that passed its first proof is stopped from the other channel, by five presses at once. */
async function stopAtOnce(target: Target, { phone, email }: Person) {
  const claim = await target.begin(phone);
  await claim.ask("email-code");
  const given = await claim.give("email-code", await target.codeTo(email));
  if (given.status !== 200) throw new Error(JSON.stringify(given.body));
  const token = await linkTo(target, phone);
  const began = performance.now();
  const presses = await Promise.all(numbers(5).map(() => press(target, token)));
  const state = (await claim.get()).body.recovery.state;
  const refused = (await claim.ask("email-code")).body.code;
  const ms = performance.now() - began;
  const again = await press(target, token);
  const stoppedOnce =
    presses.every(({ status }) => status === 200) &&
    presses.filter(({ body }) => body.done === "stopped").length === 1 &&
    [...presses, again].filter(({ body }) => body.done === "already").length === 5;
  const ended = state === "cancelled" && refused === "ended";
  return { ms, stoppedOnce, ended };
}

/** How often each channel was told that the attempt was stopped. */
const toldOfStop = async (target: Target, { phone, email }: Person) =>
  Promise.all(
    [phone, email].map(
      async (to) => (await target.messages(to)).filter((text) => /was stopped/.test(text)).length,
    ),
  );

async function waits(target: Target, { person, codes }: Enrolled) {
  const claim = await target.begin(person.phone);
  const { code } = await codeFrom(target, person.phone, () => claim.ask("sms-code"));
  await claim.give("sms-code", code);
  const { body } = await claim.give("recovery-code", codes[0] ?? "");
  if (body.recovery?.state !== "waiting") throw new Error(JSON.stringify(body));
  const links = await Promise.all(
    [person.phone, person.email].map((to) => linkTo(target, to, /can be set from/)),
  );
  const until = Date.parse(body.recovery.waitingUntil);
  return { claim, links, until };
}

const stateOf = async (claim: Claim) => (await claim.get()).body.recovery.state;

/** The server's own time. */
const timeOf = async (target: Target) =>
  Date.parse((await target.call("GET", "/v1/clock")).body.now);

/** Moves the clock to this moment. */
async function forwardTo(target: Target, moment: number) {
  await target.forward(Math.round((moment - (await timeOf(target))) / 1000));
}

export const T16: Fault = {
  id: "T16",
  title:
    "“This wasn't me”: at once, without signing in, any number of times, for the wait and ten days",
  needs: "url",
  alone: true,
  run: async (size, say, target) => {
    const seed = 1616;
    const count = size === "full" ? 200 : 4;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    const people = numbers(count).map(() => newPerson(chance));
    await inParallel(people, 8, (person) => putPerson(target, person));
    const stops = [];
    // Texts to everybody are bounded by the hour.
    for (let from = 0; from < people.length; from += 100)
      stops.push(
        ...(await inParallel(people.slice(from, from + 100), 4, (person) =>
          stopAtOnce(target, person),
        )),
      );
    await pause(1500);
    const told = (await inParallel(people, 8, (person) => toldOfStop(target, person))).flat();

    // Three owners with much money, so that a claim waits: one stops it, one lets it run out, one completes.
    const rich = numbers(3).map(() => newPerson(chance));
    for (const person of rich) await putPerson(target, person, { balanceHigh: true });
    const ways = { codes: true, authenticator: false };
    const enrolled = await enrol(
      target,
      rich.map((person) => ({ person, ways })),
    );
    const [stopped, left, completed] = await Promise.all(enrolled.map((one) => waits(target, one)));
    if (!stopped || !left || !completed) return [];
    await forwardTo(target, stopped.until - 3_600_000);
    const byWait = await press(target, stopped.links[1] ?? "");
    const waitEnded = [
      byWait.body.done,
      await stateOf(stopped.claim),
      (await stopped.claim.complete(NEW)).body.code,
    ];

    await forwardTo(target, completed.until + 60_000);
    const done = await completed.claim.complete(NEW);
    const afterwards = await linkTo(target, enrolled[2]?.person.email ?? "", /password of your/);
    const atCompletion = await timeOf(target);
    const late = await press(target, afterwards);
    const lasting = [...left.links, ...completed.links, ...stopped.links];
    await forwardTo(target, left.until + LINK_DAYS * DAY * 1000 - 60_000);
    const lastMinute = await Promise.all(lasting.map((token) => press(target, token)));
    await forwardTo(target, left.until + LINK_DAYS * DAY * 1000 + 60_000);
    const minuteAfter = await Promise.all(lasting.map((token) => press(target, token)));
    await forwardTo(target, atCompletion + LINK_DAYS * DAY * 1000 + 120_000);
    const longAfter = await press(target, afterwards);

    const times = stops.map(({ ms }) => ms);
    say(
      `effective after ${quantile(times, 0.5).toFixed(0)} ms (median), ${Math.max(...times).toFixed(0)} (longest)`,
    );
    return [
      exactly(
        "claims stopped without signing in",
        stops.filter(({ ended }) => ended).length,
        count,
      ),
      atMost(
        "until half of the stops are effective",
        quantile(times, 0.5),
        size === "small" ? BUSY_MS_MAX : EFFECTIVE_MS_MAX,
        " ms",
      ),
      atMost("longest until a stop is effective", Math.max(...times), BUSY_MS_MAX, " ms"),
      exactly(
        "stops that five presses at once and one later did once",
        stops.filter(({ stoppedOnce }) => stoppedOnce).length,
        count,
      ),
      noneOf(
        "channels not told of the stop exactly once",
        told.filter((times) => times !== 1).length,
        told.length,
      ),
      exactly("a wait stopped in its last hour", waitEnded.join(" "), "stopped cancelled ended"),
      exactly(
        "pressed after completion",
        `${done.status} ${late.status} ${late.body.done}`,
        "200 200 already",
      ),
      exactly(
        "links good a minute before the wait and ten days are over",
        lastMinute.filter(({ status }) => status === 200).length,
        lasting.length,
      ),
      noneOf(
        "links good a minute after",
        minuteAfter.filter(({ status }) => status !== 410).length,
        lasting.length,
      ),
      exactly(
        "the link of a completion, ten days later, and one made up",
        `${longAfter.status} ${(await press(target, "made-up")).status}`,
        "410 410",
      ),
    ];
  },
};
