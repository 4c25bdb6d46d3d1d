/**
 * What files are to a case: something new to judge by. Which files there are is the business of `evidence`,
 * which stands to the right; it says so here.
 */
import type { World } from "../../core/world.ts";
import { type Agent, barring, demandLease, onCase } from "./desk.ts";
import { CaseEnded, NotDrawn, NotYou } from "./problems.ts";
import { isEnded, SNOOZE_DAYS_MAX } from "./rules.ts";
import { apply, type Case, type Held, lockCase, note, wakeAt } from "./standing.ts";
import * as store from "./store.ts";
import { liveDraw } from "./verdicts.ts";
import type { Words } from "./words.ts";

const DAY_MS = 86_400_000;

/** What the claimant is asked for again, as their page says it. */
export type Asked = { at: string; reason: string; kind?: string; text: Words };

/**
 * The files are others than before: a verdict on what was there is void, and a clock that stood still goes on.
 * The caller holds the account's lock.
 */
export async function filesChanged(
  world: World,
  accountId: string,
  caseId: string,
  filesHash: string,
): Promise<Held> {
  await store.updateCase(world.db, accountId, caseId, { filesHash });
  return lockCase(world, accountId, caseId);
}

/**
 * Whoever decides now may open a file: who holds the case, or the second person whom the system drew. Throws
 * `not-you`, `lease-lost`, `not-drawn`, `case-ended`.
 */
export async function demandOpenable(world: World, agent: Agent, held: Case): Promise<void> {
  if (await barring(world, agent, held)) throw NotYou();
  if (isEnded(held.state)) throw CaseEnded();
  if (held.state !== "second-check") await demandLease(world, agent, held);
  else if ((await liveDraw(world, held))?.staffId !== agent.id) throw NotDrawn();
}

/** The claimant is asked for a file again; our clock stands still meanwhile. Throws as `demandOpenable`, `cannot-now`. */
export const askForFile = (
  world: World,
  agent: Agent,
  caseId: string,
  read: (world: World, held: Case) => Promise<{ id: string; asked: Omit<Asked, "at"> }>,
) =>
  onCase(world, caseId, async (world, { held }) => {
    await demandOpenable(world, agent, held);
    const { id, asked } = await read(world, held);
    const facts = { evidenceId: id, kind: asked.kind, reason: asked.reason };
    const said = JSON.stringify({ at: world.now().toISOString(), ...asked });
    // Asked for twice, the newer counts; the clock stands still already.
    if (held.state === "waiting-claimant")
      return note(world, agent, held, {
        type: "evidence.asked-again",
        facts,
        set: { asked: said },
      });
    const until = new Date(world.now().getTime() + SNOOZE_DAYS_MAX * DAY_MS);
    await wakeAt(world, held, until);
    return apply(world, agent, held, "ask-claimant", {
      ...{ type: "evidence.asked-again", facts },
      set: { asked: said, snoozedUntil: until, snoozedFor: "claimant" },
    });
  });
