/**
 * The two verdicts. The first is bound to the evidence that it was given on; the second comes from a person
 * whom the system drew from another team, who does not see the first; both, and nothing less, decide. All of
 * it happens under the account's lock; a refused attempt is committed to the chain before it is thrown.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import type { Problem } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount, sealFor } from "../accounts/index.ts";
import { denyReviewed, giveReview, type Loaded, type Review } from "../recovery/index.ts";
import { listStaff } from "../staff/index.ts";
import { type Agent, barring, barsOf, demandLease, onCase, termsOf } from "./desk.ts";
import { checked, isEnough } from "./gate.ts";
import * as problems from "./problems.ts";
import * as rules from "./rules.ts";
import { apply, type Case, type Held, lockCase, wakeAt } from "./standing.ts";
import * as store from "./verdict-store.ts";
import { reasonOf } from "./words.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const drawer: Actor = { kind: "system", id: "draw" };
export const DRAW = "case-draw";

export type Given<Outcome> = {
  outcome: Outcome;
  reason: string;
  note?: string | undefined;
  evidenceVersion: number;
};

/** A refusal that matters is a fact: it is committed, and thrown afterwards. */
type Attempt = { done: Case } | { refusal: Problem };

async function attempt(
  world: World,
  agent: Agent,
  caseId: string,
  part: "first" | "second",
  work: (world: World, held: Held) => Promise<Attempt>,
): Promise<Case> {
  const came = await onCase(world, caseId, async (world, each) => {
    const came = await work(world, each);
    if ("refusal" in came)
      await emit(world, agent, "case.attempt-refused", each.held.accountId, {
        ...{ caseId, recoveryId: each.held.recoveryId ?? "", part, code: came.refusal.code },
      });
    return came;
  });
  if ("refusal" in came) throw came.refusal;
  return came.done;
}

/** What stands against approving, whoever asks: nothing, or the refusal. */
async function against(world: World, held: Case, recovery: Loaded | null, review: Review) {
  if (!recovery) return problems.NoClaimant();
  const judged = isShadow(held.accountId)
    ? { enough: false, missing: [] }
    : await isEnough(world, recovery, review);
  return judged.enough ? null : problems.ProofsMissing({ missing: judged.missing });
}

/** Stands for the second person while only the first is known. */
const SOMEBODY = "somebody";

/** The first verdict. Throws `stale-evidence`, `lease-lost`, `not-you`, `checklist-open`, `proofs-missing`. */
export const decide = (
  world: World,
  agent: Agent,
  caseId: string,
  given: Given<rules.FirstOutcome>,
) =>
  attempt(world, agent, caseId, "first", async (world, { held, recovery }) => {
    if (rules.isEnded(held.state)) return { refusal: problems.CaseEnded() };
    if (await barring(world, agent, held)) return { refusal: problems.NotYou() };
    if (given.evidenceVersion !== held.evidenceVersion)
      return { refusal: problems.StaleEvidence({ evidenceVersion: held.evidenceVersion }) };
    if (held.state !== "open") return { refusal: problems.CannotNow({ state: held.state }) };
    await demandLease(world, agent, held);
    if (!reasonOf(given.outcome, given.reason)) throw problems.BadReason();
    if (given.outcome === "need-more" || given.outcome === "refer")
      return { done: await askOrRefer(world, agent, held, given) };
    const own = await checked(world, held, agent.id, given.outcome);
    if (!own.complete) return { refusal: problems.ChecklistOpen({ missing: own.missing }) };
    if (given.outcome === "approve") {
      const review = { deciders: [agent.id, SOMEBODY], proofed: own.proofed } as const;
      const refusal = await against(world, held, recovery, review);
      if (refusal) return { refusal };
    }
    await write(world, agent, held, "first", given);
    const done = await apply(world, agent, held, "first-verdict", { type: "case.first-verdict" });
    await drawSecond(world, done, { id: agent.id, team: agent.team as string });
    return { done };
  });

