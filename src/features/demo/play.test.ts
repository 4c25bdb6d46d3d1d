import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { Kysely } from "kysely";
import { makeWorld } from "../../../test/world.ts";
import { buildApp, features, startWorkers } from "../../app.ts";
import type { Tables } from "../../core/tables.ts";
import { demoPorts, mountDemo, playDemo, seedDemo } from "./index.ts";

/** A server as `npm start` has it, on any free port; the clock moves as the tale moves it. */
async function demoServer() {
  const made = await makeWorld();
  const clock = { offsetMs: 0 };
  const world = {
    ...made.world,
    now: () => new Date(made.now().getTime() + clock.offsetMs),
    ports: demoPorts(made.world.db as Kysely<Tables>),
  };
  await seedDemo(world);
  const app = buildApp(world);
  await mountDemo(app, world, clock);
  const workers = startWorkers(world, features);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  after(async () => {
    await app.close();
    await workers.stop();
    await made.end();
  });
  return `http://127.0.0.1:${port}`;
}

test("the tales happen as they are told, and a second telling is noticed", async () => {
  const url = await demoServer();
  const lines: string[] = [];
  const code = await playDemo({ url, print: (line) => lines.push(line) });
  assert.equal(code, 0, lines.join("\n"));
  assert.match(lines.at(-1) ?? "", /^All \d\d steps happened as told, in \d+\.\d\d s\.$/);
  assert.ok(lines.some((line) => /^ +\d+\.\d\d s {2}The code arrives/.test(line)));
  // Played again without a reset, the first password is not right any more: it must say so.
  const again: string[] = [];
  assert.equal(await playDemo({ url, lang: "zh", print: (line) => again.push(line) }), 1);
  assert.match(again.at(-1) ?? "", /✗ {2}与预期不符/);
});
