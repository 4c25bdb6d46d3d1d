import { Type } from "typebox";
import { answer, type Cookie, route } from "../../core/route.ts";
import { DEVICE_COOKIE } from "../../core/server.ts";
import type { World } from "../../core/world.ts";
import { tagOf } from "../accounts/index.ts";
import { proofKinds, situations } from "../policies/index.ts";
import { sentCodes } from "../proofs/index.ts";
import { type Claimant, giveProof, readRecovery, requestProof } from "./actions.ts";
import { chooseAccount } from "./choosing.ts";
import { startRecovery } from "./claims.ts";
import { cancelRecovery, completeRecovery } from "./endings.ts";
import { notMe } from "./not-me.ts";
import { askNewPhone, proveNewPhone } from "./phone.ts";
import { routesElsewhere } from "./routes-elsewhere.ts";
import { guidedInClaim, releaseProven } from "./thaw.ts";
import { watchRecovery } from "./watch.ts";

export const CLAIM_COOKIE = "rightful_claim";
const MONTH_SECONDS = 30 * 86_400;

export const claimCookie = (token: string): Cookie => ({
  name: CLAIM_COOKIE,
  value: token,
  maxAgeSeconds: MONTH_SECONDS,
});

/**
 * One random name a browser, so that a new claim replaces its own older one and nobody else's, and that no
 * browser approves its own. Known from the first claim on, before the cookie has come back.
 */
function named(world: World): { world: World; cookies: Cookie[] } {
  const { call } = world;
  if (!call || call.device) return { world, cookies: [] };
  const value = world.bytes(18).toString("base64url");
  const device = tagOf(world, "device", value);
  return {
    world: { ...world, call: { ...call, device } },
    cookies: [{ name: DEVICE_COOKIE, value, maxAgeSeconds: 12 * MONTH_SECONDS }],
  };
}

const params = Type.Object({ recoveryId: Type.String({ maxLength: 40 }) });
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));
const proof = Type.Object(
  {
    proof: oneOf(proofKinds),
    challengeId: Type.Optional(Type.String({ maxLength: 40 })),
    /** Something typed; what a browser's credential answered; or pictures, as base64 of JPEG. */
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    response: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), Type.Unknown())),
    frames: Type.Optional(Type.Array(Type.String({ maxLength: 300_000 }), { maxItems: 24 })),
  },
  { additionalProperties: false },
);
const FRAMES_MAX = 5_000_000;
const claimant = (actor: unknown) => actor as Claimant;

