/**
 * The number that an owner has now: proven by a code while the claim goes on, bound when it is completed.
 * The one that was lost is told at the start and at the end, and counts for nothing afterwards: whoever
 * holds it may be anybody.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import {
  bindMethod,
  canonical,
  distrustMethod,
  readIdentifier,
  readMethods,
  tagOf,
  tagsOf,
} from "../accounts/index.ts";
import { demandUnguided } from "../holds/index.ts";
import { NotMobile } from "../numbers/index.ts";
import { refuse, requestCode, tryCode } from "../proofs/index.ts";
import { type Claimant, lockOwn } from "./actions.ts";
import { type Loaded, policyOf } from "./judging.ts";
import { AlreadyEnded, isEnded } from "./rules.ts";
import { keepNewPhone, readNewPhone, view } from "./view.ts";

export const PhoneNotAsked = problem(
  "phone-not-asked",
  409,
  "A new number can be given for a phone that was lost.",
);

/** A subject of its own: a code that proves the new number is no proof of the account. */
const subjectOf = (recovery: Loaded) => `new-phone:${recovery.id}`;

function readPhone(world: World, typed: string): string {
  const identifier = readIdentifier(world, typed);
  if (identifier.kind !== "phone") throw NotMobile();
  return canonical(identifier);
}

async function lockOpen(world: World, claimant: Claimant) {
  const { recovery } = await lockOwn(world, claimant);
  if (isEnded(recovery.state)) throw AlreadyEnded({ state: recovery.state });
  if (recovery.situation !== "lost-phone") throw PhoneNotAsked();
  const { id: recoveryId, given } = recovery;
  await demandUnguided(world, recovery.accountId, { recoveryId, isProven: given.length > 0 });
  return { recovery };
}

/**
 * Sends a code to the number that the claimant has now. The same for a name without an account. Throws
 * `not-a-phone`, `bad-identifier`, `phone-not-asked`, `guided`, `ended`, `too-soon`, `resting`, `too-many-messages`.
 */
export const askNewPhone = (world: World, claimant: Claimant, typed: string) =>
  transact(world, async (world) => {
    const phone = readPhone(world, typed);
    const { recovery } = await lockOpen(world, claimant);
    const challenge = await requestCode(world, {
      accountId: recovery.accountId,
      subjectId: subjectOf(recovery),
      purpose: "new-address",
      proof: "sms-code",
      destination: { to: phone, tag: tagOf(world, "phone", phone), methodId: null, named: phone },
      recognised: false,
      locale: recovery.locale === "zh" ? "zh" : "en",
      policy: policyOf(world, recovery),
    });
    return { challenge };
  });

/** Takes the code that was sent there. A wrong one is committed before it is refused. */
export async function proveNewPhone(
  world: World,
  claimant: Claimant,
  given: { phone: string; code: string },
) {
  const phone = readPhone(world, given.phone);
  const done = await transact(world, async (world) => {
    const { recovery } = await lockOpen(world, claimant);
    const outcome = await tryCode(world, {
      accountId: recovery.accountId,
      subjectId: subjectOf(recovery),
      proof: "sms-code",
      code: given.code,
      recognised: false,
      named: phone,
      policy: policyOf(world, recovery),
    });
    const isThis =
      outcome.is === "right" && tagsOf(world, "phone", phone).includes(outcome.channelTag);
    // The right code of another number: it proves that one, and not this.
    if (outcome.is === "right" && !isThis)
      return { outcome: { is: "wrong", triesLeft: 0 } as const };
    if (outcome.is !== "right") return { outcome };
    const newPhone = await keepNewPhone(world, recovery.accountId, recovery.id, phone);
    await emit(world, claimant, "recovery.phone-proven", recovery.accountId, {
      recoveryId: recovery.id,
    });
    return { recovery: await view(world, { ...recovery, newPhone }) };
  });
  if ("outcome" in done) refuse(done.outcome);
  return done as { recovery: Awaited<ReturnType<typeof view>> };
}

/** At the end of a claim: the new number in the place of those before. The caller holds the lock. */
export async function bindNewPhone(world: World, claimant: Claimant, recovery: Loaded) {
  const phone = await readNewPhone(world, recovery);
  if (!phone) return;
  const { accountId } = recovery;
  const tags = tagsOf(world, "phone", phone);
  const live = (await readMethods(world, accountId)).filter(
    ({ kind, removedAt }) => kind === "phone" && !removedAt,
  );
  for (const method of live)
    if (!tags.includes(method.tag)) await distrustMethod(world, accountId, method);
  if (live.some(({ tag }) => tags.includes(tag))) return;
  const now = world.now();
  await bindMethod(world, accountId, { kind: "phone", value: phone, since: now, verifiedAt: now });
  await emit(world, claimant, "change.done", accountId, {
    changeId: recovery.id,
    ...{ method: "phone", change: "replace" },
  });
}
