/**
 * One JSON line a happening. No personal data: callers pass ids, codes and counts, and what looks
 * like a secret or a number of a person is blacked out all the same.
 */
export type Log = {
  info(what: string, facts?: Record<string, unknown>): void;
  warn(what: string, facts?: Record<string, unknown>): void;
  error(what: string, facts?: Record<string, unknown>): void;
};

const HIDDEN =
  /^(to|text|phone|email|code|password|token|secret|name|identifier|authorization|cookie)$/i;
/** Telephone and ID numbers; codes of six digits that stand alone. */
const NUMBERS = /\+?\d[\d -]{5,}\d|(?<!\w)\d{6}(?!\w)/g;
/** Random text of ours: capitals, small letters and digits mixed. Ids have no capitals. */
const TOKENS = /(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20,}/g;
const ADDRESSES = /[^\s@"]+@[^\s@"]+\.[^\s@"]+/g;

export const scrub = (text: string) =>
  text
    .normalize("NFKC")
    .replace(TOKENS, "[secret]")
    .replace(ADDRESSES, "[address]")
    .replace(NUMBERS, "[number]");

function clean(value: unknown, depth = 0): unknown {
  if (depth > 4) return "[deep]";
  if (typeof value === "string") return scrub(value);
  if (value instanceof Error)
    return scrub(`${value.name}: ${value.message}\n${value.stack ?? ""}`.slice(0, 4000));
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => clean(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      HIDDEN.test(key) ? "[hidden]" : clean(inner, depth + 1),
    ]),
  );
}

export function jsonLog(write: (line: string) => void, now: () => Date): Log {
  const line =
    (level: string) =>
    (what: string, facts: Record<string, unknown> = {}) =>
      write(
        `${JSON.stringify({ at: now().toISOString(), level, what, ...(clean(facts) as object) })}\n`,
      );
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };
