/** A claim that several accounts could be meant by finds its own. */
import { transact } from "../../core/db.ts";
import { readToken } from "../../core/tokens.ts";
import { noWait } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { isShadow, lockAccount, readMethods, tagsOf } from "../accounts/index.ts";
import { type Claimant, enforced, lockOwn } from "./actions.ts";
import { insert, type Started } from "./claims.ts";
import type { Loaded } from "./judging.ts";
import { checkClaim, isRecognised } from "./number.ts";
import { AlreadyEnded, isEnded, NoChoice } from "./rules.ts";
import { accept, advance, apply } from "./standing.ts";
import * as store from "./store.ts";
import { newToken } from "./tokens.ts";
import { readTyped, type Typed } from "./typed.ts";
import { view } from "./view.ts";

/**
 * Several accounts share what was typed; its proof has been given and one of them is chosen. The claim
 * goes on under that account with the same id. Repeating it gives the same claim again.
 */
export async function chooseAccount(
  world: World,
  claimant: Claimant,
  choice: string,
): Promise<Started> {
  const facts = readToken(world, "choice", choice);
  if (!facts?.accountId || facts.recoveryId !== claimant.recoveryId) throw NoChoice();
  const chosen = facts.accountId;
  const from = await transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    if (!isShadow(recovery.accountId) || !(await isRecognised(world, recovery))) throw NoChoice();
    if (recovery.state !== "proving" && recovery.endedWhy !== "moved")
      throw AlreadyEnded({ state: recovery.state });
    return { recovery, typed: await readTyped(world, recovery) };
  });
  await checkClaim(world, { ...from.recovery, accountId: chosen });
  const started = await transact(world, (world) => moveTo(world, claimant, chosen, from));
  await transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    if (!isEnded(recovery.state))
      await apply(world, claimant, recovery, { is: "cancelled", why: "moved" });
  });
  return { ...started, recovery: await enforced(world, chosen, started.recovery) };
}

async function moveTo(
  world: World,
  claimant: Claimant,
  accountId: string,
  { recovery, typed }: { recovery: Loaded; typed: Typed },
): Promise<Started> {
  await lockAccount(world, accountId);
  const before = (await store.findRecovery(world.db, accountId, recovery.id)) as Loaded | undefined;
  if (before) {
    const { token, tokenHash } = newToken(world, accountId, recovery.id);
    noWait(world, store.setToken(world.db, accountId, recovery.id, tokenHash));
    return { recovery: await view(world, before), token };
  }
  const tags = tagsOf(world, recovery.identifierKind, typed.value);
  const method = (await readMethods(world, accountId)).find(
    ({ tag, removedAt }) => tags.includes(tag) && !removedAt,
  );
  if (!method) throw NoChoice();
  const { situation, identifierKind, identifierTag, device, network, country, locale, id } =
    recovery;
  const given = recovery.given.map((proof) => ({
    ...proof,
    methodId: method.id,
    methodSince: method.since.toISOString(),
  }));
  const started = await insert(world, claimant, {
    ...{
      accountId,
      id,
      situation,
      identifierKind,
      identifierTag,
      device,
      network,
      country,
      locale,
      typed,
    },
    given: [],
  });
  let own = (await store.findRecovery(world.db, accountId, id)) as Loaded;
  const account = await lockAccount(world, accountId);
  for (const proof of given) own = await accept(world, claimant, own, proof);
  const { recovery: moved, blocked } = await advance(world, claimant, own, account.balanceHigh);
  return { recovery: await view(world, moved, blocked), token: started.token };
}
