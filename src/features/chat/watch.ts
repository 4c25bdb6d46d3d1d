/**
 * A chat as it goes on, by server-sent events. What is said is read from the database after the last number that
 * was sent, so nothing is lost whichever process wrote it, and nothing is told twice. Each line also says how
 * things stand, at least every 15 s: a reader who hears nothing for 35 s knows that the line is dead.
 */
import { setTimeout as pause } from "node:timers/promises";
import { alone } from "../../core/db.ts";
import { TooMany } from "../../core/limits.ts";
import type { Happened, Source } from "../../core/stream.ts";
import { accountKey } from "../../core/vault.ts";
import { actorName, type World } from "../../core/world.ts";
import { type Agent, isCaseOpen, onOwnCase } from "../cases/index.ts";
import { type Claimant, findOwn } from "../recovery/index.ts";
import { isStillHere } from "../staff/index.ts";
import { demandSight, isOpen, lookAtChat, messageView } from "./actions.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { onWake } from "./wake.ts";

const LOOK_MS = 1_000;
/** A line that nobody closes ends by itself; whoever still listens comes back on its own. */
const LINE_MS_MAX = 10 * 60_000;
/** Lines that one process keeps open for one reader of one chat: a browser needs one, and a second while pages change. */
const LINES_MAX = 4;
const lines = new Map<string, number>();

type Where = { accountId: string; caseId: string };
type Reader = Where & {
  /** The reader's name: their own messages carry the id that they gave them. */
  as: string;
  after: number;
  /** Each 15 s: may they still read? Throws, or says no. */
  still: () => Promise<boolean>;
  /** What else is told of how things stand. */
  stand: () => Promise<Record<string, unknown>>;
  closed?: () => Promise<unknown>;
};

const numberOf = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : null);

function lineOf(world: World, reader: Reader): Source {
  const name = `${reader.as}:${reader.caseId}`;
  if ((lines.get(name) ?? 0) >= LINES_MAX) throw TooMany({ until: world.now().toISOString() });
  return async function* (lastId, signal) {
    lines.set(name, (lines.get(name) ?? 0) + 1);
    const { promise: first, resolve } = Promise.withResolvers<void>();
    let [hint, hinted] = [first, resolve];
    const off = onWake(world, reader.caseId, () => hinted());
    try {
      yield* told(world, reader, numberOf(lastId) ?? reader.after, signal, async () => {
        const stop = new AbortController();
        const either = AbortSignal.any([signal, stop.signal]);
        await Promise.race([pause(LOOK_MS, undefined, { signal: either }).catch(() => {}), hint]);
        stop.abort();
        ({ promise: hint, resolve: hinted } = Promise.withResolvers<void>());
      });
    } finally {
      off();
      const left = (lines.get(name) ?? 1) - 1;
      if (left > 0) lines.set(name, left);
      else lines.delete(name);
      await reader.closed?.().catch(() => {});
    }
  };
}

async function* told(
  world: World,
  { accountId, caseId, as, still, stand }: Reader,
  after: number,
  signal: AbortSignal,
  turn: () => Promise<void>,
): AsyncGenerator<Happened> {
  const key = await accountKey(world, accountId);
  const began = performance.now();
  let [sent, stood, saidAt] = [after, "", Number.NEGATIVE_INFINITY];
  while (!signal.aborted && performance.now() - began < LINE_MS_MAX) {
    const isDue = performance.now() - saidAt >= rules.AWAKE_MS;
    if (isDue && !(await still())) return;
    const rows = await store.listAfter(world.db, accountId, caseId, sent, rules.BATCH);
    for (const row of rows) {
      sent = row.seq;
      yield { id: String(sent), event: "said", data: messageView(key, row, as) };
    }
    const now = await stand();
    if (isDue || JSON.stringify(now) !== stood) {
      stood = JSON.stringify(now);
      saidAt = performance.now();
      const last = await store.lastSeq(world.db, accountId, caseId);
      yield {
        ...{ id: String(sent), event: "stand" },
        data: { ...now, last, now: world.now().toISOString() },
      };
    }
    if (rows.length < rules.BATCH) await turn();
  }
}

/** The claimant's line; while it stands the desk sees that their page is open. Throws `no-case`, `too-many`. */
export async function watchAsClaimant(
  world: World,
  claimant: Claimant,
  after: number,
): Promise<Source> {
  const where = await onOwnCase(world, claimant, async (_, { accountId, id }) => ({
    ...{ accountId, caseId: id },
  }));
  const { accountId, caseId } = where;
  const open = (ms: number) =>
    alone(world, (db) =>
      store.setOpen(db, accountId, caseId, new Date(world.now().getTime() + ms)),
    );
  return lineOf(world, {
    ...where,
    ...{ as: actorName(claimant), after },
    still: async () => {
      // Throws once the token is no more the claim's.
      await findOwn(world, claimant);
      await open(rules.OPEN_MS);
      return true;
    },
    stand: async () => ({ canSend: await canSend(world, where) }),
    closed: () => open(0),
  });
}

/** A line of somebody of the desk. It ends with their session. Throws `no-case`, `not-you`, `too-many`. */
export async function watchAsDesk(world: World, agent: Agent, caseId: string, after: number) {
  const { accountId } = await demandSight(world, agent, caseId);
  await lookAtChat(world, agent, caseId);
  const where = { accountId, caseId };
  return lineOf(world, {
    ...where,
    ...{ as: actorName(agent), after },
    still: () => isStillHere(world, agent),
    stand: async () => ({
      canSend: await canSend(world, where),
      isOpen: await isOpen(world, accountId, caseId),
    }),
  });
}

const canSend = (world: World, { accountId, caseId }: Where) =>
  isCaseOpen(world.db, accountId, caseId);
