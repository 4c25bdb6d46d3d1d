/**
 * Where posts come from, as the desk sets it. Whoever sets a source decides what the public page counts, and makes
 * this server knock at an address: so it is a supervisor's or an admin's, it is in the audit, and no inner address
 * is ever asked.
 */
import { endpointFault } from "../../core/addresses.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { BadInput, problem } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { type FetchedKind, fetchedKinds, type Paths, readBody, Unreadable } from "./bodies.ts";
import { fetchBody, textOf } from "./fetching.ts";
import { type State, shownState } from "./health.ts";
import { HOUSE, labelled, readDrafts, readerOf } from "./ingest.ts";
import * as store from "./sources-store.ts";

export const NoSource = problem("no-source", 404, "There is no such source.");
export const SourceChanged = problem(
  "source-changed",
  409,
  "Somebody has changed this source since you looked at it.",
);

/** The house's own: they are there from the start, and not to be changed. */
export const ownKinds = ["own-cases", "scam-reports"] as const;
export const setKinds = [...fetchedKinds, "push"] as const;
export const isFetched = (kind: string): kind is FetchedKind =>
  (fetchedKinds as readonly string[]).includes(kind);

/** `paths`: of a hot list. `base`: "left" when what a counter stood at when it was first read counts nothing. `keys`: names of service keys that may push; without it any with the scope. `weight`: in the ranking, 1 by itself. */
export type Config = { paths?: Paths; base?: "counted" | "left"; keys?: string[]; weight?: number };
export const configOf = ({ config }: Pick<store.SourceRow, "config">) => config as Config;
export const fromOf = (row: Pick<store.SourceRow, "id" | "config">) => ({
  ...{ id: row.id, countsBase: configOf(row).base !== "left" },
});

export type Given = {
  kind: string;
  name: { en: string; zh: string };
  url?: string | undefined;
  config?: Config | undefined;
  everySeconds?: number | undefined;
  enabled?: boolean | undefined;
  /** The version that was looked at; another one in force refuses. */
  version?: number | undefined;
};

const EVERY_SECONDS = 600;
const own = {
  "own-cases": { en: "Cases of our own", zh: "本平台求助案件" },
  "scam-reports": { en: "Scams reported to us", zh: "用户举报的诈骗" },
} as const;

/** The house's own sources; there already, nothing happens. */
export async function ensureOwnSources(world: World): Promise<void> {
  const now = world.now();
  for (const kind of ownKinds)
    await store.insertSource(world.db, {
      ...{ id: kind, kind, nameEn: own[kind].en, nameZh: own[kind].zh, url: null, config: "{}" },
      ...{ everySeconds: 0, enabled: true, nextAt: now, state: "fresh", stateAt: now },
    });
}

/** As the public page shows it. `at`: when it last gave something. */
export const shown = (row: store.SourceRow, now: Date) => ({
  id: row.id,
  name: { en: row.nameEn, zh: row.nameZh },
  state: shownState(
    row.state as State,
    row.lastBodyAt ?? row.stateAt,
    isFetched(row.kind) && row.enabled ? row.everySeconds : 0,
    now,
  ),
  at: row.lastBodyAt?.toISOString() ?? null,
});

/** Those that are on. */
export async function sourcesOf(world: World) {
  const now = world.now();
  const rows = await store.listSources(world.db);
  return rows.filter(({ enabled }) => enabled).map((row) => shown(row, now));
}

const view = (row: store.SourceRow, now: Date) => ({
  ...shown(row, now),
  ...{ kind: row.kind, url: row.url, config: row.config, everySeconds: row.everySeconds },
  ...{ enabled: row.enabled, version: row.version, failures: row.failures, empties: row.empties },
  ...{ fault: row.fault, since: row.stateAt.toISOString() },
  triedAt: row.lastTriedAt?.toISOString() ?? null,
  nextAt: isFetched(row.kind) && row.enabled ? row.nextAt.toISOString() : null,
});

export const listSources = async (world: World) => {
  await ensureOwnSources(world);
  const rows = await store.listSources(world.db);
  return { sources: rows.map((row) => view(row, world.now())) };
};

