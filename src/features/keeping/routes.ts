import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Actor } from "../../core/world.ts";
import { legalHoldsOf, placeLegalHold } from "./legal-holds.ts";
import { retentionReport } from "./retention.ts";

type Agent = Extract<Actor, { kind: "agent" }>;
const params = Type.Object({ accountId: Type.String({ minLength: 1, maxLength: 64 }) });

export const routes = [
  route({
    method: "POST",
    path: "/v1/desk/accounts/:accountId/legal-holds",
    who: ["agent"],
    roles: ["supervisor"],
    summary:
      "Keep everything of this account, whatever a clock or an erasure says; to end it takes two",
    params,
    body: Type.Object({ reference: Type.String({ minLength: 1, maxLength: 200 }) }),
    status: 201,
    problems: ["no-account", "held-already"],
    does: (world, { actor, params, body }) =>
      placeLegalHold(world, actor as Agent, params.accountId, body.reference),
  }),
  route({
    method: "GET",
    path: "/v1/desk/accounts/:accountId/legal-holds",
    who: ["agent"],
    roles: ["supervisor", "admin"],
    summary: "The legal holds of an account, those that ended too",
    params,
    does: async (world, { params }) => ({
      legalHolds: await legalHoldsOf(world, params.accountId),
    }),
  }),
  route({
    method: "GET",
    path: "/v1/desk/retention",
    who: ["agent"],
    roles: ["supervisor", "admin"],
    summary: "What is kept for how long, what goes next and when; changed as a part of the policy",
    does: async (world) => ({ retention: await retentionReport(world) }),
  }),
];
