/** The files of a case as they came in, for their owner's own records. */
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { type File, readCopy, readSaid } from "./files.ts";
import * as store from "./store.ts";

export type Original = {
  id: string;
  kind: string;
  /** As its sender has it: anybody can call a file anything. */
  name: string;
  type: string | null;
  sizeBytes: number;
  /** Hexadecimal; null: it was not looked at yet. */
  sha256: string | null;
  receivedAt: Date;
  deletedAt: Date | null;
  /** Nothing harmful was found in it, and it came in whole. */
  isSafe: boolean;
  /** When people of the desk looked at it. */
  seenAt: Date[];
};

const safe = new Set(["accepted", "unreadable"]);

/** What came in whole, the oldest first; what was taken back is left out. */
export async function listOriginals(world: World, accountId: string, caseId: string) {
  const key = await accountKey(world, accountId);
  const files = await store.listFiles(world.db, accountId, [caseId]);
  const there = files.filter(({ receivedAt, state }) => receivedAt && state !== "withdrawn");
  const views = await store.listViews(
    ...([world.db, accountId, there.map(({ id }) => id)] as const),
  );
  return there.map(
    (file): Original => ({
      ...{ id: file.id, kind: file.kind, name: readSaid(key, file).name, type: file.type },
      ...{ sizeBytes: file.sizeBytes, sha256: file.sha256, deletedAt: file.deletedAt },
      receivedAt: file.receivedAt as Date,
      isSafe: safe.has(file.state),
      seenAt: views.filter(({ fileId }) => fileId === file.id).map(({ seenAt }) => seenAt),
    }),
  );
}

/** Its bytes as they came. Throws when a piece was changed, moved or is missing. */
export const readOriginal = (world: World, accountId: string, id: string): Promise<Buffer> =>
  readCopy(world, { accountId, id } as File, "original");
