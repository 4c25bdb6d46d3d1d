import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { Agent } from "../cases/index.ts";
import type { Claimant } from "../recovery/index.ts";
import * as chat from "./actions.ts";
import { repliesFor, repliesOf } from "./desk-replies.ts";
import { TEXT_MAX } from "./rules.ts";
import { watchAsClaimant, watchAsDesk } from "./watch.ts";

const id = Type.String({ maxLength: 40 });
const number = Type.Integer({ minimum: 0, maximum: 999_999_999 });
/** In an address a number is text. */
const after = Type.Object({ after: Type.Optional(Type.String({ pattern: "^\\d{1,9}$" })) });
const said = {
  id: Type.String({ pattern: "^[A-Za-z0-9_-]{8,64}$" }),
  text: Type.String({ minLength: 1, maxLength: TEXT_MAX }),
  sure: Type.Optional(Type.Boolean()),
};
const claimant = (actor: unknown) => actor as Claimant;
const agent = (actor: unknown) => actor as Agent;
const from = ({ after }: { after?: string }) => Number(after ?? 0);

const own = {
  who: ["claimant"] as const,
  params: Type.Object({ recoveryId: id }),
};
const atDesk = {
  who: ["agent"] as const,
  roles: ["agent", "supervisor"],
  params: Type.Object({ caseId: id }),
};

export const routes = [
  route({
    ...own,
    method: "GET",
    path: "/v1/recoveries/:recoveryId/case/messages",
    summary: "The chat of my case; `after`: only what came after this number",
    query: after,
    problems: ["no-case", "no-recovery"],
    does: (world, { actor, query }) => chat.readAsClaimant(world, claimant(actor), from(query)),
  }),
  route({
    ...own,
    method: "POST",
    path: "/v1/recoveries/:recoveryId/case/messages",
    summary:
      "Write to customer service; the same `id` again is the same message. `sure`: it is no code, password or card number",
    body: Type.Object(said),
    status: 201,
    problems: [
      ...["looks-secret", "message-id-used", "too-many"],
      ...["no-case", "case-ended", "no-recovery"],
    ],
    does: (world, { actor, body }) => chat.sayAsClaimant(world, claimant(actor), body),
  }),
  route({
    ...own,
    method: "POST",
    path: "/v1/recoveries/:recoveryId/case/messages/seen",
    summary: "Messages up to this number are on my screen: nobody need tell me of them elsewhere",
    body: Type.Object({ seq: number }),
    problems: ["no-case", "no-recovery"],
    does: (world, { actor, body }) => chat.seeAsClaimant(world, claimant(actor), body.seq),
  }),
  route({
    ...own,
    method: "GET",
    path: "/v1/recoveries/:recoveryId/case/messages/events",
    summary:
      "The chat as it goes on, by server-sent events, after `Last-Event-ID` or `after`; a sign of life every 15 s",
    query: after,
    streams: true,
    problems: ["no-case", "no-recovery", "too-many"],
    does: async (world, { actor, query }) =>
      answer({ body: null, stream: await watchAsClaimant(world, claimant(actor), from(query)) }),
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId/messages",
    summary: "The chat of a case; a look at it is written down",
    query: after,
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params, query }) =>
      chat.readAsDesk(world, agent(actor), params.caseId, from(query)),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/messages",
    summary: "Write to the claimant, having seen what colleagues wrote up to `lastSeen`",
    body: Type.Object({ ...said, lastSeen: number }),
    status: 201,
    problems: [
      ...["stale-chat", "asks-secret", "foreign-link", "foreign-contact", "looks-secret"],
      "message-id-used",
      ...["too-many", "no-case", "not-you", "case-ended", "second-person"],
    ],
    does: (world, { actor, params, body }) =>
      chat.sayAsDesk(world, agent(actor), params.caseId, body),
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId/messages/events",
    summary: "The chat of a case as it goes on, and whether the claimant's page is open",
    query: after,
    streams: true,
    problems: ["no-case", "not-you", "second-person", "too-many"],
    does: async (world, { actor, params, query }) =>
      answer({
        body: null,
        stream: await watchAsDesk(world, agent(actor), params.caseId, from(query)),
      }),
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId/replies",
    summary: "Canned replies as they would be said in this case, in both languages",
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params }) => repliesFor(world, agent(actor), params.caseId),
  }),
  route({
    method: "GET",
    path: "/v1/desk/replies",
    who: ["agent"],
    summary: "All canned replies, with who keeps them and when they were last read through",
    does: (world) => ({ replies: repliesOf(world) }),
  }),
];
