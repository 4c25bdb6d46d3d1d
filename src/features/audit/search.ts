/**
 * Looking through what the desk did. Whoever looks is looked at: each search and each export stands in their
 * own chain before they see a line of it. No row holds a name or a number of an owner.
 */
import { sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit, readRow } from "../../core/events.ts";
import { BadInput } from "../../core/problem.ts";
import { chainKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { isStaff, listStaff, staffAccount, staffId } from "../staff/index.ts";
import { auditKey } from "./keys.ts";
import { signed } from "./rules.ts";
import * as store from "./search-store.ts";
import { findHeads } from "./store.ts";
import { type Action, accountLooks, deedOf, typesOf } from "./words.ts";

export type Agent = Extract<Actor, { kind: "agent" }>;

const PAGE = 50;
const EXPORT_MAX = 10_000;
/** Rows that are opened for one page, where most are of other cases. */
const OPENED_MAX = 1_000;
const DAY_MS = 86_400_000;
/** Where no beginning is asked for. */
const DAYS = 30;

export type Filter = {
  staffId?: string | undefined;
  caseId?: string | undefined;
  accountId?: string | undefined;
  action?: Action | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

const bad = (field: string, detail: string) =>
  BadInput({ errors: [{ pointer: `/${field}`, detail }] });

/** A moment, or a whole day of the world's calendar: the first or the last moment of it. */
function momentOf(text: string | undefined, field: string, otherwise: Date, isEnd = false): Date {
  if (text === undefined) return otherwise;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = new Date(isDay && isEnd ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(at.getTime())) throw bad(field, "This is no time.");
  return at;
}

type Question = store.Asked & { caseIds: readonly string[] | null };

async function questionOf(world: World, filter: Filter): Promise<Question | null> {
  const now = world.now();
  const to = momentOf(filter.to, "to", now, true);
  const from = momentOf(filter.from, "from", new Date(to.getTime() - DAYS * DAY_MS));
  const found = filter.caseId === undefined ? null : await casesOf(world, filter.caseId);
  const accountId = found ? found[0]?.accountId : filter.accountId;
  if (found && (accountId === undefined || (filter.accountId ?? accountId) !== accountId))
    return null;
  const isOne = accountId !== undefined;
  return {
    ...{ from, to, accountId },
    actor: filter.staffId === undefined ? undefined : `agent:${filter.staffId}`,
    types: filter.action && typesOf[filter.action],
    // A look is in two chains: without an account to ask, the one of whoever looked is enough.
    notTypes: isOne ? undefined : accountLooks,
    caseIds: found?.map(({ id }) => id) ?? null,
  };
}

/** By its id or by its reference; of one account. */
async function casesOf(world: World, text: string) {
  const end = text.toLowerCase().replace(/[^0-9a-z_]/g, "");
  if (end.length < 6) throw bad("caseId", "This is neither an id nor a reference of a case.");
  const found = await store.findCases(world.db, end.replaceAll("_", "\\_"));
  return found.filter(({ accountId }) => accountId === found[0]?.accountId);
}

export type Deed = {
  id: string;
  at: string;
  by: { id: string; name: string };
  type: string;
  text: { en: string; zh: string };
  caseId: string | null;
  accountId: string | null;
  /** In whose chain it stands, when that is somebody of the desk. */
  staffId: string | null;
  reason: string | null;
  field: string | null;
};

type Names = ReadonlyMap<string, string>;
const namesOf = async (world: World): Promise<Names> =>
  new Map((await listStaff(world)).map(({ id, name }) => [id, name]));

/** Opens what these rows say; what does not open (erased, changed) is shown without it. */
export async function openDeeds(world: World, rows: readonly store.DeedRow[]) {
  const ids = [...new Set(rows.map(({ accountId }) => accountId))];
  const keys = new Map(
    (await findHeads(world.db, ids)).map(({ accountId, dataKey }) => [
      accountId,
      chainKey(world, accountId, dataKey).key,
    ]),
  );
  return rows.map((row) => {
    const key = keys.get(row.accountId);
    try {
      return { row, payload: key ? readRow(key, row).payload : {} };
    } catch {
      return { row, payload: {} };
    }
  });
}

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
export const caseOf = ({ caseId, subject }: Record<string, unknown>) =>
  textOf(caseId) ?? textOf(subject);

function deed(names: Names, row: store.DeedRow, payload: Record<string, unknown>): Deed {
  const { accountId, seq, at, type } = row;
  const id = row.actor.slice("agent:".length);
  return {
    ...{ id: `${accountId}.${seq}`, at: at.toISOString(), by: { id, name: names.get(id) ?? id } },
    ...{ type, text: deedOf(type), caseId: caseOf(payload) },
    accountId: accountId.includes(":") ? null : accountId,
    staffId: isStaff(accountId) ? staffId(accountId) : null,
    reason: textOf(payload.reason),
    field: textOf(payload.field),
  };
}

const placeOf = ({ at, accountId, seq }: store.DeedRow): store.Place => ({ at, accountId, seq });
const writeCursor = ({ at, accountId, seq }: store.Place) =>
  Buffer.from(JSON.stringify([at.toISOString(), accountId, seq])).toString("base64url");

function readCursor(text: string | undefined): store.Place | undefined {
  if (text === undefined) return undefined;
  try {
    const [at, accountId, seq] = JSON.parse(Buffer.from(text, "base64url").toString());
    const place = { at: new Date(at), accountId: String(accountId), seq: Number(seq) };
    if (!Number.isNaN(place.at.getTime()) && Number.isSafeInteger(place.seq)) return place;
  } catch {}
  throw bad("cursor", "This is not where a page of ours ended.");
}

/** So many deeds from there on, and where the next page begins; null: that was all. */
async function gather(world: World, asked: Question, limit: number, openedMax: number) {
  const names = await namesOf(world);
  const deeds: Deed[] = [];
  let { before } = asked;
  for (let opened = 0; opened < openedMax; ) {
    const rows = await store.listDeeds(world.db, { ...asked, before }, PAGE + 1);
    for (const { row, payload } of await openDeeds(world, rows.slice(0, PAGE))) {
      if (deeds.length === limit) return { deeds, next: before };
      before = placeOf(row);
      if (!asked.caseIds || asked.caseIds.includes(caseOf(payload) ?? ""))
        deeds.push(deed(names, row, payload));
    }
    if (rows.length <= PAGE) return { deeds, next: undefined };
    opened += PAGE;
  }
  return { deeds, next: before };
}

const note = (world: World, agent: Agent, type: string, facts: Record<string, unknown>) =>
  transact(world, async (world) => {
    await lockAccount(world, staffAccount(agent.id));
    await emit(world, agent, type, staffAccount(agent.id), facts);
  });

/** A page of what the desk did, the newest first. Throws `bad-input`. */
export async function searchAudit(
  world: World,
  agent: Agent,
  { cursor, ...filter }: Filter & { cursor?: string | undefined },
) {
  const before = readCursor(cursor);
  const asked = await questionOf(world, filter);
  await note(world, agent, "staff.searched", { ...filter, ...(cursor && { cursor }) });
  if (!asked) return { deeds: [], next: null };
  const { deeds, next } = await gather(world, { ...asked, before }, PAGE, OPENED_MAX);
  return { deeds, next: next ? writeCursor(next) : null };
}

/**
 * The same as lines of JSON, ten thousand at most. The last line is signed with the key of the audit: over
 * how many there are, their digest (SHA-256 of all bytes before it), who asked, and for what.
 */
export async function exportAudit(world: World, agent: Agent, filter: Filter): Promise<string> {
  const asked = await questionOf(world, filter);
  await note(world, agent, "staff.exported", { ...filter });
  const most = EXPORT_MAX;
  const { deeds, next } = asked
    ? await gather(world, asked, most, most * 10)
    : { deeds: [], next: undefined };
  const body = deeds.map((each) => `${JSON.stringify(each)}\n`).join("");
  const facts = {
    ...{ rows: deeds.length, isAll: next === undefined, digest: sha256(body) },
    ...{ at: world.now().toISOString(), by: agent.id, filter },
  };
  return `${body}${signed(await auditKey(world), facts)}\n`;
}
