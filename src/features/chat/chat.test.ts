import assert from "node:assert/strict";
import { test } from "node:test";
import { aDesk, claimCase, personOf } from "../../../test/cases.ts";
import { owners, startClaim } from "../../../test/claimant.ts";
import { type Reply, testWorld } from "../../../test/world.ts";
import { transact } from "../../core/db.ts";
import { verifyChain } from "../../core/events.ts";
import { addStaff, signInStaff, tieStaff } from "../staff/index.ts";

const world = testWorld({ RIGHTFUL_CASES_PER_DAY: "100000" });
const owner = owners(world);
const desk = aDesk(world);
let ids = 0;
const newId = () => `message-${++ids}-${"x".repeat(8)}`;

/** A case with both sides of its chat, through the public API. */
async function chatOf(more: Record<string, unknown> = {}, contact?: string) {
  const who = await owner();
  const claim = await claimCase(world, who.phone, more);
  if (contact !== undefined) assert.fail("a contact is given when the case is opened");
  return { ...claim, who, ...sides(claim) };
}
type Opened = Awaited<ReturnType<typeof claimCase>>;
const sides = ({ token, caseAt, caseId }: Opened) => ({
  says: (text: string, given: object = {}): Promise<Reply> =>
    world.as(token).post(`${caseAt}/messages`, { id: newId(), text, ...given }),
  reads: async (after = 0) => (await world.as(token).get(`${caseAt}/messages?after=${after}`)).body,
  at: `/v1/cases/${caseId}/messages`,
});
const answers = (person: typeof desk.tang, at: string, text: string, given: object = {}) =>
  person.post(at, { id: newId(), text, lastSeen: 999_999, ...given });
const texts = (chat: { messages: { text: string }[] }) => chat.messages.map(({ text }) => text);

test("I write to customer service, and they answer; nobody of them has a name", async () => {
  const chat = await chatOf();
  const sent = await chat.says("Hello, is anybody there?");
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  assert.equal(sent.body.message.seq, 1);
  assert.equal((await answers(desk.tang, chat.at, "Yes. We look at it.")).status, 201);
  assert.equal((await answers(desk.ye, chat.at, "您好。")).status, 201);
  const mine = await chat.reads();
  assert.deepEqual(texts(mine), ["Hello, is anybody there?", "Yes. We look at it.", "您好。"]);
  assert.deepEqual(
    mine.messages.map((each: any) => [each.from, Object.keys(each).sort().join()]),
    [
      ["claimant", "at,from,id,seq,text"],
      ["desk", "at,from,seq,text"],
      ["desk", "at,from,seq,text"],
    ],
  );
  assert.doesNotMatch(JSON.stringify(mine), /agt_|Name of|east|west/);
  const theirs = (await desk.tang.get(chat.at)).body;
  assert.deepEqual(texts(theirs), texts(mine));
  assert.doesNotMatch(JSON.stringify(theirs), /agt_|Name of/);
});

test("E21 the answer was lost and I send it again: one message, one time", async () => {
  const chat = await chatOf();
  const id = newId();
  const first = await chat.says("Once only", { id });
  world.skip(70);
  const again = await chat.says("Once only", { id });
  assert.deepEqual(again.body.message, first.body.message);
  const many = await Promise.all(
    Array.from({ length: 20 }, () => chat.says("At once", { id: "the-same-id-20" })),
  );
  assert.ok(many.every(({ status }) => status === 201));
  assert.equal(new Set(many.map(({ body }) => body.message.seq)).size, 1);
  assert.deepEqual(texts(await chat.reads()), ["Once only", "At once"]);
  const other = await chat.says("Something else", { id });
  assert.deepEqual([other.status, other.body.code], [409, "message-id-used"]);
  // The desk likewise, and whoever else takes the same id has a message of their own.
  const said = { id, text: "From the desk", lastSeen: 2 };
  const one = await desk.tang.post(chat.at, said);
  assert.deepEqual((await desk.tang.post(chat.at, said)).body.message, one.body.message);
  assert.equal(one.body.message.seq, 3);
});

