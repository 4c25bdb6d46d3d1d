/** Starts one PostgreSQL on one folder and waits until it answers. */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import type { Place } from "./embedded-folder.ts";
import * as leftovers from "./embedded-leftovers.ts";
import * as programs from "./embedded-programs.ts";

export type Server = { child: ChildProcess; pid: number };

const READY_WAIT_MS = 60_000;

/** The server when it is ready for connections, else what it said. */
export async function launch(
  program: string,
  place: Place,
  identity: programs.Identity,
  address: Record<string, string>,
): Promise<Server | string> {
  const settings = {
    ...address,
    shared_buffers: "64MB",
    // What no disk of today costs more (default: 4, of disks that turn): with it a few thousand rows of a large table
    // are read by their keys, and not the whole of it.
    random_page_cost: "1.1",
    fsync: "on",
    timezone: "UTC",
    log_timezone: "UTC",
    password_encryption: "scram-sha-256",
    idle_in_transaction_session_timeout: "60s",
    tcp_keepalives_idle: "60",
    tcp_keepalives_interval: "10",
    logging_collector: "on",
    log_directory: place.logs,
    // One file a weekday, begun anew a week later.
    log_filename: "postgres-%a.log",
    log_truncate_on_rotation: "on",
    log_rotation_age: "1d",
    log_rotation_size: "0",
    log_checkpoints: "off",
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const before = readLogs(place.logs).length;
  const child = spawn(program, ["-D", place.data, ...args], {
    cwd: "/",
    env: programs.environment,
    stdio: ["ignore", "ignore", "pipe"],
    // A session of its own: Ctrl-C in the terminal is for us, and we stop the database last.
    detached: true,
    ...programs.owned(identity),
  });
  let text = "";
  let ended = false;
  const said = () => `${text}\n${readLogs(place.logs).slice(before)}`;
  child.stderr.on("data", (piece) => {
    if (text.length < 20_000) text += String(piece);
  });
  child.once("error", (error) => {
    text += error.message;
    ended = true;
  });
  child.once("close", () => {
    ended = true;
  });
  const isReady = () => {
    const { pid, status } = leftovers.readPidFile(place.data);
    return pid === child.pid && status === "ready";
  };
  const inTime = await leftovers.waitUntil(() => ended || isReady(), READY_WAIT_MS);
  if (ended || !child.pid) return said();
  if (!inTime) {
    await leftovers.stopServer(child.pid, place.data);
    return `it was not ready after ${READY_WAIT_MS / 1000} seconds.`;
  }
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  return { child, pid: child.pid };
}

function readLogs(folder: string): string {
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => programs.readIfThere(join(folder, name)))
    .join("");
}
