import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { NAME_MAX } from "../passkeys/index.ts";
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
import { askContact, dropContact, inviteAgain } from "./contacts.ts";
import {
  confirmPasskey,
  givePasskey,
  removePasskey,
  requestPasskey,
  startPasskey,
} from "./passkey.ts";
import { faceRoutes } from "./routes-face.ts";
import { removable } from "./rules.ts";
import { readWays } from "./view.ts";

const owner = (actor: unknown) => actor as Owner;
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const contactParams = Type.Object({ contactId: Type.String({ maxLength: 40 }) });
const code = Type.String({ minLength: 1, maxLength: 100 });
/** What a browser's credential answered; its shape is looked at where it is verified. */
const answered = Type.Record(Type.String({ maxLength: 60 }), Type.Unknown());

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
    summary: "Ask for a code to the account's own number or mailbox, or for a passkey",
    body: Type.Object({ proof: oneOf([...sentCodes, "passkey"]) }),
    status: 201,
    problems: ["no-way", "too-soon", "resting", "too-many-messages"],
    does: (world, { actor, body }) =>
      body.proof === "passkey"
        ? requestPasskey(world, owner(actor))
        : requestStepUp(world, owner(actor), body.proof),
  }),
  route({
    method: "POST",
    path: "/v1/me/freshness",
    who: ["owner"],
    summary: "Give a proof; changes are open for five minutes",
    body: Type.Object({
      proof: oneOf([...typedCodes, "passkey"]),
      challengeId: Type.Optional(Type.String({ maxLength: 40 })),
      code: Type.Optional(code),
      response: Type.Optional(answered),
    }),
    problems: ["wrong-code", "resting"],
    does: (world, { actor, body: { proof, code = "", challengeId, response } }) =>
      proof === "passkey"
        ? givePasskey(world, owner(actor), response)
        : giveStepUp(world, owner(actor), { proof, challengeId, code }),
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
    method: "POST",
    path: "/v1/me/proofs/passkey",
    who: ["owner"],
    summary: "Begin to add a passkey: what the browser asks its authenticator",
    status: 201,
    problems: ["needs-fresh-proof", "too-many-passkeys", "resting"],
    does: (world, { actor }) => startPasskey(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/passkey/confirmation",
    who: ["owner"],
    summary: "The passkey that was made, with the owner's name for it",
    body: Type.Object({
      response: answered,
      name: Type.Optional(Type.String({ maxLength: 4 * NAME_MAX })),
    }),
    problems: ["needs-fresh-proof", "passkey-refused", "same-passkey", "too-many-passkeys"],
    does: (world, { actor, body }) => confirmPasskey(world, owner(actor), body),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/proofs/passkey/:passkeyId",
    who: ["owner"],
    summary: "Ask for the removal of one passkey",
    params: Type.Object({ passkeyId: Type.String({ maxLength: 40 }) }),
    problems: ["needs-fresh-proof", "no-way", "last-way"],
    does: (world, { actor, params }) => removePasskey(world, owner(actor), params.passkeyId),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/contacts",
    who: ["owner"],
    summary: "Ask for a recovery contact, and invite them; they count once both is done",
    body: Type.Object({
      nickname: Type.String({ minLength: 1, maxLength: 60 }),
      address: Type.String({ minLength: 1, maxLength: 320 }),
      introduced: Type.Optional(Type.String({ maxLength: 60 })),
      locale: Type.Optional(oneOf(["en", "zh"] as const)),
    }),
    status: 201,
    problems: [
      ...["needs-fresh-proof", "bad-identifier", "bad-name", "own-contact", "same-contact"],
      ...["contact-declined", "too-many-contacts", "too-many", "too-many-messages"],
    ],
    does: (world, { actor, body }) => askContact(world, owner(actor), body),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/contacts/:contactId/invitations",
    who: ["owner"],
    summary: "Send a contact the invitation again",
    params: contactParams,
    status: 201,
    problems: [
      ...["no-contact", "contact-confirmed", "contact-declined"],
      ...["too-many", "too-many-messages"],
    ],
    does: (world, { actor, params }) => inviteAgain(world, owner(actor), params.contactId),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/proofs/contacts/:contactId",
    who: ["owner"],
    summary: "Ask for the removal of a contact",
    params: contactParams,
    problems: ["needs-fresh-proof", "no-contact", "last-way"],
    does: (world, { actor, params }) => dropContact(world, owner(actor), params.contactId),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/proofs/:method",
    who: ["owner"],
    summary: "Ask for the removal of a way back in",
    params: Type.Object({ method: oneOf(removable) }),
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
