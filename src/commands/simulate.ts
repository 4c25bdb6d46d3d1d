/** `rightful policy simulate`: a function of its arguments; no database, no network, no clock. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadPolicies, type Policy, parsePolicy } from "../features/policies/index.ts";
import {
  type Asked,
  changedPolicy,
  differenceOf,
  type Populations,
  type Ran,
  type Report,
  readPopulations,
  reportOf,
  run,
  type Sensitive,
  sensitivity,
} from "../features/simulation/index.ts";
import { progressLine } from "./progress.ts";

type Out = (line: string) => void;
type Slices<T> = Generator<number, T>;

const POLICIES = join(import.meta.dirname, "../../policies");
const CASES_MAX = 1_000_000;
/** What moves with each rate is looked at with fewer people: it is asked for twice a rate. */
const SENSITIVE_CASES = 1000;

/** A number of an argument within its bounds; throws a sentence for whoever typed it. */
function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw Object.assign(
      new Error(`--${name} is a whole number from 1 to ${most}, not "${text}".`),
      {
        name: "ScenarioRefused",
      },
    );
  return value;
}

async function policyNamed(named: string): Promise<Policy> {
  if (named.endsWith(".json")) return parsePolicy(await readFile(named, "utf8"), named);
  const policies = await loadPolicies(POLICIES);
  const policy = policies.get(named);
  if (policy) return policy;
  const known = [...policies.keys()].join(", ");
  throw Object.assign(
    new Error(`There is no policy "${named}". There are: ${known}; or a FILE.json.`),
    {
      name: "ScenarioRefused",
    },
  );
}

export async function simulate(args: string[], out: Out, complain: Out): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      policy: { type: "string", default: "wallet" },
      cases: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      against: { type: "string" },
      change: { type: "string", multiple: true, default: [] },
      populations: { type: "string" },
      sensitivity: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const asked: Asked = {
    cases: numberOf("cases", values.cases, CASES_MAX),
    seed: numberOf("seed", values.seed, 2 ** 31),
  };
  const populations = await readPopulations(values.populations);
  const policy = await policyNamed(values.policy);
  const other = values.against === undefined ? policy : await policyNamed(values.against);
  const draft = changedPolicy(other, values.change);
  const line = progressLine(true);
  const drive = <T>(slices: Slices<T>, what: string): T => {
    for (;;) {
      const { done, value } = slices.next();
      if (done) {
        line("");
        return value;
      }
      line(`${what}: ${value}`);
    }
  };
  const ran = drive(run(policy, populations, asked), policy.name);
  const report = reportOf(policy, populations, asked, ran);
  const against = draft === policy ? null : compare(draft, populations, asked, ran, drive);
  const moves = values.sensitivity
    ? drive(
        sensitivity(policy, populations, {
          ...asked,
          cases: Math.min(asked.cases, SENSITIVE_CASES),
        }),
        "sensitivity",
      )
    : null;
  const whole = { ...report, ...(against && { against }), ...(moves && { sensitivity: moves }) };
  if (values.json) out(JSON.stringify(whole, null, 2));
  else for (const text of lines(report, against, moves, values.change)) out(text);
  const missed = report.goals.filter(({ met }) => !met).length;
  if (missed > 0)
    complain(`${missed} of ${report.goals.length} goals are not met in this simulation.`);
  return 0;
}

function compare(
  draft: Policy,
  populations: Populations,
  asked: Asked,
  ran: Ran,
  drive: <T>(slices: Slices<T>, what: string) => T,
) {
  const other = drive(run(draft, populations, asked), `${draft.name} (other)`);
  return {
    ...reportOf(draft, populations, asked, other),
    difference: differenceOf(ran, other),
  };
}
type Against = ReturnType<typeof compare>;

const percent = (rate: { rate: number; low: number; high: number } | null) =>
  rate
    ? `${(rate.rate * 100).toFixed(1)} % (${(rate.low * 100).toFixed(1)} to ${(rate.high * 100).toFixed(1)})`
    : "too few";
