/** What a simulation came to: shares with their number and interval, nothing of fewer than 30 people. */
import { type Rate, shown, wilson } from "../insights/index.ts";
import type { ImpostorResult } from "./impostor.ts";
import { type OwnerResult, ownerOutcomes } from "./owner.ts";
import { type AttackerClass, attackerClasses } from "./populations.ts";

const DAY_S = 86_400;

/** The value at a share of the sorted list: one that somebody really had. Null of fewer than 30. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length < 30) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

export type Told = { n: number; rate: Rate | null };
export const told = <T>(of: readonly T[], is: (one: T) => boolean): Told => ({
  n: of.length,
  rate: shown(of.filter(is).length, of.length),
});

const within = (limit: number) => (owner: OwnerResult) =>
  owner.outcome === "recovered" && owner.seconds !== null && owner.seconds <= limit;

function ownersOf(owners: readonly OwnerResult[]) {
  const done = owners.filter(({ outcome }) => outcome === "recovered");
  const seconds = done.map((owner) => owner.seconds ?? 0);
  const active = done.map((owner) => (owner.seconds ?? 0) - owner.waitSeconds);
  return {
    n: owners.length,
    outcomes: Object.fromEntries(
      ownerOutcomes.map((name) => [name, owners.filter(({ outcome }) => outcome === name).length]),
    ),
    recovered: told(owners, ({ outcome }) => outcome === "recovered").rate,
    firstTry: told(owners, (owner) => owner.firstTry && owner.outcome === "recovered").rate,
    within5min: told(owners, within(300)).rate,
    within24h: told(owners, within(DAY_S)).rate,
    within48h: told(owners, within(2 * DAY_S)).rate,
    within7d: told(owners, within(7 * DAY_S)).rate,
    medianSeconds: percentile(seconds, 0.5),
    p90Seconds: percentile(seconds, 0.9),
    waitMedianSeconds: percentile(
      done.map(({ waitSeconds }) => waitSeconds),
      0.5,
    ),
    activeMedianSeconds: percentile(active, 0.5),
  };
}

const situationOf = ({ situation }: OwnerResult) => situation;
const classOf = ({ attacker }: ImpostorResult) => attacker;

/** `high` is what a claim may lean on: the upper end of the interval, also of none in so many. */
function impostorsOf(impostors: readonly ImpostorResult[]) {
  const accepted = impostors.filter(({ outcome }) => outcome === "accepted");
  return {
    n: impostors.length,
    accepted: accepted.length,
    cancelled: impostors.filter(({ outcome }) => outcome === "cancelled").length,
    acceptance: impostors.length < 30 ? null : wilson(accepted.length, impostors.length),
    moneyFree: shown(accepted.filter(({ moneyFree }) => moneyFree).length, impostors.length),
    ways: tally(accepted.map(({ way }) => way ?? "")),
  };
}

export type ImpostorsTold = ReturnType<typeof impostorsOf>;

const tally = (names: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

function by<T, Out>(list: readonly T[], key: (one: T) => string, make: (part: T[]) => Out) {
  const parts = new Map<string, T[]>();
  for (const one of list) {
    const part = parts.get(key(one));
    if (part) part.push(one);
    else parts.set(key(one), [one]);
  }
  return Object.fromEntries(
    [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, make(part)]),
  );
}

/** The owners of whom the goal speaks. */
export const aimedAt = (owners: readonly OwnerResult[]) =>
  owners.filter(({ situation, risk }) => situation === "forgot-password" && risk === "low");

export function summarise(owners: readonly OwnerResult[], impostors: readonly ImpostorResult[]) {
  const atLow = aimedAt(owners);
  const holding = atLow.filter(({ holdsPath }) => holdsPath);
  const asked = owners.filter(({ decidedSeconds }) => decidedSeconds !== null);
  const given = asked.filter(({ outcome }) => outcome === "recovered");
  const in48h = (part: OwnerResult[]) => told(part, within(2 * DAY_S));
  const in24h = (part: OwnerResult[]) => told(part, (one) => (one.decidedSeconds ?? 0) <= DAY_S);
  const decided = asked.filter(({ outcome }) => outcome === "recovered" || outcome === "refused");
  const atDesk = impostors.filter(({ byPeople }) => byPeople);
  const seconds = [...owners, ...impostors].reduce((sum, one) => sum + one.agentSeconds, 0);
  return {
    owners: {
      all: ownersOf(owners),
      bySituation: by(owners, situationOf, ownersOf),
      byWay: by(owners, ({ way }) => way ?? "none", ownersOf),
      byFirstWay: by(owners, ({ first }) => first ?? "none", ownersOf),
      byKit: by(owners, ({ kit }) => kit, ownersOf),
      byStratum: by(owners, ({ situation, kit }) => `${situation} / ${kit}`, ownersOf),
    },
    selfService: {
      holdPath: told(
        owners.filter((one) => one.situation === "forgot-password"),
        (one) => one.holdsPath,
      ),
      atLowRisk: ownersOf(holding),
      byKit: by(holding, ({ kit }) => kit, ownersOf),
    },
    desk: {
      owners: ownersOf(asked),
      backWithin48h: in48h(given),
      backBySituation: by(given, situationOf, in48h),
      decidedWithin24h: in24h(asked),
      decidedBySituation: by(asked, situationOf, in24h),
      wronglyRefused: told(decided, ({ outcome }) => outcome === "refused"),
      decidedMedianSeconds: percentile(
        asked.map((one) => one.decidedSeconds ?? 0),
        0.5,
      ),
      impostors: impostorsOf(atDesk),
      impostorsByClass: by(atDesk, classOf, impostorsOf),
      agentHours: Math.round((seconds / 3600) * 10) / 10,
    },
    impostors: {
      all: impostorsOf(impostors),
      byClass: Object.fromEntries(
        attackerClasses.map((name) => [
          name,
          impostorsOf(impostors.filter(({ attacker }) => attacker === name)),
        ]),
      ) as Record<AttackerClass, ReturnType<typeof impostorsOf>>,
    },
  };
}
export type Summary = ReturnType<typeof summarise>;
