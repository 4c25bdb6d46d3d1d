/**
 * Posts of a file, one JSON object a line, in any order and as often as one likes: what is there already counts
 * nothing, so that an import that was cut off is simply begun again. An operator brings them along: they may be of
 * any age, and a source that nobody has set is made.
 */
import type { World } from "../../core/world.ts";
import { makeDays } from "./days.ts";
import { BATCH, readDrafts, readerOf, takePosts } from "./ingest.ts";
import { type Line, readLine } from "./lines.ts";
import { ensureOwnSources, fromOf } from "./sources.ts";
import { findSource, insertSource, type SourceRow } from "./sources-store.ts";

export type Imported = {
  lines: number;
  added: number;
  repeats: number;
  /** The first of them. */
  refused: { line: number; code: string }[];
  refusedCount: number;
};

const REFUSED_SHOWN = 20;

/** `source`: of every line, whatever it says itself. After each batch `progress` is told, and it is committed. */
export async function importPosts(
  world: World,
  lines: AsyncIterable<string>,
  source: string | null,
  progress: (so: Imported) => void = () => {},
): Promise<Imported> {
  const so: Imported = { lines: 0, added: 0, repeats: 0, refused: [], refusedCount: 0 };
  const refuse = (line: number, code: string) => {
    so.refusedCount++;
    if (so.refused.length < REFUSED_SHOWN) so.refused.push({ line, code });
  };
  await ensureOwnSources(world);
  const rows = new Map<string, SourceRow>();
  let held: { line: number; source: string; draft: Line["draft"] }[] = [];
  const take = async () => {
    for (const [id, lines] of Map.groupBy(held, ({ source }) => source)) {
      const row = rows.get(id) ?? (await sourceOf(world, id));
      rows.set(id, row);
      const { posts, refused } = readDrafts(
        lines.map(({ draft }) => draft),
        readerOf(world, id, true),
      );
      for (const { n, why } of refused) refuse(lines[n]?.line ?? 0, why);
      await makeDays(world, new Set(posts.map(({ day }) => day)));
      const { added, repeats } = await takePosts(world, fromOf(row), posts);
      so.added += added;
      so.repeats += repeats;
    }
    held = [];
    progress(so);
  };
  for await (const text of lines) {
    so.lines++;
    if (text.trim() === "") continue;
    const read = readLine(text);
    if (typeof read === "string") {
      refuse(so.lines, read);
      continue;
    }
    const id = source ?? read.source;
    if (!id || !SOURCE.test(id)) refuse(so.lines, "no-source");
    else held.push({ line: so.lines, source: id, draft: read.draft });
    if (held.length >= BATCH) await take();
  }
  await take();
  return so;
}

const SOURCE = /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/;

async function sourceOf(world: World, id: string): Promise<SourceRow> {
  const now = world.now();
  await insertSource(world.db, {
    ...{ id, kind: "push", nameEn: id, nameZh: id, url: null, config: "{}", everySeconds: 0 },
    ...{ enabled: true, nextAt: now, state: "fresh", stateAt: now },
  });
  return (await findSource(world.db, id)) as SourceRow;
}
