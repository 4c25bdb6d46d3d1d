/**
 * What the claimant of a case sees: where it stands, until when, and why. Nothing of it names a person.
 * Every sentence comes in both languages: whoever reads may have changed theirs since the case was opened.
 */
import type { World } from "../../core/world.ts";
import { lockAccount, openFor } from "../accounts/index.ts";
import { type Claimant, reference } from "../recovery/index.ts";
import { addWorking } from "./calendar.ts";
import { contactOf, maskContact } from "./contact.ts";
import type { Asked } from "./files.ts";
import { appealUntil, contactContext } from "./opening.ts";
import { onOwnCase, questionsAsked } from "./questions.ts";
import { type Case, inCalendar } from "./standing.ts";
import * as store from "./store.ts";
import { findOutcome, listVerdicts } from "./verdict-store.ts";
import { reasonOf, said, standing } from "./words.ts";

/** Whom it waits for, as the claimant may know it: which of us is nobody's business. */
const waitingFor = ({ state, closedAt }: Case) =>
  closedAt ? null : state === "waiting-claimant" ? "claimant" : "us";

export const readOwnCase = (world: World, claimant: Claimant) =>
  onOwnCase(world, claimant, async (world, held) => {
    const { key } = await lockAccount(world, held.accountId);
    const { accountId, id } = held;
    const now = world.now();
    const contact = held.contact
      ? contactOf(world, openFor(key, held.contact, contactContext(id)))
      : null;
    const isLate = held.breachedAt !== null && !held.closedAt && !held.pausedAt;
    // Late once, it is promised anew: half as long again.
    const again = isLate
      ? await inCalendar(world, (calendar) => addWorking(calendar, held.dueAt, held.promiseMs / 2))
      : null;
    const verdicts = await listVerdicts(world.db, accountId, id);
    const messages = verdicts
      .filter(({ outcome }) => outcome === "need-more")
      .map(({ reason, at }) => ({
        at: at.toISOString(),
        reason,
        text: reasonOf("need-more", reason)?.claimant ?? standing["waiting-claimant"],
      }));
    return {
      case: {
        reference: reference(id),
        state: held.state,
        text: said(held, now),
        // By which they come back from another browser; none was given, or none that a code can go to.
        contact: contact && maskContact(contact),
        openedAt: held.openedAt.toISOString(),
        dueAt: (again ?? held.dueAt).toISOString(),
        waitingFor: waitingFor(held),
        // Then people decide on what there is.
        ...(waitingFor(held) === "claimant" &&
          held.snoozedUntil && { answerBy: held.snoozedUntil.toISOString() }),
        ...(again && { lateBy: now.getTime() - held.dueAt.getTime() }),
        questions: held.closedAt
          ? []
          : questionsAsked(key, await store.listQuestions(world.db, accountId, id)),
        messages: [...messages, ...askedFor(held)].sort((a, b) => a.at.localeCompare(b.at)),
        ...(await endOf(world, held)),
      },
      now: now.toISOString(),
    };
  });

const askedFor = ({ asked }: Case): Asked[] => (asked ? [JSON.parse(asked)] : []);

async function endOf(world: World, held: Case) {
  const outcome = await findOutcome(world.db, held.accountId, held.id);
  if (!outcome) return { appeal: null, decision: null };
  const refused = outcome.outcome === "refuse";
  const text = reasonOf(refused ? "refuse" : "approve", outcome.reason)?.claimant;
  const decision = {
    outcome: refused ? "refused" : "approved",
    at: outcome.at.toISOString(),
    reason: { code: outcome.reason, text: text ?? standing[held.state] },
  };
  if (!refused) return { appeal: null, decision };
  const until = appealUntil(world, outcome.at, held);
  const all = await store.listOfAccount(world.db, held.accountId);
  const used = held.appealOf !== null || all.some(({ appealOf }) => appealOf === held.id);
  const possible = !used && world.now() < until;
  return { appeal: { possible, until: until.toISOString() }, decision };
}
