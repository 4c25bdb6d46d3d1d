/**
 * What the system's own recoveries came to:
 *
 *     { days, from, to,                                // cases that began then; the last had 7 days to end
 *       tier: "production",                            // never mixed with a simulation or a trial
 *       rows: [{ way, name: { en, zh }, n,
 *                outcomes: { completed, ... },         // sums to n; {} under 30 cases
 *                success: { rate, low, high } | null,  // Wilson, 95 %; null under 30 cases
 *                medianSeconds, p90Seconds,            // from the first start to an account that can be used
 *                activeMedianSeconds }],               // the same less the wait that the policy demands
 *       article: [{ way, rate, seconds, note: { en, zh } }] }
 *
 * The desk reads the same with the first try, 24 hours, 7 days, disputes, and who was let in wrongly.
 */
import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { KEPT_SECONDS, measures, methodsTable } from "./actions.ts";

/** Few periods for everybody, so that nobody can have many looked at; any for the desk. */
const fewPeriods = Type.Object({ days: Type.Optional(Type.String({ pattern: "^(7|30|90)$" })) });
const anyPeriod = Type.Object({
  /** 1 to 365. */
  days: Type.Optional(Type.String({ pattern: "^([1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-5])$" })),
});
const daysOf = ({ days = "30" }: { days?: string | undefined }) => Number(days);

export const routes = [
  route({
    method: "GET",
    path: "/v1/insights/methods",
    who: ["anyone"],
    summary: "Measured success and time by way, with the number of cases and its interval",
    query: fewPeriods,
    does: async (world, { query }) =>
      answer({
        body: await methodsTable(world, daysOf(query)),
        headers: { "cache-control": `public, max-age=${KEPT_SECONDS}` },
      }),
  }),
  route({
    method: "GET",
    path: "/v1/insights/measures",
    who: ["agent"],
    roles: ["supervisor", "analyst", "admin"],
    summary: "The same with first try, a day, seven days, disputes and wrongly accepted claims",
    query: anyPeriod,
    does: (world, { query }) => measures(world, daysOf(query)),
  }),
];
