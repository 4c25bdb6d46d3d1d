import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import { readActivity } from "./actions.ts";

export const routes = [
  route({
    method: "GET",
    path: "/v1/me/activity",
    who: ["owner"],
    summary:
      "What happened to the account, the newest first, in words; `next` is the `before` of the next page",
    query: Type.Object({ before: Type.Optional(Type.String({ pattern: "^[0-9]{1,10}$" })) }),
    does: (world, { actor, query }) =>
      readActivity(world, (actor as Owner).accountId, query.before),
  }),
];
