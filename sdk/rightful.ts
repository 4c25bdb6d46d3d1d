/**
 * A client of a Rightful server, without dependencies: Node 20 or newer, or anything else with `fetch`. Copy this file
 * and `api.ts`. The names of its calls are those of docs/reference/api.md: `rightful.call("POST /v1/sign-ins", …)`.
 */
import { type Api, lines, type ProblemCode } from "./api.ts";

export type { Api, ProblemCode } from "./api.ts";

/** Nothing was decided: nobody answered, not in time, or not in a way that can be read. */
export type LostCode = "unreachable" | "timeout" | "unreadable" | "aborted";

/** A refusal (RFC 9457), or no answer at all (`status` 0). `problem`: the whole document, with what belongs to its code. */
export class RightfulError extends Error {
  readonly code: ProblemCode | LostCode;
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;
  /** Seconds until it is worth another try, when the server said so. */
  readonly retryAfter: number | null;
  constructor(
    code: ProblemCode | LostCode,
    status: number,
    problem: Record<string, unknown> = {},
    retryAfter: number | null = null,
  ) {
    super(`${code}${typeof problem.detail === "string" ? `: ${problem.detail}` : ""}`);
    this.name = "RightfulError";
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

export type Options = {
  /** Where the server answers, as an origin. `http:` on this machine only. */
  url: string;
  /** The service key, `rk_...`; or with each call the token of a claimant. */
  key?: string;
  /** One try. */
  timeoutMs?: number;
  /** Tries in all, for what may be tried again. */
  tries?: number;
  fetch?: typeof fetch;
};

type Extra = {
  /** Instead of the service key: the token of one recovery. */
  token?: string;
  /** A name of your own for this request, when your own process may be started again in the middle of it. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};
type Given<K extends keyof Api> = Omit<Api[K], "answer"> & Extra;
/** What is given may be left out where nothing has to be. */
type Rest<K extends keyof Api> =
  Record<never, never> extends Omit<Api[K], "answer"> ? [Given<K>?] : [Given<K>];
type Loose = Extra & {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};

const ANSWER_CHARS_MAX = 8 * 1024 * 1024;
/** "Later" is waited for as long as this; longer, and it is the caller's to decide. */
const WAIT_MS_MAX = 5_000;

export type Rightful = ReturnType<typeof connect>;

export function connect({ url, key, timeoutMs = 8_000, tries = 3, fetch: ask = fetch }: Options) {
  const base = new URL(url);
  const isNear = ["127.0.0.1", "[::1]", "localhost"].includes(base.hostname);
  if (base.protocol !== "https:" && !(base.protocol === "http:" && isNear))
    throw new Error("The address of a Rightful server begins with https:, unless it is near.");

  async function once(request: Request, signal: AbortSignal | undefined) {
    const over = AbortSignal.timeout(timeoutMs);
    try {
      // A redirect would take the key to another address.
      const answer = await ask(request.clone(), {
        redirect: "error",
        signal: signal ? AbortSignal.any([signal, over]) : over,
      });
      return { answer, text: await bounded(answer) };
    } catch (error) {
      if (error instanceof RightfulError) throw error;
      if (signal?.aborted) throw new RightfulError("aborted", 0);
      throw new RightfulError(over.aborted ? "timeout" : "unreachable", 0);
    }
  }

  return {
    /**
     * One call. Throws `RightfulError`. What may be tried again is: nobody answered, or the server said "later". A POST
     * carries the same Idempotency-Key each time, so that it is done once.
     */
    async call<K extends keyof Api & string>(
      name: K,
      ...[given]: Rest<K>
    ): Promise<Api[K]["answer"]> {
      const { token, idempotencyKey, signal, ...parts } = (given ?? {}) as Loose;
      const request = requestOf(base, name, parts, {
        ...((token ?? key) && { authorization: `Bearer ${token ?? key}` }),
        ...(name.startsWith("POST ") && {
          "idempotency-key": idempotencyKey ?? crypto.randomUUID(),
        }),
      });
      for (let turn = 1; ; turn++) {
        try {
          const { answer, text } = await once(request, signal);
          return read(answer, text) as Api[K]["answer"];
        } catch (error) {
          const waitMs = error instanceof RightfulError ? waitOf(error, turn) : null;
          if (waitMs === null || turn >= tries || signal?.aborted) throw error;
          await new Promise((done) => setTimeout(done, waitMs));
        }
      }
    },
  };
}

function requestOf(
  base: URL,
  name: string,
  { params = {}, query = {}, body }: Loose,
  headers: Record<string, string>,
): Request {
  const [method = "", path = ""] = name.split(" ");
  const filled = path.replace(/\{(\w+)\}/g, (_, part: string) => {
    const text = String(params[part] ?? "");
    // These would be resolved away, and lead to another call.
    if (["", ".", ".."].includes(text)) throw new TypeError(`${part} is no part of a path.`);
    return encodeURIComponent(text);
  });
  const address = new URL(filled, base);
  for (const [each, value] of Object.entries(query))
    if (value !== undefined) address.searchParams.set(each, String(value));
  const isText = lines.has(name);
  return new Request(address, {
    method,
    headers: {
      ...headers,
      accept: "application/json",
      ...(body !== undefined && {
        "content-type": isText ? "application/x-ndjson" : "application/json",
      }),
    },
    ...(body !== undefined && { body: isText ? String(body) : JSON.stringify(body) }),
  });
}

async function bounded(answer: Response): Promise<string> {
  if (!answer.body) return "";
  let text = "";
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length <= ANSWER_CHARS_MAX) continue;
    await reader.cancel();
    throw new RightfulError("unreadable", answer.status);
  }
}

function read(answer: Response, text: string): unknown {
  if (answer.ok && text === "") return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {}
  if (answer.ok && body !== undefined) return body;
  const problem = (typeof body === "object" && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : null;
  const code = typeof problem.code === "string" ? (problem.code as ProblemCode) : "unreadable";
  throw new RightfulError(code, answer.status, problem, retryAfter);
}

/** How long until the next try; null: this answer will not change by asking again. */
function waitOf({ code, status, retryAfter }: RightfulError, turn: number): number | null {
  const isLost = code === "unreachable" || code === "timeout";
  const isLater = code === "in-progress" || [408, 425, 429, 502, 503, 504].includes(status);
  if (!isLost && !isLater) return null;
  if (retryAfter !== null)
    return retryAfter * 1000 <= WAIT_MS_MAX ? Math.max(retryAfter, 0) * 1000 : null;
  // Those who lost the same server do not all come back at the same moment.
  return 200 * 2 ** (turn - 1) * (0.5 + Math.random());
}
