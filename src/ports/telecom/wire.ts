/** One POST to an operator: bounded in size, followed nowhere, and named by what went wrong. */

/** `message` is a stable word for the log; never an operator's own text, which may hold the number. */
export class Failed extends Error {
  readonly status: number | null;
  constructor(message: string, status: number | null = null) {
    super(message);
    this.status = status;
  }
}

const ANSWER_BYTES_MAX = 64 * 1024;
const CODE = /^[A-Z][A-Z0-9_.]{1,60}$/;

/** Throws unless the address is `https:`, or on this machine. */
export function requireSafe(address: string): void {
  const url = new URL(address);
  const local = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local))
    throw new Error("An operator's address begins with https:, unless it is on this machine.");
}

/** JSON of a 2xx answer. Throws Failed; with CAMARA's `code` (`{status, code, message}`) when there is one. */
export async function postBounded(
  url: string,
  body: string,
  signal: AbortSignal,
  headers: Record<string, string>,
): Promise<unknown> {
  if (signal.aborted) throw new Failed("timeout");
  try {
    const answer = await fetch(url, { method: "POST", redirect: "manual", signal, headers, body });
    const text = await readBounded(answer);
    if (!answer.ok) throw new Failed(codeOf(text) ?? `status-${answer.status}`, answer.status);
    return read(text);
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw new Failed(signal.aborted ? "timeout" : "unreachable");
  }
}

async function readBounded(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > ANSWER_BYTES_MAX) throw new Failed("malformed");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failed("malformed");
  }
}

function codeOf(text: string): string | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === "string" && CODE.test(code) ? code : null;
  } catch {
    return null;
  }
}
