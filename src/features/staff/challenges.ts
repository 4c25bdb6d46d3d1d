/** Challenges: chance given out once and taken back once, kept as hashes. */
import { sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { spend } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** Throws `too-many`: of one network, so that nobody fills the table or tries for ever. */
export const spendSignIn = (world: World) =>
  spend(
    world,
    `desk-sign-in:${world.call?.network ?? ""}`,
    rules.SIGN_INS_PER_WINDOW,
    rules.SIGN_IN_WINDOW_MS,
  );

/** 32 bytes for this purpose, good for five minutes unless said otherwise. */
export async function giveChallenge(
  world: World,
  purpose: string,
  minutes = rules.CHALLENGE_MINUTES,
) {
  const challenge = world.bytes(32);
  const hash = sha256(challenge.toString("base64url"));
  const expiresAt = new Date(world.now().getTime() + minutes * 60_000);
  await transact(world, ({ db }) => store.insertChallenge(db, { hash, purpose, expiresAt }));
  return challenge;
}

/**
 * True once. Committed by itself, before what it is for: a refused answer has used its challenge up,
 * so that nobody tries several answers to one.
 */
export const takeChallenge = (world: World, purpose: string, challenge: string) =>
  transact(world, ({ db }) => store.takeChallenge(db, sha256(challenge), purpose, world.now()));

export async function sweepChallenges(world: World): Promise<number> {
  const { numDeletedRows } = await store.sweepChallenges(world.db, world.now());
  return Number(numDeletedRows);
}
