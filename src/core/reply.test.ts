/** What a stop of the server waits for: requests under way, and nothing else. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import Fastify from "fastify";
import { lineEnds } from "./reply.ts";

async function started() {
  const app = Fastify();
  lineEnds(app);
  app.get("/slow", async () => {
    await pause(500);
    return { done: true };
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as { port: number };
  const opened = async (text: string) => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.on("error", () => {});
    socket.write(text);
    return socket;
  };
  return { app, opened };
}

// Shown to work: without the line that closes them, and without the one that names the last answer, each took more
// than a minute.
test("a stop does not wait for a connection that never asked anything, or only half", async () => {
  const { app, opened } = await started();
  const open = await Promise.all([opened(""), opened("GET /slow HTTP/1.1\r\nHost: x\r\n")]);
  await pause(100);
  const began = performance.now();
  await app.close();
  assert.ok(performance.now() - began < 5000);
  for (const socket of open) socket.destroy();
});

test("a request that is under way is answered whole", async () => {
  const { app, opened } = await started();
  const socket = await opened("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await pause(100);
  const began = performance.now();
  const ends = app.close();
  let said = "";
  for await (const piece of socket.setEncoding("utf8")) said += piece;
  assert.match(said, /200 OK[\s\S]*\{"done":true\}$/);
  await ends;
  assert.ok(performance.now() - began < 5000);
});
