/**
 * Delivers to one subscriber at a time what is due: in the order of each account, several accounts at
 * once. What is not answered as taken stays; what was taken and not yet noted is sent again with its id.
 */
import { inSpan, traceparent } from "../../core/tracing.ts";
import type { World } from "../../core/world.ts";
import { readMethods } from "../accounts/index.ts";
import { streamUpdated, types } from "./event-map.ts";
import { type Signer, signer } from "./keys.ts";
import { signalAbout } from "./outbox.ts";
import type { Post } from "./post.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { openSecret, type Secret, type SignalRow, type Subscriber } from "./subscribers.ts";
import { claimsOf, signed, webhookBody, webhookHeaders } from "./tokens.ts";

const { identifierRecycled } = types;
const BATCH = 400;
const AT_ONCE = 32;
/** A turn begins nothing new after this long, and ends well within its lease. */
const TURN_MS = 20_000;
const LEASE_MS = 60_000;

type Turn = {
  world: World;
  post: Post;
  to: Subscriber;
  secret: Secret;
  signer: Signer | null;
  endsMs: number;
  tried: number;
  taken: string[];
  /** Ends the turn: nobody is there, or they ask us to wait. */
  stopped: { answer: rules.Answer } | null;
};

export const audienceOf = (world: World, owner: string) =>
  `${world.config.url}/ssf/receivers/${encodeURIComponent(owner)}`;

/** One turn. Returns how many were tried; 0: nothing more can be done now, or somebody else is at it. */
export async function deliverTo(
  world: World,
  post: Post,
  id: string,
  holder: string,
): Promise<number> {
  const now = world.now();
  const until = rules.afterMs(now, LEASE_MS);
  const to = (await store.leaseSubscriber(world.db, id, holder, now, until)) as
    | Subscriber
    | undefined;
  if (!to) return 0;
  const rows = await dueRows(world, to);
  if (rows.length === 0) {
    await store.releaseSubscriber(world.db, id, holder);
    return 0;
  }
  const turn: Turn = {
    ...{ world, post, to, secret: openSecret(world, to), tried: 0, taken: [], stopped: null },
    signer: to.kind === "push" ? await signer(world) : null,
    endsMs: performance.now() + TURN_MS,
  };
  await sendAll(turn, rows);
  await note(turn);
  if (turn.stopped || turn.tried === 0) await store.releaseSubscriber(world.db, id, holder);
  return turn.stopped ? 0 : turn.tried;
}

function dueRows(world: World, to: Subscriber): Promise<SignalRow[]> {
  if (to.status === "disabled" || to.kind === "poll") return Promise.resolve([]);
  // Nobody answered the last time: the first alone is tried, and the rest when it is taken.
  const limit = to.failures > 0 ? 1 : BATCH;
  return store.listDue(world.db, to.id, {
    // A stream's later signals wait for the earlier ones of their account.
    now: to.kind === "webhook" ? world.now() : null,
    limit,
    ...(to.status === "paused" && { only: to.id }),
  });
}

