import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { aDesk, claimCase } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { buildApp } from "../../app.ts";

// Before the world ends: connections that this file keeps alive would be waited for.
after(() => world.app.server.closeAllConnections());
const world = testWorld({ RIGHTFUL_CASES_PER_DAY: "100000" });
const owner = owners(world);
const desk = aDesk(world);
let ids = 0;
const newId = () => `message-${++ids}-xxxxxxxx`;

const listening = new Map<FastifyInstance, Promise<string>>();
const addressOf = (app: FastifyInstance) => {
  const known = listening.get(app) ?? app.listen({ host: "127.0.0.1", port: 0 });
  listening.set(app, known);
  return known;
};

type Told = { id: string; event: string; data: any };
type Reader = { bearer?: string; cookie?: string; lastId?: string; base?: string };

/** A reader of server-sent events, written from the HTML standard: fields up to an empty line. */
async function listen(path: string, { bearer, cookie, lastId, base }: Reader) {
  const gone = new AbortController();
  const reply = await fetch((base ?? (await addressOf(world.app))) + path, {
    headers: {
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(cookie && { cookie: `rightful_staff=${cookie}` }),
      ...(lastId && { "last-event-id": lastId }),
    },
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
        if (field("event"))
          told.push({ id: field("id"), event: field("event"), data: JSON.parse(field("data")) });
      }
    }
  })().catch(() => {});
  const said = () => told.filter(({ event }) => event === "said").map(({ data }) => data.text);
  const stands = () => told.filter(({ event }) => event === "stand").map(({ data }) => data);
  return { reply, told, said, stands, ended, hangUp: () => gone.abort() };
}

const until = async (holds: () => boolean) => {
  for (let ms = 0; ms < 30_000 && !holds(); ms += 20)
    await new Promise((done) => setTimeout(done, 20));
  assert.ok(holds(), "not within 30 s");
};

async function chatOf() {
  const { phone } = await owner();
  const claim = await claimCase(world, phone);
  const at = `${claim.caseAt}/messages`;
  const deskAt = `/v1/cases/${claim.caseId}/messages`;
  return {
    ...{ ...claim, at, deskAt },
    says: async (text: string) => {
      const reply = await world.as(claim.token).post(at, { id: newId(), text });
      assert.equal(reply.status, 201, JSON.stringify(reply.body));
    },
    answers: async (text: string, by = desk.tang) => {
      const reply = await by.post(deskAt, { id: newId(), text, lastSeen: 999_999 });
      assert.equal(reply.status, 201, JSON.stringify(reply.body));
    },
    listens: (more: Reader & { after?: number } = {}) =>
      listen(`${at}/events?after=${more.after ?? 0}`, { bearer: claim.token, ...more }),
    deskListens: async (by = desk.ye, more: Reader = {}) =>
      listen(`${deskAt}/events`, { cookie: await by.token(), ...more }),
  };
}

/** A second server on the same database: nothing is shared with the first but that. */
async function another() {
  const app = buildApp({ ...world.world, ports: { ...world.world.ports } });
  return { app, base: await addressOf(app), end: () => app.close() };
}

test("what one side says is on the other's page at once, in order", async () => {
  const chat = await chatOf();
  const [mine, theirs] = [await chat.listens(), await chat.deskListens()];
  await until(() => mine.stands().length > 0 && theirs.stands().length > 0);
  const took: number[] = [];
  for (const [text, say] of [
    ["One", chat.says],
    ["Two", chat.answers],
    ["Three", chat.says],
  ] as const) {
    const began = performance.now();
    await say(text);
    const n = took.length + 1;
    await until(() => mine.said().length === n && theirs.said().length === n);
    took.push(performance.now() - began);
  }
  // Without it each one after the first, which came with a look, waits for the next look: a whole second.
  assert.ok(Math.min(...took.slice(1)) < 900, "a hint of the same server shortens the wait");
  assert.deepEqual(mine.said(), ["One", "Two", "Three"]);
  assert.deepEqual(theirs.said(), ["One", "Two", "Three"]);
  assert.deepEqual(
    mine.told.filter(({ event }) => event === "said").map(({ id }) => id),
    ["1", "2", "3"],
  );
  mine.hangUp();
  theirs.hangUp();
});

