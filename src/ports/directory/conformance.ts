/**
 * What a caller of the directory port may rely on, whoever answers: one case a promise of docs/guide/integrate.md.
 * The reference wallet, the embedded accounts, SCIM and LDAP are held against them by test, any other wallet by the
 * command `rightful directory test`.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { peopleCases } from "./conformance-people.ts";
import {
  type Armed,
  anybody,
  type Case,
  failing,
  holding,
  keeping,
  ledger,
  paid,
  patient,
  type Rig,
  SINCE,
  seen,
} from "./conformance-rig.ts";
import type { Directory } from "./directory.ts";

export type { Case, Rig } from "./conformance-rig.ts";

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

export const cases: readonly Case[] = [
  seen("who is known is found, who is not is an empty list", anybody, async (rig) => {
    const { directory, phone, accountId, nobody } = rig;
    assert.deepEqual(await directory.find({ kind: "phone", value: phone }, patient()), [accountId]);
    assert.deepEqual(await directory.find({ kind: "name", value: nobody }, patient()), []);
  }),

  seen("one hold placed twice is one hold, with the same time", holding, async (rig) => {
    const { directory, accountId } = rig;
    const hold = rig.hold(rig.holdId());
    const first = await directory.hold(accountId, hold, patient());
    await pause(5);
    assert.deepEqual(await directory.hold(accountId, hold, patient()), first);
  }),

  seen("a hold that was released does not come back by a late repeat", holding, async (rig) => {
    const { directory, accountId } = rig;
    const hold = rig.hold(rig.holdId());
    await directory.hold(accountId, hold, patient());
    await directory.release(accountId, hold.id, patient());
    const { retry } = await failing(directory.hold(accountId, hold, patient()));
    assert.equal(retry, false, "409 is expected");
  }),

  paid(
    "under a hold no debit commits; released, repeatedly, they do again",
    holding,
    async (rig) => {
      const { directory, accountId } = rig;
      const id = rig.holdId();
      await directory.hold(accountId, rig.hold(id), patient());
      await isHeld(rig);
      await directory.release(accountId, id, patient());
      await directory.release(accountId, id, patient());
      await isFree(rig);
    },
  ),

  paid(
    "no debit commits after a hold's answer, however many were under way",
    ledger,
    async (rig) => {
      const { directory, accountId } = rig;
      for (let round = 0; round < 8; round++) {
        const id = rig.holdId();
        const under = Array.from({ length: 24 }, () => rig.debit());
        await directory.hold(accountId, rig.hold(id), patient());
        const atAnswer = (await everything(rig, 500)).length;
        await Promise.all(under);
        const late = (await everything(rig, 500)).length - atAnswer;
        assert.equal(late, 0, `${late} debits were committed after the hold's answer`);
        await directory.release(accountId, id, patient());
      }
    },
  ),

  paid("of several holds each one holds", holding, async (rig) => {
    const { directory, accountId } = rig;
    const [first, second] = [rig.holdId(), rig.holdId()];
    for (const id of [first, second]) await directory.hold(accountId, rig.hold(id), patient());
    await directory.release(accountId, first, patient());
    await isHeld(rig);
    await directory.release(accountId, second, patient());
    await isFree(rig);
  }),

  paid("a hold ends when its time is over, and not before", ledger, async (rig) => {
    const soon = new Date(rig.now().getTime() + 1_000);
    await rig.directory.hold(rig.accountId, rig.hold(rig.holdId(), soon), patient());
    await isHeld(rig);
    await pause(1_300);
    await isFree(rig);
  }),

  paid("a hold that is renewed holds until its new end", ledger, async (rig) => {
    const id = rig.holdId();
    const end = (ms: number) => new Date(rig.now().getTime() + ms);
    await rig.directory.hold(rig.accountId, rig.hold(id, end(600)), patient());
    await rig.directory.hold(rig.accountId, rig.hold(id, end(60_000)), patient());
    await pause(900);
    await isHeld(rig);
  }),

  seen("an unknown account is refused by every call alike, for good", anybody, async (rig) => {
    const { directory, nobody } = rig;
    const page = { since: SINCE, cursor: null, limit: 5 };
    const { can } = directory;
    for (const call of [
      ...(holding(can)
        ? [
            () => directory.hold(nobody, rig.hold(rig.holdId()), patient()),
            () => directory.release(nobody, rig.holdId(), patient()),
          ]
        : []),
      ...(ledger(can)
        ? [
            () => directory.acceptGrant(nobody, "x", patient()),
            () => directory.endSessions(nobody, patient()),
            () => directory.transactions(nobody, page, patient()),
          ]
        : []),
      ...(keeping(can) ? [() => directory.setPassword(nobody, rig.unique(), patient())] : []),
    ]) {
      const { message, retry } = await failing(call());
      assert.deepEqual([message, retry], ["unknown-account", false]);
    }
  }),

  seen("a key that is not known does nothing", anybody, async (rig) => {
    const { stranger, accountId, phone } = rig;
    for (const call of [
      () => stranger.find({ kind: "phone", value: phone }, patient()),
      ...(holding(stranger.can)
        ? [() => stranger.hold(accountId, rig.hold(rig.holdId()), patient())]
        : []),
      ...(keeping(stranger.can)
        ? [() => stranger.setPassword(accountId, rig.unique(), patient())]
        : []),
    ]) {
      const { message, retry } = await failing(call());
      assert.deepEqual([message, retry], ["key-refused", false]);
    }
  }),

  seen("a forged grant is refused; ending sessions twice is fine", ledger, async (rig) => {
    const { directory, accountId } = rig;
    const { retry } = await failing(directory.acceptGrant(accountId, "grant_forged", patient()));
    assert.equal(retry, false, "a 4xx is expected");
    await directory.endSessions(accountId, patient());
    await directory.endSessions(accountId, patient());
  }),

  paid("transactions come in pages, in order and complete", ledger, async (rig) => {
    const before = await everything(rig, 500);
    for (let turn = 0; turn < 7; turn++) await rig.debit();
    const whole = await everything(rig, 500);
    assert.equal(new Set(whole).size, before.length + 7, "each debit is listed once");
    assert.deepEqual(whole.slice(0, before.length), before, "what is new comes last");
    assert.deepEqual(await everything(rig, 3), whole, "small pages are the same list");
  }),

  paid("a call that was called off does nothing", holding, async (rig) => {
    const hold = rig.hold(rig.holdId());
    const { message } = await failing(rig.directory.hold(rig.accountId, hold, AbortSignal.abort()));
    assert.equal(message, "aborted");
    await isFree(rig);
  }),

  ...peopleCases,
];

/** The cases that are asked of a directory with these powers. */
export const casesFor = ({ can }: Directory) => cases.filter(({ of }) => of(can));

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
    const scope = rig.directory.can.holds[0] ?? "outgoing";
    const hold = (id: string, expiresAt: Date | null = null) => ({ id, scope, expiresAt });
    const nobody = `nobody_${rig.unique()}`;
    await run({ ...rig, debit: debit ?? never, holdId, hold, nobody });
  } finally {
    for (const id of held)
      await rig.directory.release(rig.accountId, id, patient()).catch(() => {});
  }
}
