/**
 * Checkpoints: every few minutes the heads of the chains that grew, in signed lines. What grew is found by
 * the time of its events, so an event's own transaction pays nothing. Each of these chains is verified from
 * its last anchored event on before its head is signed; beside them a round goes through all accounts and
 * verifies some of them whole each time, so that none is left out for ever. All under one row of the house,
 * so that of several processes one does it.
 */
import { raiseOnce } from "../../core/alarms.ts";
import type { Restored } from "../../core/backup-epoch.ts";
import {
  type Fault,
  faultOfHead,
  faultOfRow,
  headAfter,
  noHead,
  readChain,
} from "../../core/events.ts";
import { restoreOf } from "../../core/restored.ts";
import type { Head } from "../../core/unit.ts";
import { chainKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { isShadow, lockHouse } from "../accounts/index.ts";
import { auditKey } from "./keys.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const HOUSE = "house:audit";
export const STATE = "audit-state";
const MINUTE_MS = 60_000;
/** An event is committed some time after the moment that it bears, and clocks of processes differ. */
const LATE_MS = 10 * MINUTE_MS;
/** Of one step of the round: accounts, and events that they have together. */
const ROUND_ACCOUNTS = 500;
const ROUND_EVENTS = 10_000;
/** More broken chains than this in one sweep are one alarm: it is the database, not an account. */
const BROKEN_MAX = 10;

/** `since`, `after`: what grew since then, from this account on. `round`: how far that has come. */
type State = { at: string; since: string; after: string; round: string };

async function readState(world: World): Promise<State> {
  const text = await store.readSetting(world.db, STATE);
  const began = new Date(0).toISOString();
  return text ? JSON.parse(text) : { at: began, since: began, after: "", round: "" };
}

const isDue = ({ at, after }: State, now: Date) =>
  after !== "" || now.getTime() - Date.parse(at) >= rules.CHECKPOINT_MINUTES * MINUTE_MS;

export type Broken = { accountId: string; seq: number; fault: Fault };

/** Makes the lines that are due. Returns how many. */
export async function makeCheckpoints(world: World): Promise<number> {
  const now = world.now();
  const restored = await unsignedRestore(world);
  if (!restored && !isDue(await readState(world), now)) return 0;
  await lockHouse(world, HOUSE);
  if (restored) await writeRestore(world);
  const state = await readState(world);
  if (!isDue(state, now)) return restored ? 1 : 0;
  const most = rules.LINE_HEADS * rules.SWEEP_LINES;
  const grown = await store.listGrown(world.db, new Date(state.since), state.after, most);
  const isAll = grown.length < most;
  const round = await nextOfRound(world, state.round);
  const found = [await examine(world, grown, "anchored"), await examine(world, round.ids, "first")];
  const heads = found.flatMap((each) => each.heads);
  // A chain may have grown and have its turn in the round.
  const anchors = [...new Map(heads.map((each) => [each.accountId, each])).values()];
  const lines = await writeLines(world, anchors);
  const broken = found.flatMap((each) => each.broken);
  await tell(world, broken);
  const next: State = {
    at: now.toISOString(),
    since: isAll ? new Date(now.getTime() - LATE_MS).toISOString() : state.since,
    after: isAll ? "" : (grown.at(-1) ?? ""),
    round: round.next,
  };
  await store.writeSetting(world.db, STATE, JSON.stringify(next));
  return lines;
}

/** The restore that this database comes from, until a line says so. */
async function unsignedRestore(world: World): Promise<Restored | null> {
  const restored = await restoreOf(world.db);
  const last = restored && (await store.lastCheckpoint(world.db));
  return restored && (last?.seq ?? 0) <= restored.after ? restored : null;
}

/**
 * A restore takes back what lines outside bear witness to. It says so in a signed line of its own, before any
 * other: whoever holds the lines against the database then reads what was lost, and not that somebody cut.
 */
async function writeRestore(world: World): Promise<void> {
  const restored = await unsignedRestore(world);
  if (!restored) return;
  const { after, backupAt, restoredAt } = restored;
  const last = await store.lastCheckpoint(world.db);
  const seq = rules.seqAfterRestore(after, Date.parse(restoredAt) - Date.parse(backupAt));
  const previous = last ? rules.lineHash(last.line) : "";
  const at = world.now();
  const facts = { seq, at: at.toISOString(), previous, heads: [], restored: { after, backupAt } };
  const line = rules.signed(await auditKey(world), facts);
  await store.insertCheckpoint(world.db, { seq, at, line });
}

async function nextOfRound(world: World, after: string) {
  const rows = await store.listHeads(world.db, after, ROUND_ACCOUNTS);
  let events = 0;
  const ids: string[] = [];
  for (const { accountId, chainSeq } of rows) {
    events += chainSeq;
    if (ids.length > 0 && events > ROUND_EVENTS) break;
    ids.push(accountId);
  }
  const isOver = ids.length === rows.length && rows.length < ROUND_ACCOUNTS;
  return { ids, next: isOver ? "" : (ids.at(-1) ?? "") };
}

type Anchor = { accountId: string; head: Head };

/** The heads that are to be signed, and the chains that do not hold: their last good head stays. */
async function examine(world: World, ids: readonly string[], from: "first" | "anchored") {
  const heads: Anchor[] = [];
  const broken: Broken[] = [];
  const known = ids.filter((id) => !isShadow(id));
  for (let at = 0; at < known.length; at += rules.LINE_HEADS) {
    const some = known.slice(at, at + rules.LINE_HEADS);
    const rows = await store.findHeads(world.db, some);
    const links = Map.groupBy(
      await store.listLinks(world.db, some, from),
      ({ accountId }) => accountId,
    );
    for (const row of rows) {
      const { accountId, chainSeq, chainHead, anchoredSeq, anchoredHash } = row;
      const wrong = faultOf(world, row, links.get(accountId) ?? [], from);
      // Read in two statements: what was written in between is no fault. One statement decides, unless so
      // many are broken that it is the database.
      const isMany = broken.length > BROKEN_MAX;
      const isBroken = wrong && (isMany || (await isBrokenNow(world, row, wrong)));
      if (isBroken) broken.push({ accountId, ...wrong });
      else if (!wrong && chainSeq > 0 && (anchoredSeq !== chainSeq || anchoredHash !== chainHead))
        heads.push({ accountId, head: { chainSeq, chainHead } });
    }
  }
  return { heads, broken };
}

type Wrong = { seq: number; fault: Fault };

function faultOf(
  world: World,
  { accountId, dataKey, chainSeq, chainHead, anchoredSeq, anchoredHash }: store.HeadRow,
  links: readonly store.LinkRow[],
  from: "first" | "anchored",
): Wrong | null {
  const { key, isWrong } = chainKey(world, accountId, dataKey);
  if (isWrong) return { seq: 1, fault: "payload" };
  const anchor = anchoredSeq === null ? null : { seq: anchoredSeq, hash: anchoredHash };
  let last: Head =
    anchor && from === "anchored" ? { chainSeq: anchor.seq - 1, chainHead: "" } : noHead;
  for (const row of links) {
    // Another process went on meanwhile.
    if (row.seq > chainSeq && last.chainSeq === chainSeq) break;
    const isAnchor = row.seq === anchor?.seq;
    if (isAnchor && row.hash !== anchor.hash) return { seq: row.seq, fault: "changed" };
    // What is anchored was verified before; the next one stands on it.
    const fault = isAnchor && from === "anchored" ? null : faultOfRow(last, row, key, world.now());
    if (fault) return { seq: last.chainSeq + 1, fault };
    last = headAfter(row);
  }
  if (anchor && last.chainSeq < anchor.seq) return { seq: last.chainSeq + 1, fault: "tail" };
  const fault = faultOfHead({ chainSeq, chainHead }, last);
  return fault && { seq: last.chainSeq + 1, fault };
}

async function isBrokenNow(world: World, row: store.HeadRow, wrong: Wrong): Promise<boolean> {
  const { brokenAt, verifiedTo } = await readChain(world, row.accountId);
  const anchored = row.anchoredSeq ?? 0;
  // Whole in itself, and yet not what was anchored: written anew, or cut.
  return brokenAt !== null || verifiedTo < anchored || wrong.seq === anchored;
}

async function writeLines(world: World, anchors: readonly Anchor[]): Promise<number> {
  if (anchors.length === 0) return 0;
  const key = await auditKey(world);
  const before = await store.lastCheckpoint(world.db);
  let [seq, previous] = before ? [before.seq, rules.lineHash(before.line)] : [0, ""];
  const at = world.now();
  let lines = 0;
  for (let from = 0; from < anchors.length; from += rules.LINE_HEADS, lines++) {
    const some = anchors.slice(from, from + rules.LINE_HEADS);
    const heads = some.map(({ accountId, head }) => [
      ...[key.tag(accountId), head.chainSeq, head.chainHead],
    ]);
    seq++;
    const line = rules.signed(key, { seq, at: at.toISOString(), previous, heads });
    await store.insertCheckpoint(world.db, { seq, at, line });
    await store.noteAnchored(
      world.db,
      some.map(({ accountId, head }) => ({ accountId, seq: head.chainSeq, hash: head.chainHead })),
    );
    previous = rules.lineHash(line);
  }
  return lines;
}

async function tell(world: World, broken: readonly Broken[]): Promise<void> {
  const chains = new Map(broken.map((each) => [each.accountId, each]));
  if (chains.size > BROKEN_MAX)
    await raiseOnce(world, "audit-chain", "many", { chains: chains.size });
  else for (const each of chains.values()) await tellBroken(world, each);
}

export const tellBroken = (world: World, { accountId, ...facts }: Broken) =>
  raiseOnce(world, "audit-chain", accountId, facts);
