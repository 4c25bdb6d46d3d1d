import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import {
  makeHandoff,
  openHandoff,
  readSignIn,
  signIn,
  signOut,
  signOutEverywhere,
} from "./actions.ts";
import { makeDeviceToken } from "./device-tokens.ts";
import { OWNER_SESSION_MINUTES } from "./rules.ts";

export const OWNER_COOKIE = "rightful_owner";

export const ownerCookie = (_world: World, token: string) => ({
  name: OWNER_COOKIE,
  value: token,
  maxAgeSeconds: OWNER_SESSION_MINUTES * 60,
});

const id = Type.String({ minLength: 1, maxLength: 64 });
const account = Type.Object({ accountId: id });
const session = Type.Object({ accountId: id, sessionId: id });
const deviceId = Type.String({ minLength: 1, maxLength: 128 });

const text = Type.String();
const time = Type.String({ format: "date-time" });
const signedIn = Type.Object({
  account: Type.Object({ id: text, locale: text }),
  session: Type.Object({ id: text, startedAt: time }),
});

export const routes = [
  route({
    method: "POST",
    path: "/v1/sign-ins",
    who: ["client"],
    scope: "accounts",
    summary: "Check a credential of the embedded directory and remember the device",
    body: Type.Object({
      identifier: Type.String({ maxLength: 254 }),
      password: Type.String({ maxLength: 4096 }),
      deviceId,
      deviceName: Type.Optional(Type.String({ maxLength: 400 })),
      city: Type.Optional(Type.String({ maxLength: 80 })),
    }),
    status: 201,
    answer: signedIn,
    problems: ["bad-identifier", "wrong-password", "too-many", "held"],
    does: (world, { actor, body }) => signIn(world, actor, body),
  }),
  route({
    method: "GET",
    path: "/v1/accounts/:accountId/sign-ins/:sessionId",
    who: ["client"],
    scope: "accounts",
    summary: "Is this sign-in still good?",
    params: session,
    answer: Type.Object({ id: text, accountId: text, startedAt: time }),
    problems: ["session-ended"],
    does: (world, { params }) => readSignIn(world, params.accountId, params.sessionId),
  }),
  route({
    method: "DELETE",
    path: "/v1/accounts/:accountId/sign-ins/:sessionId",
    who: ["client"],
    scope: "accounts",
    summary: "Sign out",
    params: session,
    does: (world, { actor, params }) => signOut(world, actor, params.accountId, params.sessionId),
  }),
  route({
    method: "DELETE",
    path: "/v1/accounts/:accountId/sign-ins",
    who: ["client"],
    scope: "accounts",
    summary: "Sign out everywhere",
    params: account,
    does: (world, { actor, params }) => signOutEverywhere(world, actor, params.accountId),
  }),
  route({
    method: "POST",
    path: "/v1/accounts/:accountId/handoffs",
    who: ["client"],
    scope: "accounts",
    summary: "A one-time address that signs the wallet's user in to the security centre",
    params: account,
    body: Type.Object({ deviceId: Type.Optional(deviceId) }),
    answer: Type.Object({ url: text, expiresAt: time }),
    status: 201,
    secret: true,
    problems: ["no-account", "held"],
    does: (world, { params, body }) => makeHandoff(world, params.accountId, body.deviceId),
  }),
  route({
    method: "POST",
    path: "/v1/handoffs",
    who: ["anyone"],
    summary: "Open a hand-off (the page at /handoff does this)",
    body: Type.Object({ token: Type.String({ maxLength: 2000 }) }),
    secret: true,
    problems: ["gone", "held"],
    does: async (world, { body }) => {
      const { token } = await openHandoff(world, body.token);
      return answer({ body: {}, cookies: [ownerCookie(world, token)] });
    },
  }),
  route({
    method: "POST",
    path: "/v1/device-tokens",
    who: ["client"],
    scope: "accounts",
    summary: "A one-time token for the wallet's “forgot password?” link",
    body: Type.Object({ deviceId }),
    answer: Type.Object({ token: text, expiresAt: time }),
    status: 201,
    secret: true,
    does: (world, { body }) => makeDeviceToken(world, body.deviceId),
  }),
];
