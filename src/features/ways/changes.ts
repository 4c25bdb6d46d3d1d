/** A change from asking to its end: it waits, and takes effect, is replaced or is stopped. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import { once } from "../../core/unit.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  bindMethod,
  lockAccount,
  type MethodKind,
  openFor,
  readMethods,
  sealFor,
  tagsOf,
  unbindMethod,
} from "../accounts/index.ts";
import { bindContact, countedContacts, forgetContact, removeContact } from "../contacts/index.ts";
import { keepTemplate } from "../faces/index.ts";
import { bindPasskey, livePasskeys, unbindPasskey } from "../passkeys/index.ts";
import { policyInForce } from "../policies/index.ts";
import { dropRecoveryCodes, listRecoveryCodes } from "../proofs/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const JOB = "ways-change";
const context = (id: string) => `change:${id}`;
const ways: Actor = { kind: "system", id: "ways" };

type Asked = { method: string; change: rules.ChangeWord; given: rules.Given };

/** Writes a change down; the caller holds the account's lock. One that waited for the same is replaced. */
export async function askChange(world: World, actor: Actor, accountId: string, asked: Asked) {
  const { method, change, given } = asked;
  const effectiveAt = rules.effectiveAt(policyInForce(world), world.now());
  const id = await keep(world, accountId, { method, change, given, effectiveAt }, (before) =>
    emit(world, actor, "change.superseded", accountId, {
      changeId: before.id,
      method: rules.wayOf(method),
    }),
  );
  await addJob(world, {
    accountId,
    kind: JOB,
    key: id,
    payload: { changeId: id },
    dueAt: effectiveAt,
  });
  await emit(world, actor, "change.pending", accountId, {
    changeId: id,
    method: rules.wayOf(method),
    change,
    effectiveAt: effectiveAt.toISOString(),
  });
  return { id, effectiveAt };
}

/** A secret that was shown, until its first code confirms it. A newer one replaces it. */
export const keepDraft = (world: World, accountId: string, secret: string, sessionId: string) =>
  keep(world, accountId, {
    method: rules.DRAFT,
    change: "draft",
    given: { is: "draft", secret, sessionId },
    effectiveAt: rules.later(world.now(), rules.DRAFT_MINUTES * 60_000),
  });

/** The live draft of this session, or null. */
export async function findDraft(world: World, accountId: string, sessionId: string) {
  const pending = await store.listPending(world.db, accountId);
  const draft = pending.find(({ method }) => method === rules.DRAFT);
  if (!draft || draft.effectiveAt <= world.now()) return null;
  const given = await read(world, draft);
  if (given.is !== "draft" || given.sessionId !== sessionId) return null;
  return { secret: given.secret, end: () => end(world, draft) };
}

type Kept = { method: string; change: string; given: rules.Given; effectiveAt: Date };

async function keep(
  world: World,
  accountId: string,
  { method, change, given, effectiveAt }: Kept,
  replaced?: (before: rules.Change) => Promise<void>,
) {
  const { key } = await lockAccount(world, accountId);
  for (const before of await store.listPending(world.db, accountId))
    if (before.method === method && !rules.isMany(method)) {
      await end(world, before);
      await replaced?.(before);
    }
  const id = world.id("chg");
  await store.insertChange(world.db, {
    accountId,
    id,
    method,
    change,
    data: sealFor(world, key, JSON.stringify(given), context(id)),
    askedAt: world.now(),
    effectiveAt,
  });
  return id;
}

const end = (world: World, { accountId, id }: rules.Change) =>
  store.setCancelled(world.db, accountId, id, world.now());

async function read(world: World, { accountId, id, data }: rules.Change): Promise<rules.Given> {
  const { key } = await lockAccount(world, accountId);
  return JSON.parse(openFor(key, data, context(id)));
}

/** Changes of a kind that wait, opened; read under the account's lock, or by its owner to look at. */
export async function waitingOf(world: World, accountId: string, method: string) {
  const pending = await store.listPending(world.db, accountId);
  const mine = pending.filter((change) => change.method === method);
  if (mine.length === 0) return [];
  const key = await accountKey(world, accountId);
  return mine.map((change) => ({
    change,
    given: JSON.parse(openFor(key, change.data, context(change.id))) as rules.Given,
  }));
}

type By = "owner" | "not-me" | "recovery" | "last-way";

async function stop(world: World, actor: Actor, pending: rules.Change, by: By) {
  await end(world, pending);
  if (pending.method === rules.DRAFT) return;
  const { id, method, change, accountId } = pending;
  const contactId = rules.contactOf(method);
  if (contactId && change === "add") await forgetContact(world, accountId, contactId);
  await emit(world, actor, "change.cancelled", accountId, {
    changeId: id,
    method: rules.wayOf(method),
    change,
    by,
  });
}

/** The owner stops one that waits; the caller holds the lock. */
export const withdrawPending = (world: World, actor: Actor, pending: rules.Change) =>
  stop(world, actor, pending, "owner");

/** The signed-in owner stops a change. Doing it twice is doing it once; another account's is not there. */
export const withdrawChange = (world: World, actor: Actor, accountId: string, changeId: string) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const change = await store.findChange(world.db, accountId, changeId);
    if (!change || change.method === rules.DRAFT || change.doneAt) throw rules.NoChange();
    if (rules.isPending(change)) await stop(world, actor, change, "owner");
    return {};
  });

/**
 * "This wasn't me", about one change. Also stops what has since taken its place: else a thief would ask
 * twice, and the link in the first message would stop nothing. True when it stopped something.
 */
