/** Writing in a chat and reading it: from the claimant's side and from the desk's, each with its own rules. */
import { sha256 } from "../../core/crypto.ts";
import { countIn, TooMany } from "../../core/limits.ts";
import { BadInput } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { actorName } from "../../core/world.ts";
import { lockAccount, openFor, sealFor } from "../accounts/index.ts";
import {
  type Agent,
  apply,
  barring,
  type Case,
  CaseEnded,
  demandOpen,
  isEnded,
  NotYou,
  note,
  onCase,
  onOwnCase,
} from "../cases/index.ts";
import { isLiveCode } from "../proofs/index.ts";
import type { Claimant } from "../recovery/index.ts";
import { canTell, tellLater } from "./away.ts";
import { clean, type Found, inspect, masked, sixDigits } from "./guard.ts";
import { ownHosts, ownNumbers } from "./hosts.ts";
import * as rules from "./rules.ts";
import { foreignContacts } from "./staff-contacts.ts";
import { asksForSecret, foreignHosts } from "./staff-words.ts";
import * as store from "./store.ts";
import { wake } from "./wake.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const context = (caseId: string, seq: number) => `case-message:${caseId}:${seq}`;

/** `sure`: its sender was asked, and says that it is no code, password or card number. */
export type Said = { id: string; text: string; sure?: boolean | undefined };

export const readText = (key: Buffer, { caseId, seq, text }: store.Row) =>
  openFor(key, text, context(caseId, seq));

/** A message as the claimant or (`as`) as somebody of the desk sees it. Nobody of the desk has a name here. */
export const messageView = (key: Buffer, row: store.Row, as: string) => ({
  seq: row.seq,
  from: row.side as rules.Side,
  text: readText(key, row),
  at: row.at.toISOString(),
  // One's own is known again by the id that one gave it.
  ...(row.author === as && { id: row.clientId }),
});
export type Message = ReturnType<typeof messageView>;

/** Sent before under this id: the same message with its time. Throws `message-id-used`. */
async function sentBefore(world: World, key: Buffer, held: Case, author: string, said: Said) {
  const row = await store.findSent(world.db, held.accountId, held.id, author, said.id);
  if (!row) return null;
  if (!isSame(readText(key, row), clean(said.text))) throw rules.IdUsed();
  return messageView(key, row, author);
}

/** The same text, where ours may be masked in places. */
const isSame = (kept: string, text: string) => {
  const [ours, theirs] = [Array.from(kept), Array.from(text)];
  return ours.length === theirs.length && ours.every((c, n) => c === theirs[n] || c === "•");
};

/** Counts one more in these windows, within the transaction. Throws `too-many`. */
async function within(world: World, limits: readonly { key: string; ms: number; max: number }[]) {
  const windows = limits.map(({ key, ms }) => ({ key, windowMs: ms }));
  const counts = await countIn(world, windows);
  for (const { key, max } of limits) {
    const used = counts.find((count) => count.key === key);
    if (used && used.count > max) throw TooMany({ until: used.closesAt.toISOString() });
  }
}

async function insert(
  world: World,
  key: Buffer,
  { accountId, id: caseId }: Case,
  author: string,
  side: rules.Side,
  said: { id: string; text: string },
) {
  const seq = (await store.lastSeq(world.db, accountId, caseId)) + 1;
  const row: store.Row = {
    ...{ accountId, caseId, seq, side, author, clientId: said.id, at: world.now() },
    text: sealFor(world, key, said.text, context(caseId, seq)),
  };
  await store.insertMessage(world.db, row);
  world.unit?.afterwards.push(() => wake(world, caseId));
  // That something was said and what it hashes to; payloads of events are sealed with the account's key.
  return { row, facts: { seq, from: side, textHash: sha256(said.text) } };
}

const kindsOf = (found: readonly Found[]) => [...new Set(found.map(({ kind }) => kind))];

/** Text of at least one visible character. Throws `bad-input`. */
function readable(given: string): string {
  const text = clean(given);
  if (text === "") throw BadInput({ errors: [{ pointer: "/text", detail: "This is empty." }] });
  return text;
}

/** Codes of ours that still work are covered, whatever stands beside them. */
async function liveCodes(world: World, accountId: string, text: string) {
  const live: { from: number; to: number }[] = [];
  for (const run of sixDigits(text).slice(0, 20))
    if (await isLiveCode(world, accountId, run.digits)) live.push(run);
  return live;
}

/**
 * The claimant writes. A case that waited for them goes on; a verdict that was given stands: talk is no
 * evidence (docs/decisions/0027-chat.md). Throws `looks-secret`, `case-ended`, `too-many`, `message-id-used`.
 */
export const sayAsClaimant = (world: World, claimant: Claimant, said: Said) =>
  onOwnCase(world, claimant, async (world, held) => {
    const { key } = await lockAccount(world, held.accountId);
    const author = actorName(claimant);
    const before = await sentBefore(world, key, held, author, said);
    if (before) return { message: before, now: world.now().toISOString() };
    if (isEnded(held.state)) throw CaseEnded();
    const text = readable(said.text);
    const found = inspect(text);
    if (found.length > 0 && !said.sure) throw rules.LooksSecret({ kinds: kindsOf(found) });
    const hidden = [
      ...found.filter(({ firm }) => firm),
      ...(await liveCodes(world, held.accountId, text)),
    ];
    const kept = { id: said.id, text: masked(text, hidden) };
    const { row, facts } = await insert(world, key, held, author, "claimant", kept);
    const change = { type: "case.message", facts };
    if (held.state === "waiting-claimant")
      await apply(world, claimant, held, "claimant-spoke", change);
    else await note(world, claimant, held, change);
    await store.setSeen(world.db, held.accountId, held.id, row.seq, world.now());
    await within(world, [
      { key: `chat:${claimant.recoveryId}:minute`, ms: MINUTE_MS, max: rules.PER_MINUTE },
      { key: `chat:${claimant.recoveryId}:day`, ms: DAY_MS, max: rules.PER_DAY },
    ]);
    return { message: messageView(key, row, author), now: world.now().toISOString() };
  });

