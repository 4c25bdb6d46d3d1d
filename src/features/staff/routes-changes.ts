/** Who is at the desk, what is changed by four eyes, and the brakes. */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { listStaff } from "./actions.ts";
import { listBrakes, setBrake } from "./brakes.ts";
import { type Agent, askForChange, decideChange, listChanges } from "./changes.ts";
import { BRAKE, deeds, kindsAsked } from "./four-eyes.ts";
import { roles } from "./rules.ts";

const agent = (actor: unknown) => actor as Agent;
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const reason = words(500);
const what = Type.String({ pattern: BRAKE.source });

export const changeRoutes = [
  route({
    method: "GET",
    path: "/v1/desk/staff",
    who: ["agent"],
    roles: ["supervisor", "admin"],
    summary: "Everybody of the desk, those who left included",
    does: async (world) => ({
      staff: (await listStaff(world)).map(({ id, name, role, team, endedAt, oidc }) => ({
        ...{ id, name, role, team, endedAt, hasProvider: oidc !== null },
      })),
    }),
  }),
  route({
    method: "GET",
    path: "/v1/desk/changes",
    who: ["agent"],
    roles: ["agent", "supervisor", "admin"],
    summary: "Changes that wait for a second person, and those decided in the last week",
    does: (world, { actor }) => listChanges(world, agent(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/desk/changes",
    who: ["agent"],
    roles: ["agent", "supervisor", "admin"],
    summary: "Ask for a change that a second person has to agree to",
    body: Type.Object({
      kind: oneOf(kindsAsked),
      reason,
      deed: Type.Optional(oneOf(deeds)),
      staffId: Type.Optional(words(64)),
      name: Type.Optional(words(80)),
      role: Type.Optional(oneOf(roles)),
      team: Type.Optional(Type.Union([words(40), Type.Null()])),
      issuer: Type.Optional(words(255)),
      subject: Type.Optional(words(255)),
      what: Type.Optional(what),
      accountId: Type.Optional(words(64)),
      legalHoldId: Type.Optional(words(64)),
      registry: Type.Optional(Type.Object({}, { additionalProperties: true })),
    }),
    status: 201,
    secret: true,
    problems: ["own-change", "no-staff", "no-legal-hold"],
    does: (world, { actor, body: { reason, ...asked } }) =>
      askForChange(world, agent(actor), asked, reason),
  }),
  route({
    method: "POST",
    path: "/v1/desk/changes/:changeId/approval",
    who: ["agent"],
    roles: ["agent", "supervisor", "admin"],
    summary: "Agree to a change, refuse it, or take one's own back",
    params: Type.Object({ changeId: words(64) }),
    body: Type.Object({ outcome: oneOf(["approve", "refuse"] as const) }),
    secret: true,
    problems: [
      ...["no-change", "own-change", "last-admin", "change-underway"],
      ...["not-drawn", "needs-supervisor", "not-yours-to-release", "no-renewal", "no-hold"],
      "no-legal-hold",
    ],
    does: (world, { actor, params, body }) =>
      decideChange(world, agent(actor), params.changeId, body.outcome),
  }),
  route({
    method: "GET",
    path: "/v1/desk/brakes",
    who: ["agent"],
    summary: "What is switched off now",
    does: listBrakes,
  }),
  route({
    method: "POST",
    path: "/v1/desk/brakes",
    who: ["agent"],
    roles: ["supervisor", "admin"],
    summary: "Switch off a kind of proof or all completions, at once; letting go takes two",
    body: Type.Object({ what, reason }),
    does: (world, { actor, body }) => setBrake(world, agent(actor), body.what, body.reason),
  }),
];
