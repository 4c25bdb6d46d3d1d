/** The reference wallet's ledger, held against what the directory port promises. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { casesFor, check, type Rig } from "../src/ports/directory/conformance.ts";
import { httpDirectory } from "../src/ports/directory/http.ts";
import { testDatabase } from "../test/database.ts";
import { decimal, openBooks } from "./books.ts";
import { answerDirectory } from "./directory.ts";

const accountId = "acc_payer";
const phone = "+8613812345678";

async function rig(): Promise<Rig & { debit(): Promise<boolean>; close(): Promise<void> }> {
  const database = await testDatabase();
  const books = await openBooks(database.url);
  await books.open(accountId, 100_000n);
  await books.open("acc_payee", 0n);
  const options = {
    ...{ books, key: "a key", endSessions: () => {} },
    find: async (kind: string, value: string) =>
      kind === "phone" && value === phone ? [accountId] : [],
    acceptGrant: async () => false,
  };
  const server = createServer((request, response) => {
    answerDirectory(options, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rightful`;
  let next = 0;
  return {
    directory: httpDirectory({ url, key: "a key" }),
    stranger: httpDirectory({ url, key: "another" }),
    ...{ accountId, phone },
    now: () => new Date(),
    unique: randomUUID,
    debit: async () => {
      const id = `transfer_${next++}`;
      return (
        (await books.transfer({ id, payer: accountId, payee: "acc_payee", amount: 1n })) === "done"
      );
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await books.close();
      await database.drop();
    },
  };
}

// Broken once: without `for update` and the unique (account_id, seq), 10 of 24 debits commit after the hold's
// answer (24 instead of 14). Without `for update` alone, that unique key refuses them.
for (const promise of casesFor(httpDirectory({ url: "http://127.0.0.1:1", key: "a key" })))
  test(`the reference wallet: ${promise.title}`, { timeout: 30_000 }, async () => {
    const wallet = await rig();
    try {
      await check(promise, wallet);
    } finally {
      await wallet.close();
    }
  });

test("a transfer is whole or not at all, once, and never below zero", async () => {
  const database = await testDatabase();
  const books = await openBooks(database.url);
  try {
    await books.open("acc_a", 1_000n);
    await books.open("acc_b", 1_000n);
    await books.open("acc_a", 5n);
    const send = (id: string, payer: string, payee: string, amount: bigint) =>
      books.transfer({ id, payer, payee, amount });
    assert.equal(await send("t1", "acc_a", "acc_b", 250n), "done");
    assert.equal(await send("t1", "acc_a", "acc_b", 250n), "done");
    assert.equal(await send("t1", "acc_a", "acc_b", 251n), "other-transfer");
    assert.equal(await send("t2", "acc_a", "acc_b", 751n), "too-little");
    assert.equal(await send("t3", "acc_a", "acc_a", 1n), "to-oneself");
    assert.equal(await send("t4", "acc_a", "acc_nobody", 1n), "unknown-payee");
    await assert.rejects(send("t5", "acc_a", "acc_b", -1n));
    await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        turn % 2
          ? send(`x${turn}`, "acc_a", "acc_b", 100n)
          : send(`x${turn}`, "acc_b", "acc_a", 100n),
      ),
    );
    const [a, b] = [await books.balance("acc_a"), await books.balance("acc_b")];
    assert.equal((a ?? 0n) + (b ?? 0n), 2_000n);
    assert.equal(decimal(-1_205n), "-12.05");
  } finally {
    await books.close();
    await database.drop();
  }
});