export const routes = [
  route({
    method: "POST",
    path: "/v1/recoveries",
    who: ["anyone"],
    summary:
      "Begin a claim to an account, and ask for a first code; the same answer for any identifier",
    body: Type.Object({
      identifier: Type.String({ minLength: 1, maxLength: 320 }),
      situation: oneOf(situations),
      locale: Type.Optional(oneOf(["en", "zh"])),
      deviceToken: Type.Optional(Type.String({ maxLength: 2000 })),
      proof: Type.Optional(oneOf(sentCodes)),
    }),
    status: 201,
    secret: true,
    repeatable: true,
    problems: ["bad-identifier", "too-many"],
    does: async (world, { actor, body }) => {
      const browser = named(world);
      const started = await startRecovery(
        browser.world,
        actor,
        body as Parameters<typeof startRecovery>[2],
      );
      return answer({
        body: started,
        cookies: [claimCookie(started.token), ...browser.cookies],
      });
    },
  }),
  route({
    method: "GET",
    path: "/v1/recoveries/:recoveryId",
    who: ["claimant"],
    summary: "The recovery (`current`: the one of this browser)",
    params,
    problems: ["no-recovery"],
    does: (world, { actor }) => readRecovery(world, claimant(actor)),
  }),
  route({
    method: "GET",
    path: "/v1/recoveries/:recoveryId/events",
    who: ["claimant"],
    summary:
      "The recovery as it goes on, by server-sent events; `Last-Event-ID` goes on where it broke off",
    params,
    streams: true,
    problems: ["no-recovery", "too-many"],
    does: async (world, { actor }) =>
      answer({ body: null, stream: await watchRecovery(world, claimant(actor)) }),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/challenges",
    who: ["claimant"],
    summary: "Ask for a code",
    params,
    body: Type.Object({ proof: oneOf(proofKinds) }),
    status: 201,
    problems: [
      ...["too-soon", "resting", "too-many-messages", "switched-off", "ended"],
      ...["prove-first", "not-in-this-version", "none-signed-in"],
    ],
    does: (world, { actor, body }) => requestProof(world, claimant(actor), body.proof),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/proofs",
    who: ["claimant"],
    summary: "Give a proof",
    params,
    body: proof,
    bodyMax: FRAMES_MAX,
    problems: ["wrong-code", "resting", "ended", "prove-first", "not-in-this-version"],
    does: (world, { actor, body }) => giveProof(world, claimant(actor), body),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/phone",
    who: ["claimant"],
    summary: "The number I have now, for a phone that was lost: first alone, then with its code",
    params,
    body: Type.Object({
      phone: Type.String({ minLength: 1, maxLength: 40 }),
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    }),
    problems: [
      ...["not-a-phone", "bad-identifier", "phone-not-asked", "ended"],
      ...["wrong-code", "too-soon", "resting", "too-many-messages"],
    ],
    does: (world, { actor, body: { phone, code } }) =>
      code === undefined
        ? askNewPhone(world, claimant(actor), phone)
        : proveNewPhone(world, claimant(actor), { phone, code }),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/account",
    who: ["claimant"],
    summary: "Choose between accounts that share a number",
    params,
    body: Type.Object({ choice: Type.String({ maxLength: 2000 }) }),
    secret: true,
    problems: ["no-choice", "ended", "another-recovery"],
    does: async (world, { actor, body }) => {
      const started = await chooseAccount(world, claimant(actor), body.choice);
      return answer({ body: started, cookies: [claimCookie(started.token)] });
    },
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/completion",
    who: ["claimant"],
    summary: "Set a new password and get the account back; with the last proof, if it is missing",
    params,
    body: Type.Object({
      newPassword: Type.String({ minLength: 1, maxLength: 4096 }),
      proof: Type.Optional(proof),
    }),
    secret: true,
    problems: [
      ...["weak-password", "waiting", "not-proven", "contested", "ended"],
      ...["wrong-code", "resting", "paused"],
    ],
    does: (world, { actor, body }) =>
      completeRecovery(world, claimant(actor), body.newPassword, body.proof),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/cancellation",
    who: ["claimant"],
    summary: "Stop this recovery",
    params,
    does: (world, { actor }) => cancelRecovery(world, claimant(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/guided",
    who: ["claimant"],
    summary: "Somebody is telling me what to do: nothing is loosened for half an hour",
    params,
    does: (world, { actor }) => guidedInClaim(world, claimant(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/recoveries/:recoveryId/holds/:holdId/release",
    who: ["claimant"],
    summary: "End a freeze of mine, once the proofs of a path suffice and its wait is over",
    params: Type.Object({
      recoveryId: Type.String({ maxLength: 40 }),
      holdId: Type.String({ maxLength: 40 }),
    }),
    problems: [
      ...["no-recovery", "not-proven", "waiting", "contested", "ended"],
      ...["no-hold", "not-yours-to-release", "too-early", "guided"],
    ],
    does: (world, { actor, params }) => releaseProven(world, claimant(actor), params.holdId),
  }),
  route({
    method: "POST",
    path: "/v1/not-me",
    who: ["anyone"],
    summary: "“This wasn't me”, from any message",
    body: Type.Object({
      token: Type.String({ minLength: 1, maxLength: 200 }),
      answer: Type.Optional(oneOf(["stop", "mine"])),
    }),
    problems: ["gone"],
    does: (world, { body }) => notMe(world, body.token, body.answer === "mine" ? "mine" : "stop"),
  }),
  ...routesElsewhere(claimCookie),
];
