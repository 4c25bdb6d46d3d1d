/** What the recovery server asks of a wallet (docs/guide/integrate.md), under `/rightful`. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Books, decimal, type Scope } from "./books.ts";

export type DirectoryOptions = {
  books: Books;
  key: string;
  find(kind: string, value: string): Promise<string[]>;
  /** Whether this grant is good and for this account. */
  acceptGrant(accountId: string, grant: string): Promise<boolean>;
  endSessions(accountId: string): void | Promise<void>;
};
type Reply = { status: number; body?: unknown };

const BODY_BYTES_MAX = 16 * 1024;
const digest = (text: string) => createHash("sha256").update(text).digest();
const problem = (status: number, code: string, title: string): Reply => ({
  status,
  body: { type: "about:blank", status, code, title },
});
const unknown = () => problem(404, "unknown-account", "There is no such account.");
const invalid = () => problem(400, "invalid", "This request cannot be read.");

/** Answers what lies under `/rightful/`. */
export async function answerDirectory(
  options: DirectoryOptions,
  request: IncomingMessage,
  response: ServerResponse,
) {
  // By their hashes, which are equally long: the time taken tells nothing of the key.
  const given = digest(request.headers.authorization ?? "");
  const { status, body } = timingSafeEqual(given, digest(`Bearer ${options.key}`))
    ? await reply(options, request)
    : problem(401, "unauthorized", "This key is not known.");
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function reply(options: DirectoryOptions, request: IncomingMessage): Promise<Reply> {
  const { books } = options;
  const url = new URL(request.url ?? "/", "http://wallet");
  const input = request.method === "PUT" || request.method === "POST" ? await read(request) : {};
  const parts = partsOf(url.pathname);
  if (!input || !parts) return invalid();
  const [, root, accountId, what, holdId, ...more] = parts;
  const verb = `${request.method} ${what ?? ""}`;
  if (root !== "accounts" || more.length > 0) return unknown();
  if (accountId === undefined) {
    const [kind, value] = [url.searchParams.get("kind"), url.searchParams.get("value")];
    if (!kind || !value) return invalid();
    return { status: 200, body: { accounts: await options.find(kind, value) } };
  }
  if (!(await books.has(accountId))) return unknown();
  if (verb === "PUT holds" && holdId) {
    const hold = holdOf(holdId, input);
    if (!hold) return invalid();
    const held = await books.hold(accountId, hold);
    if (held === "unknown") return unknown();
    if (held === "released") return problem(409, "hold-released", "This hold has been released.");
    return { status: 200, body: { heldAt: held.toISOString() } };
  }
  if (verb === "DELETE holds" && holdId) {
    return (await books.release(accountId, holdId)) ? { status: 204 } : unknown();
  }
  if (verb === "POST grants") {
    const good =
      typeof input.grant === "string" && (await options.acceptGrant(accountId, input.grant));
    return good ? { status: 204 } : problem(422, "grant-refused", "This grant is not good.");
  }
  if (verb === "DELETE sessions") {
    await options.endSessions(accountId);
    return { status: 204 };
  }
  return verb === "GET transactions" ? page(books, accountId, url.searchParams) : unknown();
}

async function page(books: Books, accountId: string, query: URLSearchParams): Promise<Reply> {
  const since = new Date(query.get("since") ?? Number.NaN);
  const cursor = query.get("cursor") ?? "0";
  const limit = Math.min(Number(query.get("limit") ?? 100), 500);
  const fine = /^\d{1,18}$/.test(cursor) && Number.isInteger(limit) && limit > 0;
  if (!fine || Number.isNaN(since.getTime())) return invalid();
  const lines = await books.lines(accountId, since, BigInt(cursor), limit + 1);
  const items = lines.slice(0, limit).map(({ id, at, amount, payee }) => ({
    ...{ id, at: at.toISOString(), direction: amount < 0n ? "out" : "in" },
    ...{ amount: decimal(amount < 0n ? -amount : amount), currency: "CNY" },
    ...{ payee, status: "completed" },
  }));
  const last = lines.length > limit ? lines[limit - 1] : undefined;
  return { status: 200, body: { items, cursor: last ? String(last.seq) : null } };
}

function partsOf(path: string): string[] | null {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

function holdOf(id: string, { scope, expiresAt = null }: Record<string, unknown>) {
  if (!["outgoing", "sign-in", "everything"].includes(String(scope))) return null;
  if (expiresAt !== null && typeof expiresAt !== "string") return null;
  const until = expiresAt === null ? null : new Date(expiresAt);
  if (until && Number.isNaN(until.getTime())) return null;
  return { id, scope: scope as Scope, expiresAt: until };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_BYTES_MAX) return null;
    parts.push(part);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
