/** What protects an account, what is asked of two people, and who decides faster than anybody reads. */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { showIfOpen } from "./looking.ts";
import { askOfHold, endSessionsOf, holdCase } from "./protection.ts";
import { agent, atDesk, deed, note, oneOf, params } from "./routes.ts";
import { quickApprovals } from "./rubber-stamps.ts";

const aboutHold = Type.Object({
  caseId: Type.String({ maxLength: 40 }),
  holdId: Type.String({ maxLength: 64 }),
});
const reason = Type.String({ minLength: 1, maxLength: 500 });
const asked = [
  "no-case",
  "second-person",
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
      ...(await showIfOpen(world, agent(actor), params.caseId)),
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
      ...(await showIfOpen(world, agent(actor), params.caseId)),
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
    does: (world, { actor, params, body: { reason } }) =>
      deed(world, actor, params, (by, caseId) =>
        askOfHold(world, by, caseId, { holdId: params.holdId, kind: "hold-release", reason }),
      ),
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
    does: (world, { actor, params, body: { reason } }) =>
      deed(world, actor, params, (by, caseId) =>
        askOfHold(world, by, caseId, { holdId: params.holdId, kind: "hold-renewal", reason }),
      ),
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