test("E20 a code or a card number does not reach the desk, not even when I say that it is none", async () => {
  const chat = await chatOf();
  for (const [text, kind] of [
    ["482913", "code"],
    ["my card is 4111 1111 1111 1111", "card"],
    ["密码是 Harbour7", "password"],
  ] as const) {
    const asked = await chat.says(text);
    assert.deepEqual(
      [asked.status, asked.body.code, asked.body.kinds],
      [422, "looks-secret", [kind]],
    );
  }
  assert.deepEqual((await chat.reads()).messages, []);
  for (const text of ["482913", "my card is 4111 1111 1111 1111"])
    assert.equal((await chat.says(text, { sure: true })).status, 201);
  const { body } = await desk.tang.get(chat.at);
  assert.deepEqual(texts(body), ["••••••", "my card is •••• •••• •••• ••••"]);
  // Sent again after a lost answer it is the same, covered one.
  const id = newId();
  const one = await chat.says("code 482913", { id, sure: true });
  assert.deepEqual((await chat.says("code 482913", { id, sure: true })).body, one.body);
  assert.equal(
    (await chat.says("order 48291377", { sure: true })).body.message.text,
    "order 48291377",
  );
});

// Broken once: without the look at live codes the agent read the code of an "order", and this went red.
test("a code of ours that still works is covered even where it is called an order number", async () => {
  const chat = await chatOf();
  await chat.ask("sms-code");
  await world.settle();
  const code = world.codeTo(chat.who.phone);
  assert.match(code, /^\d{6}$/);
  const { body } = await chat.says(`order number ${code} of last week`, { sure: true });
  assert.equal(body.message.text, "order number •••••• of last week");
  const spaced = await chat.says(`order number ${code.slice(0, 3)} ${code.slice(3)}, ok`, {
    sure: true,
  });
  assert.doesNotMatch(spaced.body.message.text, /\d/);
  const raw = JSON.stringify(await world.events(chat.who.id));
  assert.ok(!raw.includes(code));
});

test("nobody of the desk can ask me for a code, or lead me to another page", async () => {
  const chat = await chatOf();
  for (const [text, code] of [
    ["Please send me the code you just got.", "asks-secret"],
    ["请把验证码发给我", "asks-secret"],
    ["Go on at https://evil.example/now", "foreign-link"],
    ["mail us: help@gmail.com", "foreign-link"],
    ["Card 4111 1111 1111 1111", "looks-secret"],
    ["Please call me on 138 1234 5678", "foreign-contact"],
    ["请加我微信 help8888", "foreign-contact"],
  ] as const) {
    const refused = await answers(desk.tang, chat.at, text, { sure: true });
    assert.deepEqual([refused.status, refused.body.code], [422, code], text);
  }
  assert.equal(
    (await answers(desk.tang, chat.at, "See http://localhost:8700/recover/case")).status,
    201,
  );
  assert.deepEqual(texts(await chat.reads()), ["See http://localhost:8700/recover/case"]);
});

test("marks that hide or turn a text are taken out before anybody reads it", async () => {
  const chat = await chatOf();
  await chat.says("\u202Eevil\u202C he\u200bllo");
  assert.deepEqual(texts(await chat.reads()), ["evil hello"]);
  assert.equal((await chat.says("\u200b\u200b")).status, 400);
  assert.equal((await chat.says("x".repeat(1001))).status, 400);
});

test("the chat of another case is never reached: 0 of 1,000 swapped ids", async () => {
  const mine = await chatOf();
  const others = await Promise.all(Array.from({ length: 10 }, () => chatOf()));
  for (const other of others) await other.says("Nobody else reads this");
  const as = world.as(mine.token);
  let reached = 0;
  for (let n = 0; n < 1000; n++) {
    const other = others[n % others.length] as Opened & { at: string };
    const near = `${other.recovery.id.slice(0, -2)}${String(n % 100).padStart(2, "0")}`;
    const id = n % 3 === 0 ? near : n % 3 === 1 ? other.recovery.id : other.caseId;
    const at = `/v1/recoveries/${id}/case/messages`;
    const reply =
      n % 4 === 0
        ? await as.post(at, { id: newId(), text: "Let me in" })
        : n % 4 === 1
          ? await as.get(`${at}/events`)
          : n % 4 === 2
            ? await as.get(`/v1/cases/${other.caseId}/messages`)
            : await as.get(at);
    if (![401, 404].includes(reply.status) || JSON.stringify(reply.body).includes("Nobody"))
      reached++;
  }
  assert.equal(reached, 0);
  for (const other of others) assert.equal((await other.reads()).messages.length, 1);
});