export const cancelChange = (
  world: World,
  actor: Actor,
  accountId: string,
  changeId: string,
): Promise<boolean> =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const named = await store.findChange(world.db, accountId, changeId);
    if (!named) return false;
    const pending = await store.listPending(world.db, accountId);
    // Of passkeys several may wait; whoever says that one was not theirs asked for none of them.
    const found = pending.filter(({ method }) => method === named.method);
    for (const change of found) await stop(world, actor, change, "not-me");
    return found.length > 0;
  });

/** The owner came back: whatever still waits was perhaps asked by a thief. The caller holds the lock. */
export async function cancelPendingChanges(
  world: World,
  actor: Actor,
  accountId: string,
): Promise<number> {
  const pending = await pendingChanges(world, accountId);
  for (const change of pending) await stop(world, actor, change, "recovery");
  return pending.length;
}

/** Asked for early by a recovery, which ends them all; nobody else's view of them. */
export const pendingChanges = (world: World, accountId: string) =>
  once(world, `changes:${accountId}`, () => store.listPending(world.db, accountId));

/** The kinds of way that the account can use now. */
export async function kindsOf(world: World, accountId: string): Promise<string[]> {
  const methods = await readMethods(world, accountId);
  const kinds = methods.filter(({ removedAt }) => !removedAt).map(({ kind }) => kind as string);
  if ((await livePasskeys(world, accountId)).length > 0) kinds.push("passkey");
  const codes = await listRecoveryCodes(world, accountId);
  const policy = policyInForce(world);
  const contacts = await countedContacts(world, accountId, policy);
  if (contacts.length >= policy.contacts.min) kinds.push("contacts");
  return codes.some(({ usedAt }) => !usedAt) ? [...kinds, "recovery-codes"] : kinds;
}

/** Would this leave the account without a way back in? One contact of several is none of its own. */
export async function takesLast(
  world: World,
  accountId: string,
  method: string,
  going: readonly string[],
): Promise<boolean> {
  const has = await kindsOf(world, accountId);
  if (rules.isMany(method) && (await livePasskeys(world, accountId)).length > 1) return false;
  if (!rules.contactOf(method)) return rules.isLastWay(method, has, going);
  const policy = policyInForce(world);
  const contacts = await countedContacts(world, accountId, policy);
  const enough = contacts.filter(({ removedAt }) => !removedAt).length > policy.contacts.min;
  return !enough && has.length > 0 && rules.isLastWay("contacts", has, going);
}

/** The wait is over: puts the change in place, unless it was stopped. */
export async function takeEffect(world: World, job: Job): Promise<void> {
  const { accountId } = job;
  await lockAccount(world, accountId);
  const change = await store.findChange(world.db, accountId, String(job.payload.changeId));
  if (!change || !rules.isPending(change) || world.now() < change.effectiveAt) return;
  // Judged again: since it was asked, another way may have gone.
  if (change.change === "remove") {
    if (await takesLast(world, accountId, change.method, [])) {
      await stop(world, ways, change, "last-way");
      return;
    }
  }
  await put(world, change, await read(world, change));
  await store.setDone(world.db, accountId, change.id, world.now());
  const { id, method } = change;
  await emit(world, ways, "change.done", accountId, {
    changeId: id,
    method: rules.wayOf(method),
    change: change.change,
  });
}

async function put(world: World, change: rules.Change, given: rules.Given): Promise<void> {
  const { accountId, effectiveAt: since, askedAt: verifiedAt } = change;
  if (given.is === "codes") {
    await dropRecoveryCodes(world, accountId);
    const rows = given.rows.map((row) => ({ ...row, accountId, since }));
    await store.insertSavedCodes(world.db, rows);
  } else if (given.is === "secret") {
    const kind = "authenticator";
    await bindInstead(world, accountId, { kind, value: given.secret, since, verifiedAt });
  } else if (given.is === "email") {
    const kind = "email";
    await bindInstead(world, accountId, { kind, value: given.email, since, verifiedAt });
  } else if (given.is === "passkey") {
    await bindPasskey(world, accountId, given.passkey, { since, verifiedAt });
  } else if (given.is === "gone") {
    await unbindPasskey(world, accountId, given.id);
  } else if (given.is === "contact") {
    if (change.change === "add") await bindContact(world, accountId, given.contactId, since);
    else await removeContact(world, accountId, given.contactId, world.now());
  } else if (given.is === "face") {
    const value = await keepTemplate(world, accountId, given.kept);
    await bindInstead(world, accountId, { kind: "face", value, since, verifiedAt });
  } else if (change.method === "recovery-codes") await dropRecoveryCodes(world, accountId);
  else await unbindAll(world, accountId, change.method);
}

type New = { kind: MethodKind; value: string; since: Date; verifiedAt: Date };

/** The new one in the place of those before, which stay for 7 days as removed ones. */
async function bindInstead(world: World, accountId: string, method: New) {
  const tags = tagsOf(world, method.kind, method.value);
  if (!(await unbindAll(world, accountId, method.kind, tags)))
    await bindMethod(world, accountId, method);
}

/** Ends the methods of a kind but those with one of these tags; true when such a one is there. */
async function unbindAll(world: World, accountId: string, kind: string, but: string[] = []) {
  const live = (await readMethods(world, accountId)).filter(
    (method) => method.kind === kind && !method.removedAt,
  );
  for (const method of live)
    if (!but.includes(method.tag)) await unbindMethod(world, accountId, method);
  return live.some(({ tag }) => but.includes(tag));
}