const time = (seconds: number | null) =>
  seconds === null
    ? "-"
    : seconds < 600
      ? `${seconds} s`
      : seconds < 7200
        ? `${Math.round(seconds / 60)} min`
        : `${(seconds / 3600).toFixed(1)} h`;

/** For a terminal; every line of figures says that it is simulated by standing under the first. */
function* lines(
  report: Report,
  against: Against | null,
  moves: readonly Sensitive[] | null,
  changes: readonly string[],
): Generator<string> {
  const { policy, cases, seed, impostorsTried, populations } = report;
  yield `SIMULATED. Policy ${policy.name}, version ${policy.version}; ${cases} owners, ${impostorsTried} impostors, seed ${seed}; populations ${populations.version} of ${populations.fixedOn}.`;
  yield "What these rules do with these populations, and no claim about anybody's customers. Intervals: Wilson, 95 %.";
  yield* tables(report);
  if (against) {
    const { owners, impostors, agentHours } = against.difference;
    yield "";
    yield `THE SAME PEOPLE under ${against.policy.name}, version ${against.policy.version}${changes.map((change) => `, ${change}`).join("")} (simulated)`;
    yield* tables(against);
    yield "";
    yield `One by one: owners back only now ${owners.backNow}, locked out now ${owners.lockedOut}, sooner ${owners.sooner}, later ${owners.later}; impostors stopped now ${impostors.stopped}, let in now ${impostors.letIn}; hours of agents ${agentHours > 0 ? "+" : ""}${agentHours}.`;
  }
  if (moves) {
    yield "";
    yield "What each rate moves between its bounds (self-service in 24 h; all owners in 7 days; impostors let in), most first (simulated)";
    const figures = (at: Sensitive["low"]) =>
      [at.selfService24h, at.recovered7d, at.impostorsAccepted]
        .map((rate) => (rate * 100).toFixed(1).padStart(5))
        .join(" ");
    for (const { rate, low, high, source } of moves)
      yield `  ${rate.padEnd(44)} ${String(low.at).padStart(6)}: ${figures(low)}   ${String(high.at).padStart(6)}: ${figures(high)}   [${source}]`;
  }
}

function* tables({ goals, selfService, owners, impostors, desk }: Report): Generator<string> {
  yield "";
  for (const { met, few, says, got, n, goal, target, missedBy } of goals) {
    yield `${met ? "met " : few ? "few " : "MISS"} ${says}: ${percent(got)}, n ${n}; goal: ${goal}`;
    if (missedBy.length > 0)
      yield `     ${target.is === "at-least" ? "in time" : "got in"}: ${missedBy.map(({ by, id, n, count }) => `${by} ${id} ${count} of ${n}`).join(", ")}`;
  }
  yield `     Forgotten password, owners who hold a path without people: ${percent(selfService.holdPath.rate)}, n ${selfService.holdPath.n}`;
  const groups = { "all owners": owners.all, ...owners.bySituation, ...owners.byWay };
  yield "";
  for (const [name, row] of Object.entries(groups))
    yield `${name.padEnd(30)} n ${String(row.n).padStart(6)}  first try ${percent(row.firstTry)}  24 h ${percent(row.within24h)}  7 days ${percent(row.within7d)}  median ${time(row.medianSeconds)}  p90 ${time(row.p90Seconds)}  of it wait ${time(row.waitMedianSeconds)}`;
  yield "";
  for (const [name, row] of Object.entries(impostors.byClass))
    yield `${name.padEnd(30)} tried ${String(row.n).padStart(5)}  let in ${String(row.accepted).padStart(5)}  ${percent(row.acceptance)}  stopped by the owner ${row.cancelled}  money free before anybody stopped them ${percent(row.moneyFree)}`;
  yield `people: decided in 24 h ${percent(desk.decidedWithin24h.rate)}, owners refused ${percent(desk.wronglyRefused.rate)}, ${desk.agentHours} hours of agents`;
}
