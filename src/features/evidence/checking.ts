/**
 * What happens to a file that has come in: looked through for harm, its hash taken, drawn anew. Until all of that
 * has an answer nobody opens it. It is a call to the outside: nothing of it holds an account's lock.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import { keyedHash, sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { type Job, TryLater } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, sealFor } from "../accounts/index.ts";
import { change, type File, keepPart, readCopy, tellCase } from "./files.ts";
import { type Made, makeView, showable } from "./pictures.ts";
import { isEicar } from "./rules.ts";
import * as store from "./store.ts";

const checker: Actor = { kind: "system", id: "evidence" };
const MINUTE_MS = 60_000;
/** A scanner that is away longer is told to a person. */
const TELL_AFTER_MS = 5 * MINUTE_MS;

export const factsContext = (fileId: string) => `evidence-facts:${fileId}`;

type Found =
  | { state: "quarantined"; why: string }
  | { state: "unreadable" }
  | { state: "accepted"; made: Made | null };

export async function onCheck(world: World, { accountId, payload }: Job, signal: AbortSignal) {
  const file = await store.findFile(world.db, accountId, String(payload.evidenceId));
  if (file?.state !== "checking") return;
  const bytes = await readCopy(world, file, "original");
  const found = await look(world, file, bytes, signal);
  await transact(world, (world) => settle(world, file, bytes, found));
}

async function look(world: World, file: File, bytes: Buffer, signal: AbortSignal): Promise<Found> {
  if (isEicar(bytes)) return { state: "quarantined", why: "EICAR" };
  const { scanner } = world.ports;
  if (scanner) {
    const finding = await scanner.scan(bytes, signal).catch((error) => wait(world, file, error));
    if (!finding.clean) return { state: "quarantined", why: finding.name.slice(0, 80) };
  }
  const type = file.type ?? "";
  // A film is kept as it came; nobody here opens it.
  if (!showable.has(type)) return { state: "accepted", made: null };
  const made = await makeView(bytes, type, { signal });
  return made ? { state: "accepted", made } : { state: "unreadable" };
}

async function wait(world: World, { receivedAt }: File, error: unknown): Promise<never> {
  const waitedMs = world.now().getTime() - (receivedAt?.getTime() ?? 0);
  if (waitedMs > TELL_AFTER_MS)
    await transact(world, (world) =>
      raiseAlarm(world, "evidence-scan", "scanner", { minutes: Math.round(waitedMs / MINUTE_MS) }),
    );
  throw new TryLater(`The scanner did not answer: ${String(error)}`, MINUTE_MS / 2);
}

async function settle(world: World, { accountId, id }: File, bytes: Buffer, found: Found) {
  const { key } = await lockAccount(world, accountId);
  const file = await store.findFile(world.db, accountId, id);
  // Done meanwhile by another, or taken back.
  if (file?.state !== "checking") return;
  const hex = Buffer.from(sha256(bytes), "base64url").toString("hex");
  const made = found.state === "accepted" ? found.made : null;
  for (const [page, view] of (made?.pages ?? []).entries())
    await keepPart(world, { accountId, fileId: id, copy: "view", page, seq: 0 }, view.bytes);
  const pages = made?.pages.map(({ width, height }) => ({ width, height })) ?? [];
  const after = await change(
    ...([world, checker, file, `evidence.${found.state}`] as const),
    {
      ...{ state: found.state, sha256: hex, checkedAt: world.now(), pages: pages.length },
      sameTag: keyedHash(world.keys, "look-up", `evidence:${hex}`),
      facts: made
        ? sealFor(world, key, JSON.stringify({ ...made.facts, shown: pages }), factsContext(id))
        : null,
    },
    { sha256: hex, sizeBytes: file.sizeBytes, ...("why" in found && { why: found.why }) },
  );
  await tellCase(world, after);
}
