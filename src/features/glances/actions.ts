/** The drawn person looks, and answers. A refused attempt is committed to both chains before it is thrown. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { withoutKey } from "../../core/idempotency.ts";
import { Problem } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { readPictures } from "../faces/index.ts";
import { giveGlance, type Loaded, lockRecovery } from "../recovery/index.ts";
import { hasOpen, openFile, tiedTo } from "../staff/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export type Agent = Extract<Actor, { kind: "agent" }>;

/** What this person was drawn for, and whose time is not over: no name, no number, nothing of the claim. */
export async function listMine(world: World, agent: Agent) {
  const now = world.now();
  const rows = (await store.listDrawnFor(world.db, agent.id)).filter(({ until }) => until > now);
  return {
    glances: rows.map(({ id, askedAt, dueAt, until }) => ({
      ...{ id, askedAt: askedAt.toISOString() },
      ...{ dueAt: dueAt.toISOString(), until: until.toISOString() },
    })),
    now: now.toISOString(),
  };
}

type Held = { glance: store.GlanceRow; recovery: Loaded };

/** Found among one's own only: another's id answers as none does. */
async function accountOf(world: World, agent: Agent, id: string): Promise<string> {
  const row = (await store.listDrawnFor(world.db, agent.id)).find((each) => each.id === id);
  if (!row) throw rules.NoGlance();
  return row.accountId;
}

/** One deed under the account's lock, by whoever was drawn, in their time, without a tie, at another browser. */
async function asDrawn<T>(
  world: World,
  agent: Agent,
  id: string,
  part: string,
  work: (world: World, held: Held) => Promise<T | Problem>,
): Promise<{ accountId: string; found: T }> {
  const accountId = await accountOf(world, agent, id);
  const found = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    const glance = await store.findGlance(world.db, accountId, id);
    if (!glance) throw rules.NoGlance();
    const { recovery } = await lockRecovery(world, accountId, glance.recoveryId);
    const device = world.call?.device ?? "";
    const isTied = (await tiedTo(world, accountId)).includes(agent.id);
    const isOwn = device !== "" && device === recovery.device;
    const isTheirs = glance.staffId === agent.id && glance.endedAt === null;
    const mayNot = !isTheirs || glance.until <= world.now() || isTied || isOwn;
    const found = mayNot ? rules.NotYours() : await work(world, { glance, recovery });
    if (found instanceof Problem)
      await emit(world, agent, "glance.attempt-refused", accountId, {
        ...{ recoveryId: recovery.id, glanceId: id, part, code: found.code },
      });
    return found;
  });
  if (!(found instanceof Problem)) return { accountId, found };
  await transact(withoutKey(world), async (world) => {
    const own = `staff:${agent.id}`;
    await lockAccount(world, own);
    await emit(world, agent, "staff.attempt-refused", own, { subject: id, part, code: found.code });
  });
  throw found;
}

const inBase64 = (bytes: Buffer | null) => bytes?.toString("base64") ?? null;

/**
 * Both pictures. The look is counted and stands in both chains before they are read. Throws `no-glance`,
 * `glance-not-yours`, `second-person`.
 */
export async function look(world: World, agent: Agent, id: string) {
  const before = withoutKey(world);
  const { accountId, found } = await asDrawn(before, agent, id, "look", async (_, held) => held);
  if (!(await hasOpen(world, agent, id))) await openFile(before, agent, { accountId, subject: id });
  return transact(world, async (world) => {
    await lockAccount(world, accountId);
    const { glance } = found;
    await store.updateGlance(world.db, accountId, id, { seenAt: glance.seenAt ?? world.now() });
    const { enrolled, taken, scores } = await readPictures(world, accountId, glance);
    return {
      glance: {
        ...{ id, dueAt: glance.dueAt.toISOString(), until: glance.until.toISOString() },
        // JPEG, as base64; null: deleted meanwhile.
        pictures: { enrolled: inBase64(enrolled), taken: inBase64(taken) },
        scores,
        reasons: rules.reasons,
      },
    };
  });
}

type Said = { outcome: rules.Answer; reason: string };

/** Throws as `look`, and `glance-unseen`. Their answer is about these pictures: with others it does nothing. */
export async function answer(world: World, agent: Agent, id: string, { outcome, reason }: Said) {
  const { found } = await asDrawn(world, agent, id, "answer", async (world, held) => {
    const { glance, recovery } = held;
    if (!glance.seenAt) return rules.Unseen();
    if (!rules.fits(outcome, reason)) return rules.NoGlance();
    const { accountId } = glance;
    const device = world.call?.device ?? "";
    const answered = { endedAt: world.now(), outcome, reason, device };
    await store.updateGlance(world.db, accountId, id, answered);
    const type = outcome === "approve" ? "glance.approved" : "glance.declined";
    await emit(world, agent, type, accountId, { recoveryId: recovery.id, glanceId: id, reason });
    const given = outcome === "approve" ? "approved" : "declined";
    const counted = await giveGlance(world, agent, recovery, {
      ...{ check: glance.sessionId, answer: given },
    });
    return { counted };
  });
  return found;
}
