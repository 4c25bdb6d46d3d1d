import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { situations } from "../policies/index.ts";
import { fields } from "../staff/index.ts";
import * as desk from "./desk.ts";
import {
  demandOpen,
  look,
  readQuestions,
  revealOf,
  show,
  showIfOpen,
  takeAndLook,
} from "./looking.ts";
import { close } from "./not-me.ts";
import { openForCaller } from "./opening.ts";
import { preview } from "./preview.ts";
import { askQuestions } from "./questions.ts";
import { listCases, type View, views } from "./queue.ts";
import { firstOutcomes, NOTE_MAX, revealReasons, STORY_MAX, secondOutcomes } from "./rules.ts";
import { approve, decide } from "./verdicts.ts";
import { watchDesk } from "./watch.ts";
import { checkAnswers } from "./words.ts";

export const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
export const params = Type.Object({ caseId: Type.String({ maxLength: 40 }) });
const word = Type.String({ minLength: 1, maxLength: 40 });
export const note = Type.String({ minLength: 1, maxLength: NOTE_MAX });
export const agent = (actor: unknown) => actor as desk.Agent;
/** An analyst reads figures and an admin keeps the house: neither sees a case. */
export const atDesk = { who: ["agent"] as const, roles: ["agent", "supervisor"] };
const bars = ["no-case", "not-you", "lease-lost", "case-ended", "second-person"];

/** What an agent does with a case opens its file; it is shown as it then stands. */
export async function deed(
  world: World,
  actor: unknown,
  { caseId }: { caseId: string },
  work: (by: desk.Agent, caseId: string) => Promise<unknown>,
) {
  const by = agent(actor);
  await demandOpen(world, by, caseId);
  await work(by, caseId);
  return show(world, by, caseId);
}

