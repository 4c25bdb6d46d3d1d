/**
 * A subscriber, written from RFC 8935, 8936, 8417, 7515, 6749, SSF 1.0 and Standard Webhooks 1.0.0 alone:
 * it imports nothing of ours.
 */
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Heard = { headers: IncomingHttpHeaders; body: string; at: number };
export type Reply = { status: number; headers?: Record<string, string>; body?: string };

/** Listens on this machine; `answer` may be changed at any time. Null: it never answers. */
export async function listen(answer: (heard: Heard) => Reply | null) {
  const heard: Heard[] = [];
  const listener = { answer };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const one = {
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
        at: performance.now(),
      };
      heard.push(one);
      const reply = listener.answer(one);
      if (reply) response.writeHead(reply.status, reply.headers).end(reply.body ?? "");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    listener,
    port,
    url: `http://127.0.0.1:${port}/events`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());

export type Jwk = { kid: string; [name: string]: string };

/** What SSF 1.0 and the CAEP profile demand of every token; throws with the first fault. */
export function readToken(
  token: string,
  { keys, issuer, audience }: { keys: readonly Jwk[]; issuer: string; audience: string },
  now = Date.now(),
): Record<string, any> {
  const parts = token.split(".");
  if (parts.length !== 3) throw new Error("not a compact JWS");
  const [head = "", body = "", signature = ""] = parts;
  const header = json(head);
  if (header.typ !== "secevent+jwt") throw new Error("typ");
  if (header.alg !== "RS256") throw new Error("alg");
  const jwk = keys.find(({ kid }) => kid === header.kid);
  if (!jwk) throw new Error("unknown key");
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new Error("short key");
  const input = Buffer.from(`${head}.${body}`);
  if (!verify("RSA-SHA256", input, key, Buffer.from(signature, "base64url")))
    throw new Error("signature");
  const claims = json(body);
  for (const name of ["iss", "jti", "iat", "aud", "sub_id", "events", "txn"])
    if (claims[name] === undefined) throw new Error(`${name} is missing`);
  for (const name of ["sub", "exp"]) if (name in claims) throw new Error(`${name} is there`);
  if (claims.iss !== issuer) throw new Error("issuer");
  if (claims.aud !== audience) throw new Error("audience");
  if (!Number.isInteger(claims.iat) || claims.iat * 1000 > now + 1000) throw new Error("iat");
  const types = Object.keys(claims.events);
  if (types.length !== 1) throw new Error("not one event");
  const [type = ""] = types;
  const format = type.includes("/ssf/") ? ["opaque"] : ["iss_sub", "email"];
  if (!format.includes(claims.sub_id.format)) throw new Error("subject");
  const facts = claims.events[type];
  if (/caep\/event-type\/(session-revoked|credential-change)$/.test(type))
    if (!facts.reason_admin || Object.values(facts.reason_admin).some((text) => !text))
      throw new Error("reason_admin");
  return { ...claims, type, facts };
}

/** Standard Webhooks 1.0.0, "verifying"; throws when it is not to be believed. */
export function readWebhook(
  { headers, body }: Pick<Heard, "headers" | "body">,
  secret: string,
  now: Date,
): any {
  const id = String(headers["webhook-id"]);
  const timestamp = String(headers["webhook-timestamp"]);
  const at = Number(timestamp) * 1000;
  if (!Number.isFinite(at) || Math.abs(now.getTime() - at) > 300_000) throw new Error("too old");
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  if (key.length < 24 || key.length > 64) throw new Error("secret");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  const signatures = String(headers["webhook-signature"]).split(" ");
  const good = signatures.some((each) => {
    const [version, text = ""] = each.split(",");
    const given = Buffer.from(text, "base64");
    return version === "v1" && given.length === mac.length && timingSafeEqual(given, mac);
  });
  if (!good) throw new Error("signature");
  return JSON.parse(body);
}