/** What the desk may not say. Throws `foreign-link`, `asks-secret`, `looks-secret`, `foreign-contact`. */
export function judgeStaffText(world: World, text: string, sure = false): void {
  const hosts = foreignHosts(text, ownHosts(world));
  if (hosts.length > 0) throw rules.ForeignLink({ hosts });
  if (asksForSecret(text)) throw rules.AsksSecret();
  const found = inspect(text);
  if (found.some(({ firm }) => firm) || (found.length > 0 && !sure))
    throw rules.LooksSecret({ kinds: kindsOf(found) });
  const contacts = foreignContacts(text, ownNumbers(world));
  if (contacts.length > 0) throw rules.ForeignContact({ contacts });
}

/**
 * Somebody of the desk writes; `lastSeen`: the newest message on their screen. Throws `stale-chat`, `not-you`,
 * `case-ended`, `too-many`, `message-id-used`, and what `judgeStaffText` throws.
 */
export async function sayAsDesk(
  world: World,
  agent: Agent,
  caseId: string,
  said: Said & { lastSeen: number },
) {
  await demandOpen(world, agent, caseId);
  return onCase(world, caseId, async (world, { held }) => {
    if ((await barring(world, agent, held)) === "own") throw NotYou();
    const { key } = await lockAccount(world, held.accountId);
    const author = actorName(agent);
    const before = await sentBefore(world, key, held, author, said);
    if (before) return { message: before, now: world.now().toISOString() };
    if (isEnded(held.state)) throw CaseEnded();
    const newest = await store.lastOfOthers(world.db, held.accountId, caseId, author);
    if (rules.isBehind(said.lastSeen, newest)) throw rules.StaleChat({ last: newest });
    const text = readable(said.text);
    judgeStaffText(world, text, said.sure);
    const { row, facts } = await insert(world, key, held, author, "desk", { id: said.id, text });
    await note(world, agent, held, { type: "case.message", facts });
    await tellLater(world, held, row.seq);
    await within(world, [
      { key: `chat:${author}:minute`, ms: MINUTE_MS, max: rules.DESK_PER_MINUTE },
    ]);
    return { message: messageView(key, row, author), now: world.now().toISOString() };
  });
}

async function messagesAfter(world: World, held: Case, key: Buffer, after: number, as: string) {
  const { accountId, id } = held;
  const rows = await store.listAfter(world.db, accountId, id, after, rules.BATCH);
  return {
    messages: rows.map((row) => messageView(key, row, as)),
    last: await store.lastSeq(world.db, accountId, id),
    canSend: !isEnded(held.state),
    now: world.now().toISOString(),
  };
}

/** The claimant's chat after a message that they have. What is answered has reached their page. */
export const readAsClaimant = (world: World, claimant: Claimant, after: number) =>
  onOwnCase(world, claimant, async (world, held) => {
    const { key } = await lockAccount(world, held.accountId);
    const chat = await messagesAfter(world, held, key, after, actorName(claimant));
    const seen = chat.messages.at(-1)?.seq ?? 0;
    if (seen > 0) await store.setSeen(world.db, held.accountId, held.id, seen, world.now());
    return chat;
  });

/** Messages up to this one are on the claimant's screen. */
export const seeAsClaimant = (world: World, claimant: Claimant, seq: number) =>
  onOwnCase(world, claimant, async (world, { accountId, id }) => {
    const seen = Math.min(seq, await store.lastSeq(world.db, accountId, id));
    await store.setSeen(world.db, accountId, id, seen, world.now());
    return {};
  });

/** A look at a chat is a look at its case: counted, and in both chains, before anything is shown. */
export const lookAtChat = demandOpen;

export const isOpen = async (world: World, accountId: string, caseId: string) => {
  const chat = await store.findChat(world.db, accountId, caseId);
  return chat !== undefined && chat.openUntil > world.now();
};

/** The chat as the desk sees it. Throws `no-case`, `not-you`. */
export async function readAsDesk(world: World, agent: Agent, caseId: string, after: number) {
  await demandSight(world, agent, caseId);
  await lookAtChat(world, agent, caseId);
  return onCase(world, caseId, async (world, { held }) => {
    const { key } = await lockAccount(world, held.accountId);
    return {
      ...(await messagesAfter(world, held, key, after, actorName(agent))),
      // Whether the claimant's page is open, and nothing more of what they do.
      claimant: {
        isOpen: await isOpen(world, held.accountId, caseId),
        canBeTold: canTell(world, key, held),
        locale: held.locale,
      },
    };
  });
}

/** Whoever has an interest in the account sees none of it. Throws `no-case`, `not-you`. */
export const demandSight = (world: World, agent: Agent, caseId: string) =>
  onCase(world, caseId, async (world, { held }) => {
    if ((await barring(world, agent, held)) === "own") throw NotYou();
    return held;
  });
