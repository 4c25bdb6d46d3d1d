/** The cases behind a number: what can be told of each without saying whose it is. */
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { where } from "./figures-store.ts";
import type { Filter } from "./periods.ts";
import type { Span } from "./rules.ts";

const metrics: Readonly<Record<string, RawBuilder<unknown>>> = {
  cases: sql`has_account`,
  recovered: sql`has_account and outcome = 'recovered'`,
  "not-recovered": sql`has_account and outcome <> 'recovered'`,
  "net-success": sql`has_account and outcome = 'recovered' and not stopped and not disputed`,
  "self-service": sql`has_account and outcome = 'recovered' and not by_people`,
  "with-people": sql`has_account and people_asked`,
  reversed: sql`has_account and disputed`,
  stopped: sql`has_account and stopped`,
  "first-try": sql`has_account and first_try`,
  open: sql`has_account and outcome = 'open'`,
  abandoned: sql`has_account and outcome = 'abandoned'`,
};
export const metricNames = Object.keys(metrics);

export type Which =
  | { by: "metric"; metric: string }
  | { by: "outcome"; way: string; outcome: string }
  | { by: "step"; journey: string; step: number };

function which(asked: Which): RawBuilder<unknown> {
  if (asked.by === "metric") return metrics[asked.metric] ?? sql`has_account`;
  if (asked.by === "step")
    return asked.journey === "self-service"
      ? sql`way_first <> 'agent-review' and self_step = ${asked.step}`
      : sql`people_step = ${asked.step}`;
  return sql`way = ${asked.way} and way_outcome = ${asked.outcome}`;
}

const from = (asked: Which) =>
  asked.by === "outcome" ? sql`insight_ways_v2` : sql`insight_attempts_v2`;

/** `way` narrows by itself where an outcome of a way is asked for. */
const restOf = (asked: Which, filter: Filter): Filter =>
  asked.by === "outcome" ? { ...filter, way: undefined } : filter;

export type Listed = {
  id: string;
  startedAt: Date;
  situation: string;
  riskLevel: string;
  locale: string;
  wayFirst: string;
  peopleAsked: boolean;
  outcome: string;
  starts: number;
  seconds: number | null;
  waitSeconds: number | null;
  disputed: boolean;
};
export type Place = { at: Date; id: string };

/** The newest first, from after this place on. */
export async function listCases(
  db: Db,
  span: Span,
  filter: Filter,
  asked: Which,
  { after, limit }: { after: Place | null; limit: number },
): Promise<Listed[]> {
  const beyond = after ? sql` and (started_at, id) < (${after.at}, ${after.id})` : sql``;
  const { rows } =
    await sql<Listed>`select id, started_at, situation, risk_level, locale, way_first,
      people_asked, outcome, starts, seconds, wait_seconds, disputed
    from ${from(asked)}
    where ${where(span, restOf(asked, filter))} and ${which(asked)}${beyond}
    order by started_at desc, id desc limit ${limit}`.execute(db);
  return rows;
}

export async function countCases(
  db: Db,
  span: Span,
  filter: Filter,
  asked: Which,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${from(asked)}
    where ${where(span, restOf(asked, filter))} and ${which(asked)}`.execute(db);
  return rows[0]?.n ?? 0;
}
