/**
 * Tokens that carry their own facts, sealed: who it is for and until when. They need no look-up, so
 * nobody learns from the time of an answer whether what they name exists.
 */
import { open, seal } from "./crypto.ts";
import type { World } from "./world.ts";

/**
 * After a restore every token of before is nobody's: what was given out since the backup was made cannot be
 * told from what was spent since.
 */
const context = ({ epoch }: World, kind: string) => `token:${epoch ? `${epoch}:` : ""}${kind}`;

/** Padded to one length, so that a token's size tells nothing about what is inside. */
const SIZE = 320;

export function makeToken(
  world: World,
  kind: string,
  facts: Record<string, string>,
  expiresAt: Date,
): string {
  const body = JSON.stringify({ ...facts, until: expiresAt.toISOString() });
  return seal(world.keys, world, body.padEnd(SIZE), context(world, kind));
}

/** The facts, or null when it is not ours, for something else, changed or expired. */
export function readToken(
  world: World,
  kind: string,
  token: string,
): Record<string, string> | null {
  if (token.length > 2000) return null;
  try {
    const facts = JSON.parse(open(world.keys, token, context(world, kind)).toString());
    return new Date(facts.until) > world.now() ? facts : null;
  } catch {
    return null;
  }
}
