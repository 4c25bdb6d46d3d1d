/**
 * Where the lines go: a file, an address, or both; somewhere that nobody of this house can change. Jobs of
 * the house's own row, so a stop or a kill loses none: what was not noted as gone goes once more, and a
 * reader takes exact repeats for one.
 */
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { raiseOnce } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { HOUSE } from "./checkpoints.ts";
import { findAuditKey } from "./keys.ts";
import * as store from "./store.ts";

/** Lines of one job; the next sweep goes on. */
const AT_ONCE = 500;

const sinksOf = ({ config }: World) =>
  [
    { kind: "audit-file", mark: "filedAt", to: config.auditFile },
    { kind: "audit-post", mark: "postedAt", to: config.auditUrl },
  ] as const;

/** Gives a job to each sink for which lines wait. Returns how many. */
export async function sendLines(world: World): Promise<number> {
  let given = 0;
  for (const { kind, mark, to } of sinksOf(world)) {
    if (to === "" || (await store.listWaiting(world.db, mark, 1)).length === 0) continue;
    await lockHouse(world, HOUSE);
    await store.reviveJob(world.db, HOUSE, kind, world.now());
    await addJob(world, { accountId: HOUSE, kind, key: "waiting", payload: {} });
    given++;
  }
  return given;
}

export const fileLines = (world: World, _job: Job) =>
  leave(world, "filedAt", async (rows) => {
    await append(world.config.auditFile, rows.map(({ line }) => `${line}\n`).join(""));
    return rows.map(({ seq }) => seq);
  });

export const postLines = (world: World, _job: Job, signal: AbortSignal) =>
  leave(world, "postedAt", async (rows, left) => {
    const kid = (await findAuditKey(world))?.kid ?? "";
    for (const { seq, line } of rows) {
      await post(world.config.auditUrl, line, `checkpoint-${kid}-${seq}`, signal);
      left.push(seq);
    }
    return [];
  });

type Waiting = Awaited<ReturnType<typeof store.listWaiting>>;

/** What has left is noted, also when the rest failed. A failure is an alarm, and the job tries again. */
async function leave(
  world: World,
  mark: store.Sink,
  send: (rows: Waiting, left: number[]) => Promise<number[]>,
): Promise<void> {
  const left: number[] = [];
  try {
    const rows = await store.listWaiting(world.db, mark, AT_ONCE);
    if (rows.length > 0) left.push(...(await send(rows, left)));
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const partition = mark === "filedAt" ? "file" : "address";
    await transact(world, (world) =>
      raiseOnce(world, "audit-sink", partition, { why: code ?? message }),
    );
    throw error;
  } finally {
    if (left.length > 0)
      await transact(world, ({ db }) => store.markLeft(db, mark, left, world.now()));
  }
}

/**
 * Adds to the file and waits until the disk has it. A line that a fault cut in two is closed first, so
 * that what follows stands on a line of its own. The folder is not made: a disk that is not there is an
 * alarm, and not a folder in its place.
 */
async function append(path: string, text: string): Promise<void> {
  const file = await open(path, "a+");
  try {
    const { size } = await file.stat();
    const end = size > 0 ? await file.read(Buffer.alloc(1), 0, 1, size - 1) : null;
    const isTorn = end !== null && end.buffer.toString() !== "\n";
    await file.appendFile(isTorn ? `\n${text}` : text);
    await file.sync();
    if (size > 0) return;
  } finally {
    await file.close();
  }
  // A new file's name is kept by its folder.
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function post(url: string, line: string, key: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    ...{ method: "POST", body: line, redirect: "error", signal },
    headers: { "content-type": "application/json", "idempotency-key": key },
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`It was answered with ${response.status}.`);
}
