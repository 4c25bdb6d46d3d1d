/** Groups of attempts, summed up by way and by label, as `insight_ways_v2` and C.2 of the standards have it. Pure. */
import type { Filter } from "./periods.ts";
import { type Counted, none, type Outcome, type Safety } from "./rules.ts";

/** Attempts that are alike in all that counts. The three that compare times are null where nothing was completed. */
export type Group = {
  hasAccount: boolean;
  wayFirst: string;
  peopleAsked: boolean;
  byPeople: boolean | null;
  outcome: string;
  firstTry: boolean;
  stopped: boolean;
  disputed: boolean;
  inDay: boolean | null;
  inWeek: boolean | null;
  /** Completed 30 days ago or more. */
  settled: boolean | null;
  n: number;
  starts: number;
  seconds: number | null;
};
/** `seconds`: the median, and what nine of ten did not exceed. */
export type Times = {
  way: string;
  seconds: [number, number] | null;
  active: number | null;
  wait: number | null;
};

/** The ways for which a case counts, each with whether people are that way. */
const waysOf = ({ wayFirst, peopleAsked }: Group): [way: string, isPeople: boolean][] => [
  ...(wayFirst === "agent-review" ? [] : [["self-service", false] as [string, boolean]]),
  ...(peopleAsked ? [["customer-service", true] as [string, boolean]] : []),
  ...(["agent-review", "none"].includes(wayFirst) ? [] : [[wayFirst, false] as [string, boolean]]),
];

function outcomeOf({ outcome, byPeople, peopleAsked }: Group, isPeople: boolean): Outcome {
  if (outcome === "recovered") return byPeople === isPeople ? "completed" : "other-way";
  return peopleAsked && !isPeople ? "other-way" : (outcome as Outcome);
}

export function countWays(groups: readonly Group[], times: readonly Times[]): Counted[] {
  const found = new Map<string, Counted & { seconds: number }>();
  for (const group of groups)
    for (const [way, isPeople] of group.hasAccount ? waysOf(group) : []) {
      const row = found.get(way) ?? { ...none(way), seconds: 0 };
      found.set(way, row);
      const outcome = outcomeOf(group, isPeople);
      row.n += group.n;
      row[outcome] += group.n;
      if (outcome !== "completed") continue;
      row.seconds += group.seconds ?? 0;
      if (group.firstTry) row.firstTry += group.n;
      if (group.inDay) row.within24h += group.n;
      if (group.inWeek) row.within7d += group.n;
      if (group.disputed) row.disputed += group.n;
    }
  return [...found.values()].map(({ seconds, ...row }) => {
    const took = times.find(({ way }) => way === row.way);
    return {
      ...row,
      ...{ medianSeconds: took?.seconds?.[0] ?? null, p90Seconds: took?.seconds?.[1] ?? null },
      ...{ activeMedianSeconds: took?.active ?? null, waitMedianSeconds: took?.wait ?? null },
      meanSeconds: row.completed > 0 ? seconds / row.completed : null,
    };
  });
}

/** Populations, and how often somebody got in who should not have. */
export function countSafety(groups: readonly Group[]): Safety {
  const sum = (of: (group: Group) => boolean, what: "n" | "starts" = "n") =>
    groups.filter(of).reduce((all, group) => all + group[what], 0);
  const isHostile = ({ stopped, disputed }: Group) => stopped || disputed;
  const cases = (of: (group: Group) => boolean) => sum((group) => group.hasAccount && of(group));
  return {
    starts: sum(() => true, "starts"),
    startsWithAccount: sum(({ hasAccount }) => hasAccount, "starts"),
    cases: cases(() => true),
    owners: cases((each) => each.settled === true && !isHostile(each)),
    impostors: cases(isHostile),
    accepted: cases((each) => isHostile(each) && each.outcome === "recovered"),
    disputed: cases(({ disputed }) => disputed),
  };
}

/** Those that a `way` narrows cases to. */
export const ofWay = (groups: readonly Group[], { way }: Filter): readonly Group[] =>
  way === undefined
    ? groups
    : groups.filter(({ wayFirst, peopleAsked }) =>
        way === "self-service"
          ? wayFirst !== "agent-review"
          : way === "customer-service"
            ? peopleAsked
            : wayFirst === way,
      );
