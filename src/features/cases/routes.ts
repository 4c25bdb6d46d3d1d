import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { situations } from "../policies/index.ts";
import * as desk from "./desk.ts";
import { openForCaller } from "./opening.ts";
import { preview } from "./preview.ts";
import { NotYou } from "./problems.ts";
import { askQuestions, questionsSeen } from "./questions.ts";
import { listCases, type View, views } from "./queue.ts";
import { firstOutcomes, NOTE_MAX, STORY_MAX, secondOutcomes } from "./rules.ts";
import { listQuestions } from "./store.ts";
import { approve, decide } from "./verdicts.ts";
import { detailView } from "./view.ts";
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
export const bars = ["no-case", "not-you", "lease-lost", "case-ended"];

/** A look is written down first: in the agent's own chain, and in the account's. Throws `not-you`. */
async function look(world: World, by: desk.Agent, caseId: string) {
  await desk.inOwnChain(world, by, "staff.looked", { caseId });
  return desk.onCase(world, caseId, async (world, { held, recovery }) => {
    if ((await desk.barring(world, by, held)) === "own") throw NotYou();
    await desk.seen(world, by, held);
    return { case: await detailView(world, by, { held, recovery }) };
  });
}

/** What an agent has done is shown as the case then stands, without a further look being counted. */
export const after = (world: World, by: desk.Agent, caseId: string) =>
  desk.onCase(world, caseId, async (world, each) => ({ case: await detailView(world, by, each) }));

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
    does: async (world, { actor }) => {
      const id = await desk.takeNext(world, agent(actor));
      return id ? look(world, agent(actor), id) : answer({ body: null, status: 204 });
    },
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
    does: async (world, { actor, body }) => {
      const { id } = await openForCaller(world, agent(actor), body);
      return after(world, agent(actor), id);
    },
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId",
    summary: "A case; every look is written down",
    params,
    problems: ["no-case", "not-you"],
    does: (world, { actor, params }) => look(world, agent(actor), params.caseId),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/lease",
    summary: "Take it or hold it on",
    params,
    problems: [...bars, "cannot-now"],
    does: async (world, { actor, params }) => {
      await desk.keepLease(world, agent(actor), params.caseId);
      return after(world, agent(actor), params.caseId);
    },
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
      return after(world, agent(actor), params.caseId);
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
    does: async (world, { actor, params, body }) => {
      await desk.snooze(world, agent(actor), params.caseId, body);
      return after(world, agent(actor), params.caseId);
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/notes",
    summary: "A note, never shown to the claimant; kept whoever holds the case",
    params,
    body: Type.Object({ text: note }),
    status: 201,
    problems: ["no-case", "not-you"],
    does: async (world, { actor, params, body }) => {
      await desk.addNote(world, agent(actor), params.caseId, body.text);
      return after(world, agent(actor), params.caseId);
    },
  }),
  route({
    ...atDesk,
    method: "PUT",
    path: "/v1/cases/:caseId/checklist/:itemId",
    summary: "Answer a line of the checklist; each who decides answers for themselves",
    params: Type.Object({ caseId: word, itemId: word }),
    body: Type.Object({ answer: oneOf(checkAnswers), note: Type.Optional(note) }),
    problems: bars,
    does: async (world, { actor, params: { caseId, itemId }, body }) => {
      await desk.check(world, agent(actor), caseId, { item: itemId, ...body });
      return after(world, agent(actor), caseId);
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/questions",
    summary: "Ask about the account's own payments, among others that were never made",
    params,
    problems: [...bars, "no-records"],
    does: async (world, { actor, params }) => {
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
    problems: ["no-case", "not-you"],
    does: (world, { actor, params }) => readQuestions(world, agent(actor), params.caseId),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/reveal",
    summary: "See a hidden field for a minute; counted, and written down in both chains",
    params,
    body: Type.Object({ field: oneOf(desk.revealed), reason: note }),
    problems: [...bars, "too-many"],
    does: (world, { actor, params, body }) => desk.reveal(world, agent(actor), params.caseId, body),
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
    does: async (world, { actor, params, body }) => {
      await decide(world, agent(actor), params.caseId, body);
      return after(world, agent(actor), params.caseId);
    },
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
    does: async (world, { actor, params, body }) => {
      await approve(world, agent(actor), params.caseId, body);
      return after(world, agent(actor), params.caseId);
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/transfer",
    summary: "Give it to another team",
    params,
    body: Type.Object({ team: word }),
    problems: [...bars, "cannot-now"],
    does: async (world, { actor, params, body }) => {
      await desk.transfer(world, agent(actor), params.caseId, body.team);
      return after(world, agent(actor), params.caseId);
    },
  }),
];

const readQuestions = (world: World, by: desk.Agent, caseId: string) =>
  desk.onCase(world, caseId, async (world, { held }) => {
    if ((await desk.barring(world, by, held)) === "own") throw NotYou();
    const key = await accountKey(world, held.accountId);
    const rows = await listQuestions(world.db, held.accountId, caseId);
    return { questions: questionsSeen(key, rows) };
  });
