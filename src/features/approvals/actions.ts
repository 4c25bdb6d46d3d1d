/** Requests and what becomes of them. What an approval is worth is recovery's business. */
import { countIn, TooMany } from "../../core/limits.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { listDevices, openFor, sealFor } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { Resting } from "../proofs/index.ts";
import { liveSessions, readSession } from "../sessions/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const context = (id: string) => `approval:${id}`;
const daysOf = (world: World) => policyInForce(world).changes.countsAfterDays;

type Row = NonNullable<Awaited<ReturnType<typeof store.findApproval>>>;

async function opened(world: World, row: Row): Promise<rules.Approval> {
  const { id, recoveryId, triesLeft, askedAt, expiresAt, endedAt } = row;
  const key = await accountKey(world, row.accountId);
  const { number, agent }: rules.Facts = row.facts
    ? JSON.parse(openFor(key, row.facts, context(id)))
    : { number: "", agent: "" };
  return { id, recoveryId, number, agent, triesLeft, askedAt, expiresAt, endedAt };
}

/** Is a device signed in that could approve? `asks`: the device that the claim came from, where it is known. */
export async function canBeApproved(world: World, accountId: string, asks: string | null) {
  const [sessions, devices] = [
    await liveSessions(world, accountId),
    await listDevices(world, accountId),
  ];
  return rules.someMayAnswer(sessions, devices, daysOf(world), asks, world.now());
}

/** The device of this session, when it may approve; null when it may not. */
export async function approvingDevice(
  world: World,
  { accountId, sessionId }: { accountId: string; sessionId: string },
  asks: string | null,
) {
  const session = await readSession(world, accountId, sessionId);
  const devices = await listDevices(world, accountId);
  const device = devices.find(({ tag }) => tag === session?.deviceTag);
  return device && rules.mayAnswer(device, daysOf(world), asks, world.now()) ? device : null;
}

/**
 * One live request a claim: asked again, it is the same with the same number. The caller holds the account's
 * lock and has nothing left to do after this. Throws `resting`, `too-many`.
 */
export async function askApproval(world: World, accountId: string, recoveryId: string) {
  const now = world.now();
  const rows = await store.listSince(world.db, accountId, new Date(now.getTime() - rules.DAY_MS));
  const before = rows.find((row) => row.recoveryId === recoveryId && row.endedAt === null);
  if (before && rules.isLive(before, now))
    return { approval: await opened(world, before), isNew: false };
  if (before) await store.setEnded(world.db, accountId, before.id, now, "expired");
  const until = rules.judgeAsking(
    rows.map(({ askedAt }) => askedAt),
    now,
  );
  if (until) throw Resting({ until: until.toISOString() });
  const id = world.id("apr");
  const facts: rules.Facts = { number: world.code(2), agent: world.call?.agent ?? "" };
  const key = await accountKey(world, accountId);
  const row = {
    ...{ accountId, id, recoveryId, triesLeft: rules.TRIES, askedAt: now },
    expiresAt: new Date(now.getTime() + rules.APPROVAL_MS),
    facts: sealFor(world, key, JSON.stringify(facts), context(id)),
  };
  await store.insertApproval(world.db, row);
  const window = { key: `approvals:${world.call?.network ?? ""}`, windowMs: rules.HOUR_MS };
  const [counted] = await countIn(world, [window]);
  if (counted && counted.count > rules.REQUESTS_OF_NETWORK)
    throw TooMany({ until: counted.closesAt.toISOString() });
  return { approval: { ...facts, ...row, endedAt: null } satisfies rules.Approval, isNew: true };
}

/** Those that can be answered now, the newest first. */
export async function liveApprovals(world: World, accountId: string) {
  const since = new Date(world.now().getTime() - rules.APPROVAL_MS);
  const rows = await store.listSince(world.db, accountId, since);
  const live = rows.filter((row) => rules.isLive(row, world.now()));
  return Promise.all(live.map((row) => opened(world, row)));
}

/** One that can be answered; the caller holds the account's lock. Throws `no-approval`, `gone`. */
export async function openApproval(world: World, accountId: string, id: string) {
  const row = await store.findApproval(world.db, accountId, id);
  if (!row) throw rules.NoApproval();
  if (!rules.isLive(row, world.now())) throw rules.ApprovalGone();
  return opened(world, row);
}

export const endApproval = (world: World, accountId: string, id: string, why: rules.Ending) =>
  store.setEnded(world.db, accountId, id, world.now(), why);

/** Is this the number? A wrong one is counted, and the last of them ends the request. Gives the tries left. */
export async function matchNumber(
  world: World,
  accountId: string,
  { id, number, triesLeft }: rules.Approval,
  typed: string,
): Promise<{ is: "right" } | { is: "wrong"; triesLeft: number }> {
  if (rules.cleanNumber(typed) === number) return { is: "right" };
  await store.setTriesLeft(world.db, accountId, id, triesLeft - 1);
  if (triesLeft <= 1) await endApproval(world, accountId, id, "wrong");
  return { is: "wrong", triesLeft: triesLeft - 1 };
}

/** Time passed: those of two days ago count for nothing any more. */
export async function sweep(world: World): Promise<number> {
  const limit = new Date(world.now().getTime() - 2 * rules.DAY_MS);
  const { numDeletedRows } = await store.sweepApprovals(world.db, limit);
  return Number(numDeletedRows);
}
