import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deviceToken, owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { openAlarms, raiseAlarm } from "../../core/alarms.ts";
import { blockOf, placeOf } from "./places.ts";
import { judgeSpray, openShare, type Tally } from "./rules.ts";

const terms = {
  ...{ windowMinutes: 10, wrong: 1000, wrongPerNetwork: 100, wrongOverall: 1500 },
  perRight: 0.5,
};
const calm: Tally = { wrong: 0, right: 0 };
const judge = (given: Partial<Record<"place" | "network" | "overall", Tally>>) =>
  judgeSpray(terms, { place: calm, network: calm, overall: calm, ...given });

describe("a spray is told from a busy day", () => {
  for (const [what, given, expected] of [
    ["nothing at all", {}, null],
    ["one less than the ceiling", { place: { wrong: 999, right: 0 } }, null],
    ["the ceiling, and hardly a right one", { place: { wrong: 1000, right: 100 } }, "place"],
    ["the ceiling, half as many as right ones", { place: { wrong: 1000, right: 2000 } }, null],
    ["one more than half as many", { place: { wrong: 1001, right: 2000 } }, "place"],
    ["one network below its ceiling", { network: { wrong: 99, right: 0 } }, null],
    ["one network at its ceiling", { network: { wrong: 100, right: 0 } }, "network"],
    ["a large office whose people mistype", { network: { wrong: 100, right: 400 } }, null],
    [
      "a spray over many places, in one that has its share",
      { place: { wrong: 100, right: 0 }, overall: { wrong: 1500, right: 0 } },
      "overall",
    ],
    [
      "a spray over many places, in one that it leaves alone",
      { place: { wrong: 99, right: 0 }, overall: { wrong: 1500, right: 0 } },
      null,
    ],
    [
      "a spray elsewhere, in a place with mostly right codes",
      { place: { wrong: 300, right: 900 }, overall: { wrong: 1600, right: 900 } },
      null,
    ],
    [
      "every ceiling at once",
      {
        place: { wrong: 5000, right: 0 },
        network: { wrong: 5000, right: 0 },
        overall: { wrong: 5000, right: 0 },
      },
      "place",
    ],
  ] as const)
    test(`T05 ${what}: ${expected ?? "goes on"}`, () => assert.equal(judge(given), expected));

  // Broken once: without `wrong > perRight * right` in `judgeSpray` this went red in the busiest hours.
  test("T05 a day of 100,000 recoveries with a wrong code in every fifth never rests, at ten times the usual rush", () => {
    for (let minute = 0; minute < 1440; minute += 10) {
      // Most of the day in the evening: the rush is a hundred minutes long.
      const inWindow = 2 * (100_000 / 144) * (minute >= 1200 && minute < 1300 ? 10 : 0.4);
      const place = { wrong: 0.2 * inWindow, right: inWindow };
      assert.equal(judge({ place, overall: place }), null, `minute ${minute}`);
    }
  });

  test("what is kept for recognised devices is rounded in their favour", () => {
    assert.deepEqual(
      [25, 100, 1, 7].map((max) => openShare(max, 0.2)),
      [20, 80, 0, 5],
    );
  });
});

test("a claim's part of the world is what was typed: a country, a mailbox or a name", () => {
  assert.deepEqual(
    ["+8613912345678", "+12025550123", "+79161234567", "+35312345678", "a@b.cn", "lin"].map(
      placeOf,
    ),
    ["+86", "+1", "+7", "+353", "mail", "name"],
  );
  assert.equal(blockOf("+8613912345678"), "+861391234");
  assert.equal(blockOf("a@b.cn"), null);
});

const world = testWorld({
  ...{ RIGHTFUL_WRONG_CODES: "20", RIGHTFUL_SMS_PER_BLOCK_HOUR: "5" },
  RIGHTFUL_ALARM_EMAIL: "alarms@example.com",
});
const owner = owners(world);
const names = async () => (await openAlarms(world.world)).map(({ name }) => name);
const WRONG = "S-0000";