async function askOrRefer(
  world: World,
  agent: Agent,
  held: Case,
  given: Given<rules.FirstOutcome>,
): Promise<Case> {
  await write(world, agent, held, "first", given);
  const set = { round: held.round + 1, takenBy: null, takenUntil: null };
  const facts = { reason: given.reason };
  if (given.outcome === "refer")
    return apply(world, agent, held, "refer", { type: "case.referred", facts, set });
  // Without an answer until then, people decide on what there is.
  const until = new Date(world.now().getTime() + rules.SNOOZE_DAYS_MAX * DAY_MS);
  await wakeAt(world, held, until);
  return apply(world, agent, held, "ask-claimant", {
    ...{ type: "case.need-more", facts },
    set: { ...set, snoozedUntil: until, snoozedFor: "claimant" },
  });
}

async function write(
  world: World,
  agent: Agent,
  { accountId, id: caseId, round, evidenceVersion }: Case,
  part: "first" | "second",
  { outcome, reason, note }: Given<string>,
) {
  const { key } = await lockAccount(world, accountId);
  await store.insertVerdict(world.db, {
    ...{ accountId, caseId, round, part, staffId: agent.id, team: agent.team ?? "", outcome },
    ...{ reason, evidenceVersion, device: world.call?.device ?? "", at: world.now() },
    note: note ? sealFor(world, key, note, `case-verdict:${caseId}:${round}:${part}`) : null,
  });
}

/** The verdict of this round that awaits its second. */
export async function firstOf(world: World, held: Case): Promise<store.Verdict | undefined> {
  const verdicts = await store.listVerdicts(world.db, held.accountId, held.id);
  return verdicts.find(({ round, part }) => round === held.round && part === "first");
}

/** Who is drawn for it now; null when nobody is, or their time is over. */
export async function liveDraw(world: World, held: Case): Promise<store.Draw | null> {
  const draws = await store.listDraws(world.db, held.accountId, held.id);
  const live = draws.find(({ endedAt }) => endedAt === null);
  return live && live.round === held.round && live.until > world.now() ? live : null;
}

/** The second verdict: of the drawn person only. Throws as `decide`, and `not-drawn`. */
export const approve = (
  world: World,
  agent: Agent,
  caseId: string,
  given: Given<rules.SecondOutcome>,
) =>
  attempt(world, agent, caseId, "second", async (world, { held, recovery }) => {
    if (rules.isEnded(held.state)) return { refusal: problems.CaseEnded() };
    const first = await firstOf(world, held);
    if (first?.staffId === agent.id) return { refusal: problems.NotYou() };
    if (await barring(world, agent, held)) return { refusal: problems.NotYou() };
    if (given.evidenceVersion !== held.evidenceVersion)
      return { refusal: problems.StaleEvidence({ evidenceVersion: held.evidenceVersion }) };
    const drawn = await liveDraw(world, held);
    if (held.state !== "second-check" || !first || drawn?.staffId !== agent.id)
      return { refusal: problems.NotDrawn() };
    if (first.evidenceVersion !== held.evidenceVersion)
      return { refusal: problems.StaleEvidence({ evidenceVersion: held.evidenceVersion }) };
    const device = world.call?.device ?? "";
    // Moved into the first person's team meanwhile, or the first person under a second name.
    if (agent.team === first.team || (device !== "" && device === first.device))
      return { refusal: problems.NotYou() };
    if (!reasonOf(given.outcome, given.reason)) throw problems.BadReason();
    return finish(world, agent, { held, recovery }, first, given);
  });

