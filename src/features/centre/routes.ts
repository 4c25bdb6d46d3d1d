import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { type Owner, rehearse, rehearsed } from "../ways/index.ts";
import { readCentre } from "./actions.ts";
import { disownDevice, readDevices, signOutDevice } from "./devices.ts";
import { dismissNudge, readNudge } from "./nudges.ts";
import { changePassword, judgeWhileTyped, readHealth } from "./password.ts";

const owner = (actor: unknown) => actor as Owner;
const device = Type.Object({ deviceId: Type.String({ minLength: 1, maxLength: 64 }) });
const password = Type.String({ minLength: 1, maxLength: 4096 });

export const routes = [
  route({
    method: "GET",
    path: "/v1/me",
    who: ["owner"],
    summary:
      "Who is signed in to the security centre, and what they could do, the most useful first",
    does: (world, { actor }) => readCentre(world, owner(actor)),
  }),
  route({
    method: "GET",
    path: "/v1/me/nudge",
    who: ["owner"],
    summary: "One way back in that is worth adding, once a month at most; null: nothing to say",
    does: (world, { actor }) => readNudge(world, owner(actor)),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/nudge",
    who: ["owner"],
    status: 204,
    summary: "Not now: it does not come back for a month, on any device",
    does: (world, { actor }) => dismissNudge(world, owner(actor)),
  }),
  route({
    method: "GET",
    path: "/v1/me/devices",
    who: ["owner"],
    summary: "Devices that were signed in on, and those signed out in the last 90 days",
    does: (world, { actor }) => readDevices(world, owner(actor)),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/devices/:deviceId",
    who: ["owner"],
    summary:
      "Sign a device out, here and in the wallet; another than this one is not trusted any more",
    params: device,
    problems: ["no-device"],
    does: (world, { actor, params }) => signOutDevice(world, owner(actor), params.deviceId),
  }),
  route({
    method: "POST",
    path: "/v1/me/devices/:deviceId/disowning",
    who: ["owner"],
    summary: "I do not know this device: sign it out, and trust neither it nor the password",
    params: device,
    problems: ["no-device", "this-device"],
    does: (world, { actor, params }) => disownDevice(world, owner(actor), params.deviceId),
  }),
  route({
    method: "GET",
    path: "/v1/me/password-health",
    who: ["owner"],
    summary: "What was found of the password when it was last typed, and its age as a fact",
    does: (world, { actor }) => readHealth(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/password-health/judgements",
    who: ["owner"],
    summary: "What a new password would be judged as, while it is typed; nothing is kept",
    body: Type.Object({ password }),
    problems: ["too-many"],
    repeatable: true,
    does: (world, { actor, body }) => judgeWhileTyped(world, owner(actor), body.password),
  }),
  route({
    method: "PUT",
    path: "/v1/me/password",
    who: ["owner"],
    summary: "A new password, by the old one or a fresh proof; every other session ends",
    body: Type.Object({ newPassword: password, oldPassword: Type.Optional(password) }),
    problems: [
      ...["needs-fresh-proof", "wrong-password", "weak-password", "too-many", "held", "guided"],
    ],
    does: (world, { actor, body }) => changePassword(world, owner(actor), body),
  }),
  route({
    method: "POST",
    path: "/v1/me/rehearsals",
    who: ["owner"],
    summary: "Would this code get me back in? It stays good; a wrong one counts as a guess",
    body: Type.Object({
      proof: Type.Union(rehearsed.map((kind) => Type.Literal(kind))),
      code: Type.String({ minLength: 1, maxLength: 100 }),
    }),
    problems: ["wrong-code", "resting", "too-many"],
    does: (world, { actor, body }) => rehearse(world, owner(actor), body),
  }),
  // W3C, "A Well-Known URL for Changing Passwords": where a password manager sends its user.
  route({
    method: "GET",
    path: "/.well-known/change-password",
    who: ["anyone"],
    summary: "Where a password is changed",
    does: () => answer({ status: 303, body: null, location: "/me/password" }),
  }),
];
