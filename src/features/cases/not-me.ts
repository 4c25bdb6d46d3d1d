/**
 * "This wasn't me" was answered to a message: people look at it, theft first (E15). There is no claim in such a
 * case, so nothing can be approved in it. One person looks, protects, calls back, and closes it.
 */
import type { Event } from "../../core/events.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount, readMethods } from "../accounts/index.ts";
import { type Agent, barring, demandLease, onCase } from "./desk.ts";
import { insert } from "./opening.ts";
import { CannotNow, CaseEnded, NotYou } from "./problems.ts";
import { isEnded, isNotMe, SITUATION_THEFT } from "./rules.ts";
import { apply } from "./standing.ts";
import * as store from "./store.ts";
import { notMeStory } from "./words.ts";

const DAY_MS = 86_400_000;
const system: Actor = { kind: "system", id: "not-me" };

/** At most one a day and account: whoever holds a message could press it all day. */
export async function onNotMe(world: World, { accountId, payload, at }: Event): Promise<void> {
  // A freeze protects, whoever placed it; and a young channel may be the thief's.
  if (payload.disputed !== false || "holdId" in payload || isShadow(accountId)) return;
  const account = await lockAccount(world, accountId);
  const known = await store.listOfAccount(world.db, accountId);
  const recent = at.getTime() - DAY_MS;
  if (known.some((row) => isNotMe(row) && (!row.closedAt || row.openedAt.getTime() > recent)))
    return;
  const [first] = await readMethods(world, accountId);
  await insert(world, system, {
    ...{ accountId, recovery: null, situation: SITUATION_THEFT, riskLevel: "elevated" },
    ...{ locale: account.locale, device: "", identifierTag: first?.tag ?? "" },
    ...{ openedBy: null, appealOf: null, excluded: [], contact: null },
    story: { system: notMeStory(payload) },
  });
}

/** The owner is protected, or there was nothing to protect them from. Throws `cannot-now` where there is a claim. */
export const close = (world: World, agent: Agent, caseId: string) =>
  onCase(world, caseId, async (world, { held }) => {
    if (isEnded(held.state)) throw CaseEnded();
    if (!isNotMe(held)) throw CannotNow({ state: held.state });
    if (await barring(world, agent, held)) throw NotYou();
    await demandLease(world, agent, held);
    return apply(world, agent, held, "handled", {
      ...{ type: "case.closed", facts: { why: "handled" } },
    });
  });
