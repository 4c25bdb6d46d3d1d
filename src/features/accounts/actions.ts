import { keyedHash, keyedHashes, openWith, sealWith } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import { accountKey, accountRow, lockAccountRow, newAccountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { type Identifier, parseIdentifier } from "./identifiers.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** Reads what was typed; throws `bad-identifier` with the reason. */
export function readIdentifier(world: World, typed: string): Identifier {
  const parsed = parseIdentifier(typed, { defaultCountry: world.config.country });
  if ("is" in parsed)
    throw rules.UnreadableIdentifier({
      errors: [{ pointer: "/identifier", detail: rules.unreadable[parsed.why] }],
      reason: parsed.why,
    });
  return parsed;
}

export const canonical = (identifier: Identifier): string =>
  identifier.kind === "phone"
    ? identifier.e164
    : identifier.kind === "email"
      ? identifier.email
      : identifier.name;

/** Keyed hash that stands for a number, a mailbox, a name or a device wherever equality is needed. */
export const tagOf = (world: World, kind: string, value: string) =>
  keyedHash(world.keys, "look-up", `${kind}:${value}`);
export const tagsOf = (world: World, kind: string, value: string) =>
  keyedHashes(world.keys, "look-up", `${kind}:${value}`);

/** The accounts that a name leads to: none, one, or several that share a number. */
export async function findCandidates(world: World, identifier: Identifier): Promise<string[]> {
  const hashes = tagsOf(world, identifier.kind, canonical(identifier));
  const rows = await store.findByIdentifier(world.db, hashes);
  return [...new Set(rows.map((row) => row.accountId))];
}

/** Makes the stand-in row for a name without an account; for a known name the same statement runs in vain. */
export function ensureRow(world: World, accountId: string) {
  const made = store.insertAccount(world.db, {
    accountId,
    kind: "shadow",
    dataKey: newAccountKey(world, accountId),
    name: null,
    birthday: null,
    locale: "en",
    timeZone: world.config.timeZone,
    createdAt: world.now(),
    seenAt: world.now(),
  });
  noWait(world, made);
}

export type LockedAccount = NonNullable<Awaited<ReturnType<typeof lockAccountRow>>> & {
  key: Buffer;
};

/** Takes the account's row lock. Everything that changes an account's standing begins here. */
export async function lockAccount(world: World, accountId: string): Promise<LockedAccount> {
  const row = await lockAccountRow(world, accountId);
  if (!row || row.dataKey === "") throw rules.NoAccount();
  return { ...row, key: await accountKey(world, accountId) };
}

export const sealFor = (world: World, key: Buffer, value: string, context: string) =>
  sealWith(key, world, value, context);
export const openFor = (key: Buffer, sealed: string, context: string) =>
  openWith(key, sealed, context);

/** The ways back in, removed ones included, opened. Read once a transaction, under its lock. */
export const readMethods = (world: World, accountId: string): Promise<rules.Method[]> =>
  once(world, `methods:${accountId}`, async () => {
    const [account, rows] = await Promise.all([
      accountRow(world, accountId),
      store.listMethods(world.db, accountId),
    ]);
    if (!account) return [];
    const key = await accountKey(world, accountId);
    return rows.map((row) => ({
      ...row,
      kind: row.kind as rules.MethodKind,
      data: openWith(key, row.data, `method:${row.id}`),
    }));
  });
const methodsChanged = (world: World, accountId: string) => forget(world, `methods:${accountId}`);

/** Binds a method; the caller holds the account's lock. Phones and mailboxes become names to look up by. */
export async function bindMethod(
  world: World,
  accountId: string,
  method: { kind: rules.MethodKind; value: string; since: Date; verifiedAt: Date | null },
): Promise<string> {
  const account = await lockAccount(world, accountId);
  const id = world.id("mtd");
  const tag = tagOf(world, method.kind, method.value);
  methodsChanged(world, accountId);
  await store.insertMethod(world.db, {
    accountId,
    id,
    kind: method.kind,
    data: sealWith(account.key, world, method.value, `method:${id}`),
    tag,
    since: method.since,
    verifiedAt: method.verifiedAt,
  });
  if (method.kind === "phone" || method.kind === "email")
    await store.insertIdentifier(world.db, { hash: tag, accountId, kind: method.kind });
  return id;
}

/** Ends a method: it still cancels and still counts for 7 days, but no name leads by it any more. */
export async function unbindMethod(world: World, accountId: string, method: rules.Method) {
  methodsChanged(world, accountId);
  await store.removeMethod(world.db, accountId, method.id, world.now());
  await store.deleteIdentifier(world.db, tagsOf(world, method.kind, method.data), accountId);
}

export const recordStep = (world: World, accountId: string, methodId: string, step: number) => {
  methodsChanged(world, accountId);
  return store.setLastStep(world.db, accountId, methodId, step);
};

export type AccountInput = {
  name: string;
  phone?: string | undefined;
  email?: string | undefined;
  accountName?: string | undefined;
  birthday?: string | undefined;
  locale?: "en" | "zh" | undefined;
  balanceHigh?: boolean | undefined;
  /** When the number and the address were last proven, if elsewhere. RFC 3339. */
  verifiedAt?: string | undefined;
};

/** Creates or updates an account of the embedded directory. Repeating it changes nothing. */
export async function putAccount(
  world: World,
  actor: Actor,
  accountId: string,
  input: AccountInput,
): Promise<{ id: string }> {
  if (!/^[\w.-]{1,64}$/.test(accountId)) throw rules.BadAccountId();
  const names = (["phone", "email"] as const).flatMap((kind) => {
    const typed = input[kind];
    return typed ? [{ kind, value: canonical(readIdentifier(world, typed)) }] : [];
  });
  return transact(world, async (world) => {
    const now = world.now();
    const verifiedAt = input.verifiedAt ? new Date(input.verifiedAt) : now;
    await store.insertAccount(world.db, {
      accountId,
      kind: "account",
      dataKey: newAccountKey(world, accountId),
      name: null,
      birthday: null,
      locale: input.locale ?? "zh",
      timeZone: world.config.timeZone,
      createdAt: now,
      seenAt: now,
    });
    if ((await accountRow(world, accountId))?.kind === "erased") throw rules.Erased();
    const account = await lockAccount(world, accountId);
    const isNew = account.name === null;
    forget(world, `account:${accountId}`);
    await store.updateAccount(world.db, accountId, {
      name: sealWith(account.key, world, input.name, `name:${accountId}`),
      birthday: input.birthday
        ? sealWith(account.key, world, input.birthday, `birthday:${accountId}`)
        : null,
      ...(input.locale && { locale: input.locale }),
      balanceHigh: input.balanceHigh ?? account.balanceHigh,
      seenAt: now,
    });
    if (input.accountName)
      await store.insertIdentifier(world.db, {
        hash: tagOf(world, "name", canonical(readIdentifier(world, input.accountName))),
        accountId,
        kind: "name",
      });
    const all = await readMethods(world, accountId);
    const methods = all.filter((method) => !method.removedAt);
    for (const { kind, value } of names) {
      // A wallet that says again what it has always said does not know that its operator said otherwise.
      const lost = all.find((method) => method.data === value && method.reassignedAt)?.reassignedAt;
      if (lost && !(input.verifiedAt && verifiedAt > lost)) continue;
      const before = methods.find((method) => method.kind === kind);
      if (before?.data === value) continue;
      if (before) await unbindMethod(world, accountId, before);
      await bindMethod(world, accountId, {
        kind,
        value,
        since: isNew ? verifiedAt : now,
        verifiedAt,
      });
      if (!isNew) await emit(world, actor, "method.replaced", accountId, { method: kind });
    }
    if (isNew) await emit(world, actor, "account.created", accountId, {});
    return { id: accountId };
  });
}

export async function readPerson(world: World, accountId: string): Promise<rules.Person> {
  const [account, methods] = await Promise.all([
    accountRow(world, accountId),
    readMethods(world, accountId),
  ]);
  if (!account) return { names: [], phones: [], emails: [] };
  const key = await accountKey(world, accountId);
  const of = (kind: string) =>
    methods.filter((method) => method.kind === kind).map((method) => method.data);
  return {
    names: account.name ? [openWith(key, account.name, `name:${accountId}`)] : [],
    phones: of("phone"),
    emails: of("email"),
    ...(account.birthday && { birthday: openWith(key, account.birthday, `birthday:${accountId}`) }),
  };
}

export const readAccount = accountRow;

/** On its way early: what almost every deed on an account reads. */
export function readAhead(world: World, accountId: string) {
  noWait(world, lockAccountRow(world, accountId));
  noWait(world, readMethods(world, accountId));
}

/** Time passed: forgets names without an account that nobody asked about for 30 days. */
export async function sweepAccounts(world: World): Promise<number> {
  const before = new Date(world.now().getTime() - 30 * 86_400_000);
  const gone = await store.deleteIdleShadows(world.db, before, 100);
  // Asked about again, the name begins a chain of its own: the old one would stand in its way.
  for (const { accountId } of gone) await store.deleteEvents(world.db, accountId);
  return gone.length;
}
