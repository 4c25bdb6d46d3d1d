/**
 * What the system's own recoveries came to, for everybody:
 *
 *     { days, from, to,                                // cases that began then; the last had 7 days to end
 *       tier: "production" | "demo",                   // never mixed with a simulation or a trial
 *       rows: [{ way, name: { en, zh }, n,
 *                outcomes: { completed, ... },         // sums to n; {} under 30 cases
 *                success: { rate, low, high } | null,  // Wilson, 95 %; null under 30 cases
 *                medianSeconds, p90Seconds,            // from the first start to an account that can be used
 *                activeMedianSeconds }],               // the same less the wait that the policy demands
 *       article: [{ way, rate, seconds, note: { en, zh } }] }
 *
 * The desk asks with a filter, and reads the same with the first try, 24 hours, 7 days, disputes, and who was let in
 * wrongly; each answer begins with `{ period, filter, tier, definitions, freshAt, stale }`.
 */
import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import * as actions from "./actions.ts";
import { csvAnswer } from "./csv.ts";
import { type Asked, filterSchema, periodIn } from "./filter.ts";
import { journeyIds, stepIds } from "./funnel.ts";
import { casesBehind, FILE_MAX } from "./listing.ts";
import { metricNames } from "./listing-store.ts";
import { overview, overviewColumns, overviewLines } from "./overview.ts";
import { outcomes } from "./rules.ts";
import * as tables from "./tables.ts";

/** Few periods for everybody, so that nobody can have many looked at. */
const fewPeriods = Type.Object({ days: Type.Optional(Type.String({ pattern: "^(7|30|90)$" })) });
const oneOf = (names: readonly string[]) =>
  Type.Optional(Type.Union(names.map((name) => Type.Literal(name))));
const filtered = Type.Object({ ...filterSchema });

const desk = {
  ...{ method: "GET" as const, who: ["agent"] as const },
  ...{ roles: ["supervisor", "analyst", "admin"] as const, answerType: "text/csv" },
  problems: [
    ...["bad-date", "period-half", "period-and-days", "period-backwards", "period-too-long"],
    "period-not-begun",
  ],
};
const isFile = (query: { format?: string | undefined }) => query.format === "csv";

export const routes = [
  route({
    method: "GET",
    path: "/v1/insights/methods",
    who: ["anyone"],
    summary: "Measured success and time by way, with the number of cases and its interval",
    query: fewPeriods,
    does: async (world, { query }) =>
      answer({
        body: await actions.methodsTable(world, Number(query.days ?? 30)),
        headers: { "cache-control": `public, max-age=${actions.KEPT_SECONDS}` },
      }),
  }),
  route({
    ...desk,
    path: "/v1/insights/overview",
    summary: "Six figures of a period, each with its number, its interval and its line day by day",
    query: filtered,
    does: async (world, { query }) => {
      const found = await overview(world, periodIn(world, query as Asked), query as Asked);
      return isFile(query) ? csvAnswer("overview", overviewColumns, overviewLines(found)) : found;
    },
  }),
  route({
    ...desk,
    path: "/v1/insights/measures",
    summary: "By way: outcomes, success, times, disputes; and who was wrongly let in",
    query: filtered,
    does: async (world, { query }) => {
      const found = await actions.measures(world, periodIn(world, query as Asked), query as Asked);
      return isFile(query)
        ? csvAnswer("methods", tables.measuresColumns, tables.measuresLines(found))
        : found;
    },
  }),
  route({
    ...desk,
    path: "/v1/insights/funnel",
    summary: "How far attempts came, step by step, and what ended those that came no further",
    query: Type.Object({ ...filterSchema, compare: oneOf(["previous"]) }),
    does: async (world, { query }) => {
      const period = periodIn(world, query as Asked);
      const isCompared = query.compare !== undefined;
      const found = await actions.funnel(world, period, query as Asked, isCompared);
      return isFile(query)
        ? csvAnswer("funnel", tables.funnelColumns, tables.funnelLines(found))
        : found;
    },
  }),
  route({
    ...desk,
    path: "/v1/insights/cases",
    summary: "The cases behind a number, without saying whose they are; the newest first",
    query: Type.Object({
      ...filterSchema,
      ...{ metric: oneOf(metricNames), outcome: oneOf(outcomes), journey: oneOf(journeyIds) },
      ...{ step: oneOf(stepIds), after: Type.Optional(Type.String({ maxLength: 100 })) },
      /** 1 to 200. */
      limit: Type.Optional(Type.String({ pattern: "^([1-9]\\d?|1\\d\\d|200)$" })),
    }),
    does: async (world, { query }) => {
      const wanted = isFile(query) ? { ...query, limit: String(FILE_MAX) } : query;
      const period = periodIn(world, query as Asked);
      const found = await casesBehind(world, period, query as Asked, wanted as object);
      return isFile(query)
        ? csvAnswer("cases", tables.casesColumns, tables.casesLines(found))
        : found;
    },
  }),
  route({
    ...desk,
    path: "/v1/insights/definitions",
    summary: "What each figure means, when it was last recounted, and which events fell silent",
    query: Type.Object({ format: filterSchema.format }),
    problems: [],
    does: async (world, { query }) => {
      const found = await actions.definitionsAndHealth(world);
      return isFile(query)
        ? csvAnswer("definitions", tables.definitionsColumns, tables.definitionsLines(found))
        : found;
    },
  }),
];
