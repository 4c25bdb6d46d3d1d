/** Many posts to label, one JSON object a line, for evaluation and batches. Pure. */
import { classify } from "./classify.ts";

type Line = Record<string, unknown>;
const isAbsent = (value: unknown) => value === undefined || value === null;

/** `{"id","topic"}` of `{"id","title","text"?,"lang"?,"category"?}`, or `{"error"}`: a sentence without the number of the line. */
export function labelLine(
  line: string,
): { id: string | number; topic: string } | { error: string } {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return { error: "this is no JSON." };
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { error: "this is no object." };
  const { id, title, text, lang, category } = given as Line;
  if (typeof id !== "string" && typeof id !== "number")
    return { error: "it needs an `id`, a string or a number." };
  if (typeof title !== "string") return { error: "it needs a `title`, a string." };
  for (const [name, value] of Object.entries({ text, lang, category }))
    if (!isAbsent(value) && typeof value !== "string")
      return { error: `\`${name}\` has to be a string where it is there.` };
  const { topic } = classify({
    title,
    ...(typeof text === "string" && { text }),
    ...(typeof category === "string" && { category }),
  });
  return { id, topic };
}
