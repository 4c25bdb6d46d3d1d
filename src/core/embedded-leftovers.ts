/**
 * What an earlier run may have left: our lock file, a server without a supervisor, a server that is
 * dead but not yet reaped, a pid that now belongs to a stranger. A stranger is never signalled.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { EmbeddedError } from "./embedded-errors.ts";
import { readIfThere } from "./embedded-programs.ts";

/** `born` tells a process from a later one with the same pid. */
type Process = { state: string; born: string; args: string[] };

export function lookUp(pid: number): Process | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === "linux") {
    const stat = readIfThere(`/proc/${pid}/stat`);
    if (!stat) return undefined;
    // The name in brackets may hold spaces; state is field 3 and start time field 22 of proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const args = readIfThere(`/proc/${pid}/cmdline`).split("\0");
    const boot = readIfThere("/proc/sys/kernel/random/boot_id").trim();
    return { state: fields[0] ?? "", born: `${boot} ${fields[19]}`, args };
  }
  const { stdout } = spawnSync("ps", ["-o", "stat=,lstart=,command=", "-p", String(pid)], {
    encoding: "utf8",
  });
  const found = /^(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/m.exec(stdout ?? "");
  if (!found) return undefined;
  return { state: found[1] ?? "", born: found[2] ?? "", args: (found[3] ?? "").split(" ") };
}

const isAlive = (found: Process | undefined) => found !== undefined && !/^[ZX]/.test(found.state);

/** Is this process a PostgreSQL on exactly this folder? Its own command line is the witness. */
function servesFolder({ args }: Process, folder: string): boolean {
  if (!/^postgres(\.exe)?$/.test(basename(args[0] ?? ""))) return false;
  return args.join(" ").includes(`-D ${folder} `) || args[args.indexOf("-D") + 1] === folder;
}

/** Server processes whose postmaster is gone still stand in the folder. */
function whoIsInside(folder: string): number[] {
  if (process.platform !== "linux") return [];
  return fs.readdirSync("/proc").flatMap((pid) => {
    try {
      const isInside = /^\d+$/.test(pid) && fs.readlinkSync(`/proc/${pid}/cwd`) === folder;
      return isInside ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

/**
 * They end by themselves, except one that waits for a lock in the shared memory whose holder was killed with the
 * postmaster: it waits for ever, and so does whoever it serves. Nothing that it does can reach the disk unrepaired.
 */
async function endOrphans(folder: string): Promise<void> {
  const isEmpty = () => whoIsInside(folder).length === 0;
  if (await waitUntil(isEmpty, REAP_WAIT_MS)) return;
  for (const pid of whoIsInside(folder))
    if (/^postgres: /.test(lookUp(pid)?.args[0] ?? "")) signalProcess(pid, "SIGKILL");
  if (await waitUntil(isEmpty, REAP_WAIT_MS)) return;
  throw new EmbeddedError(
    "folder-in-use",
    `Another PostgreSQL is still working on ${folder}: stop it first, or name another folder.`,
  );
}

export type Lock = { release(): void };

/** Longer than a server that was told to stop needs; a start right after a stop should just work. */
const LOCK_WAIT_MS = 3_000;

/** One supervisor a folder. The second start waits a moment, then is told who holds it. */
export async function takeLock(path: string, folder: string): Promise<Lock> {
  const mine = JSON.stringify({ pid: process.pid, born: lookUp(process.pid)?.born });
  const draft = `${path}.${process.pid}.${performance.now()}`;
  fs.writeFileSync(draft, mine, { mode: 0o600 });
  try {
    const end = performance.now() + LOCK_WAIT_MS;
    for (;;) {
      try {
        // A link is atomic and appears with its content, so no one ever reads half a lock.
        fs.linkSync(draft, path);
        return {
          release: () => {
            if (readIfThere(path) === mine) fs.rmSync(path, { force: true });
          },
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const text = readIfThere(path);
      const holder = parseHolder(text);
      const found = lookUp(holder.pid);
      if (!isAlive(found) || (holder.born !== undefined && found?.born !== holder.born)) {
        if (text === readIfThere(path)) fs.rmSync(path, { force: true });
      } else if (performance.now() > end || holder.pid === process.pid)
        throw new EmbeddedError(
          "folder-in-use",
          `The database folder ${folder} is in use by process ${holder.pid}: stop that one first, or name another folder.`,
        );
      else await pause(100);
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function parseHolder(text: string): { pid: number; born?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return { pid: 0 };
  }
}

/** What PostgreSQL writes about itself (storage/pidfile.h): pid on line 1, status on line 8. */
export function readPidFile(folder: string) {
  const lines = readIfThere(join(folder, "postmaster.pid")).split("\n");
  return { pid: Number(lines[0] ?? 0), status: (lines[7] ?? "").trim(), written: lines.length > 1 };
}

/** Is a PostgreSQL at work on exactly this folder, and ready? */
export function isServing(folder: string): boolean {
  const { pid, status } = readPidFile(folder);
  const found = lookUp(pid);
  return found !== undefined && isAlive(found) && servesFolder(found, folder) && status === "ready";
}

const REAP_WAIT_MS = 3_000;
const STOP_WAIT_MS = 15_000;

/**
 * Clears the way for a new server on `folder`. A server left without its supervisor is stopped, not
 * adopted: an adopted one is not our child, so its end would go unseen, and it keeps the settings and
 * programs of an earlier version. A fast stop loses nothing that was acknowledged and takes a moment.
 */
export async function clearLeftovers(folder: string, socketDir: string): Promise<void> {
  const { pid, written } = readPidFile(folder);
  if (!written) return;
  const found = lookUp(pid);
  if (found && isAlive(found) && servesFolder(found, folder)) await stopServer(pid, folder);
  else if (found && !isAlive(found)) await waitUntil(() => !lookUp(pid), REAP_WAIT_MS);
  await endOrphans(folder);
  // Nobody serves the folder. The pid file may still name a stranger or one never reaped, and
  // PostgreSQL would refuse to start for as long as that pid exists.
  fs.rmSync(join(folder, "postmaster.pid"), { force: true });
  if (fs.existsSync(socketDir))
    for (const name of fs.readdirSync(socketDir)) fs.rmSync(join(socketDir, name), { force: true });
}

/** Fast shutdown; if that hangs, immediate shutdown, after which PostgreSQL repairs itself from its log. */
export async function stopServer(pid: number, folder: string): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    signalProcess(pid, signal);
    if (await waitUntil(() => !isAlive(lookUp(pid)), STOP_WAIT_MS)) return;
  }
  throw new EmbeddedError(
    "folder-in-use",
    `The PostgreSQL with process id ${pid} on ${folder} does not stop: end it by hand, then start again.`,
  );
}

export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

export async function waitUntil(isSo: () => boolean, waitMs: number): Promise<boolean> {
  const end = performance.now() + waitMs;
  while (!isSo()) {
    if (performance.now() > end) return false;
    await pause(15);
  }
  return true;
}
