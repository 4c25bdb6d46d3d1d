/** The owner's record: what happened to the account, the newest first. */
import { keyedHash } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit, readEventsBefore, verifyChain } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import { enter, type Owner } from "../ways/index.ts";
import { type Line, page } from "./export.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { sentence, type Words } from "./words.ts";

const SHOWN = 30;
const READ = 100;
/** Events read for one page at most; whoever wants more asks for the next. */
const READS = 10;
const NEWEST = 2_147_483_647;

export type Entry = { id: string; at: string; kind: Kind; type: string; text: Words };

/**
 * `before`: what the last page gave as `next`. A page may be short, and `next` is null at the end only.
 * `kind`: those alone.
 */
export async function readActivity(
  world: World,
  accountId: string,
  before: string | undefined,
  kind?: Kind,
) {
  let at = before === undefined ? NEWEST : Math.min(Number(before), NEWEST);
  const entries: Entry[] = [];
  for (let turn = 0; turn < READS; turn++) {
    const events = await readEventsBefore(world, accountId, at, READ);
    for (const event of events) {
      at = event.seq;
      const entry = entryOf(event);
      if (!entry || (kind && entry.kind !== kind)) continue;
      entries.push(entry);
      if (entries.length === SHOWN) return { entries, next: at > 1 ? String(at) : null };
    }
    if (events.length < READ) return { entries, next: null };
  }
  return { entries, next: String(at) };
}

type Told = { seq: number; at: Date; type: string; payload: Record<string, unknown> };

function entryOf({ seq, at, type, payload }: Told): Entry | null {
  const text = sentence(type, payload);
  return text && { id: String(seq), at: at.toISOString(), kind: kindOf(type), type, text };
}

const EXPORTED = 5000;
const EXPORTS_A_DAY = 10;
const DAY_MS = 86_400_000;

/**
 * The whole record as a file, 5,000 lines at most, with whether its chain holds. Itself a line of the record:
 * whoever takes it along is seen to. Throws `too-many`.
 */
export async function exportActivity(
  world: World,
  owner: Owner,
  { format, kind, lang }: { format: "csv" | "json"; kind?: Kind | undefined; lang: "en" | "zh" },
) {
  const { accountId } = owner;
  const key = keyedHash(world.keys, "look-up", `export:${accountId}`);
  await spend(world, key, EXPORTS_A_DAY, DAY_MS);
  await transact(world, async (world) => {
    await enter(world, owner);
    await emit(world, owner, "account.record-exported", accountId, { format });
  });
  const lines: Line[] = [];
  for (let at = NEWEST; lines.length < EXPORTED; ) {
    const events = await readEventsBefore(world, accountId, at, READ);
    for (const event of events) {
      at = event.seq;
      const entry = entryOf(event);
      if (entry && (!kind || entry.kind === kind))
        lines.push({ at: entry.at, kind: entry.kind, text: entry.text[lang] });
    }
    if (events.length < READ) break;
  }
  const intact = (await verifyChain(world, accountId)) === null;
  return page(format, lines.slice(0, EXPORTED), { intact, exportedAt: world.now().toISOString() });
}
