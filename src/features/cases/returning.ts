/**
 * Coming back to a case from another browser, with its reference and a code that goes to its contact. A
 * reference is read out on the telephone and is no secret, so a thief who has heard one wants the rest: to
 * learn whether it is one of ours, to guess the code, to flood whoever is the contact, to use the code for
 * something else. So everything that is counted or waited for belongs to a stand-in of the reference, the
 * same for one that leads nowhere; what cannot be sent is left unsent and not told; the code is a kind of
 * its own. Coming back takes the claim out of the browser before: of two who hold it one is a thief, or has
 * found the old telephone.
 */
import { reading, transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { ensureRow, lockAccount, openFor, shadowId, tagOf, tagsOf } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { CASE_CODE, refuse, requestQuietly, tryCode, WrongCode } from "../proofs/index.ts";
import { continueElsewhere } from "../recovery/index.ts";
import { type Contact, contactOf } from "./contact.ts";
import { contactContext } from "./opening.ts";
import { BadReference } from "./problems.ts";
import { isEnded } from "./rules.ts";
import { lockCase, note } from "./standing.ts";
import * as store from "./store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a decision can be read again, and appealed, from another browser. */
const ENDED_DAYS = 30;

/** The end of an id, as people write it: any case, dashes, and letters that the alphabet leaves out. */
function readReference(typed: string): string {
  const tail = typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^0-9a-z]/g, "")
    .replaceAll("o", "0")
    .replace(/[il]/g, "1");
  if (!/^[0-9a-hjkmnp-tv-z]{6}$/.test(tail)) throw BadReference();
  return tail;
}

type Found = { accountId: string; id: string; locale: string; contact: Contact };

/** The case that this reference leads back to: with a claim, a contact, and not ended long ago. */
const find = (world: World, tail: string): Promise<Found | null> =>
  reading(world, async (world) => {
    const since = world.now().getTime() - ENDED_DAYS * DAY_MS;
    for (const row of await store.listByReference(world.db, tail)) {
      const { accountId, id, recoveryId, contact: sealed, closedAt, locale } = row;
      if (!recoveryId || !sealed || (closedAt && closedAt.getTime() < since)) continue;
      const key = await accountKey(world, accountId);
      const contact = contactOf(world, openFor(key, sealed, contactContext(id)));
      if (contact) return { accountId, id, locale, contact };
    }
    return null;
  });

/** Where the tries and times of a reference are kept: under no account. */
const standInOf = (world: World, tail: string) => shadowId(tagOf(world, "case-reference", tail));
const subjectOf = (tail: string) => `case-return:${tail}`;

async function begin(world: World, typed: string) {
  const tail = readReference(typed);
  await spend(
    world,
    `case-returns:${world.call?.network ?? ""}`,
    world.config.startsPerHour,
    HOUR_MS,
  );
  return { tail, standIn: standInOf(world, tail), found: await find(world, tail) };
}

/** Throws `bad-reference`, `too-many`, `too-soon`, `resting`: none of them depends on there being a case. */
export async function askReturn(world: World, typed: string) {
  const { tail, standIn, found } = await begin(world, typed);
  return transact(world, async (world) => {
    ensureRow(world, standIn);
    await lockAccount(world, standIn);
    const challenge = await requestQuietly(world, {
      ...{ accountId: standIn, subjectId: subjectOf(tail), contact: found?.contact ?? null },
      ...{ locale: found?.locale === "zh" ? "zh" : "en", policy: policyInForce(world) },
    });
    return { challenge };
  });
}

/**
 * The claim again, for the code. A wrong one is committed before it is refused. Throws `bad-reference`,
 * `too-many`, `wrong-code`, `resting`.
 */
export async function returnToCase(
  world: World,
  actor: Actor,
  { reference, code }: { reference: string; code: string },
) {
  const { tail, standIn, found } = await begin(world, reference);
  const outcome = await transact(world, async (world) => {
    ensureRow(world, standIn);
    await lockAccount(world, standIn);
    const outcome = await tryCode(world, {
      ...{ accountId: standIn, subjectId: subjectOf(tail), proof: CASE_CODE, code },
      ...{ recognised: false, named: "case", policy: policyInForce(world) },
    });
    if (outcome.is !== "right")
      await emit(world, actor, "case.return-refused", standIn, { outcome: outcome.is });
    return outcome;
  });
  if (outcome.is !== "right") refuse(outcome);
  const isSent = outcome.is === "right" && outcome.channelTag;
  const kind = found?.contact.channel === "sms" ? "phone" : "email";
  // The code of another case of the same reference is no code of this one.
  if (!found || !isSent || !tagsOf(world, kind, found.contact.to).includes(isSent))
    throw WrongCode({ triesLeft: 0 });
  return transact(world, (world) => handOver(world, actor, found));
}

/** The owner hears of it on every channel when something of the account has been proven in this claim. */
async function handOver(world: World, actor: Actor, { accountId, id }: Found) {
  const { held, recovery } = await lockCase(world, accountId, id);
  if (!recovery) throw WrongCode({ triesLeft: 0 });
  const given = await continueElsewhere(world, actor, recovery);
  const facts = { quiet: recovery.given.length === 0 || recovery.endedAt !== null };
  if (isEnded(held.state))
    await emit(world, actor, "case.returned", accountId, {
      ...{ caseId: id, recoveryId: recovery.id },
      ...facts,
    });
  else await note(world, actor, held, { type: "case.returned", facts });
  return given;
}
