/**
 * What a row of pictures shows: one person, who did what was asked, in that order, and whom they look like. Pure.
 * The limits of likeness are those measured (docs/guide/face.md); those of movement are set by hand and have
 * been measured on nobody: that is why nothing here is attested.
 */
import { FRAMES_A_STEP, framesOf, type Reason, type Step } from "./face.ts";

/** `faces`: -1 for a picture that cannot be read. `face`: only when there is exactly one. */
export type Seen = {
  faces: number;
  face: {
    /** Pixels of 640. */
    width: number;
    /** -1 to 1, positive to the right of the picture, which is the person's own left. */
    yaw: number;
    /** How far down the nose is between eyes and mouth. */
    pitch: number;
    /** Height of the eyes to their width, and of the mouth's opening. */
    eyes: number;
    mouth: number;
    descriptor: number[];
  } | null;
};
type Face = NonNullable<Seen["face"]>;

/** Euclidean distance of two descriptors: one picture with one, or with the mean of three, which is stricter. */
export const ONE = 0.5;
export const OF_THREE = 0.45;
/** Between pictures of one session: whoever turns the head away looks less like themselves. */
const SAME = 0.6;
const WIDTH_MIN = 70;
const RESTING_YAW_MAX = 0.25;
const TURN = 0.18;
const LIFT = 0.1;
const OPEN = 0.2;
/** This model moves the eyelids of closed eyes little: a low bar, which a squint may pass. */
const CLOSED = 0.85;

export const distance = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.length > 0
    ? Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))
    : Number.POSITIVE_INFINITY;

export const mean = (all: readonly (readonly number[])[]): number[] =>
  (all[0] ?? []).map((_, i) => all.reduce((sum, each) => sum + (each[i] ?? 0), 0) / all.length);

const average = (faces: readonly Face[], of: "yaw" | "pitch" | "eyes" | "mouth") =>
  faces.reduce((sum, face) => sum + face[of], 0) / faces.length;

/** Those with one face that is large enough, or why not. */
export function usable(seen: readonly Seen[]): { faces: Face[] } | { reasons: Reason[] } {
  const why = seen.map(({ faces, face }): Reason | null => {
    if (faces < 0) return "unreadable";
    if (faces === 0) return "no-face";
    if (!face) return "several-faces";
    return face.width < WIDTH_MIN ? "too-small" : null;
  });
  const reasons = [...new Set(why.filter((each) => each !== null))];
  return reasons.length > 0
    ? { reasons }
    : { faces: seen.flatMap(({ face }) => (face ? [face] : [])) };
}

type Rest = Pick<Face, "yaw" | "pitch" | "eyes" | "mouth">;

/** Does this picture show the step, against the same face at rest? And nothing that another step asks for. */
function shows(step: Step, face: Face, rest: Rest): boolean {
  const turned = face.yaw - rest.yaw;
  const isStraight = Math.abs(turned) < TURN;
  const isClosed = face.eyes <= rest.eyes * CLOSED;
  const isOpen = face.mouth - rest.mouth >= OPEN;
  switch (step) {
    case "left":
      return turned >= TURN;
    case "right":
      return turned <= -TURN;
    case "up":
      return rest.pitch - face.pitch >= LIFT && isStraight;
    case "blink":
      return isClosed && isStraight && !isOpen;
    case "mouth":
      return isOpen && isStraight && !isClosed;
  }
}

/** One person at rest who then did each step in its turn. Empty: all of it was seen. */
export function judgeSequence(faces: readonly Face[], asked: readonly Step[]): Reason[] {
  if (faces.length !== framesOf(asked.length)) return ["frames-missing"];
  const resting = faces.slice(0, FRAMES_A_STEP);
  const rest: Rest = {
    yaw: average(resting, "yaw"),
    pitch: average(resting, "pitch"),
    eyes: average(resting, "eyes"),
    mouth: average(resting, "mouth"),
  };
  if (resting.some(({ yaw }) => Math.abs(yaw) > RESTING_YAW_MAX)) return ["not-resting"];
  const own = mean(resting.map(({ descriptor }) => descriptor));
  if (faces.some(({ descriptor }) => distance(descriptor, own) > SAME)) return ["another-face"];
  const done = asked.every((step, n) => {
    const from = FRAMES_A_STEP * (n + 1);
    return faces.slice(from, from + FRAMES_A_STEP).some((face) => shows(step, face, rest));
  });
  return done ? [] : ["sequence"];
}

/** The best of several: all resting pictures match, and half of the others nearly do. */
export function judgeMatch(faces: readonly Face[], template: readonly number[], limit: number) {
  const far = faces.map(({ descriptor }) => distance(descriptor, template));
  const [resting, others] = [far.slice(0, FRAMES_A_STEP), far.slice(FRAMES_A_STEP)];
  const near = others.filter((each) => each <= limit + 0.1).length;
  const worst = Math.max(...resting);
  return { distance: worst, matches: worst <= limit && near * 2 >= others.length };
}
