/** How an answer leaves: its cookies, its body, or a line that goes on. */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { BadInput, problemBody } from "./problem.ts";
import type { Answer, Route } from "./route.ts";
import { linesOf } from "./stream.ts";
import type { World } from "./world.ts";

const ENDING = "ending";

/**
 * A stop waits for requests that go on, and for nothing else: lines that are open end first, connections that never
 * asked anything are closed (browsers open some ahead), and the last answer of the others says that it is the last.
 * Node would wait for each more than a minute.
 */
export function lineEnds(app: FastifyInstance) {
  const ending = new AbortController();
  const silent = new Set<Socket>();
  app.decorate(ENDING, ending.signal);
  app.server.on("connection", (socket: Socket) => {
    if (ending.signal.aborted) return socket.destroy();
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  app.server.on("request", ({ socket }: IncomingMessage) => silent.delete(socket));
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (ending.signal.aborted) reply.header("connection", "close");
    done(null, payload);
  });
  app.addHook("preClose", async () => {
    ending.abort();
    for (const socket of silent) socket.destroy();
  });
}

export function send(
  world: World,
  route: Route,
  { body, status, cookies = [], stream, location, type, headers }: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  for (const { name, value, maxAgeSeconds, path = "/" } of cookies)
    reply.setCookie(name, value, {
      path,
      httpOnly: true,
      sameSite: "lax",
      secure: world.config.url.startsWith("https:"),
      maxAge: maxAgeSeconds,
    });
  if (headers) reply.headers(headers);
  if (location) reply.header("location", location);
  if (type) reply.type(type);
  if (!stream) return reply.status(status ?? route.status ?? 200).send(body);
  const gone = new AbortController();
  request.raw.once("close", () => gone.abort());
  const ending = request.server.getDecorator<AbortSignal>(ENDING);
  const signal = AbortSignal.any([gone.signal, ending]);
  const lastId = String(request.headers["last-event-id"] ?? "").slice(0, 64);
  // A connection that stayed open afterwards would hold up a stop; and proxies that gather answers would
  // keep what is told until the end.
  reply
    .header("connection", "close")
    .header("x-accel-buffering", "no")
    .type("text/event-stream; charset=utf-8");
  return reply.send(Readable.from(linesOf(stream, lastId, signal)));
}

/** What is not even HTTP has no request to answer: the same problem document, by hand. */
export function hangUp(socket: Socket) {
  const body = JSON.stringify(problemBody(BadInput()));
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  if (socket.writable) socket.end(`${head}\r\n\r\n${body}`);
  else socket.destroy();
}
