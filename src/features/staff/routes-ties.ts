/** Whose account is whose, as far as the desk has to know it. */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Agent } from "./changes.ts";
import { addTie, listTies } from "./ties.ts";

const agent = (actor: unknown) => actor as Agent;
const anyone = { who: ["agent"] as const, roles: ["agent", "supervisor", "admin"] };

export const tieRoutes = [
  route({
    ...anyone,
    method: "GET",
    path: "/v1/desk/ties",
    summary: "Accounts in which I have an interest; for an admin everybody's",
    does: (world, { actor }) => listTies(world, agent(actor)),
  }),
  route({
    ...anyone,
    method: "POST",
    path: "/v1/desk/ties",
    summary: "Say that I, or for an admin somebody else, have an interest in an account",
    body: Type.Object({
      identifier: Type.String({ minLength: 1, maxLength: 320 }),
      staffId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    }),
    status: 201,
    problems: ["no-account", "no-staff", "bad-identifier", "too-many"],
    does: (world, { actor, body }) => addTie(world, agent(actor), body),
  }),
];
