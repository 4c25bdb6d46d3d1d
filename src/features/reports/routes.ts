/**
 * Reports in JSON, the answer of every route of an owner here:
 *
 *     { reports: [{ id, place: "police-station"|"110"|"96110"|"bank"|"wallet", station, reference, note,
 *                   reportedOn: "2026-11-29", workingDays: 3 | null, dueOn: "2026-12-02" | null, isLate,
 *                   remind, reminders: [{ mark: "due"|"late", at }],     // those still to come
 *                   state: "waiting"|"accepted"|"closed",
 *                   outcome: "refused"|"closed"|"money-back-part"|"money-back-full" | null, closedAt }],
 *       today: "2026-11-29",                       // there, where working days are counted
 *       stop: { hours: 48, renewals: 1, standing: null | { id, scope, since, until, renewed, untilRenewed } } }
 *
 * A promise is `workingDays`, counted from the day after the report, or `dueOn`, the day that was named.
 */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Agent } from "../cases/index.ts";
import type { Owner } from "../ways/index.ts";
import { changeReport, closeReport, fileReport, listReports } from "./actions.ts";
import { reportsOfCase } from "./desk.ts";
import { outcomes, places, promises } from "./rules.ts";

const owner = (actor: unknown) => actor as Owner;
const oneOf = <T extends string | number>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const day = Type.String({ minLength: 10, maxLength: 10 });
const ofReport = Type.Object({ reportId: Type.String({ maxLength: 40 }) });
const words = {
  station: Type.Optional(Type.String({ maxLength: 80 })),
  reference: Type.Optional(Type.String({ maxLength: 60 })),
  note: Type.Optional(Type.String({ maxLength: 500 })),
  workingDays: Type.Optional(oneOf(promises)),
  remind: Type.Optional(Type.Boolean()),
};

export const routes = [
  route({
    method: "GET",
    path: "/v1/me/reports",
    who: ["owner"],
    summary: "My reports to the police, a bank or the wallet, and what a stop by the police means",
    does: (world, { actor }) => listReports(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/reports",
    who: ["owner"],
    summary: "Note a report that I made, to be reminded of its answer",
    body: Type.Object({
      ...words,
      place: oneOf(places),
      reportedOn: day,
      dueOn: Type.Optional(day),
    }),
    status: 201,
    problems: ["bad-report", "unknown-year", "too-many-reports"],
    does: (world, { actor, body }) => fileReport(world, owner(actor), body),
  }),
  route({
    method: "PUT",
    path: "/v1/me/reports/:reportId",
    who: ["owner"],
    summary:
      "Change a report: its number, the day that was promised, reminders, that it was accepted",
    params: ofReport,
    body: Type.Object({
      ...words,
      dueOn: Type.Optional(Type.Union([day, Type.Null()])),
      accepted: Type.Optional(Type.Literal(true)),
    }),
    problems: ["no-report", "report-closed", "bad-report", "unknown-year"],
    does: (world, { actor, params, body }) =>
      changeReport(world, owner(actor), params.reportId, body),
  }),
  route({
    method: "POST",
    path: "/v1/me/reports/:reportId/close",
    who: ["owner"],
    summary: "A report has ended, and how",
    params: ofReport,
    body: Type.Object({ outcome: oneOf(outcomes) }),
    problems: ["no-report", "report-closed"],
    does: (world, { actor, params, body }) =>
      closeReport(world, owner(actor), params.reportId, body.outcome),
  }),
  route({
    method: "GET",
    path: "/v1/cases/:caseId/reports",
    who: ["agent"],
    roles: ["agent", "supervisor"],
    summary:
      "Where the owner reported the theft, with numbers and days, and nothing of their notes",
    params: Type.Object({ caseId: Type.String({ maxLength: 40 }) }),
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params }) => reportsOfCase(world, actor as Agent, params.caseId),
  }),
];
