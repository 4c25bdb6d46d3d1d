/**
 * Posts that others bring: one JSON object a line, with a service key of the scope `posts`. Good lines count, bad
 * ones come back with their number and why; what is answered is committed, and a repeat counts nothing, so that
 * whoever got no answer sends everything again.
 */
import { spend } from "../../core/limits.ts";
import { problem } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { findClient } from "../accounts/index.ts";
import { readDrafts, readerOf, takePosts } from "./ingest.ts";
import { type Line, type LineFault, readLine } from "./lines.ts";
import type { Refusal } from "./posts.ts";
import { configOf, fromOf } from "./sources.ts";
import { listSources, type SourceRow } from "./sources-store.ts";

export const POSTS_MAX = 10_000;
/** Requests of one key in a minute. */
const PER_MINUTE = 300;

export const BadPosts = problem(
  "bad-posts",
  422,
  "Send one JSON object a line, 10,000 lines at most.",
);

type Refused = { line: number; code: LineFault | Refusal };

/** Sources that this key may push to, by id. */
async function pushable(world: World, actor: Actor): Promise<Map<string, SourceRow>> {
  const client = actor.kind === "client" ? await findClient(world, actor.id) : null;
  const rows = (await listSources(world.db)).filter((row) => {
    const { keys } = configOf(row);
    return row.kind === "push" && row.enabled && (!keys || keys.includes(client?.name ?? ""));
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** A line without a source is of the only one there is for this key. Throws `bad-posts`, `too-many`. */
export async function pushPosts(world: World, actor: Actor, body: unknown) {
  const texts = typeof body === "string" ? body.split("\n") : [];
  if (texts.at(-1)?.trim() === "") texts.pop();
  if (texts.length === 0 || texts.length > POSTS_MAX) throw BadPosts();
  await spend(world, `posts:${actor.id}`, PER_MINUTE, 60_000);
  const sources = await pushable(world, actor);
  const only = sources.size === 1 ? [...sources.keys()][0] : undefined;
  const refused: Refused[] = [];
  const bySource = new Map<string, { line: number; draft: Line["draft"] }[]>();
  for (const [index, text] of texts.entries()) {
    const line = index + 1;
    const read = readLine(text);
    const code = typeof read === "string" ? read : "no-source";
    const id = typeof read === "string" ? undefined : (read.source ?? only);
    if (typeof read === "string" || id === undefined || !sources.has(id)) {
      refused.push({ line, code });
      continue;
    }
    const lines = bySource.get(id) ?? [];
    lines.push({ line, draft: read.draft });
    bySource.set(id, lines);
  }
  let [accepted, duplicates] = [0, 0];
  for (const [id, lines] of bySource) {
    const { posts, refused: bad } = readDrafts(
      lines.map(({ draft }) => draft),
      readerOf(world, id),
    );
    for (const { n, why } of bad) refused.push({ line: lines[n]?.line ?? 0, code: why });
    const { added, repeats } = await takePosts(world, fromOf(sources.get(id) as SourceRow), posts);
    accepted += added;
    duplicates += repeats;
  }
  return { accepted, duplicates, refused: refused.sort((a, b) => a.line - b.line) };
}
