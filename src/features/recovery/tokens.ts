import { sha256 } from "../../core/crypto.ts";
import { makeToken } from "../../core/tokens.ts";
import { noWait } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import type { Loaded } from "./judging.ts";
import { isEnded } from "./rules.ts";
import { apply } from "./standing.ts";
import * as store from "./store.ts";
import { type RecoveryView, view } from "./view.ts";

const DAY_MS = 86_400_000;
const TOKEN_DAYS = 30;

/** The claimant's token: shown once, its secret kept as a hash. */
export function newToken(world: World, accountId: string, id: string) {
  const secret = world.bytes(24).toString("base64url");
  const until = new Date(world.now().getTime() + TOKEN_DAYS * DAY_MS);
  const token = makeToken(world, "claimant", { accountId, id, secret }, until);
  return { token, tokenHash: sha256(secret) };
}

/**
 * The claim goes on in another browser: a token in the place of the one before, which is no good any more.
 * The power is that of before; only a password has to wait a little, and an ended claim stays as it ended.
 * The caller holds the account's lock.
 */
export async function continueElsewhere(
  world: World,
  actor: Actor,
  recovery: Loaded,
): Promise<{ recovery: RecoveryView; token: string }> {
  const { accountId, id } = recovery;
  const moved = isEnded(recovery.state)
    ? recovery
    : await apply(world, actor, recovery, { is: "continued-elsewhere" });
  const { token, tokenHash } = newToken(world, accountId, id);
  noWait(world, store.setToken(world.db, accountId, id, tokenHash));
  return { recovery: await view(world, { ...moved, tokenHash }), token };
}
