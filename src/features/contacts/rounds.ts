/** A round: all contacts who count are asked at once for one claim, and codes come back by its claimant. */
import { keyedHash, keyedHashes, sameSecret } from "../../core/crypto.ts";
import { emit } from "../../core/events.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, tagsOf } from "../accounts/index.ts";
import type { Policy } from "../policies/index.ts";
import { TooManyMessages } from "../proofs/index.ts";
import { countedContacts, newLink, write } from "./people.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const ago = (world: World, ms: number) => rules.later(world.now(), -ms);

export const roundsOf = (world: World, accountId: string, recoveryId: string) =>
  once(world, `rounds:${recoveryId}`, () =>
    store.listRounds(world.db, accountId, recoveryId, ago(world, rules.DAY_MS)),
  );
export const asksOf = (world: World, accountId: string, recoveryId: string) =>
  once(world, `asks:${recoveryId}`, () => store.listAsks(world.db, accountId, recoveryId));
function moved(world: World, recoveryId: string) {
  forget(world, `rounds:${recoveryId}`);
  forget(world, `asks:${recoveryId}`);
}

/** The round of a claim that still waits for answers, or undefined. */
const openRound = async (world: World, accountId: string, recoveryId: string) =>
  (await roundsOf(world, accountId, recoveryId)).find(
    (round) => round.recoveryId === recoveryId && rules.isOpen(round, world.now()),
  );

export type Asking = {
  accountId: string;
  recoveryId: string;
  policy: Policy;
  /** A device known before vouches for the claim. */
  recognised: boolean;
};

/**
 * Asks every contact who counts. While a round can still bring enough it is the same round, and nobody is
 * written to again. The caller holds the account's lock. Throws `contacts-too-few`, `too-many-messages`.
 */
export async function askContacts(
  world: World,
  actor: Actor,
  asking: Asking,
): Promise<rules.Round> {
  const { accountId, recoveryId, policy, recognised } = asking;
  await lockAccount(world, accountId);
  const now = world.now();
  const open = await openRound(world, accountId, recoveryId);
  const asks = await asksOf(world, accountId, recoveryId);
  const { needed, min } = policy.contacts;
  const own = asks.filter((ask) => ask.enteredAt || ask.roundId === open?.id);
  if (open && rules.canSuffice(own, needed, now)) return open;
  const contacts = await countedContacts(world, accountId, policy);
  if (contacts.length < min) throw rules.TooFewContacts();
  const day = (await roundsOf(world, accountId, recoveryId)).map(({ askedAt }) => askedAt);
  const until = rules.judgeRound(day, recognised, now);
  if (until) throw TooManyMessages({ until: until.toISOString() });
  if (open) await store.endRounds(world.db, accountId, recoveryId, now);
  const entered = new Set(asks.filter((ask) => ask.enteredAt).map(({ contactId }) => contactId));
  const round = {
    ...{ accountId, id: world.id("rnd"), recoveryId, askedAt: now, endedAt: null },
    expiresAt: rules.later(now, rules.ROUND_HOURS * rules.HOUR_MS),
  };
  await store.insertRound(world.db, round);
  const rows = [];
  for (const contact of contacts.filter(({ id }) => !entered.has(id))) {
    const link = await newLink(world, contact, round.id, round.expiresAt, "helper");
    if (!(await write(world, contact, "contact-ask", `${round.id}:${contact.id}`, link))) continue;
    rows.push({
      ...{ accountId, id: world.id("ask"), roundId: round.id, recoveryId, contactId: contact.id },
      ...{ askedAt: now, triesLeft: policy.budgets.codes.triesPerChallenge },
    });
  }
  // Everybody's budget is used up: a round of nobody would wait in vain.
  if (rows.length + entered.size < needed) throw TooManyMessages();
  await store.insertAsks(world.db, rows);
  moved(world, recoveryId);
  await emit(world, actor, "contacts.asked", accountId, { recoveryId, asked: rows.length });
  return round;
}

/** The claim has what it needs, or has ended: links and codes of its contacts are good for nothing. */
export function endRounds(world: World, accountId: string, recoveryId: string) {
  noWait(world, store.endRounds(world.db, accountId, recoveryId, world.now()));
  moved(world, recoveryId);
}

/** Bound to the claim, the round and the contact: the same digits elsewhere are another secret. */
export const codeContext = (
  ask: { id: string; roundId: string },
  recoveryId: string,
  code: string,
) => `contact:${recoveryId}:${ask.roundId}:${ask.id}:${code}`;
export const codeHash = (world: World, ask: rules.Ask, recoveryId: string, code: string) =>
  keyedHash(world.keys, "codes", codeContext(ask, recoveryId, code));

