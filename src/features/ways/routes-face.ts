/** The routes of the face check, for its owner. */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { PICTURE_MAX } from "../faces/index.ts";
import type { Owner } from "./actions.ts";
import { consentToFace, deleteFaceData, finishFace, readFace, startFace } from "./face.ts";

const owner = (actor: unknown) => actor as Owner;

export const faceRoutes = [
  route({
    method: "GET",
    path: "/v1/me/proofs/face",
    who: ["owner"],
    summary:
      "The face check: whether it is offered, the consent, and since when it is a way back in",
    does: (world, { actor }) => readFace(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/face/consent",
    who: ["owner"],
    summary: "Agree to the face check, apart from everything else; a record of its own",
    body: Type.Object({
      version: Type.Integer({ minimum: 1 }),
      locale: Type.Union([Type.Literal("en"), Type.Literal("zh")]),
      agreed: Type.Literal(true),
    }),
    status: 201,
    problems: ["needs-fresh-proof", "no-face-check", "face-consent"],
    does: (world, { actor, body }) => consentToFace(world, owner(actor), body),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/face",
    who: ["owner"],
    summary: "Begin to add the face check: three captures within a minute and a half",
    status: 201,
    secret: true,
    problems: ["needs-fresh-proof", "no-face-check", "face-consent", "face-over"],
    does: (world, { actor }) => startFace(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/face/captures",
    who: ["owner"],
    summary: "The three captures, as base64 of JPEG; the way back in waits as every other does",
    bodyMax: 1_500_000,
    body: Type.Object({
      sessionId: Type.String({ maxLength: 40 }),
      nonce: Type.String({ maxLength: 40 }),
      frames: Type.Array(Type.String({ maxLength: PICTURE_MAX }), { minItems: 1, maxItems: 3 }),
    }),
    problems: [
      ...["needs-fresh-proof", "no-face-check", "face-consent"],
      ...["face-over", "face-unsure", "face-away", "bad-pictures"],
    ],
    does: (world, { actor, body }) => finishFace(world, owner(actor), body),
  }),
  route({
    method: "POST",
    path: "/v1/me/proofs/face/deletion",
    who: ["owner"],
    summary: "Withdraw the consent: all that is kept of the face is deleted now",
    problems: ["needs-fresh-proof"],
    does: (world, { actor }) => deleteFaceData(world, owner(actor)),
  }),
];
