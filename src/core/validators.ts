/**
 * What a route takes, judged by the validator that Fastify brings. Each is compiled when its route is first asked: all of
 * them at once are most of what building the server costs, and no start has the time. That every one of them can be
 * compiled is looked at in validators.test.ts.
 */
import { type Route, strict } from "./route.ts";

/** Of one route, as Fastify wants it. */
export const schemaOf = ({ params, query, body, headers }: Route) => ({
  ...(headers && { headers }),
  ...(params && { params: strict(params) }),
  ...(query && { querystring: strict(query) }),
  ...(body && { body: strict(body) }),
});

type Validate = { (data: unknown): unknown; errors?: unknown };
type Compiler = { compile(schema: unknown): Validate };

function whenAsked(ajv: Compiler): void {
  const compile = ajv.compile.bind(ajv);
  ajv.compile = (schema) => {
    let made: Validate | undefined;
    const validate: Validate = (data) => {
      made ??= compile(schema);
      const isValid = made(data);
      validate.errors = made.errors;
      return isValid;
    };
    return validate;
  };
}

/** Unknown fields are refused, not dropped; numbers in text stay text. */
export const ajv = {
  customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true },
  onCreate: (made: unknown) => whenAsked(made as Compiler),
} as const;