test("there is no chat without a case, and none for whoever has not shown the claim's token", async () => {
  const { phone } = await owner();
  const claim = await startClaim(world, phone, { situation: "lost-phone" });
  const at = `/v1/recoveries/${claim.recovery.id}/case/messages`;
  assert.equal((await world.as(claim.token).get(at)).body.code, "no-case");
  assert.equal((await world.as(claim.token).get(`${at}/events`)).body.code, "no-case");
  assert.equal((await world.as("").get(at)).status, 401);
  assert.equal((await world.call("POST", at, { id: newId(), text: "x" })).status, 401);
  const chat = await chatOf();
  const stranger = await claimCase(world, "139 9999 4242");
  assert.equal(
    (await sides(stranger).says("A name without an account is answered alike")).status,
    201,
  );
  for (const role of ["analyst", "admin"] as const) {
    const person = personOf(world, `agt_${role}`, role, null);
    assert.equal((await person.get(chat.at)).status, 403);
    assert.equal((await person.post(chat.at, { id: newId(), text: "x", lastSeen: 0 })).status, 403);
  }
});

test("whoever has an interest in the account neither reads nor writes in its chat", async () => {
  const chat = await chatOf();
  await chat.says("For customer service");
  const accountId = await desk.accountOf(chat.caseId);
  await addStaff(
    world.world,
    { kind: "system", id: "terminal" },
    { id: "agt_kin", name: "Kin", role: "agent", team: "east" },
  );
  await transact(world.world, (world) =>
    tieStaff(world, { kind: "system", id: "terminal" }, "agt_kin", accountId),
  );
  const kin = personOf(world, "agt_kin", "agent", "east", undefined, async () => {});
  assert.equal((await kin.get(chat.at)).body.code, "not-you");
  assert.equal((await kin.get(`${chat.at}/events`)).body.code, "not-you");
  assert.equal((await answers(kin, chat.at, "Hello")).body.code, "not-you");
  assert.equal((await kin.get(`/v1/cases/${chat.caseId}/replies`)).body.code, "not-you");
});

test("a look at a chat is written down in both chains, before anything is shown", async () => {
  const chat = await chatOf();
  const accountId = await desk.accountOf(chat.caseId);
  const looks = async () =>
    (await world.events(accountId)).filter(
      ({ type, actor }) => type === "file.viewed" && actor === "agent:agt_ye",
    ).length;
  const before = await looks();
  await desk.ye.get(chat.at);
  await desk.ye.get(chat.at);
  assert.equal(await looks(), before + 1);
  const own = await world.events("staff:agt_ye");
  assert.ok(
    own.some(({ type, payload }) => type === "staff.viewed" && payload.subject === chat.caseId),
  );
});

test("the case's chain says that something was said, and not what; and it still verifies", async () => {
  const chat = await chatOf();
  await chat.says("My grandmother's name is Plum Blossom");
  await answers(desk.tang, chat.at, "Thank you.");
  const accountId = await desk.accountOf(chat.caseId);
  const said = (await world.events(accountId)).filter(({ type }) => type === "case.message");
  assert.deepEqual(
    said.map(({ payload }) => [payload.seq, payload.from]),
    [
      [1, "claimant"],
      [2, "desk"],
    ],
  );
  assert.doesNotMatch(JSON.stringify(said), /Plum|Thank/);
  const { rows } = await (await import("kysely")).sql<{ line: string }>`
    select m::text as line from case_messages m where account_id = ${accountId}`.execute(
    world.world.db,
  );
  assert.equal(rows.length, 2);
  assert.doesNotMatch(JSON.stringify(rows), /Plum|Thank/);
  assert.equal(await verifyChain(world.world, accountId), null);
  const shown = await desk.tang.read(chat.caseId);
  assert.ok(shown.timeline.some(({ type }: any) => type === "case.message"));
  assert.doesNotMatch(JSON.stringify(shown), /Plum/);
});

