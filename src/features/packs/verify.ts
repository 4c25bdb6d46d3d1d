/** Is a pack what was signed? Pure: the bytes in, what is wrong out. Nothing of it is trusted before it is checked. */
import {
  chained,
  FORMAT,
  fingerprintOf,
  hexOf,
  isSigned,
  type Link,
  MANIFEST,
  type Manifest,
  PUBLIC_KEY,
  readKey,
  SIGNATURE,
} from "./manifest.ts";
import { filesOf, type Packed, zipOf } from "./zip.ts";

export type PackFault =
  | { kind: "no-zip" | "no-manifest" | "no-key" | "signature" | "other-key" | "layout" | "chain" }
  | { kind: "missing" | "extra" | "twice" | "changed"; name: string };

export type PackReport = {
  /** Nothing is wrong, as far as it was asked: see `keyKnown`. */
  sound: boolean;
  faults: PackFault[];
  /** Of the key inside. */
  fingerprint: string | null;
  /** Is it the key that was named? Null: none was named, so anybody could have signed it. */
  keyKnown: boolean | null;
  pack: string | null;
  signedAt: string | null;
  operator: string | null;
  publishedAt: string | null;
  files: number;
};

/** `trusted`: the fingerprint that the operator publishes, in hexadecimal. */
export function verifyPack(zip: Buffer, trusted?: string): PackReport {
  const files = filesOf(zip);
  if (!files) return report([{ kind: "no-zip" }], null, null, trusted, 0);
  const faults: PackFault[] = [];
  const named = new Map(files.map((each) => [each.name, each.bytes]));
  const manifest = readManifest(named.get(MANIFEST));
  const key = readKey(named.get(PUBLIC_KEY) ?? "");
  const fingerprint = key && fingerprintOf(key);
  if (!manifest) faults.push({ kind: "no-manifest" });
  if (!key) faults.push({ kind: "no-key" });
  const signature = named.get(SIGNATURE) ?? Buffer.alloc(0);
  if (key && !isSigned(named.get(MANIFEST) ?? Buffer.alloc(0), signature, key))
    faults.push({ kind: "signature" });
  const isOther = trusted !== undefined && fingerprint !== plain(trusted);
  if (isOther || (manifest && manifest.key.fingerprint !== fingerprint))
    faults.push({ kind: "other-key" });
  if (manifest) faults.push(...faultsOfFiles(files, named, manifest));
  const order = manifest && [...manifest.files.map(({ name }) => name), MANIFEST, SIGNATURE];
  const isMoved = order !== null && order.join("\n") !== files.map(({ name }) => name).join("\n");
  // Every byte that belongs to no file: names, lengths, checksums, what stands before, between and behind.
  if (isMoved || !zipOf(files).equals(zip)) faults.push({ kind: "layout" });
  return report(faults, manifest, fingerprint, trusted, files.length);
}

function faultsOfFiles(
  files: readonly Packed[],
  named: ReadonlyMap<string, Buffer>,
  { files: links, head, count }: Manifest,
): PackFault[] {
  const faults: PackFault[] = [];
  const listed = new Set([...links.map(({ name }) => name), MANIFEST, SIGNATURE]);
  const seen = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) faults.push({ kind: "twice", name });
    if (!listed.has(name)) faults.push({ kind: "extra", name });
    seen.add(name);
  }
  for (const { name, sizeBytes, sha256 } of links) {
    const bytes = named.get(name);
    if (!bytes) faults.push({ kind: "missing", name });
    else if (bytes.length !== sizeBytes || hexOf(bytes) !== sha256)
      faults.push({ kind: "changed", name });
  }
  if (!isChained(links, head, count)) faults.push({ kind: "chain" });
  return faults;
}

const isChained = (links: readonly Link[], head: string, count: number) => {
  const anew = chained(links.map(({ seq: _seq, chain: _chain, ...listed }) => listed));
  return (
    count === links.length &&
    head === (links.at(-1)?.chain ?? "") &&
    anew.every(({ seq, chain }, at) => seq === links[at]?.seq && chain === links[at]?.chain)
  );
};

const plain = (fingerprint: string) => fingerprint.replace(/[\s:]/g, "").toLowerCase();

function readManifest(bytes: Buffer | undefined): Manifest | null {
  try {
    const manifest = JSON.parse(String(bytes)) as Manifest;
    const isOurs = manifest.format === FORMAT && Array.isArray(manifest.files);
    if (!isOurs || manifest.files.some((each) => typeof each?.name !== "string")) return null;
    return typeof manifest.key?.fingerprint === "string" ? manifest : null;
  } catch {
    return null;
  }
}

const report = (
  faults: PackFault[],
  manifest: Manifest | null,
  fingerprint: string | null,
  trusted: string | undefined,
  files: number,
): PackReport => ({
  ...{ sound: faults.length === 0, faults, fingerprint, files },
  keyKnown: trusted === undefined ? null : fingerprint === plain(trusted),
  pack: manifest?.pack ?? null,
  signedAt: manifest?.signedAt ?? null,
  operator: manifest?.operator ?? null,
  publishedAt: manifest?.key.publishedAt ?? null,
});
