/** What the look of each alert counts, on a real database. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { sql } from "kysely";
import { alertRows } from "../../../test/alert-rows.ts";
import { testWorld } from "../../../test/world.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { lockAccount } from "../accounts/index.ts";
import * as watch from "./watch-store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const world = testWorld();
const { db, next, ago, claim, hold, caseOf, empty } = alertRows(world);
const times = async (n: number, make: () => Promise<unknown>) => {
  for (let i = 0; i < n; i++) await make();
};

describe("what each look counts", () => {
  beforeEach(async () => {
    // Time of its own for each.
    world.skip(40 * 86_400);
    await empty("recoveries", "holds", "cases", "transactions", "sends", "jobs", "evidence_files");
  });

  test("codes that were not handed over, and no others", async () => {
    for (const [n, minutes] of [
      [3, 9],
      [2, 11],
    ] as const)
      await times(n, () =>
        sql`insert into sends (destination, id, recognised, at)
          values ('d', ${next("s")}, false, ${ago(minutes * MINUTE)})`.execute(db()),
      );
    const job = (kind: string, state: string, seconds: number) =>
      sql`insert into jobs (account_id, id, kind, key, payload, due_at, state, created_at)
        values ('a', ${next("j")}, ${kind}, ${next("k")}, '', ${ago(0)}, ${state}, ${ago(seconds * 1000)})`.execute(
        db(),
      );
    await job("send-sms", "due", 31);
    await job("send-email", "dead", 5);
    await job("send-sms", "due", 29);
    await job("recovery-timer", "due", 60);
    assert.deepEqual(await watch.countCodes(db(), world.now()), { sent: 3, late: 2 });
  });

  test("freezes that took long, and those that the wallet has not confirmed for a minute", async () => {
    await times(19, () => hold("a", ago(5 * MINUTE), { scope: next("s") }));
    const at = ago(5 * MINUTE);
    await hold("b", at, { enforced: new Date(at.getTime() + 6000) });
    await hold("c", ago(MINUTE), { enforced: null });
    await hold("d", ago(MINUTE - 1000), { enforced: null });
    await hold("e", ago(2 * MINUTE), { enforced: null, released: ago(MINUTE) });
    const { n, p95Seconds, waiting } = await watch.countFreezes(db(), world.now());
    assert.deepEqual([n, p95Seconds, waiting], [23, 0, 1]);
    await times(2, () =>
      hold("f", at, { scope: next("t"), enforced: new Date(at.getTime() + 6000) }),
    );
    assert.equal((await watch.countFreezes(db(), world.now())).p95Seconds, 6);
  });

  test("a payment that was booked after a freeze, and none before it, after it, refused or incoming", async () => {
    const pay = (account: string, at: Date, direction = "out", status = "completed") =>
      sql`insert into transactions (account_id, id, at, counted_at, direction, amount, currency, payee_tag, payee, status)
        values (${account}, ${next("t")}, ${at}, ${ago(10 * MINUTE)}, ${direction}, 1, 'CNY', '', '', ${status})`.execute(
        db(),
      );
    await hold("a", ago(60 * MINUTE), { released: ago(15 * MINUTE) });
    await hold("b", ago(60 * MINUTE), { scope: "sign-in" });
    await pay("a", ago(61 * MINUTE));
    await pay("a", ago(14 * MINUTE));
    await pay("a", ago(30 * MINUTE), "in");
    await pay("a", ago(30 * MINUTE), "out", "refused");
    await pay("b", ago(30 * MINUTE));
    assert.equal(await watch.countPaymentsAfter(db(), world.now()), 0);
    await pay("a", ago(30 * MINUTE));
    assert.equal(await watch.countPaymentsAfter(db(), world.now()), 1);
  });

  test("an owner who objects to a recovery that gave the account away", async () => {
    await world.account("acc_wrong", { phone: "+8613900003101" });
    const notMe = () =>
      transact(world.world, async (world) => {
        await lockAccount(world, "acc_wrong");
        await emit(world, { kind: "system", id: "test" }, "owner.not-me", "acc_wrong", {});
      });
    await notMe();
    assert.equal(await watch.countWrong(db(), world.now()), 0);
    const { id } = await claim(ago(DAY), { account: "acc_wrong" });
    await sql`update recoveries set state = 'completed', ended_at = ${ago(HOUR)} where id = ${id}`.execute(
      db(),
    );
    assert.equal(await watch.countWrong(db(), world.now()), 1);
    assert.equal(await watch.countWrong(db(), new Date(world.now().getTime() + DAY + 1000)), 0);
  });

  test("many names from one place, beside what others name", async () => {
    await times(21, () => claim(ago(10 * MINUTE), { network: "n1", device: "d1" }));
    await times(5, () => claim(ago(10 * MINUTE), { network: "n1", tag: "same" }));
    await times(30, () => claim(ago(10 * MINUTE)));
    await times(2, () => claim(ago(5 * HOUR), { network: "n2" }));
    assert.deepEqual(await watch.countNames(db(), world.now(), "network"), {
      ...{ kind: "network", most: 22, usual: 2 },
    });
    assert.equal((await watch.countNames(db(), world.now(), "device")).most, 21);
  });

  test("claims on numbers with a new SIM card", async () => {
    await times(5, () => claim(ago(HOUR), { swapped: true }));
    await times(9, () => claim(ago(HOUR)));
    await times(7, () => claim(ago(3 * DAY), { swapped: true }));
    assert.deepEqual(await watch.countSwaps(db(), world.now()), { n: 5, perDay: 1 });
  });

  test("accounts that claims of one place froze", async () => {
    await times(3, async () => {
      const { id, account } = await claim(ago(30 * MINUTE), { network: "n1" });
      await hold(account, ago(20 * MINUTE), { by: `claimant:${id}` });
    });
    const { id, account } = await claim(ago(3 * HOUR), { network: "n1" });
    await hold(account, ago(2 * HOUR), { by: `claimant:${id}` });
    await hold("elsewhere", ago(MINUTE));
    assert.equal(await watch.countFrozen(db(), world.now()), 3);
  });

  test("the steps of claims that began in an hour, less the newest", async () => {
    const one = JSON.stringify([{ kind: "sms-code" }]);
    await times(4, () => claim(ago(30 * MINUTE)));
    await times(3, () => claim(ago(30 * MINUTE), { proofs: one }));
    await times(2, () => claim(ago(30 * MINUTE), { proofs: one, path: "p" }));
    await times(5, () => claim(ago(5 * MINUTE)));
    await claim(ago(30 * MINUTE), { account: "shadow:x" });
    assert.deepEqual(await watch.countSteps(db(), world.now()), {
      ...{ started: 9, proven: 5, passed: 2 },
    });
  });

  test("cases: due soon, thefts that nobody touched, and what comes and goes", async () => {
    const ahead = (hours: number) => new Date(world.now().getTime() + hours * HOUR);
    await caseOf(ago(2 * HOUR), { due: ahead(3) });
    await caseOf(ago(30 * MINUTE), { due: ahead(5) });
    await caseOf(ago(5 * HOUR), { closed: ago(HOUR / 2) });
    assert.deepEqual(await watch.countClocks(db(), world.now()), {
      ...{ open: 2, due: 1, closedInDay: 1 },
    });
    const { hours, p90Hours } = await watch.countBacklog(db(), world.now());
    assert.deepEqual(hours, [
      { came: 1, went: 1 },
      { came: 0, went: 0 },
      { came: 1, went: 0 },
    ]);
    assert.equal(p90Hours, 2);
    await caseOf(ago(9 * MINUTE), { theft: true });
    await caseOf(ago(11 * MINUTE), { theft: true, taken: "agt_x" });
    await caseOf(ago(11 * MINUTE), { theft: true, last: "case.given-back" });
    assert.equal(await watch.countThefts(db(), world.now()), 0);
    await caseOf(ago(11 * MINUTE), { theft: true });
    assert.equal(await watch.countThefts(db(), world.now()), 1);
  });

  test("events that nobody has read, and files that nobody has checked", async () => {
    const job = (minutes: number, state = "due") =>
      sql`insert into jobs (account_id, id, kind, key, payload, due_at, state, created_at)
        values ('a', ${next("j")}, 'reader:notices', ${next("k")}, '', ${ago(minutes * MINUTE)}, ${state},
          ${ago(minutes * MINUTE)})`.execute(db());
    const file = (minutes: number, state = "checking") =>
      sql`insert into evidence_files (account_id, id, case_id, kind, state, said, size_bytes, received_bytes,
          parts, pages, created_at, received_at)
        values ('a', ${next("f")}, 'c', 'selfie', ${state}, '', 0, 0, 0, 0, ${ago(HOUR)}, ${ago(minutes * MINUTE)})`.execute(
        db(),
      );
    await job(9);
    await file(4);
    await file(9, "accepted");
    assert.deepEqual(await watch.countLateReaders(db(), world.now()), { late: 0, dead: 0 });
    assert.equal(await watch.countUnchecked(db(), world.now()), 0);
    await job(10);
    await job(1, "dead");
    await file(5);
    assert.deepEqual(await watch.countLateReaders(db(), world.now()), { late: 1, dead: 1 });
    assert.equal(await watch.countUnchecked(db(), world.now()), 1);
  });
});
