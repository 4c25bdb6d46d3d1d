/** One POST to a subscriber: no redirects, no inner addresses, connections kept, an end to waiting. */
import { Agent as PlainAgent, request as plain } from "node:http";
import { Agent as TlsAgent, request as tls } from "node:https";
import { isIP } from "node:net";
import { checkedLookup, InnerAddress, mayReach, type Resolve } from "../../core/addresses.ts";
import type { Answer } from "./rules.ts";

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 16 * 1024;
const WAIT_MAX_MS = 24 * 3_600_000;

export type Post = (
  url: string,
  headers: Record<string, string>,
  body: string,
  now: Date,
) => Promise<Answer>;

/** `resolve`: how names are looked up; the system's own, unless a test has a name that changes. */
export function poster(
  allowLoopback: boolean,
  { resolve, timeoutMs = TIMEOUT_MS }: { resolve?: Resolve; timeoutMs?: number } = {},
): { post: Post; close(): void } {
  const lookup = checkedLookup(allowLoopback, resolve);
  const options = { keepAlive: true, maxSockets: 64, lookup };
  const agents = { "http:": new PlainAgent(options), "https:": new TlsAgent(options) };
  const post: Post = (url, headers, body, now) =>
    new Promise((done) => {
      const to = new URL(url);
      const host = to.hostname.replace(/^\[|\]$/g, "");
      // An address in digits is not looked up.
      if (isIP(host) && !mayReach(host, allowLoopback)) return done(failed("internal-address"));
      const secure = to.protocol === "https:";
      const sent = (secure ? tls : plain)(to, {
        method: "POST",
        agent: agents[secure ? "https:" : "http:"],
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
      });
      sent.on("error", (error) => done(failed(reason(error))));
      sent.on("response", (reply) => {
        const parts: Buffer[] = [];
        let size = 0;
        const end = () => {
          const retryAfterMs = retryAfter(reply.headers["retry-after"], now);
          const text = Buffer.concat(parts).toString();
          done({ is: "answered", status: reply.statusCode ?? 0, retryAfterMs, body: text });
        };
        reply.on("data", (part: Buffer) => {
          size += part.length;
          parts.push(part);
          // Whoever sends us a book has answered all the same.
          if (size > ANSWER_BYTES_MAX) {
            end();
            reply.destroy();
          }
        });
        reply.on("end", end);
        reply.on("error", (error) => done(failed(reason(error))));
      });
      sent.end(body);
    });
  return {
    post,
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

const failed = (why: string): Answer => ({ is: "failed", why });

function reason(error: Error): string {
  if (error instanceof InnerAddress) return "internal-address";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "timeout";
  const code = "code" in error ? String(error.code) : "";
  return /CERT|SSL|TLS/.test(code) ? "tls" : "unreachable";
}

/** RFC 9110 section 10.2.3: seconds or a date; a day at most. */
function retryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), WAIT_MAX_MS);
}