test("two servers on one database: what is written at one arrives at the other, both ways", async () => {
  const second = await another();
  const chat = await chatOf();
  const mine = await chat.listens();
  const theirs = await chat.deskListens(desk.ye, { base: second.base });
  await until(() => mine.stands().length > 0 && theirs.stands().length > 0);
  await chat.says("Written at the first");
  await until(() => theirs.said().length === 1);
  const reply = await fetch(second.base + chat.deskAt, {
    method: "POST",
    headers: {
      cookie: `rightful_staff=${await desk.ye.token()}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ id: newId(), text: "Written at the second", lastSeen: 1 }),
  });
  assert.equal(reply.status, 201);
  await until(() => mine.said().length === 2);
  assert.deepEqual(mine.said(), ["Written at the first", "Written at the second"]);
  assert.deepEqual(theirs.said(), mine.said());
  // Both at once, at both: numbers without gaps, and each once.
  await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      n % 2
        ? chat.says(`Both ${"i".repeat(n + 1)}`)
        : fetch(`${second.base}${chat.at}`, {
            method: "POST",
            headers: { authorization: `Bearer ${chat.token}`, "content-type": "application/json" },
            body: JSON.stringify({ id: newId(), text: `Both ${"i".repeat(n + 1)}` }),
          }),
    ),
  );
  await until(() => mine.said().length === 12 && theirs.said().length === 12);
  assert.deepEqual(mine.said(), theirs.said());
  assert.equal(new Set(mine.said()).size, 12);
  for (const line of [mine, theirs]) line.hangUp();
  await second.end();
});

test("a line that broke goes on after what I have, and what came meanwhile is there once", async () => {
  const chat = await chatOf();
  const first = await chat.listens();
  await chat.says("One");
  await until(() => first.said().length === 1);
  first.hangUp();
  await first.ended;
  for (const text of ["Two", "Three", "Four"]) await chat.answers(text);
  const lastId = first.told.findLast(({ event }) => event === "said")?.id ?? "";
  const again = await chat.listens({ lastId });
  await until(() => again.said().length === 3);
  await chat.says("Five");
  await until(() => again.said().length === 4);
  assert.deepEqual(again.said(), ["Two", "Three", "Four", "Five"]);
  again.hangUp();
  // The same by a number, as a page asks that has lost its line for good.
  const { body } = await world.as(chat.token).get(`${chat.at}?after=2`);
  assert.deepEqual(
    body.messages.map(({ text }: any) => text),
    ["Three", "Four", "Five"],
  );
  assert.equal(body.last, 5);
});

test("whatever I missed comes whole", async () => {
  const chat = await chatOf();
  await chat.says("One");
  for (let n = 0; n < 21; n++) {
    await chat.answers(`Answer ${"i".repeat(n + 1)}`);
    if (n % 10 === 0) world.skip(61);
  }
  const line = await chat.listens();
  await until(() => line.said().length === 22);
  assert.equal(new Set(line.said()).size, 22);
  line.hangUp();
});

test("the desk sees whether my page is open, and no more", async () => {
  const chat = await chatOf();
  const theirs = await chat.deskListens();
  await until(() => theirs.stands().length > 0);
  assert.deepEqual(Object.keys(theirs.stands()[0]).sort(), ["canSend", "isOpen", "last", "now"]);
  assert.equal(theirs.stands().at(-1).isOpen, false);
  const mine = await chat.listens();
  await until(() => theirs.stands().at(-1).isOpen === true);
  assert.deepEqual(Object.keys(mine.stands()[0]).sort(), ["canSend", "last", "now"]);
  mine.hangUp();
  await until(() => theirs.stands().at(-1).isOpen === false);
  theirs.hangUp();
});

test("an open page that reads nothing is told of elsewhere later than a closed one", async () => {
  const { phone } = await owner();
  const claim = await claimCase(world, phone);
  const accountId = await desk.accountOf(claim.caseId);
  const { db } = world.world;
  const soon = new Date(world.now().getTime() + 3_600_000);
  await db
    .insertInto("caseChats")
    .values({ accountId, caseId: claim.caseId, seenSeq: 0, toldSeq: 0, openUntil: soon })
    .execute();
  await desk.tang.post(`/v1/cases/${claim.caseId}/messages`, {
    id: newId(),
    text: "Hello",
    lastSeen: 0,
  });
  const due = async () =>
    (
      await db
        .selectFrom("jobs")
        .select("key")
        .where("accountId", "=", accountId)
        .where("kind", "=", "chat-away")
        .where("state", "=", "due")
        .execute()
    ).map(({ key }) => key);
  assert.equal((await due()).length, 1);
  await world.pass(0.1);
  assert.match((await due())[0] ?? "", /:later$/);
  await world.pass(0.5);
  assert.deepEqual(await due(), []);
});

test("a decided case tells its lines that nothing is added any more", async () => {
  const chat = await chatOf();
  const mine = await chat.listens();
  await until(() => mine.stands().length > 0);
  assert.equal(mine.stands()[0].canSend, true);
  await chat.cancel();
  await world.settle();
  await until(() => mine.stands().at(-1).canSend === false);
  mine.hangUp();
});

test("lines are few, and another's are not there", async () => {
  const [one, two] = [await chatOf(), await chatOf()];
  const events = `${one.at}/events`;
  assert.equal((await listen(events, { bearer: two.token })).reply.status, 404);
  assert.equal((await listen(events, {})).reply.status, 401);
  assert.equal((await listen(`${one.deskAt}/events`, { bearer: one.token })).reply.status, 401);
  const lines = await Promise.all([1, 2, 3, 4].map(() => one.listens()));
  await until(() => lines.every((line) => line.stands().length > 0));
  assert.equal((await one.listens()).reply.status, 429);
  for (const line of lines) line.hangUp();
});

test("a sign of life comes with each line at once, so that silence means that it is dead", async () => {
  const chat = await chatOf();
  const line = await chat.listens();
  await until(() => line.stands().length > 0);
  assert.equal(line.stands()[0].last, 0);
  assert.equal(line.reply.headers.get("x-accel-buffering"), "no");
  line.hangUp();
});

test("a stop of the server does not wait for those who chat", async () => {
  const second = await another();
  const chat = await chatOf();
  const line = await chat.listens({ base: second.base });
  await until(() => line.stands().length > 0);
  const began = performance.now();
  await second.end();
  assert.ok(performance.now() - began < 20_000);
  await line.ended;
});
