/**
 * Contacts, as their owner adds and removes them. A thief in a session wants to plant people of his own and
 * to have the owner's gone: each is a change like any other, proven, told, waiting. The person is written to
 * at once, so that they can say yes while the change waits; until both are over they count for nothing.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { readPerson } from "../accounts/index.ts";
import {
  addContact,
  ConfirmedAlready,
  type Contact,
  countedContacts,
  countsFrom,
  findContact,
  invite,
  isPresent,
  NoContact,
  readContacts,
  readNew,
  removeContact,
  spendInvitation,
  stateOf,
} from "../contacts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { demandFresh, enter, enterFresh, localeOf, type Owner } from "./actions.ts";
import { askChange, takesLast, withdrawChange } from "./changes.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export type Wish = {
  nickname: string;
  address: string;
  introduced?: string | undefined;
  locale?: "en" | "zh" | undefined;
};

/**
 * Asks for a contact and invites them. Throws `bad-identifier`, `bad-name`, `own-contact`, `same-contact`,
 * `contact-declined`, `too-many-contacts`, `too-many`, `too-many-messages`.
 */
export async function askContact(world: World, owner: Owner, wish: Wish) {
  const { accountId } = owner;
  await demandFresh(world, owner);
  const { names } = await readPerson(world, accountId);
  const introduced = wish.introduced || names[0] || "";
  readNew(world, { ...wish, introduced, locale: "en" });
  await spendInvitation(world, accountId);
  return transact(world, async (world) => {
    const account = await enterFresh(world, owner);
    const locale = wish.locale ?? localeOf(account);
    const typed = readNew(world, { ...wish, introduced, locale });
    const contactId = await addContact(world, accountId, typed);
    const { effectiveAt } = await askChange(world, owner, accountId, {
      method: rules.contactMethod(contactId),
      change: "add",
      given: { is: "contact", contactId },
    });
    await invite(world, owner, accountId, contactId);
    return { id: contactId, effectiveAt: effectiveAt.toISOString() };
  });
}

/** The invitation once more, within bounds. Throws `no-contact`, `contact-confirmed`, `too-many`. */
export async function inviteAgain(world: World, owner: Owner, contactId: string) {
  const { accountId } = owner;
  const known = await readContacts(world, accountId);
  const found = known.find(({ id }) => id === contactId);
  if (!found) throw NoContact();
  if (found.confirmedAt) throw ConfirmedAlready();
  await spendInvitation(world, accountId);
  return transact(world, async (world) => {
    await enter(world, owner);
    await invite(world, owner, accountId, contactId);
    return {};
  });
}

/** Asks for a removal; of somebody who never took effect, or who said stop, it is done at once. */
export async function dropContact(world: World, owner: Owner, contactId: string) {
  const { accountId } = owner;
  const pending = await transact(world, async (world) => {
    await enterFresh(world, owner);
    const contact = await findContact(world, accountId, contactId);
    if (contact.removedAt) throw NoContact();
    const method = rules.contactMethod(contactId);
    const all = await store.listPending(world.db, accountId);
    const adding = all.find((change) => change.method === method && change.change === "add");
    if (adding) return { changeId: adding.id };
    if (contact.declinedAt) {
      await removeContact(world, accountId, contactId, world.now());
      await emit(world, owner, "contact.removed", accountId, { contactId });
      return {};
    }
    const going = all
      .filter(({ change }) => change === "remove")
      .map(({ method }) => (rules.contactOf(method) ? "contacts" : method));
    if (await takesLast(world, accountId, method, going)) throw rules.LastWay();
    const { effectiveAt } = await askChange(world, owner, accountId, {
      method,
      change: "remove",
      given: { is: "contact", contactId },
    });
    return { effectiveAt: effectiveAt.toISOString() };
  });
  if ("changeId" in pending && pending.changeId) {
    await withdrawChange(world, owner, accountId, pending.changeId);
    return {};
  }
  return pending;
}

const viewOf = (world: World) => (contact: Contact) => ({
  id: contact.id,
  nickname: contact.nickname,
  state: stateOf(contact),
  askedAt: contact.askedAt.toISOString(),
  confirmedAt: contact.confirmedAt?.toISOString() ?? null,
  countsFrom: countsFrom(contact, policyInForce(world))?.toISOString() ?? null,
});

/** As their owner sees them. Their numbers are not shown again: the owner knows whom they named. */
export async function contactsOf(world: World, accountId: string) {
  const policy = policyInForce(world);
  const { needed, min, max } = policy.contacts;
  const people = await readContacts(world, accountId);
  const counting = await countedContacts(world, accountId, policy);
  return {
    ...{ needed, min, max },
    counting: counting.length,
    list: people
      .filter((contact) => !contact.removedAt && (isPresent(contact) || contact.declinedAt))
      .map(viewOf(world)),
  };
}
