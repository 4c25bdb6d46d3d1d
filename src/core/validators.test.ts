import assert from "node:assert/strict";
import { test } from "node:test";
import Fastify from "fastify";
import { features } from "../app.ts";
import { ajv, schemaOf } from "./validators.ts";

const { customOptions } = ajv;

// Broken once: with a pattern that is no regular expression in a route of evidence this went red, and no start noticed.
test("what each route takes can be compiled, though a start compiles none of it", async () => {
  const app = Fastify({ ajv: { customOptions } });
  const routes = features.flatMap(({ routes }) => routes);
  for (const route of routes)
    app.route({
      method: route.method,
      url: route.path,
      schema: schemaOf(route),
      exposeHeadRoute: false,
      handler: async () => ({}),
    });
  await app.ready();
  assert.ok(routes.length > 200, `${routes.length} routes`);
});

test("a route that is asked a second time is judged as it was the first time", async () => {
  const app = Fastify({ ajv });
  const schema = {
    querystring: {
      type: "object",
      properties: { n: { type: "string", pattern: "^[0-9]+$" } },
      required: ["n"],
      additionalProperties: false,
    },
  };
  app.get("/", { schema }, async () => "taken");
  const codes: number[] = [];
  for (const query of ["?n=1", "", "?n=x&more=1", "?n=2"])
    codes.push((await app.inject(`/${query}`)).statusCode);
  assert.deepEqual(codes, [200, 400, 400, 200]);
  const { message } = (await app.inject("/?n=x&more=1")).json();
  assert.match(message, /pattern/);
  assert.match(message, /additional/);
  await app.close();
});
