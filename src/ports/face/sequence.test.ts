import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Step, steps } from "./face.ts";
import { distance, judgeMatch, judgeSequence, mean, type Seen, usable } from "./sequence.ts";

type Face = NonNullable<Seen["face"]>;
const own = [0.1, 0.2, 0.3];
const rest: Face = { width: 200, yaw: 0, pitch: 0.6, eyes: 0.3, mouth: 0.1, descriptor: own };
const doing: Record<Step, Face> = {
  left: { ...rest, yaw: 0.3 },
  right: { ...rest, yaw: -0.3 },
  up: { ...rest, pitch: 0.45 },
  blink: { ...rest, eyes: 0.18 },
  mouth: { ...rest, mouth: 0.5 },
};
const row = (...done: Step[]) => [rest, rest, ...done.flatMap((step) => [rest, doing[step]])];

test("a row of pictures that shows each step in its turn is a sequence, and every other order is none", () => {
  const asked = fc.shuffledSubarray([...steps], { minLength: 3, maxLength: 4 });
  fc.assert(
    fc.property(asked, asked, (wanted, done) => {
      const reasons = judgeSequence(row(...done), wanted);
      const isSame = wanted.join() === done.join();
      assert.deepEqual(reasons.length === 0, isSame, `${wanted} ${done}`);
    }),
  );
});

test("one picture that does everything at once shows nothing", () => {
  const all: Face = { ...rest, eyes: 0.1, mouth: 0.6 };
  assert.deepEqual(judgeSequence([rest, rest, all, all], ["blink"]), ["sequence"]);
  assert.deepEqual(judgeSequence([rest, rest, all, all], ["mouth"]), ["sequence"]);
});

test("another face in one picture of the row, or a head that never rests, is no sequence", () => {
  const other = { ...doing.left, descriptor: [0.9, 0.9, 0.9] };
  assert.deepEqual(judgeSequence([rest, rest, rest, other], ["left"]), ["another-face"]);
  const turned = { ...rest, yaw: 0.4 };
  assert.deepEqual(judgeSequence([turned, turned, rest, rest], ["right"]), ["not-resting"]);
  assert.deepEqual(judgeSequence([rest, rest, rest], ["left"]), ["frames-missing"]);
});

test("no face, several, one too small or no picture at all are told apart, for the desk only", () => {
  const seen = (faces: number, face: Face | null = null): Seen => ({ faces, face });
  for (const [given, reason] of [
    [seen(0), "no-face"],
    [seen(2), "several-faces"],
    [seen(-1), "unreadable"],
    [seen(1, { ...rest, width: 40 }), "too-small"],
  ] as const)
    assert.deepEqual(usable([seen(1, rest), given]), { reasons: [reason] });
  assert.deepEqual(usable([seen(1, rest)]), { faces: [rest] });
});

test("likeness asks for both resting pictures and half of the others", () => {
  const far = (by: number): Face => ({ ...rest, descriptor: [0.1 + by, 0.2, 0.3] });
  assert.equal(judgeMatch([rest, far(0.44), far(0.5)], own, 0.45).matches, true);
  assert.equal(judgeMatch([rest, far(0.46), rest], own, 0.45).matches, false);
  assert.equal(judgeMatch([rest, rest, far(0.7), far(0.7), rest], own, 0.45).matches, false);
  assert.equal(distance([1], [1, 2]), Number.POSITIVE_INFINITY, "of another model");
  assert.equal(distance([], []), Number.POSITIVE_INFINITY);
  assert.deepEqual(
    mean([
      [0, 2],
      [2, 4],
    ]),
    [1, 3],
  );
});
