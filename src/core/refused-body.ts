import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** So long what is too large is read away before it is answered. */
const READ_AWAY_MS = 1_000;

/**
 * What still arrives of a body that is refused is read away, for a moment, before it is answered. A connection that is
 * closed with bytes unread is reset, and whoever sends may lose the answer that says why (RFC 9112 section 9.6).
 */
export const readRefusedBodies = (app: FastifyInstance): unknown =>
  app.addHook("onSend", async ({ raw }, { statusCode }) => {
    if (statusCode === 413) await readAway(raw);
  });

async function readAway(request: IncomingMessage): Promise<void> {
  if (request.readableEnded || request.destroyed) return;
  const over = new AbortController();
  const ended = new Promise<void>((done) => request.once("end", done).once("close", done));
  request.resume();
  await Promise.race([ended, pause(READ_AWAY_MS, null, { signal: over.signal }).catch(() => {})]);
  over.abort();
}