test("E27 the desk waits for me and I write: its clock goes on with what was left", async () => {
  const chat = await chatOf();
  await desk.tang.take(chat.caseId);
  await world.pass(1);
  await desk.tang.take(chat.caseId);
  const until = new Date(world.now().getTime() + 48 * 3_600_000).toISOString();
  const waits = await desk.tang.post(`/v1/cases/${chat.caseId}/snooze`, { until, why: "claimant" });
  assert.equal(waits.status, 200, JSON.stringify(waits.body));
  const before = await desk.tang.read(chat.caseId);
  assert.equal(before.state, "waiting-claimant");
  await answers(desk.tang, chat.at, "We wait for you.");
  assert.equal((await desk.tang.read(chat.caseId)).state, "waiting-claimant");
  await world.pass(5);
  await chat.says("I am here again");
  const after = await desk.tang.read(chat.caseId);
  assert.equal(after.state, "open");
  assert.equal(after.pausedAt, null);
  assert.equal(after.clocks.ours.usedMs, before.clocks.ours.usedMs);
  await world.pass(1);
});

// Broken once: with `apply(..., "claimant-spoke")` in every state, the draw was gone and this went red.
test("talk is no evidence: what I write while a second person decides voids nothing", async () => {
  const chat = await chatOf();
  await desk.tang.take(chat.caseId);
  await desk.tang.tick(chat.caseId);
  assert.equal((await desk.tang.decide(chat.caseId, "refuse")).status, 200);
  const before = await desk.tang.read(chat.caseId);
  assert.equal((await chat.says("Please hurry, my boss is your director")).status, 201);
  const second = await desk.drawnFor(chat.caseId);
  const after = await desk.tang.read(chat.caseId);
  assert.deepEqual([after.state, after.evidenceVersion], ["second-check", before.evidenceVersion]);
  await second.tick(chat.caseId);
  assert.equal((await second.approve(chat.caseId, "refuse")).status, 200);
  // Decided: it can be read, and nothing is added.
  assert.deepEqual(texts(await chat.reads()), ["Please hurry, my boss is your director"]);
  assert.equal((await chat.reads()).canSend, false);
  assert.equal((await chat.says("But")).body.code, "case-ended");
  assert.equal((await answers(desk.tang, chat.at, "Well")).body.code, "case-ended");
});

test("a colleague has written since I looked: mine is not sent before I have read that", async () => {
  const chat = await chatOf();
  await chat.says("Hello");
  await answers(desk.tang, chat.at, "We will call it a number.", { lastSeen: 1 });
  const stale = await answers(desk.ye, chat.at, "It is something else", { lastSeen: 1 });
  assert.deepEqual([stale.status, stale.body.code, stale.body.last], [409, "stale-chat", 2]);
  // One's own words and the claimant's hold nobody up.
  assert.equal((await answers(desk.tang, chat.at, "More", { lastSeen: 1 })).status, 201);
  await chat.says("And more");
  assert.equal((await answers(desk.ye, chat.at, "Now I know", { lastSeen: 3 })).status, 201);
});

// Broken once: with the count taken out, all 60 were kept.
test("a storm of messages is stopped where it begins, exactly, and the desk goes on", async () => {
  const chat = await chatOf();
  const all = await Promise.all(
    Array.from({ length: 60 }, (_, n) => chat.says(`Storm ${n} of words`)),
  );
  const taken = all.filter(({ status }) => status === 201);
  assert.equal(taken.length, 12);
  assert.ok(all.every(({ status }) => status === 201 || status === 429));
  const kept = (await chat.reads()).messages.map(({ seq }: any) => seq);
  assert.deepEqual(
    kept,
    Array.from({ length: 12 }, (_, n) => n + 1),
  );
  assert.equal((await answers(desk.tang, chat.at, "One at a time, please.")).status, 201);
  const other = await chatOf();
  assert.equal((await other.says("Others write as before")).status, 201);
  world.skip(61);
  assert.equal((await chat.says("Calm again")).status, 201);
});

