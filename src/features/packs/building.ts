/**
 * A pack is built by a job, outside of any transaction and beside the server. Each try writes pieces of its own
 * and says how far it is; the last statement, under the account's lock, makes them the pack. A process that dies
 * in between leaves pieces that nobody sees, and the job to another.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job, keepLease } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, openFor } from "../accounts/index.ts";
import { readOriginal } from "../evidence/index.ts";
import type { Facts } from "./facts.ts";
import { gather } from "./gathering.ts";
import { packSigner } from "./keys.ts";
import { makeFiles } from "./making.ts";
import * as manifest from "./manifest.ts";
import { writer } from "./parts.ts";
import { DAY_MS, DAYS, TRIES, type Wish } from "./rules.ts";
import * as store from "./store.ts";

export const BUILD = "pack-build";
export const EXPIRY = "pack-expiry";
const builder: Actor = { kind: "system", id: "packs" };
/** Of a lease of 30 s. */
const KEEP_MS = 10_000;

export const wishContext = (packId: string) => `pack-wish:${packId}`;
export const openWish = (key: Buffer, { id, wish }: store.PackRow): Wish =>
  JSON.parse(openFor(key, wish, wishContext(id)));

export async function onBuild(world: World, job: Job): Promise<void> {
  const packId = String(job.payload.packId);
  const row = await store.findPack(world.db, job.accountId, packId);
  if (row?.state !== "building") return;
  // A try that ended its process is counted too: what ends it every time must come to an end.
  if (job.attempts >= TRIES) return fail(world, row);
  const keeping = setInterval(() => {
    keepLease(world, job).catch((error) => world.log.warn("lease not kept", { error }));
  }, KEEP_MS);
  try {
    await build(world, row);
  } catch (error) {
    if (job.attempts + 1 < TRIES) throw error;
    world.log.error("evidence pack failed", { pack: packId, error });
    await fail(world, row);
  } finally {
    clearInterval(keeping);
  }
}

type Signed = { sha256: string; sizeBytes: number; fingerprint: string };

async function build(world: World, before: store.PackRow): Promise<void> {
  const { accountId, id } = before;
  const row = { ...before, build: world.id("bld") };
  const { key } = await transact(world, async (world) => {
    const account = await lockAccount(world, accountId);
    await store.updatePack(world.db, accountId, id, { build: row.build, done: 0 });
    return account;
  });
  await store.deleteParts(world.db, accountId, id, row.build);
  const signer = await packSigner(world);
  const facts = await gather(world, row, openWish(key, row), signer.fingerprint);
  const made = await write(world, row, facts, signer);
  await settle(world, row, { ...made, fingerprint: signer.fingerprint }, facts);
}

async function write(
  world: World,
  row: store.PackRow,
  facts: Facts,
  signer: manifest.Signer,
): Promise<{ sha256: string; sizeBytes: number }> {
  const { accountId, id: packId, build } = row;
  const originals = facts.collected.filter(({ file }) => file !== null);
  const total = originals.length + 3;
  let done = 0;
  const step = () => store.setProgress(world.db, row, ++done, total);
  await step();
  const zip = await writer(world, { accountId, packId, build });
  const listed: manifest.Listed[] = [];
  const put = async (name: string, type: string, format: string, bytes: Buffer) => {
    const sha256 = manifest.hexOf(bytes);
    await zip.file({ name, bytes });
    listed.push({ name, type, format, sizeBytes: bytes.length, sha256 });
    return sha256;
  };
  for (const each of originals) {
    const bytes = await readOriginal(world, accountId, each.id);
    const found = await put(each.file ?? "", "original", each.format ?? "", bytes);
    if (found !== each.sha256) throw new Error("An original is not what was received.");
    await step();
  }
  for (const { name, type, format, bytes } of await makeFiles(facts))
    await put(name, type, format, bytes);
  await step();
  const pem = Buffer.from(signer.publicKeyPem);
  await put(manifest.PUBLIC_KEY, "public-key", "application/x-pem-file", pem);
  await put(manifest.SUMS, "checksums", "text/plain", manifest.sumsOf(listed));
  const signed = manifest.manifestOf(facts.about, facts.key, listed);
  await zip.file({ name: manifest.MANIFEST, bytes: signed });
  await zip.file({ name: manifest.SIGNATURE, bytes: signer.sign(signed) });
  return zip.end();
}

/** The pack is there, unless another try was first or its owner took it back. */
async function settle(world: World, row: store.PackRow, signed: Signed, facts: Facts) {
  const { accountId, id } = row;
  await transact(world, async (world) => {
    await lockAccount(world, accountId);
    const now = await store.findPack(world.db, accountId, id);
    if (now?.state !== "building" || now.build !== row.build) {
      await store.deleteBuild(world.db, accountId, id, row.build);
      return;
    }
    const readyAt = world.now();
    const expiresAt = new Date(readyAt.getTime() + DAYS * DAY_MS);
    const total = facts.collected.filter(({ file }) => file).length + 3;
    await store.updatePack(world.db, accountId, id, {
      ...{ state: "ready", readyAt, expiresAt, done: total, total, ...signed },
    });
    await addJob(world, {
      ...{ accountId, kind: EXPIRY, key: row.build, payload: { packId: id }, dueAt: expiresAt },
    });
    await emit(world, builder, "pack.built", accountId, { packId: id, ...signed });
  });
}

const fail = (world: World, { accountId, id }: store.PackRow) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const now = await store.findPack(world.db, accountId, id);
    if (now?.state !== "building") return;
    await store.updatePack(world.db, accountId, id, { state: "failed", build: "" });
    await store.deleteParts(world.db, accountId, id, "");
    await emit(world, builder, "pack.failed", accountId, { packId: id });
  });
