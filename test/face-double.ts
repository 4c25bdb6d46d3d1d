/**
 * Compares faces as a test says: a picture is a few words that say who is on it and what they do. It keeps the rules
 * of every adapter (ports/face/conformance.ts) and knows nothing of real faces; those are tested apart
 * (ports/face/embedded.test.ts).
 */
import {
  CAPTURES,
  type FaceEvidence,
  FaceFailed,
  type FaceVerifier,
  FRAMES_A_STEP,
  framesOf,
  type Step,
} from "../src/ports/face/face.ts";

type Words = { who: string; does: Step | "rest"; n: number };
let taken = 0;

/** JPEG by its first bytes and no further. */
export const shot = (who: string, does: Step | "rest" = "rest"): Buffer =>
  Buffer.concat([
    Buffer.from("ffd8ff", "hex"),
    Buffer.from(JSON.stringify({ who, does, n: taken++ } satisfies Words)),
  ]);
const read = (picture: Buffer): Words | null => {
  try {
    return JSON.parse(picture.subarray(3).toString());
  } catch {
    return null;
  }
};

/** What our pages would send of somebody who does as they are told. */
export const rowOf = (who: string, steps: readonly Step[]): string[] =>
  (["rest", ...steps] as const)
    .flatMap((does) => Array.from({ length: FRAMES_A_STEP }, () => shot(who, does)))
    .map((bytes) => bytes.toString("base64"));
export const capturesOf = (who: string): string[] =>
  Array.from({ length: CAPTURES }, () => shot(who).toString("base64"));

export type Double = FaceVerifier & { away: boolean; looked: number };

/** `anybody`: what a browser's fake camera shows is somebody too, and does whatever was asked. */
export function faceDouble({
  attested = false,
  anybody = false,
}: {
  attested?: boolean;
  anybody?: boolean;
} = {}): Double {
  const id = "double/words/exact";
  const person = (picture: Buffer | undefined) =>
    picture ? (read(picture)?.who ?? (anybody ? "somebody" : null)) : null;
  const double: Double = {
    ...{ id, pad: attested ? "vendor" : "challenge", attested, leavesPremises: false },
    ...{ calibratedOn: null, away: false, looked: 0 },
    start: async () => ({ kind: "frames" }),
    enrol: async (captures) => {
      const [first] = captures;
      const who = person(first);
      if (!first || captures.length !== CAPTURES || !who)
        return { is: "unsure", reasons: ["no-face"] };
      if (captures.some((each) => person(each) !== who))
        return { is: "unsure", reasons: ["another-face"] };
      return { is: "enrolled", enrolment: { template: who, picture: first } };
    },
    finish: async ({ steps, frames, enrolment }): Promise<FaceEvidence> => {
      if (double.away) throw new FaceFailed("it was told to be away");
      double.looked++;
      const all = frames.map(read);
      const who = person(frames[0]);
      const evidence: FaceEvidence = {
        ...{ outcome: "inconclusive", distance: null, threshold: 0.5, scale: "words" },
        ...{ calibratedOn: null, pad: double.pad, attested, verifierId: id },
        ...{ reasons: ["sequence"], picture: frames[0] ?? null },
      };
      if (frames.length !== framesOf(steps.length)) return evidence;
      const wanted = ["rest", ...steps].flatMap((step) => Array(FRAMES_A_STEP).fill(step));
      const isDone = all.every((each, n) => (each ? each.does === wanted[n] : anybody));
      if (!isDone) return evidence;
      return who === enrolment.template
        ? { ...evidence, outcome: "match", distance: 0.31, reasons: [] }
        : { ...evidence, outcome: "no-match", distance: 0.81, reasons: ["too-far"] };
    },
    forget: async () => {},
  };
  return double;
}