export type Entered =
  | { is: "right" }
  /** Tries left of the code that was shown last. */
  | { is: "wrong"; triesLeft: number };

/**
 * Compares a code with all that contacts may have read out for this claim. A wrong one costs each of them a
 * try. The caller holds the account's lock and commits whatever comes out.
 */
export async function enterCode(
  world: World,
  { accountId, recoveryId, code }: { accountId: string; recoveryId: string; code: string },
): Promise<Entered> {
  const now = world.now();
  const open = await openRound(world, accountId, recoveryId);
  const asks = await asksOf(world, accountId, recoveryId);
  const matches = (ask: rules.Ask) =>
    keyedHashes(world.keys, "codes", codeContext(ask, recoveryId, code)).some((hash) =>
      sameSecret(hash, ask.codeHash ?? ""),
    );
  // Entered before: a repeat answers like the first.
  if (asks.some((ask) => ask.enteredAt && matches(ask))) return { is: "right" };
  const live = asks.filter((ask) => ask.roundId === open?.id && rules.isLiveCode(ask, now));
  const found = live.find(matches);
  forget(world, `asks:${recoveryId}`);
  if (found) {
    await store.updateAsk(world.db, accountId, found.id, { enteredAt: now });
    return { is: "right" };
  }
  for (const { id, triesLeft } of live)
    await store.updateAsk(world.db, accountId, id, { triesLeft: triesLeft - 1 });
  return { is: "wrong", triesLeft: Math.max(0, ...live.map(({ triesLeft }) => triesLeft - 1)) };
}

/** What the contacts of a claim have given by now: each person once, and only those who count still. */
export async function approvals(
  world: World,
  { accountId, recoveryId, policy }: Omit<Asking, "recognised">,
) {
  const entered = (await asksOf(world, accountId, recoveryId)).filter((ask) => ask.enteredAt);
  const given = (await countedContacts(world, accountId, policy)).filter(({ id }) =>
    entered.some(({ contactId }) => contactId === id),
  );
  const times = given.map((contact) => rules.boundAt(contact).getTime());
  const removed = given.flatMap(({ removedAt }) => (removedAt ? [removedAt.getTime()] : []));
  return {
    contacts: given.length,
    /** When the youngest became one. */
    since: times.length > 0 ? new Date(Math.max(...times)) : null,
    removedAt: removed.length > 0 ? new Date(Math.min(...removed)) : null,
    // Under every key: the account's own channels may be tagged under an older one.
    sharesWith: given.flatMap(({ kind, address }) =>
      tagsOf(world, kind, address).map(
        (tag) => `${kind === "phone" ? "number" : "mailbox"}:${tag}`,
      ),
    ),
  };
}

/** Did a contact say that it was not the owner who asked? */
export const saidNo = async (world: World, accountId: string, recoveryId: string) =>
  (await store.findNo(world.db, accountId, recoveryId)) !== undefined;

/** What a claimant sees; only after a first accepted proof. Null: the account has too few. */
export async function readRound(world: World, asking: Omit<Asking, "recognised">) {
  const { accountId, recoveryId, policy } = asking;
  const contacts = await countedContacts(world, accountId, policy);
  const asks = await asksOf(world, accountId, recoveryId);
  const open = await openRound(world, accountId, recoveryId);
  if (!open && contacts.length < policy.contacts.min) return null;
  const own = asks.filter((ask) => ask.enteredAt || ask.roundId === open?.id);
  const { needed } = policy.contacts;
  return {
    needed,
    entered: contacts.filter(({ id }) => own.some((ask) => ask.contactId === id && ask.enteredAt))
      .length,
    askedAt: open?.askedAt.toISOString() ?? null,
    expiresAt: open?.expiresAt.toISOString() ?? null,
    mayAsk: !open || !rules.canSuffice(own, needed, world.now()),
    people: contacts.map(({ id, nickname }) => {
      const ask = own.find(({ contactId }) => contactId === id);
      const is = rules.standingOf(ask);
      const at =
        is === "entered" ? ask?.enteredAt : is === "asked" ? ask?.askedAt : ask?.answeredAt;
      return { nickname, is, at: at?.toISOString() ?? null };
    }),
  };
}
export type RoundView = NonNullable<Awaited<ReturnType<typeof readRound>>>;
