/**
 * Who could get back in if the phone were gone: judged by the policy in force, account by account, with what is
 * left when the number, the apps and the device are taken away. A share that flatters is found out on the worst
 * day, so what is too young to count does not count, and people who decide are no way that somebody holds.
 */
import type { Policy } from "../policies/index.ts";
import { addable, couldReturn, type Holdings, heldBy } from "../ways/index.ts";
import { rateOf, type Share } from "./rules.ts";

/** Counts: `recoverable_days.definition`. Another definition begins another series. */
export const SHARE_DEFINITION = 1;
/** What an operator aims at, after 90 days of asking owners (not a promise to anybody). */
export const TARGET = 0.8;
/** Of an account that could add nothing here which would help: the policy asks for more than we offer. */
const NOTHING_HELPS = "nothing-helps";

export type Tally = {
  accounts: number;
  recoverable: number;
  soon: number;
  /** By the path and the proofs that walk it soonest: "passkey passkey". */
  paths: Record<string, number>;
  missing: Record<string, number>;
};
export const noTally = (): Tally => ({
  ...{ accounts: 0, recoverable: 0, soon: 0, paths: {}, missing: {} },
});

const count = (of: Readonly<Record<string, number>>, name: string) => ({
  ...of,
  [name]: (of[name] ?? 0) + 1,
});

/** What one more account adds. */
export function tallied(tally: Tally, policy: Policy, held: Holdings, now: Date): Tally {
  const back = couldReturn(policy, heldBy(held, policy.contacts.min), addable, now);
  const accounts = tally.accounts + 1;
  if (back.can) {
    const paths = count(tally.paths, `${back.path} ${back.uses.toSorted().join("+")}`);
    return { ...tally, accounts, recoverable: tally.recoverable + 1, paths };
  }
  if (back.from) return { ...tally, accounts, soon: tally.soon + 1 };
  const name = back.missing.toSorted().join("+") || NOTHING_HELPS;
  return { ...tally, accounts, missing: count(tally.missing, name) };
}

export type Day = Tally & { day: string; policyName: string; policyVersion: number; doneAt: Date };
export type Nudged = { shown: number; dismissed: number; added: number };

const named = (of: Readonly<Record<string, number>>) =>
  Object.entries(of)
    .map(([id, accounts]) => ({ id, accounts }))
    .toSorted((a, b) => b.accounts - a.accounts || a.id.localeCompare(b.id));

const shareOf = ({ recoverable, accounts }: Tally): Share => rateOf(recoverable, accounts);

export const newest = (day: Day | undefined) =>
  day
    ? {
        ...{ day: day.day, policy: { name: day.policyName, version: day.policyVersion } },
        ...{ accounts: day.accounts, recoverable: day.recoverable, soon: day.soon },
        share: shareOf(day),
        paths: named(day.paths).map(({ id, accounts }) => {
          const [path = "", uses = ""] = id.split(" ");
          return { path, uses: uses.split("+"), accounts };
        }),
        missing: named(day.missing).map(({ id, accounts }) => ({
          ...{ id, accounts },
          add: id === NOTHING_HELPS ? [] : id.split("+"),
        })),
      }
    : null;

/** Days that were not counted are missing, and not nought. */
export const trendOf = (days: readonly Day[]) =>
  days.map((day) => ({
    ...{ day: day.day, version: day.policyVersion, soon: day.soon },
    ...shareOf(day),
  }));

/** Of cards that were shown: put away, and followed by a way that was added within 30 days. */
export const nudgesOf = ({ shown, dismissed, added }: Nudged) => ({
  ...{ shown, dismissed: rateOf(dismissed, shown), added: rateOf(added, shown) },
});
