/** What the claimant sees of their files: what came in, how it stands, never the pictures again. */
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { isEnded, onOwnCase } from "../cases/index.ts";
import type { Claimant } from "../recovery/index.ts";
import { type File, readSaid } from "./files.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { ownFile, unfinishedUntil } from "./uploads.ts";

/** What a claimant may know: that a file is in quarantine tells a thief what the scanner knows. */
const shownState = (state: string) => (state === "quarantined" ? "unreadable" : state);

const fileView = (key: Buffer, file: File, seen: readonly Date[]) => {
  const { name, fingerprint } = readSaid(key, file);
  const isOpen = file.state === "uploading";
  return {
    ...{ id: file.id, kind: file.kind, name, state: shownState(file.state) },
    ...{ sizeBytes: file.sizeBytes, receivedBytes: file.receivedBytes },
    at: (file.receivedAt ?? file.createdAt).toISOString(),
    /** When people looked at it. */
    seen: seen.map((at) => at.toISOString()),
    ...(isOpen && { fingerprint, until: unfinishedUntil(file).toISOString() }),
  };
};

export const readOwnEvidence = (world: World, claimant: Claimant) =>
  onOwnCase(world, claimant, async (world, held) => {
    const { key } = await lockAccount(world, held.accountId);
    const files = await store.listFiles(world.db, held.accountId, [held.id]);
    const ids = files.map(({ id }) => id);
    const views = await store.listViews(world.db, held.accountId, ids);
    return {
      files: files
        .filter(({ state }) => state !== "withdrawn")
        .map((file) =>
          fileView(
            key,
            file,
            views.filter(({ fileId }) => fileId === file.id).map(({ seenAt }) => seenAt),
          ),
        ),
      kinds: rules.kinds,
      isOpen: !isEnded(held.state),
      limits: { bytesMax: rules.SIZE_BYTES_MAX, filesMax: rules.FILES_MAX },
    };
  });

export const readOwnFile = (world: World, claimant: Claimant, id: string) =>
  onOwnCase(world, claimant, async (world, held) => {
    const file = await ownFile(world, held, id);
    if (file.state === "withdrawn" || file.state === "deleted") throw rules.NoFile();
    const { key } = await lockAccount(world, held.accountId);
    return { file, view: fileView(key, file, []) };
  });
