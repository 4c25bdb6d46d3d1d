/**
 * A subscriber, written from RFC 8935, 8936, 8417, 7515, 6749, SSF 1.0 and Standard Webhooks 1.0.0 alone:
 * it imports nothing of ours but what the guide tells a receiver to copy, which imports nothing either.
 */
import { createPublicKey } from "node:crypto";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Expected, type Jwk, verifyToken, verifyWebhook } from "../docs/guide/verify.ts";

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

export type { Jwk };

/** What SSF 1.0 and the CAEP profile demand of every token beyond what a receiver must check; throws with the first fault. */
export function readToken(token: string, to: Expected, now = Date.now()): Record<string, any> {
  const claims = verifyToken(token, to, now);
  for (const name of ["iss", "jti", "iat", "aud", "sub_id", "events", "txn"])
    if (!(name in claims)) throw new Error(`${name} is missing`);
  if (claims.iat * 1000 > now + 1000) throw new Error("iat");
  for (const jwk of to.keys) {
    const key = createPublicKey({ key: jwk as never, format: "jwk" });
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new Error("short key");
  }
  const types = Object.keys(claims.events);
  if (types.length !== 1) throw new Error("not one event");
  const [type = ""] = types;
  // RISC 1.0 section 2.6: that a number belongs to somebody else is said of the number.
  const ofAccount = type.endsWith("/identifier-recycled") ? ["phone_number"] : ["iss_sub", "email"];
  const format = type.includes("/ssf/") ? ["opaque"] : ofAccount;
  if (!format.includes(claims.sub_id.format)) throw new Error("subject");
  const facts = claims.events[type] ?? {};
  if (/caep\/event-type\/(session-revoked|credential-change)$/.test(type))
    if (!facts.reason_admin || Object.values(facts.reason_admin).some((text) => !text))
      throw new Error("reason_admin");
  return { ...claims, type, facts };
}

/** Standard Webhooks 1.0.0: its secrets are of 24 to 64 bytes; throws when it is not to be believed. */
export function readWebhook(
  { headers, body }: Pick<Heard, "headers" | "body">,
  secret: string,
  now: Date,
): any {
  const { length } = Buffer.from(secret.slice("whsec_".length), "base64");
  if (length < 24 || length > 64) throw new Error("secret");
  return verifyWebhook(headers, body, secret, now.getTime());
}

type Reached = { status: number; headers: IncomingHttpHeaders; body: any };

/** One request by `node:http`; JSON in, JSON out. */
export const reach = (
  method: string,
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
) =>
  new Promise<Reached>((done, failed) => {
    const sent = request(url, { method, headers }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.on("error", failed);
      reply.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const isJson = /json/.test(String(reply.headers["content-type"]));
        const read = isJson && text ? JSON.parse(text) : text;
        done({ status: reply.statusCode ?? 0, headers: reply.headers, body: read });
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });

const refused = (what: string, { status, body }: Reached) =>
  new Error(`${what}: ${status} ${JSON.stringify(body)}`);

export type Stream = { stream_id: string; iss: string; aud: string; [name: string]: any };

/**
 * From an address and a key to signals: discovery (SSF 1.0 section 7), a token (RFC 6749 section 4.4),
 * streams (8.1). Throws when an answer is not what the standards promise.
 */
export async function subscribe(base: string, client: { id: string; secret: string }) {
  const known = await reach("GET", `${base}/.well-known/ssf-configuration`);
  if (known.status !== 200 || known.body.spec_version !== "1_0") throw refused("metadata", known);
  const metadata = known.body;
  // RFC 6749 section 2.3.1: both are encoded as in a form, a space as "+".
  const encoded = (text: string) => new URLSearchParams({ t: text }).toString().slice(2);
  const basic = Buffer.from(`${encoded(client.id)}:${encoded(client.secret)}`).toString("base64");
  const bought = await reach("POST", `${metadata.issuer}/oauth/token`, {
    headers: {
      authorization: `Basic ${basic}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials&scope=ssf.read%20ssf.manage",
  });
  if (bought.status !== 200 || bought.body.token_type !== "Bearer") throw refused("token", bought);
  const headers = {
    authorization: `Bearer ${bought.body.access_token}`,
    "content-type": "application/json",
  };
  const send = (method: string, url: string, body?: object) =>
    reach(method, url, { headers, ...(body && { body: JSON.stringify(body) }) });
  const post = (url: string, body: object) => send("POST", url, body);
  const published = async (): Promise<Jwk[]> => (await reach("GET", metadata.jwks_uri)).body.keys;

  const create = async (delivery: object, events?: readonly string[]): Promise<Stream> => {
    const asked = { delivery, ...(events && { events_requested: events }) };
    const made = await post(metadata.configuration_endpoint, asked);
    if (made.status !== 201) throw refused("stream", made);
    if (made.body.iss !== metadata.issuer) throw new Error("iss of the stream");
    return made.body;
  };
  const askToVerify = async ({ stream_id }: Stream, state: string) => {
    const asked = await post(metadata.verification_endpoint, { stream_id, state });
    if (asked.status !== 204) throw refused("verification", asked);
  };
  /** RFC 8936: fetches, says which ones it has, and fetches the next, until there are none. */
  const fetchAll = async ({ delivery }: Stream, returnImmediately = true): Promise<string[]> => {
    const tokens: string[] = [];
    for (let ack: string[] = []; ; ) {
      const answer = await post(delivery.endpoint_url, { ack, returnImmediately });
      if (answer.status !== 200) throw refused("poll", answer);
      ack = Object.keys(answer.body.sets);
      if (ack.length === 0) return tokens;
      tokens.push(...Object.values<string>(answer.body.sets));
    }
  };
  const read = async (token: string, { iss, aud }: Stream, now?: number) =>
    readToken(token, { keys: await published(), issuer: iss, audience: aud }, now);
  const lifetime: number = bought.body.expires_in;
  return {
    ...{ metadata, headers, lifetime, send },
    ...{ published, create, askToVerify, fetchAll, read },
  };
}
