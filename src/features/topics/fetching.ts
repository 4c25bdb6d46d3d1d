/**
 * One GET of a source's body: no inner addresses, each redirect judged anew, an end to waiting and to size, also
 * of what unpacks itself. What comes back is text, in whatever of the usual charsets it was written.
 */
import { type IncomingMessage, request as plain } from "node:http";
import { request as tls } from "node:https";
import { isIP } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import {
  checkedLookup,
  endpointFault,
  InnerAddress,
  mayReach,
  type Resolve,
} from "../../core/addresses.ts";

export const BODY_MAX = 5 * 1024 * 1024;
const TIMEOUT_MS = 6000;
const REDIRECTS_MAX = 3;
const AGENT = "Rightful topics (feed reader)";

export type Known = { etag: string | null; lastModified: string | null };
export type Fetched =
  | { is: "body"; body: Buffer; type: string; etag: string | null; lastModified: string | null }
  | { is: "same" }
  /** `retryAfterMs`: it asks to be left alone for so long. */
  | { is: "fault"; why: string; retryAfterMs: number | null };

export type Fetching = { allowLoopback: boolean; resolve?: Resolve; timeoutMs?: number };

const fault = (why: string, retryAfterMs: number | null = null): Fetched => ({
  ...{ is: "fault", why, retryAfterMs },
});

/** Never throws: what went wrong is `why`, in one word. */
export async function fetchBody(url: string, known: Known, given: Fetching): Promise<Fetched> {
  const signal = AbortSignal.timeout(given.timeoutMs ?? TIMEOUT_MS);
  let at = url;
  for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
    // A redirect may lead anywhere; it is judged as the first address was.
    if (endpointFault(at.replace(/^http:/, "https:"), given.allowLoopback))
      return fault("internal-address");
    try {
      const answer = await get(at, known, given, signal);
      if ("location" in answer) {
        if (!URL.canParse(answer.location, at)) return fault("bad-redirect");
        const next = new URL(answer.location, at);
        next.hash = "";
        at = next.href;
        continue;
      }
      return answer;
    } catch (error) {
      return fault(signal.aborted ? "timeout" : reason(error as Error));
    }
  }
  return fault("too-many-redirects");
}

type Answered = Fetched | { location: string };

function get(url: string, known: Known, given: Fetching, signal: AbortSignal): Promise<Answered> {
  const to = new URL(url);
  const host = to.hostname.replace(/^\[|\]$/g, "");
  // An address in digits is not looked up.
  if (isIP(host) && !mayReach(host, given.allowLoopback))
    return Promise.resolve(fault("internal-address"));
  return new Promise((done, failed) => {
    const sent = (to.protocol === "https:" ? tls : plain)(to, {
      agent: false,
      signal,
      lookup: checkedLookup(given.allowLoopback, given.resolve),
      headers: {
        ...{ "user-agent": AGENT, "accept-encoding": "gzip, deflate, br" },
        ...{
          accept: "application/feed+json, application/json, application/xml, text/xml, */*;q=0.1",
        },
        ...(known.etag && { "if-none-match": known.etag }),
        ...(known.lastModified && { "if-modified-since": known.lastModified }),
      },
    });
    sent.on("error", failed);
    sent.on("response", (reply) => {
      read(reply)
        .then(done, failed)
        .finally(() => reply.destroy());
    });
    sent.end();
  });
}

async function read(reply: IncomingMessage): Promise<Answered> {
  const { statusCode: status = 0, headers } = reply;
  if (status === 304) return { is: "same" };
  if ([301, 302, 303, 307, 308].includes(status) && headers.location)
    return { location: headers.location };
  if (status !== 200) return fault(`status-${status}`, retryAfter(headers["retry-after"]));
  if (Number(headers["content-length"] ?? 0) > BODY_MAX) return fault("too-large");
  const unpacked = unpack(reply, headers["content-encoding"] ?? "");
  if (!unpacked) return fault("bad-encoding");
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of unpacked as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_MAX) return fault("too-large");
    parts.push(part);
  }
  const short = (value: string | undefined) => (value && value.length <= 500 ? value : null);
  return {
    ...{ is: "body", body: Buffer.concat(parts), type: headers["content-type"] ?? "" },
    ...{ etag: short(headers.etag), lastModified: short(headers["last-modified"]) },
  };
}

/** Null: packed in a way that we did not ask for. */
function unpack(reply: IncomingMessage, encoding: string): Readable | null {
  const by = {
    ...{ gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate },
    br: createBrotliDecompress,
  }[encoding.trim().toLowerCase()];
  if (!by) return encoding === "" || encoding === "identity" ? reply : null;
  const unpacked = by();
  reply.on("error", (error) => unpacked.destroy(error));
  return reply.pipe(unpacked);
}

/** RFC 9110 section 10.2.3; of a date nothing: our clock is not theirs. A day at most. */
const retryAfter = (header: string | undefined) =>
  header && /^\d{1,9}$/.test(header) ? Math.min(Number(header), 86_400) * 1000 : null;

function reason(error: Error): string {
  if (error instanceof InnerAddress) return "internal-address";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "timeout";
  const code = "code" in error ? String(error.code) : "";
  if (/^Z_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_/.test(code) && /Z_|BROTLI|FORMAT/.test(code))
    return "bad-encoding";
  return /CERT|SSL|TLS/.test(code) ? "tls" : "unreachable";
}

const BOM: readonly [string, readonly number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** By its mark, the header, or what the document says of itself; what fits none of them is UTF-8 with marks for the rest. */
export function textOf(body: Buffer, type: string): string {
  const marked = BOM.find(([, mark]) => mark.every((byte, n) => body[n] === byte))?.[0];
  const inHeader = /charset=["']?([\w-]{1,40})/i.exec(type)?.[1];
  const start = body.subarray(0, 300).toString("latin1");
  const inside = /^\s*<\?xml[^>]*\bencoding=["']([\w-]{1,40})/.exec(start)?.[1];
  // Many servers say one thing in the header whatever they send: what is no valid text of that kind is not it.
  for (const name of [marked, inHeader, inside, "utf-8", "gb18030"])
    if (name) {
      const text = decoded(body, name);
      if (text !== null) return text;
    }
  return new TextDecoder("utf-8").decode(body);
}

function decoded(body: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return null;
  }
}
