/**
 * Password health, and a new password by the signed-in owner. A thief in a session wants to set one of his
 * own: so it takes the old one, tried a few times a day at most, or a fresh proof; it ends every other
 * session and is told on every channel.
 */
import { keyedHash } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { forgive, spend } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import { readAccount } from "../accounts/index.ts";
import {
  checkPassword,
  judgeAge,
  judgeTyped,
  keepVerdict,
  owePassword,
  passwordFacts,
  prepareNewPassword,
  readBefore,
  readVerdict,
  storePassword,
  weaknessTexts,
} from "../passwords/index.ts";
import { policyInForce } from "../policies/index.ts";
import { endOtherSessions, WrongPassword } from "../sessions/index.ts";
import {
  demandFree,
  enter,
  enterFresh,
  hasFreshProof,
  NeedsFreshProof,
  type Owner,
} from "../ways/index.ts";
import * as rules from "./rules.ts";

const OLD_TRIES_A_DAY = 5;
const DAY_MS = 86_400_000;
const LIVE_JUDGEMENTS = 300;
const LIVE_WINDOW_MS = 10 * 60_000;

/** What is known of the password in use, for the rules of suggestion and for the page. */
export async function passwordInUse(world: World, accountId: string) {
  const [{ set, changedAt, compromised }, verdict] = await Promise.all([
    passwordFacts(world, accountId),
    readVerdict(world, accountId),
  ]);
  const policy = policyInForce(world).password;
  const age = changedAt
    ? judgeAge(policy.age, changedAt, world.now(), compromised)
    : ({ is: "fine" } as const);
  return {
    set,
    changedAt,
    compromised,
    age,
    found: verdict?.found ?? [],
    judgedAt: verdict?.judgedAt ?? null,
  };
}

/** `weak`: kinds of weakness in words; empty with a `judgedAt`: none was found when it was last typed. */
export async function readHealth(world: World, { accountId }: Owner) {
  const { found, changedAt, judgedAt, age, set, compromised } = await passwordInUse(
    world,
    accountId,
  );
  const { password } = policyInForce(world);
  return {
    set,
    changedAt: changedAt?.toISOString() ?? null,
    days: changedAt ? rules.daysBetween(changedAt, world.now()) : null,
    age: { policy: password.age, is: age.is, text: "text" in age ? age.text : null },
    judgedAt: judgedAt?.toISOString() ?? null,
    leaked: found.includes("leaked"),
    disowned: compromised,
    weak: found
      .filter((code) => code !== "leaked")
      .map((code) => ({ code, text: weaknessTexts[code] })),
    minLength: password.minLength,
  };
}

/**
 * What a new password would be judged as, while it is typed. Not against what we know of the owner, nor the
 * passwords before: whoever only holds a session would learn both by trying.
 */
export async function judgeWhileTyped(world: World, { sessionId }: Owner, password: string) {
  const key = keyedHash(world.keys, "look-up", `judging:${sessionId}`);
  await spend(world, key, LIVE_JUDGEMENTS, LIVE_WINDOW_MS);
  const verdict = await judgeTyped(world, password, {
    person: { names: [], phones: [], emails: [] },
    ...{ minLength: policyInForce(world).password.minLength, recent: false, rangeMs: 0 },
  });
  return verdict.ok ? { ...verdict, reasons: [] } : { ...verdict, strength: null, text: null };
}

type Asked = { newPassword: string; oldPassword?: string | undefined };

/**
 * Sets a new password. Throws `needs-fresh-proof` without the old one and without a proof, `wrong-password`,
 * `too-many`, `weak-password`, `held`, `guided`.
 */
export async function changePassword(world: World, owner: Owner, asked: Asked) {
  const { accountId, sessionId } = owner;
  const { passwordChangedAt } = (await readAccount(world, accountId)) ?? {};
  const isFresh = await hasFreshProof(world, owner);
  await demandFree(world, owner);
  if (!isFresh) await proveByOld(world, owner, asked.oldPassword);
  // Judged for somebody proven only: it is held against the owner's data and the passwords before.
  const policy = policyInForce(world);
  const before = await readBefore(world, accountId);
  const hash = await prepareNewPassword(world, before, policy, asked.newPassword);
  return transact(world, async (world) => {
    const account = isFresh ? await enterFresh(world, owner) : await enter(world, owner);
    await demandFree(world, owner);
    // A recovery, or another window, set another one meanwhile: what was proven was about the one before.
    if (account.passwordChangedAt?.getTime() !== passwordChangedAt?.getTime())
      throw NeedsFreshProof();
    await storePassword(world, accountId, hash);
    await owePassword(world, accountId, asked.newPassword);
    const changedAt = (await passwordFacts(world, accountId)).changedAt ?? world.now();
    // What was accepted a moment ago has none of the weaknesses.
    await keepVerdict(world, accountId, changedAt, { ok: true, ...FINE });
    const sessionsEnded = await endOtherSessions(world, accountId, sessionId, "password");
    const by = isFresh ? "fresh-proof" : "old-password";
    await emit(world, owner, "password.changed", accountId, { why: "owner", by, sessionsEnded });
    return { changedAt: changedAt.toISOString(), ended: sessionsEnded };
  });
}

const FINE = { strength: "strong", text: { en: "", zh: "" } } as const;

/** Counted before it is compared, so that many at once are no more tries. A wrong one stands in the record. */
async function proveByOld(world: World, owner: Owner, oldPassword: string | undefined) {
  if (oldPassword === undefined) throw NeedsFreshProof();
  const { accountId } = owner;
  const key = keyedHash(world.keys, "look-up", `old-password:${accountId}`);
  await spend(world, key, OLD_TRIES_A_DAY, DAY_MS);
  // Whoever knows it is no guesser, and may need several tries at a new one.
  if (await checkPassword(world, accountId, oldPassword)) return void (await forgive(world, key));
  await transact(world, async (world) => {
    await enter(world, owner);
    await emit(world, owner, "password.change-refused", accountId, { why: "wrong-old-password" });
  });
  throw WrongPassword();
}
