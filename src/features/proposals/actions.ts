import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { NotAllowed } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import {
  addVersion,
  hasUnrecorded,
  learnPolicies,
  policyNow,
  policyVersion,
  policyVersions,
  takeUnrecorded,
} from "../policies/index.ts";
import { type Agent, listStaff, OwnChange } from "../staff/index.ts";
import { differences } from "./differences.ts";
import { readDraft } from "./drafts.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { readTrial, trialView } from "./trials.ts";

const HOUR_MS = 3_600_000;
const LISTED = 50;

type Names = Awaited<ReturnType<typeof listStaff>>;
const namesOf = (people: Names) =>
  Object.fromEntries(people.map(({ id, name }) => [id, name])) as Record<string, string>;

function view(row: store.ProposalRow, newest: number, now: Date, people: Names, agent: Agent) {
  const state = rules.stateOf(row, newest, now);
  const me = people.find(({ id }) => id === agent.id);
  const proposer = people.find(({ id }) => id === row.proposedBy);
  const isWaiting = state === "waiting";
  const bar = me ? rules.barOf(proposer, me) : "not-allowed";
  const isMine = row.proposedBy === agent.id;
  const may = [
    ...(bar === null ? ["approve"] : []),
    ...(!isMine && me && rules.proposes(me.role) ? ["refuse"] : []),
    ...(isMine ? ["withdraw"] : []),
  ];
  return {
    ...{ id: row.id, trialId: row.trialId, digest: row.digest, why: row.why, state },
    ...{ name: row.name, baseVersion: row.baseVersion, version: row.version },
    ...{ proposedBy: row.proposedBy, proposedAt: row.proposedAt, expiresAt: row.expiresAt },
    ...{ decidedBy: row.decidedBy, decidedAt: row.decidedAt, decidedWhy: row.decidedWhy },
    ...{ allowed: isWaiting ? may : [], bar: isWaiting ? bar : null },
  };
}

/** What is in force, every version that ever was, what waits for a second person, and what was tried last. */
export async function listPolicies(world: World, agent: Agent) {
  const inForce = await policyNow(world);
  const now = world.now();
  const [people, proposals, trials, versions] = await Promise.all([
    listStaff(world),
    store.listProposals(world.db, LISTED),
    store.listTrials(world.db, 10),
    policyVersions(world),
  ]);
  return {
    inForce: { name: inForce.name, version: inForce.version, title: inForce.title },
    text: JSON.stringify(inForce, null, 2),
    versions: versions
      .filter(({ name }) => name === inForce.name)
      .sort((a, b) => b.version - a.version)
      .map(({ version, since, proposalId }) => {
        const by = proposals.find(({ id }) => id === proposalId);
        return {
          ...{ version, since, isInForce: version === inForce.version, proposalId },
          ...{ proposedBy: by?.proposedBy ?? null, decidedBy: by?.decidedBy ?? null },
          why: by?.why ?? null,
        };
      }),
    proposals: proposals.map((row) => view(row, inForce.version, now, people, agent)),
    trials: trials.map(trialView),
    people: namesOf(people),
    mayPropose: rules.proposes(agent.role),
  };
}

/** The text of a version that was in force. Throws `no-version`. */
export async function readVersion(world: World, version: number) {
  const { name } = await policyNow(world);
  const rows = await policyVersions(world);
  const row = rows.find((one) => one.name === name && one.version === version);
  if (!row) throw rules.NoVersion();
  return { version, since: row.since, text: JSON.stringify(JSON.parse(row.body), null, 2) };
}

/**
 * Proposes the draft of a trial with what it came to. `replaces`: one's own proposal, which this takes the place of:
 * whoever has agreed to nothing but that one has agreed to nothing. Throws `no-trial`, `trial-not-done`,
 * `trial-too-small`, `policy-moved`, `policy-unchanged`, `no-proposal`.
 */
export async function propose(
  world: World,
  agent: Agent,
  { trialId, why, replaces }: { trialId: string; why: string; replaces?: string | undefined },
) {
  return transact(world, async (world) => {
    await lockHouse(world, rules.POLICIES);
    const now = world.now();
    const trial = await store.findTrial(world.db, trialId);
    if (!trial) throw rules.NoTrial();
    if (trial.state !== "done") throw rules.TrialOpen();
    if (trial.cases < rules.CASES_LEAST) throw rules.TrialSmall();
    const inForce = await policyNow(world);
    if (trial.baseVersion !== inForce.version) throw rules.Moved();
    if (trial.digest === rules.digestOf(inForce)) throw rules.Unchanged();
    if (replaces !== undefined) {
      const old = await store.findProposal(world.db, replaces);
      if (old?.proposedBy !== agent.id || old.state !== "waiting") throw rules.NoProposal();
      await withdraw(world, agent, old, "replaced");
    }
    const row: store.ProposalRow = {
      ...{ accountId: rules.POLICIES, id: world.id("ppr"), trialId, name: trial.name },
      ...{ baseVersion: trial.baseVersion, digest: trial.digest, draft: trial.draft, why },
      ...{ proposedBy: agent.id, proposedAt: now, state: "waiting" },
      expiresAt: new Date(now.getTime() + rules.PROPOSAL_HOURS * HOUR_MS),
      ...{ decidedBy: null, decidedAt: null, decidedWhy: null, version: null },
    };
    await store.insertProposal(world.db, row);
    const { digest, baseVersion } = row;
    await emit(world, agent, "policy.proposed", rules.POLICIES, {
      ...{ proposalId: row.id, trialId, digest, baseVersion, why },
      ...{ seed: trial.seed, cases: trial.cases },
    });
    return { proposal: view(row, inForce.version, now, await listStaff(world), agent) };
  });
}

