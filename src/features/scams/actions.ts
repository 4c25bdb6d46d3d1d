/** Taking a report, counting it, and giving an owner theirs back. */
import { keyedHash, keyedHashes, sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import { bandsOf, jaccard, NEAR, pairsOf } from "../../core/minhash.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse, openFor, sealFor } from "../accounts/index.ts";
import { calendarOf, dateThere } from "../cases/index.ts";
import { type Asked, type Indicator, indicatorsOf, preparedOf } from "../shield/index.ts";
import { SCAMS } from "../staff/index.ts";
import { enter, type Owner } from "../ways/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const CANDIDATES = 50;
const LISTED = 100;

export type Did = {
  clicked?: boolean | undefined;
  paid?: boolean | undefined;
  gaveCode?: boolean | undefined;
};
type Done = { clicked: boolean; paid: boolean; gaveCode: boolean };
type Part = Indicator & { clusterId: string; bands: string[] };

export const saidContext = (id: string) => `scam-report:${id}`;
export type Said = { text: string; sender?: string };

/**
 * One report, whole or not at all. Of an owner under their account, of a stranger under the house's row; the answer is
 * the same. No verdict is changed by it. Throws `bad-input`, `too-many`.
 */
export async function reportScam(world: World, actor: Actor, asked: Asked & Did) {
  await spendReport(world, actor);
  const { clicked = false, paid = false, gaveCode = false, ...thing } = asked;
  const did = { clicked, paid, gaveCode };
  const indicators = indicatorsOf(preparedOf(world), thing);
  const parts = apart(await Promise.all(indicators.map((one) => placed(world, one))));
  const [main] = parts as [Part];
  return transact(world, async (world) => {
    const isOwner = actor.kind === "owner";
    const accountId = isOwner ? actor.accountId : SCAMS;
    const { key } = isOwner ? await enter(world, actor) : await lockHouse(world, SCAMS);
    const id = world.id("scr");
    const { kind, verdict, imitates } = main;
    const text = thing.url ?? thing.text ?? thing.phone ?? thing.email ?? "";
    const said: Said = { text, ...(thing.sender && { sender: thing.sender }) };
    const createdAt = world.now();
    await store.insertReport(world.db, {
      ...{ accountId, id, kind, verdict, imitates, ...did, createdAt },
      said: sealFor(world, key, JSON.stringify(said), saidContext(id)),
    });
    await store.insertParts(
      world.db,
      parts.map(({ clusterId, shown }) => ({
        ...{ accountId, reportId: id, clusterId, indicator: shown },
      })),
    );
    // In one order, so that two reports of the same never wait for each other.
    for (const part of parts.toSorted((a, b) => (a.clusterId < b.clusterId ? -1 : 1)))
      await count(world, actor, part, did);
    const facts = { kind, imitates, cluster: main.clusterId };
    await emit(world, actor, "scam.reported", accountId, facts);
    return { report: { id, kind, verdict, at: createdAt.toISOString() } };
  });
}

async function spendReport(world: World, actor: Actor): Promise<void> {
  if (actor.kind === "owner")
    return spend(world, `scams:${actor.accountId}`, rules.PER_OWNER, rules.OWNER_WINDOW_MS);
  const { network = "", device = "" } = world.call ?? {};
  if (device)
    await spend(world, `scams:device:${device}`, rules.PER_DEVICE, rules.STRANGER_WINDOW_MS);
  await spend(world, `scams:network:${network}`, rules.PER_NETWORK, rules.STRANGER_WINDOW_MS);
}

/** The cluster that it belongs to: by what it is, and of words by the nearest that are known. */
async function placed(world: World, indicator: Indicator): Promise<Part> {
  const { kind, value } = indicator;
  const own = `scl_${sha256(`${kind} ${value}`).slice(0, 26)}`;
  if (kind !== "message") return { ...indicator, clusterId: own, bands: [] };
  const pairs = pairsOf(value);
  const bands = bandsOf(pairs);
  const candidates =
    bands.length > 0 ? await store.listCandidates(world.db, bands, CANDIDATES) : [];
  const [best] = candidates
    .map(({ id, value }) => ({ id, like: jaccard(pairs, pairsOf(value)) }))
    .filter(({ like }) => like >= NEAR)
    .sort((a, b) => b.like - a.like);
  return best
    ? { ...indicator, clusterId: best.id, bands: [] }
    : { ...indicator, clusterId: own, bands };
}

const apart = (parts: readonly Part[]) =>
  parts.filter(
    ({ clusterId }, at) => parts.findIndex((part) => part.clusterId === clusterId) === at,
  );

/**
 * Who reported is a keyed hash for this cluster alone: it says whether it was the same person here, and nowhere whether
 * the same person reported two things. Under the cluster's row, so that each person counts once however many come at once.
 */
async function count(world: World, actor: Actor, part: Part, did: Done): Promise<void> {
  const { clusterId, kind, value, imitates, verdict, bands } = part;
  const now = world.now();
  await store.putCluster(world.db, {
    ...{ id: clusterId, kind, value, imitates, verdict, firstAt: now, lastAt: now },
  });
  if (bands.length > 0)
    await store.insertBands(
      world.db,
      bands.map((band) => ({ band, clusterId })),
    );
  const signedIn = actor.kind === "owner";
  const here = `network:${world.call?.network ?? ""}`;
  const named = (person: string) => `scam-reporter:${clusterId}:${person}`;
  const person = named(signedIn ? `account:${actor.accountId}` : here);
  const network = keyedHash(world.keys, "look-up", named(here));
  const known = await store.findReporter(
    world.db,
    clusterId,
    keyedHashes(world.keys, "look-up", person),
  );
  const calendar = calendarOf(world.config);
  const day = dateThere(calendar, now);
  if (known)
    await store.updateReporter(world.db, known, {
      ...{ lastAt: now, network, clicked: known.clicked || did.clicked },
      ...{ paid: known.paid || did.paid, gaveCode: known.gaveCode || did.gaveCode },
    });
  else
    await store.insertReporter(world.db, {
      ...{ clusterId, reporter: keyedHash(world.keys, "look-up", person), network, signedIn },
      ...{ firstAt: now, lastAt: now, ...did },
    });
  const isNewToday = !known || dateThere(calendar, known.lastAt) !== day;
  await store.addToDay(world.db, clusterId, day, isNewToday ? 1 : 0);
}

// An owner's own --------------------------------------------------------------------------------------

type Row = NonNullable<Awaited<ReturnType<typeof store.findReport>>>;

export const readSaid = (key: Buffer, { id, said }: Pick<Row, "id" | "said">): Said | null =>
  said === "" ? null : JSON.parse(openFor(key, said, saidContext(id)));

async function own(world: World, key: Buffer, row: Row) {
  const { accountId, id, kind, verdict, imitates, clicked, paid, gaveCode, createdAt } = row;
  const said = readSaid(key, row);
  const parts = await store.listParts(world.db, accountId, id);
  return {
    ...{ id, kind, verdict, imitates, clicked, paid, gaveCode, at: createdAt.toISOString() },
    /** Null after 90 days. */
    ...{ text: said?.text ?? null, sender: said?.sender ?? null },
    indicators: parts.map(({ indicator }) => indicator).sort(),
  };
}

/** The newest hundred. */
export async function listOwnReports(world: World, { accountId }: Owner) {
  const key = await accountKey(world, accountId);
  const rows = await store.listReports(world.db, accountId, LISTED);
  return { reports: await Promise.all(rows.map((row) => own(world, key, row))) };
}

/** Throws `no-scam-report`, for another's as for none. */
export async function readOwnReport(world: World, { accountId }: Owner, id: string) {
  const row = await store.findReport(world.db, accountId, id);
  if (!row) throw rules.NoScamReport();
  return { report: await own(world, await accountKey(world, accountId), row) };
}
