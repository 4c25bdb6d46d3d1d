/** What a change does, each kind in one transaction of whom it concerns. Done again it changes nothing. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { NotAllowed } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockAccount, lockHouse } from "../accounts/index.ts";
import { releaseLegalHold } from "../keeping/index.ts";
import { endSessions } from "../sessions/index.ts";
import { addStaff, setIdentity } from "./actions.ts";
import { type ChangeRow, DESK, deleteBrake } from "./changes-store.ts";
import type { Facts } from "./four-eyes.ts";
import { isAboutHold } from "./four-eyes-holds.ts";
import { actOnHold } from "./hold-deeds.ts";
import { newInvite } from "./invites.ts";
import { putRegistry } from "./registry-change.ts";
import * as rules from "./rules.ts";
import { putListing } from "./scam-listing.ts";
import * as store from "./store.ts";
import { untie } from "./ties.ts";

type Made = { url: string; expiresAt: Date } | null;

/** The address of an invitation, for whoever agreed; null when there is none, or it was made before. */
export async function carryOut(world: World, row: ChangeRow, facts: Facts): Promise<Made> {
  const actor = { kind: "system", id: "four-eyes" } as const;
  const both = { changeId: row.id, askedBy: row.askedBy, decidedBy: row.decidedBy };
  if (facts.kind === "policy") throw NotAllowed();
  if (facts.kind === "registry") return putRegistry(world, facts, both);
  if (facts.kind === "scam-listing") return putListing(world, facts, both);
  if (facts.kind === "brake-release")
    return transact(world, async (world) => {
      await lockHouse(world, DESK);
      await deleteBrake(world.db, facts.what);
      await emit(world, actor, "desk.brake-released", DESK, { what: facts.what, ...both });
      return null;
    });
  if (isAboutHold(facts)) return actOnHold(world, row, facts, both);
  if (facts.kind === "tie-removal") return untie(world, facts, both);
  if (facts.kind === "legal-hold-release") {
    await releaseLegalHold(world, facts.accountId, facts.legalHoldId, both);
    return null;
  }
  const accountId = rules.staffAccount(facts.staffId);
  if (facts.kind === "staff" && facts.deed === "add") {
    const { staffId: id, name, role, team } = facts;
    await addStaff(world, actor, { id, name, role, team });
  }
  return transact(world, async (world) => {
    await lockAccount(world, accountId);
    const now = world.now();
    if (facts.kind === "role") {
      await store.updateMember(world.db, accountId, { role: facts.role, team: facts.team });
      const { role, team } = facts;
      await emit(world, actor, "staff.role-changed", accountId, { role, team, ...both });
      return null;
    }
    if (facts.kind === "viewing") {
      await store.updateMember(world.db, accountId, { clearedAt: now });
      await emit(world, actor, "staff.viewing-cleared", accountId, both);
      return null;
    }
    if (facts.deed === "identity") {
      const { issuer, subject } = facts;
      await setIdentity(world, actor, facts.staffId, { issuer, subject });
      return null;
    }
    if (facts.deed === "end") {
      await store.updateMember(world.db, accountId, { endedAt: now });
      await lock(world, accountId, now);
      await emit(world, actor, "staff.ended", accountId, both);
      return null;
    }
    // An address that was made and lost is not made again: the change is asked for once more.
    if (await store.findInvite(world.db, accountId, row.id)) return null;
    if (facts.deed === "passkey") {
      await lock(world, accountId, now);
      await emit(world, actor, "staff.passkeys-removed", accountId, both);
    }
    const half = row.codeHash ? { changeId: row.id, codeHash: row.codeHash } : null;
    return newInvite(world, actor, facts.staffId, half);
  });
}

/** Nothing that this person has opens the desk any more. */
async function lock(world: World, accountId: string, now: Date) {
  await store.removePasskeys(world.db, accountId, now);
  await store.endInvites(world.db, accountId, now);
  await endSessions(world, accountId, "four-eyes");
}
