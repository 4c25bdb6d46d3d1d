import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import { exportActivity, readActivity } from "./actions.ts";
import { kinds } from "./kinds.ts";

const owner = (actor: unknown) => actor as Owner;
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));

export const routes = [
  route({
    method: "GET",
    path: "/v1/me/activity",
    who: ["owner"],
    summary:
      "What happened to the account, the newest first, in words; `next` is the `before` of the next page",
    query: Type.Object({
      before: Type.Optional(Type.String({ pattern: "^[0-9]{1,10}$" })),
      kind: Type.Optional(oneOf(kinds)),
    }),
    does: (world, { actor, query }) =>
      readActivity(world, owner(actor).accountId, query.before, query.kind),
  }),
  route({
    method: "GET",
    path: "/v1/me/activity/export",
    who: ["owner"],
    summary:
      "The whole record as a file, with whether its chain holds; itself a line of the record",
    query: Type.Object({
      format: oneOf(["csv", "json"] as const),
      kind: Type.Optional(oneOf(kinds)),
      lang: Type.Optional(oneOf(["en", "zh"] as const)),
    }),
    answerType: "text/csv",
    problems: ["too-many"],
    does: async (world, { actor, query: { lang, ...asked } }) => {
      const file = await exportActivity(world, owner(actor), { ...asked, lang: lang ?? "en" });
      const headers = { "content-disposition": `attachment; filename="activity.${asked.format}"` };
      return answer({ ...file, headers });
    },
  }),
];