describe("over all accounts", () => {
  test("T05 strangers' guesses rest together until the time shown, and then go on", async () => {
    const codes = [];
    for (let n = 0; n < 22; n++) {
      const claim = await startClaim(world, `138 7777 ${1000 + n}`);
      codes.push((await claim.give("recovery-code", WRONG)).body);
    }
    assert.deepEqual(
      codes.map(({ code }) => code),
      [...Array(20).fill("wrong-code"), "resting", "resting"],
    );
    const wait = (Date.parse(codes[21].until) - world.now().getTime()) / 1000;
    const claim = await startClaim(world, "138 7777 2000");
    world.skip(wait - 1);
    assert.equal((await claim.give("recovery-code", WRONG)).body.code, "resting");
    world.skip(1);
    assert.equal((await claim.give("recovery-code", WRONG)).body.code, "wrong-code");
    assert.deepEqual(await names(), ["guess-spray"]);
  });

  // Broken once: with recognised devices counted among the strangers, all five were "resting".
  test("T05 recognised devices have tries of their own while strangers rest, and not without end", async () => {
    world.skip(3600);
    for (let n = 0; n < 21; n++)
      await (await startClaim(world, `138 7777 ${3000 + n}`)).give("recovery-code", WRONG);
    const known = [];
    for (let n = 0; n < 5; n++) {
      const deviceId = `flood-${n}`;
      const { typed } = await owner({ deviceId });
      const token = await deviceToken(world, deviceId);
      const claim = await startClaim(world, typed, { deviceToken: token });
      known.push((await claim.give("recovery-code", WRONG)).body.code);
    }
    assert.deepEqual(known, [...Array(4).fill("wrong-code"), "resting"]);
  });

  // Broken once: with one ceiling for strangers and known devices, the owner's own phone got 429.
  test("T18 a block at its ceiling sends no more to strangers, named or not, and one more to a known device", async () => {
    world.skip(3600);
    const { typed, phone } = await owner({ deviceId: "neighbour" });
    const start = phone.slice(3, -4);
    const asked = [];
    for (const n of [5001, 5002, 5003, 5004, 5005])
      asked.push(await (await startClaim(world, `${start}${n}`)).ask("sms-code"));
    asked.push(await (await startClaim(world, typed)).ask("sms-code"));
    assert.deepEqual(
      asked.map(({ status }) => status),
      [201, 201, 201, 201, 429, 429],
    );
    assert.deepEqual(asked[4]?.body, asked[5]?.body);
    assert.equal(asked[4]?.body.code, "too-many-messages");
    const token = await deviceToken(world, "neighbour");
    const own = await startClaim(world, typed, { deviceToken: token });
    assert.equal((await own.prove("sms-code", phone)).status, 200);
    const sends = await world.world.db.selectFrom("sends").select("id").execute();
    const challenges = await world.world.db.selectFrom("challenges").select("id").execute();
    assert.equal(sends.length, challenges.length, "what is refused leaves nothing behind");
  });

  // Broken once: with the block of the account's own number counted, the known mailbox got 429.
  test("T18 a block that is full says nothing about an account that is named by its mailbox", async () => {
    const { email } = await owner();
    const [known, unknown] = [
      await startClaim(world, email),
      await startClaim(world, "no@example.com"),
    ];
    const replies = [await known.ask("sms-code"), await unknown.ask("sms-code")];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [201, 201],
    );
  });

  test("T17 somebody who goes on asking for codes to one phone is reported, by account and not by number", async () => {
    world.skip(7200);
    const { id, typed, phone } = await owner();
    for (let n = 0; n < 24; n++) await (await startClaim(world, typed)).ask("email-code");
    await world.sweep();
    const [bombing] = (await openAlarms(world.world)).filter(
      ({ name }) => name === "message-bombing",
    );
    assert.deepEqual(bombing?.facts, { accountId: id, refused: 20 });
    assert.doesNotMatch(JSON.stringify(bombing), new RegExp(phone.slice(3)));
  });
});

describe("alarms", () => {
  test("are told to the operator once, together, and never again", async () => {
    await world.sweep();
    await world.settle();
    const mails = () => world.sent.filter(({ to }) => to === "alarms@example.com");
    const before = mails().length;
    for (let turn = 0; turn < 3; turn++) {
      await raiseAlarm(world.world, "sms-block", "+4477001", { sent: 20 });
      await raiseAlarm(world.world, "sms-block", "+4477002", { sent: 20 });
    }
    for (let turn = 0; turn < 2; turn++) {
      await world.sweep();
      await world.settle();
    }
    assert.equal(mails().length, before + 1);
    assert.match(mails().at(-1)?.text ?? "", /\+4477001[\s\S]*\+4477002/);
    assert.equal(mails().at(-1)?.subject, "2 alarms");
  });

  test("that were raised again in another hour are new", async () => {
    const count = async () => (await names()).filter((name) => name === "sms-day").length;
    await raiseAlarm(world.world, "sms-day", "+44", {});
    await raiseAlarm(world.world, "sms-day", "+44", {});
    assert.equal(await count(), 1);
    world.skip(3600);
    await raiseAlarm(world.world, "sms-day", "+44", {});
    assert.equal(await count(), 2);
  });

  test("are forgotten after 90 days", async () => {
    world.skip(91 * 86_400);
    await world.sweep();
    assert.deepEqual(await names(), []);
  });
});
