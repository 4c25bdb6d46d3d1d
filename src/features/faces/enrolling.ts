/** Three captures become an enrolment. Nothing is kept of them but numbers and the first, until it takes effect. */
import { emit } from "../../core/events.ts";
import type { Actor, World } from "../../core/world.ts";
import { FaceFailed } from "../../ports/face/face.ts";
import type { Kept } from "./checks.ts";
import { demandOffered } from "./consent.ts";
import * as rules from "./rules.ts";

const TIME_MS = 60_000;

export type Drafted =
  | { is: "enrolled"; kept: Omit<Kept, "consentId"> }
  | { is: "unsure"; reasons: readonly string[] }
  | { is: "away" };

/** Outside of any transaction. Throws `no-face-check`. */
export async function draftEnrolment(
  world: World,
  accountId: string,
  captures: readonly Buffer[],
): Promise<Drafted> {
  const verifier = await demandOffered(world, accountId);
  try {
    const enrolled = await verifier.enrol(captures, AbortSignal.timeout(TIME_MS));
    if (enrolled.is === "unsure") return enrolled;
    const { template, picture } = enrolled.enrolment;
    const kept = { verifier: verifier.id, template, picture: picture.toString("base64") };
    return { is: "enrolled", kept };
  } catch (error) {
    if (error instanceof FaceFailed) return { is: "away" };
    throw error;
  }
}

/** A refusal for whoever sits there, with nothing of why; the reasons are for the desk. Under the lock. */
export async function refuseEnrolment(
  world: World,
  actor: Actor,
  accountId: string,
  drafted: Exclude<Drafted, { is: "enrolled" }>,
) {
  const reasons = drafted.is === "unsure" ? drafted.reasons : ["no-answer"];
  await emit(world, actor, "face.enrol-refused", accountId, { reasons });
  return drafted.is === "unsure" ? rules.FaceUnsure() : rules.FaceAway();
}
