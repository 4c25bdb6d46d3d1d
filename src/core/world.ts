/**
 * World is everything that is not a function of its arguments: time, chance, the database, keys and
 * other people's systems. Production builds one, tests build another whose clock stands still.
 * This is the only file that reads the clock and chance (`test/tidy.test.ts` holds the wall).
 */
import { randomBytes, randomFillSync, randomInt } from "node:crypto";
import type { Policy } from "../features/policies/index.ts";
import type { Held } from "../features/registry/index.ts";
import type { Channel } from "../ports/channels/channels.ts";
import type { Directory } from "../ports/directory/directory.ts";
import type { FaceVerifier } from "../ports/face/face.ts";
import type { Scanner } from "../ports/scanner/scanner.ts";
import type { Telecom } from "../ports/telecom/telecom.ts";
import type { Config } from "./config.ts";
import type { Keyring } from "./crypto.ts";
import type { Db } from "./db.ts";
import type { Lanes } from "./jobs.ts";
import type { Log } from "./log.ts";
import type { Unit } from "./unit.ts";

/** Who acts. The id is what the audit shows; it never holds personal data. */
export type Actor =
  | { kind: "stranger"; id: string }
  | { kind: "claimant"; id: string; accountId: string; recoveryId: string; secret: string }
  | { kind: "owner"; id: string; accountId: string; sessionId: string }
  | { kind: "client"; id: string; scopes: string[] }
  | { kind: "agent"; id: string; role: string; team: string | null; sessionId: string }
  | { kind: "system"; id: string };

/**
 * `directory`: the wallet's own system, when accounts or money live there. `scanner`: knows harmful files.
 * `telecom`: operators. `face`: compares faces.
 */
export type Ports = {
  sms: Channel;
  email: Channel;
  directory?: Directory;
  scanner?: Scanner;
  telecom?: Telecom;
  face?: FaceVerifier;
};

/** How to ask whether a caller is still who he was known to be. */
export type Confirm = {
  /** By itself. */
  ask(db: Db): Promise<boolean>;
  /** Within a statement that asks for more: what his key is found by, and whether what was found is still good. */
  hash: string;
  isGood(found: unknown): boolean;
};

/** One HTTP request, as far as an action may know it. Hashes, never raw addresses. */
export type Call = {
  /** Keyed hash of the caller's network, for limits that close the abused way only. */
  network: string;
  /** Keyed hash of the caller's device cookie; empty when there is none. */
  device: string;
  /** ISO 3166, as the proxy in front says; empty: not known. */
  country?: string;
  /** Name of the browser or program, shortened, for the owner's eyes. */
  agent: string;
  /** Still to be asked before anything is committed or answered: is the caller who he was known to be? */
  confirm?: Confirm;
  idempotency?: {
    scope: string;
    key: string;
    requestHash: string;
    secret: boolean;
    marked: boolean;
  };
};

export type World = {
  config: Config;
  log: Log;
  db: Db;
  /** Which restore this database comes from, when it comes from one: no token of before it is good. */
  epoch?: string;
  /** Inside a transaction: what it has read and what it owes. */
  unit?: Unit;
  keys: Keyring;
  ports: Ports;
  policies: ReadonlyMap<string, Policy>;
  /** The official channels, the version in force. */
  registry: Held;
  /** Which readers hear which event; filled by the features in `app.ts`. */
  readers: Record<string, readonly string[]>;
  /** Those of this process who deliver to subscribers: they need not wait for their next look. */
  runner?: { nudge(): void };
  /** The workers of this process, when it has some: they need not wait for their next poll. */
  lanes?: Lanes;
  now(): Date;
  /** The wall's time, which signed artefacts and one-time passwords of other devices keep. */
  wallNow(): Date;
  /** A new id, `prefix_` and 26 characters that sort by time (48 bits of time, 80 of chance). */
  id(prefix: string): string;
  /** A uniformly random decimal code, leading zeros kept. */
  code(digits: number): string;
  /** Random bytes from the system's generator. */
  bytes(count: number): Buffer;
  call?: Call;
};

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Crockford base 32 in lower case, big-endian, five bits a character. */
export function base32(bytes: Uint8Array): string {
  let out = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(held >>> bits) & 31];
    }
    held &= 255;
  }
  return bits > 0 ? out + ALPHABET[(held << (5 - bits)) & 31] : out;
}

export function idFrom(prefix: string, now: Date, chance: Uint8Array): string {
  const time = Buffer.alloc(6);
  time.writeUIntBE(now.getTime(), 0, 6);
  return `${prefix}_${base32(Buffer.concat([time, chance]))}`;
}

/** The wall's time, moved forward by `offsetMs` (the demo's clock; 0 elsewhere). */
export const wallClock = (offsetMs: () => number) => () => new Date(Date.now() + offsetMs());

/**
 * Milliseconds until a process looks again at what it looks at so often. Its looks fall together: one wake and
 * warm caches for all of them, where each by itself costs more than what it asks.
 */
export const untilNextLook = (everyMs: number) => everyMs - (performance.now() % everyMs);

export const environment = () => process.env;

const drawn = { bytes: new Uint8Array(4_096), at: 4_096 };

/** A little chance: one call to the kernel is enough for many. What was given out is not kept. */
function fewBytes(count: number): Uint8Array {
  if (drawn.at + count > drawn.bytes.length) {
    randomFillSync(drawn.bytes);
    drawn.at = 0;
  }
  const given = drawn.bytes.slice(drawn.at, drawn.at + count);
  drawn.bytes.fill(0, drawn.at, drawn.at + count);
  drawn.at += count;
  return given;
}

/** Chance as production wants it. Tests use the same: nothing depends on its values. */
export const chance = (now: () => Date) => ({
  id: (prefix: string) => idFrom(prefix, now(), fewBytes(10)),
  code: (digits: number) => String(randomInt(10 ** digits)).padStart(digits, "0"),
  bytes: (count: number) => randomBytes(count),
});

export const actorName = (actor: Actor) => `${actor.kind}:${actor.id}`;
