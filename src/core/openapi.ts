/**
 * The OpenAPI 3.1 document, written from the routes themselves: what validates a request also
 * describes it, so the two cannot disagree.
 */
import type { TObject, TSchema } from "typebox";
import { problemList } from "./problem-list.ts";
import { type Feature, type Route, strict, type Who } from "./route.ts";

type Json = Record<string, unknown>;
export type Info = { title: string; version: string; url: string };

/** What each kind of caller shows; several entries are alternatives. */
const shownBy: Record<Who, readonly Json[]> = {
  anyone: [{}],
  claimant: [{ claimantToken: [] }, { claimantCookie: [] }],
  owner: [{ ownerCookie: [] }],
  client: [{ serviceKey: [] }],
  agent: [{ staffCookie: [] }],
  demo: [{}],
};

/** The names of the cookies are held against the features' own by a test. */
const securitySchemes = {
  claimantToken: {
    type: "http",
    scheme: "bearer",
    description: "The token of one recovery, from the answer that began it.",
  },
  claimantCookie: {
    type: "apiKey",
    in: "cookie",
    name: "rightful_claim",
    description: "The same token in the portal.",
  },
  ownerCookie: {
    type: "apiKey",
    in: "cookie",
    name: "rightful_owner",
    description: "The owner's session in the security centre.",
  },
  staffCookie: {
    type: "apiKey",
    in: "cookie",
    name: "rightful_staff",
    description: "The session of somebody at the desk.",
  },
  serviceKey: {
    type: "http",
    scheme: "bearer",
    description: "A service key (`rk_...`) of the wallet's back end, with a scope.",
  },
};

const problemSchema = {
  type: "object",
  description: "A problem document (RFC 9457). Further members depend on the code.",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string", description: "JSON pointer (RFC 6901) to the field." },
          detail: { type: "string" },
        },
      },
    },
  },
};

const IdempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A name of your own for this request. The same request with the same key is done once.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
};

/** Pure: the same features give the same document. Hidden routes (the demo's) are left out. */
export function openapi(features: readonly Feature[], { title, version, url }: Info) {
  const paths: Record<string, Json> = {};
  for (const { name, routes } of features)
    for (const route of routes) {
      if (route.hidden) continue;
      const path = pathOf(route);
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
    }
  return {
    openapi: "3.1.0",
    info: {
      title,
      version,
      description:
        "JSON in camelCase. Refusals are problem documents; decide by `code`. Times are RFC 3339 in UTC.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url }],
    tags: features
      .filter(({ routes }) => routes.some(({ hidden }) => !hidden))
      .map(({ name }) => ({ name })),
    paths,
    components: {
      securitySchemes,
      parameters: { IdempotencyKey },
      schemas: { Problem: problemSchema },
    },
  };
}

export const pathOf = ({ path }: Route) => path.replace(/:(\w+)/g, "{$1}");

/** `POST /v1/recoveries/:recoveryId/proofs` is `postRecoveriesProofs...`: unique, and stable. */
const operationId = ({ method, path }: Route) =>
  method.toLowerCase() +
  path
    .replace(/^\/v1/, "")
    .split(/[/-]/)
    .filter(Boolean)
    .map((part) => (part.startsWith(":") ? `By${capital(part.slice(1))}` : capital(part)))
    .join("");

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function operation(tag: string, route: Route): Json {
  const { method, summary, who, scope, params, query, headers, body, takesFile } = route;
  const { bodyType = "application/json" } = route;
  const parameters = [
    ...parametersOf(params, "path"),
    ...parametersOf(query, "query"),
    ...parametersOf(headers, "header"),
    ...(method === "POST" ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
  ];
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    ...(scope
      ? {
          description: `Needs a service key with the scope ${[scope]
            .flat()
            .map((one) => `\`${one}\``)
            .join(" or ")}.`,
        }
      : {}),
    security: who.flatMap((each) => shownBy[each]),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takesFile
      ? { requestBody: { required: false, content: { [bodyType]: { schema: {} } } } }
      : {}),
    ...(body
      ? {
          requestBody: {
            required: needed(body),
            content: { [bodyType]: { schema: closed(body) } },
          },
        }
      : {}),
    responses: responsesOf(route),
  };
}

/** Without a body the empty object is meant: only a body with something in it is required. */
const needed = (body: TSchema) => ((body as { required?: string[] }).required ?? []).length > 0;

/** Unknown fields are refused by the server, so the document says so, unless a route lets them be. */
const closed = (schema: TSchema): Json => plain(strict(schema));
const plain = (schema: TSchema): Json => JSON.parse(JSON.stringify(schema)) as Json;

const parametersOf = (schema: TObject | undefined, place: "path" | "query" | "header"): Json[] =>
  Object.entries(schema?.properties ?? {}).map(([name, each]) => ({
    name,
    in: place,
    required: place === "path" || ((schema?.required ?? []) as readonly string[]).includes(name),
    schema: plain(each as TSchema),
  }));

/** What any such route may answer, beside what it lists itself. */
export function problemsOf({ problems = [], who, scope, body, params, method }: Route): string[] {
  const open = who.includes("anyone") || who.includes("demo");
  return [
    ...new Set([
      ...problems,
      ...(body || params || method !== "GET" ? ["bad-input"] : []),
      ...(open ? [] : ["not-signed-in"]),
      ...(scope ? ["not-allowed"] : []),
      ...(who.includes("claimant") ? ["not-found"] : []),
      ...(method === "GET"
        ? []
        : ["bad-idempotency-key", "key-reused", "in-progress", "already-done"]),
      ...(body ? ["wrong-type", "too-large"] : []),
      ...(method === "GET" ? [] : ["other-site", "try-again"]),
      "broken",
    ]),
  ].sort();
}

const typeOf = ({ streams, answerType = "application/json" }: Route) =>
  streams ? "text/event-stream" : answerType;

function responsesOf(route: Route): Json {
  const status = route.status ?? 200;
  const done: Json =
    status === 204
      ? { description: "Done" }
      : {
          description: "Done",
          content: { [typeOf(route)]: { schema: route.answer ? plain(route.answer) : {} } },
        };
  const byStatus: Record<string, string[]> = {};
  for (const code of problemsOf(route)) {
    const refused = String(problemList[code]?.status ?? "default");
    byStatus[refused] = [...(byStatus[refused] ?? []), code];
  }
  const refusals = Object.entries(byStatus).map(([refused, codes]) => [
    refused,
    {
      description: codes
        .map((code) => `\`${code}\`: ${problemList[code]?.means ?? ""}`)
        .join("\n\n"),
      content: {
        "application/problem+json": {
          schema: {
            allOf: [
              { $ref: "#/components/schemas/Problem" },
              { type: "object", properties: { code: { enum: codes } } },
            ],
          },
        },
      },
    },
  ]);
  return { [String(status)]: done, ...Object.fromEntries(refusals) };
}
