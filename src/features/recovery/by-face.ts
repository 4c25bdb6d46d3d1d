/**
 * The face check as a proof. Asked for after a first proof only; compared outside of the lock, once; what it is
 * worth the policy says: without a provider's attestation it is evidence for one person's look (glance.ts).
 */

import { transact } from "../../core/db.ts";
import { withoutKey } from "../../core/idempotency.ts";
import { spend } from "../../core/limits.ts";
import { Problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { type FaceEvidence, FaceFailed } from "../../ports/face/face.ts";
import * as faces from "../faces/index.ts";
import { daysBefore, type Loaded, policyOf } from "./judging.ts";
import { isRecognised } from "./number.ts";
import type { Answer, Asked, WayToProve } from "./proving.ts";

const FACE = "face";
const DAY_MS = 86_400_000;
const ASK_MS = 15_000;

type Matched = Awaited<ReturnType<typeof faces.enrolments>>;

/** Enrolments that count for this claim: old enough, and not gone for longer than removed ones count. */
async function counting(world: World, recovery: Loaded): Promise<Matched> {
  const found = await faces.offered(world, recovery.accountId);
  if ("why" in found) return [];
  const { countsAfterDays, removedCountsDays } = policyOf(world, recovery).changes;
  const now = world.now();
  return (await faces.enrolments(world, recovery.accountId, found.verifier.id)).filter(
    ({ method }) =>
      method.since <= daysBefore(now, countsAfterDays) &&
      (!method.removedAt || method.removedAt > daysBefore(now, removedCountsDays)),
  );
}

/** A person has said no to the pictures of this claim: another try would only ask another person. */
const isDeclined = ({ given }: Loaded) =>
  given.some(({ kind, glance }) => kind === FACE && glance === "declined");

/** The provider's session comes from the outside; ours comes from nowhere. For a claim with a proof only. */
async function prepareAsk(world: World, recovery: Loaded) {
  if (!(await isRecognised(world, recovery))) return null;
  const verifier = await faces.demandOffered(world, recovery.accountId);
  const { network = "", device = "" } = world.call ?? {};
  const { PER_DEVICE_DAY, PER_NETWORK_DAY } = faces;
  if (device) await spend(world, `faces:device:${device}`, PER_DEVICE_DAY, DAY_MS);
  await spend(world, `faces:network:${network}`, PER_NETWORK_DAY, DAY_MS);
  try {
    return await verifier.start(AbortSignal.timeout(ASK_MS));
  } catch (error) {
    if (error instanceof FaceFailed) throw faces.FaceAway();
    throw error;
  }
}

async function ask(world: World, recovery: Loaded, ready: unknown): Promise<Asked> {
  const { accountId, id: subjectId } = recovery;
  const client = ready as Awaited<ReturnType<typeof prepareAsk>>;
  if (!client || isDeclined(recovery)) throw faces.NoFaceCheck({ why: "closed" });
  if ((await counting(world, recovery)).length === 0)
    throw faces.NoFaceCheck({ why: "not-enrolled" });
  const { until, triesLeft } = await faces.standingOf(world, accountId);
  const check = until
    ? null
    : await faces.beginCheck(world, { accountId, subjectId, purpose: "recovery", client });
  if (!check)
    throw faces.NoFaceCheck({ why: "resting", ...(until && { until: until.toISOString() }) });
  return {
    ...{ id: check.id, proof: FACE },
    sentAt: check.createdAt.toISOString(),
    expiresAt: check.expiresAt.toISOString(),
    options: {
      ...{ nonce: check.nonce, steps: check.steps, still: check.still, client, triesLeft },
      ...{ consent: faces.CONSENT_VERSION, pictureDays: faces.PICTURE_DAYS },
    },
  };
}

type Prepared =
  | { is: "refused"; problem: Problem }
  | { is: "compared"; checkId: string; evidence: FaceEvidence | null; with: Matched[number] };

/** What a claimant sends beside the pictures: that they agreed, that they could not move the head. */
const readResponse = ({ response = {} }: Answer) => ({
  nonce: typeof response.nonce === "string" ? response.nonce : "",
  agreed: response.consent === faces.CONSENT_VERSION,
  still: response.still === true,
});

async function prepare(world: World, recovery: Loaded, answer: Answer): Promise<Prepared | null> {
  // Whoever has no check to answer costs nothing.
  if (recovery.state !== "proving" || !answer.challengeId) return null;
  if (!(await isRecognised(world, recovery))) return null;
  const { accountId, id: subjectId } = recovery;
  const { nonce, agreed, still } = readResponse(answer);
  const id = answer.challengeId;
  try {
    if (!agreed) throw faces.FaceConsent();
    const frames = answer.frames ? faces.readFrames(answer.frames) : [];
    if (!frames) throw faces.BadPictures();
    const asked = await faces.spendCheck(world, accountId, {
      ...{ id, subjectId, purpose: "recovery", nonce, frames },
    });
    const among = await transact(withoutKey(world), (world) => counting(world, recovery));
    const came = await faces.compare(world, accountId, among, { asked, still, frames });
    return { is: "compared", checkId: id, ...came };
  } catch (error) {
    if (error instanceof Problem) return { is: "refused", problem: error };
    throw error;
  }
}

export const byFace: WayToProve = {
  later: true,
  prepareAsk,
  ask,
  prepare,
  take: async (world, recovery, _answer, prepared) => {
    const came = prepared as Prepared | null;
    if (!came) return { is: "refused", problem: faces.FaceOver() };
    if (came.is === "refused") return came;
    const { evidence, checkId } = came;
    const { method, templateId } = came.with;
    const { accountId, id } = recovery;
    const claimant = { kind: "claimant", id, accountId, recoveryId: id, secret: "" } as const;
    await faces.recordCheck(world, claimant, accountId, checkId, evidence);
    if (!evidence) return { is: "refused", problem: faces.FaceAway() };
    if (evidence.outcome !== "match") {
      const { triesLeft } = await faces.standingOf(world, accountId);
      return { is: "refused", problem: faces.FaceUnsure({ triesLeft }) };
    }
    return {
      is: "right",
      given: {
        ...{ kind: FACE, at: world.now().toISOString(), methodId: method.id },
        methodSince: method.since.toISOString(),
        removedAt: method.removedAt?.toISOString() ?? null,
        sharesWith: [`face:${method.tag}`],
        ...{ attested: evidence.attested, check: checkId, template: templateId },
      },
    };
  },
  isThere: async (world, recovery) =>
    !isDeclined(recovery) && (await counting(world, recovery)).length > 0,
};
