import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Actor } from "../../core/world.ts";
import { checkAgentCode, makeAgentCode } from "./agent-codes.ts";
import { LONGEST_ASKED } from "./answers.ts";
import { check, checkAll } from "./checks.ts";
import { purposes } from "./rules.ts";

type Agent = Extract<Actor, { kind: "agent" }>;

const piece = (of: keyof typeof LONGEST_ASKED) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: LONGEST_ASKED[of] }));
const asked = {
  ...{ url: piece("url"), text: piece("text"), phone: piece("phone"), email: piece("email") },
  sender: piece("sender"),
};

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
    who: ["owner", "client", "anyone"],
    summary:
      "Is this really us? A link, a message, a number, an address, or the code of somebody who calls; nothing is opened or kept",
    body: Type.Object({
      ...asked,
      agentCode: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    }),
    repeatable: true,
    problems: ["too-many", "bad-input"],
    does: (world, { actor, body: { agentCode, ...asked } }) =>
      agentCode !== undefined && Object.keys(asked).length === 0
        ? checkAgentCode(world, actor, agentCode)
        : check(world, actor, agentCode === undefined ? asked : {}),
  }),
  route({
    method: "POST",
    path: "/v1/checks/batch",
    who: ["client"],
    summary: "Many at once, in the same order: for every message that a wallet shows",
    body: Type.Object({ checks: Type.Array(Type.Object(asked), { minItems: 1, maxItems: 500 }) }),
    repeatable: true,
    problems: ["bad-input"],
    does: async (world, { body }) => ({ checks: await checkAll(world, body.checks) }),
  }),
];
