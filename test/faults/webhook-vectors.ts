/**
 * What the reference library of Standard Webhooks tries in its own tests, tried with what the guide gives to
 * receivers, on messages that our server's code has signed.
 */
import { verifyWebhook } from "../../docs/guide/verify.ts";
import { webhookHeaders } from "../../src/features/signals/tokens.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = '{"test": 2432232314}';
/** The specification's own example, byte for byte. */
const EXAMPLE = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const EXAMPLE_MS = 1_614_265_330_000;

type Headers = Record<string, string | undefined>;
type Vector = { name: string; good: boolean; headers: Headers; body?: string; secret?: string };

const signedAt = (ms: number): Headers =>
  webhookHeaders("msg_1", new Date(ms), BODY, [SECRET]) as Headers;

export function vectors(nowMs: number): Vector[] {
  const headers = signedAt(nowMs);
  const signature = String(headers["webhook-signature"]);
  const without = (name: string) => ({ ...headers, [name]: undefined });
  const changed = (name: string, value: string) => ({ ...headers, [name]: value });
  const three = `v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,${signature.slice(3)}`;
  return [
    { name: "valid", good: true, headers },
    { name: "secret without its prefix", good: true, headers, secret: SECRET.slice(6) },
    {
      name: "several signatures",
      good: true,
      headers: changed("webhook-signature", `${three} ${signature}`),
    },
    {
      name: "several signatures, none of ours",
      good: false,
      headers: changed("webhook-signature", three),
    },
    { name: "no id", good: false, headers: without("webhook-id") },
    { name: "no timestamp", good: false, headers: without("webhook-timestamp") },
    { name: "no signature", good: false, headers: without("webhook-signature") },
    {
      name: "a timestamp that is no number",
      good: false,
      headers: changed("webhook-timestamp", "now"),
    },
    {
      name: "another signature",
      good: false,
      headers: changed("webhook-signature", "v1,dawfeoifkpqwoekfpqoekf"),
    },
    {
      name: "half a signature",
      good: false,
      headers: changed("webhook-signature", signature.slice(0, 10)),
    },
    { name: "empty signature", good: false, headers: changed("webhook-signature", "v1,") },
    { name: "another id", good: false, headers: changed("webhook-id", "msg_2") },
    { name: "another body", good: false, headers, body: `${BODY} ` },
    {
      name: "another secret",
      good: false,
      headers,
      secret: `whsec_${Buffer.alloc(24, 1).toString("base64")}`,
    },
    { name: "5 minutes old", good: true, headers: signedAt(nowMs - 299_000) },
    { name: "older than 5 minutes", good: false, headers: signedAt(nowMs - 301_000) },
    { name: "5 minutes ahead", good: false, headers: signedAt(nowMs + 302_000) },
  ];
}

/** How many are judged as they must be. */
export function judgeVectors(nowMs: number): { right: number; all: number; wrong: string[] } {
  const accepts = ({ headers, body = BODY, secret = SECRET }: Vector, at: number) => {
    try {
      verifyWebhook(headers, body, secret, at);
      return true;
    } catch {
      return false;
    }
  };
  const all = vectors(nowMs).map((one) => ({ ...one, is: accepts(one, nowMs) }));
  const example = { name: "the example of the specification", good: true, headers: EXAMPLE };
  all.push({ ...example, is: accepts(example, EXAMPLE_MS) });
  const wrong = all.filter(({ good, is }) => good !== is).map(({ name }) => name);
  return { right: all.length - wrong.length, all: all.length, wrong };
}
