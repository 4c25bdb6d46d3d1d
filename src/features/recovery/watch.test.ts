import assert from "node:assert/strict";
import { test } from "node:test";
import { owners, startClaim } from "../../../test/claimant.ts";
import { makeWorld, testWorld } from "../../../test/world.ts";

const world = testWorld();
const owner = owners(world);
let listening: Promise<string> | undefined;
const address = () => {
  listening ??= world.app.listen({ host: "127.0.0.1", port: 0 });
  return listening;
};

type Told = { id: string; event: string; state: string; given: string[] };

/** A reader of server-sent events, written from the HTML standard: fields up to an empty line. */
async function listen(path: string, token: string, lastId = "", base?: string) {
  const gone = new AbortController();
  const reply = await fetch((base ?? (await address())) + path, {
    headers: { authorization: `Bearer ${token}`, ...(lastId && { "last-event-id": lastId }) },
    signal: gone.signal,
  });
  const told: Told[] = [];
  const ended = (async () => {
    let text = "";
    for await (const piece of reply.body ?? []) {
      text += Buffer.from(piece).toString();
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
        if (!field("event")) continue;
        const { recovery } = JSON.parse(field("data"));
        const { state, given } = recovery;
        told.push({ id: field("id"), event: field("event"), state, given });
      }
    }
  })().catch(() => {});
  return { reply, told, ended, hangUp: () => gone.abort() };
}

const until = async (holds: () => boolean) => {
  for (let ms = 0; ms < 30_000 && !holds(); ms += 50)
    await new Promise((done) => setTimeout(done, 50));
  assert.ok(holds(), "not within 30 s");
};

test("I am told of each step as it happens, and the line ends with the recovery", async () => {
  const { phone } = await owner();
  const claim = await startClaim(world, phone);
  const path = `/v1/recoveries/${claim.recovery.id}/events`;
  const line = await listen(path, claim.token);
  assert.match(line.reply.headers.get("content-type") ?? "", /^text\/event-stream/);
  await until(() => line.told.length === 1);
  await claim.prove("sms-code", phone);
  await until(() => line.told.at(-1)?.given.includes("sms-code") ?? false);
  await claim.cancel();
  await until(() => line.told.at(-1)?.state === "cancelled");
  await line.ended;
});

test("a line that broke goes on after what I have seen, and tells nothing twice", async () => {
  const { phone } = await owner();
  const claim = await startClaim(world, phone);
  const path = `/v1/recoveries/${claim.recovery.id}/events`;
  const first = await listen(path, claim.token);
  await until(() => first.told.length === 1);
  first.hangUp();
  const again = await listen(path, claim.token, first.told[0]?.id);
  await new Promise((done) => setTimeout(done, 1500));
  assert.equal(again.told.length, 0);
  await claim.cancel();
  await until(() => again.told.length === 1);
  assert.equal(again.told[0]?.state, "cancelled");
  await again.ended;
});

test("nobody else listens: another's claim is not there, and lines are few", async () => {
  const one = await startClaim(world, (await owner()).phone);
  const two = await startClaim(world, (await owner()).phone);
  const path = `/v1/recoveries/${one.recovery.id}/events`;
  assert.equal((await listen(path, two.token)).reply.status, 404);
  assert.equal((await listen(path, "none")).reply.status, 401);
  const lines = await Promise.all([1, 2, 3, 4].map(() => listen(path, one.token)));
  await until(() => lines.every(({ told }) => told.length === 1));
  assert.equal((await listen(path, one.token)).reply.status, 429);
  for (const line of lines) line.hangUp();
});

test("a name without an account is told the same", async () => {
  const claim = await startClaim(world, "139 9999 0001");
  const line = await listen(`/v1/recoveries/${claim.recovery.id}/events`, claim.token);
  await until(() => line.told.length === 1);
  assert.equal(line.told[0]?.state, "proving");
  line.hangUp();
});

test("a stop of the server does not wait for those who listen", async () => {
  const other = await makeWorld();
  await other.account("acc_stop", { phone: "+8613900008888" });
  const claim = await startClaim(other, "139 0000 8888");
  const url = await other.app.listen({ host: "127.0.0.1", port: 0 });
  const path = `/v1/recoveries/${claim.recovery.id}/events`;
  const line = await listen(path, claim.token, "", url);
  await until(() => line.told.length === 1);
  const began = performance.now();
  await other.end();
  const ms = performance.now() - began;
  assert.ok(ms < 20_000, `${ms} ms`);
  await line.ended;
});
