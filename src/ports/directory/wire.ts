/** How a directory is asked over HTTP: one try, bounded in time and size, and the key goes nowhere else. */
import { DirectoryFailed, unknownAccount, unreadable } from "./directory.ts";

export type WireSettings = {
  /** Where it answers. `https:`, or `http:` on this machine only. */
  url: string;
  /** Sent as a bearer key. */
  key: string;
  timeoutMs?: number;
};

export type Request = {
  method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** Behind the address, with its query. */
  path: string;
  signal: AbortSignal;
  body?: unknown;
  /** Media type of what is sent and wished for. */
  type?: string;
  headers?: Record<string, string>;
};
export type Answered = { text: string; headers: Headers; status: number };

const ANSWER_BYTES_MAX = 1024 * 1024;

export const isThisMachine = (hostname: string) =>
  ["127.0.0.1", "[::1]", "localhost"].includes(hostname);

/** `refusal`: reads what a refusal says; without one the status alone decides, and the rest is left unread. */
export function wire(
  { url, key, timeoutMs = 10_000 }: WireSettings,
  refusal?: (status: number, text: string) => DirectoryFailed,
) {
  const root = new URL(url);
  if (root.protocol !== "https:" && !(root.protocol === "http:" && isThisMachine(root.hostname)))
    throw new Error("The directory's address begins with https:, unless it is on this machine.");
  if (root.username || root.password || root.search || root.hash)
    throw new Error("The directory's address is an origin and a path, without a name or a query.");
  const start = root.href.replace(/\/$/, "");

  return async function ask({ method, path, signal, body, type, headers }: Request) {
    if (signal.aborted) throw new DirectoryFailed("aborted", true);
    const over = AbortSignal.timeout(timeoutMs);
    const media = type ?? "application/json";
    try {
      const answer = await fetch(start + path, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, over]),
        headers: {
          Authorization: `Bearer ${key}`,
          Accept: media,
          ...(body !== undefined && { "Content-Type": media }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!answer.ok && !refusal) {
        await answer.body?.cancel();
        throw failure(answer.status);
      }
      const text = await readBounded(answer);
      if (!answer.ok && refusal) throw refusal(answer.status, text);
      return { text, headers: answer.headers, status: answer.status } satisfies Answered;
    } catch (error) {
      if (error instanceof DirectoryFailed) throw error;
      if (signal.aborted) throw new DirectoryFailed("aborted", true);
      throw new DirectoryFailed(over.aborted ? "timeout" : "unreachable", true);
    }
  };
}

/** 4xx says that the request is at fault, but for 408, 425 and 429, which say "later". */
export function failure(status: number): DirectoryFailed {
  if (status >= 300 && status < 400) return new DirectoryFailed("redirected", true);
  if (status >= 500 || [408, 425, 429].includes(status)) return new DirectoryFailed("busy", true);
  if (status === 401 || status === 403) return new DirectoryFailed("key-refused", false);
  return status === 404 ? unknownAccount() : new DirectoryFailed("refused", false);
}

/** A name as one part of a path. `.` and `..` would be resolved away and lead to another address. */
export function segment(name: string): string {
  if (name === "" || name === "." || name === "..") throw unknownAccount();
  return encodeURIComponent(name);
}

async function readBounded(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > ANSWER_BYTES_MAX) throw unreadable();
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

export function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw unreadable();
}
