/**
 * Passkeys as a way back in. Adding one, and taking one away, is loosening like any other: with a proof of the
 * last minutes, told on every channel, after a day; a new one proves nothing for a week after that.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { maskEmail, maskPhone, readMethods } from "../accounts/index.ts";
import {
  askNewPasskey,
  askPasskey,
  cleanName,
  isOldEnough,
  livePasskeys,
  lookAtAnswer,
  lookAtNew,
  PASSKEYS_MAX,
  PasskeyRefused,
  readPasskeys,
  SamePasskey,
  TooManyPasskeys,
  takeAnswer,
  takeNew,
} from "../passkeys/index.ts";
import { policyInForce } from "../policies/index.ts";
import { refuse } from "../proofs/index.ts";
import { markFresh, readSession } from "../sessions/index.ts";
import { enter, enterFresh, type Owner } from "./actions.ts";
import { askChange, kindsOf, waitingOf } from "./changes.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const NAMELESS = { en: "Passkey", zh: "通行密钥" };

/** Those in place, and those that wait to be. */
async function countAll(world: World, accountId: string): Promise<number> {
  const waiting = await waitingOf(world, accountId, "passkey");
  const added = waiting.filter(({ given }) => given.is === "passkey");
  return (await livePasskeys(world, accountId)).length + added.length;
}

/** What the browser asks its authenticator. Throws `needs-fresh-proof`, `too-many-passkeys`, `resting`. */
export const startPasskey = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId, sessionId: subjectId } = owner;
    await enterFresh(world, owner);
    if ((await countAll(world, accountId)) >= PASSKEYS_MAX) throw TooManyPasskeys();
    const methods = await readMethods(world, accountId);
    const live = (kind: string) => methods.find((one) => one.kind === kind && !one.removedAt)?.data;
    const [email, phone] = [live("email"), live("phone")];
    const label = email ? maskEmail(email) : phone ? maskPhone(phone) : accountId;
    const { options, expiresAt } = await askNewPasskey(world, { accountId, subjectId, label });
    return { options, expiresAt: expiresAt.toISOString() };
  });

/**
 * The passkey that was made. A refused answer has used its challenge up, and counts against nothing: there is
 * nothing to guess. Throws `needs-fresh-proof`, `passkey-refused`, `same-passkey`, `too-many-passkeys`.
 */
export async function confirmPasskey(
  world: World,
  owner: Owner,
  { response, name }: { response: unknown; name?: string | undefined },
) {
  const { accountId, sessionId } = owner;
  const looked = await lookAtNew(world, response);
  const asked = await transact(world, async (world) => {
    const account = await enterFresh(world, owner);
    const session = await readSession(world, accountId, sessionId);
    const nameless = NAMELESS[account.locale === "zh" ? "zh" : "en"];
    const passkey = await takeNew(
      world,
      {
        ...{ accountId, subjectId: sessionId, deviceTag: session?.deviceTag ?? "" },
        name: cleanName(name ?? "") ?? nameless,
      },
      looked,
    );
    if (!passkey) return PasskeyRefused();
    const waiting = await waitingOf(world, accountId, "passkey");
    const known = [
      ...(await readPasskeys(world, accountId)),
      ...waiting.flatMap(({ given }) => (given.is === "passkey" ? [given.passkey] : [])),
    ];
    if (known.some(({ credential }) => credential === passkey.credential)) return SamePasskey();
    if ((await countAll(world, accountId)) >= PASSKEYS_MAX) return TooManyPasskeys();
    const given = { is: "passkey", passkey } as const;
    return askChange(world, owner, accountId, { method: "passkey", change: "add", given });
  });
  if (asked instanceof Error) throw asked;
  return {
    effectiveAt: asked.effectiveAt.toISOString(),
    countsFrom: rules.countsFrom(policyInForce(world), asked.effectiveAt).toISOString(),
  };
}