async function sendAll(turn: Turn, rows: readonly SignalRow[]) {
  const now = turn.world.now();
  const chains = new Map<string, SignalRow[]>();
  for (const row of rows) {
    const chain = chains.get(row.accountId);
    if (chain) chain.push(row);
    else chains.set(row.accountId, [row]);
  }
  // What must wait holds up the later ones of its account, and no others.
  const waiting = [...chains.values()].map((chain) => {
    const first = chain.findIndex(({ dueAt }) => dueAt > now);
    return first === -1 ? chain : chain.slice(0, first);
  });
  const next = waiting.values();
  const lane = async () => {
    for (const chain of next)
      for (const row of chain) {
        if (turn.stopped || performance.now() > turn.endsMs) return;
        if (!(await sendOne(turn, row))) break;
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** True when it was taken. */
async function sendOne(turn: Turn, row: SignalRow): Promise<boolean> {
  const { world, post, to } = turn;
  turn.tried++;
  const { headers, body } = await envelope(turn, row);
  const answer = await inSpan(world, "deliver", { kind: "client", parent: row.trace }, () => {
    const from = traceparent();
    // A webhook's receiver may go on with it; a stream's headers are those of its standard.
    const more = from && to.kind === "webhook" ? { traceparent: from } : {};
    return post(to.url ?? "", { ...headers, ...more }, body, world.wallNow());
  });
  const verdict = rules.judgeAnswer(to.kind, answer);
  if (verdict === "taken") {
    turn.taken.push(row.id);
    return true;
  }
  if (verdict === "gone") turn.stopped = { answer };
  else if (to.kind === "webhook") {
    await failed(world, row, answer, webhookWait(world, row, answer));
    if (rules.isOverloaded(answer)) turn.stopped = { answer };
  } else if (verdict === "refused") {
    const tries = row.attempts + 1;
    const waitMs = tries < rules.REFUSALS_MAX ? rules.refusalWaitMs(tries) : null;
    await failed(world, row, answer, waitMs);
  } else turn.stopped = { answer };
  return false;
}

async function envelope({ world, to, secret, signer }: Turn, row: SignalRow) {
  if (!signer) {
    const body = webhookBody(row);
    const now = world.now().toISOString();
    const keys = (secret.keys ?? []).filter(({ endsAt }) => endsAt === null || endsAt > now);
    const secrets = keys.map((key) => key.secret);
    return { body, headers: webhookHeaders(row.id, world.wallNow(), body, secrets) };
  }
  return {
    body: await tokenOf(world, to, row, signer),
    headers: {
      "content-type": "application/secevent+jwt",
      accept: "application/json",
      ...(secret.authorization && { authorization: secret.authorization }),
    },
  };
}

export const tokenOf = async (
  world: World,
  { owner }: { owner: string },
  row: SignalRow,
  { kid, key }: Signer,
) => {
  const number = row.type === identifierRecycled ? await numberOf(world, row) : undefined;
  const claims = claimsOf(row, world.config.url, audienceOf(world, owner), number);
  return signed({ alg: "RS256", typ: "secevent+jwt", kid }, claims, key);
};

/** Opened when it leaves: in no row of a delivery stands a number. */
async function numberOf(world: World, { accountId, facts }: SignalRow) {
  const { numberId } = JSON.parse(facts) as { numberId?: string };
  return (await readMethods(world, accountId)).find(({ id }) => id === numberId)?.data;
}

function webhookWait(world: World, { attempts }: SignalRow, answer: rules.Answer) {
  const wait = rules.webhookWaitMs(attempts + 1, world.bytes(1).readUInt8() / 256);
  const asked = answer.is === "answered" ? (answer.retryAfterMs ?? 0) : 0;
  return wait === null ? null : Math.max(wait, asked);
}

const wordsOf = (answer: rules.Answer) =>
  answer.is === "failed" ? answer.why : `answered ${answer.status}`;

/** `waitMs` null: it is set aside, and can be sent again by hand. */
const failed = (world: World, row: SignalRow, answer: rules.Answer, waitMs: number | null) =>
  store.markFailed(world.db, row, {
    state: waitMs === null ? "failed" : "due",
    attempts: row.attempts + 1,
    triedAt: world.now(),
    dueAt: rules.afterMs(world.now(), waitMs ?? 0),
    answer: answer.is === "answered" ? answer.status : null,
    lastError: wordsOf(answer),
  });

/** Writes down how the turn went: what was taken goes, and how the subscriber fares. */
async function note({ world, to, taken, stopped }: Turn) {
  const { db } = world;
  if (taken.length > 0)
    await (to.kind === "webhook"
      ? store.markTaken(db, to.id, taken, world.now())
      : store.deleteTaken(db, to.id, taken));
  if (stopped) await noteTrouble(world, to, stopped.answer, taken.length > 0);
  else if (to.failures > 0 && taken.length > 0)
    await store.updateSubscriber(db, to.id, { failures: 0, failingSince: null, nextTryAt: null });
}

async function noteTrouble(world: World, to: Subscriber, answer: rules.Answer, some: boolean) {
  const now = world.now();
  if (rules.judgeAnswer(to.kind, answer) === "gone") {
    await store.updateSubscriber(world.db, to.id, { status: "disabled", statusReason: "gone" });
    await store.failDue(world.db, to.id, wordsOf(answer));
    return;
  }
  const failures = some ? 1 : to.failures + 1;
  const since = some ? now : (to.failingSince ?? now);
  const asked = answer.is === "answered" ? (answer.retryAfterMs ?? 0) : 0;
  // A receiver may ask for a pause, but not for one in which a day's signals would be late.
  const waitMs =
    to.kind === "webhook"
      ? asked
      : Math.max(rules.streamWaitMs(failures), Math.min(asked, 240_000));
  world.log.warn("a subscriber did not take a signal", {
    id: to.id,
    failures,
    why: wordsOf(answer),
  });
  await store.updateSubscriber(world.db, to.id, {
    failures: to.kind === "webhook" ? 0 : failures,
    failingSince: since,
    nextTryAt: rules.afterMs(now, waitMs),
  });
  if (to.kind === "push" && to.status === "enabled" && tooLong(since, now))
    await changeStatus(world, to.id, "paused", "It has not answered for more than three days.");
}

const tooLong = (since: Date, now: Date) => now.getTime() - since.getTime() > rules.PAUSE_AFTER_MS;

/** A change that the receiver did not ask for: it is told (SSF 8.1.5). */
export async function changeStatus(
  world: World,
  id: string,
  status: rules.Status,
  reason: string,
): Promise<void> {
  await store.updateSubscriber(world.db, id, { status, statusReason: reason });
  await signalAbout(world, id, streamUpdated, { status, reason });
}
