/** Staff as rows: made, found, signed in. Who they are is checked before (passkey, OIDC, demo). */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { openAccountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { ensureStaffRow, lockAccount, openFor, sealFor } from "../accounts/index.ts";
import { beginStaffSession, liveSession, readSession } from "../sessions/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

type NewStaff = { id: string; name: string; role: rules.Role; team: string | null };

/** Makes somebody a member of staff; repeating it changes nothing. */
export const addStaff = (world: World, actor: Actor, { id, name, role, team }: NewStaff) =>
  transact(world, async (world) => {
    const accountId = rules.staffAccount(id);
    await ensureStaffRow(world, accountId, { name, locale: "zh" });
    if (await store.findMember(world.db, accountId)) return;
    await store.insertMember(world.db, { accountId, role, team, createdAt: world.now() });
    await emit(world, actor, "staff.added", accountId, { role, team });
  });

type Row = NonNullable<Awaited<ReturnType<typeof store.findMember>>>;

function opened(
  world: World,
  { accountId, dataKey, name, clearedAt: _, ...row }: Row,
): rules.Staff {
  const key = openAccountKey(world, accountId, dataKey);
  return {
    ...row,
    id: rules.staffId(accountId),
    name: name ? openFor(key, name, `name:${accountId}`) : "",
    oidc: row.oidc ? JSON.parse(openFor(key, row.oidc, `oidc:${accountId}`)) : null,
    role: row.role as rules.Role,
  };
}

export async function findStaff(world: World, id: string): Promise<rules.Staff | null> {
  const row = await store.findMember(world.db, rules.staffAccount(id));
  return row ? opened(world, row) : null;
}

/** Everybody at this desk, those who left included, by id. */
export const listStaff = async (world: World): Promise<rules.Staff[]> =>
  (await store.listMembers(world.db)).map((row) => opened(world, row));

/** Who this is at the house's identity provider; null: nobody any more. Holds the row's lock. */
export async function setIdentity(
  world: World,
  actor: Actor,
  id: string,
  identity: rules.Identity | null,
): Promise<void> {
  const accountId = rules.staffAccount(id);
  const { key } = await lockAccount(world, accountId);
  const oidc = identity && sealFor(world, key, JSON.stringify(identity), `oidc:${accountId}`);
  await store.updateMember(world.db, accountId, { oidc });
  await emit(world, actor, "staff.identity-set", accountId, { issuer: identity?.issuer ?? null });
}

/** Begins a session of somebody who has shown who they are. Throws `no-staff`. */
export const signInStaff = (world: World, id: string, by: string) =>
  transact(world, async (world) => {
    const accountId = rules.staffAccount(id);
    const member = await store.findMember(world.db, accountId);
    if (!member || member.endedAt) throw rules.NoStaff();
    await lockAccount(world, accountId);
    const session = await beginStaffSession(
      world,
      accountId,
      rules.STAFF_SESSION_HOURS * 3_600_000,
    );
    const actor = { kind: "system", id: "desk" } as const;
    await emit(world, actor, "staff.signed-in", accountId, { sessionId: session.id, by });
    return session;
  });

const IDLE_MS = rules.STAFF_IDLE_MINUTES * 60_000;

/** Who a desk's cookie speaks for; null when it has ended, was idle for too long, or the member left. */
export async function recogniseStaff(
  world: World,
  token: string | undefined,
): Promise<Actor | null> {
  const session = await liveSession(world, "staff", token);
  const idleMs = session ? world.now().getTime() - session.seenAt.getTime() : 0;
  if (!session || idleMs > IDLE_MS) return null;
  const member = await store.findMember(world.db, session.accountId);
  if (!member || member.endedAt) return null;
  // Once a minute is enough to know that somebody is there.
  if (idleMs > 60_000)
    await store.touchSession(world.db, session.accountId, session.id, world.now());
  const { role, team } = member;
  return {
    ...{ kind: "agent", id: rules.staffId(session.accountId), role, team },
    sessionId: session.id,
  };
}

/** Does this session still stand? Asking keeps nobody signed in. */
export async function isStillHere(world: World, agent: Actor): Promise<boolean> {
  if (agent.kind !== "agent") return false;
  const accountId = rules.staffAccount(agent.id);
  const session = await readSession(world, accountId, agent.sessionId);
  const member = await store.findMember(world.db, accountId);
  if (!session || session.endedAt || session.expiresAt <= world.now() || !member) return false;
  return !member.endedAt && world.now().getTime() - session.seenAt.getTime() <= IDLE_MS;
}
