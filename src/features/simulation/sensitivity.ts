/** How much of a result hangs on each rate that was put in: the same people, one rate at its low and its high bound. */
import type { Policy } from "../policies/index.ts";
import type { Populations } from "./populations.ts";
import { type Asked, type Ran, run } from "./simulate.ts";
import { aimedAt } from "./summary.ts";

export type Figures = {
  /** The goal's owners: forgotten password, low risk, with a path, back within 24 hours. */
  selfService24h: number;
  /** All owners, back within 7 days. */
  recovered7d: number;
  impostorsAccepted: number;
};
export type Sensitive = {
  rate: string;
  source: string;
  low: Figures & { at: number };
  high: Figures & { at: number };
  /** The widest any of the three figures moves between the bounds. */
  moves: number;
};

const share = <T>(of: readonly T[], is: (one: T) => boolean) =>
  of.length === 0 ? 0 : of.filter(is).length / of.length;

const within = (seconds: number | null, limit: number) => seconds !== null && seconds <= limit;

function figuresOf({ owners, impostors }: Ran): Figures {
  const holding = aimedAt(owners).filter(({ holdsPath }) => holdsPath);
  return {
    selfService24h: share(holding, ({ seconds }) => within(seconds, 86_400)),
    recovered7d: share(owners, ({ seconds }) => within(seconds, 604_800)),
    impostorsAccepted: share(impostors, ({ outcome }) => outcome === "accepted"),
  };
}
const figures = ["selfService24h", "recovered7d", "impostorsAccepted"] as const;

const groups = ["owners", "impostors", "desk"] as const;
/** The one rate of owners by which impostors are stopped too. */
const OF_BOTH = "mailbox-reached";

/** What each rate and each time moves, most first. `asked.cases` owners, and as many impostors. */
export function* sensitivity(
  policy: Policy,
  populations: Populations,
  asked: Asked,
): Generator<number, Sensitive[]> {
  const usual = yield* run(policy, populations, asked, asked.cases);
  const found: Sensitive[] = [];
  for (const group of groups)
    for (const part of ["rates", "times"] as const)
      for (const name of Object.keys(populations[group][part])) {
        const entry = (copy: Populations) =>
          (copy[group][part] as Record<string, Record<string, number | string>>)[name] ?? {};
        const { low, high, source } = entry(populations);
        const key = part === "rates" ? "rate" : "medianSeconds";
        // Whom a rate does not touch need not be asked again.
        const owners = group === "impostors" ? 0 : asked.cases;
        const impostors = group === "owners" && name !== OF_BOTH ? 0 : asked.cases;
        const ends: (Figures & { at: number })[] = [];
        for (const at of [Number(low), Number(high)]) {
          const copy = structuredClone(populations);
          Object.assign(entry(copy), { [key]: at });
          const ran = yield* run(policy, copy, { ...asked, cases: owners }, impostors);
          ends.push({
            at,
            ...figuresOf({
              owners: owners > 0 ? ran.owners : usual.owners,
              impostors: impostors > 0 ? ran.impostors : usual.impostors,
            }),
          });
        }
        const [lower, upper] = ends as [Sensitive["low"], Sensitive["high"]];
        const moves = Math.max(...figures.map((one) => Math.abs(upper[one] - lower[one])));
        found.push({
          ...{ rate: `${group}.${part}.${name}`, source: String(source), moves },
          ...{ low: lower, high: upper },
        });
      }
  return found.sort((a, b) => b.moves - a.moves || (a.rate < b.rate ? -1 : 1));
}