export const deskRoutes = [
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases",
    summary: "Cases of a view, theft first and then due first",
    query: Type.Object({
      view: Type.Optional(oneOf(views)),
      q: Type.Optional(Type.String({ maxLength: 60 })),
    }),
    does: (world, { actor, query }) =>
      listCases(world, agent(actor), (query.view ?? "team") as View, query.q),
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/desk/events",
    summary: "Hints that a case has changed, by server-sent events; fetch again what is shown",
    streams: true,
    problems: ["too-many"],
    does: (world, { actor }) => answer({ body: null, stream: watchDesk(world, agent(actor)) }),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/next",
    summary: "Take the most urgent case that I may decide on; 204 when there is none",
    problems: ["second-person"],
    does: async (world, { actor }) =>
      (await takeAndLook(world, agent(actor))) ?? answer({ body: null, status: 204 }),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases",
    summary: "Open a case for a caller; whoever opens it never decides on it",
    body: Type.Object({
      identifier: Type.String({ minLength: 1, maxLength: 320 }),
      situation: oneOf(situations),
      locale: oneOf(["en", "zh"]),
      story: Type.String({ minLength: 1, maxLength: STORY_MAX }),
    }),
    status: 201,
    problems: ["bad-identifier"],
    does: (world, { actor, body }) => openForCaller(world, agent(actor), body),
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId",
    summary: "A case; every look is written down",
    params,
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params }) => look(world, agent(actor), params.caseId),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/lease",
    summary: "Take it or hold it on",
    params,
    problems: [...bars, "cannot-now"],
    does: (world, { actor, params }) =>
      deed(world, actor, params, (by, caseId) => desk.keepLease(world, by, caseId)),
  }),
  route({
    ...atDesk,
    method: "DELETE",
    path: "/v1/cases/:caseId/lease",
    summary: "Give it back",
    params,
    problems: ["no-case"],
    does: async (world, { actor, params }) => {
      await desk.giveBack(world, agent(actor), params.caseId);
      return showIfOpen(world, agent(actor), params.caseId);
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/snooze",
    summary: "Wait: for the claimant our clock stands still, for a bank it runs on",
    params,
    body: Type.Object({
      until: Type.String({ maxLength: 40 }),
      why: oneOf(["claimant", "bank"]),
    }),
    problems: [...bars, "bad-until", "cannot-now"],
    does: (world, { actor, params, body }) =>
      deed(world, actor, params, (by, caseId) => desk.snooze(world, by, caseId, body)),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/notes",
    summary: "A note, never shown to the claimant; kept whoever holds the case",
    params,
    body: Type.Object({ text: note }),
    status: 201,
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params, body }) =>
      deed(world, actor, params, (by, caseId) => desk.addNote(world, by, caseId, body.text)),
  }),
  route({
    ...atDesk,
    method: "PUT",
    path: "/v1/cases/:caseId/checklist/:itemId",
    summary: "Answer a line of the checklist; each who decides answers for themselves",
    params: Type.Object({ caseId: word, itemId: word }),
    body: Type.Object({ answer: oneOf(checkAnswers), note: Type.Optional(note) }),
    problems: bars,
    does: (world, { actor, params: { itemId: item, ...params }, body }) =>
      deed(world, actor, params, (by, caseId) => desk.check(world, by, caseId, { item, ...body })),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/questions",
    summary: "Ask about the account's own payments, among others that were never made",
    params,
    problems: [...bars, "no-records"],
    does: async (world, { actor, params }) => {
      await demandOpen(world, agent(actor), params.caseId);
      await askQuestions(world, agent(actor), params.caseId);
      return readQuestions(world, agent(actor), params.caseId);
    },
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId/questions",
    summary: "How the questions were answered; never what is right",
    params,
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params }) => readQuestions(world, agent(actor), params.caseId),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/reveal",
    summary: "See a hidden field for a minute; counted, and written down in both chains",
    params,
    body: Type.Object({ field: oneOf(fields), reason: oneOf(revealReasons) }),
    problems: [...bars, "not-drawn"],
    does: (world, { actor, params, body }) => revealOf(world, agent(actor), params.caseId, body),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/preview",
    summary: "What a verdict would do, and what the claimant would read",
    params,
    body: Type.Object({ outcome: oneOf(firstOutcomes), reason: word }),
    problems: [...bars, "bad-reason"],
    does: (world, { actor, params, body }) => preview(world, agent(actor), params.caseId, body),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/decision",
    summary: "The first verdict, on the evidence that was seen; alone it decides nothing",
    params,
    body: Type.Object({
      outcome: oneOf(firstOutcomes),
      reason: word,
      note: Type.Optional(note),
      evidenceVersion: Type.Integer({ minimum: 1 }),
    }),
    problems: [
      ...[...bars, "cannot-now", "stale-evidence", "checklist-open"],
      ...["proofs-missing", "no-claimant", "bad-reason"],
    ],
    does: (world, { actor, params, body }) =>
      deed(world, actor, params, (by, caseId) => decide(world, by, caseId, body)),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/approval",
    summary: "The second verdict, of the person whom the system drew",
    params,
    body: Type.Object({
      outcome: oneOf(secondOutcomes),
      reason: word,
      note: Type.Optional(note),
      evidenceVersion: Type.Integer({ minimum: 1 }),
    }),
    problems: [
      ...[...bars, "not-drawn", "stale-evidence", "checklist-open"],
      ...["proofs-missing", "no-claimant", "bad-reason"],
    ],
    does: (world, { actor, params, body }) =>
      deed(world, actor, params, (by, caseId) => approve(world, by, caseId, body)),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/transfer",
    summary: "Give it to another team",
    params,
    body: Type.Object({ team: word }),
    problems: [...bars, "cannot-now"],
    does: (world, { actor, params, body }) =>
      deed(world, actor, params, (by, caseId) => desk.transfer(world, by, caseId, body.team)),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/closing",
    summary: "Close a case that “this wasn't me” opened; where there is a claim, two people decide",
    params,
    problems: [...bars, "cannot-now"],
    does: (world, { actor, params }) =>
      deed(world, actor, params, (by, caseId) => close(world, by, caseId)),
  }),
];
