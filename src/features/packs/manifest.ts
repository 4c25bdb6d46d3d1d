/**
 * The manifest of a pack: type, format, size and SHA-256 of each file (the list that Fafa [2016] 22 article 14
 * asks for), each entry chained to the one before, all of it signed with Ed25519 (RFC 8032). What it says can be
 * checked with OpenSSL alone: docs/guide/packs.md.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

export const FORMAT = "rightful-evidence-pack/1";
export const MANIFEST = "manifest.json";
export const SIGNATURE = "manifest.sig";
export const PUBLIC_KEY = "public-key.pem";
export const SUMS = "SHA256SUMS";

export const hexOf = (bytes: Uint8Array | string) =>
  createHash("sha256").update(bytes).digest("hex");

/** What is known of one file. `type`: what it is to the case; `format`: its media type. */
export type Listed = {
  name: string;
  type: string;
  format: string;
  sizeBytes: number;
  sha256: string;
};
export type Link = Listed & { seq: number; chain: string };

/** SHA-256 over these lines, so that a shell can do it too. */
export const chainOf = (before: string, seq: number, each: Listed) =>
  hexOf(
    `${[before, seq, each.name, each.type, each.format, each.sizeBytes, each.sha256].join("\n")}\n`,
  );

export function chained(files: readonly Listed[]): Link[] {
  let before = "";
  return files.map((each, index) => {
    before = chainOf(before, index + 1, each);
    return { seq: index + 1, ...each, chain: before };
  });
}

export type About = {
  pack: string;
  reference: string;
  operator: string;
  server: string;
  account: string;
  lang: string;
  from: string;
  to: string;
  /** The signed time, by this server's clock: the state of the records that the pack shows. */
  signedAt: string;
  /** Where the account's own chain of events stood: number and hash of its last link. */
  record: { seq: number; hash: string };
  counterAccounts: string;
};
export type Manifest = About & {
  format: string;
  key: { algorithm: "Ed25519"; fingerprint: string; publishedAt: string };
  count: number;
  head: string;
  files: Link[];
};

export function manifestOf(
  about: About,
  key: { fingerprint: string; publishedAt: string },
  files: readonly Listed[],
): Buffer {
  const links = chained(files);
  const manifest: Manifest = {
    ...{ format: FORMAT, ...about },
    key: { algorithm: "Ed25519", ...key },
    ...{ count: links.length, head: links.at(-1)?.chain ?? "", files: links },
  };
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** As `sha256sum -c` reads it. */
export const sumsOf = (files: readonly Listed[]) =>
  Buffer.from(files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));

// Keys -------------------------------------------------------------------------------------------------

/** RFC 8410: the 32 bytes of an Ed25519 key as PKCS #8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export type Signer = { publicKeyPem: string; fingerprint: string; sign(bytes: Buffer): Buffer };

export function signerOf(secret: Buffer): Signer {
  const der = Buffer.concat([PKCS8, secret]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const open = createPublicKey(key);
  return {
    publicKeyPem: String(open.export({ format: "pem", type: "spki" })),
    fingerprint: fingerprintOf(open),
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** SHA-256 of the key as DER (SubjectPublicKeyInfo), in hexadecimal. */
export const fingerprintOf = (key: KeyObject) =>
  hexOf(key.export({ format: "der", type: "spki" }) as Buffer);

/** An Ed25519 key, or null for anything else. */
export function readKey(pem: string | Buffer): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

export const isSigned = (manifest: Buffer, signature: Buffer, key: KeyObject) =>
  verify(null, manifest, key, signature);
