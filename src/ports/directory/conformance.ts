/**
 * What a caller of the directory port may rely on, whichever wallet answers: one case a promise of
 * docs/guide/integrate.md. The reference wallet is held against them by test, any other by the command
 * `rightful directory test`.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type Directory, DirectoryFailed } from "./directory.ts";

/** A wallet on the other side, with an account that may be held and released. */
export type Rig = {
  directory: Directory;
  /** The same wallet, asked with a key it does not know. */
  stranger: Directory;
  accountId: string;
  /** E.164; leads to that account and to no other. */
  phone: string;
  /** One debit on the account: whether it was committed. Null where nobody can make one. */
  debit: (() => Promise<boolean>) | null;
  /** The time that the wallet keeps. */
  now(): Date;
  /** Another at each call: a wallet remembers the holds that it had. */
  unique(): string;
};
type Armed = Rig & { debit: () => Promise<boolean>; holdId(): string; nobody: string };
export type Case = {
  title: string;
  /** Without a debit it cannot be seen whether the promise holds. */
  needsDebit: boolean;
  run(rig: Armed): Promise<void>;
};

const patient = () => AbortSignal.timeout(20_000);
const SINCE = new Date(0);
const outgoing = (id: string, expiresAt: Date | null = null) =>
  ({ id, scope: "outgoing", expiresAt }) as const;

async function failing(promise: Promise<unknown>): Promise<DirectoryFailed> {
  const error = await promise.then(
    () => assert.fail("it was done, and should have been refused"),
    (error: unknown) => error,
  );
  if (error instanceof DirectoryFailed) return error;
  throw error;
}

async function everything({ directory, accountId }: Rig, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await directory.transactions(
      accountId,
      { since: SINCE, cursor, limit },
      patient(),
    );
    assert.ok(page.items.length <= limit, `a page has more than ${limit} items`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== null);
  return ids;
}

const isHeld = async (rig: Armed) =>
  assert.equal(await rig.debit(), false, "a debit was committed under a hold");
const isFree = async (rig: Armed) =>
  assert.equal(await rig.debit(), true, "a debit was refused without a hold");

const seen = (title: string, run: Case["run"]): Case => ({ title, needsDebit: false, run });
const paid = (title: string, run: Case["run"]): Case => ({ title, needsDebit: true, run });

