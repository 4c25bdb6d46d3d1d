/**
 * Attacks, the desk's clock, and who could get back in without their phone. All with the filter of every page of
 * insights; their periods end today, and they are counted when they are asked for. With `format=csv` one table of
 * the page as a file, the first unless `table` names another.
 */
import { type Static, Type } from "typebox";
import { route } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { readAbuse } from "./abuse-reading.ts";
import { abuseTables, shareTables, type Table, teamTables } from "./abuse-tables.ts";
import { ATTACK_DEFINITIONS } from "./bursts.ts";
import { csvAnswer } from "./csv.ts";
import { filterSchema, periodIn } from "./filter.ts";
import { tierOf } from "./head.ts";
import { daysIn, type Filter, filterOf, type Period, shownPeriod } from "./periods.ts";
import { readShare } from "./share-counting.ts";
import { readTeam } from "./team-reading.ts";

/** Of the clock and the share: the views of 0036. */
const FIRST_DEFINITIONS = 1;
const desk = {
  ...{ method: "GET" as const, who: ["agent"] as const },
  ...{ roles: ["supervisor", "analyst", "admin"] as const, answerType: "text/csv" },
  problems: [
    ...["bad-date", "period-half", "period-and-days", "period-backwards", "period-too-long"],
    "period-not-begun",
  ],
};

type Tables<T> = Record<string, (page: T) => Table>;
const queryOf = <T>(tables: Tables<T>) =>
  Type.Object({
    ...filterSchema,
    table: Type.Optional(Type.Union(Object.keys(tables).map((name) => Type.Literal(name)))),
  });
type Query = Static<ReturnType<typeof queryOf>>;

/** The page as JSON, or one of its tables as a file. */
async function answered<T extends object>(
  world: World,
  { name, definitions }: { name: string; definitions: number },
  tables: Tables<T>,
  query: Query,
  read: (period: Period, filter: Filter) => Promise<T>,
) {
  const period = periodIn(world, query, 0);
  // What is told here is of no way: a claim carries a sign whichever way it took.
  const filter = filterOf({ ...query, way: undefined });
  const page = await read(period, filter);
  const [first = ""] = Object.keys(tables);
  const table = tables[query.table ?? first];
  if (query.format === "csv" && table) {
    const { columns, rows } = table(page);
    return csvAnswer(`${name}-${query.table ?? first}`, columns, rows);
  }
  return {
    ...{ period: shownPeriod(period), filter, tier: tierOf(world), definitions },
    // Counted now, from the rows themselves.
    ...{ freshAt: world.now().toISOString(), stale: false },
    ...page,
  };
}
const askedOf = ({ from, to, zone }: Period, filter: Filter) => ({ from, to, zone, ...filter });

export const abuseRoutes = [
  route({
    ...desk,
    path: "/v1/insights/abuse",
    summary: "Attempts to get in by kind and day, what was stopped, and where most came from",
    query: queryOf(abuseTables),
    does: (world, { query }) =>
      answered(
        world,
        { name: "abuse", definitions: ATTACK_DEFINITIONS },
        abuseTables,
        query,
        (period, filter) => readAbuse(world, askedOf(period, filter)),
      ),
  }),
  route({
    ...desk,
    path: "/v1/insights/team",
    summary: "Promises kept, whose turn it was, the backlog, and what the next days may bring",
    query: queryOf(teamTables),
    does: (world, { actor, query }) =>
      answered(
        world,
        { name: "team", definitions: FIRST_DEFINITIONS },
        teamTables,
        query,
        (period, filter) => readTeam(world, askedOf(period, filter), daysIn(period), actor.id),
      ),
  }),
  route({
    ...desk,
    path: "/v1/insights/share",
    summary: "Accounts that could be got back without the phone, what the others lack, day by day",
    query: queryOf(shareTables),
    does: (world, { query }) =>
      answered(
        world,
        { name: "share", definitions: FIRST_DEFINITIONS },
        shareTables,
        query,
        (period) => readShare(world, period),
      ),
  }),
];
