/**
 * Invitations: how somebody of the desk binds a first passkey, or another after theirs was lost. The
 * first admins are invited at the terminal; everybody else by two admins, each of whom holds one half:
 * the one who asked a code, the one who agreed the address. Neither can take the invitation alone.
 */
import { keyedHash, keyedHashes, sameSecret, sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { makeToken, readToken } from "../../core/tokens.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { addStaff, listStaff } from "./actions.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** The half that whoever asked for a change holds: bound to that change. */
export const halfHash = (world: World, changeId: string, code: string) =>
  keyedHash(world.keys, "codes", `invite:${changeId}:${code}`);
const isHalf = (world: World, changeId: string, code: string, hash: string) =>
  keyedHashes(world.keys, "codes", `invite:${changeId}:${code}`).some((each) =>
    sameSecret(each, hash),
  );

export type Half = { changeId: string; codeHash: string };

/** Within a transaction that holds the row's lock. `half`: what somebody else holds. */
export async function newInvite(world: World, actor: Actor, id: string, half: Half | null) {
  const accountId = rules.staffAccount(id);
  const now = world.now();
  const inviteId = half?.changeId ?? world.id("inv");
  const codeHash = half?.codeHash ?? null;
  const secret = world.bytes(24).toString("base64url");
  const expiresAt = new Date(now.getTime() + rules.INVITE_HOURS * 3_600_000);
  await store.endInvites(world.db, accountId, now);
  await store.insertInvite(world.db, {
    ...{ accountId, id: inviteId, tokenHash: sha256(secret), codeHash },
    ...{ triesLeft: rules.INVITE_TRIES, madeBy: actor.id, expiresAt },
  });
  await emit(world, actor, "staff.invited", accountId, { inviteId, halves: codeHash ? 2 : 1 });
  const token = makeToken(world, "invite", { accountId, id: inviteId, secret }, expiresAt);
  return { url: `${world.config.url}/desk/invitation#${token}`, expiresAt };
}

/** Admins who could sign in today: with a passkey, or known at the house's identity provider. */
export async function ableAdmins(world: World): Promise<rules.Staff[]> {
  const admins = (await listStaff(world)).filter(
    ({ role, endedAt }) => role === "admin" && !endedAt,
  );
  const able = await Promise.all(
    admins.map(async (admin) => {
      const passkeys = await store.listPasskeys(world.db, rules.staffAccount(admin.id));
      return admin.oidc !== null || passkeys.length > 0;
    }),
  );
  return admins.filter((_, index) => able[index]);
}

/**
 * An admin from the terminal, while there are fewer than two who can sign in: one alone changes
 * nothing. Null when there are enough: they invite at the desk, by four eyes.
 */
export async function inviteFirstAdmin(
  world: World,
  { name, id = world.id("agt") }: { name: string; id?: string | undefined },
) {
  const terminal = { kind: "system", id: "terminal" } as const;
  const able = await ableAdmins(world);
  if (able.length >= 2) return null;
  await addStaff(world, terminal, { id, name, role: "admin", team: null });
  return transact(world, async (world) => {
    const accountId = rules.staffAccount(id);
    await lockAccount(world, accountId);
    const member = await store.findMember(world.db, accountId);
    if (member?.role !== "admin" || member.endedAt) throw rules.NoStaff();
    return { id, ...(await newInvite(world, terminal, id, null)) };
  });
}

export type Shown = { token: string; code?: string | undefined };
type Opened = { accountId: string; inviteId: string };

/**
 * Is this invitation good, and its second half right? A wrong half is counted first and refused then.
 * Throws `gone`, `wrong-code`.
 */
export async function openInvite(world: World, { token, code }: Shown): Promise<Opened> {
  const facts = readToken(world, "invite", token);
  const { accountId = "", id = "", secret = "" } = facts ?? {};
  if (!accountId) throw rules.InviteGone({ why: "expired" });
  const outcome = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    const invite = await store.findInvite(world.db, accountId, id);
    if (!invite || !sameSecret(sha256(secret), invite.tokenHash)) return "expired";
    if (invite.usedAt) return "used";
    if (invite.expiresAt <= world.now()) return "expired";
    if (invite.triesLeft <= 0) return "tries";
    if (invite.codeHash === null) return "right";
    if (isHalf(world, id, code ?? "", invite.codeHash)) return "right";
    // Asking for the code is no try at it.
    if (!code) return "wrong";
    await store.updateInvite(world.db, accountId, id, { triesLeft: invite.triesLeft - 1 });
    const system = { kind: "system", id: "desk" } as const;
    await emit(world, system, "staff.invite-refused", accountId, { inviteId: id });
    return "wrong";
  });
  if (outcome === "right") return { accountId, inviteId: id };
  // Only whoever holds a true address hears what became of it.
  if (outcome !== "wrong") throw rules.InviteGone({ why: outcome });
  throw rules.WrongHalf();
}
