/**
 * What somebody of the desk sees of a case: who may see is judged first, then the look is counted and stands
 * in both chains (`staff/watch.ts`), then it is shown. There is no other way to a case's details.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { withoutKey } from "../../core/idempotency.ts";
import { Problem } from "../../core/problem.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { type Field, hasOpen, openFile, reveal } from "../staff/index.ts";
import * as desk from "./desk.ts";
import { CaseEnded, NotDrawn, NotYou } from "./problems.ts";
import { questionsSeen } from "./questions.ts";
import { isEnded, type RevealReason } from "./rules.ts";
import type { Case } from "./standing.ts";
import { listQuestions } from "./store.ts";
import { listVerdicts, setDrawSeen } from "./verdict-store.ts";
import { liveDraw } from "./verdicts.ts";
import { detailView } from "./view.ts";

type Agent = desk.Agent;

/** Judges under the lock; a refusal is committed to both chains before it is thrown. */
async function permitted<T>(
  world: World,
  agent: Agent,
  caseId: string,
  part: string,
  judge: (world: World, held: Case) => Promise<Problem | T>,
): Promise<{ accountId: string; found: T }> {
  const { held, found } = await desk.onCase(world, caseId, async (world, { held }) => {
    const found = await judge(world, held).catch((error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    });
    if (found instanceof Problem)
      await emit(world, agent, "case.attempt-refused", held.accountId, {
        ...{ caseId, recoveryId: held.recoveryId ?? "", part, code: found.code },
      });
    return { held, found };
  });
  if (!(found instanceof Problem)) return { accountId: held.accountId, found };
  const own = `staff:${agent.id}`;
  await transact(world, async (world) => {
    await lockAccount(world, own);
    const facts = { subject: caseId, part, code: found.code };
    await emit(world, agent, "staff.attempt-refused", own, facts);
  });
  throw found;
}

const mayLook = async (world: World, agent: Agent, held: Case) =>
  (await desk.barring(world, agent, held)) === "own" ? NotYou() : null;

/** The case. Every look is written down. Throws `no-case`, `not-you`, `second-person`. */
export async function look(world: World, agent: Agent, caseId: string) {
  const { accountId } = await permitted(world, agent, caseId, "look", (world, held) =>
    mayLook(world, agent, held),
  );
  await openFile(world, agent, { accountId, subject: caseId });
  await transact(world, async (world) => {
    await lockAccount(world, accountId);
    await setDrawSeen(world.db, accountId, caseId, agent.id, world.now());
  });
  return show(world, agent, caseId);
}

/** To whoever has its file open; what protects an account is done without, and shows nothing then. */
export const showIfOpen = async (world: World, agent: Agent, caseId: string) =>
  (await hasOpen(world, agent, caseId)) ? show(world, agent, caseId) : {};

/** As the case stands now, to whoever has its file open. */
export const show = (world: World, agent: Agent, caseId: string) =>
  desk.onCase(world, caseId, async (world, each) => {
    if (await mayLook(world, agent, each.held)) throw NotYou();
    return { case: await detailView(world, agent, each) };
  });

/**
 * Before a deed whose answer shows the case: its file is open to this person, or is opened now and counted.
 * Throws as `look`. The request's key belongs to the deed: what was refused here is done when it is asked
 * for again, after a second person has agreed.
 */
export async function demandOpen(world: World, agent: Agent, caseId: string) {
  if (await hasOpen(world, agent, caseId)) return;
  const before = withoutKey(world);
  const { accountId } = await permitted(before, agent, caseId, "look", (world, held) =>
    mayLook(world, agent, held),
  );
  await openFile(before, agent, { accountId, subject: caseId });
}

/**
 * The next case and its first look; null when there is none. Whoever needs a second person for it holds
 * nothing meanwhile: the case goes to somebody else.
 */
export async function takeAndLook(world: World, agent: Agent) {
  const caseId = await desk.takeNext(world, agent);
  if (!caseId) return null;
  try {
    return await look(world, agent, caseId);
  } catch (error) {
    await desk.giveBack(world, agent, caseId);
    throw error;
  }
}

/** Whoever holds it or was drawn for it works on a case; of an ended one, whoever gave a verdict. */
async function judgeWorking(world: World, agent: Agent, held: Case): Promise<Problem | null> {
  if (await desk.barring(world, agent, held)) return NotYou();
  if (isEnded(held.state)) {
    const verdicts = await listVerdicts(world.db, held.accountId, held.id);
    return verdicts.some(({ staffId }) => staffId === agent.id) ? null : CaseEnded();
  }
  if (held.state === "second-check")
    return (await liveDraw(world, held))?.staffId === agent.id ? null : NotDrawn();
  await desk.demandLease(world, agent, held);
  return null;
}

/**
 * A hidden field, for a minute and a reason: counted, and in both chains before it is read. Throws
 * `lease-lost`, `not-drawn`, `not-you`, `case-ended`, `second-person`.
 */
export async function revealOf(
  world: World,
  agent: Agent,
  caseId: string,
  asked: { field: Field; reason: RevealReason },
) {
  const { accountId } = await permitted(world, agent, caseId, "reveal", async (world, held) =>
    isEnded(held.state) ? CaseEnded() : judgeWorking(world, agent, held),
  );
  return reveal(world, agent, { accountId, subject: caseId, ...asked });
}

export type Work = { accountId: string; isEnded: boolean };

/** Whose case this agent works on, and whether it has been decided. Throws as `revealOf`. */
export async function workOn(world: World, agent: Agent, caseId: string): Promise<Work> {
  const { accountId, found } = await permitted(
    world,
    agent,
    caseId,
    "work",
    async (world, held) =>
      (await judgeWorking(world, agent, held)) ?? { isEnded: isEnded(held.state) },
  );
  return { accountId, ...found };
}

/** How the questions were answered. Throws `no-case`, `not-you`, `second-person`. */
export async function readQuestions(world: World, agent: Agent, caseId: string) {
  await demandOpen(world, agent, caseId);
  return desk.onCase(world, caseId, async (world, { held }) => {
    if (await mayLook(world, agent, held)) throw NotYou();
    const key = await accountKey(world, held.accountId);
    const rows = await listQuestions(world.db, held.accountId, caseId);
    return { questions: questionsSeen(key, rows) };
  });
}
