/**
 * The same step in another browser, for a browser that cannot use passkeys: a link that is good once, for ten
 * minutes. Whoever opens it holds the claim from then on, and this browser holds it no more; so a thief who
 * has his victim open a link of his gives his claim away, and gains nothing. What he could do is have somebody
 * go on with a claim that they did not begin: the page says so before anything happens, and a press does it.
 */
import { sameSecret, sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { makeToken, readToken } from "../../core/tokens.ts";
import type { Actor, World } from "../../core/world.ts";
import { type Claimant, findOwn } from "./actions.ts";
import { AlreadyEnded, Gone, isEnded } from "./rules.ts";
import { lockRecovery } from "./standing.ts";
import { continueElsewhere } from "./tokens.ts";

const LINK_MS = 600_000;
const KIND = "elsewhere";

/** Bound to the claimant's token of now: a link of before that token has moved on is no good. */
export async function makeElsewhereLink(world: World, claimant: Claimant) {
  const recovery = await findOwn(world, claimant);
  if (isEnded(recovery.state)) throw AlreadyEnded({ state: recovery.state });
  const { accountId, id, tokenHash } = recovery;
  const expiresAt = new Date(world.now().getTime() + LINK_MS);
  const token = makeToken(world, KIND, { accountId, id, of: sha256(tokenHash) }, expiresAt);
  return {
    url: `${world.config.url}/recover/elsewhere#${token}`,
    expiresAt: expiresAt.toISOString(),
  };
}

/** Takes the claim into this browser. Throws `gone`: used, too late, or not ours. */
export async function openElsewhere(world: World, actor: Actor, token: string) {
  const facts = readToken(world, KIND, token);
  if (!facts?.accountId || !facts.id) throw Gone();
  const { accountId, id, of = "" } = facts;
  return transact(world, async (world) => {
    const { recovery } = await lockRecovery(world, accountId, id);
    if (!sameSecret(of, sha256(recovery.tokenHash)) || isEnded(recovery.state)) throw Gone();
    // Told on every channel, once something of the account has been proven in it.
    const quiet = recovery.given.length === 0;
    await emit(world, actor, "recovery.continued", accountId, { recoveryId: id, quiet });
    return continueElsewhere(world, actor, recovery);
  });
}
