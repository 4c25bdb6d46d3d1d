import { createHash, createHmac } from "node:crypto";
import { type Channel, SendFailed } from "./channels.ts";

export type HttpSettings = {
  /** The gateway's address. `https:`, or `http:` on this machine only. */
  url: string;
  /** The secret shared with the gateway. */
  key: string;
  timeoutMs?: number;
  /** World's time: the wall's, since the gateway compares it with its own. */
  now: () => Date;
};

const ANSWER_BYTES_MAX = 64 * 1024;
const RETRY_AFTER_MAX_MS = 3_600_000;

/**
 * What a request's signature covers: `POST\n/path?query\n1767225600\n<SHA-256 of the body, hex>`, under
 * HMAC-SHA-256. The body holds the message's id, so a replay is the same message and not a second one.
 */
export function signatureOf(
  key: string,
  {
    method,
    path,
    timestamp,
    body,
  }: { method: string; path: string; timestamp: string; body: string },
): string {
  const digest = createHash("sha256").update(body).digest("hex");
  return createHmac("sha256", key)
    .update(`${method}\n${path}\n${timestamp}\n${digest}`)
    .digest("hex");
}

/**
 * Text messages through a gateway. POST of `{id, to, text, locale}` as JSON with these headers:
 * `Rightful-Timestamp` (seconds since 1970; refuse what is more than 5 minutes off),
 * `Rightful-Signature` (`v1=` and the HMAC above, in hex) and `Idempotency-Key` (the message's id; the
 * gateway sends one text for it, however often it comes).
 *
 * The answer is 2xx with `{"id": "..."}`, or with no body. Anything else with 2xx is tried again: a
 * proxy's page that says "OK" has sent nothing, and the key keeps a second try from being a second text.
 */
export function httpGateway(settings: HttpSettings): Channel {
  const { url, key, timeoutMs = 10_000, now } = settings;
  const address = new URL(url);
  const local = ["127.0.0.1", "[::1]", "localhost"].includes(address.hostname);
  if (address.protocol !== "https:" && !(address.protocol === "http:" && local))
    throw new Error("The gateway's address begins with https:, unless it is on this machine.");

  return {
    name: "http",
    async send({ id, to, text, locale }, signal) {
      if (signal.aborted) throw new SendFailed("aborted", true);
      const body = JSON.stringify({ id, to, text, locale });
      const path = address.pathname + address.search;
      const timestamp = String(Math.floor(now().getTime() / 1000));
      const over = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await fetch(address, {
          method: "POST",
          redirect: "manual",
          signal: AbortSignal.any([signal, over]),
          headers: {
            "Content-Type": "application/json",
            "Idempotency-Key": id.replace(/[^\x21-\x7e]/g, "_"),
            "Rightful-Timestamp": timestamp,
            "Rightful-Signature": `v1=${signatureOf(key, { method: "POST", path, timestamp, body })}`,
          },
          body,
        });
        if (!answer.ok) {
          await answer.body?.cancel();
          throw failure(answer, now());
        }
        return { providerId: providerId(await readBounded(answer)) };
      } catch (error) {
        if (error instanceof SendFailed) throw error;
        if (signal.aborted) throw new SendFailed("aborted", true);
        throw new SendFailed(over.aborted ? "timeout" : "unreachable", true);
      }
    },
  };
}

/** 4xx says that the message is at fault, but for 408, 425 and 429, which say "later". */
function failure(answer: Response, now: Date): SendFailed {
  const { status } = answer;
  const wait = retryAfterMs(answer.headers.get("retry-after"), now);
  if (status >= 300 && status < 400) return new SendFailed("redirected", true, wait);
  if (status >= 500 || [408, 425, 429].includes(status)) return new SendFailed("busy", true, wait);
  return new SendFailed("refused", false);
}

/** RFC 9110 section 10.2.3: seconds or a date. An hour at most, whatever the gateway says. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header.trim())
    ? Number(header) * 1000
    : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}

async function readBounded(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > ANSWER_BYTES_MAX) throw new SendFailed("unreadable-answer", true);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function providerId(body: string): string | null {
  if (body.trim() === "") return null;
  try {
    const { id } = JSON.parse(body) as { id?: unknown };
    if (typeof id === "string" && id.length > 0 && id.length <= 200) return id;
  } catch {}
  throw new SendFailed("unreadable-answer", true);
}
