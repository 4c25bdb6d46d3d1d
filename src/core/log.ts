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
const NUMBERS = /\+?\d[\d -]{5,}\d/g;
const ADDRESSES = /[^\s@"]+@[^\s@"]+\.[^\s@"]+/g;

export const scrub = (text: string) =>
  text.replace(ADDRESSES, "[address]").replace(NUMBERS, "[number]");

function clean(facts: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(facts).map(([key, value]) => {
    if (HIDDEN.test(key)) return [key, "[hidden]"];
    if (value instanceof Error)
      return [key, scrub(`${value.name}: ${value.message}\n${value.stack}`)];
    return [key, typeof value === "string" ? scrub(value) : value];
  });
  return Object.fromEntries(entries);
}

export function jsonLog(write: (line: string) => void, now: () => Date): Log {
  const line =
    (level: string) =>
    (what: string, facts: Record<string, unknown> = {}) =>
      write(`${JSON.stringify({ at: now().toISOString(), level, what, ...clean(facts) })}\n`);
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };
