/**
 * Asking for a change, deciding on it, making it. It is decided under one row of the house, so that of
 * many at once each sees the others; it is made in a transaction of whomever it concerns. A process that
 * dies between the two leaves a job that makes it a minute later.
 */
import { openWith, sealWith } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, GiveUp, type Job } from "../../core/jobs.ts";
import { NotAllowed, Problem } from "../../core/problem.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { demandLegalHold } from "../keeping/index.ts";
import { learnRegistry } from "../registry/index.ts";
import { findStaff, listStaff } from "./actions.ts";
import { carryOut } from "./carry-out.ts";
import * as store from "./changes-store.ts";
import { type ChangeRow, DESK } from "./changes-store.ts";
import * as eyes from "./four-eyes.ts";
import {
  type HoldFacts,
  isAboutHold,
  NeedsSupervisor,
  NotDrawnForIt,
  withoutHidden,
} from "./four-eyes-holds.ts";
import { halfHash } from "./invites.ts";
import { checkRegistry } from "./registry-change.ts";
import * as rules from "./rules.ts";
import { tiedTo } from "./ties.ts";

export type Agent = Extract<Actor, { kind: "agent" }>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 86_400_000;
const context = (id: string) => `change:${id}`;

/** What was asked, and why; changes of an earlier version do not say why. */
type Kept = eyes.Facts & { why?: string };
export const factsOf = (key: Buffer, row: ChangeRow) =>
  JSON.parse(openWith(key, row.facts, context(row.id))) as Kept;

const shownOf = ({ why: _, ...facts }: Kept) =>
  isAboutHold(facts) ? withoutHidden(facts) : (facts as Exclude<eyes.Facts, HoldFacts>);

const second = (world: World, { id, role, team }: Agent, isTied: boolean) => ({
  ...{ id, role: role as rules.Role, team, isTied, device: world.call?.device ?? "" },
});

async function view(world: World, key: Buffer, row: ChangeRow, agent: Agent) {
  const facts = factsOf(key, row);
  const isWaiting = row.decidedAt === null && row.expiresAt > world.now();
  const by = second(world, agent, isWaiting && (await isTied(world, facts, agent.id)));
  const verdict = (outcome: "approve" | "refuse") =>
    eyes.judgeDecision({ facts, askedBy: row.askedBy }, by, outcome);
  const bar = verdict("approve");
  return {
    ...{ id: row.id, facts: shownOf(facts), reason: facts.why ?? "" },
    ...{ askedBy: row.askedBy, askedAt: row.askedAt, expiresAt: row.expiresAt },
    state: row.outcome === null ? (isWaiting ? "waiting" : "expired") : `${row.outcome}d`,
    ...{ decidedBy: row.decidedBy, decidedAt: row.decidedAt },
    allowed: (["approve", "refuse"] as const).filter(
      (outcome) => isWaiting && verdict(outcome) === "may",
    ),
    /** Why this person cannot agree to it. */
    bar: isWaiting && bar !== "may" ? bar : null,
  };
}

const isTied = async (world: World, facts: eyes.Facts, staffId: string) =>
  isAboutHold(facts) && (await tiedTo(world, facts.accountId)).includes(staffId);

/** What waits for a second person, and what was decided in the last week; agents see what concerns them. */
export async function listChanges(world: World, agent: Agent) {
  const since = new Date(world.now().getTime() - 7 * DAY_MS);
  const rows = await store.listChanges(world.db, since);
  if (rows.length === 0) return { changes: [], people: {} };
  const key = await accountKey(world, DESK);
  const all = await Promise.all(rows.map((row) => view(world, key, row, agent)));
  const changes = all.filter(
    ({ askedBy, decidedBy, facts, allowed }) =>
      agent.role !== "agent" ||
      allowed.length > 0 ||
      [askedBy, decidedBy, "staffId" in facts ? facts.staffId : null].includes(agent.id),
  );
  const people = (await listStaff(world)).map(({ id, name }) => [id, name]);
  return { changes, people: Object.fromEntries(people) as Record<string, string> };
}

/**
 * Asks for a change; nothing is changed by it. For a new member or a lost passkey the answer holds
 * the code that the asker keeps: the one who agrees gets the address, and neither is enough.
 */
export async function askForChange(world: World, agent: Agent, asked: eyes.Asked, reason: string) {
  if (!eyes.mayAsk(asked.kind, agent.role)) throw NotAllowed();
  const facts = eyes.readFacts(asked, { id: agent.id, newId: world.id("agt") });
  if (!eyes.mayAskAbout(facts, agent.id)) throw eyes.OwnChange();
  if (facts.kind === "registry") checkRegistry(world, facts);
  if (facts.kind === "legal-hold-release")
    await demandLegalHold(world, facts.accountId, facts.legalHoldId);
  if ("staffId" in facts && !(facts.kind === "staff" && facts.deed === "add")) {
    const member = await findStaff(world, facts.staffId);
    if (!member || member.endedAt) throw rules.NoStaff();
  }
  return transact(world, async (world) => {
    await lockHouse(world, DESK);
    return recordChange(world, agent, facts, reason, eyes.CHANGE_HOURS);
  });
}

