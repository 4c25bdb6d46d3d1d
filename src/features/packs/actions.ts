import { Readable } from "node:stream";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob } from "../../core/jobs.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { sealFor } from "../accounts/index.ts";
import { casesOfOwner, NoCase } from "../cases/index.ts";
import { countMovedBetween, movedAmong } from "../decisions/index.ts";
import { standingHolds } from "../holds/index.ts";
import { reference } from "../recovery/index.ts";
import { readSession } from "../sessions/index.ts";
import { enter, enterFresh, hasFreshProof, type Owner, spendFreshProof } from "../ways/index.ts";
import { BUILD, openWish, wishContext } from "./building.ts";
import { endPack } from "./keeping.ts";
import { readParts } from "./parts.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export type Chosen = {
  lang: rules.Lang;
  from: string;
  to: string;
  transactionIds: readonly string[] | "all";
  statement: rules.Statement;
  caseId?: string | undefined;
};

const iso = (at: Date | null) => at?.toISOString() ?? null;

export function packView(key: Buffer, row: store.PackRow, now: Date) {
  const isOver = row.state === "ready" && row.expiresAt !== null && row.expiresAt <= now;
  const state = isOver ? "expired" : row.state;
  const wish = row.wish === "" ? null : openWish(key, row);
  const isOpen = state === "building" || state === "ready";
  return {
    ...{ id: row.id, reference: reference(row.id), state },
    ...{ lang: wish?.lang ?? null, from: wish?.from ?? null, to: wish?.to ?? null },
    transactions: wish?.transactions ?? null,
    caseReference: wish?.caseId ? reference(wish.caseId) : null,
    progress: { done: row.done, total: row.total },
    ...{ askedAt: iso(row.askedAt), readyAt: iso(row.readyAt), expiresAt: iso(row.expiresAt) },
    downloads: row.downloads,
    downloadsLeft: isOpen ? rules.DOWNLOADS_MAX - row.downloads : 0,
    ...{ sha256: row.sha256, sizeBytes: row.sizeBytes, keyFingerprint: row.fingerprint },
    fileName: fileName(row.id),
  };
}
export type PackView = ReturnType<typeof packView>;

const fileName = (id: string) => `evidence-pack-${reference(id)}.zip`;

export async function listPacks(world: World, owner: Owner) {
  const key = await accountKey(world, owner.accountId);
  const rows = await store.listPacks(world.db, owner.accountId);
  const now = world.now();
  return {
    packs: rows.map((row) => packView(key, row, now)),
    isFresh: await hasFreshProof(world, owner),
    now: now.toISOString(),
  };
}

/** A fresh proof, and no freeze of somebody else's. Throws `needs-fresh-proof`, `pack-held`. */
async function enterForPack(world: World, owner: Owner) {
  const account = await enterFresh(world, owner);
  const session = await readSession(world, owner.accountId, owner.sessionId);
  const holds = await standingHolds(world, owner.accountId);
  if (!session || rules.isShut(holds, session)) throw rules.PackHeld();
  return account;
}

/** How many of these payments are on record in the period. Throws `unknown-transaction`. */
async function countChosen(world: World, accountId: string, chosen: Chosen): Promise<number> {
  const { transactionIds: ids } = chosen;
  const [from, to] = [new Date(chosen.from), new Date(chosen.to)];
  if (ids === "all") return countMovedBetween(world, accountId, from, to);
  if (ids.length === 0) return 0;
  const known = new Set(await movedAmong(world, accountId, { from, to, ids }));
  const errors = ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ pointer: `/transactionIds/${index}`, detail: "Not in this period." }],
  );
  if (errors.length > 0) throw rules.UnknownTransaction({ errors });
  return known.size;
}

const worded = (statement: rules.Statement): rules.Statement =>
  Object.fromEntries(
    Object.entries(statement)
      .map(([part, said]) => [part, rules.cleanWords(said)])
      .filter(([, said]) => said !== ""),
  );

/**
 * Asks for a pack; a job builds it. Throws `needs-fresh-proof`, `pack-held`, `bad-period`, `no-case`,
 * `unknown-transaction`, `too-many-packs`.
 */
