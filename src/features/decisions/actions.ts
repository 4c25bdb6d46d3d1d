/**
 * Decides from the database at each call. Where money is asked for, or a payee is remembered, under the
 * account's row: what was permitted a moment ago, by whatever process, counts. What is read is asked for
 * in one trip behind the lock, and what is written goes with the commit.
 */
import { confirmWithin } from "../../core/callers.ts";
import { sha256 } from "../../core/crypto.ts";
import { reading, transact } from "../../core/db.ts";
import { metersOf } from "../../core/meters.ts";
import { noWait } from "../../core/unit.ts";
import { accountRow, lockAccountRow } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { findDevice, lockAccount, sealFor, tagsOf } from "../accounts/index.ts";
import { type Hold, isStanding, restrictions, standingHolds } from "../holds/index.ts";
import { minorOf, NO_LOCK } from "../lock/index.ts";
import { type Policy, policyInForce } from "../policies/index.ts";
import { type Code, wordsOf } from "./reasons.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** An evaluation as AuthZEN 1.0 section 6 has it. */
export type Evaluation = {
  subject: { type: string; id: string };
  action: { name: string };
  resource: { type: string; id: string; properties?: Record<string, unknown> | undefined };
  context?: Record<string, unknown> | undefined;
};
export type Decision = { decision: boolean; context: Record<string, unknown> };

const DAY_MS = 86_400_000;
/** No limit's days of confirmation are longer. */
const LIMIT_DAYS_MAX = 31;
const minutesAfter = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

type Payment = rules.Ask & { id: string; payee: string; currency: string; amountText: string };
type More = { until?: Date | undefined; [member: string]: unknown };

function answer(world: World, code: Code, { until, ...more }: More = {}): Decision {
  const { name, version } = policyInForce(world);
  const decision = code === "permitted" ? "permitted" : "denied";
  metersOf(world).add("rightful_decisions_total", { decision });
  return {
    decision: code === "permitted",
    context: {
      ...wordsOf(code),
      ...{ code, version: `${name}@${version}` },
      ...(until && { until: until.toISOString() }),
      ...more,
    },
  };
}

/** Reads what is to be paid; a code when it cannot be read. The same for every account, known or not. */
function readPayment(world: World, { action, resource }: Evaluation): Payment | Code {
  const { amount, currency, payee = "" } = resource.properties ?? {};
  const name = action.name as rules.Action;
  if (resource.type !== "payment") return "unknown-resource";
  const minor = typeof amount === "string" ? minorOf(amount) : null;
  if (!minor) return "bad-amount";
  if (currency !== world.config.currency) return "wrong-currency";
  const to = typeof payee === "string" ? payee.normalize("NFKC").trim() : "";
  if (to.length > rules.PAYEE_MAX || (to === "" && name !== "withdraw")) return "bad-payee";
  const facts = sha256(JSON.stringify([name, minor, currency, to]));
  return {
    ...{ action: name, id: resource.id, payee: to, amount: minor },
    ...{ facts, currency, amountText: amount as string },
  };
}

/** `judge`: the rules; a bench puts an engine of policies in their place. */
export async function decide(
  world: World,
  asked: Evaluation,
  judge: typeof rules.judge = rules.judge,
): Promise<Decision> {
  const action = asked.action.name as rules.Action;
  if (!rules.actions.includes(action)) return answer(world, "unknown-action");
  if (asked.subject.type !== "account") return answer(world, "denied");
  if (!rules.isMoney(action)) return decideOther(world, asked, action);
  const payment = readPayment(world, asked);
  if (typeof payment === "string") return answer(world, payment);
  const { deviceId } = asked.context ?? {};
  return transact(world, (world) =>
    decidePayment(world, asked.subject.id, payment, { deviceId, judge }),
  );
}

