/**
 * Lines of checkpoints as witnesses: those in the database, and those that left the house. Both say which
 * head each chain had; they are held against each other first, and then each chain against the newest of each.
 */
import type { KeyObject } from "node:crypto";
import type { World } from "../../core/world.ts";
import * as rules from "./rules.ts";
import { kidOf, type Line, lineHash, publicKeyOf, readLine } from "./rules.ts";
import * as store from "./store.ts";

export type Kind =
  | "missing"
  | "changed"
  | "payload"
  | "tail"
  | "head"
  | "rewritten"
  | "account-removed"
  | "account-missing"
  | "checkpoint-removed"
  | "checkpoint-changed"
  | "checkpoint-unsigned"
  | "anchor-unreadable"
  | "anchor-changed"
  | "anchor-gap"
  | "anchor-unsigned"
  | "anchor-short"
  | "key-missing";

export type Finding = {
  kind: Kind;
  accountId?: string;
  /** Of an event; of a line where there is no account. */
  seq?: number;
  checkpoint?: number;
};
export type Found = (finding: Finding) => void;

/** The newest head of each chain, by tag, that a file or the database bears witness to. */
export type Witness = Map<string, { seq: number; hash: string; checkpoint: number }>;

function learn(witness: Witness, { heads, seq: checkpoint }: Line) {
  for (const [tag, seq, hash] of heads) {
    const known = witness.get(tag);
    if (!known || known.seq <= seq) witness.set(tag, { seq, hash, checkpoint });
  }
}

/** A restore, as its line says: the lines in between, outside, speak of what it lost. */
export type Restore = { seq: number; after: number; at: string; backupAt: string };
/** `lost`: the heads that they name, by the restore's line. */
export type Restores = { all: readonly Restore[]; lost: Map<number, Witness> };

/** The signed lines of restores. What a thief cannot sign excuses nothing. */
export async function readRestores(world: World, key: Key): Promise<Restores> {
  const all: Restore[] = [];
  for (const { line: text } of await store.listRestores(world.db)) {
    const line = readLine(text);
    if (line?.restored && isSigned(key, line, text))
      all.push({ seq: line.seq, at: line.at, ...line.restored });
  }
  return { all, lost: new Map(all.map(({ seq }) => [seq, new Map()])) };
}

/** The restore that lost this line, if one did. */
const lostBy = ({ all }: Restores, seq: number) =>
  all.find((restore) => seq > restore.after && seq < restore.seq);

export type AnchorFile = { first: number; last: number; lines: Map<number, string> };

type Key = { kid: string; key: KeyObject } | null;
export const keyOf = (x: string | undefined): Key =>
  x ? { kid: kidOf(x), key: publicKeyOf(x) } : null;

const isSigned = (key: Key, line: Line, text: string) =>
  key !== null && line.key === key.kid && rules.isSigned(key.key, text);

/**
 * Reads a file of lines. An exact repeat is a line that was filed again after a kill; a piece of the line
 * that follows it, or of one that is being written now, is what a fault left. Anything else is a finding.
 */
export async function readAnchor(
  texts: AsyncIterable<string> | Iterable<string>,
  key: Key,
  witness: Witness,
  restores: Restores,
  found: Found,
): Promise<AnchorFile> {
  const file: AnchorFile = { first: 0, last: 0, lines: new Map() };
  let torn = "";
  for await (const text of texts) {
    if (text === "") continue;
    const line = readLine(text);
    if (torn !== "" && !(line && text.startsWith(torn)))
      found({ kind: "anchor-unreadable", checkpoint: file.last + 1 });
    torn = line ? "" : text;
    if (!line) continue;
    const { seq } = line;
    const hash = lineHash(text);
    const known = file.lines.get(seq);
    if (known === hash) continue;
    if (known !== undefined) {
      found({ kind: "anchor-changed", checkpoint: seq });
      continue;
    }
    if (!isSigned(key, line, text)) found({ kind: "anchor-unsigned", checkpoint: seq });
    const restore = restores.all.find((each) => each.seq === seq);
    const before = file.lines.get(restore ? restore.after : seq - 1);
    const isNext = restore ? seq > file.last : seq === file.last + 1;
    if (file.last > 0 && !isNext) found({ kind: "anchor-gap", checkpoint: seq });
    else if (before !== undefined && line.previous !== before)
      found({ kind: "anchor-changed", checkpoint: seq });
    file.lines.set(seq, hash);
    file.first ||= seq;
    file.last = Math.max(file.last, seq);
    const lost = lostBy(restores, seq);
    learn((lost && restores.lost.get(lost.seq)) ?? witness, line);
  }
  return file;
}

const PAGE = 500;

/** The lines of the database: each follows the one before, is signed, and is the one that left. */
export async function readCheckpoints(
  world: World,
  key: Key,
  anchor: AnchorFile | null,
  witness: Witness,
  restores: Restores,
  found: Found,
): Promise<number> {
  let last = { seq: 0, hash: "" };
  let lines = 0;
  let isShort = false;
  for (;;) {
    const rows = await store.listCheckpoints(world.db, last.seq, PAGE);
    for (const { seq, line: text, filedAt } of rows) {
      const line = readLine(text);
      const hash = lineHash(text);
      lines++;
      const restore = restores.all.find((each) => each.seq === seq && each.after === last.seq);
      const isNext = restore !== undefined || seq === last.seq + 1;
      if (!isNext) found({ kind: "checkpoint-removed", checkpoint: last.seq + 1 });
      const follows = !isNext || line?.previous === last.hash;
      const there = anchor?.lines.get(seq);
      if (line?.seq !== seq || !follows || (there !== undefined && there !== hash))
        found({ kind: "checkpoint-changed", checkpoint: seq });
      else if (!isSigned(key, line, text)) found({ kind: "checkpoint-unsigned", checkpoint: seq });
      if (anchor && filedAt && seq > anchor.last && !isShort) {
        isShort = true;
        found({ kind: "anchor-short", checkpoint: seq });
      }
      if (line) learn(witness, line);
      last = { seq, hash };
    }
    if (rows.length < PAGE) break;
  }
  if (anchor && anchor.last > last.seq)
    found({ kind: "checkpoint-removed", checkpoint: last.seq + 1 });
  return lines;
}
