import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { correct, listCorrections, takeBack } from "./corrections.ts";
import { listLabelled } from "./labelled.ts";
import { decide, listProposals } from "./proposals.ts";

const deed = { who: ["agent"] as const, roles: ["supervisor", "admin"] };
const look = { who: ["agent"] as const, roles: ["supervisor", "admin", "analyst"] };
const topic = Type.String({ pattern: "^[a-z][a-z_]{1,39}$" });
const why = Type.String({ minLength: 3, maxLength: 500 });
const id = Type.String({ minLength: 1, maxLength: 60 });

export const labelRoutes = [
  route({
    method: "GET",
    path: "/v1/topics/posts",
    ...look,
    summary: "The newest posts of a topic, or of `other`, with what gave each its label",
    query: Type.Object({
      topic,
      before: Type.Optional(Type.String({ format: "date-time" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    does: (world, { query }) => listLabelled(world, query),
  }),
  route({
    method: "GET",
    path: "/v1/topics/corrections",
    ...look,
    summary: "What people said that posts are about, the newest first",
    does: (world) => listCorrections(world),
  }),
  route({
    method: "POST",
    path: "/v1/topics/corrections",
    ...deed,
    summary: "Say what a post is about: every post of its story follows, and so do the counts",
    body: Type.Object({
      source: id,
      key: Type.String({ minLength: 1, maxLength: 80 }),
      topic,
      why,
    }),
    status: 201,
    problems: ["no-post"],
    does: (world, { actor, body }) => correct(world, actor, body),
  }),
  route({
    method: "POST",
    path: "/v1/topics/corrections/:correctionId/undo",
    ...deed,
    summary: "Take a correction back: rules and model say again what the story is about",
    params: Type.Object({ correctionId: id }),
    body: Type.Object({ why }),
    problems: ["no-correction"],
    does: (world, { actor, params, body }) => takeBack(world, actor, params.correctionId, body.why),
  }),
  route({
    method: "GET",
    path: "/v1/topics/proposals",
    ...look,
    summary: "Words on the rise that none of the topics holds, week by week",
    does: (world) => listProposals(world),
  }),
  route({
    method: "POST",
    path: "/v1/topics/proposals/:proposalId/decision",
    ...deed,
    summary: "Note a proposal for the list of topics, or put it aside",
    params: Type.Object({ proposalId: id }),
    body: Type.Object({ accept: Type.Boolean(), note: why }),
    problems: ["no-proposal"],
    does: (world, { actor, params, body }) => decide(world, actor, params.proposalId, body),
  }),
];
