import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import type { Agent } from "../cases/index.ts";
import * as desk from "./desk.ts";
import { readEvidence } from "./reader.ts";
import { retakeReasons, verdicts } from "./rules.ts";

const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const id = Type.String({ maxLength: 40 });
const ofCase = Type.Object({ caseId: id });
const ofFile = Type.Object({ caseId: id, evidenceId: id });
const agent = (actor: unknown) => actor as Agent;
const atDesk = { who: ["agent"] as const, roles: ["agent", "supervisor"] };
const bars = ["no-case", "no-file", "not-you", "not-drawn", "lease-lost", "case-ended"];

const shown = async (world: World, by: Agent, caseId: string) =>
  desk.listEvidence(world, by, caseId);

export const deskRoutes = [
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId/evidence",
    summary: "Files of a case: what they are and what they say of themselves, without the pictures",
    params: ofCase,
    problems: ["no-case", "not-you", "second-person"],
    does: (world, { actor, params }) => shown(world, agent(actor), params.caseId),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/evidence/:evidenceId/views",
    summary: "Open a file: written down in both chains, then shown for ten minutes",
    params: ofFile,
    status: 201,
    problems: [...bars, "cannot-show", "second-person"],
    does: (world, { actor, params: { caseId, evidenceId } }) =>
      desk.openEvidence(world, agent(actor), caseId, evidenceId),
  }),
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/cases/:caseId/evidence/:evidenceId/views",
    summary: "A page of a file that was opened: drawn anew, marked, never the original",
    params: ofFile,
    query: Type.Object({ page: Type.Optional(Type.String({ pattern: "^[0-9]{1,2}$" })) }),
    answerType: "image/jpeg",
    problems: [...bars, "cannot-show", "not-opened"],
    does: async (world, { actor, params: { caseId, evidenceId }, query }) => {
      const page = Number(query.page ?? 0);
      const bytes = await desk.readPage(world, agent(actor), caseId, evidenceId, page);
      return answer({
        body: bytes,
        headers: {
          "content-type": "image/jpeg",
          "content-disposition": 'inline; filename="evidence.jpg"',
          "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
          "cross-origin-resource-policy": "same-origin",
          "cache-control": "no-store",
        },
      });
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/evidence/:evidenceId/reading",
    summary: "What a program reads in an opened file: read, not verified, and not kept",
    params: ofFile,
    problems: [...bars, "cannot-show", "not-opened"],
    does: (world, { actor, params: { caseId, evidenceId } }) =>
      readEvidence(world, agent(actor), caseId, evidenceId),
  }),
  route({
    ...atDesk,
    method: "PUT",
    path: "/v1/cases/:caseId/evidence/:evidenceId/verdict",
    summary: "What I think of a file; the other who decides does not see it",
    params: ofFile,
    body: Type.Object({
      verdict: oneOf(verdicts),
      note: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    }),
    problems: bars,
    does: async (world, { actor, params: { caseId, evidenceId }, body }) => {
      await desk.judgeEvidence(world, agent(actor), caseId, evidenceId, body);
      return shown(world, agent(actor), caseId);
    },
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/cases/:caseId/evidence/:evidenceId/retake",
    summary: "Ask the claimant for this file again, and say why; our clock stands still meanwhile",
    params: ofFile,
    body: Type.Object({ reason: oneOf(retakeReasons) }),
    problems: [...bars, "cannot-now"],
    does: async (world, { actor, params: { caseId, evidenceId }, body }) => {
      await desk.askAgain(world, agent(actor), caseId, evidenceId, body.reason);
      return shown(world, agent(actor), caseId);
    },
  }),
  route({
    method: "GET",
    path: "/v1/me/evidence",
    who: ["owner"],
    summary: "Files that were sent for my account, and when people looked at them",
    does: (world, { actor }) => desk.ownersView(world, (actor as { accountId: string }).accountId),
  }),
];
