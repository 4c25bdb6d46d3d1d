/**
 * `{ policy?: { name } | { text }, against?: the same, cases?, seed? }` in; without a policy the one in force is
 * tried. Out: `{ simulation }` as `rightful policy simulate --json` prints it, all of it simulated; what its `goals`
 * say is in `goal.ts`.
 */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { replay, simulate } from "./actions.ts";

/** The text of a policy's file, or the name of one that is known here. */
const tried = Type.Union([
  Type.Object(
    { name: Type.String({ minLength: 1, maxLength: 64 }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { text: Type.String({ minLength: 2, maxLength: 100_000 }) },
    { additionalProperties: false },
  ),
]);

export const routes = [
  route({
    method: "POST",
    path: "/v1/policies/simulate",
    who: ["agent"],
    roles: ["supervisor", "analyst", "admin"],
    summary:
      "Try a policy, or a draft beside another, on simulated owners and impostors; `count` in a goal's `missedBy` is who was in time, of impostors who got in",
    body: Type.Object({
      policy: Type.Optional(tried),
      against: Type.Optional(tried),
      cases: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
      seed: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 })),
    }),
    repeatable: true,
    problems: ["unsound-policy", "no-policy", "simulation-runs"],
    does: (world, { body: { cases = 2000, seed = 1, ...policies } }) =>
      simulate(world, { cases, seed, ...policies }),
  }),
  route({
    method: "POST",
    path: "/v1/policies/replay",
    who: ["agent"],
    roles: ["supervisor", "analyst", "admin"],
    summary:
      "The last real recoveries under a draft: who would have been shut out, what was stopped",
    body: Type.Object({
      policy: tried,
      last: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    repeatable: true,
    problems: ["unsound-policy", "no-policy"],
    does: (world, { body: { policy, last = 500 } }) => replay(world, { policy, last }),
  }),
];