async function withdraw(world: World, agent: Agent, { id }: store.ProposalRow, why: string) {
  const [decidedBy, decidedAt] = [agent.id, world.now()];
  const set = { state: "withdrawn", decidedBy, decidedAt, decidedWhy: why };
  await store.updateProposal(world.db, id, set);
  await emit(world, agent, "policy.withdrawn", rules.POLICIES, { proposalId: id, why });
}

/** A proposal as both people see it: what it changes and what its trial came to. Throws `no-proposal`. */
export async function readProposal(world: World, agent: Agent, id: string) {
  const row = await store.findProposal(world.db, id);
  if (!row) throw rules.NoProposal();
  const { result, trial } = await readTrial(world, row.trialId);
  const [people, inForce] = [await listStaff(world), await policyNow(world)];
  const base = policyVersion(world, row.name, row.baseVersion);
  return {
    proposal: view(row, inForce.version, world.now(), people, agent),
    differences: differences(base, readDraft(row.draft, base)),
    ...{ text: row.draft, trial, result, people: namesOf(people) },
  };
}

export type Decision = {
  outcome: "approve" | "refuse" | "withdraw";
  digest: string;
  reason: string;
};

/**
 * Agrees to a proposal, which puts it in force for what begins from then on; refuses it; or takes one's own back.
 * Whoever tries to agree to their own is recorded first. Throws `no-proposal`, `proposal-closed`,
 * `proposal-changed`, `own-change`, `needs-admin`, `proposer-gone`, `policy-moved`.
 */
export async function decideProposal(world: World, agent: Agent, id: string, given: Decision) {
  const decided = await transact(world, async (world) => {
    await lockHouse(world, rules.POLICIES);
    const now = world.now();
    const row = await store.findProposal(world.db, id);
    if (!row) throw rules.NoProposal();
    const inForce = await policyNow(world);
    const state = rules.stateOf(row, inForce.version, now);
    if (state !== "waiting") throw rules.Closed({ state });
    if (row.digest !== given.digest) throw rules.OtherDraft();
    // Who decides is read under the lock: somebody dismissed a moment ago decides nothing.
    const people = await listStaff(world);
    const me = people.find((one) => one.id === agent.id);
    if (!me || me.endedAt || !rules.proposes(me.role)) throw NotAllowed();
    const after = async () => {
      const left = (await store.findProposal(world.db, id)) ?? row;
      const newest = Math.max(inForce.version, left.version ?? 0);
      return { proposal: view(left, newest, now, people, agent) };
    };
    if (given.outcome === "withdraw") {
      if (row.proposedBy !== agent.id) throw NotAllowed();
      await withdraw(world, agent, row, given.reason);
      return after();
    }
    if (row.proposedBy === agent.id) {
      await emit(world, agent, "policy.self-approval", rules.POLICIES, { proposalId: id });
      return OwnChange;
    }
    if (given.outcome === "refuse") {
      const set = { state: "refused", decidedBy: agent.id, decidedAt: now };
      await store.updateProposal(world.db, id, { ...set, decidedWhy: given.reason });
      const facts = { proposalId: id, proposedBy: row.proposedBy, reason: given.reason };
      await emit(world, agent, "policy.refused", rules.POLICIES, facts);
      return after();
    }
    const bar = rules.barOf(
      people.find((one) => one.id === row.proposedBy),
      me,
    );
    if (bar === "needs-admin") throw rules.NeedsAdmin();
    if (bar !== null) throw bar === "proposer-gone" ? rules.ProposerGone() : NotAllowed();
    return (await putInForce(world, agent, row, given.reason)) ? after() : rules.Moved;
  });
  if (typeof decided === "function") throw decided();
  await learnPolicies(world);
  return decided;
}

/** Within the transaction of whoever agrees. False: the ground has moved, and the proposal is over. */
async function putInForce(world: World, agent: Agent, row: store.ProposalRow, reason: string) {
  const { id, proposedBy, trialId, digest } = row;
  const inForce = await policyNow(world);
  const policy = readDraft(row.draft, inForce);
  const { name, version } = policy;
  const body = JSON.stringify(policy);
  const isNext =
    inForce.version === row.baseVersion &&
    (await addVersion(world, { name, version, body, proposalId: id }));
  const facts = { proposalId: id, trialId, digest, name, version };
  if (!isNext) {
    await store.updateProposal(world.db, id, { state: "overtaken" });
    await emit(world, agent, "policy.overtaken", rules.POLICIES, { proposalId: id });
    return false;
  }
  const by = { decidedBy: agent.id, decidedAt: world.now(), decidedWhy: reason };
  await store.updateProposal(world.db, id, { state: "approved", version, ...by });
  await emit(world, agent, "policy.changed", rules.POLICIES, {
    ...{ ...facts, proposedBy, decidedBy: agent.id, reason },
  });
  // Each of the others was tried beside a policy that is in force no more.
  for (const other of await store.listWaiting(world.db)) {
    await store.updateProposal(world.db, other.id, { state: "overtaken" });
    await emit(world, agent, "policy.overtaken", rules.POLICIES, {
      ...{ proposalId: other.id, version },
    });
  }
  return true;
}

/** Versions that came as files are in the chain too, a minute after the start that brought them. */
export async function recordFiles(world: World): Promise<number> {
  if (!(await hasUnrecorded(world))) return 0;
  await lockHouse(world, rules.POLICIES);
  const rows = await takeUnrecorded(world);
  const system = { kind: "system", id: "file" } as const;
  for (const { name, version } of rows)
    await emit(world, system, "policy.shipped", rules.POLICIES, { name, version });
  return rows.length;
}
