import assert from "node:assert/strict";
import { test } from "node:test";
import { type Directory, DirectoryFailed } from "./directory.ts";

/** A wallet on the other side, real or a double. */
export type Rig = {
  directory: Directory;
  /** The same wallet, asked with a key it does not know. */
  stranger: Directory;
  accountId: string;
  phone: string;
  /** One debit of 0.01 on the account: whether it was committed. */
  debit(): Promise<boolean>;
  /** The time that the wallet keeps. */
  now(): Date;
  close(): Promise<void>;
};

const patient = () => AbortSignal.timeout(20_000);
const SINCE = new Date(0);

/** What a caller may rely on, whichever wallet answers. */
export function conforms(name: string, open: () => Promise<Rig>): void {
  const inRig = (title: string, work: (rig: Rig) => Promise<void>) =>
    test(`${name}: ${title}`, { timeout: 30_000 }, async () => {
      const rig = await open();
      try {
        await work(rig);
      } finally {
        await rig.close();
      }
    });
  const failing = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => assert.fail("it was done"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof DirectoryFailed, String(error));
    return error;
  };
  const outgoing = (id: string, expiresAt: Date | null = null) =>
    ({ id, scope: "outgoing", expiresAt }) as const;
  const everything = async ({ directory, accountId }: Rig, limit: number) => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await directory.transactions(
        accountId,
        { since: SINCE, cursor, limit },
        patient(),
      );
      assert.ok(page.items.length <= limit);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== null);
    return ids;
  };

  inRig("who is known is found, who is not is an empty list", async ({ directory, ...rig }) => {
    const known = await directory.find({ kind: "phone", value: rig.phone }, patient());
    assert.deepEqual(known, [rig.accountId]);
    const unknown = await directory.find({ kind: "phone", value: "+8613900000000" }, patient());
    assert.deepEqual(unknown, []);
  });

  inRig("one hold placed twice is one hold, with the same time", async (rig) => {
    const { directory, accountId } = rig;
    const first = await directory.hold(accountId, outgoing("hold_1"), patient());
    assert.deepEqual(await directory.hold(accountId, outgoing("hold_1"), patient()), first);
    assert.equal(await rig.debit(), false);
    await directory.release(accountId, "hold_1", patient());
    await directory.release(accountId, "hold_1", patient());
    assert.equal(await rig.debit(), true);
  });

  inRig("no debit commits after a hold's answer, however many were under way", async (rig) => {
    const { directory, accountId } = rig;
    for (let round = 0; round < 8; round++) {
      const under = Array.from({ length: 24 }, () => rig.debit());
      await directory.hold(accountId, outgoing(`hold_${round}`), patient());
      const atAnswer = (await everything(rig, 500)).length;
      await Promise.all(under);
      assert.equal((await everything(rig, 500)).length, atAnswer);
      await directory.release(accountId, `hold_${round}`, patient());
    }
  });

  inRig("of several holds each one holds", async (rig) => {
    const { directory, accountId } = rig;
    for (const id of ["hold_1", "hold_2"]) await directory.hold(accountId, outgoing(id), patient());
    await directory.release(accountId, "hold_1", patient());
    assert.equal(await rig.debit(), false);
    await directory.release(accountId, "hold_2", patient());
    assert.equal(await rig.debit(), true);
  });

  inRig("a hold ends when its time is over, and not before", async (rig) => {
    const soon = new Date(rig.now().getTime() + 1_000);
    await rig.directory.hold(rig.accountId, outgoing("hold_1", soon), patient());
    assert.equal(await rig.debit(), false);
    await new Promise((done) => setTimeout(done, 1_300));
    assert.equal(await rig.debit(), true);
  });

  inRig("an unknown account is refused by every call alike, for good", async ({ directory }) => {
    for (const call of [
      () => directory.hold("acc_nobody", outgoing("hold_1"), patient()),
      () => directory.release("acc_nobody", "hold_1", patient()),
      () => directory.acceptGrant("acc_nobody", "x", patient()),
      () => directory.endSessions("acc_nobody", patient()),
      () =>
        directory.transactions("acc_nobody", { since: SINCE, cursor: null, limit: 5 }, patient()),
    ]) {
      const { message, retry } = await failing(call());
      assert.deepEqual([message, retry], ["unknown-account", false]);
    }
  });

  inRig("a key that is not known does nothing", async (rig) => {
    const error = await failing(rig.stranger.hold(rig.accountId, outgoing("hold_1"), patient()));
    assert.deepEqual([error.message, error.retry], ["key-refused", false]);
    assert.equal(await rig.debit(), true);
  });

  inRig("a forged grant is refused; ending sessions twice is fine", async (rig) => {
    const { directory, accountId } = rig;
    const error = await failing(directory.acceptGrant(accountId, "grant_forged", patient()));
    assert.equal(error.retry, false);
    await directory.endSessions(accountId, patient());
    await directory.endSessions(accountId, patient());
  });

  inRig("transactions come in pages, in order and complete", async (rig) => {
    for (let turn = 0; turn < 7; turn++) await rig.debit();
    const whole = await everything(rig, 500);
    assert.equal(new Set(whole).size, 7);
    assert.deepEqual(await everything(rig, 3), whole);
  });

  inRig("a call that was called off does nothing", async (rig) => {
    const error = await failing(
      rig.directory.hold(rig.accountId, outgoing("hold_1"), AbortSignal.abort()),
    );
    assert.deepEqual([error.message, error.retry], ["aborted", true]);
    assert.equal(await rig.debit(), true);
  });
}
