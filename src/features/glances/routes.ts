import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { type Agent, answer, listMine, look } from "./actions.ts";
import { allReasons, answers } from "./rules.ts";

const agent = (actor: unknown) => actor as Agent;
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const atDesk = { who: ["agent"] as const, roles: ["agent", "supervisor"] };
const params = Type.Object({ glanceId: Type.String({ maxLength: 40 }) });

export const routes = [
  route({
    ...atDesk,
    method: "GET",
    path: "/v1/desk/glances",
    summary: "Pairs of pictures that I was drawn to compare",
    does: (world, { actor }) => listMine(world, agent(actor)),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/desk/glances/:glanceId/views",
    summary: "Look at both pictures; the look is written down first",
    params,
    secret: true,
    problems: ["no-glance", "glance-not-yours", "second-person"],
    does: (world, { actor, params }) => look(world, agent(actor), params.glanceId),
  }),
  route({
    ...atDesk,
    method: "POST",
    path: "/v1/desk/glances/:glanceId/answer",
    summary: "Say whether both pictures show one person",
    params,
    body: Type.Object({ outcome: oneOf(answers), reason: oneOf(allReasons) }),
    problems: ["no-glance", "glance-not-yours", "glance-unseen"],
    does: (world, { actor, params, body }) => answer(world, agent(actor), params.glanceId, body),
  }),
];
