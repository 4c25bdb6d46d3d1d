/** A post as one line of JSON, as it is pushed or imported. Pure. */
import type { Draft } from "./posts.ts";

export type LineFault =
  | "bad-json"
  | "no-source"
  | "bad-id"
  | "bad-time"
  | "bad-title"
  | "bad-field"
  | "bad-weight";
export type Line = { source: string | null; draft: Draft };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;
const isText = (value: unknown, max: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= max && !value.includes("\0");
const isAbsent = (value: unknown) => value === undefined || value === null;

const timeIn = (value: unknown): Date | null => {
  if (typeof value !== "string" || !TIME.test(value)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
};

/**
 * `{source?, id?, title, publishedAt?, text?, url?, lang?, author?, category?, weight?, readAt?}`; `published_at` is
 * `publishedAt`. Without a time it is of now, and then it needs an `id` or a `url` to be known again. Other fields
 * are let pass.
 */
export function readLine(line: string): Line | LineFault {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(line);
  } catch {
    return "bad-json";
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) return "bad-json";
  const { source, id, title, text, url, lang, author, category, weight, readAt } = given;
  const when = given.publishedAt ?? given.published_at;
  if (!isAbsent(source) && !isText(source, 60)) return "no-source";
  if (!isAbsent(id) && !isText(id, 300)) return "bad-id";
  if (!isText(title, 5000)) return "bad-title";
  const at = isAbsent(when) ? null : timeIn(when);
  const read = isAbsent(readAt) ? undefined : timeIn(readAt);
  if ((!isAbsent(when) && !at) || read === null) return "bad-time";
  if (!isAbsent(weight) && !(Number.isSafeInteger(weight) && (weight as number) >= 0))
    return "bad-weight";
  // What is too long of these is cut later; what is something else than text is a mistake.
  for (const value of [text, url, lang, author, category])
    if (!isAbsent(value) && typeof value !== "string") return "bad-field";
  const field = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  return {
    source: typeof source === "string" ? source : null,
    draft: {
      ...{ title, at, id: field(id), text: field(text), url: field(url), lang: field(lang) },
      ...{ author: field(author), category: field(category), readAt: read },
      weight: typeof weight === "number" ? weight : undefined,
    },
  };
}