const contacts = async (contact: string, locale = "en") => {
  const { phone } = await owner();
  const claim = await startClaim(world, phone, { situation: "lost-phone", locale });
  const caseAt = `/v1/recoveries/${claim.recovery.id}/case`;
  const opened = await world.as(claim.token).post(caseAt, { story: "My number is dead.", contact });
  const whole = { ...claim, caseAt, caseId: opened.body.case.id as string, own: async () => ({}) };
  return { ...whole, ...sides(whole) };
};
const newsTo = (to: string) =>
  world.sent.filter((message) => message.to === to && /news about|新消息/.test(message.text));

test("I am away, and am told once that there is news, at the address that I gave, and nothing of what it is", async () => {
  const chat = await contacts("friend@mail.example", "zh");
  await answers(desk.tang, chat.at, "A secret plan.");
  await answers(desk.tang, chat.at, "And another.");
  await world.pass(0.05);
  assert.equal(newsTo("friend@mail.example").length, 0);
  await world.pass(0.1);
  const [told, ...more] = newsTo("friend@mail.example");
  assert.equal(more.length, 0);
  assert.match(told?.text ?? "", /新消息/);
  assert.doesNotMatch(told?.text ?? "", /secret|plan|https?:/);
  // Until I have come back nothing more; then again.
  await answers(desk.tang, chat.at, "A third.");
  await world.pass(1);
  assert.equal(newsTo("friend@mail.example").length, 1);
  await chat.reads();
  await answers(desk.tang, chat.at, "A fourth.");
  await world.pass(0.2);
  assert.equal(newsTo("friend@mail.example").length, 2);
  assert.equal((await desk.tang.get(chat.at)).body.claimant.canBeTold, true);
});

test("what I have read is told nowhere; three times a day is the most; no contact, no message", async () => {
  const seen = await contacts("+86 139 5555 0001");
  await answers(desk.tang, seen.at, "Read at once");
  await world.as(seen.token).post(`${seen.caseAt}/messages/seen`, { seq: 1 });
  await world.pass(1);
  assert.equal(newsTo("+8613955550001").length, 0);
  const often = await contacts("13955550002");
  for (let n = 0; n < 6; n++) {
    await answers(desk.tang, often.at, `Part ${"i".repeat(n + 1)}`);
    await world.pass(0.2);
    await often.reads();
  }
  assert.equal(newsTo("+8613955550002").length, 3);
  const none = await chatOf();
  await answers(desk.tang, none.at, "Hello");
  await world.pass(1);
  assert.equal((await desk.tang.get(none.at)).body.claimant.canBeTold, false);
});

test("canned replies come filled for the case, in both languages", async () => {
  const chat = await chatOf({ locale: "zh" });
  const { body } = await desk.tang.get(`/v1/cases/${chat.caseId}/replies`);
  assert.equal(body.locale, "zh");
  const { reference } = await chat.own();
  const hello = body.replies.find(({ id }: any) => id === "hello");
  assert.ok(hello.text.zh.includes(reference) && hello.text.en.includes(reference));
  for (const { text } of body.replies) {
    assert.doesNotMatch(`${text.en}${text.zh}`, /[{}]|undefined/);
    const sent = await answers(desk.tang, chat.at, text.zh);
    assert.equal(sent.status, 201, JSON.stringify([text.zh, sent.body]));
    assert.equal((await answers(desk.tang, chat.at, text.en)).status, 201, text.en);
  }
  const all = await desk.luo.get("/v1/desk/replies");
  assert.match(all.body.replies[0].reviewed, /^\d{4}-/);
});

test("somebody who has left the desk reads no further", async () => {
  const chat = await chatOf();
  const { token } = await signInStaff(world.world, "agt_tang", "test");
  const cookies = { rightful_staff: token };
  assert.equal((await world.call("GET", chat.at, undefined, { cookies })).status, 200);
  world.skip(11 * 60);
  assert.equal((await world.call("GET", chat.at, undefined, { cookies })).status, 401);
});
