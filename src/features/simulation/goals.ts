/** The project's goals for success, held against what a simulation came to; of one that is missed, by whom. */
import type { Goal, Missing, Target } from "./goal.ts";
import { attackerClasses } from "./populations.ts";
import type { ImpostorsTold, Summary, Told } from "./summary.ts";

const LET_IN_MOST = 0.005;
const AT_DESK_LEAST = 300;

const goalWords = (target: Target) =>
  target.is === "at-least"
    ? `at least ${target.share * 100} %`
    : target.is === "upper-bound"
      ? `upper bound at most ${target.share * 100} %`
      : `0 of at least ${target.of}`;

/** Parts whose own share is under the goal; of fewer than 30 people nothing is told. */
const under = (by: Missing["by"], parts: Readonly<Record<string, Told>>, least: number) =>
  Object.entries(parts)
    .flatMap(([id, { n, rate }]) =>
      rate && rate.rate < least ? [{ by, id, n, count: Math.round(rate.rate * n) }] : [],
    )
    .sort((a, b) => a.count / a.n - b.count / b.n);

/** Parts of impostors of whom anybody got in, most first. */
const letIn = (by: Missing["by"], parts: readonly Omit<Missing, "by">[]) =>
  parts
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
    .map((part): Missing => ({ by, ...part }));

type Held = Pick<Goal, "got" | "n" | "met" | "few" | "missedBy">;
const goalOf = (id: string, says: string, target: Target, held: Held): Goal => ({
  ...{ id, says, goal: goalWords(target), target, ...held },
  missedBy: held.met ? [] : held.missedBy,
});

function atLeast(
  id: string,
  says: string,
  share: number,
  { n, rate }: Told,
  [by, parts]: [by: Missing["by"], parts: Readonly<Record<string, Told>>],
): Goal {
  return goalOf(
    id,
    says,
    { is: "at-least", share },
    {
      ...{ got: rate, n, few: rate === null, missedBy: under(by, parts, share) },
      met: rate !== null && rate.rate >= share,
    },
  );
}

function upTo(
  id: string,
  says: string,
  { n, accepted, acceptance }: ImpostorsTold,
  missedBy: Missing[],
): Goal {
  const met = acceptance !== null && acceptance.high <= LET_IN_MOST;
  const target = { is: "upper-bound", share: LET_IN_MOST } as const;
  return goalOf(id, says, target, {
    ...{ got: acceptance, n, met, few: !met && accepted === 0, missedBy },
  });
}

const classesOf = (byClass: Readonly<Record<string, ImpostorsTold>>) =>
  letIn(
    "class",
    Object.entries(byClass).map(([id, { n, accepted }]) => ({ id, n, count: accepted })),
  );
const waysOf = ({ n, ways }: ImpostorsTold) =>
  letIn(
    "way",
    Object.entries(ways).map(([id, count]) => ({ id, n, count })),
  );

/** A rate of few people meets no goal. */
export function goalsOf({ selfService, desk, impostors }: Summary): Goal[] {
  const { atLowRisk, byKit } = selfService;
  const back = Object.fromEntries(
    Object.entries(byKit).map(([kit, { n, within24h }]) => [kit, { n, rate: within24h }] as const),
  );
  const { n, accepted, acceptance } = desk.impostors;
  const noneMet = n >= AT_DESK_LEAST && accepted === 0;
  return [
    atLeast(
      "self-service-24h",
      "Forgotten password, low risk, an owner who holds a path: control back within 24 hours",
      0.95,
      { n: atLowRisk.n, rate: atLowRisk.within24h },
      ["kit", back],
    ),
    upTo("impostors", "Impostors let in", impostors.all, classesOf(impostors.byClass)),
    ...attackerClasses.map((name) =>
      upTo(
        `impostors-${name}`,
        `Impostors let in, of this class: ${name}`,
        impostors.byClass[name],
        waysOf(impostors.byClass[name]),
      ),
    ),
    atLeast("desk-decision-24h", "Decided by people within 24 hours", 0.9, desk.decidedWithin24h, [
      "situation",
      desk.decidedBySituation,
    ]),
    atLeast(
      "desk-control-48h",
      "Given back by people: control within 48 hours of the start",
      0.9,
      desk.backWithin48h,
      ["situation", desk.backBySituation],
    ),
    goalOf(
      "desk-impostors",
      "Impostors let in by people",
      { is: "none", of: AT_DESK_LEAST },
      {
        ...{ got: acceptance, n, met: noneMet, few: !noneMet && accepted === 0 },
        missedBy: classesOf(desk.impostorsByClass),
      },
    ),
  ];
}
