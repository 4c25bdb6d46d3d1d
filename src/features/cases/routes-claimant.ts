import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { type Claimant, claimCookie } from "../recovery/index.ts";
import { readOwnCase } from "./claimant.ts";
import { appeal, openCase } from "./opening.ts";
import { answerQuestions } from "./questions.ts";
import { askReturn, returnToCase } from "./returning.ts";
import { STORY_MAX } from "./rules.ts";

const params = Type.Object({ recoveryId: Type.String({ maxLength: 40 }) });
const claimant = (actor: unknown) => actor as Claimant;
const short = Type.String({ minLength: 1, maxLength: 40 });

export const claimantRoutes = [
  route({
    method: "POST",
    path: "/v1/case-returns",
    who: ["anyone"],
    summary:
      "Come back to a case from another browser: the reference first, then with the code that its contact was sent; the same answer for any reference",
    body: Type.Object({
      reference: Type.String({ minLength: 1, maxLength: 40 }),
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    }),
    secret: true,
    problems: ["bad-reference", "too-many", "too-soon", "resting", "wrong-code"],
    does: async (world, { actor, body: { reference, code } }) => {
      if (code === undefined) return askReturn(world, reference);
      const returned = await returnToCase(world, actor, { reference, code });
      return answer({ body: returned, cookies: [claimCookie(returned.token)] });
    },
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/case",
    who: ["claimant"],
    summary: "Ask for people to review this claim; a second time it is the same case",
    params,
    body: Type.Object({
      story: Type.String({ minLength: 1, maxLength: STORY_MAX }),
      contact: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
    }),
    status: 201,
    problems: ["bad-contact", "too-many", "ended", "no-recovery"],
    does: (world, { actor, body }) => openCase(world, claimant(actor), body),
  }),
  route({
    method: "GET",
    path: "/v1/recoveries/:recoveryId/case",
    who: ["claimant"],
    summary: "My case: where it stands, until when, what is asked of me, how it was decided",
    params,
    problems: ["no-case", "no-recovery"],
    does: (world, { actor }) => readOwnCase(world, claimant(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/case/answers",
    who: ["claimant"],
    summary: "Answer what the desk asked; whether it was right is not told",
    params,
    body: Type.Object({
      answers: Type.Array(
        Type.Object({ id: short, choice: short }, { additionalProperties: false }),
        { minItems: 1, maxItems: 10 },
      ),
    }),
    problems: ["bad-answer", "no-case", "case-ended"],
    does: async (world, { actor, body }) => {
      await answerQuestions(world, claimant(actor), body.answers);
      return readOwnCase(world, claimant(actor));
    },
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/case/appeal",
    who: ["claimant"],
    summary: "Ask once for other people to decide; the claim begins again under a new token",
    params,
    body: Type.Object({ why: Type.String({ minLength: 1, maxLength: STORY_MAX }) }),
    status: 201,
    secret: true,
    problems: ["no-appeal", "appeal-used", "no-recovery"],
    does: async (world, { actor, body }) => {
      const begun = await appeal(world, claimant(actor), body.why);
      return answer({ body: begun, status: 201, cookies: [claimCookie(begun.token)] });
    },
  }),
];
