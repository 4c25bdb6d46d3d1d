import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { Actor, World } from "../../core/world.ts";
import { signOut } from "../sessions/index.ts";
import { findStaff } from "./actions.ts";
import { beginAtProvider, finishAtProvider, PROVIDER_MINUTES } from "./oidc.ts";
import { beginEnrolment, beginSignIn, enrol, signInWithPasskey } from "./passkeys.ts";
import { STAFF_SESSION_HOURS, staffAccount } from "./rules.ts";

export const STAFF_COOKIE = "rightful_staff";
const PROVIDER_COOKIE = "rightful_provider";
export const staffCookie = (token: string) => ({
  name: STAFF_COOKIE,
  value: token,
  maxAgeSeconds: STAFF_SESSION_HOURS * 3600,
});

type Agent = Extract<Actor, { kind: "agent" }>;
const agent = (actor: unknown) => actor as Agent;

async function describeMe(world: World, { id, role, team }: Agent) {
  const member = await findStaff(world, id);
  return { id, role, team, name: member?.name ?? "" };
}

const signedIn = ({ token }: { token: string }) =>
  answer({ body: {}, cookies: [staffCookie(token)] });

const text = Type.String({ maxLength: 4096 });
const long = Type.String({ maxLength: 65_536 });
/** Web Authentication Level 3, section 5.1: the JSON of both ceremonies. Browsers add fields of their own. */
const ceremony = {
  id: text,
  rawId: text,
  type: Type.Literal("public-key"),
  authenticatorAttachment: Type.Optional(Type.Union([text, Type.Null()])),
  clientExtensionResults: Type.Object({}, { additionalProperties: true }),
};
const assertion = Type.Object({
  ...ceremony,
  response: Type.Object(
    {
      ...{ clientDataJSON: long, authenticatorData: long, signature: text },
      userHandle: Type.Optional(Type.Union([text, Type.Null()])),
    },
    { additionalProperties: true },
  ),
});
const attestation = Type.Object({
  ...ceremony,
  response: Type.Object(
    { clientDataJSON: long, attestationObject: long },
    { additionalProperties: true },
  ),
});
const invitation = {
  token: Type.String({ maxLength: 2000 }),
  code: Type.Optional(Type.String({ maxLength: 20 })),
};
/** Providers add parameters of their own (RFC 9207, session management). */
const wayBack = Type.Object({}, { additionalProperties: Type.String({ maxLength: 4096 }) });

export const routes = [
  route({
    method: "GET",
    path: "/v1/desk/me",
    who: ["agent"],
    summary: "Who is signed in at the desk",
    does: (world, { actor }) => describeMe(world, agent(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/desk/sign-ins/options",
    who: ["anyone"],
    summary: "Begin to sign in with a passkey: what the browser asks the authenticator",
    problems: ["too-many"],
    does: async (world) => ({ options: await beginSignIn(world) }),
  }),
  route({
    method: "POST",
    path: "/v1/desk/sign-ins",
    who: ["anyone"],
    summary: "Sign in at the desk with the passkey's answer; sets the cookie",
    body: Type.Object({ response: assertion }),
    secret: true,
    problems: ["sign-in-refused", "too-many"],
    does: async (world, { body }) =>
      signedIn(await signInWithPasskey(world, body.response as never)),
  }),
  route({
    method: "GET",
    path: "/v1/desk/sign-ins/provider",
    who: ["anyone"],
    summary: "Sign in at the house's identity provider: leads the browser there",
    status: 303,
    problems: ["no-provider", "too-many"],
    does: async (world) => {
      const { url, cookie } = await beginAtProvider(world);
      const kept = { name: PROVIDER_COOKIE, value: cookie, maxAgeSeconds: PROVIDER_MINUTES * 60 };
      return answer({ body: {}, location: url, cookies: [kept] });
    },
  }),
  route({
    method: "GET",
    path: "/v1/desk/sign-ins/provider/callback",
    who: ["anyone"],
    summary: "The way back from the identity provider; sets the cookie and leads to the desk",
    query: wayBack,
    status: 303,
    problems: ["sign-in-refused", "no-provider"],
    does: async (world, { query, shown }) => {
      const given = `?${new URLSearchParams(query as Record<string, string>)}`;
      const { token } = await finishAtProvider(world, shown.cookies[PROVIDER_COOKIE], given);
      const spent = { name: PROVIDER_COOKIE, value: "", maxAgeSeconds: 0 };
      return answer({ body: {}, location: "/desk", cookies: [staffCookie(token), spent] });
    },
  }),
  route({
    method: "POST",
    path: "/v1/desk/invitations/options",
    who: ["anyone"],
    summary: "Open an invitation to the desk: whose it is, and what the authenticator is asked",
    body: Type.Object(invitation),
    problems: ["gone", "wrong-code", "too-many"],
    does: (world, { body }) => beginEnrolment(world, body),
  }),
  route({
    method: "POST",
    path: "/v1/desk/invitations/passkeys",
    who: ["anyone"],
    summary: "Bind a passkey by an invitation, once, and sign in; sets the cookie",
    body: Type.Object({ ...invitation, response: attestation }),
    secret: true,
    problems: ["gone", "wrong-code", "sign-in-refused", "too-many"],
    does: async (world, { body: { response, ...shown } }) =>
      signedIn(await enrol(world, shown, response as never)),
  }),
  route({
    method: "DELETE",
    path: "/v1/desk/session",
    who: ["agent"],
    summary: "Sign out of the desk",
    does: async (world, { actor }) => {
      const { id, sessionId } = agent(actor);
      await signOut(world, actor, staffAccount(id), sessionId);
      return answer({ body: {}, cookies: [{ ...staffCookie(""), maxAgeSeconds: 0 }] });
    },
  }),
];
