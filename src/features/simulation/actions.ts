import type { World } from "../../core/world.ts";
import {
  isPolicyRefusal,
  type Policy,
  parsePolicy,
  policyInForce,
  policyVersion,
  type RiskLevel,
  type Situation,
} from "../policies/index.ts";
import { asProof } from "../recovery/index.ts";
import { SimulationRuns, UnknownPolicy, UnsoundPolicy } from "./problems.ts";
import { fateOf, replayed } from "./replay.ts";
import { readPopulations } from "./scenario.ts";
import { type Asked, differenceOf, reportOf, run } from "./simulate.ts";
import { lastCompleted, type PastRow } from "./store.ts";

/** A policy by its name, or a draft as the text of its file. */
type Tried = { name: string } | { text: string };
type Trial = Asked & { policy?: Tried | undefined; against?: Tried | undefined };

/** Throws `unsound-policy` with the line, `no-policy`. */
function policyOf(world: World, tried: Tried | undefined): Policy {
  if (!tried) return policyInForce(world);
  if ("name" in tried) {
    const policy = world.policies.get(tried.name);
    if (!policy) throw UnknownPolicy();
    return policy;
  }
  try {
    return parsePolicy(tried.text, "draft");
  } catch (error) {
    if (!isPolicyRefusal(error)) throw error;
    const { line, at, why } = error;
    throw UnsoundPolicy({ line, at, why });
  }
}

/** Others are served between two slices. */
async function drive<Out>(slices: Generator<number, Out>): Promise<Out> {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
    await new Promise(setImmediate);
  }
}

/** One at a time a process: it is somebody's idea, and payments are decided beside it. */
const running = new WeakSet<World["ports"]>();

/**
 * Tries a policy on simulated people, and another one on the same people. Reads nothing of any account and
 * changes nothing. Throws `unsound-policy`, `no-policy`, `simulation-runs`.
 */
export async function simulate(world: World, { policy, against, ...asked }: Trial) {
  const tried = policyOf(world, policy);
  const other = against && policyOf(world, against);
  if (running.has(world.ports)) throw SimulationRuns();
  running.add(world.ports);
  try {
    const populations = await readPopulations();
    const ran = await drive(run(tried, populations, asked));
    const report = reportOf(tried, populations, asked, ran);
    if (!other) return { simulation: report };
    const after = await drive(run(other, populations, asked));
    const difference = differenceOf(ran, after);
    return {
      simulation: {
        ...report,
        against: { ...reportOf(other, populations, asked, after), difference },
      },
    };
  } finally {
    running.delete(world.ports);
  }
}

/** So far back; older ones began under other habits. */
const REPLAYED_DAYS = 90;

const pastOf = (row: PastRow) => ({
  situation: row.situation as Situation,
  risk: row.riskLevel as RiskLevel,
  reasons: row.riskReasons,
  given: row.given.map(asProof),
  glance: row.given.find(({ kind }) => kind === "face")?.glance,
  begun: row.createdAt,
  ...{ path: row.path, waitHours: row.waitHours, disputed: row.disputed },
});

/**
 * The last real recoveries under a draft: who would have been shut out, and which disputed ones stopped. Figures
 * only; no account is named. Throws `unsound-policy`, `no-policy`.
 */
export async function replay(world: World, { policy, last }: { policy: Tried; last: number }) {
  const draft = policyOf(world, policy);
  const since = new Date(world.now().getTime() - REPLAYED_DAYS * 86_400_000);
  const rows = await lastCompleted(world.db, since, last);
  const fates = rows.map((row) => {
    const own = policyVersion(world, row.policyName, row.policyVersion);
    return { fate: fateOf(own, draft, pastOf(row)), disputed: row.disputed };
  });
  const { name, version } = draft;
  return { replay: { ...replayed(fates), policy: { name, version }, days: REPLAYED_DAYS } };
}
