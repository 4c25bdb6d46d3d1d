/**
 * How a receiver checks what Rightful sends: security event tokens (RFC 8417, SSF 1.0) and webhooks
 * (Standard Webhooks 1.0.0). It needs Node alone; copy it. Both throw with the first fault.
 */
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";

/** A key of `jwks_uri` (RFC 7517). */
export type Jwk = { kid: string; [name: string]: string };

/** `issuer`: `iss` of the stream; `audience`: its `aud`; `keys`: what `jwks_uri` answered. */
export type Expected = { issuer: string; audience: string; keys: readonly Jwk[] };

export type Claims = {
  iss: string;
  aud: string;
  /** The same for every delivery of one signal: what you have handled already, answer 202 and skip. */
  jti: string;
  /** Seconds. */
  iat: number;
  /** The same for all that has one cause. */
  txn: string;
  /** The account, by the id that you gave it; in events about a stream, the stream. */
  sub_id: { format: string; iss?: string; sub?: string; id?: string };
  /** One member: the kind of event, and its facts. */
  events: Record<string, Record<string, any>>;
};

const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());

/** RS256 (RFC 7518 section 3.3) over the first two parts of a compact JWS, by a public key. */
export function isSignedBy(token: string, jwk: object): boolean {
  const [head = "", body = "", signature = ""] = token.split(".");
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  const signed = Buffer.from(`${head}.${body}`);
  return verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url"));
}

/**
 * A security event token, as it was pushed or as it came in the `sets` of a poll. `now`: milliseconds.
 * "unknown key": ask `jwks_uri` once more and try again, for keys change every 90 days.
 */
export function verifyToken(token: string, expected: Expected, now = Date.now()): Claims {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  if (!signature || more.length > 0) throw new Error("not a compact JWS");
  const { typ, alg, kid } = json(head);
  if (typ !== "secevent+jwt") throw new Error("typ");
  // What it says of its own algorithm is never believed: there is one (CAEP interoperability profile 2.6).
  if (alg !== "RS256") throw new Error("alg");
  const jwk = expected.keys.find((each) => each.kid === kid);
  if (!jwk) throw new Error("unknown key");
  if (!isSignedBy(token, jwk)) throw new Error("signature");
  const claims = json(body);
  if (claims.iss !== expected.issuer) throw new Error("iss");
  if (claims.aud !== expected.audience) throw new Error("aud");
  // SSF 1.0 section 4.1: a token with these may have been made to be taken for another kind.
  if ("sub" in claims || "exp" in claims) throw new Error("sub or exp");
  // A minute, for clocks that differ. There is no oldest: it may have waited for you for days.
  if (!Number.isInteger(claims.iat) || claims.iat * 1000 > now + 60_000) throw new Error("iat");
  return claims;
}

const SECONDS_APART_MAX = 300;

/**
 * A webhook: its headers (names in lower case), its body as it came, byte for byte, and your `whsec_` secret.
 * Remember `webhook-id`: the same message may come again.
 */
export function verifyWebhook(
  headers: Record<string, string | string[] | undefined>,
  body: string,
  secret: string,
  now = Date.now(),
): any {
  const id = String(headers["webhook-id"]);
  const timestamp = String(headers["webhook-timestamp"]);
  const apart = Math.abs(now / 1000 - Number(timestamp));
  if (!(apart <= SECONDS_APART_MAX)) throw new Error("too old");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  // One for each secret while one takes over from another.
  const good = String(headers["webhook-signature"])
    .split(" ")
    .map((each) => each.split(","))
    .some(([version, text = ""]) => {
      const given = Buffer.from(text, "base64");
      return version === "v1" && given.length === mac.length && timingSafeEqual(given, mac);
    });
  if (!good) throw new Error("signature");
  return JSON.parse(body);
}
