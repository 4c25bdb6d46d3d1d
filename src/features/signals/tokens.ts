/** Security event tokens (RFC 8417) as SSF 1.0 section 4 wants them, and Standard Webhooks: pure forms. */
import { createHmac, type KeyObject, sign } from "node:crypto";
import { idFrom } from "../../core/world.ts";

const encoded = (text: string) => Buffer.from(text).toString("base64url");

/** RS256 (RFC 7518 section 3.3), computed beside the loop that answers requests. */
const rs256 = (input: string, key: KeyObject) =>
  new Promise<Buffer>((done, failed) =>
    sign("RSA-SHA256", Buffer.from(input), key, (error, signature) =>
      error ? failed(error) : done(signature),
    ),
  );

/** A JWS in its compact form (RFC 7515 section 3.1) of a header and a payload, byte for byte as given. */
export async function compact(header: string, payload: string, key: KeyObject): Promise<string> {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${(await rs256(input, key)).toString("base64url")}`;
}

export const signed = (header: object, claims: object, key: KeyObject): Promise<string> =>
  compact(JSON.stringify(header), JSON.stringify(claims), key);

export type Signal = {
  accountId: string;
  subscriberId: string;
  id: string;
  type: string;
  facts: string;
  txn: string;
  issuedAt: Date;
};

/** SSF 4.1: one event; never `sub`, never `exp`. Events about a stream speak of the stream itself. */
export function claimsOf(signal: Signal, issuer: string, audience: string, number?: string) {
  const {
    session,
    numberId: _,
    ...facts
  } = JSON.parse(signal.facts) as {
    session?: string;
    numberId?: string;
  };
  const user = { format: "iss_sub", iss: issuer, sub: signal.accountId };
  return {
    iss: issuer,
    jti: signal.id,
    iat: Math.floor(signal.issuedAt.getTime() / 1000),
    aud: audience,
    txn: signal.txn,
    sub_id:
      signal.accountId === signal.subscriberId
        ? { format: "opaque", id: signal.subscriberId }
        : number !== undefined
          ? // RFC 9493 section 3.2.5; RISC asks for it where a number was given to somebody else.
            { format: "phone_number", phone_number: number }
          : session === undefined
            ? user
            : // SSF 1.0 section 3.2: of this user this one session.
              { format: "complex", user, session: { format: "opaque", id: session } },
    events: { [signal.type]: facts },
  };
}

/** `.../risc/event-type/account-disabled` is `risc.account_disabled`. */
export const plainType = (type: string) =>
  type
    .replace(/^https:\/\/schemas\.openid\.net\/secevent\//, "")
    .replace("/event-type/", ".")
    .replaceAll("-", "_");

/** The body of a webhook: the same for every try. */
export const webhookBody = (signal: Signal) =>
  JSON.stringify({
    type: plainType(signal.type),
    timestamp: signal.issuedAt.toISOString(),
    data: {
      ...(signal.accountId === signal.subscriberId
        ? { webhookId: signal.subscriberId }
        : // What the house says is about no account.
          !signal.accountId.startsWith("house:") && { accountId: signal.accountId }),
      event: signal.type,
      transaction: signal.txn,
      details: JSON.parse(signal.facts),
    },
  });

/** Standard Webhooks 1.0.0: one signature for each secret, so that one can take over from another. */
export function webhookHeaders(id: string, at: Date, body: string, secrets: readonly string[]) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
    return `v1,${mac}`;
  });
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/**
 * The id of the n-th signal of an event for one subscriber: of the same event always the same, and of one
 * account in the order of its events.
 */
export function signalId(at: Date, seq: number, n: number, hash: Uint8Array): string {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(Math.min(seq * 8 + n, 0xffffffff));
  return idFrom("set", at, Buffer.concat([place, hash.subarray(0, 6)]));
}
