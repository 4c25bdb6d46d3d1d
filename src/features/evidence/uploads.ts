/**
 * How a file comes in: by tus 1.0.0 (creation, termination, expiration), so that a connection may break, a page
 * be loaded again and a telephone be changed for another; or in one form. What has come is kept at once, sealed.
 */
import { Readable } from "node:stream";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import { spend } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { type Case, CaseEnded, isEnded, onOwnCase } from "../cases/index.ts";
import type { Claimant } from "../recovery/index.ts";
import { change, type File, keepPart, readFirst, type Said, sealSaid, tellCase } from "./files.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
export const CHECK = "evidence-check";
export const UNFINISHED = "evidence-unfinished";

export type Announced = { kind: rules.Kind; sizeBytes: number; said: Said };

export const unfinishedUntil = ({ createdAt }: File) =>
  new Date(createdAt.getTime() + rules.UNFINISHED_DAYS * DAY_MS);

/** Tus, section "Upload-Metadata": names and base64, with commas. Throws `bad-upload`. */
export function readMetadata(header: string): Record<string, string> {
  const pairs = header.split(",").map((pair) => pair.trim().split(" "));
  const read = pairs
    .filter(([name]) => name)
    .map(([name = "", value = ""]) => [name, Buffer.from(value, "base64").toString()] as const);
  if (read.some(([, value]) => value.includes("\0") || !value.isWellFormed()))
    throw rules.BadUpload();
  return Object.fromEntries(read);
}

export function announced(given: Record<string, string>, sizeBytes: number): Announced {
  const kind = rules.kinds.find((each) => each === given.kind);
  if (!kind || !Number.isSafeInteger(sizeBytes)) throw rules.BadUpload();
  const fingerprint = given.fingerprint ?? "";
  if (!/^[\w-]{0,64}$/.test(fingerprint)) throw rules.BadUpload();
  return { kind, sizeBytes, said: { name: rules.cleanName(given.filename ?? ""), fingerprint } };
}

/** Room for a file, before its bytes. Throws `file-too-large`, `too-many-files`, `case-ended`, `too-many`. */
export async function begin(world: World, claimant: Claimant, given: Announced): Promise<File> {
  const { network = "" } = world.call ?? {};
  await spend(world, `files:${network}`, world.config.filesPerDay, DAY_MS);
  return onOwnCase(world, claimant, async (world, held) => {
    if (isEnded(held.state)) throw CaseEnded();
    const files = await store.listFiles(world.db, held.accountId, [held.id]);
    const room = rules.judgeRoom(files, given.sizeBytes);
    if (room === "large") throw rules.TooLargeFile({ maxBytes: rules.SIZE_BYTES_MAX });
    if (room === "full") throw rules.TooManyFiles();
    const { key } = await lockAccount(world, held.accountId);
    const [id, now] = [world.id("evd"), world.now()];
    const file: File = {
      ...{ accountId: held.accountId, id, caseId: held.id, kind: given.kind, state: "uploading" },
      ...{ said: sealSaid(world, key, id, given.said), sizeBytes: given.sizeBytes },
      ...{ receivedBytes: 0, parts: 0, type: null, sha256: null, sameTag: null, facts: null },
      ...{ pages: 0, createdAt: now, receivedAt: null, checkedAt: null, deletedAt: null },
    };
    await store.insertFile(world.db, file);
    await emit(world, claimant, "evidence.begun", held.accountId, {
      ...{ caseId: held.id, evidenceId: id, kind: given.kind, sizeBytes: given.sizeBytes },
    });
    await addJob(world, {
      ...{ accountId: held.accountId, kind: UNFINISHED, key: id, payload: { evidenceId: id } },
      dueAt: unfinishedUntil(file),
    });
    return file;
  });
}

/** A file of the claimant's own case. Throws `no-file` for any other, as for none. */
export async function ownFile(world: World, held: Case, id: string): Promise<File> {
  const file = await store.findFile(world.db, held.accountId, id);
  if (file?.caseId !== held.id) throw rules.NoFile();
  return file;
}

/** Pieces of bounded size. When the connection breaks what has come by then is the last piece. */
async function* pieces(body: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  try {
    // Whoever is refused in the middle is told so: their connection is not broken off.
    for await (const part of body.iterator({ destroyOnReturn: false })) {
      held.push(part);
      size += part.length;
      if (size < rules.PIECE_BYTES) continue;
      yield Buffer.concat(held);
      [held, size] = [[], 0];
    }
  } catch {
    // Broken: the claimant's side asks where it stands and goes on from there.
  }
  if (size > 0) yield Buffer.concat(held);
}

/**
 * Adds what comes. Each piece is a transaction of its own, so that nothing of it is lost, and of two who send at
 * once one is told to look where it stands. Throws `other-offset`, `no-file`, `case-ended`, `file-too-large`.
 */
