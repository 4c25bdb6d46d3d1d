/**
 * A draft is text, as a policy's file is. `GET /v1/policies` says what is in force and what waits; a trial is asked
 * for and looked at until it is done; a proposal names a trial. All figures of a trial are simulated.
 */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Agent } from "../staff/index.ts";
import { decideProposal, listPolicies, propose, readProposal, readVersion } from "./actions.ts";
import { checkDraft } from "./drafts.ts";
import { CASES_MOST } from "./rules.ts";
import { readTrial, stopTrial, tryDraft } from "./trials.ts";

const agent = (actor: unknown) => actor as Agent;
const id = Type.String({ minLength: 1, maxLength: 64 });
const text = Type.String({ minLength: 2, maxLength: 100_000 });
const why = Type.String({ minLength: 1, maxLength: 500, pattern: "\\S" });
const reads: ["supervisor", "analyst", "admin"] = ["supervisor", "analyst", "admin"];
const changes: ["supervisor", "admin"] = ["supervisor", "admin"];

export const routes = [
  route({
    method: "GET",
    path: "/v1/policies",
    who: ["agent"],
    roles: reads,
    summary: "The policy in force, every version that ever was, proposals and trials",
    does: (world, { actor }) => listPolicies(world, agent(actor)),
  }),
  route({
    method: "GET",
    path: "/v1/policies/versions/:version",
    who: ["agent"],
    roles: reads,
    summary: "The text of a version that was in force",
    params: Type.Object({ version: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) }),
    problems: ["no-version"],
    does: (world, { params }) => readVersion(world, Number(params.version)),
  }),
  route({
    method: "POST",
    path: "/v1/policies/drafts",
    who: ["agent"],
    roles: reads,
    summary: "Whether a draft is sound, and what it would change",
    body: Type.Object({ text }),
    repeatable: true,
    problems: ["unsound-policy"],
    does: (world, { body }) => checkDraft(world, body.text),
  }),
  route({
    method: "POST",
    path: "/v1/policies/trials",
    who: ["agent"],
    roles: reads,
    summary: "Try a draft beside the policy in force on simulated people, in the background",
    body: Type.Object({
      text,
      cases: Type.Optional(Type.Integer({ minimum: 100, maximum: CASES_MOST })),
      seed: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
      sensitive: Type.Optional(Type.Boolean()),
    }),
    status: 201,
    problems: ["unsound-policy", "too-many-trials"],
    does: (world, { actor, body: { text, cases = 10_000, seed = 1, sensitive = true } }) =>
      tryDraft(world, agent(actor), { text, cases, seed, sensitive }),
  }),
  route({
    method: "GET",
    path: "/v1/policies/trials/:trialId",
    who: ["agent"],
    roles: reads,
    summary:
      "How far a trial is, and what it came to, all of it simulated; `count` in a goal's `missedBy` is who was in time, of impostors who got in",
    params: Type.Object({ trialId: id }),
    problems: ["no-trial"],
    does: (world, { params }) => readTrial(world, params.trialId),
  }),
  route({
    method: "POST",
    path: "/v1/policies/trials/:trialId/stop",
    who: ["agent"],
    roles: reads,
    summary: "Stop a trial",
    params: Type.Object({ trialId: id }),
    problems: ["no-trial"],
    does: (world, { params }) => stopTrial(world, params.trialId),
  }),
  route({
    method: "POST",
    path: "/v1/policies/proposals",
    who: ["agent"],
    roles: changes,
    summary: "Propose the draft of a finished trial; a second person decides",
    body: Type.Object({ trialId: id, why, replaces: Type.Optional(id) }),
    status: 201,
    problems: [
      ...["no-trial", "trial-not-done", "trial-too-small", "policy-moved", "policy-unchanged"],
      "no-proposal",
    ],
    does: (world, { actor, body }) => propose(world, agent(actor), body),
  }),
  route({
    method: "GET",
    path: "/v1/policies/proposals/:proposalId",
    who: ["agent"],
    roles: reads,
    summary: "A proposal: what it changes, what its trial came to, who wants it and why",
    params: Type.Object({ proposalId: id }),
    problems: ["no-proposal", "no-trial"],
    does: (world, { actor, params }) => readProposal(world, agent(actor), params.proposalId),
  }),
  route({
    method: "POST",
    path: "/v1/policies/proposals/:proposalId/decision",
    who: ["agent"],
    roles: changes,
    summary: "Agree to a proposal, refuse it, or take one's own back",
    params: Type.Object({ proposalId: id }),
    body: Type.Object({
      outcome: Type.Union([
        Type.Literal("approve"),
        Type.Literal("refuse"),
        Type.Literal("withdraw"),
      ]),
      digest: Type.String({ minLength: 1, maxLength: 64 }),
      reason: why,
    }),
    problems: [
      ...["no-proposal", "proposal-closed", "proposal-changed", "own-change", "needs-admin"],
      ...["proposer-gone", "policy-moved"],
    ],
    does: (world, { actor, params, body }) =>
      decideProposal(world, agent(actor), params.proposalId, body),
  }),
];