export const cases: readonly Case[] = [
  seen("who is known is found, who is not is an empty list", async (rig) => {
    const { directory, phone, accountId, nobody } = rig;
    assert.deepEqual(await directory.find({ kind: "phone", value: phone }, patient()), [accountId]);
    assert.deepEqual(await directory.find({ kind: "name", value: nobody }, patient()), []);
  }),

  seen("one hold placed twice is one hold, with the same time", async (rig) => {
    const { directory, accountId } = rig;
    const hold = outgoing(rig.holdId());
    const first = await directory.hold(accountId, hold, patient());
    await pause(5);
    assert.deepEqual(await directory.hold(accountId, hold, patient()), first);
  }),

  seen("a hold that was released does not come back by a late repeat", async (rig) => {
    const { directory, accountId } = rig;
    const hold = outgoing(rig.holdId());
    await directory.hold(accountId, hold, patient());
    await directory.release(accountId, hold.id, patient());
    const { retry } = await failing(directory.hold(accountId, hold, patient()));
    assert.equal(retry, false, "409 is expected");
  }),

  paid("under a hold no debit commits; released, repeatedly, they do again", async (rig) => {
    const { directory, accountId } = rig;
    const id = rig.holdId();
    await directory.hold(accountId, outgoing(id), patient());
    await isHeld(rig);
    await directory.release(accountId, id, patient());
    await directory.release(accountId, id, patient());
    await isFree(rig);
  }),

  paid("no debit commits after a hold's answer, however many were under way", async (rig) => {
    const { directory, accountId } = rig;
    for (let round = 0; round < 8; round++) {
      const id = rig.holdId();
      const under = Array.from({ length: 24 }, () => rig.debit());
      await directory.hold(accountId, outgoing(id), patient());
      const atAnswer = (await everything(rig, 500)).length;
      await Promise.all(under);
      const late = (await everything(rig, 500)).length - atAnswer;
      assert.equal(late, 0, `${late} debits were committed after the hold's answer`);
      await directory.release(accountId, id, patient());
    }
  }),

  paid("of several holds each one holds", async (rig) => {
    const { directory, accountId } = rig;
    const [first, second] = [rig.holdId(), rig.holdId()];
    for (const id of [first, second]) await directory.hold(accountId, outgoing(id), patient());
    await directory.release(accountId, first, patient());
    await isHeld(rig);
    await directory.release(accountId, second, patient());
    await isFree(rig);
  }),

  paid("a hold ends when its time is over, and not before", async (rig) => {
    const soon = new Date(rig.now().getTime() + 1_000);
    await rig.directory.hold(rig.accountId, outgoing(rig.holdId(), soon), patient());
    await isHeld(rig);
    await pause(1_300);
    await isFree(rig);
  }),

  paid("a hold that is renewed holds until its new end", async (rig) => {
    const id = rig.holdId();
    const end = (ms: number) => new Date(rig.now().getTime() + ms);
    await rig.directory.hold(rig.accountId, outgoing(id, end(600)), patient());
    await rig.directory.hold(rig.accountId, outgoing(id, end(60_000)), patient());
    await pause(900);
    await isHeld(rig);
  }),

  seen("an unknown account is refused by every call alike, for good", async (rig) => {
    const { directory, nobody } = rig;
    const page = { since: SINCE, cursor: null, limit: 5 };
    for (const call of [
      () => directory.hold(nobody, outgoing(rig.holdId()), patient()),
      () => directory.release(nobody, rig.holdId(), patient()),
      () => directory.acceptGrant(nobody, "x", patient()),
      () => directory.endSessions(nobody, patient()),
      () => directory.transactions(nobody, page, patient()),
    ]) {
      const { message, retry } = await failing(call());
      assert.deepEqual([message, retry], ["unknown-account", false]);
    }
  }),

  seen("a key that is not known does nothing", async (rig) => {
    const hold = outgoing(rig.holdId());
    const { message, retry } = await failing(rig.stranger.hold(rig.accountId, hold, patient()));
    assert.deepEqual([message, retry], ["key-refused", false]);
  }),

  seen("a forged grant is refused; ending sessions twice is fine", async (rig) => {
    const { directory, accountId } = rig;
    const { retry } = await failing(directory.acceptGrant(accountId, "grant_forged", patient()));
    assert.equal(retry, false, "a 4xx is expected");
    await directory.endSessions(accountId, patient());
    await directory.endSessions(accountId, patient());
  }),

  paid("transactions come in pages, in order and complete", async (rig) => {
    const before = await everything(rig, 500);
    for (let turn = 0; turn < 7; turn++) await rig.debit();
    const whole = await everything(rig, 500);
    assert.equal(new Set(whole).size, before.length + 7, "each debit is listed once");
    assert.deepEqual(whole.slice(0, before.length), before, "what is new comes last");
    assert.deepEqual(await everything(rig, 3), whole, "small pages are the same list");
  }),

  paid("a call that was called off does nothing", async (rig) => {
    const hold = outgoing(rig.holdId());
    const { message } = await failing(rig.directory.hold(rig.accountId, hold, AbortSignal.abort()));
    assert.equal(message, "aborted");
    await isFree(rig);
  }),
];

/**
 * One case on one wallet; throws what it saw instead. What it held it releases, also when it failed, so
 * that the account can be used again.
 */
export async function check({ run, needsDebit, title }: Case, rig: Rig): Promise<void> {
  const { debit } = rig;
  if (needsDebit && !debit) throw new Error(`“${title}” cannot be seen without a debit.`);
  const held: string[] = [];
  const holdId = () => {
    const id = `conformance_${rig.unique()}`;
    held.push(id);
    return id;
  };
  try {
    const never = () => Promise.reject(new Error("This case makes no debit."));
    await run({ ...rig, debit: debit ?? never, holdId, nobody: `nobody_${rig.unique()}` });
  } finally {
    for (const id of held)
      await rig.directory.release(rig.accountId, id, patient()).catch(() => {});
  }
}