async function finish(
  world: World,
  agent: Agent,
  { held, recovery }: Held,
  first: store.Verdict,
  given: Given<rules.SecondOutcome>,
): Promise<Attempt> {
  const happening = rules.together(first.outcome as "approve", given.outcome);
  const deciders = [first.staffId, agent.id] as const;
  let proofed = false;
  if (given.outcome !== "return") {
    const own = await checked(world, held, agent.id, given.outcome);
    if (!own.complete) return { refusal: problems.ChecklistOpen({ missing: own.missing }) };
    // Proofing is done when both have done it.
    proofed = own.proofed && (await checked(world, held, first.staffId, "approve")).proofed;
  }
  if (given.outcome === "approve") {
    const refusal = await against(world, held, recovery, { deciders, proofed });
    if (refusal) return { refusal };
  }
  await write(world, agent, held, "second", given);
  await store.endDraw(world.db, held.accountId, held.id, "voted", world.now());
  if (happening === "sent-back") {
    const disagree = given.outcome !== "return";
    const set = {
      round: held.round + 1,
      excluded: disagree ? [...new Set([...held.excluded, ...deciders])] : held.excluded,
    };
    const change = { type: "case.sent-back", facts: { disagree }, set };
    return { done: await apply(world, agent, held, happening, change) };
  }
  const outcome = happening === "both-approve" ? "approve" : "refuse";
  await store.insertOutcome(world.db, {
    ...{ accountId: held.accountId, caseId: held.id, outcome, reason: first.reason },
    ...{ firstId: first.staffId, firstTeam: first.team, secondId: agent.id },
    ...{ secondTeam: agent.team ?? "", evidenceVersion: held.evidenceVersion, at: world.now() },
  });
  const type = outcome === "approve" ? "case.approved" : "case.refused";
  const facts = { deciders, reason: first.reason, proofed };
  const done = await apply(world, agent, held, happening, { type, facts });
  const review: Review = { deciders, proofed };
  if (recovery && outcome === "approve") await giveReview(world, agent, recovery, review);
  if (recovery && outcome === "refuse" && !recovery.endedAt)
    await denyReviewed(world, agent, recovery, { ...review, why: first.reason });
  return { done };
}

/** Draws the second person; when there is nobody, a person is alarmed and it is tried again. */
export async function drawSecond(world: World, held: Case, first: { id: string; team: string }) {
  const { accountId, id: caseId, round } = held;
  const bars = await barsOf(world, held);
  const people = rules.eligible(await listStaff(world), first, bars);
  const passed = (await store.listDraws(world.db, accountId, caseId))
    .filter(({ endedWhy }) => endedWhy === "expired")
    .map(({ staffId }) => staffId);
  const drawn = rules.draw(people, passed, world.bytes(4).readUInt32BE());
  const now = world.now();
  const id = world.id("draw");
  const hours = drawn ? termsOf(world, held).secondHours : 1;
  const until = new Date(now.getTime() + hours * HOUR_MS);
  if (drawn) {
    await store.insertDraw(world.db, {
      ...{ accountId, caseId, id, round, staffId: drawn.id, drawnAt: now, until },
    });
    await emit(world, drawer, "case.second-drawn", accountId, {
      ...{ caseId, recoveryId: held.recoveryId ?? "", drawId: id, until: until.toISOString() },
    });
  } else await raiseAlarm(world, "case-no-second", caseId, { team: first.team });
  const payload = { caseId, drawId: id };
  await addJob(world, { accountId, kind: DRAW, key: id, payload, dueAt: until });
}

/** The drawn person let it pass, or there was nobody: drawn anew. */
export async function onDraw(world: World, { accountId, payload }: Job) {
  const { held } = await lockCase(world, accountId, String(payload.caseId));
  if (held.state !== "second-check") return;
  const draws = await store.listDraws(world.db, accountId, held.id);
  const live = draws.find(({ endedAt }) => endedAt === null);
  if (live && (live.id !== payload.drawId || live.until > world.now())) return;
  if (live) await store.endDraw(world.db, accountId, held.id, "expired", world.now());
  const first = await firstOf(world, held);
  if (!first) return;
  await drawSecond(world, held, { id: first.staffId, team: first.team });
}
