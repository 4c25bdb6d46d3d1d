import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { deviceToken, notThis, signIn, startClaim } from "../../test/claimant.ts";
import { testWorld } from "../../test/world.ts";
import { newRecoveryCodes } from "../features/proofs/recovery-codes.ts";
import { SendFailed } from "../ports/channels/channels.ts";
import { jsonLog, scrub } from "./log.ts";

const world = testWorld();

describe("a line of the log", () => {
  const write = (facts: Record<string, unknown>) => {
    let line = "";
    jsonLog(
      (text) => {
        line += text;
      },
      () => new Date(0),
    ).warn("something", facts);
    return line;
  };

  test("keeps ids, codes of problems and counts", () => {
    const line = write({
      job: "job_01k9z8y7x6w5v4t3s2r1q0p9n8",
      attempts: 3,
      code: undefined,
      ok: true,
    });
    assert.equal(line.trim().split("\n").length, 1);
    const { job, attempts, ok, level, what, at } = JSON.parse(line);
    assert.deepEqual(
      [job, attempts, ok, level, what, at],
      ["job_01k9z8y7x6w5v4t3s2r1q0p9n8", 3, true, "warn", "something", "1970-01-01T00:00:00.000Z"],
    );
  });

  const personal: [what: string, text: string][] = [
    ["a number", "+86 138 0000 1111"],
    ["a number without spaces", "13800001111"],
    ["a number in full width", "１３８００００１１１１"],
    ["an ID number", "11010519491231002X".slice(0, 17)],
    ["an address", "lin.yue@example.com"],
    ["a code", "402917"],
    ["a token", "t1.kQ3vB8xZpL0mN5rT7wY2aC4eG6iJ9hS1"],
  ];
  // Broken once: each of the three patterns of `scrub` was taken out in turn, and its cases went red.
  for (const [what, text] of personal)
    test(`does not show ${what}, wherever it stands`, () => {
      const lines = [
        write({ note: `for ${text}.` }),
        write({ error: new Error(`refused: <${text}>`) }),
        write({ nested: { list: [{ deeper: `x ${text} y` }] } }),
        write({ phone: text, code: text, nested: { token: text } }),
      ];
      for (const line of lines) {
        assert.ok(!line.includes(text), line);
        assert.ok(!line.includes(text.normalize("NFKC")), line);
      }
      assert.notEqual(scrub(text), text);
    });
});

describe("a whole recovery, with everything going wrong that can", () => {
  // Broken once: with the number put into the message of `SendFailed`, and the pattern for numbers taken
  // out of `scrub`, the log went red; with the identifier of a claim left unsealed, the tables did.
  test("T09 leaves nothing personal and no secret in the log, nor in clear text in any table", async () => {
    const lines: string[] = [];
    const { log, ports } = world.world;
    const sms = ports.sms;
    const codes = newRecoveryCodes((count) => world.world.bytes(count)).map(
      ({ display }) => display,
    );
    const given = {
      name: "Quillon 欧阳静姝",
      phone: "+8613905550123",
      email: "quillon.canary@example.com",
      birthday: "1987-06-05",
      password: "old canary lantern 42",
      deviceId: "canary-device-77",
      recoveryCodes: codes,
      authenticator: "KBSWY3DPEHPK3PXPKBSWY3DPEHPK3PXP",
    };
    await world.account("acc_canary", given);
    const secrets: string[] = [];
    let failures = 0;
    Object.assign(world.world, {
      log: jsonLog((line) => void lines.push(line), world.now),
    });
    ports.sms = {
      name: "failing",
      send: async (message, signal) => {
        failures++;
        if (failures % 3 === 1) throw new Error(`550 ${message.to}: ${message.text}`);
        if (failures % 3 === 2) throw new SendFailed("busy", true, 1000);
        return sms.send(message, signal);
      },
    };
    const settle = async () => {
      for (let turn = 0; turn < 4; turn++) await world.pass(1 / 600);
    };
    try {
      const signedIn = await signIn(world, given.phone, given.password, given.deviceId);
      assert.equal(signedIn.status, 201);
      await signIn(world, given.email, "a wrong canary password", given.deviceId);
      const device = await deviceToken(world, given.deviceId);
      const claim = await startClaim(world, "139 0555 0123", { deviceToken: device });
      secrets.push(device, claim.token);
      await claim.ask("sms-code");
      await settle();
      const code = world.codeTo(given.phone);
      assert.match(code, /^\d{6}$/);
      await claim.give("sms-code", notThis(code));
      await claim.give("sms-code", "");
      assert.equal((await claim.give("sms-code", code)).body.recovery.state, "ready");
      const weak = await claim.complete("quillon1987");
      assert.equal(weak.body.code, "weak-password");
      assert.equal((await claim.complete("seven canary paper boats", "k-canary")).status, 200);
      await settle();
      await world.call("POST", "/v1/recoveries", { identifier: given.email, situation: "?" });
      secrets.push(world.linkTo(given.email), code);

      // A handler of ours that breaks, and a database that refuses, with all of it in their messages.
      const { db } = world.world;
      Object.assign(world.world, {
        db: new Proxy(db, {
          get: () => {
            throw new Error(`broken for ${given.phone} ${given.email} ${claim.token} ${code}`);
          },
        }),
      });
      const broken = await world.as(world.serviceKey).post("/v1/sign-ins", {
        identifier: given.phone,
        password: given.password,
        deviceId: given.deviceId,
      });
      Object.assign(world.world, { db });
      assert.equal(broken.status, 500);
      assert.equal(broken.body.code, "broken");
      assert.ok(lines.length >= 2, "the failures were logged");

      const canaries = [
        ...["Quillon", "欧阳静姝", "13905550123", "139 0555 0123", "quillon.canary", "1987-06-05"],
        ...["canary lantern", "wrong canary", "canary paper", "quillon1987", "canary-device"],
        ...[given.authenticator, ...codes, ...codes.map((text) => text.replaceAll("-", ""))],
        ...secrets,
      ];
      assert.ok(canaries.every((canary) => canary.length >= 6 || /\p{Script=Han}/u.test(canary)));
      const tables = await everyRow();
      assert.ok(tables.accounts?.includes("acc_canary"), "the rows were really read");
      for (const canary of canaries) {
        assert.ok(!lines.join("").includes(canary), `the log shows ${canary}`);
        assert.ok(!JSON.stringify(broken.body).includes(canary));
        for (const [table, text] of Object.entries(tables))
          assert.ok(!text.includes(canary), `the table ${table} shows ${canary}`);
      }
    } finally {
      ports.sms = sms;
      Object.assign(world.world, { log });
    }
  });
});

/** Every row of every table, as PostgreSQL writes it out. */
async function everyRow(): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public'`.execute(world.world.db);
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t`.execute(world.world.db);
    all[name] = rows.map(({ row }) => row).join("\n");
  }
  return all;
}
