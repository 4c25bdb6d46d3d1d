/**
 * Ties: accounts in which somebody of the desk has an interest, their own or their family's. To say so
 * protects, and takes one person; to take it back loosens, and takes two others (`tie-removal`).
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import { NotAllowed } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { findCandidates, lockAccount, NoAccount, readIdentifier } from "../accounts/index.ts";
import { findStaff, listStaff } from "./actions.ts";
import * as rules from "./rules.ts";
import * as store from "./ties-store.ts";

type Agent = Extract<Actor, { kind: "agent" }>;
const DAY_MS = 86_400_000;

/** Who has an interest in this account, by staff id. */
export const tiedTo = async (world: World, accountId: string) =>
  (await store.listTied(world.db, accountId)).map(rules.staffId);

/** Their own for everybody; for an admin everybody's. */
export async function listTies(world: World, { id, role }: Agent) {
  const staff = await listStaff(world);
  const people = staff.filter((each) => each.id === id || (role === "admin" && !each.endedAt));
  const ties = await Promise.all(
    people.map(async (member) =>
      (await store.listTies(world.db, rules.staffAccount(member.id))).map((tie) => ({
        ...{ staffId: member.id, name: member.name, accountId: tie.tiedAccountId },
        since: tie.since?.toISOString() ?? null,
      })),
    ),
  );
  return { ties: ties.flat() };
}

/** Somebody has an interest in this account; said twice it is said once. */
export const tieStaff = (world: World, actor: Actor, staffId: string, tiedAccountId: string) =>
  transact(world, async (world) => {
    const accountId = rules.staffAccount(staffId);
    await lockAccount(world, accountId);
    const row = { accountId, tiedAccountId, since: world.now(), saidBy: actor.id };
    if (await store.insertTie(world.db, row))
      await emit(world, actor, "staff.tied", accountId, { tiedAccountId });
  });

/**
 * Names the account as its owner would. A number of several accounts ties to each of them: to protect one
 * too many harms nobody. Throws `no-staff`, `no-account`, `too-many`, `bad-identifier`.
 */
export async function addTie(
  world: World,
  agent: Agent,
  { identifier, staffId = agent.id }: { identifier: string; staffId?: string | undefined },
) {
  if (staffId !== agent.id && agent.role !== "admin") throw NotAllowed();
  const member = await findStaff(world, staffId);
  if (!member || member.endedAt) throw rules.NoStaff();
  // Who has an account here is nothing to be tried out.
  await spend(world, `ties:${agent.id}`, rules.TIES_PER_DAY, DAY_MS);
  const found = await findCandidates(world, readIdentifier(world, identifier));
  if (found.length === 0) throw NoAccount();
  for (const accountId of found) await tieStaff(world, agent, staffId, accountId);
  return listTies(world, agent);
}

/** What two others have agreed to. */
export const untie = (
  world: World,
  { staffId, accountId: tiedAccountId }: { staffId: string; accountId: string },
  both: Record<string, unknown>,
): Promise<null> =>
  transact(world, async (world) => {
    const accountId = rules.staffAccount(staffId);
    await lockAccount(world, accountId);
    const system = { kind: "system", id: "four-eyes" } as const;
    if (await store.deleteTie(world.db, accountId, tiedAccountId))
      await emit(world, system, "staff.untied", accountId, { tiedAccountId, ...both });
    return null;
  });
