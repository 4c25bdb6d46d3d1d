/**
 * T40: webhooks whose receivers are away for a day, each in its own way, while their secrets change and
 * the server is killed; what a receiver refuses; and addresses inside that are never knocked at.
 */
import { verifyWebhook } from "../../docs/guide/verify.ts";
import { innerAddresses } from "../inner-addresses.ts";
import {
  atLeast,
  exactly,
  type Fault,
  type Figure,
  inParallel,
  noneOf,
  type Size,
} from "./fault.ts";
import { type Arrival, type Mood, openReceiver, type Receiver } from "./receivers.ts";
import { startGuest, startRig } from "./rig.ts";
import { cheap, type Killable, killed } from "./signal-outage.ts";
import { pause } from "./storm-load.ts";
import { type Person, type Target, targetAt } from "./target.ts";
import { judgeVectors } from "./webhook-vectors.ts";

const EVENT = "risc.account_disabled";
const sizes: Record<Size, { people: number; steps: number }> = {
  full: { people: 25, steps: 24 },
  small: { people: 3, steps: 4 },
};
/** The waits of Standard Webhooks grow to a day: what began in the dark is tried once more by then. */
const BACK_HOURS = 30;

type Hook = { name: Mood; receiver: Receiver; id: string; secrets: string[]; events: number };

async function openHook(target: Target, name: Mood, elsewhere: string): Promise<Hook> {
  const receiver = await openReceiver(elsewhere);
  const made = await target.wallet("POST", "/v1/webhooks", { url: receiver.url, events: [EVENT] });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return { name, receiver, id: made.body.id, secrets: [made.body.secret], events: 0 };
}

/** The wallet freezes and lets go: one message for each hook that is not disabled. */
async function happen(target: Target, people: readonly Person[]) {
  await inParallel(people, 4, async ({ id }) => {
    const body = { reason: "wallet", scope: "everything" };
    const placed = await target.wallet("POST", `/v1/accounts/${id}/holds`, body);
    if (placed.status >= 300) throw new Error(JSON.stringify(placed.body));
    await target.wallet("POST", `/v1/holds/${placed.body.hold.id}/release`, {});
  });
}

/** Every message that it was sent, with what became of it. */
async function deliveries(target: Target, { id }: Hook): Promise<any[]> {
  const all: any[] = [];
  for (let before = ""; ; ) {
    const path = `/v1/webhooks/${id}/deliveries${before && `?before=${before}`}`;
    const { body } = await target.wallet("GET", path);
    all.push(...body.deliveries);
    if (!body.next) return all;
    before = body.next;
  }
}

const idOf = ({ headers }: Arrival) => String(headers["webhook-id"]);
const distinct = ({ receiver }: Hook) => new Set(receiver.taken().map(idOf));

async function statusOf(target: Target, { id }: Hook): Promise<string> {
  const { body } = await target.wallet("GET", "/v1/webhooks");
  return body.webhooks.find((each: { id: string }) => each.id === id).status;
}

/** Until it holds, or so many milliseconds have passed. */
async function until(holds: () => Promise<boolean> | boolean, ms: number) {
  for (const end = performance.now() + ms; performance.now() < end; await pause(50))
    if (await holds()) return;
}

type Judged = { lost: number; unlike: number; unsigned: number; replayed: number; sent: number };

/** What a receiver was sent, read as the guide says, each at the moment of its own time. */
function judge({ receiver, secrets, events }: Hook): Judged {
  const bodies = new Map<string, string>();
  const result = { lost: 0, unlike: 0, unsigned: 0, replayed: 0, sent: receiver.arrivals.length };
  for (const { headers, body } of receiver.arrivals) {
    const id = String(headers["webhook-id"]);
    if ((bodies.get(id) ?? body) !== body) result.unlike++;
    bodies.set(id, body);
    const at = Number(headers["webhook-timestamp"]) * 1000;
    const accepts = (now: number) =>
      secrets.some((secret) => {
        try {
          return verifyWebhook(headers, body, secret, now).type === EVENT;
        } catch {
          return false;
        }
      });
    if (!accepts(at)) result.unsigned++;
    if (accepts(at + 301_000)) result.replayed++;
  }
  result.lost = events - new Set(receiver.taken().map(idOf)).size;
  return result;
}

/** The owner of a hook that was given up for gone has it back: each message again, with its id. */
async function redeliverAll(target: Target, hook: Hook) {
  for (const { id, state } of await deliveries(target, hook))
    if (state === "failed")
      await target.wallet("POST", `/v1/webhooks/${hook.id}/deliveries/${id}/redelivery`, {});
}

async function rotate(target: Target, hook: Hook) {
  const { body } = await target.wallet("POST", `/v1/webhooks/${hook.id}/secret`, {});
  hook.secrets.push(body.secret);
}

