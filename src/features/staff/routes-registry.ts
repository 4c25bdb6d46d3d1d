/** The registry of official channels for the desk: read by all of it, edited by two admins. */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { lists } from "../registry/index.ts";
import type { Agent } from "./changes.ts";
import { describeRegistry, proposeEdit, registryHistory } from "./registry-desk.ts";

const agent = (actor: unknown) => actor as Agent;
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const deed = Type.Union((["add", "remove", "replace"] as const).map((one) => Type.Literal(one)));

export const registryRoutes = [
  route({
    method: "GET",
    path: "/v1/registry",
    who: ["agent"],
    summary: "The official channels in force, and the changes of them that wait for a second admin",
    does: (world, { actor }) => describeRegistry(world, agent(actor)),
  }),
  route({
    method: "GET",
    path: "/v1/registry/history",
    who: ["agent"],
    summary: "The versions of the official channels: what each changed, who asked, who agreed",
    does: (world) => registryHistory(world),
  }),
  route({
    method: "POST",
    path: "/v1/registry/changes",
    who: ["agent"],
    roles: ["admin"],
    summary: "Ask a second admin for one edit of the official channels",
    body: Type.Object({
      deed,
      list: Type.Union(lists.map((one) => Type.Literal(one))),
      brand: Type.Union([words(64), Type.Null()]),
      value: words(200),
      by: Type.Optional(words(200)),
      reason: words(500),
    }),
    status: 201,
    problems: ["own-change"],
    does: (world, { actor, body: { reason, ...edit } }) =>
      proposeEdit(world, agent(actor), edit, reason),
  }),
];