/** Within a transaction that holds the desk's row. */
export async function recordChange(
  world: World,
  agent: Agent,
  facts: eyes.Facts,
  reason: string,
  hours: number,
) {
  const isHalved = facts.kind === "staff" && (facts.deed === "add" || facts.deed === "passkey");
  const code = isHalved ? world.code(8) : null;
  const key = await accountKey(world, DESK);
  const now = world.now();
  const id = world.id("chg");
  const kept: Kept = { ...facts, why: reason };
  const row = {
    ...{ accountId: DESK, id, kind: facts.kind, target: eyes.targetOf(facts) },
    facts: sealWith(key, world, JSON.stringify(kept), context(id)),
    ...{ askedBy: agent.id, askedAt: now },
    expiresAt: new Date(now.getTime() + hours * HOUR_MS),
    codeHash: code && halfHash(world, id, code),
  };
  await store.insertChange(world.db, row);
  const shown = shownOf(kept);
  await emit(world, agent, "desk.change-asked", DESK, { changeId: id, ...shown, reason });
  const undecided = { decidedBy: null, decidedAt: null, outcome: null, doneAt: null };
  const change = await view(world, key, { ...row, ...undecided }, agent);
  return { change, ...(code && { code }) };
}

/**
 * Agrees or refuses. Throws `no-change`, `own-change`, `last-admin`, `change-underway`; what was refused
 * for being one's own is recorded first. What was agreed to is made before this answers.
 */
export async function decideChange(
  world: World,
  agent: Agent,
  id: string,
  outcome: "approve" | "refuse",
) {
  const decided = await transact(world, async (world) => {
    const { key } = await lockHouse(world, DESK);
    const now = world.now();
    const row = await store.findChange(world.db, id);
    if (!row || row.decidedAt || row.expiresAt <= now) throw eyes.NoDeskChange();
    const facts = factsOf(key, row);
    // Who decides is read under the lock: an admin who was dismissed a moment ago decides nothing.
    const members = await listStaff(world);
    const by = members.find((member) => member.id === agent.id && !member.endedAt);
    if (!by) throw NotAllowed();
    const { role, team } = by;
    const mine = second(world, { ...agent, role, team }, await isTied(world, facts, agent.id));
    const verdict = eyes.judgeDecision({ facts, askedBy: row.askedBy }, mine, outcome);
    if (verdict === "not-allowed") throw NotAllowed();
    if (verdict === "not-drawn") throw NotDrawnForIt();
    if (verdict === "needs-supervisor") throw NeedsSupervisor();
    if (verdict === "own-change") {
      await emit(world, agent, "desk.change-self-approval", DESK, { changeId: id });
      return null;
    }
    // Of two that were made of the same version one comes too late, and would take the other back.
    if (outcome === "approve" && facts.kind === "registry") {
      await learnRegistry(world);
      checkRegistry(world, facts);
    }
    const underway = outcome === "approve" ? await store.listUnderway(world.db) : [];
    if (underway.some(({ target }) => target === row.target)) throw eyes.Underway();
    const others = underway.map((each) => factsOf(key, each));
    if (outcome === "approve" && eyes.leavesNoAdmin(facts, members, others)) throw eyes.LastAdmin();
    await store.updateChange(world.db, id, { decidedBy: agent.id, decidedAt: now, outcome });
    const type = outcome === "approve" ? "desk.change-approved" : "desk.change-refused";
    await emit(world, agent, type, DESK, { changeId: id, askedBy: row.askedBy });
    if (outcome === "approve")
      await addJob(world, {
        ...{ accountId: DESK, kind: "desk-change", key: id, payload: { id } },
        dueAt: new Date(now.getTime() + MINUTE_MS),
      });
    const after = { ...row, decidedBy: agent.id, decidedAt: now, outcome };
    return { change: await view(world, key, after, agent) };
  });
  if (!decided) throw eyes.OwnChange();
  const invite = outcome === "approve" ? await makeChange(world, id) : null;
  return { ...decided, ...(invite && { invite }) };
}

/** Makes what was agreed to; again it does nothing. Gives back an invitation when there is a new one. */
async function makeChange(world: World, id: string) {
  const row = await store.findChange(world.db, id);
  if (row?.outcome !== "approve" || row.doneAt) return null;
  const facts = factsOf(await accountKey(world, DESK), row);
  const invite = await carryOut(world, row, facts);
  await transact(world, async (world) => {
    await lockHouse(world, DESK);
    await store.updateChange(world.db, id, { doneAt: world.now() });
  });
  return invite;
}

/** The job of a change whose process died before it was made. What is refused by now stays refused. */
export const finishChange = async (world: World, job: Job) => {
  try {
    await makeChange(world, String(job.payload.id));
  } catch (error) {
    throw error instanceof Problem ? new GiveUp(error.code) : error;
  }
};
