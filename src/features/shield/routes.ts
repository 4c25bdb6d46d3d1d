import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Actor } from "../../core/world.ts";
import { checkAgentCode, makeAgentCode } from "./agent-codes.ts";
import { purposes } from "./rules.ts";

type Agent = Extract<Actor, { kind: "agent" }>;

export const routes = [
  route({
    method: "POST",
    path: "/v1/cases/:caseId/agent-code",
    who: ["agent"],
    roles: ["agent", "supervisor"],
    summary:
      "A code to read out to the owner by telephone: for one purpose and a quarter of an hour",
    params: Type.Object({ caseId: Type.String({ maxLength: 40 }) }),
    body: Type.Object({ purpose: Type.Union(purposes.map((one) => Type.Literal(one))) }),
    status: 201,
    secret: true,
    problems: [
      ...["no-case", "not-you", "lease-lost", "not-drawn", "case-ended", "cannot-now"],
      ...["no-account", "too-many"],
    ],
    does: (world, { actor, params, body }) =>
      makeAgentCode(world, actor as Agent, params.caseId, body.purpose),
  }),
  route({
    method: "POST",
    path: "/v1/checks",
    who: ["owner", "anyone"],
    summary: "Is this caller of the desk? Official to the account's signed-in owner only",
    body: Type.Object({ agentCode: Type.String({ minLength: 1, maxLength: 40 }) }),
    problems: ["too-many"],
    does: (world, { actor, body }) => checkAgentCode(world, actor, body.agentCode),
  }),
];
