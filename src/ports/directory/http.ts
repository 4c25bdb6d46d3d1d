import { type Directory, NOBODY, type Transaction, unreadable, unsupported } from "./directory.ts";
import { parsed, segment, type WireSettings, wire } from "./wire.ts";

/**
 * The wallet's system over HTTP (docs/guide/integrate.md). The adapter makes one try: who calls it has
 * the job that tries again, and learns by `retry` whether that helps. Messages name no account.
 */
export function httpDirectory(settings: WireSettings): Directory {
  const send = wire(settings);
  const ask = async (
    method: "GET" | "PUT" | "POST" | "DELETE",
    path: string,
    signal: AbortSignal,
    body?: unknown,
  ) => (await send({ method, path, signal, body })).text;
  const at = (accountId: string, rest: string) => `/accounts/${segment(accountId)}${rest}`;
  const holdAt = (accountId: string, id: string) => at(accountId, `/holds/${segment(id)}`);

  const directory: Directory = {
    name: "http",
    can: { ledger: true, holds: ["outgoing", "sign-in", "everything"], passwords: false },
    async probe(signal) {
      await directory.find({ kind: "name", value: NOBODY }, signal);
      return { says: "The wallet's system answers and takes the key.", lacks: [] };
    },
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
    setPassword: () => Promise.reject(unsupported()),
  };
  return directory;
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
