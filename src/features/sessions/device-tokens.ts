/** A device that asks speaks for itself: the wallet vouches for it once, by a token in its link. */
import { sha256 } from "../../core/crypto.ts";
import { makeToken, readToken } from "../../core/tokens.ts";
import type { World } from "../../core/world.ts";
import { DEVICE_TOKEN_MINUTES } from "./rules.ts";
import * as store from "./store.ts";

/** A one-time token for the wallet's "forgot password?" link: this device asks. */
export async function makeDeviceToken(world: World, deviceId: string) {
  const expiresAt = new Date(world.now().getTime() + DEVICE_TOKEN_MINUTES * 60_000);
  return {
    token: makeToken(world, "device", { deviceId, nonce: world.id("once") }, expiresAt),
    expiresAt,
  };
}

/**
 * The device that a token speaks for; null when it is no good. It vouches once: ask `spendDeviceToken`.
 * Whether the account knows that device is another question (`findDevice`).
 */
export function readDeviceToken(world: World, token: string | undefined): string | null {
  return (token && readToken(world, "device", token)?.deviceId) || null;
}

/** False when the token was spent before. */
export const spendDeviceToken = (world: World, token: string): Promise<boolean> =>
  store.spendToken(world.db, sha256(token), world.now());
