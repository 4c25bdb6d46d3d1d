/**
 * Asking for a change, deciding on it, making it. It is decided under one row of the house, so that of
 * many at once each sees the others; it is made in a transaction of whomever it concerns. A process that
 * dies between the two leaves a job that makes it a minute later.
 */
import { openWith, sealWith } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import { NotAllowed } from "../../core/problem.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { findStaff, listStaff } from "./actions.ts";
import { carryOut } from "./carry-out.ts";
import * as store from "./changes-store.ts";
import { type ChangeRow, DESK } from "./changes-store.ts";
import * as eyes from "./four-eyes.ts";
import { halfHash } from "./invites.ts";
import { checkPolicy } from "./policy-change.ts";
import * as rules from "./rules.ts";

export type Agent = Extract<Actor, { kind: "agent" }>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const context = (id: string) => `change:${id}`;

const factsOf = (key: Buffer, row: ChangeRow) =>
  JSON.parse(openWith(key, row.facts, context(row.id))) as eyes.Facts;

function view(key: Buffer, row: ChangeRow, agent: Agent, now: Date) {
  const facts = factsOf(key, row);
  const isWaiting = row.decidedAt === null && row.expiresAt > now;
  const may = (outcome: "approve" | "refuse") =>
    isWaiting &&
    eyes.judgeDecision(
      { facts, askedBy: row.askedBy },
      { id: agent.id, role: agent.role as rules.Role },
      outcome,
    ) === "may";
  return {
    ...{ id: row.id, facts, askedBy: row.askedBy, askedAt: row.askedAt, expiresAt: row.expiresAt },
    state: row.outcome === null ? (isWaiting ? "waiting" : "expired") : `${row.outcome}d`,
    ...{ decidedBy: row.decidedBy, decidedAt: row.decidedAt },
    allowed: (["approve", "refuse"] as const).filter(may),
  };
}

/** What waits for a second person, and what was decided in the last week. */
export async function listChanges(world: World, agent: Agent) {
  const now = world.now();
  const rows = await store.listChanges(world.db, new Date(now.getTime() - 7 * DAY_MS));
  if (rows.length === 0) return { changes: [] };
  const key = await accountKey(world, DESK);
  return { changes: rows.map((row) => view(key, row, agent, now)) };
}

/**
 * Asks for a change; nothing is changed by it. For a new member or a lost passkey the answer holds
 * the code that the asker keeps: the one who agrees gets the address, and neither is enough.
 */
export async function askForChange(world: World, agent: Agent, asked: eyes.Asked, reason: string) {
  if (!eyes.mayAsk(asked.kind, agent.role)) throw NotAllowed();
  const facts = eyes.readFacts(asked, { id: agent.id, newId: world.id("agt") });
  if (!eyes.mayAskAbout(facts, agent.id)) throw eyes.OwnChange();
  if (facts.kind === "policy") checkPolicy(world, facts);
  if ("staffId" in facts && !(facts.kind === "staff" && facts.deed === "add")) {
    const member = await findStaff(world, facts.staffId);
    if (!member || member.endedAt) throw rules.NoStaff();
  }
  const isHalved = facts.kind === "staff" && (facts.deed === "add" || facts.deed === "passkey");
  const code = isHalved ? world.code(8) : null;
  return transact(world, async (world) => {
    const { key } = await lockHouse(world, DESK);
    const now = world.now();
    const id = world.id("chg");
    const row = {
      ...{ accountId: DESK, id, kind: facts.kind, target: eyes.targetOf(facts) },
      facts: sealWith(key, world, JSON.stringify(facts), context(id)),
      ...{ askedBy: agent.id, askedAt: now },
      expiresAt: new Date(now.getTime() + eyes.CHANGE_HOURS * 3_600_000),
      codeHash: code && halfHash(world, id, code),
    };
    await store.insertChange(world.db, row);
    await emit(world, agent, "desk.change-asked", DESK, { changeId: id, ...facts, reason });
    const undecided = { decidedBy: null, decidedAt: null, outcome: null, doneAt: null };
    const change = view(key, { ...row, ...undecided }, agent, now);
    return { change, ...(code && { code }) };
  });
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
    const verdict = eyes.judgeDecision({ facts, askedBy: row.askedBy }, by, outcome);
    if (verdict === "not-allowed") throw NotAllowed();
    if (verdict === "own-change") {
      await emit(world, agent, "desk.change-self-approval", DESK, { changeId: id });
      return null;
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
    return { change: view(key, after, agent, now) };
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

/** The job of a change whose process died before it was made. */
export const finishChange = async (world: World, job: Job) => {
  await makeChange(world, String(job.payload.id));
};
