/**
 * The matcher that runs on this machine, when `optional/face` is installed. It compares and sees movement; it does
 * not know a living face from a good picture of one, so it attests nothing. Each check is a process of its own:
 * nothing of one is left for the next, and what goes wrong in it ends with it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  CAPTURES,
  type Enrolled,
  type FaceEvidence,
  FaceFailed,
  type FaceVerifier,
} from "./face.ts";
import * as sequence from "./sequence.ts";

const HOME = fileURLToPath(new URL("../../../", import.meta.url));
const CHILD = fileURLToPath(new URL("./embedded-child.ts", import.meta.url));
const TIME_MS = 45_000;
/** RLIMIT_DATA, in KiB. Half a gigabyte is what a check takes. */
const MEMORY_KIB = 1_800_000;
/** One check fills a core for some seconds; more at once would only make all of them late. */
const AT_ONCE = 1;
const WAITING_MAX = 8;
const OUT_MAX = 2_000_000;
const MAY_READ = ["node_modules/*", "optional/face/*", "src/ports/face/*", "package.json"];

export const EMBEDDED = "face-api-1.7.15/ssd/euclidean-0.45";
export const isInstalled = () =>
  existsSync(`${HOME}optional/face/node_modules/@vladmandic/face-api/package.json`);

let running = 0;
const waiting: (() => void)[] = [];

async function turn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) throw new FaceFailed("too many checks wait already");
    await new Promise<void>((next) => waiting.push(next));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

export type Limits = { timeMs?: number };

/** What is seen in each picture. Throws FaceFailed. */
export const measure = (frames: readonly Buffer[], signal: AbortSignal, limits: Limits = {}) =>
  turn(async () => {
    if (signal.aborted) throw new FaceFailed("no answer in time");
    const seen: sequence.Seen[] = JSON.parse((await run(frames, signal, limits)).toString());
    if (seen.length !== frames.length) throw new FaceFailed("the matcher lost a picture");
    return seen;
  });

function run(frames: readonly Buffer[], signal: AbortSignal, limits: Limits): Promise<Buffer> {
  const flags = [
    ...["--permission", "--allow-addons", "--no-warnings"],
    ...MAY_READ.map((path) => `--allow-fs-read=${HOME}${path}`),
  ];
  return new Promise((done, fail) => {
    const child = spawn(
      "/bin/sh",
      ["-c", 'ulimit -d "$0" 2>/dev/null; ulimit -t 90; ulimit -c 0; exec "$@"'].concat(
        String(MEMORY_KIB),
        process.execPath,
        flags,
        CHILD,
      ),
      { env: {}, cwd: HOME, stdio: ["pipe", "pipe", "ignore"] },
    );
    const parts: Buffer[] = [];
    let size = 0;
    const stop = () => child.kill("SIGKILL");
    const end = setTimeout(stop, limits.timeMs ?? TIME_MS);
    signal.addEventListener("abort", stop);
    child.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size > OUT_MAX) stop();
      else parts.push(part);
    });
    child.stdin.on("error", () => {});
    child.on("error", () => fail(new FaceFailed("the matcher could not be started")));
    child.on("close", (code) => {
      clearTimeout(end);
      signal.removeEventListener("abort", stop);
      if (code === 0) done(Buffer.concat(parts));
      else fail(new FaceFailed("the matcher ended early or was too slow"));
    });
    for (const frame of frames) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(frame.length);
      child.stdin.write(length);
      child.stdin.write(frame);
    }
    child.stdin.end();
  });
}

type Template = { mean: number[]; of: number };
const isRepeated = (frames: readonly Buffer[]) =>
  frames.some((frame, n) => frames.slice(0, n).some((before) => before.equals(frame)));

export type Options = {
  calibratedOn?: string | null;
  /** Tests look at each picture once. */
  see?: (frames: readonly Buffer[], signal: AbortSignal) => Promise<sequence.Seen[]>;
};

export function embedded({ calibratedOn = null, see = measure }: Options = {}): FaceVerifier {
  return {
    ...{ id: EMBEDDED, pad: "challenge", attested: false, leavesPremises: false, calibratedOn },
    start: async () => ({ kind: "frames" }),
    enrol: async (captures, signal): Promise<Enrolled> => {
      const [picture] = captures;
      if (!picture || captures.length !== CAPTURES)
        return { is: "unsure", reasons: ["frames-missing"] };
      if (isRepeated(captures)) return { is: "unsure", reasons: ["repeated"] };
      const found = sequence.usable(await see(captures, signal));
      if ("reasons" in found) return { is: "unsure", reasons: found.reasons };
      const all = found.faces.map(({ descriptor }) => descriptor);
      const isOne = all.every((a) => all.every((b) => sequence.distance(a, b) <= sequence.ONE));
      if (!isOne) return { is: "unsure", reasons: ["another-face"] };
      const template: Template = { mean: sequence.mean(all), of: all.length };
      return { is: "enrolled", enrolment: { template: JSON.stringify(template), picture } };
    },
    finish: async ({ steps, frames, enrolment }, signal): Promise<FaceEvidence> => {
      const { mean, of }: Template = JSON.parse(enrolment.template);
      const threshold = of > 1 ? sequence.OF_THREE : sequence.ONE;
      const evidence: FaceEvidence = {
        ...{ outcome: "inconclusive", distance: null, threshold, scale: "euclidean-128" },
        ...{ calibratedOn, pad: "challenge", attested: false, reasons: [], verifierId: EMBEDDED },
        picture: frames[0] ?? null,
      };
      if (isRepeated(frames)) return { ...evidence, reasons: ["repeated"] };
      const found = sequence.usable(await see(frames, signal));
      if ("reasons" in found) return { ...evidence, reasons: found.reasons };
      const reasons = sequence.judgeSequence(found.faces, steps);
      const match = sequence.judgeMatch(found.faces, mean, threshold);
      if (reasons.length > 0) return { ...evidence, distance: match.distance, reasons };
      return match.matches
        ? { ...evidence, outcome: "match", distance: match.distance }
        : { ...evidence, outcome: "no-match", distance: match.distance, reasons: ["too-far"] };
    },
    // Nothing is kept anywhere but in this server's own rows.
    forget: async () => {},
  };
}
