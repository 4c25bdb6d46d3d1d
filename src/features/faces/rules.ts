/**
 * The face check: consent, enrolment and single checks. A thief has pictures of the owner, films of them, and
 * programs that move both; so a check is asked for anew each time, in an order that nobody knew before, once, for
 * one claim; it counts as what the policy says and never by itself. What is kept of a face is kept with consent,
 * sealed, for as long as it is of use, and goes when its owner says so (GB/T 41819, PIPL articles 28 to 30).
 */
import { problem } from "../../core/problem.ts";
import { type Client, type Step, steps, stillSteps } from "../../ports/face/face.ts";

export const NoFaceCheck = problem(
  "no-face-check",
  409,
  "The face check is not offered here. Choose another way.",
);
export const FaceUnsure = problem(
  "face-unsure",
  422,
  "We could not tell. This is not your fault. Try again, or choose another way.",
);
export const FaceAway = problem(
  "face-away",
  503,
  "The face check does not answer right now. Nothing was counted. Choose another way meanwhile.",
);
export const FaceOver = problem(
  "face-over",
  409,
  "These pictures took too long, or were sent before. Begin again; nothing is lost.",
);
export const FaceConsent = problem(
  "face-consent",
  409,
  "This needs your consent first, given apart from everything else.",
);
export const BadPictures = problem(
  "bad-pictures",
  422,
  "The pictures are missing, too large, or no JPEG.",
);

/** The text of the consent. A new text has a new number, and asks again. */
export const CONSENT_VERSION = 1;
/** The one picture of a check stays so long, for a person who compares or reviews. */
export const PICTURE_DAYS = 30;
export const SESSION_SECONDS = 90;
/** Checks of one account in 24 hours that came to nothing; then the way rests until the first is a day old. */
export const UNSURE_PER_DAY = 5;
export const ASKED_PER_DAY = 20;
export const PER_DEVICE_DAY = 20;
export const PER_NETWORK_DAY = 200;
export const ADULT_YEARS = 14;
/** Of base64. */
export const PICTURE_MAX = 300_000;
export const DAY_MS = 86_400_000;

/** What one check asks for. `still`: for whoever cannot move the head; either is as good as the other. */
export type Asked = { steps: Step[]; still: Step[]; client: Client };
export type Session = {
  id: string;
  subjectId: string;
  purpose: string;
  asked: Asked;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
};

/** Three or four different ones, each order as likely as the others, for 5 random bytes. */
export function drawSteps(chance: Uint8Array): Step[] {
  const left: Step[] = [...steps];
  const count = 3 + ((chance[0] ?? 0) % 2);
  return Array.from({ length: count }, (_, n) => {
    const [step] = left.splice((chance[n + 1] ?? 0) % left.length, 1);
    return step as Step;
  });
}

/** Four, each one of two. */
export const drawStill = (chance: Uint8Array): Step[] =>
  Array.from({ length: 4 }, (_, n) => stillSteps[(chance[n] ?? 0) % 2] as Step);

/** Not offered to somebody who is known to be a child. `birthday`: YYYY-MM-DD; unknown is not a child. */
export function isChild(birthday: string | undefined, now: Date): boolean {
  const [year, month, day] = (birthday ?? "").split("-").map(Number);
  if (!year || !month || !day) return false;
  return now.getTime() < Date.UTC(year + ADULT_YEARS, month - 1, day);
}

/** When the account may be checked again; null: now. `unsureAt`: checks that came to nothing. */
export function judgeRest(unsureAt: readonly Date[], now: Date): Date | null {
  const recent = unsureAt
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - DAY_MS)
    .sort((a, b) => b - a);
  const leaving = recent[UNSURE_PER_DAY - 1];
  return leaving === undefined ? null : new Date(leaving + DAY_MS);
}

export const triesLeft = (unsureAt: readonly Date[], now: Date) =>
  Math.max(
    0,
    UNSURE_PER_DAY - unsureAt.filter((at) => at.getTime() > now.getTime() - DAY_MS).length,
  );

/** As they came, or null when one of them is no JPEG of a fair size. */
export function readFrames(frames: readonly string[] | undefined): Buffer[] | null {
  const all = (frames ?? []).map((frame) =>
    frame.length <= PICTURE_MAX && /^[A-Za-z0-9+/]+={0,2}$/.test(frame)
      ? Buffer.from(frame, "base64")
      : Buffer.alloc(0),
  );
  const areJpeg = all.every((bytes) => bytes.subarray(0, 3).toString("hex") === "ffd8ff");
  return all.length > 0 && areJpeg ? all : null;
}
