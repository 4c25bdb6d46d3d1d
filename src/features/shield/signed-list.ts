/**
 * Opens the signed list of official channels (`/.well-known/official-channels.json`), so that it may come from anywhere: a
 * mirror, a file, another app. A thief would hand over one of his own, one that he changed, or one from before he was taken
 * out; so it is refused whole unless a key that is known already signed it and it still holds.
 */
import type { Registry } from "./registry.ts";

/** A flattened JWS (RFC 7515, 7.2.2). */
export type SignedList = { protected: string; payload: string; signature: string };
/** What `/jwks.json` holds. Take it from where you trust, once: whoever chooses the key chooses the list. */
export type KeySet = { keys: readonly object[] };

export type ListFault =
  | "not-a-list"
  | "unknown-key"
  | "bad-signature"
  | "other-issuer"
  | "expired"
  | "too-new"
  | "older"
  | "no-crypto";

const SAYS: Record<ListFault, string> = {
  "not-a-list": "This is no list of official channels.",
  "unknown-key": "This list was signed with a key that is not among those given.",
  "bad-signature": "This list was changed, or is not by whom it says.",
  "other-issuer": "This list is somebody else's.",
  expired: "This list has expired: get a newer one.",
  "too-new": "This list is from the future: look at the clock of this device.",
  older: "This list is older than the one that was known.",
  "no-crypto": "This page has no WebCrypto: it must come over https.",
};

/** Why a list is refused: decide by `code`. */
export class ListRefused extends Error {
  readonly code: ListFault;
  constructor(code: ListFault) {
    super(SAYS[code]);
    this.name = "ListRefused";
    this.code = code;
  }
}

export type OpenOptions = {
  keys: KeySet;
  /** The origin whose list it is, `https://id.example.com`. */
  issuer: string;
  now: Date;
  /** The version that was trusted last: an older one is refused. */
  atLeast?: number;
};

/** Clocks of devices go wrong by minutes. */
const SLACK_S = 300;
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
type Claims = { iss?: unknown; iat?: unknown; exp?: unknown };
type PublicKey = { kty?: unknown; kid?: unknown; n?: unknown; e?: unknown };

/** The channels in it, for `createShield`. Throws `ListRefused`. */
export async function openChannels(list: unknown, options: OpenOptions): Promise<Registry> {
  const { keys, issuer, now, atLeast = 0 } = options;
  const parts = partsOf(list);
  const header = read(parts.protected) as { alg?: unknown; kid?: unknown; typ?: unknown };
  // Only the one way in which these lists are signed: a header chooses nothing.
  if (header.alg !== "RS256" || header.typ !== "official-channels+jws" || "crit" in header)
    throw new ListRefused("not-a-list");
  const key = (keys.keys as readonly PublicKey[]).find(
    ({ kty, kid }) => kty === "RSA" && typeof kid === "string" && kid === header.kid,
  );
  if (!key) throw new ListRefused("unknown-key");
  if (!(await isSignedBy(key, parts))) throw new ListRefused("bad-signature");
  const claims = read(parts.payload) as Claims & Registry;
  if (claims.iss !== issuer) throw new ListRefused("other-issuer");
  const seconds = now.getTime() / 1000;
  if (!(typeof claims.exp === "number" && claims.exp > seconds - SLACK_S))
    throw new ListRefused("expired");
  if (!(typeof claims.iat === "number" && claims.iat < seconds + SLACK_S))
    throw new ListRefused("too-new");
  if (!isRegistry(claims)) throw new ListRefused("not-a-list");
  if (claims.version < atLeast) throw new ListRefused("older");
  return claims;
}

function partsOf(list: unknown): SignedList {
  const parts = (list ?? {}) as Partial<Record<keyof SignedList, unknown>>;
  for (const part of [parts.protected, parts.payload, parts.signature])
    if (typeof part !== "string" || !/^[A-Za-z0-9_-]+$/.test(part))
      throw new ListRefused("not-a-list");
  return parts as SignedList;
}

const bytes = (base64url: string) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
    char.charCodeAt(0),
  );

function read(part: string): object {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes(part)));
    if (typeof value === "object" && value !== null) return value;
  } catch {}
  throw new ListRefused("not-a-list");
}

async function isSignedBy({ n, e }: PublicKey, list: SignedList): Promise<boolean> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) throw new ListRefused("no-crypto");
  try {
    const jwk = { kty: "RSA", n: String(n), e: String(e) };
    const key = await subtle.importKey("jwk", jwk, RS256, false, ["verify"]);
    const signed = new TextEncoder().encode(`${list.protected}.${list.payload}`);
    return await subtle.verify(RS256, key, bytes(list.signature), signed);
  } catch {
    return false;
  }
}

const LISTS = [
  ...["domains", "hosts", "keywords", "ambiguous", "innocent", "exceptions", "phones"],
  ...["signatures", "senderIds", "emailDomains"],
];
const areTexts = (value: unknown) =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

/** By its shape: who signed it has judged the rest (`registry/reading.ts`). */
export function isRegistry(given: unknown): given is Registry {
  const { version, brands, userContent, shorteners } = (given ?? {}) as Partial<Registry>;
  return (
    Number.isInteger(version) &&
    areTexts(userContent) &&
    areTexts(shorteners) &&
    Array.isArray(brands) &&
    brands.length > 0 &&
    brands.every(isBrand)
  );
}

function isBrand(given: unknown): boolean {
  const brand = (given ?? {}) as Record<string, unknown>;
  const { en, zh } = (brand.name ?? {}) as Record<string, unknown>;
  return areTexts([brand.id, en, zh]) && LISTS.every((name) => areTexts(brand[name]));
}
