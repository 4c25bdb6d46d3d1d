import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { advanceClock, describeDemo, readMessages, resetDemo, signInAs } from "./actions.ts";
import { makeCases } from "./desk-cases.ts";

/** `who: ["demo"]`: mounted in demo mode only, by `core/server.ts`. */
const demoOnly = { who: ["demo"] as const, hidden: true as const };

export const routes = [
  route({
    ...demoOnly,
    method: "GET",
    path: "/demo",
    summary: "The demo's accounts, agents, service key and wallet",
    does: (world) => describeDemo(world),
  }),
  route({
    ...demoOnly,
    method: "GET",
    path: "/demo/messages",
    summary: "Messages sent, newest first",
    query: Type.Object({ to: Type.Optional(Type.String({ maxLength: 254 })) }),
    problems: ["bad-identifier"],
    does: async (world, { query }) => (await readMessages(world, query.to)).messages,
  }),
  route({
    ...demoOnly,
    method: "POST",
    path: "/demo/clock",
    summary: "Move the clock forward",
    body: Type.Object({ advance: Type.String({ maxLength: 40 }) }),
    problems: ["bad-duration", "no-clock"],
    does: (world, { body }) => advanceClock(world, body.advance),
  }),
  route({
    ...demoOnly,
    method: "POST",
    path: "/demo/sign-in",
    summary: "Sign in as the owner of a demo account, or as somebody of the desk",
    body: Type.Object({ as: Type.String({ minLength: 1, maxLength: 64 }) }),
    secret: true,
    problems: ["no-account"],
    does: async (world, { body }) => {
      const cookie = await signInAs(world, body.as);
      return answer({ body: { as: body.as }, cookies: [cookie] });
    },
  }),
  route({
    ...demoOnly,
    method: "POST",
    path: "/demo/cases",
    summary: "Claims of the demo's people, for the desk to decide",
    does: (world) => makeCases(world),
  }),
  route({
    ...demoOnly,
    method: "POST",
    path: "/demo/reset",
    summary: "Back to the seeded state",
    does: async (world) => {
      await resetDemo(world);
      return { reset: true };
    },
  }),
];
