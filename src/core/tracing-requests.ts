/** A span a request: of a page, and of the route that the page asks in its turn. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Begun, beginSpan, traceparent, within } from "./tracing.ts";
import type { World } from "./world.ts";

/** Where everything begins; a caller's `traceparent` (W3C Trace Context) is gone on from. */
export function traceRequests(app: FastifyInstance, world: World): void {
  if (world.config.traceEndpoint === "") return;
  const begun = new WeakMap<FastifyRequest, Begun>();
  app.addHook("onRequest", (request, _reply, done) => {
    const span = beginSpan(
      world,
      request.method,
      "server",
      request.headers.traceparent ?? traceparent(),
    );
    if (!span) return done();
    begun.set(request, span);
    within(span, done);
  });
  app.addHook("onResponse", async (request, reply) => {
    // The pattern and never the path: ids and names stay out of it.
    const route = request.routeOptions.url ?? "none";
    begun.get(request)?.end({
      name: `${request.method} ${route}`,
      attributes: {
        "http.request.method": request.method,
        "http.route": route,
        "http.response.status_code": reply.statusCode,
      },
      failed: reply.statusCode >= 500,
    });
  });
}