function demandUrl(world: World, { kind, url }: Given): string | null {
  const refuse = (detail: string): never => {
    throw BadInput({ errors: [{ pointer: "/url", detail }] });
  };
  if (!isFetched(kind))
    return url === undefined ? null : refuse("Nothing is fetched for this kind.");
  if (url === undefined) return refuse("This field is missing.");
  // Many feeds are still served without TLS; who they are is not secret, and what they say is never trusted.
  const detail = endpointFault(url.replace(/^http:/i, "https:"), world.config.deliverToLoopback);
  return detail ? refuse(detail) : url;
}

/** Makes a source, or changes it. Throws `bad-input`, `source-changed`. */
export async function setSource(world: World, actor: Actor, id: string, given: Given) {
  const url = demandUrl(world, given);
  const row = await transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const now = world.now();
    const before = await store.findSource(world.db, id);
    if (before && isOwn(before.kind)) throw NoSource();
    if ((given.version ?? before?.version) !== before?.version) throw SourceChanged();
    const set = {
      ...{ kind: given.kind, nameEn: given.name.en, nameZh: given.name.zh, url },
      config: JSON.stringify(given.config ?? {}),
      everySeconds: isFetched(given.kind) ? (given.everySeconds ?? EVERY_SECONDS) : 0,
      ...{ enabled: given.enabled ?? true, nextAt: now, version: (before?.version ?? 0) + 1 },
    };
    const isElsewhere = before && (before.url !== url || before.kind !== given.kind);
    const anew = { etag: null, lastModified: null, failures: 0, empties: 0, fault: null };
    const fresh = { ...anew, state: "fresh", stateAt: now };
    if (!before) await store.insertSource(world.db, { id, ...set, ...fresh });
    else await store.updateSource(world.db, id, { ...set, ...(isElsewhere ? fresh : {}) });
    await emit(world, actor, "topic.source-set", HOUSE, {
      ...{
        source: id,
        kind: given.kind,
        url: url ?? "",
        enabled: set.enabled,
        version: set.version,
      },
    });
    return (await store.findSource(world.db, id)) as store.SourceRow;
  });
  return view(row, world.now());
}

const isOwn = (kind: string) => (ownKinds as readonly string[]).includes(kind);

/** What it gave stays counted. */
export async function removeSource(world: World, actor: Actor, id: string): Promise<void> {
  await transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const row = await store.findSource(world.db, id);
    if (!row || isOwn(row.kind)) throw NoSource();
    await store.deleteSource(world.db, id);
    await emit(world, actor, "topic.source-removed", HOUSE, { source: id });
  });
}

const SHOWN_MAX = 20;

/**
 * What would be read now: nothing is counted or kept. `fault` in one word when nothing can be read; `lastBody`
 * says what the last good body would give.
 */
export async function trySource(world: World, given: Given) {
  const url = demandUrl(world, given);
  if (!isFetched(given.kind) || url === null) return { fault: "not-fetched", items: [], total: 0 };
  const fetched = await fetchBody(
    url,
    { etag: null, lastModified: null },
    { allowLoopback: world.config.deliverToLoopback },
  );
  if (fetched.is !== "body")
    return { fault: fetched.is === "same" ? "status-304" : fetched.why, items: [], total: 0 };
  return preview(world, given.kind, textOf(fetched.body, fetched.type), given.config?.paths);
}

/** What the last good body of a source holds, when there is one. */
export async function lastBody(world: World, id: string) {
  const row = await store.findSource(world.db, id);
  if (!row) throw NoSource();
  const body = await store.findBody(world.db, id);
  if (!body || !isFetched(row.kind)) return { fault: "no-body", items: [], total: 0, at: null };
  const text = textOf(body.body, body.type);
  return { ...preview(world, row.kind, text, configOf(row).paths), at: body.at.toISOString() };
}

function preview(world: World, kind: FetchedKind, text: string, paths: Paths | undefined) {
  try {
    const { posts, refused } = readDrafts(readBody(kind, text, paths), readerOf(world, ""));
    return {
      ...{ fault: null, total: posts.length + refused.length },
      items: posts.slice(0, SHOWN_MAX).map((post) => ({
        ...{ title: post.title, url: post.url, at: post.at.toISOString() },
        ...{ weight: post.reading?.value ?? null, topic: labelled(post).topic },
      })),
      refused: refused.slice(0, SHOWN_MAX).map(({ n, why }) => ({ item: n + 1, code: why })),
    };
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.message, items: [], total: 0 };
    throw error;
  }
}