export async function askPack(world: World, owner: Owner, chosen: Chosen) {
  const { accountId } = owner;
  const [from, to] = [new Date(chosen.from), new Date(chosen.to)];
  if (!rules.judgePeriod(from, to, world.now())) throw rules.BadPeriod();
  return transact(world, async (world) => {
    // First for whom it is at all: whoever may not make one learns nothing of what is on record.
    const account = await enterForPack(world, owner);
    const transactions = await countChosen(world, accountId, chosen);
    const now = world.now();
    const packs = await store.listPacks(world.db, accountId);
    if (packs.filter((each) => rules.isLive(each, now)).length >= rules.LIVE_MAX)
      throw rules.TooManyPacks();
    const { caseId = null } = chosen;
    const cases = caseId === null ? [] : await casesOfOwner(world, accountId);
    if (caseId !== null && !cases.some(({ id, isYours }) => id === caseId && isYours))
      throw NoCase();
    const id = world.id("pack");
    const wish: rules.Wish = {
      ...{ lang: chosen.lang, from: from.toISOString(), to: to.toISOString(), caseId },
      ...{ transactionIds: chosen.transactionIds, transactions },
      statement: worded(chosen.statement),
      record: { seq: account.chainSeq, hash: account.chainHead },
    };
    const row: store.PackRow = {
      ...{ accountId, id, state: "building", build: "", done: 0, total: 3, downloads: 0 },
      wish: sealFor(world, account.key, JSON.stringify(wish), wishContext(id)),
      ...{ askedAt: now, readyAt: null, expiresAt: null },
      ...{ sha256: null, sizeBytes: null, fingerprint: null },
    };
    await store.insertPack(world.db, row);
    await addBuild(world, row);
    await emit(world, owner, "pack.requested", accountId, { packId: id, transactions });
    return { pack: packView(account.key, row, now) };
  });
}

const addBuild = (world: World, { accountId, id }: store.PackRow) =>
  addJob(world, { accountId, kind: BUILD, key: world.id("bld"), payload: { packId: id } });

async function findOwn(world: World, owner: Owner, id: string) {
  const row = await store.findPack(world.db, owner.accountId, id);
  if (!row) throw rules.NoPack();
  return row;
}

/** Builds again what failed. Throws `no-pack`, `pack-not-failed`, and what `askPack` throws of a proof. */
export const retryPack = (world: World, owner: Owner, id: string) =>
  transact(world, async (world) => {
    const account = await enterForPack(world, owner);
    const row = await findOwn(world, owner, id);
    if (row.state !== "failed") throw rules.NotFailed({ state: row.state });
    await store.updatePack(world.db, owner.accountId, id, { state: "building", done: 0 });
    await addBuild(world, row);
    return { pack: packView(account.key, { ...row, state: "building", done: 0 }, world.now()) };
  });

/** Deletes it before its time; that needs no proof, since it gives nothing away. */
export const deletePack = (world: World, owner: Owner, id: string) =>
  transact(world, async (world) => {
    const account = await enter(world, owner);
    const row = await findOwn(world, owner, id);
    const after = row.state === "expired" ? row : await endPack(world, owner, row, "owner");
    return { pack: packView(account.key, after, world.now()) };
  });

/**
 * One download: counted and told before the first byte leaves, and paid for with the proof. Throws `no-pack`,
 * `needs-fresh-proof`, `pack-held`, `pack-not-ready`, `pack-gone`.
 */
export async function downloadPack(world: World, owner: Owner, id: string) {
  const { accountId } = owner;
  const row = await transact(world, async (world) => {
    await enter(world, owner);
    const row = await findOwn(world, owner, id);
    await enterForPack(world, owner);
    const may = rules.judgeDownload(row, world.now());
    if (may === "gone") throw rules.PackGone();
    if (may === "not-ready") throw rules.NotReady({ state: row.state });
    await spendFreshProof(world, owner);
    const downloads = row.downloads + 1;
    await store.updatePack(world.db, accountId, id, { downloads });
    await emit(world, owner, "pack.downloaded", accountId, { packId: id, downloads });
    return row;
  });
  const sizeBytes = row.sizeBytes ?? 0;
  const parts = readParts(world, { accountId, packId: id, build: row.build }, sizeBytes);
  return { name: fileName(id), sizeBytes, bytes: Readable.from(parts, { objectMode: false }) };
}
