import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { listGuides, openGuide } from "./actions.ts";
import { langs } from "./rules.ts";

const lang = Type.Optional(Type.Union(langs.map((one) => Type.Literal(one))));

export const routes = [
  route({
    method: "GET",
    path: "/v1/guides",
    who: ["anyone"],
    summary: "Help-centre articles: all, those of a situation, or those that answer a question",
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 200 })),
      situation: Type.Optional(Type.String({ maxLength: 40 })),
      lang,
    }),
    does: (_world, { query }) => listGuides(query),
  }),
  route({
    method: "GET",
    path: "/v1/guides/:slug",
    who: ["anyone"],
    summary: "One article, as HTML of six plain constructions; its numbers are the policy's",
    params: Type.Object({ slug: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ lang }),
    problems: ["no-guide"],
    does: (world, { params, query }) => openGuide(world, params.slug, query.lang),
  }),
];
