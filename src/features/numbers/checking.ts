/**
 * Asking the operator: outside of any transaction, two seconds at most, and the answer kept. Without an
 * operator in the configuration nothing is read and nothing is done.
 */

import { reading, transact } from "../../core/db.ts";
import { spend } from "../../core/limits.ts";
import { Problem } from "../../core/problem.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import type { Telecom } from "../../ports/telecom/telecom.ts";
import {
  ensureRow,
  lockAccount,
  type Method,
  openFor,
  readAccount,
  readMethods,
  sealFor,
  tagOf,
} from "../accounts/index.ts";
import type { Policy } from "../policies/index.ts";
import { release } from "./release.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const context = (tag: string) => `number-check:${tag}`;

/** Of whom: an account, or the stand-in of a name without one; `typed`: the number that was typed, if it was one. */
export type Of = {
  accountId: string;
  typed: string | null;
  policy: Policy;
  /** The number that was proven already. */
  tag?: string | undefined;
};

const readChecks = (world: World, accountId: string): Promise<rules.Check[]> =>
  once(world, `number-checks:${accountId}`, async () => {
    const rows = await store.listChecks(world.db, accountId);
    if (rows.length === 0) return [];
    const key = await accountKey(world, accountId);
    return rows.map(({ tag, checkedAt, answer }) => ({
      ...(JSON.parse(openFor(key, answer, context(tag))) as rules.Kept),
      ...{ tag, checkedAt },
    }));
  });

/** What is known of the number that stands behind a code. Reads nothing when nobody can be asked. */
export async function numberFacts(
  world: World,
  accountId: string,
  tag: string | undefined,
): Promise<rules.NumberPart> {
  if (!world.ports.telecom || tag === undefined) return rules.unasked;
  const checks = await readChecks(world, accountId);
  return rules.factsOf(
    checks.find((check) => check.tag === tag),
    world.now(),
  );
}

/** The number that a claim's code would go to, and what was last heard of it. */
async function lookUp(world: World, { accountId, typed, policy, tag: proven }: Of) {
  return reading(world, async (world) => {
    const isThere = (await readAccount(world, accountId)) !== undefined;
    const [methods, checks] = isThere
      ? await Promise.all([readMethods(world, accountId), readChecks(world, accountId)])
      : [[], []];
    const typedTag = typed ? tagOf(world, "phone", typed) : "";
    const removedAfter = world.now().getTime() - policy.changes.removedCountsDays * DAY_MS;
    const method = rules.codeGoesTo(methods, "phone", proven ?? typedTag, removedAfter);
    const nowhere = typedTag || tagOf(world, "nowhere", `${accountId}:phone`);
    const tag = method?.tag ?? nowhere;
    return { method, number: method?.data ?? typed, tag, last: checks.find((c) => c.tag === tag) };
  });
}

/**
 * Makes sure that what is known of the number is fresh: before a code is sent to it, before one is taken, and
 * before the account is given back. A name without an account is asked about in the same way and takes as
 * long. When the operator says that somebody else has the number, it is released from the account.
 */
export async function checkNumber(world: World, of: Of): Promise<void> {
  const { telecom } = world.ports;
  if (!telecom) return;
  const { method, number, tag, last } = await lookUp(world, of);
  if (last && rules.isFresh(last, world.now())) return;
  const answer = await ask(world, telecom, number, method, of.policy);
  await transact(world, async (world) => {
    const { accountId } = of;
    ensureRow(world, accountId);
    const { key } = await lockAccount(world, accountId);
    const sealed = sealFor(world, key, JSON.stringify(answer), context(tag));
    const row = { accountId, tag, checkedAt: world.now(), answer: sealed };
    noWait(world, store.putCheck(world.db, row));
    forget(world, `number-checks:${accountId}`);
    if (answer.reassigned && method) await release(world, accountId, method);
  });
}

async function ask(
  world: World,
  telecom: Telecom,
  number: string | null,
  method: Method | undefined,
  policy: Policy,
): Promise<rules.Kept> {
  if (number !== null && !telecom.covers(number)) return rules.notAsked;
  if (number === null) {
    await pretend(world, telecom);
    return rules.notAsked;
  }
  if (!(await mayAsk(world))) return { ...rules.notAsked, check: "unavailable" };
  const began = world.wallNow().getTime();
  // A number without an account is asked about as one that was proven a year ago.
  const provenOn = method?.verifiedAt ?? method?.since ?? new Date(began - 365 * DAY_MS);
  const said = await telecom.check(
    number,
    { provenOn, simSwapHours: policy.sms.simSwapHours },
    AbortSignal.timeout(rules.DEADLINE_MS),
  );
  remember(telecom, world.wallNow().getTime() - began);
  if (said.faults.length > 0) world.log.warn("an operator did not answer", { faults: said.faults });
  return rules.kept(said);
}

/** Each question costs money: one network asks for no more of them than it may ask for messages. */
async function mayAsk(world: World): Promise<boolean> {
  const { smsPerNetworkHour } = world.config;
  try {
    const most = smsPerNetworkHour ?? CHECKS_PER_HOUR;
    await spend(world, `number-checks:${world.call?.network ?? ""}`, most, HOUR_MS);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
const CHECKS_PER_HOUR = 600;

/** How long the last answers took, in ms. */
const took = new WeakMap<Telecom, number[]>();
const KEPT = 32;

function remember(telecom: Telecom, ms: number): void {
  took.set(telecom, [...(took.get(telecom) ?? []), ms].slice(-KEPT));
}

/** There is no number to ask about: waits as long as one of the last questions took, so that nobody can tell. */
async function pretend(world: World, telecom: Telecom): Promise<void> {
  const known = took.get(telecom) ?? [];
  const ms = known.length > 0 ? known[(world.bytes(1)[0] ?? 0) % known.length] : 0;
  if (ms) await new Promise((done) => setTimeout(done, ms));
}

const KEPT_DAYS = 30;
/** Time passed: forgets what is too old to say anything. */
export async function sweepNumbers(world: World): Promise<number> {
  const before = new Date(world.now().getTime() - KEPT_DAYS * DAY_MS);
  return Number((await store.deleteOldChecks(world.db, before)).numDeletedRows);
}
