/**
 * "This number is mine now." Its new holder proves it by a code and learns nothing: the answer is the same
 * whether an account had it or not, and what comes of it is done by a job. A thief who holds the owner's
 * phone for a minute can say it too; so it takes nothing from the owner by itself. The operator is asked; if
 * it says so, the number is released; if nobody can say, the owner's other channels are told and a recovery
 * by that number waits longer, until the owner answers.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import { spend } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  canonical,
  disputeMethod,
  ensureRow,
  findCandidates,
  isShadow,
  lockAccount,
  mayBeDisputed,
  parseIdentifier,
  readIdentifier,
  readMethods,
  shadowId,
  tagOf,
  tagsOf,
} from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { refuse, requestCode, tryCode } from "../proofs/index.ts";
import { checkNumber, numberFacts } from "./checking.ts";
import { NotMobile } from "./rules.ts";

const HOUR_MS = 3_600_000;
const holder: Actor = { kind: "system", id: "number-holder" };
export const CLAIM_JOB = "number-claim";

function readPhone(world: World, typed: string): string {
  const identifier = readIdentifier(world, typed);
  if (identifier.kind !== "phone") throw NotMobile();
  return canonical(identifier);
}

/** Codes and tries are kept with a stand-in of the number, never with an account that has it. */
const standInOf = (world: World, phone: string) => shadowId(tagOf(world, "number-claim", phone));
const subjectOf = (standIn: string) => `number-claim:${standIn}`;

/** Throws `not-a-phone`, `bad-identifier`, `too-many`, `too-soon`, `resting`, `too-many-messages`. */
export async function askNumber(world: World, typed: string, locale: "en" | "zh") {
  const phone = readPhone(world, typed);
  const network = `number-claims:${world.call?.network ?? ""}`;
  await spend(world, network, world.config.startsPerHour, HOUR_MS);
  const accountId = standInOf(world, phone);
  return transact(world, async (world) => {
    ensureRow(world, accountId);
    await lockAccount(world, accountId);
    const challenge = await requestCode(world, {
      ...{ accountId, subjectId: subjectOf(accountId), purpose: "number-claim", proof: "sms-code" },
      destination: { to: phone, tag: tagOf(world, "phone", phone), methodId: null, named: phone },
      ...{ recognised: false, locale, policy: policyInForce(world) },
    });
    return { challenge };
  });
}

/** A wrong code is committed before it is refused. Throws `wrong-code`, `resting`, and as above. */
export async function proveNumber(world: World, given: { phone: string; code: string }) {
  const phone = readPhone(world, given.phone);
  const accountId = standInOf(world, phone);
  const outcome = await transact(world, async (world) => {
    ensureRow(world, accountId);
    await lockAccount(world, accountId);
    const outcome = await tryCode(world, {
      ...{ accountId, subjectId: subjectOf(accountId), proof: "sms-code", code: given.code },
      ...{ recognised: false, named: phone, policy: policyInForce(world) },
    });
    if (outcome.is === "right")
      await addJob(world, {
        ...{ accountId, kind: CLAIM_JOB, key: world.now().toISOString() },
        payload: { phone },
      });
    return outcome;
  });
  refuse(outcome);
  return { received: true as const };
}

/** Outside of any transaction: asks the operator, account by account, and writes down what comes of it. */
export async function onClaim(world: World, job: Job): Promise<void> {
  const phone = String(job.payload.phone);
  const parsed = parseIdentifier(phone);
  if ("is" in parsed) return;
  for (const accountId of await findCandidates(world, parsed)) {
    if (isShadow(accountId)) continue;
    await checkNumber(world, { accountId, typed: phone, policy: policyInForce(world) });
    await transact(world, (world) => dispute(world, accountId, phone));
  }
}

async function dispute(world: World, accountId: string, phone: string): Promise<void> {
  await lockAccount(world, accountId);
  const tags = tagsOf(world, "phone", phone);
  const now = world.now();
  const method = (await readMethods(world, accountId)).find(
    ({ kind, tag, removedAt }) => kind === "phone" && tags.includes(tag) && !removedAt,
  );
  // Released by now; or heard already.
  if (!method || !mayBeDisputed(method, now)) return;
  const { telecomCheck } = await numberFacts(world, accountId, method.tag);
  const isRefuted = telecomCheck === "ok";
  await disputeMethod(world, method, now, isRefuted ? now : null);
  await emit(world, holder, "number.disputed", accountId, { numberId: method.id, isRefuted });
}

/** The owner answered the notice, one way or the other: the number is theirs. */
export async function onAnswer(world: World, accountId: string, numberId: unknown): Promise<void> {
  await lockAccount(world, accountId);
  const method = (await readMethods(world, accountId)).find(({ id }) => id === numberId);
  if (method?.disputedAt && !method.disputeEndedAt)
    await disputeMethod(world, method, method.disputedAt, world.now());
}
