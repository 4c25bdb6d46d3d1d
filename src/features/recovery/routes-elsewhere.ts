/** A claim in another browser, and what the owner's other device says of it. */
import { Type } from "typebox";
import { answer, type Cookie, route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import type { Claimant } from "./actions.ts";
import { approve, readApprovals, refuseApproval } from "./by-approval.ts";
import { makeElsewhereLink, openElsewhere } from "./elsewhere.ts";

const owner = (actor: unknown) => actor as Owner;
const params = Type.Object({ approvalId: Type.String({ maxLength: 40 }) });

/** `cookie`: that of the claim, for whoever takes it over. */
export const routesElsewhere = (cookie: (token: string) => Cookie) => [
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/elsewhere",
    who: ["claimant"],
    summary: "A link that goes on with this claim in another browser: once, within ten minutes",
    params: Type.Object({ recoveryId: Type.String({ maxLength: 40 }) }),
    status: 201,
    secret: true,
    problems: ["no-recovery", "ended"],
    does: (world, { actor }) => makeElsewhereLink(world, actor as Claimant),
  }),
  route({
    method: "POST",
    path: "/v1/elsewhere",
    who: ["anyone"],
    summary:
      "Go on here with a claim that was begun in another browser, which then holds it no more",
    body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 2000 }) }),
    secret: true,
    problems: ["gone"],
    does: async (world, { actor, body }) => {
      const given = await openElsewhere(world, actor, body.token);
      return answer({ body: given, cookies: [cookie(given.token)] });
    },
  }),
  route({
    method: "GET",
    path: "/v1/me/approvals",
    who: ["owner"],
    summary: "Who asks this device to approve a recovery",
    does: (world, { actor }) => readApprovals(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/approvals/:approvalId",
    who: ["owner"],
    summary: "Approve, by the number that the other device shows",
    params,
    body: Type.Object({ number: Type.String({ minLength: 1, maxLength: 20 }) }),
    problems: [...["no-approval", "gone", "not-this-device", "wrong-code"], ...["held", "guided"]],
    does: (world, { actor, params, body }) =>
      approve(world, owner(actor), params.approvalId, body.number),
  }),
  route({
    method: "POST",
    path: "/v1/me/approvals/:approvalId/refusal",
    who: ["owner"],
    summary: "“This wasn't me”: stops that recovery and freezes what leaves the account",
    params,
    problems: ["no-approval", "gone"],
    does: (world, { actor, params }) => refuseApproval(world, owner(actor), params.approvalId),
  }),
];
