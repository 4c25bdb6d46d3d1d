/**
 * What a contact does, by a link in a message and without an account: nothing of the account is told to them
 * but the name by which its owner introduced themself. Opening a link does nothing: mail scanners open links.
 */
import { sha256 } from "../../core/crypto.ts";
import { reading, transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { makeToken, readToken } from "../../core/tokens.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { contactsChanged, readContacts } from "./people.ts";
import { planReminder } from "./reminders.ts";
import { codeHash } from "./rounds.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const CODE_COOKIE = "rightful_contact";
const actor = (id: string): Actor => ({ kind: "system", id: `contact:${id}` });

/** The contact and, of a request to speak with the owner, what was asked. Throws `gone`. */
async function open(world: World, token: string, of: "page" | "round") {
  const link = await store.findLink(world.db, sha256(token));
  const isOf = of === "round" ? link?.roundId !== null : link?.roundId === null;
  if (!link || !isOf || link.expiresAt <= world.now() || isShadow(link.accountId))
    throw rules.Gone();
  const { accountId, contactId } = link;
  if (world.unit) await lockAccount(world, accountId);
  const contact = (await readContacts(world, accountId)).find(({ id }) => id === contactId);
  // Removed by the owner: what they were asked before still counts, their own page does not.
  if (!contact || (contact.removedAt && of === "page")) throw rules.Gone();
  return { contact, roundId: link.roundId };
}

async function openAsk(world: World, token: string) {
  const { contact, roundId } = await open(world, token, "round");
  const { accountId } = contact;
  const round = await store.findRound(world.db, accountId, roundId ?? "");
  if (!round || !rules.isOpen(round, world.now()) || contact.declinedAt) throw rules.Gone();
  const asks = await store.listAsks(world.db, accountId, round.recoveryId);
  const ask = asks.find((one) => one.roundId === round.id && one.contactId === contact.id);
  if (!ask) throw rules.Gone();
  return { contact, round, ask };
}

type Shown = { code: string; until: string };

/** The code that this browser was shown, from its own sealed cookie: nobody else's link shows it again. */
function shownBefore(world: World, cookie: string | undefined, ask: rules.Ask): Shown | null {
  const facts = cookie ? readToken(world, "contact-code", cookie) : null;
  if (!facts || facts.askId !== ask.id || !facts.code || !facts.until) return null;
  return { code: facts.code, until: facts.until };
}

/** What the page of a request starts from. Does nothing. Throws `gone`. */
export const readAsk = (world: World, token: string, cookie: string | undefined) =>
  reading(world, async (world) => {
    const { contact, ask } = await openAsk(world, token);
    const again = rules.isLiveCode(ask, world.now()) ? shownBefore(world, cookie, ask) : null;
    if (rules.isAnswered(ask) && !again) throw rules.Gone();
    return { name: contact.introduced, answer: ask.answer, ...again };
  });

export type Answer = "yes" | "no" | "unsure" | "stop";

/**
 * A contact answers. "Yes" shows a code, this once, in this browser. "No" is told to the owner everywhere and
 * makes the claim wait longer, but ends nothing: a contact may be mistaken, or ill-disposed. Throws `gone`.
 */
export const answerAsk = (world: World, token: string, answer: Answer) =>
  transact(world, async (world) => {
    const { contact, round, ask } = await openAsk(world, token);
    if (rules.isAnswered(ask)) throw rules.Gone();
    const { accountId, id: contactId } = contact;
    const now = world.now();
    if (answer === "stop") {
      await decline(world, contact, round.recoveryId);
      return { answer };
    }
    const facts = { recoveryId: round.recoveryId, contactId };
    if (answer !== "yes") {
      await store.updateAsk(world.db, accountId, ask.id, { answer, answeredAt: now });
      const said = answer === "no" ? "contact.said-no" : "contact.unsure";
      await emit(world, actor(contactId), said, accountId, facts);
      return { answer };
    }
    const code = world.code(policyInForce(world).budgets.codes.digits);
    const codeUntil = rules.later(now, rules.CODE_HOURS * rules.HOUR_MS);
    await store.updateAsk(world.db, accountId, ask.id, {
      ...{ answer, answeredAt: now, codeUntil },
      codeHash: codeHash(world, ask, round.recoveryId, code),
    });
    await emit(world, actor(contactId), "contact.said-yes", accountId, facts);
    const until = codeUntil.toISOString();
    const kept = makeToken(world, "contact-code", { askId: ask.id, code }, codeUntil);
    return { answer, code, until, kept };
  });

/** What a contact's own page starts from. Throws `gone`. */
export const readPage = (world: World, token: string) =>
  reading(world, async (world) => {
    const { contact } = await open(world, token, "page");
    const { introduced: name, confirmedAt, declinedAt } = contact;
    return { name, state: declinedAt ? "stopped" : confirmedAt ? "willing" : "invited" };
  });

/** `erase`: what is kept of them goes at once. */
export type Wish = "yes" | "stop" | "erase";

/** A contact says yes to being one, or stops at any time later. Repeating it changes nothing. Throws `gone`. */
export const answerPage = (world: World, token: string, wish: Wish) =>
  transact(world, async (world) => {
    const { contact } = await open(world, token, "page");
    const { accountId, id, introduced: name } = contact;
    if (wish === "erase") {
      await store.deleteContact(world.db, accountId, id);
      contactsChanged(world, accountId);
      await emit(world, actor(id), "contact.erased", accountId, { contactId: id });
      return { name, state: "erased" };
    }
    if (wish === "stop") {
      if (!contact.declinedAt) await decline(world, contact, null);
      return { name, state: "stopped" };
    }
    // Who said stop is not made willing by an old page; the owner can ask again in a while.
    if (contact.declinedAt) throw rules.Gone();
    if (!contact.confirmedAt) {
      await store.updateContact(world.db, accountId, id, { confirmedAt: world.now() });
      contactsChanged(world, accountId);
      await emit(world, actor(id), "contact.confirmed", accountId, { contactId: id });
      await planReminder(world, accountId);
    }
    return { name, state: "willing" };
  });

async function decline(world: World, contact: rules.Contact, recoveryId: string | null) {
  const { accountId, id } = contact;
  await store.updateContact(world.db, accountId, id, { declinedAt: world.now() });
  contactsChanged(world, accountId);
  await emit(world, actor(id), "contact.declined", accountId, {
    contactId: id,
    ...(recoveryId && { recoveryId }),
  });
}

export async function sweepLinks(world: World): Promise<number> {
  const result = await store.deleteOldLinks(world.db, world.now());
  return Number(result.numDeletedRows);
}
