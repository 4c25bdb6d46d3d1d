/**
 * The face check as a way back in. Added like any other: a fresh proof, told on every channel, a day's wait, and it
 * counts after seven. Taken away in two ways: switched off, which waits as every loosening does, or deleted at
 * once with all that is kept of the face, which is what withdrawing a consent means.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { withoutKey } from "../../core/idempotency.ts";
import type { World } from "../../core/world.ts";
import { CAPTURES } from "../../ports/face/face.ts";
import { readMethods } from "../accounts/index.ts";
import * as faces from "../faces/index.ts";
import { policyInForce } from "../policies/index.ts";
import { enter, enterFresh, enterProven, type Owner } from "./actions.ts";
import { askChange, kindsOf, pendingChanges, withdrawPending } from "./changes.ts";
import * as rules from "./rules.ts";

export const FACE = "face";

/** What the page of the face check shows: whether it is offered, the consent, and what is kept. */
export const readFace = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    await enter(world, owner);
    const found = await faces.offered(world, accountId);
    const consent =
      "verifier" in found ? await faces.findConsent(world, accountId, found.verifier) : undefined;
    const live = (await readMethods(world, accountId)).find(
      ({ kind, removedAt }) => kind === FACE && !removedAt,
    );
    return {
      offered: "verifier" in found,
      ...("why" in found && { why: found.why }),
      consent: {
        version: faces.CONSENT_VERSION,
        givenAt: consent?.givenAt.toISOString() ?? null,
        pictureDays: faces.PICTURE_DAYS,
        leavesPremises: "verifier" in found && found.verifier.leavesPremises,
      },
      face: live ? faceView(world, live.since) : null,
    };
  });

export const faceView = (world: World, since: Date) => ({
  addedAt: since.toISOString(),
  countsFrom: rules.countsFrom(policyInForce(world), since).toISOString(),
});

type Agreed = { version: number; locale: "en" | "zh" };
export const consentToFace = (world: World, owner: Owner, agreed: Agreed) =>
  transact(world, async (world) => {
    await enterFresh(world, owner);
    return { consentId: await faces.giveConsent(world, owner, owner.accountId, agreed) };
  });

const consentOf = async (world: World, accountId: string) => {
  const verifier = await faces.demandOffered(world, accountId);
  const consent = await faces.findConsent(world, accountId, verifier);
  if (!consent) throw faces.FaceConsent();
  return consent;
};

/** Throws `needs-fresh-proof`, `no-face-check`, `face-consent`. */
export const startFace = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId, sessionId: subjectId } = owner;
    await enterFresh(world, owner);
    await consentOf(world, accountId);
    const check = await faces.beginCheck(world, {
      ...{ accountId, subjectId, purpose: "enrol", client: { kind: "frames" } },
    });
    if (!check) throw faces.FaceOver();
    const { id, nonce, expiresAt } = check;
    return { session: { id, nonce, expiresAt: expiresAt.toISOString(), captures: CAPTURES } };
  });

type Captured = { sessionId: string; nonce: string; frames: string[] };

/** The three captures. Throws `face-over`, `face-unsure`, `face-away`, `bad-pictures` and as `startFace`. */
export async function finishFace(world: World, owner: Owner, captured: Captured) {
  const { accountId, sessionId: subjectId } = owner;
  // Before anything is looked at; and again once it was.
  await transact(withoutKey(world), (world) => enterFresh(world, owner));
  const frames = faces.readFrames(captured.frames);
  if (frames?.length !== CAPTURES) throw faces.BadPictures();
  await faces.spendCheck(world, accountId, {
    ...{ id: captured.sessionId, nonce: captured.nonce, frames },
    ...{ subjectId, purpose: "enrol" },
  });
  const drafted = await faces.draftEnrolment(world, accountId, frames);
  const came = await transact(world, async (world) => {
    await enterFresh(world, owner);
    const consent = await consentOf(world, accountId);
    if (drafted.is !== "enrolled")
      return { refusal: await faces.refuseEnrolment(world, owner, accountId, drafted) };
    const has = (await kindsOf(world, accountId)).includes(FACE);
    const asked = await askChange(world, owner, accountId, {
      ...{ method: FACE, change: has ? "replace" : "add" },
      given: { is: "face", kept: { ...drafted.kept, consentId: consent.id } },
    });
    return { effectiveAt: asked.effectiveAt.toISOString() };
  });
  if ("refusal" in came) throw came.refusal;
  return came;
}

/**
 * All that is kept of the face goes now, and the consent with it. A face never gives an account back by itself, so
 * whoever holds a stolen session takes little away by it; and its owner is told on every channel.
 */
export const deleteFaceData = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    await enterProven(world, owner);
    for (const change of await pendingChanges(world, accountId))
      if (change.method === FACE) await withdrawPending(world, owner, change);
    const wasThere = await faces.deleteFace(world, owner, accountId);
    if (wasThere)
      await emit(world, owner, "change.done", accountId, {
        ...{ changeId: "", method: FACE, change: "remove" },
      });
    return { deleted: true };
  });
