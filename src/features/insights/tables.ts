/** Each answer as the table that stands beside its chart: the columns and lines of its file. Pure. */
import type { definitionsAndHealth, funnel, measures } from "./actions.ts";
import type { Cell } from "./csv.ts";
import type { casesBehind } from "./listing.ts";
import { outcomes, type Share } from "./rules.ts";

type Found<T extends (...given: never[]) => unknown> = Awaited<ReturnType<T>>;
/** Under 30 a share is an empty cell. */
const rate = (share: Share): Cell => share.rate;
const part = (share: Share, name: "low" | "high"): Cell =>
  share.rate === null ? null : share[name];

export const measuresColumns = [
  ...["way", "n", ...outcomes.map((name) => name.replace("-", "_"))],
  ...["success", "success_low", "success_high", "first_try", "within_24h", "within_7d"],
  ...["median_seconds", "p90_seconds", "mean_seconds", "active_median_seconds"],
  ...["wait_median_seconds", "abandon", "takeover", "off"],
];

export const measuresLines = ({ rows }: Found<typeof measures>): Cell[][] =>
  rows.map((row) => [
    ...[row.way, row.n, ...outcomes.map((name) => row.outcomes[name] ?? null)],
    ...[rate(row.success), part(row.success, "low"), part(row.success, "high")],
    ...[rate(row.firstTry), rate(row.within24h), rate(row.within7d)],
    ...[row.medianSeconds, row.p90Seconds, row.meanSeconds, row.activeMedianSeconds],
    ...[row.waitMedianSeconds, rate(row.abandon), rate(row.takeover), row.off],
  ]);

export const funnelColumns = [
  ...["journey", "step", "n", "share", "drop", "drop_rate", "top_reason"],
  ...["previous_n", "previous_drop"],
];

export const funnelLines = ({ journeys }: Found<typeof funnel>): Cell[][] =>
  journeys.flatMap(({ id, steps }) =>
    steps.map(({ step, n, share, drop, dropRate, topReason, previous }) => [
      ...[id, step, n, rate(share), drop, rate(dropRate), topReason?.id ?? null],
      ...[previous?.n ?? null, previous?.drop ?? null],
    ]),
  );

export const casesColumns = [
  ...["reference", "day", "situation", "risk", "locale", "way", "with_people", "outcome"],
  ...["starts", "seconds", "wait_seconds", "disputed"],
];

export const casesLines = ({ rows }: Found<typeof casesBehind>): Cell[][] =>
  rows.map((row) => [
    ...[row.reference, row.day, row.situation, row.risk, row.locale, row.way, row.withPeople],
    ...[row.outcome, row.starts, row.seconds, row.waitSeconds, row.disputed],
  ]);

export const definitionsColumns = [
  ...["id", "name_en", "name_zh", "formula_en", "formula_zh", "version", "owner", "page"],
  ...["checked_at", "differences"],
];

export const definitionsLines = ({ definitions }: Found<typeof definitionsAndHealth>): Cell[][] =>
  definitions.map((each) => [
    ...[each.id, each.name.en, each.name.zh, each.formula.en, each.formula.zh, each.version],
    ...[each.owner, each.page, each.checkedAt, each.differences],
  ]);
