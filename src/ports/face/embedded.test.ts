/** The matcher of `optional/face` on two portraits and on fakes of one (test/fixtures/faces/README.md). */
import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { captures, fakedRow, portrait, stillRow } from "../../../test/faces.ts";
import { conformance } from "./conformance.ts";
import { embedded, isInstalled, measure } from "./embedded.ts";
import type { Step } from "./face.ts";
import type { Seen } from "./sequence.ts";

/** Each picture is looked at once, whichever tests show it. */
const known = new Map<string, Seen>();
async function see(frames: readonly Buffer[], signal: AbortSignal): Promise<Seen[]> {
  const fresh = frames.filter((frame) => !known.has(frame.toString("base64")));
  const seen = fresh.length > 0 ? await measure(fresh, signal) : [];
  for (const [n, frame] of fresh.entries()) known.set(frame.toString("base64"), seen[n] as Seen);
  return frames.map((frame) => known.get(frame.toString("base64")) as Seen);
}
const remembering = () => embedded({ see });

const client = { kind: "frames" } as const;
const asked: Step[] = ["left", "mouth", "right"];
const blank = () =>
  sharp({ create: { width: 420, height: 400, channels: 3, background: "#887766" } })
    .jpeg()
    .toBuffer();
const both = async () => {
  const hopper = await sharp(portrait("hopper")).resize(300).toBuffer();
  return sharp({ create: { width: 760, height: 460, channels: 3, background: "#887766" } })
    .composite([
      { input: portrait("collins"), left: 0, top: 0 },
      { input: hopper, left: 440, top: 0 },
    ])
    .jpeg()
    .toBuffer();
};

test("the matcher is installed for the tests", () => {
  assert.ok(isInstalled(), "npm run face:add installs it; npm test does so by itself");
});

conformance("embedded", async () => ({
  verifier: remembering(),
  captures: () => captures(portrait("collins")),
  other: () => captures(portrait("hopper")),
  poor: {
    "nobody, two people and no picture": async () => [
      await blank(),
      await both(),
      Buffer.from("no picture"),
    ],
    "the same picture three times": async () => Array(3).fill(portrait("collins")),
    "two captures": async () => (await captures(portrait("collins"))).slice(1),
  },
  checks: {
    // Bent by a program, and it passes: likeness and movement are seen, never that somebody is there.
    live: {
      expect: "match",
      given: async () => ({ client, steps: asked, frames: await fakedRow(asked) }),
    },
    "one picture, held up": {
      expect: "inconclusive",
      given: async () => ({
        client,
        steps: ["left"],
        frames: await stillRow(portrait("collins"), 1),
      }),
    },
    "the row of another session": {
      expect: "inconclusive",
      given: async () => ({ client, steps: ["mouth"], frames: await fakedRow(["left"]) }),
    },
    "the same bytes again": {
      expect: "inconclusive",
      given: async () => ({ client, steps: ["left"], frames: Array(4).fill(portrait("collins")) }),
    },
  },
  faults: {
    "it takes too long": async () => embedded(),
  },
}));

test("the painted and bent fakes of every step pass: this check is evidence for a person and no more", async () => {
  const verifier = remembering();
  const enrolled = await verifier.enrol(
    await captures(portrait("collins")),
    AbortSignal.timeout(60_000),
  );
  assert.ok(enrolled.is === "enrolled");
  const steps: Step[] = ["up", "blink"];
  const { outcome, attested } = await verifier.finish(
    { client, steps, frames: await fakedRow(steps), enrolment: enrolled.enrolment },
    AbortSignal.timeout(60_000),
  );
  assert.deepEqual({ outcome, attested }, { outcome: "match", attested: false });
});
