/** The steps of each journey: who reached them, who went no further, and what ended it. Pure. */
import type { StepRow } from "./figures-store.ts";
import { LEAST, rateOf } from "./rules.ts";

type Name = { en: string; zh: string };
const steps: Readonly<Record<string, Name>> = {
  started: { en: "Started", zh: "发起" },
  "account-named": { en: "An account was named", zh: "账户存在" },
  "first-proof": { en: "First proof given", zh: "通过首个证明" },
  asked: { en: "People were asked", zh: "提交人工审核" },
  decided: { en: "People decided", zh: "人工已决定" },
  "proofs-suffice": { en: "Enough proofs", zh: "证明充分" },
  "wait-over": { en: "The wait is over", zh: "等待结束" },
  completed: { en: "Completed", zh: "完成" },
};

export const reasons: Readonly<Record<string, Name>> = {
  "no-account": { en: "No account of this name", zh: "没有这个账户" },
  "people-asked": { en: "Asked people instead", zh: "转为人工审核" },
  alone: { en: "Came back alone meanwhile", zh: "期间已自助找回" },
  deadline: { en: "Ran out of time", zh: "到期未完成" },
  "owner-stopped": { en: "Stopped by the owner", zh: "被机主叫停" },
  "claimant-stopped": { en: "Stopped by the claimant", zh: "申请人自行取消" },
  replaced: { en: "Followed by another claim", zh: "被新的申请取代" },
  refused: { en: "Refused", zh: "未通过" },
  restore: { en: "Ended by a restore of a backup", zh: "因备份恢复而结束" },
  open: { en: "Still open", zh: "尚未结束" },
  other: { en: "Another end", zh: "其他" },
};

/** Each journey: its steps from the first on, who takes it, and which step an attempt reached. */
const journeys = [
  {
    ...{ id: "self-service", name: { en: "Self-service", zh: "自助找回" }, first: 0 },
    steps: ["started", "account-named", "first-proof", "proofs-suffice", "wait-over", "completed"],
    reached: ({ isSelf, selfStep }: StepRow) => (isSelf ? selfStep : null),
    reason: ({ peopleAsked, reason }: StepRow) => (peopleAsked ? "people-asked" : reason),
  },
  {
    ...{ id: "with-people", name: { en: "With people", zh: "人工审核" }, first: 1 },
    steps: ["asked", "decided", "proofs-suffice", "wait-over", "completed"],
    reached: ({ peopleStep }: StepRow) => peopleStep,
    reason: ({ selfStep, reason }: StepRow) => (selfStep === 5 ? "alone" : reason),
  },
] as const;

export const journeyIds = journeys.map(({ id }) => id);
export const stepIds = Object.keys(steps);

/** The number that a step has in the facts; null: no step of this journey. */
export function stepNumber(journeyId: string, step: string): number | null {
  const journey = journeys.find(({ id }) => id === journeyId);
  const place = (journey?.steps as readonly string[] | undefined)?.indexOf(step) ?? -1;
  return journey && place >= 0 ? place + journey.first : null;
}

type Counts = { n: number; drop: number; reasons: { id: string; count: number }[] }[];

function countsOf(journey: (typeof journeys)[number], rows: readonly StepRow[]): Counts {
  return journey.steps.map((_, place) => {
    const step = place + journey.first;
    const isLast = place === journey.steps.length - 1;
    const here = rows.filter((row) => journey.reached(row) === step);
    const n = sum(rows.filter((row) => (journey.reached(row) ?? -1) >= step));
    const by = new Map<string, number>();
    if (!isLast)
      for (const row of here)
        by.set(journey.reason(row), (by.get(journey.reason(row)) ?? 0) + row.n);
    const found = [...by].map(([id, count]) => ({ id, count }));
    // The larger first; of two alike the same one always.
    found.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
    return { n, drop: isLast ? 0 : sum(here), reasons: found };
  });
}

const sum = (rows: readonly { n: number }[]) => rows.reduce((all, { n }) => all + n, 0);

const namedReason = ({ id, count }: { id: string; count: number }) => ({
  ...{ id, name: reasons[id] ?? (reasons.other as Name), count },
});

/** `before`: of the period that it is compared with. */
export const funnelOf = (now: readonly StepRow[], before: readonly StepRow[] | null) =>
  journeys.map((journey) => {
    const counts = countsOf(journey, now);
    const earlier = before && countsOf(journey, before);
    const all = counts[0]?.n ?? 0;
    return {
      ...{ id: journey.id, name: journey.name },
      steps: counts.map(({ n, drop, reasons }, place) => {
        const step = journey.steps[place] as string;
        const past = earlier?.[place];
        const few = n < LEAST;
        return {
          ...{ step, name: steps[step] as Name, n, share: rateOf(n, all) },
          ...{ drop, dropRate: rateOf(drop, n) },
          topReason: few || !reasons[0] ? null : namedReason(reasons[0]),
          reasons: few ? [] : reasons.map(namedReason),
          cases: `journey=${journey.id}&step=${step}`,
          ...(past && {
            previous: { n: past.n, drop: past.drop, share: rateOf(past.n, earlier?.[0]?.n ?? 0) },
          }),
        };
      }),
    };
  });

/** Days without any start between days that had some: nobody came, or nobody counted. */
export function gapsIn(days: readonly string[], withStarts: readonly number[]): { day: string }[] {
  const seen = new Set(withStarts);
  const [first, last] = [Math.min(...withStarts), Math.max(...withStarts)];
  return days.flatMap((day, place) =>
    place + 1 > first && place + 1 < last && !seen.has(place + 1) ? [{ day }] : [],
  );
}
