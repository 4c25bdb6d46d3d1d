/** "This wasn't me", from any message and without signing in: stops what is pending and freezes what leaves. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, readMethods } from "../accounts/index.ts";
import { enforceHold, isHoldLeft, placeHold, restrictions, standingHolds } from "../holds/index.ts";
import { cancelErasure } from "../keeping/index.ts";
import { cancelLoosening } from "../lock/index.ts";
import { type Link, openLink } from "../notices/index.ts";
import { endChallenges } from "../proofs/index.ts";
import { endSessions } from "../sessions/index.ts";
import { cancelChange } from "../ways/index.ts";
import { Gone, isEnded } from "./rules.ts";
import { advanceOthers, apply, lockRecovery } from "./standing.ts";

export type NotMe = {
  done: "stopped" | "paused" | "noted" | "recorded" | "already";
  at: string;
  /** Money does not leave the account until then. */
  frozenUntil?: string;
  /** People look at it now: `features/cases` hears of it and opens a case (E15). */
  isReviewed?: true;
};

const YOUNG_MS = 7 * 86_400_000;

/**
 * From an undisputed channel it stops what is pending and freezes what leaves the account for a day; from
 * one younger than 7 days it pauses once and a person decides. What was trusted is for people too: whoever
 * tried once may try again, or may be in already. Throws `gone`.
 */
export async function notMe(world: World, token: string, answer: "stop" | "mine"): Promise<NotMe> {
  const link = await openLink(world, token);
  if (!link) throw Gone();
  const { accountId } = link;
  const actor: Actor = { kind: "owner", id: "message", accountId, sessionId: "" };
  const { said, hold } = await transact(world, async (world) => {
    const at = world.now().toISOString();
    await lockAccount(world, accountId);
    if (answer === "mine") {
      await emit(world, actor, "owner.confirmed", accountId, { subject: link.subject });
      return { said: { done: "noted", at } as NotMe, hold: undefined };
    }
    return disown(world, actor, link, await isDisputed(world, link));
  });
  if (!hold) return said;
  await enforceHold(world, accountId, hold.id);
  return { ...said, ...(hold.expiresAt && { frozenUntil: hold.expiresAt.toISOString() }) };
}

type Named = Pick<Link, "accountId" | "kind" | "subject">;

/** The same from a message and from a signed-in device; the caller holds the account's lock. */
export async function disown(world: World, actor: Actor, named: Named, disputed: boolean) {
  const done = await stop(world, actor, named, disputed);
  const isReviewed = !disputed && named.kind !== "hold";
  const at = world.now().toISOString();
  const said: NotMe = { done, at, ...(isReviewed && { isReviewed }) };
  // A young channel may be the thief's own: it must not undo what protects the owner from it.
  const hold = disputed ? undefined : await freeze(world, actor, named);
  return { said, hold };
}

/** Done already: nothing waits that could be stopped, so what leaves is frozen. */
const PAST: readonly Link["kind"][] = ["hold", "device", "password", "pack", "number"];

async function stop(world: World, actor: Actor, link: Named, disputed: boolean) {
  const { accountId, kind, subject } = link;
  if (kind === "recovery") return stopRecovery(world, actor, link, disputed);
  await emit(world, actor, "owner.not-me", accountId, { [`${kind}Id`]: subject, disputed });
  // Also by a young channel: that somebody's data stays for now harms nobody.
  if (kind === "erasure")
    return (await cancelErasure(world, actor, accountId, "not-me")) ? "stopped" : "already";
  if (disputed) return "recorded";
  // Done within a session that is not the owner's: whoever is signed in is out.
  if (kind === "device" || kind === "password") await endAll(world, actor, accountId);
  if (PAST.includes(kind)) return "recorded";
  if (kind === "lock")
    return (await cancelLoosening(world, actor, accountId, "not-me")) ? "stopped" : "already";
  return (await cancelChange(world, actor, accountId, subject)) ? "stopped" : "already";
}

async function endAll(world: World, actor: Actor, accountId: string) {
  const ended = await endSessions(world, accountId, "not-me");
  if (ended > 0) await emit(world, actor, "sessions.ended", accountId, { ended, why: "not-me" });
}

async function stopRecovery(world: World, actor: Actor, link: Named, disputed: boolean) {
  const { account, recovery } = await lockRecovery(world, link.accountId, link.subject);
  const { accountId, id, state } = recovery;
  await emit(world, actor, "owner.not-me", accountId, { recoveryId: id, state, disputed });
  if (isEnded(state)) return "already";
  if (disputed) {
    await apply(world, actor, recovery, { is: "contested" });
    return "paused";
  }
  await apply(world, actor, recovery, { is: "cancelled", why: "owner" });
  endChallenges(world, accountId);
  await advanceOthers(world, accountId, account.balanceHigh);
  return "stopped";
}

/** Once for each thing that was not the owner, within what soft freezes may be had. */
async function freeze(world: World, actor: Actor, { accountId, kind, subject }: Named) {
  const standing = await standingHolds(world, accountId);
  if (restrictions(standing).outgoing) return undefined;
  if (!(await isHoldLeft(world, accountId, "soft-freeze"))) return undefined;
  return placeHold(world, actor, accountId, {
    reason: "soft-freeze",
    note: `${kind}:${subject}`,
  });
}

/** A channel bound less than 7 days ago, or lost by its owner, may be a thief's: it can pause, it cannot decide. */
async function isDisputed(world: World, { accountId, channelTag }: Link): Promise<boolean> {
  const methods = (await readMethods(world, accountId)).filter(({ tag }) => tag === channelTag);
  return !methods.some(
    ({ since, distrustedAt }) =>
      !distrustedAt && world.now().getTime() - since.getTime() >= YOUNG_MS,
  );
}
