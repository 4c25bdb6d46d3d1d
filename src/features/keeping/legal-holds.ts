/** A legal hold: placed by one supervisor with the court's reference, ended by two people (staff). */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { once } from "../../core/unit.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount, NoAccount, openFor, sealFor } from "../accounts/index.ts";
import { HeldAlready, type LegalHold, NoLegalHold } from "./rules.ts";
import * as store from "./store.ts";

const context = (id: string) => `legal-hold:${id}`;

/** All of an account, ended ones too; their references opened. */
async function readLegalHolds(world: World, accountId: string): Promise<LegalHold[]> {
  const rows = await store.listLegalHolds(world.db, accountId);
  if (rows.length === 0) return [];
  const key = await accountKey(world, accountId);
  return rows.map((row) => ({ ...row, reference: openFor(key, row.reference, context(row.id)) }));
}

/** As the desk is shown it, beside the account's other facts. Owners never are: it would warn a thief. */
export const legalHoldsOf = async (world: World, accountId: string) =>
  (await readLegalHolds(world, accountId)).map(({ accountId: _, ...hold }) => hold);

/** Does one stand? Then nothing of this account is deleted. */
export const isUnderLegalHold = (world: World, accountId: string): Promise<boolean> =>
  once(world, `legal-holds:${accountId}`, async () =>
    (await store.listLegalHolds(world.db, accountId)).some(({ releasedAt }) => !releasedAt),
  );

type Agent = Extract<Actor, { kind: "agent" }>;

/** Throws `no-account`, `held-already`. */
export const placeLegalHold = (world: World, agent: Agent, accountId: string, reference: string) =>
  transact(world, async (world) => {
    if (isShadow(accountId) || accountId.includes(":")) throw NoAccount();
    const { key } = await lockAccount(world, accountId);
    const standing = (await readLegalHolds(world, accountId)).filter((hold) => !hold.releasedAt);
    if (standing.some((hold) => hold.reference === reference)) throw HeldAlready();
    const id = world.id("lgh");
    const placed = { placedBy: agent.id, placedAt: world.now() };
    const sealed = sealFor(world, key, reference, context(id));
    await store.insertLegalHold(world.db, { accountId, id, reference: sealed, ...placed });
    await emit(world, agent, "legal-hold.placed", accountId, { legalHoldId: id, reference });
    return { legalHold: { id, reference, ...placed, releasedAt: null, releasedBy: null } };
  });

/** What two people agreed to. Done again it changes nothing. Throws `no-legal-hold`. */
export const releaseLegalHold = (
  world: World,
  accountId: string,
  id: string,
  both: { changeId: string; askedBy: string; decidedBy: string | null },
) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const hold = (await store.listLegalHolds(world.db, accountId)).find((one) => one.id === id);
    if (!hold) throw NoLegalHold();
    if (hold.releasedAt) return;
    const releasedBy = `${both.askedBy} ${both.decidedBy}`;
    await store.setReleased(world.db, accountId, id, { releasedAt: world.now(), releasedBy });
    const system = { kind: "system", id: "four-eyes" } as const;
    await emit(world, system, "legal-hold.released", accountId, { legalHoldId: id, ...both });
  });

/** Throws `no-legal-hold` unless this one stands. */
export async function demandLegalHold(world: World, accountId: string, id: string): Promise<void> {
  const holds = await store.listLegalHolds(world.db, accountId);
  if (!holds.some((hold) => hold.id === id && !hold.releasedAt)) throw NoLegalHold();
}