async function outage(size: Size, say: (line: string) => void): Promise<Figure[]> {
  const { people: count, steps } = sizes[size];
  const rig = await (size === "small" ? startGuest : startRig)(cheap);
  const house: Killable = { rig, target: await targetAt(rig.url) };
  const { target } = house;
  const elsewhere = await openReceiver();
  const hooks: Hook[] = [];
  try {
    const people = await target.people(count);
    const names: Mood[] = ["fine", "forgets", "down", "garbage", "redirects", "silent", "gone"];
    for (const name of names) hooks.push(await openHook(target, name, elsewhere.url));
    for (const { name, receiver } of hooks) await receiver.turn(name);
    const gone = hooks.find(({ name }) => name === "gone") as Hook;
    // First of all the one that says that it is gone: it is told nothing any more.
    await happen(target, people);
    for (const hook of hooks) hook.events += count;
    await until(async () => (await statusOf(target, gone)) === "disabled", 20_000);
    // What happens from here on is not kept for it; what was before is its owner's to have sent again.
    await pause(1000);
    gone.events = (await deliveries(target, gone)).length;
    const whenGone = gone.receiver.arrivals.length;
    let kills = 0;
    for (let step = 0; step < steps; step++) {
      await target.forward((24 / steps) * 3600);
      await happen(target, people.slice(0, size === "full" ? 5 : 2));
      for (const hook of hooks) if (hook !== gone) hook.events += size === "full" ? 5 : 2;
      if (step === 1) for (const hook of hooks) await rotate(target, hook);
      if (step % 8 === 2) {
        await killed(house);
        kills++;
      } else await pause(size === "full" ? 1500 : 200);
    }
    const knocked = gone.receiver.arrivals.length - whenGone;
    for (const { name, receiver } of hooks) if (name !== "forgets") await receiver.turn("fine");
    await redeliverAll(target, gone);
    // Back, and killed in the middle of it.
    await killed(house);
    kills++;
    const complete = () => hooks.every((hook) => distinct(hook).size >= hook.events);
    for (let hour = 0; hour < BACK_HOURS && !complete(); hour++) {
      await target.forward(3600);
      await until(complete, size === "small" ? 500 : 1500);
    }
    await until(complete, 20_000);
    const judged = hooks.map((hook) => ({ ...judge(hook), name: hook.name, events: hook.events }));
    for (const { name, sent, events, lost } of judged)
      say(`${name}: ${events} messages, ${sent} tries, ${lost} lost`);
    const sum = (pick: (one: Judged) => number) => judged.reduce((all, one) => all + pick(one), 0);
    const sent = sum((one) => one.sent);
    const twice = hooks.map(({ receiver }) => receiver.taken().map(idOf));
    // The old secret's day is over: what is sent now has one signature, and the new secret made it.
    const last = hooks[0] as Hook;
    await target.forward(2 * 86_400);
    const before = last.receiver.arrivals.length;
    await target.wallet("POST", `/v1/webhooks/${last.id}/test`, {});
    await until(() => last.receiver.arrivals.length > before, 20_000);
    const { headers } = last.receiver.arrivals.at(-1) as Arrival;
    const signatures = String(headers["webhook-signature"]).split(" ").length;
    return [
      noneOf(
        "messages lost",
        sum(({ lost }) => Math.abs(lost)),
        sum(({ sent }) => sent),
      ),
      noneOf(
        "tries that the receiver's code refuses",
        sum(({ unsigned }) => unsigned),
        sent,
      ),
      noneOf(
        "tries that it takes again after 5 minutes",
        sum(({ replayed }) => replayed),
        sent,
      ),
      noneOf(
        "messages that changed between two tries",
        sum(({ unlike }) => unlike),
        sent,
      ),
      atLeast(
        "taken twice, with one id",
        twice.flat().length - twice.flatMap((ids) => [...new Set(ids)]).length,
        1,
      ),
      atLeast("messages kept for one that had said 410", gone.events, 1),
      exactly("knocks at one that had said 410", knocked, 0),
      exactly("followed redirects", elsewhere.arrivals.length, 0),
      exactly("signatures once the old secret's day is over", signatures, 1),
      exactly("kills of the server", kills, size === "full" ? 4 : 2),
    ];
  } finally {
    target.close();
    await rig.stop();
    for (const { receiver } of hooks) await receiver.close();
    await elsewhere.close();
  }
}

/** A server on the open internet: nobody can make it knock at a door of its own network. */
async function inner(): Promise<Figure[]> {
  const rig = await startGuest({ ...cheap, RIGHTFUL_DELIVER_TO_LOOPBACK: "no" });
  const target = await targetAt(rig.url);
  const door = await openReceiver();
  try {
    const urls = innerAddresses(Number(new URL(door.url).port));
    let taken = 0;
    for (const url of urls) {
      const hook = await target.wallet("POST", "/v1/webhooks", { url });
      const delivery = { method: "urn:ietf:rfc:8935", endpoint_url: url };
      const stream = await target.wallet("POST", "/ssf/streams", { delivery });
      taken += [hook, stream].filter(({ status }) => status !== 400).length;
    }
    return [
      noneOf("inner addresses taken for a webhook or a stream", taken, 2 * urls.length),
      exactly("hits inside", door.arrivals.length, 0),
    ];
  } finally {
    target.close();
    await rig.stop();
    await door.close();
  }
}

export const T40: Fault = {
  id: "T40",
  title: "Receivers of webhooks are away, forged, replayed, redirected, gone or inside",
  needs: "own",
  async run(size, say) {
    const { right, all, wrong } = judgeVectors(Date.now());
    for (const name of wrong) say(`vector: ${name}`);
    const figures = [exactly(`vectors of the reference library, of ${all}`, right, all)];
    figures.push(...(await inner()));
    figures.push(...(await outage(size, say)));
    return figures;
  },
};
