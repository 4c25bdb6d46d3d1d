import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { sentCodes, typedCodes } from "../proofs/index.ts";
import { OWNER_COOKIE, signOut } from "../sessions/index.ts";
import {
  askRecoveryCodes,
  confirmAuthenticator,
  confirmEmail,
  giveStepUp,
  type Owner,
  removeWay,
  requestEmail,
  requestStepUp,
  startAuthenticator,
} from "./actions.ts";
import { withdrawChange } from "./changes.ts";
import { faceRoutes } from "./routes-face.ts";
import { changeable } from "./rules.ts";
import { readWays } from "./view.ts";

const owner = (actor: unknown) => actor as Owner;
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const code = Type.String({ minLength: 1, maxLength: 100 });

export const routes = [
  ...faceRoutes,
  route({
    method: "DELETE",
    path: "/v1/me/session",
    who: ["owner"],
    summary: "Sign out of the security centre",
    does: async (world, { actor }) => {
      const { accountId, sessionId } = owner(actor);
      await signOut(world, actor, accountId, sessionId);
      return answer({ body: {}, cookies: [{ name: OWNER_COOKIE, value: "", maxAgeSeconds: 0 }] });
    },
  }),
  route({
    method: "GET",
    path: "/v1/me/proofs",
    who: ["owner"],
    summary: "The ways back into this account, and the changes that wait",
    does: (world, { actor }) => readWays(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/challenges",
    who: ["owner"],
    summary: "Ask for a code to the account's own number or mailbox",
    body: Type.Object({ proof: oneOf(sentCodes) }),
    status: 201,
    problems: ["no-way", "too-soon", "resting", "too-many-messages"],
    does: (world, { actor, body }) => requestStepUp(world, owner(actor), body.proof),
  }),
  route({
    method: "POST",
    path: "/v1/me/freshness",
    who: ["owner"],
    summary: "Give a proof; changes are open for five minutes",
    body: Type.Object({
      proof: oneOf(typedCodes),
      challengeId: Type.Optional(Type.String({ maxLength: 40 })),
      code,
    }),
    problems: ["wrong-code", "resting"],
    does: (world, { actor, body }) => giveStepUp(world, owner(actor), body),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/recovery-codes",
    who: ["owner"],
    summary: "Make ten new recovery codes; the ones before work until these take effect",
    status: 201,
    secret: true,
    problems: ["needs-fresh-proof"],
    does: (world, { actor }) => askRecoveryCodes(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/authenticator",
    who: ["owner"],
    summary: "Begin to add an authenticator app",
    status: 201,
    secret: true,
    problems: ["needs-fresh-proof"],
    does: (world, { actor }) => startAuthenticator(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/authenticator/confirmation",
    who: ["owner"],
    summary: "Confirm the authenticator app with its first code",
    body: Type.Object({ code }),
    problems: ["needs-fresh-proof", "not-started", "wrong-code"],
    does: (world, { actor, body }) => confirmAuthenticator(world, owner(actor), body.code),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/email",
    who: ["owner"],
    summary: "Without a code: send one to the new address; with it: ask for the change",
    body: Type.Object({
      email: Type.String({ minLength: 1, maxLength: 320 }),
      code: Type.Optional(code),
    }),
    problems: [
      "needs-fresh-proof",
      "bad-identifier",
      "same-address",
      "wrong-code",
      "too-soon",
      "resting",
      "too-many-messages",
    ],
    does: async (world, { actor, body }) =>
      body.code === undefined
        ? answer({ status: 201, body: await requestEmail(world, owner(actor), body.email) })
        : confirmEmail(world, owner(actor), body.email, body.code),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/proofs/:method",
    who: ["owner"],
    summary: "Ask for the removal of a way back in",
    params: Type.Object({ method: oneOf(changeable) }),
    problems: ["needs-fresh-proof", "no-way", "last-way"],
    does: (world, { actor, params }) => removeWay(world, owner(actor), params.method),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/changes/:changeId",
    who: ["owner"],
    summary: "Stop a change that waits",
    params: Type.Object({ changeId: Type.String({ maxLength: 40 }) }),
    problems: ["no-change"],
    does: (world, { actor, params }) =>
      withdrawChange(world, actor, owner(actor).accountId, params.changeId),
  }),
];