export async function append(
  world: World,
  claimant: Claimant,
  id: string,
  offset: number,
  body: Readable,
): Promise<File> {
  let file = await onOwnCase(world, claimant, (world, held) => writable(world, held, id, offset));
  for await (const bytes of pieces(body)) {
    const at = file.receivedBytes;
    file = await onOwnCase(world, claimant, async (world, held) => {
      const before = await writable(world, held, id, at);
      return keep(world, claimant, before, bytes);
    });
  }
  return file;
}

async function writable(world: World, held: Case, id: string, offset: number): Promise<File> {
  const file = await ownFile(world, held, id);
  const isOpen = file.state === "uploading";
  if (!isOpen && !rules.counts(file.state)) throw rules.NoFile();
  // Sent again after the last answer was lost: there is nothing left to do.
  if (!isOpen && offset === file.sizeBytes) return file;
  if (isEnded(held.state)) throw CaseEnded();
  if (!isOpen || offset !== file.receivedBytes)
    throw rules.OtherOffset({ offset: file.receivedBytes });
  return file;
}

async function keep(world: World, claimant: Claimant, file: File, bytes: Buffer): Promise<File> {
  const receivedBytes = file.receivedBytes + bytes.length;
  if (receivedBytes > file.sizeBytes) throw rules.TooLargeFile({ maxBytes: file.sizeBytes });
  if (file.parts >= rules.PIECES_MAX) throw rules.TooManyFiles();
  const { accountId, id: fileId, parts } = file;
  await keepPart(world, { accountId, fileId, copy: "original", page: 0, seq: parts }, bytes);
  const set = { receivedBytes, parts: parts + 1 };
  if (receivedBytes < file.sizeBytes) {
    await store.updateFile(world.db, accountId, fileId, set);
    return { ...file, ...set };
  }
  return receive(world, claimant, { ...file, ...set });
}

/** It is whole: what it is shows in its first bytes, and whether it can be shown is found out after. */
async function receive(world: World, claimant: Claimant, file: File): Promise<File> {
  const { accountId, id, receivedBytes, parts, sizeBytes } = file;
  const type = rules.typeOf(await readFirst(world, file));
  const set = { receivedBytes, parts, type, receivedAt: world.now() };
  if (!type) {
    await store.deleteParts(world.db, accountId, id);
    return change(world, claimant, file, "evidence.rejected", {
      ...{ ...set, state: "rejected", deletedAt: world.now() },
    });
  }
  const received = await change(
    ...([world, claimant, file, "evidence.received"] as const),
    { ...set, state: "checking" },
    { type, sizeBytes },
  );
  await addJob(world, { accountId, kind: CHECK, key: id, payload: { evidenceId: id } });
  await tellCase(world, received);
  return received;
}

/** The claimant takes a file back: its bytes go at once. What a verdict stands on stays. Throws `no-file`. */
export const withdraw = (world: World, claimant: Claimant, id: string) =>
  onOwnCase(world, claimant, async (world, held) => {
    const file = await ownFile(world, held, id);
    if (!rules.takesRoom(file.state)) throw rules.NoFile();
    if (isEnded(held.state) || held.state === "second-check") throw CaseEnded();
    await store.deleteParts(world.db, file.accountId, file.id);
    const gone = { state: "withdrawn", deletedAt: world.now() };
    const after = await change(world, claimant, file, "evidence.withdrawn", gone);
    await tellCase(world, after);
  });

/** Nobody came back for the rest of it. */
export async function onUnfinished(world: World, { accountId, payload }: Job) {
  await lockAccount(world, accountId);
  const file = await store.findFile(world.db, accountId, String(payload.evidenceId));
  if (file?.state !== "uploading") return;
  await store.deleteParts(world.db, accountId, file.id);
  const gone = { state: "withdrawn", deletedAt: world.now() };
  await change(world, { kind: "system", id: "clock" }, file, "evidence.unfinished", gone);
}

/** A file and what is said of it, from one form. Throws `bad-upload`, `file-too-large`. */
export async function sendWhole(
  world: World,
  claimant: Claimant,
  contentType: string,
  body: Readable,
): Promise<File> {
  const form = await readForm(contentType, body);
  const sent = form.get("file");
  if (!(sent instanceof globalThis.File)) throw rules.BadUpload();
  const bytes = Buffer.from(await sent.arrayBuffer());
  const given = { kind: String(form.get("kind") ?? ""), filename: sent.name };
  const file = await begin(world, claimant, announced(given, bytes.length));
  return append(world, claimant, file.id, 0, Readable.from([bytes]));
}

/** Names, borders and the like. */
const FORM_EXTRA = 16_384;

async function readForm(contentType: string, body: Readable): Promise<FormData> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body.iterator({ destroyOnReturn: false })) {
    size += part.length;
    if (size > rules.SIZE_BYTES_MAX + FORM_EXTRA)
      throw rules.TooLargeFile({ maxBytes: rules.SIZE_BYTES_MAX });
    parts.push(part);
  }
  const whole = new Response(Buffer.concat(parts), { headers: { "content-type": contentType } });
  return whole.formData().catch(() => {
    throw rules.BadUpload();
  });
}