/** Asks for the removal of one. Asked twice is asked once. Throws `needs-fresh-proof`, `no-way`, `last-way`. */
export const removePasskey = (world: World, owner: Owner, id: string) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    await enterFresh(world, owner);
    const live = await livePasskeys(world, accountId);
    if (!live.some((passkey) => passkey.id === id)) throw rules.NoWay();
    const waiting = await waitingOf(world, accountId, "passkey");
    const leaving = waiting.filter(({ given }) => given.is === "gone");
    const same = leaving.find(({ given }) => given.is === "gone" && given.id === id);
    if (same) return { effectiveAt: same.change.effectiveAt.toISOString() };
    if (live.length - leaving.length <= 1) {
      const pending = await store.listPending(world.db, accountId);
      const going = pending.filter(({ change }) => change === "remove").map(({ method }) => method);
      if (rules.isLastWay("passkey", await kindsOf(world, accountId), going)) throw rules.LastWay();
    }
    const given = { is: "gone", id } as const;
    const asked = { method: "passkey", change: "remove", given } as const;
    const { effectiveAt } = await askChange(world, owner, accountId, asked);
    return { effectiveAt: effectiveAt.toISOString() };
  });

/** Those that an owner can prove with: as old as a recovery asks for. */
async function usable(world: World, accountId: string) {
  const days = policyInForce(world).changes.countsAfterDays;
  const now = world.now();
  return (await livePasskeys(world, accountId)).filter((one) => isOldEnough(one, days, now));
}

/** A passkey in the place of a code. Throws `no-way` when none counts yet, and `resting`. */
export const requestPasskey = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId, sessionId: subjectId } = owner;
    await enter(world, owner);
    const own = await usable(world, accountId);
    if (own.length === 0) throw rules.NoWay();
    const { options, expiresAt } = await askPasskey(world, {
      ...{ accountId, subjectId, purpose: "step-up" },
      allow: own.map(({ credential }) => credential),
    });
    return { challenge: { proof: "passkey", expiresAt: expiresAt.toISOString(), options } };
  });

/** For five minutes changes are open in this session. A wrong answer is committed, then refused. */
export async function givePasskey(world: World, owner: Owner, response: unknown) {
  const { accountId, sessionId } = owner;
  const looked = await lookAtAnswer(world, accountId, response);
  const given = await transact(world, async (world) => {
    await enter(world, owner);
    const asked = { accountId, subjectId: sessionId, purpose: "step-up" } as const;
    const tried = await takeAnswer(world, owner, asked, looked);
    const own = await usable(world, accountId);
    const isRight = tried.is === "right" && own.some(({ id }) => id === tried.passkey.id);
    if (!isRight) {
      const facts = { proof: "passkey", outcome: "wrong" };
      await emit(world, owner, "proof.step-up-refused", accountId, facts);
      return { is: "wrong", triesLeft: tried.is === "wrong" ? tried.triesLeft : 0 } as const;
    }
    const minutes = policyInForce(world).changes.freshProofMinutes;
    const freshUntil = rules.later(world.now(), minutes * 60_000);
    await markFresh(world, accountId, sessionId, freshUntil);
    await emit(world, owner, "proof.step-up", accountId, { proof: "passkey" });
    return { is: "right", freshUntil } as const;
  });
  if (given.is === "wrong") refuse(given);
  else return { freshUntil: given.freshUntil.toISOString() };
}

const TEXT = (at: Date | null) => at?.toISOString() ?? null;

/** What a signed-in owner sees of the passkeys in place. */
export async function passkeysView(world: World, accountId: string) {
  const policy = policyInForce(world);
  return (await livePasskeys(world, accountId)).map((passkey) => ({
    id: passkey.id,
    name: passkey.name,
    addedAt: passkey.since.toISOString(),
    lastUsedAt: TEXT(passkey.lastUsedAt),
    countsFrom: rules.countsFrom(policy, passkey.since).toISOString(),
    /** Lost with its device, as no copy of it can be. */
    deviceBound: passkey.deviceBound,
  }));
}

/** Which passkey a waiting change is about: its id, and the owner's name for it. */
export async function passkeyOfChange(world: World, accountId: string) {
  const [waiting, live] = [
    await waitingOf(world, accountId, "passkey"),
    await livePasskeys(world, accountId),
  ];
  return new Map(
    waiting.map(({ change, given }) => {
      const id = given.is === "gone" ? given.id : given.is === "passkey" ? given.passkey.id : "";
      const name =
        given.is === "passkey" ? given.passkey.name : live.find((one) => one.id === id)?.name;
      return [change.id, { id, name: name ?? "" }] as const;
    }),
  );
}
