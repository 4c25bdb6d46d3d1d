/**
 * Writes `sdk/api.ts`: every call that a wallet's back end or a claimant's own screens can make, with its types, from
 * the OpenAPI document. `test/sdk.test.ts` holds the file against it; UPDATE_REFERENCE=1 writes it.
 */
type Json = any;

/** Calls of these alone are the portal's and the desk's own: they come with a cookie of theirs. */
const COOKIES = new Set(["ownerCookie", "staffCookie"]);
const isText = (type: string) => /^application\/(x-ndjson)$/.test(type);

export function sdkOf(document: Json): string {
  const operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  const ours = operations.filter(({ operation }) => isOurs(operation));
  const codes = new Set<string>();
  const entries = ours.map(({ name, operation }) => {
    for (const code of codesOf(operation)) codes.add(code);
    return entryOf(name, operation);
  });
  const lines = ours
    .filter(({ operation }) => isText(bodyOf(operation)?.type ?? ""))
    .map(({ name }) => `  ${JSON.stringify(name)},\n`);
  return `/**
 * The calls of a Rightful server, with their types. Written from its OpenAPI document by \`scripts/sdk.ts\`;
 * never by hand. What \`answer: unknown\` is stands in docs/guide.
 */

export type Api = {
${entries.join("")}};

/** The stable codes of refusals: decide by these, never by a sentence (docs/reference/problems.md). */
export type ProblemCode =
${[...codes]
  .sort()
  .map((code) => `  | ${JSON.stringify(code)}`)
  .join("\n")};

/** Calls whose body is text: one JSON object a line. */
export const lines: ReadonlySet<string> = new Set([
${lines.join("")}]);
`;
}

function isOurs({ security, requestBody, responses }: Json): boolean {
  const isCookie = security.every((one: Json) => Object.keys(one).some((key) => COOKIES.has(key)));
  const types = [
    ...Object.keys(requestBody?.content ?? {}).filter((type) => !isText(type)),
    ...Object.entries<Json>(responses)
      .filter(([status]) => status.startsWith("2"))
      .flatMap(([, { content }]) => Object.keys(content ?? {})),
  ];
  const isAnswered = Object.keys(responses).some((status) => status.startsWith("2"));
  // Files, streams, redirects and forms have clients of their own.
  return !isCookie && isAnswered && types.every((type) => /^application\/(\w+\+)?json$/.test(type));
}

const bodyOf = ({ requestBody }: Json) => {
  const [first] = Object.entries<Json>(requestBody?.content ?? {});
  return first && { type: first[0], schema: first[1].schema, isNeeded: requestBody.required };
};

const codesOf = ({ responses }: Json): string[] =>
  Object.values<Json>(responses).flatMap(
    ({ content }) =>
      content?.["application/problem+json"]?.schema.allOf?.[1]?.properties.code.enum ?? [],
  );

function entryOf(name: string, operation: Json): string {
  const parameters = (operation.parameters ?? []).filter((each: Json) => each.schema);
  const of = (place: string) => parameters.filter((each: Json) => each.in === place);
  const [params, query] = [of("path"), of("query")];
  const body = bodyOf(operation);
  const members = [
    ...(params.length > 0 ? [["params", true, named(params)] as const] : []),
    ...(query.length > 0
      ? [["query", query.some((each: Json) => each.required), named(query)] as const]
      : []),
    ...(body
      ? [["body", body.isNeeded, isText(body.type) ? "string" : typeOf(body.schema)] as const]
      : []),
  ];
  const [, done] = Object.entries<Json>(operation.responses).find(([status]) =>
    status.startsWith("2"),
  ) as [string, Json];
  const answer = done.content ? typeOf(Object.values<Json>(done.content)[0].schema) : "undefined";
  const given = members.map(
    ([key, isNeeded, type]) => `    ${key}${isNeeded ? "" : "?"}: ${type};\n`,
  );
  const summary = operation.summary.replaceAll("*/", "* /");
  return `  /** ${summary}${/[.?]$/.test(summary) ? "" : "."} */
  ${JSON.stringify(name)}: {
${given.join("")}    answer: ${answer};
  };
`;
}

const named = (parameters: Json[]) =>
  `{ ${parameters.map(({ name, required, schema }) => `${key(name)}${required ? "" : "?"}: ${typeOf(schema)}`).join("; ")} }`;

const key = (name: string) => (/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name));

/** The type of a JSON Schema, as far as our routes use it; what it cannot say is `unknown`. */
function typeOf(schema: Json): string {
  if (schema === undefined || schema === true) return "unknown";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((each: Json) => JSON.stringify(each)).join(" | ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" | ");
  switch (schema.type) {
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "number":
    case "integer":
      return "number";
    case "array":
      return schema.items ? `(${typeOf(schema.items)})[]` : "unknown[]";
    case "object":
      return objectOf(schema);
    default:
      return "unknown";
  }
}

function objectOf({ properties, required = [], patternProperties, additionalProperties }: Json) {
  const members = Object.entries<Json>(properties ?? {}).map(
    ([name, each]) => `${key(name)}${required.includes(name) ? "" : "?"}: ${typeOf(each)}`,
  );
  if (members.length === 0 && patternProperties) {
    const [each] = Object.values<Json>(patternProperties);
    return `Record<string, ${Object.keys(each).length > 0 ? typeOf(each) : "unknown"}>`;
  }
  if (members.length === 0) return "Record<string, unknown>";
  const whole = `{ ${members.join("; ")} }`;
  return additionalProperties === true ? `${whole} & Record<string, unknown>` : whole;
}
