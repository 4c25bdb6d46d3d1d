/** After a storm: is everything that was acknowledged there, and nothing half done? */
import { sha256 } from "../../src/core/crypto.ts";
import { type Event, readEvents, verifyChain } from "../../src/core/events.ts";
import type { World } from "../../src/core/world.ts";
import { isSilent, told } from "../../src/features/notices/rules.ts";
import { inParallel } from "./fault.ts";
import { isCode, linkIn, type Provider, type Taken } from "./post.ts";
import type { Diary, Journey } from "./storm-load.ts";
import type { Target } from "./target.ts";

/** What a claimant was told and cannot read back, one sentence each. */
export async function readBack(door: Target, diary: Diary, serviceKey: string): Promise<string[]> {
  const lost: string[] = [];
  const look = async ({ recoveryId, token, person, given, password, cancelled }: Journey) => {
    const reply = await door.call("GET", `/v1/recoveries/${recoveryId}`, { bearer: token });
    const recovery = reply.body?.recovery;
    const missing = (what: string) => lost.push(`${what} (${recoveryId}: ${recovery?.state})`);
    if (reply.status !== 200 || recovery?.id !== recoveryId) return missing("a claim");
    if (cancelled && recovery.state !== "cancelled") missing("a cancellation");
    // A code that its operator could not vouch for is there, and counts for nothing: said, and not lost.
    const kinds: string[] = [...recovery.given, ...(recovery.uncounted ?? [])];
    for (const proof of given) if (!kinds.includes(proof)) missing(`a proof, ${proof}`);
    if (password === null) return;
    if (recovery.state !== "completed") return missing("a completion");
    const signedIn = await door.call("POST", "/v1/sign-ins", {
      bearer: serviceKey,
      body: { identifier: person.phone, password, deviceId: person.deviceId },
    });
    if (signedIn.status !== 201) missing(`a new password, ${signedIn.status}`);
  };
  await inParallel(diary.journeys, 8, look);
  return lost;
}

type Rows = Awaited<ReturnType<typeof readRows>>;
const readRows = async ({ db }: World, accountId: string) => ({
  recoveries: await db
    .selectFrom("recoveries")
    .selectAll()
    .where("accountId", "=", accountId)
    .execute(),
  challenges: await db
    .selectFrom("challenges")
    .selectAll()
    .where("accountId", "=", accountId)
    .execute(),
  sessions: await db
    .selectFrom("sessions")
    .selectAll()
    .where("accountId", "=", accountId)
    .execute(),
  links: await db.selectFrom("links").selectAll().where("accountId", "=", accountId).execute(),
  methods: await db.selectFrom("methods").selectAll().where("accountId", "=", accountId).execute(),
});

const moves = ["ready", "waiting", "completed", "cancelled", "denied", "expired"];

/** Where rows and events of one account do not say the same. */
function disagreements(rows: Rows, events: Event[], changedAt: Date | null): string[] {
  const found: string[] = [];
  for (const row of rows.recoveries) {
    const own = events.filter(({ payload }) => payload.recoveryId === row.id);
    const last = own.findLast(({ type }) => moves.includes(type.replace("recovery.", "")));
    const state = last?.type.replace("recovery.", "") ?? "proving";
    if (!own.some(({ type }) => type === "recovery.started")) found.push("a claim without a start");
    if (state !== row.state) found.push(`a claim is ${row.state} and its events say ${state}`);
    const accepted = own.filter(({ type }) => type === "recovery.proof-accepted");
    const kinds = accepted.map(({ payload }) => payload.proof).sort();
    const given = row.given.map(({ kind }) => kind).sort();
    if (kinds.join() !== given.join()) found.push(`proofs ${given} and events ${kinds}`);
    if (row.state !== "completed") continue;
    const changed = events.find(({ type, seq }) => type === "password.changed" && seq > last!.seq);
    if (!changed || !changedAt || !row.endedAt) found.push("completed without its password");
    const alive = rows.sessions.filter(
      ({ endedAt, startedAt }) => !endedAt && row.endedAt && startedAt < row.endedAt,
    );
    if (alive.length > 0) found.push("completed, and an older session goes on");
    if (rows.challenges.some(({ usedAt, supersededAt }) => !usedAt && !supersededAt))
      found.push("completed, and a code still lives");
  }
  for (const { usedAt, subjectId, proof } of rows.challenges) {
    const accepted = events.filter(
      ({ type, payload }) =>
        type === "recovery.proof-accepted" &&
        payload.recoveryId === subjectId &&
        payload.proof === proof,
    );
    if (accepted.length !== (usedAt ? 1 : 0)) found.push("a code is used and no proof is written");
  }
  return found;
}

export type Findings = {
  chains: number;
  halves: string[];
  /** Due by the events, sent as messages of their own, and sent more than once. */
  notices: Counted;
  codes: Counted;
  /** Links that were made and reached nobody. */
  lostLinks: number;
  /** Messages that were sent again with another text. */
  unequal: number;
};
type Counted = { due: number; sent: number; doubles: number; most: number };

const byMark = (messages: readonly Taken[]) => {
  const groups = new Map<string, Taken[]>();
  for (const message of messages) {
    const key = `${message.to} ${message.mark}`;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()];
};

/** Every account of the database: its chain, its rows against its events, its messages. */
export async function inspect(world: World, providers: readonly Provider[]): Promise<Findings> {
  const accounts = await world.db.selectFrom("accounts").selectAll().execute();
  const halves: string[] = [];
  const wanted = { notices: 0, codes: 0, links: 0 };
  const links = new Set<string>();
  await inParallel(accounts, 8, async ({ accountId, passwordChangedAt }) => {
    const broken = await verifyChain(world, accountId);
    if (broken !== null) halves.push(`the chain of ${accountId} breaks at ${broken}`);
    const events = await readEvents(world, accountId);
    const rows = await readRows(world, accountId);
    for (const what of disagreements(rows, events, passwordChangedAt))
      halves.push(`${accountId}: ${what}`);
    const channels = rows.methods.length;
    const toTell = events.filter(
      ({ type, payload }) => type in told && !isSilent(type, payload),
    ).length;
    wanted.notices += toTell * channels;
    const stopped = events.filter(({ type }) => type === "recovery.cancelled").length;
    wanted.links += (toTell - stopped) * channels;
    wanted.codes += rows.challenges.length;
    for (const { hash } of rows.links) links.add(hash);
    if (rows.links.length !== toTell * channels)
      halves.push(`${accountId}: ${toTell} events to tell and ${rows.links.length} notices`);
  });
  const groups = byMark(providers.flatMap(({ taken }) => taken));
  const bringsCode = ([first]: Taken[]) => first !== undefined && isCode(first);
  // What was told of a cancelled claim holds no link: there is nothing left to stop.
  const ended = wanted.notices - wanted.links;
  const notices = groups.filter((group) => !bringsCode(group));
  const arrived = new Set(notices.map(([first]) => sha256(linkIn(first?.text ?? ""))));
  const counted = (due: number, list: Taken[][]): Counted => ({
    due,
    sent: list.length,
    doubles: list.filter(({ length }) => length > 1).length,
    most: Math.max(0, ...list.map(({ length }) => length)),
  });
  return {
    chains: accounts.length,
    halves,
    notices: counted(wanted.notices, notices),
    codes: counted(wanted.codes, groups.filter(bringsCode)),
    lostLinks: [...links].filter((hash) => !arrived.has(hash)).length - ended,
    unequal: groups.filter((group) => new Set(group.map(({ text }) => text)).size > 1).length,
  };
}
