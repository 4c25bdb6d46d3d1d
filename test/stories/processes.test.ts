/**
 * Two servers on one database, each a process of its own with workers, as `rightful start` makes them. Nothing that
 * one of them knows may be needed by the other: docs/decisions/0051-several-processes.md names what they keep in memory.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { transact } from "../../src/core/db.ts";
import { readEvents } from "../../src/core/events.ts";
import { bindDevice, newServiceKey, putAccount } from "../../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../../src/features/passwords/index.ts";
import { claimCase, personOf } from "../cases.ts";
import { testDatabase } from "../database.ts";
import { codeAt, isCode } from "../faults/post.ts";
import { type Processes, type Server, startProcesses } from "../processes.ts";
import type { TestWorld } from "../world.ts";

const DAY_MS = 86_400_000;
const STARTS = 12;

describe("two processes on one database", () => {
  const all = {} as Processes & { drop(): Promise<void>; key: string };
  const [a, b] = [(): Server => all.servers[0] as Server, (): Server => all.servers[1] as Server];
  let people = 0;

  before(async () => {
    const { url, drop } = await testDatabase();
    const more = { RIGHTFUL_STARTS_PER_HOUR: String(STARTS) };
    all.drop = drop;
    Object.assign(all, await startProcesses(url, 2, more));
    all.key = await newServiceKey(all.world, "wallet", ["accounts", "decisions"]);
  });
  after(async () => {
    await all.stop?.();
    await all.drop?.();
  });

  const owner = async () => {
    const n = String(++people).padStart(4, "0");
    const { world } = all;
    const who = {
      ...{ id: `acc_p${n}`, phone: `+861370${n}${n.slice(1)}`, email: `p${n}@example.com` },
      ...{ deviceId: `phone-${n}`, from: `10.7.${people}.1` },
    };
    const verifiedAt = new Date(Date.now() - 365 * DAY_MS).toISOString();
    const { id, phone, email, deviceId } = who;
    const given = { name: "Lin Yue", phone, email, locale: "en", verifiedAt } as const;
    await putAccount(world, { kind: "system", id: "test" }, id, given);
    const hash = await hashOf(world, "old harbour lantern 42");
    await transact(world, (world) => storePassword(world, id, hash));
    const boundAt = new Date(Date.now() - 100 * DAY_MS);
    await bindDevice(world, id, { deviceId, name: "Phone", boundAt });
    return who;
  };
  type Owner = Awaited<ReturnType<typeof owner>>;
  const wallet = (server: Server, method: string, path: string, body?: unknown) =>
    server.call(method, path, body, { bearer: all.key });
  const as = (who: Owner, bearer = "") => ({ bearer, headers: { "x-forwarded-for": who.from } });
  const eventually = async <T>(look: () => Promise<T> | T, holds: (found: T) => boolean) => {
    for (const end = performance.now() + 60_000; ; await pause(50)) {
      const found = await look();
      if (holds(found) || performance.now() > end) return found;
    }
  };

  /** A claim begun at one server with its device, and a code asked for. */
  const begin = async (server: Server, who: Owner) => {
    const device = await wallet(server, "POST", "/v1/device-tokens", { deviceId: who.deviceId });
    const body = {
      ...{ identifier: who.phone, situation: "forgot-password" },
      ...{ deviceToken: device.body.token, proof: "sms-code" },
    };
    const begun = await server.call("POST", "/v1/recoveries", body, as(who));
    assert.equal(begun.status, 201, JSON.stringify(begun.body));
    return { id: begun.body.recovery.id as string, token: begun.body.token as string };
  };
  const codeTo = async (who: Owner) =>
    (await eventually(() => codeAt(all.sms, who.phone), Boolean)) ?? "";

  test("both started at once on an empty database are ready, and each migration was applied once", async () => {
    for (const server of all.servers)
      assert.equal((await server.call("GET", "/readyz")).status, 200);
  });

  test("a freeze that one has answered is obeyed by the other at once, and its end too", async () => {
    const who = await owner();
    const decision = async (server: Server, n: number) =>
      (
        await wallet(server, "POST", "/access/v1/evaluation", {
          subject: { type: "account", id: who.id },
          action: { name: "transfer" },
          resource: {
            ...{ type: "payment", id: `${who.id}-${n}` },
            properties: { amount: "1.00", currency: "CNY", payee: "shop" },
          },
          context: {},
        })
      ).body.decision;
    assert.equal(await decision(b(), 0), true);
    for (let n = 1; n <= 10; n++) {
      const [one, two] = n % 2 ? [a(), b()] : [b(), a()];
      const path = `/v1/accounts/${who.id}/holds`;
      const placed = await wallet(one, "POST", path, { reason: "wallet", scope: "outgoing" });
      assert.equal(placed.status, 201, JSON.stringify(placed.body));
      assert.equal(await decision(two, 2 * n), false);
      const ended = await wallet(one, "POST", `/v1/holds/${placed.body.hold.id}/release`);
      assert.equal(ended.status, 200, JSON.stringify(ended.body));
      assert.equal(await decision(two, 2 * n + 1), true);
    }
  });

  test("a stream that is open at one shows what happens at the other", async () => {
    const who = await owner();
    const { id, token } = await begin(a(), who);
    const seen = a().watch(
      `/v1/recoveries/${id}/events`,
      token,
      ({ recovery }) => recovery.state === "completed",
    );
    const proof = { proof: "sms-code", code: await codeTo(who) };
    const done = await b().call(
      "POST",
      `/v1/recoveries/${id}/completion`,
      { newPassword: "seven quiet paper boats", proof },
      as(who, token),
    );
    assert.equal(done.body.recovery?.state, "completed", JSON.stringify(done.body));
    assert.equal((await seen).at(-1).recovery.state, "completed");
  });

  test("the same request at both at once is done once", async () => {
    const who = await owner();
    const path = `/v1/accounts/${who.id}/holds`;
    for (let n = 0; n < 5; n++) {
      const more = { bearer: all.key, key: `freeze-${n}` };
      const body = { reason: "wallet", scope: "outgoing" };
      const replies = await Promise.all(
        all.servers.flatMap((server) => [1, 2].map(() => server.call("POST", path, body, more))),
      );
      const ids = new Set(replies.map(({ body }) => body.hold?.id));
      assert.equal(ids.size, 1, JSON.stringify(replies.map(({ body }) => body)));
      await wallet(a(), "POST", `/v1/holds/${[...ids][0]}/release`);
    }
    const events = await readEvents(all.world, who.id);
    assert.equal(events.filter(({ type }) => type === "hold.placed").length, 5);
  });

  test("tries of one code are counted over both", async () => {
    const who = await owner();
    const { id, token } = await begin(a(), who);
    const right = await codeTo(who);
    const wrong = right === "000000" ? "111111" : "000000";
    const left: number[] = [];
    for (let n = 0; n < 20; n++) {
      const server = n % 2 ? a() : b();
      const body = { proof: "sms-code", code: wrong };
      const reply = await server.call("POST", `/v1/recoveries/${id}/proofs`, body, as(who, token));
      if (reply.body.code !== "wrong-code") break;
      left.push(reply.body.triesLeft);
    }
    assert.ok(left.length >= 2, String(left));
    assert.deepEqual(
      left,
      left.map((_, n) => (left[0] ?? 0) - n),
      "each try at either takes one",
    );
    const late = { proof: "sms-code", code: right };
    for (const server of all.servers) {
      const reply = await server.call("POST", `/v1/recoveries/${id}/proofs`, late, as(who, token));
      assert.notEqual(reply.status, 200, "the right code is spent by the wrong ones");
    }
  });

  test("claims of one network are counted over both", async () => {
    const headers = { "x-forwarded-for": "10.99.0.1" };
    const body = { identifier: "+8613799999999", situation: "forgot-password" };
    const codes: number[] = [];
    for (let n = 0; n < STARTS + 4; n++)
      codes.push(
        (await (n % 2 ? a() : b()).call("POST", "/v1/recoveries", body, { headers })).status,
      );
    assert.deepEqual(
      codes.map((code) => code === 429),
      codes.map((_, n) => n >= STARTS),
      String(codes),
    );
  });

  test("a session that was ended at one is ended at the other", async () => {
    const who = await owner();
    const given = {
      ...{ identifier: who.phone, password: "old harbour lantern 42" },
      deviceId: who.deviceId,
    };
    const signed = await wallet(a(), "POST", "/v1/sign-ins", given);
    assert.equal(signed.status, 201, JSON.stringify(signed.body));
    const sessionId = signed.body.session?.id ?? signed.body.sessionId;
    const path = `/v1/accounts/${who.id}/sign-ins/${sessionId}`;
    assert.equal((await wallet(b(), "GET", path)).status, 200);
    assert.ok((await wallet(a(), "DELETE", path)).status < 300);
    assert.notEqual((await wallet(b(), "GET", path)).status, 200);
  });

  /** People of the desk and claimants play by `call`; here it goes to one of the two. */
  const world = (server: Server) => {
    const played = {
      ...{ world: all.world, call: server.call, now: () => new Date() },
      as: (bearer: string) => ({
        get: (path: string) => server.call("GET", path, undefined, { bearer }),
        post: (path: string, body: unknown = {}) => server.call("POST", path, body, { bearer }),
      }),
    };
    return played as unknown as TestWorld;
  };

  test("a case is taken by one of two people, whichever server each of them asks", async () => {
    const tang = personOf(world(a()), "agt_tang");
    const luo = personOf(world(b()), "agt_luo");
    await tang.token();
    await luo.token();
    for (let n = 0; n < 3; n++) {
      const who = await owner();
      const { caseId } = await claimCase(world(a()), who.phone);
      const replies = await Promise.all([tang.take(caseId), luo.take(caseId)]);
      const codes = replies.map(({ status }) => status).sort();
      assert.equal(codes[0], 200, JSON.stringify(replies.map(({ body }) => body)));
      assert.ok((codes[1] ?? 0) >= 400, "the other one is told who has it");
    }
  });

  test("a brake that was set at one holds at the other", async () => {
    const shen = personOf(world(a()), "agt_shen", "supervisor");
    const who = await owner();
    const { id, token } = await begin(b(), who);
    const code = await codeTo(who);
    const set = await shen.post("/v1/desk/brakes", { what: "completions", reason: "a drill" });
    assert.equal(set.status, 200, JSON.stringify(set.body));
    const body = { newPassword: "seven quiet paper boats", proof: { proof: "sms-code", code } };
    const done = await b().call("POST", `/v1/recoveries/${id}/completion`, body, as(who, token));
    assert.equal(done.body.code, "paused", JSON.stringify(done.body));
    await all.world.db.deleteFrom("brakes").execute();
  });

  test("of many messages each is sent once, and of many timers each goes off once", async () => {
    const owners: Owner[] = [];
    for (let n = 0; n < 12; n++) owners.push(await owner());
    const before = all.sms.taken.length;
    await Promise.all(
      owners.map(async (who, n) => {
        const server = n % 2 ? a() : b();
        await begin(server, who);
        const body = { reason: "suspected-takeover" };
        const placed = await wallet(server, "POST", `/v1/accounts/${who.id}/holds`, body);
        assert.equal(placed.status, 201, JSON.stringify(placed.body));
      }),
    );
    // All at once, and soon: what they wait for are days.
    const [soon, ids] = [new Date(Date.now() + 2_000), owners.map(({ id }) => id)];
    const { db } = all.world;
    const held = await db.selectFrom("holds").select("id").where("accountId", "in", ids).execute();
    const keys = held.map(({ id }) => id);
    await db.updateTable("holds").set({ expiresAt: soon }).where("id", "in", keys).execute();
    await db.updateTable("jobs").set({ dueAt: soon }).where("key", "in", keys).execute();
    const ends = () =>
      Promise.all(
        owners.map(async ({ id }) => {
          const events = await readEvents(all.world, id);
          return events.filter(({ type }) => type === "hold.released").length;
        }),
      );
    await eventually(ends, (counts) => counts.every((count) => count >= 1));
    // A second one would come with the next look of the other's workers.
    await pause(600);
    assert.deepEqual(
      await ends(),
      owners.map(() => 1),
    );
    const codes = () => {
      const sent = all.sms.taken.slice(before).filter(isCode);
      return owners.map(({ phone }) => sent.filter(({ to }) => to === phone).length);
    };
    await eventually(codes, (counts) => counts.every((count) => count >= 1));
    assert.deepEqual(
      codes(),
      owners.map(() => 1),
    );
    const sent = all.sms.taken.slice(before).filter(isCode);
    assert.equal(new Set(sent.map(({ mark }) => mark)).size, sent.length);
  });

  test("kill -9 of one changes nothing at the other", async () => {
    const who = await owner();
    const { id, token } = await begin(a(), who);
    const code = await codeTo(who);
    const gone = new Promise((done) => a().child.once("exit", done));
    a().child.kill("SIGKILL");
    await gone;
    assert.equal((await b().call("GET", "/readyz")).status, 200);
    const body = { newPassword: "seven quiet paper boats", proof: { proof: "sms-code", code } };
    const done = await b().call("POST", `/v1/recoveries/${id}/completion`, body, as(who, token));
    assert.equal(done.body.recovery?.state, "completed", JSON.stringify(done.body));
    const next = await owner();
    await begin(b(), next);
    assert.match(await codeTo(next), /^\d{6}$/);
  });
});
