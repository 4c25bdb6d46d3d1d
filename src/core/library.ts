/**
 * `/shield.js` with its types: the shield for other people's pages and wallet apps, at a path that stays. It is public and holds
 * nothing of anybody, so any page may load it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";

const HEADERS = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "public, max-age=3600",
  vary: "accept-encoding",
};
const PACKED = { br: ".br", gzip: ".gz", "": "" } as const;

/** `dist`: the folder of what was built. */
export function mountLibrary(app: FastifyInstance, dist: string): void {
  app.get("/shield.js", (request, reply) => {
    const accepts = String(request.headers["accept-encoding"] ?? "");
    const how = /\bbr\b/.test(accepts) ? "br" : /\bgzip\b/.test(accepts) ? "gzip" : "";
    if (how) reply.header("content-encoding", how);
    return reply
      .headers(HEADERS)
      .type("text/javascript; charset=utf-8")
      .send(readFileSync(join(dist, `shield.js${PACKED[how]}`)));
  });
  app.get("/shield.d.ts", (_request, reply) =>
    reply
      .headers(HEADERS)
      .type("text/plain; charset=utf-8")
      .send(readFileSync(join(dist, "shield.d.ts"))),
  );
}
