/** What a draft would change, place by place, so that a page can say it in words. Pure. */
import {
  moneyLimits,
  type Path,
  type Policy,
  type RiskLevel,
  riskLevels,
  type Situation,
  situations,
} from "../policies/index.ts";

/**
 * `at`: a JSON pointer; of what is there no more, where it was. `leans`: whether this line alone makes it harder or
 * easier to come back; null: it cannot be told from the line.
 */
export type Difference = {
  at: string;
  leans: "stricter" | "looser" | null;
} & (
  | {
      what: "path-added" | "path-removed";
      situation: Situation;
      path: string;
      waits: Path["waitHours"];
    }
  | { what: "proofs"; situation: Situation; path: string; before: string; after: string }
  | {
      what: "wait" | "money";
      situation: Situation;
      path: string;
      risk: RiskLevel;
      before: string;
      after: string;
    }
  | { what: "other"; before: string | null; after: string | null }
);

const said = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
const hours = (wait: number | "refused") => (wait === "refused" ? Number.POSITIVE_INFINITY : wait);
const lean = (before: number, after: number) => (after > before ? "stricter" : "looser");

/** Leaves that differ; of a list the whole list. */
function* leaves(before: unknown, after: unknown, at: string): Generator<Difference> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const isTree = (value: unknown): value is Record<string, unknown> =>
    value !== null && typeof value === "object" && !Array.isArray(value);
  if (!isTree(before) || !isTree(after)) {
    yield { what: "other", at, before: said(before), after: said(after), leans: null };
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    yield* leaves(
      before[key],
      after[key],
      `${at}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    );
}

function* pathDifferences(
  situation: Situation,
  before: Path,
  after: Path,
  at: string,
): Generator<Difference> {
  const here = { situation, path: after.id };
  const { all: oldAll, waitHours: oldWaits, money: oldMoney, ...oldRest } = before;
  const { all, waitHours, money, ...rest } = after;
  if (JSON.stringify(oldAll) !== JSON.stringify(all))
    yield {
      ...{ what: "proofs", at: `${at}/all`, ...here, leans: null },
      ...{ before: JSON.stringify(oldAll), after: JSON.stringify(all) },
    };
  for (const risk of riskLevels) {
    if (oldWaits[risk] !== waitHours[risk])
      yield {
        ...{ what: "wait", at: `${at}/waitHours/${risk}`, ...here, risk },
        ...{ before: String(oldWaits[risk]), after: String(waitHours[risk]) },
        leans: lean(hours(oldWaits[risk]), hours(waitHours[risk])),
      };
    if (oldMoney[risk] !== money[risk])
      yield {
        ...{ what: "money", at: `${at}/money/${risk}`, ...here, risk },
        ...{ before: oldMoney[risk], after: money[risk] },
        leans: lean(moneyLimits.indexOf(oldMoney[risk]), moneyLimits.indexOf(money[risk])),
      };
  }
  yield* leaves(oldRest, rest, at);
}

export function differences(before: Policy, after: Policy): Difference[] {
  const found: Difference[] = [];
  for (const situation of situations) {
    const [was, is] = [before.situations[situation], after.situations[situation]];
    const at = `/situations/${situation}/paths`;
    for (const [index, path] of was.paths.entries())
      if (!is.paths.some(({ id }) => id === path.id))
        found.push({
          ...{ what: "path-removed", at: `${at}/${index}`, situation, path: path.id },
          ...{ waits: path.waitHours, leans: "stricter" },
        });
    for (const [index, path] of is.paths.entries()) {
      const old = was.paths.find(({ id }) => id === path.id);
      if (old) found.push(...pathDifferences(situation, old, path, `${at}/${index}`));
      else
        found.push({
          ...{ what: "path-added", at: `${at}/${index}`, situation, path: path.id },
          ...{ waits: path.waitHours, leans: "looser" },
        });
    }
    const { paths: _old, ...oldRest } = was;
    const { paths: _new, ...rest } = is;
    found.push(...leaves(oldRest, rest, `/situations/${situation}`));
  }
  const { situations: _s, version: _v, ...oldRest } = before;
  const { situations: _t, version: _w, ...rest } = after;
  return [...found, ...leaves(oldRest, rest, "")];
}
