/**
 * The audit is what remains when everybody inside is bought: a thief who owns the database wants to change
 * what was done, or to cut it off behind the last honest day. So the heads of all chains leave the house in
 * signed lines that each name the one before, and whoever keeps those lines sees any change. Here: what a
 * line is, and what in somebody's looking at files is unlike their colleagues'. Values only.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { sha256 } from "../../core/crypto.ts";

/** Minutes between two checkpoints: what a thief inside could still undo unseen. */
export const CHECKPOINT_MINUTES = 5;
/** Heads of one line (a line is verified in one go: about ten milliseconds), lines of one sweep. */
export const LINE_HEADS = 100;
export const SWEEP_LINES = 100;

// Keys -----------------------------------------------------------------------------------------------

export type AuditKey = {
  /** Named in every line; a digest of the public key, so it cannot be claimed by another. */
  kid: string;
  /** RFC 8037: the public key, 32 bytes, base64url. */
  x: string;
  sign(text: string): string;
  /**
   * Stands for an account outside: a wallet's id may be somebody's number, and a plain digest of a number
   * is found by trying them all. The same for ever, whatever key of the server is in use.
   */
  tag(accountId: string): string;
};

/** RFC 8410 section 7: what stands before the 32 bytes of an Ed25519 key in PKCS #8, and in SPKI. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

const derived = (seed: Buffer, use: string) =>
  Buffer.from(hkdfSync("sha256", seed, "rightful", `audit ${use}`, 32));

export function auditKeyOf(seed: Buffer): AuditKey {
  const secret = derived(seed, "sign");
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, secret]),
    ...{ format: "der", type: "pkcs8" },
  });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const x = spki.subarray(SPKI.length).toString("base64url");
  const tags = derived(seed, "tag");
  return {
    ...{ kid: kidOf(x), x },
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64url"),
    tag: (id) => createHmac("sha256", tags).update(id).digest("base64url").slice(0, 22),
  };
}

export const kidOf = (x: string) => sha256(x).slice(0, 16);

export const publicKeyOf = (x: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([SPKI, Buffer.from(x, "base64url")]),
    ...{ format: "der", type: "spki" },
  });

// Lines ----------------------------------------------------------------------------------------------

/** The head of one chain: whose (a tag), how long it is, the hash of its last event. */
export type AnchoredHead = [tag: string, seq: number, hash: string];
export type Line = {
  seq: number;
  at: string;
  /** Hash of the whole line before; empty before the first. */
  previous: string;
  heads: AnchoredHead[];
  /** The first line after a restore: `previous` is line `after`, the last that the backup held. */
  restored?: { after: number; backupAt: string };
  key: string;
};

/**
 * The number of the first line after a restore: behind every line that can have left since the backup was
 * made, so that no number outside ever stands for two lines.
 */
export const seqAfterRestore = (after: number, lostMs: number) =>
  after + 1 + Math.ceil(Math.max(lostMs, 0) / 60_000 + 2) * SWEEP_LINES;

const SIGNATURE = /,"signature":"([\w-]+)"\}$/;

/** One line of JSON whose last member is the signature over everything before it, closed by a brace. */
export function signed(key: AuditKey, facts: object): string {
  const body = JSON.stringify({ ...facts, key: key.kid });
  return `${body.slice(0, -1)},"signature":"${key.sign(body)}"}`;
}

export function isSigned(key: KeyObject, text: string): boolean {
  const found = SIGNATURE.exec(text);
  if (!found) return false;
  const body = `${text.slice(0, found.index)}}`;
  return verify(null, Buffer.from(body), key, Buffer.from(found[1] ?? "", "base64url"));
}

/** Null: this is no line of a checkpoint. */
export function readLine(text: string): Line | null {
  try {
    const line = JSON.parse(text) as Line;
    const isWhole =
      Number.isSafeInteger(line.seq) &&
      [line.at, line.previous, line.key].every((value) => typeof value === "string") &&
      line.heads.every(([tag, seq, hash]) => `${tag}${hash}` && Number.isSafeInteger(seq));
    return isWhole ? line : null;
  } catch {
    return null;
  }
}

export const lineHash = (text: string) => sha256(text);

// Looking at files -----------------------------------------------------------------------------------

const DEVIATIONS = 3;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0
    ? 0
    : ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
};

/**
 * More than three median absolute deviations above the others' median. Where all others do the same a
 * deviation of one is taken, so that nobody stands out by a single file.
 */
export function standsOut(own: number, others: readonly number[]): boolean {
  if (others.length < 2) return false;
  const middle = median(others);
  const spread = median(others.map((value) => Math.abs(value - middle)));
  return own > middle + DEVIATIONS * Math.max(spread, 1);
}

export const medianOf = median;
