/**
 * Makes what people look at from a file that a stranger sent: in a process of its own, which has no secret, no
 * right to write or to start anything, and ends by force when it takes too long or too much memory.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Facts, Shown } from "./picture-child.ts";
import type { Read } from "./reader-child.ts";

const child = (name: string) => fileURLToPath(new URL(`./${name}-child.ts`, import.meta.url));
const HOME = fileURLToPath(new URL("../../../", import.meta.url));
/** Its own code and data, and nothing of ours beside them: not the database's folder, not the keys. */
const MAY_READ = [
  "node_modules/*",
  "src/features/evidence/*",
  "content/evidence/*",
  "package.json",
];
export const TIME_MS_MAX = 12_000;
/** What the process may hold of its own (RLIMIT_DATA), in KiB: enough for 64 million pixels twice. */
const MEMORY_KIB_MAX = 1_400_000;
const OUT_MAX = 40_000_000;
/** A machine that shows many pictures at once would swap; those that wait lose no time of their own. */
const AT_ONCE = 2;

/** What the process may do; a test tries what it may not. */
export const childFlags = [
  ...["--permission", "--allow-addons", "--no-warnings", "--max-old-space-size=256"],
  ...MAY_READ.map((path) => `--allow-fs-read=${HOME}${path}`),
];

export type View = { width: number; height: number; bytes: Buffer };
export type Made = { facts: Facts; pages: View[] };

export const showable = new Set([
  ...["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"],
]);

let running = 0;
const waiting: (() => void)[] = [];

async function turn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((next) => waiting.push(next));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

export type Limits = { timeMs?: number; memoryKib?: number; signal?: AbortSignal };

/**
 * The view copy of a file and what it says of itself; null when it cannot be shown, whatever the reason. Throws
 * when `signal` ended before its turn came.
 */
export const makeView = (bytes: Buffer, type: string, limits: Limits = {}): Promise<Made | null> =>
  turn(async () => {
    limits.signal?.throwIfAborted();
    const out = await run("picture", bytes, type, limits);
    return out && read(out);
  });

/** What a program reads in a picture, line by line, and how sure it is; null when nothing can be read. */
export const readText = (bytes: Buffer, type: string, limits: Limits = {}): Promise<Read | null> =>
  turn(async () => {
    const out = await run("reader", bytes, type, limits);
    return out && (JSON.parse(out.toString()) as Read);
  });

type Child = "picture" | "reader";
function run(name: Child, bytes: Buffer, type: string, limits: Limits): Promise<Buffer | null> {
  const { timeMs = TIME_MS_MAX, memoryKib = MEMORY_KIB_MAX } = limits;
  const node = [...childFlags, child(name), type];
  return new Promise((done) => {
    // The limits of memory and of work are the system's: a decoder cannot be asked to keep one, and it ends
    // also when this process, which has the clock, is gone.
    const running = spawn(
      "/bin/sh",
      ["-c", 'ulimit -d "$0" 2>/dev/null; ulimit -t 30; ulimit -c 0; exec "$@"'].concat(
        String(memoryKib),
        process.execPath,
        node,
      ),
      { env: {}, cwd: HOME, stdio: ["pipe", "pipe", "ignore"] },
    );
    const parts: Buffer[] = [];
    let size = 0;
    const end = setTimeout(() => running.kill("SIGKILL"), timeMs);
    running.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size > OUT_MAX) running.kill("SIGKILL");
      else parts.push(part);
    });
    // A child that dies while it is fed is a file that cannot be shown, not a fault of ours.
    running.stdin.on("error", () => {});
    running.on("error", () => {
      clearTimeout(end);
      done(null);
    });
    running.on("close", (code) => {
      clearTimeout(end);
      done(code === 0 && size <= OUT_MAX ? Buffer.concat(parts) : null);
    });
    running.stdin.end(bytes);
  });
}

/** What came out of it is a stranger's too: read as such. */
function read(out: Buffer): Made | null {
  try {
    const end = out.indexOf(10);
    const { facts, pages } = JSON.parse(out.subarray(0, end).toString()) as Shown;
    let at = end + 1;
    const views = pages.map(({ width, height, size }) => {
      const bytes = out.subarray(at, at + size);
      at += size;
      return { width, height, bytes };
    });
    const isWhole = at === out.length && views.length > 0;
    const areJpeg = views.every(({ bytes }) => bytes.subarray(0, 3).toString("hex") === "ffd8ff");
    return isWhole && areJpeg ? { facts, pages: views } : null;
  } catch {
    return null;
  }
}
