import { type Directory, DirectoryFailed, type Transaction } from "./directory.ts";

export type DirectorySettings = {
  /** Where the wallet answers. `https:`, or `http:` on this machine only. */
  url: string;
  /** Sent as a bearer key. */
  key: string;
  timeoutMs?: number;
};

const ANSWER_BYTES_MAX = 1024 * 1024;
type Method = "GET" | "PUT" | "POST" | "DELETE";

/**
 * The wallet's system over HTTP (docs/guide/integrate.md). The adapter makes one try: who calls it has
 * the job that tries again, and learns by `retry` whether that helps. Messages name no account.
 */
export function httpDirectory({ url, key, timeoutMs = 10_000 }: DirectorySettings): Directory {
  const base = new URL(url);
  const local = ["127.0.0.1", "[::1]", "localhost"].includes(base.hostname);
  if (base.protocol !== "https:" && !(base.protocol === "http:" && local))
    throw new Error("The directory's address begins with https:, unless it is on this machine.");
  const root = base.href.replace(/\/$/, "");

  async function ask(method: Method, path: string, signal: AbortSignal, body?: unknown) {
    if (signal.aborted) throw new DirectoryFailed("aborted", true);
    const over = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await fetch(root + path, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, over]),
        headers: {
          Authorization: `Bearer ${key}`,
          Accept: "application/json",
          ...(body !== undefined && { "Content-Type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        throw failure(answer.status);
      }
      return await readBounded(answer);
    } catch (error) {
      if (error instanceof DirectoryFailed) throw error;
      if (signal.aborted) throw new DirectoryFailed("aborted", true);
      throw new DirectoryFailed(over.aborted ? "timeout" : "unreachable", true);
    }
  }
  const at = (accountId: string, rest: string) =>
    `/accounts/${encodeURIComponent(accountId)}${rest}`;
  const holdAt = (accountId: string, id: string) =>
    at(accountId, `/holds/${encodeURIComponent(id)}`);

  return {
    name: "http",
    async find({ kind, value }, signal) {
      const query = new URLSearchParams({ kind, value });
      const { accounts } = parsed(await ask("GET", `/accounts?${query}`, signal));
      if (!Array.isArray(accounts) || accounts.some((id) => typeof id !== "string"))
        throw unreadable();
      return accounts as string[];
    },
    async hold(accountId, { id, scope, expiresAt }, signal) {
      const body = { scope, expiresAt: expiresAt?.toISOString() ?? null };
      const { heldAt } = parsed(await ask("PUT", holdAt(accountId, id), signal, body));
      return { heldAt: time(heldAt) };
    },
    async release(accountId, holdId, signal) {
      await ask("DELETE", holdAt(accountId, holdId), signal);
    },
    async acceptGrant(accountId, grant, signal) {
      await ask("POST", at(accountId, "/grants"), signal, { grant });
    },
    async endSessions(accountId, signal) {
      await ask("DELETE", at(accountId, "/sessions"), signal);
    },
    async transactions(accountId, { since, cursor, limit }, signal) {
      const query = new URLSearchParams({ since: since.toISOString(), limit: String(limit) });
      if (cursor !== null) query.set("cursor", cursor);
      const page = parsed(await ask("GET", at(accountId, `/transactions?${query}`), signal));
      if (!Array.isArray(page.items)) throw unreadable();
      if (page.cursor !== null && typeof page.cursor !== "string") throw unreadable();
      return { items: page.items.map(transaction), cursor: page.cursor };
    },
  };
}

/** 4xx says that the request is at fault, but for 408, 425 and 429, which say "later". */
function failure(status: number): DirectoryFailed {
  if (status >= 300 && status < 400) return new DirectoryFailed("redirected", true);
  if (status >= 500 || [408, 425, 429].includes(status)) return new DirectoryFailed("busy", true);
  if (status === 401 || status === 403) return new DirectoryFailed("key-refused", false);
  return new DirectoryFailed(status === 404 ? "unknown-account" : "refused", false);
}

const unreadable = () => new DirectoryFailed("unreadable-answer", true);

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

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw unreadable();
}

function time(value: unknown): Date {
  const read = new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(read.getTime())) throw unreadable();
  return read;
}

function transaction(value: unknown): Transaction {
  const row = (value ?? {}) as Record<string, unknown>;
  const { id, direction, amount, currency, payee, status } = row;
  const texts = [id, amount, currency, payee].every((part) => typeof part === "string");
  const known =
    ["in", "out"].includes(String(direction)) &&
    ["completed", "refused", "reversed"].includes(String(status)) &&
    /^\d{1,12}(\.\d{1,2})?$/.test(String(amount));
  if (!texts || !known) throw unreadable();
  return { ...(row as unknown as Transaction), at: time(row.at) };
}
