/**
 * Comparing faces. A thief holds up a picture, plays a film, or sends one by a program that calls itself a camera;
 * so one frame proves nothing, and no adapter decides: it says what it saw, and the policy and a person judge it.
 */

/** As the person means them: `left` is their own left. `blink` is done by closing both eyes for a moment. */
export const steps = ["left", "right", "up", "blink", "mouth"] as const;
export type Step = (typeof steps)[number];
/** For whoever cannot move the head. */
export const stillSteps = ["blink", "mouth"] as const satisfies readonly Step[];

/** JPEG, as the browser drew it: never mirrored. Two of the resting face come first, then two a step. */
export const FRAMES_A_STEP = 2;
export const CAPTURES = 3;
export const framesOf = (count: number) => FRAMES_A_STEP * (count + 1);

export type Pad = "none" | "challenge" | "vendor";

/** For people of the desk only: a claimant is never told which of them it was. */
export const reasons = [
  ...["no-face", "several-faces", "too-small", "not-resting", "another-face", "repeated"],
  ...["sequence", "frames-missing", "unreadable", "too-far", "not-live", "no-answer"],
] as const;
export type Reason = (typeof reasons)[number];

/** Never "approved": that is not an adapter's to say. */
export type FaceEvidence = {
  outcome: "match" | "no-match" | "inconclusive";
  /** On `scale`; null when nothing could be compared. */
  distance: number | null;
  threshold: number;
  scale: string;
  /** On whose faces the threshold was set; null: on nobody's of this operator, which the desk is told. */
  calibratedOn: string | null;
  pad: Pad;
  attested: boolean;
  reasons: Reason[];
  verifierId: string;
  /** What a person compares: a resting face of this check; JPEG. */
  picture: Buffer | null;
};

/** What is kept of an enrolment: numbers or a vendor's reference, and the one picture that a person compares. */
export type Enrolment = { template: string; picture: Buffer };
export type Enrolled =
  | { is: "enrolled"; enrolment: Enrolment }
  | { is: "unsure"; reasons: Reason[] };

/** `frames`: our own pages take them. `sdk`: the provider's own program does, with this token. */
export type Client = { kind: "frames" } | { kind: "sdk"; provider: string; token: string };

export class FaceFailed extends Error {}

export interface FaceVerifier {
  /** Adapter, model, version and thresholds: templates of another id are not compared. */
  readonly id: string;
  readonly pad: Pad;
  /** A certified provider vouches for the capture. */
  readonly attested: boolean;
  /** Pictures leave the operator's machines: the consent says so. */
  readonly leavesPremises: boolean;
  readonly calibratedOn: string | null;
  /** What the browser needs. Throws FaceFailed. */
  start(signal: AbortSignal): Promise<Client>;
  /** From three captures of a resting face. Throws FaceFailed. */
  enrol(captures: readonly Buffer[], signal: AbortSignal): Promise<Enrolled>;
  /** Throws FaceFailed when nobody answered; whatever was sent makes evidence, and no error. */
  finish(given: Given, signal: AbortSignal): Promise<FaceEvidence>;
  /** Nothing of a template is kept outside of this server afterwards. */
  forget(template: string, signal: AbortSignal): Promise<void>;
}

export type Given = {
  client: Client;
  steps: readonly Step[];
  frames: readonly Buffer[];
  enrolment: Enrolment;
};