async function decidePayment(
  world: World,
  accountId: string,
  payment: Payment,
  { deviceId, judge }: { deviceId: unknown; judge: typeof rules.judge },
): Promise<Decision> {
  const { db } = world;
  const now = world.now();
  const { id } = payment;
  const tags = tagsOf(world, "payee", `${accountId}:${payment.payee}`);
  const caller = confirmWithin(world);
  const [account, read] = await Promise.all([
    lockAccountRow(world, accountId),
    store.readFacts(db, {
      holds: [accountId],
      locks: [accountId],
      limits: [accountId, new Date(now.getTime() - LIMIT_DAYS_MAX * DAY_MS)],
      // A day has 25 hours at most; the judge looks more closely.
      spent: [accountId, new Date(now.getTime() - 1.1 * DAY_MS)],
      reserved: [accountId, id, now],
      own: [accountId, id],
      payees: [accountId, tags],
      keys: [caller.hash],
    }),
  ]);
  caller.settle(read.keys[0]);
  if (!isOwned(account)) return answer(world, "denied");
  const { limits, payees } = read;
  const own = read.own[0];
  const lock = read.locks[0]?.rules ?? NO_LOCK;
  const holds = read.holds.filter((hold) => isStanding(hold, now));
  const device =
    lock.trustedDevicesOnly && typeof deviceId === "string"
      ? await findDevice(world, accountId, deviceId)
      : undefined;
  // Only a recovery asks for the owner's word.
  const asked = limits.length > 0 ? await store.findConfirmation(db, accountId, id) : undefined;
  const { singleLimit, dailyLimit } = lock;
  const policy = policyInForce(world);
  const payee = payees.toSorted((a, b) => a.seenAt.getTime() - b.seenAt.getTime())[0];
  const paid = payees.find(({ paidAt }) => paidAt);
  const verdict = judge(
    payment,
    {
      timeZone: account.timeZone,
      held: heldBy(holds),
      lock,
      singleLimit: singleLimit && minorOf(singleLimit) !== null ? minorOf(singleLimit) : null,
      dailyLimit: dailyLimit && minorOf(dailyLimit) !== null ? minorOf(dailyLimit) : null,
      limits: limits.map((limit) => termsOf(policy, limit)),
      spent: [...read.spent, ...read.reserved],
      ...{ own, asked, device, payee: payee && { ...payee, ...paid } },
    },
    now,
  );
  const { code, until } = verdict;
  if (!payee && /^(permitted|new-payee)$/.test(code))
    noWait(world, store.insertPayee(db, accountId, tags[0] ?? "", now));
  if (code === "confirm-needed" && !asked) await askOwner(world, accountId, payment);
  if (!verdict.allows) return answer(world, code, { until });
  const isOpen = own?.state === "open" && now < own.expiresAt;
  const expiresAt = isOpen ? own.expiresAt : minutesAfter(now, rules.RESERVED_MINUTES);
  if (!isOpen)
    noWait(world, store.reserve(db, accountId, id, payment.facts, payment.amount, now, expiresAt));
  const hours = lock.delayedArrivalHours;
  return answer(world, code, {
    reservation: { id, expires_at: expiresAt.toISOString() },
    ...(hours > 0 && { advice: { delay_arrival_hours: hours } }),
  });
}

/** Signing in, a new device, a new payee: no money yet. A payee is remembered, so that its delay begins. */
function decideOther(world: World, { subject, resource }: Evaluation, action: rules.Action) {
  const { id: accountId } = subject;
  const isPayee = action === "add-payee";
  const look = async (world: World) => {
    const [account, holds] = await Promise.all([
      isPayee ? lockAccountRow(world, accountId) : accountRow(world, accountId),
      standingHolds(world, accountId),
    ]);
    if (!isOwned(account)) return answer(world, "denied");
    const held = heldBy(holds);
    if (isPayee ? held.outgoing : held.signIn)
      return answer(world, "held", { until: held.until ?? undefined });
    const given = resource.properties?.payee ?? resource.id;
    const payee = typeof given === "string" ? given.normalize("NFKC").trim() : "";
    if (isPayee && (payee === "" || payee.length > rules.PAYEE_MAX))
      return answer(world, "bad-payee");
    if (isPayee) {
      const [tag = ""] = tagsOf(world, "payee", `${accountId}:${payee}`);
      noWait(world, store.insertPayee(world.db, accountId, tag, world.now()));
    }
    return answer(world, "permitted");
  };
  return isPayee ? transact(world, look) : reading(world, look);
}

type Row = Awaited<ReturnType<typeof accountRow>>;
/** An account of somebody: not unknown, not a name without an account, not erased. All are denied alike. */
const isOwned = (row: Row): row is NonNullable<Row> =>
  row !== undefined && row.dataKey !== "" && row.kind === "account";

function heldBy(holds: readonly Hold[]): rules.Facts["held"] {
  const ends = holds.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return { ...restrictions(holds), until: Number.isFinite(last) ? new Date(last) : null };
}

type Limit = { kind: string; since: Date; until: Date };

/** A kind that the policy in force no longer knows lets nothing leave. */
function termsOf({ money }: Policy, { kind, since, until }: Limit): rules.MoneyTerms {
  const terms = money[kind as keyof Policy["money"]];
  const days = terms?.thenConfirmEachDays ?? 0;
  return {
    ...{ since, until },
    allowance: minorOf(terms?.dailyAllowance ?? "0") ?? 0,
    knownPayeesOnly: terms?.knownPayeesOnly ?? true,
    confirmUntil: new Date(until.getTime() + days * DAY_MS),
  };
}

const detailsContext = (accountId: string, id: string) => `confirmation:${accountId}:${id}`;

/** Writes down what the owner is to confirm, so that nothing else is confirmed in its place. */
async function askOwner(world: World, accountId: string, payment: Payment) {
  const { key } = await lockAccount(world, accountId);
  const { id, facts, currency, payee, amountText: amount, action } = payment;
  const details = JSON.stringify({ action, amount, currency, payee });
  const context = detailsContext(accountId, id);
  noWait(
    world,
    store.insertConfirmation(world.db, {
      ...{ accountId, id, facts, askedAt: world.now() },
      details: sealFor(world, key, details, context),
    }),
  );
}

export const semantics = ["execute_all", "deny_on_first_deny", "permit_on_first_permit"] as const;
export type Semantic = (typeof semantics)[number];

/** One after the other: each counts those permitted before it (AuthZEN 1.0 section 7). */
export async function decideMany(
  world: World,
  asked: readonly Evaluation[],
  semantic: Semantic,
): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (const one of asked) {
    const given = await decide(world, one);
    decisions.push(given);
    if (semantic === "deny_on_first_deny" && !given.decision) break;
    if (semantic === "permit_on_first_permit" && given.decision) break;
  }
  return decisions;
}
