import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { pathNames } from "./bodies.ts";
import { POSTS_MAX, pushPosts } from "./pushing.ts";
import * as sources from "./sources.ts";
import { WEIGHT_MAX } from "./table.ts";

const atDesk = { who: ["agent"] as const, roles: ["supervisor", "admin"] };
const params = Type.Object({
  sourceId: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$" }),
});
const path = Type.String({ maxLength: 120, pattern: "^[\\w$-]*(\\.[\\w$-]+)*$" });
const name = Type.String({ minLength: 1, maxLength: 60 });
const given = {
  kind: Type.Union(sources.setKinds.map((kind) => Type.Literal(kind))),
  name: Type.Object({ en: name, zh: name }, { additionalProperties: false }),
  url: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  config: Type.Optional(
    Type.Object(
      {
        paths: Type.Optional(
          Type.Object(Object.fromEntries(pathNames.map((each) => [each, Type.Optional(path)])), {
            additionalProperties: false,
          }),
        ),
        base: Type.Optional(Type.Union([Type.Literal("counted"), Type.Literal("left")])),
        weight: Type.Optional(Type.Number({ minimum: 0, maximum: WEIGHT_MAX })),
        keys: Type.Optional(Type.Array(name, { maxItems: 20 })),
      },
      { additionalProperties: false },
    ),
  ),
  everySeconds: Type.Optional(Type.Integer({ minimum: 120, maximum: 86_400 })),
  enabled: Type.Optional(Type.Boolean()),
};
const body = Type.Object({ ...given, version: Type.Optional(Type.Integer({ minimum: 1 })) });

export const sourceRoutes = [
  route({
    method: "GET",
    path: "/v1/topics/sources",
    who: ["agent"],
    roles: ["supervisor", "admin", "analyst"],
    summary: "Where posts of hot topics come from, and how each source is",
    does: (world) => sources.listSources(world),
  }),
  route({
    method: "PUT",
    path: "/v1/topics/sources/:sourceId",
    ...atDesk,
    summary: "Make a source, or change it; `version` is the one that was looked at",
    params,
    body,
    problems: ["source-changed", "no-source"],
    does: (world, { actor, params, body }) =>
      sources.setSource(world, actor, params.sourceId, body as sources.Given),
  }),
  route({
    method: "DELETE",
    path: "/v1/topics/sources/:sourceId",
    ...atDesk,
    summary: "Read a source no longer; what it gave stays counted",
    params,
    status: 204,
    problems: ["no-source"],
    does: (world, { actor, params }) => sources.removeSource(world, actor, params.sourceId),
  }),
  route({
    method: "POST",
    path: "/v1/topics/source-trials",
    ...atDesk,
    summary: "Try a source as it would be set: what would be read now; nothing is counted or kept",
    body: Type.Object(given),
    repeatable: true,
    does: (world, { body }) => sources.trySource(world, body as sources.Given),
  }),
  route({
    method: "GET",
    path: "/v1/topics/sources/:sourceId/body",
    ...atDesk,
    summary: "What the last good body of a source holds",
    params,
    problems: ["no-source"],
    does: (world, { params }) => sources.lastBody(world, params.sourceId),
  }),
  route({
    method: "POST",
    path: "/v1/posts",
    who: ["client"],
    scope: "posts",
    summary: `Push posts for hot topics, one JSON object a line, ${POSTS_MAX} lines at most; repeats count once, bad lines come back with their number`,
    body: Type.String(),
    bodyType: "application/x-ndjson",
    bodyMax: 8 * 1_048_576,
    repeatable: true,
    problems: ["bad-posts", "too-large", "too-many"],
    does: (world, { actor, body }) => pushPosts(world, actor, body),
  }),
];
