/** Answers that are a look at many cases are given again for a while; many who ask at once cause one look. */
import type { World } from "../../core/world.ts";

/** So long an answer is given again: it is of whole days, and of weeks ago. */
export const KEPT_SECONDS = 900;
/** More are of somebody who tries filters: the oldest go. */
const MOST = 64;

type Kept = { at: number; answer: Promise<unknown> };
const kept = new WeakMap<World["ports"], Map<string, Kept>>();

/** `name`: all that the answer depends on. */
export function keptAnswer<T>(world: World, name: string, make: () => Promise<T>): Promise<T> {
  const now = world.now().getTime();
  const answers = kept.get(world.ports) ?? new Map<string, Kept>();
  kept.set(world.ports, answers);
  const before = answers.get(name);
  if (before && now >= before.at && now - before.at < KEPT_SECONDS * 1000)
    return before.answer as Promise<T>;
  const answer = make();
  answers.delete(name);
  answers.set(name, { at: now, answer });
  for (const oldest of answers.keys()) if (answers.size > MOST) answers.delete(oldest);
  // What failed is asked again.
  answer.catch(() => answers.delete(name));
  return answer;
}
