/** What protects an account, what is asked of two people, and who decides faster than anybody reads. */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { askOfHold, endSessionsOf, holdCase } from "./protection.ts";
import { after, agent, atDesk, note, oneOf, params } from "./routes.ts";
import { quickApprovals } from "./rubber-stamps.ts";

const aboutHold = Type.Object({
  caseId: Type.String({ maxLength: 40 }),
  holdId: Type.String({ maxLength: 64 }),
});
const reason = Type.String({ minLength: 1, maxLength: 500 });
const asked = [
  "no-case",
  "not-you",
  "no-hold",
  "not-yours-to-release",
  "no-second",
  "change-underway",
];

export const protectionRoutes = [
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/holds",
    summary: "Freeze the account; one person is enough to protect",
    params,
    body: Type.Object({
      reason: oneOf(["suspected-takeover", "police-request"]),
      scope: Type.Optional(oneOf(["outgoing", "sign-in", "everything"])),
      note,
    }),
    status: 201,
    problems: ["no-case", "not-you", "bad-hold", "no-account"],
    does: async (world, { actor, params, body }) => ({
      hold: await holdCase(world, agent(actor), params.caseId, body),
      ...(await after(world, agent(actor), params.caseId)),
    }),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/sessions/end",
    summary: "End every session of the account; the owner is told",
    params,
    body: Type.Object({ reason }),
    problems: ["no-case"],
    does: async (world, { actor, params, body }) => ({
      ...(await endSessionsOf(world, agent(actor), params.caseId, body.reason)),
      ...(await after(world, agent(actor), params.caseId)),
    }),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/holds/:holdId/release",
    summary: "Ask a second person to end a freeze; nothing is ended by it",
    params: aboutHold,
    body: Type.Object({ reason }),
    problems: asked,
    does: async (world, { actor, params: { caseId, holdId }, body }) => {
      await askOfHold(world, agent(actor), caseId, { holdId, kind: "hold-release", ...body });
      return after(world, agent(actor), caseId);
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/holds/:holdId/renewal",
    summary:
      "Let a freeze stand for another of its terms; where the policy says two, a second is asked",
    params: aboutHold,
    body: Type.Object({ reason }),
    problems: [...asked, "no-renewal"],
    does: async (world, { actor, params: { caseId, holdId }, body }) => {
      await askOfHold(world, agent(actor), caseId, { holdId, kind: "hold-renewal", ...body });
      return after(world, agent(actor), caseId);
    },
  }),
  route({
    method: "GET",
    path: "/v1/desk/quick-approvals",
    who: ["agent"],
    roles: ["supervisor"],
    summary: "Who has given their last twenty second verdicts faster than anybody reads",
    does: (world) => quickApprovals(world),
  }),
];
