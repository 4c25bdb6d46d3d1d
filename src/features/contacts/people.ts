/** The contacts of an account: added, invited, removed. Each caller holds the account's lock. */
import { sha256 } from "../../core/crypto.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import { forget, once } from "../../core/unit.ts";
import { accountKey, accountRow } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  canonical,
  lockAccount,
  openFor,
  readIdentifier,
  readMethods,
  sealFor,
  tagOf,
} from "../accounts/index.ts";
import { plain } from "../notices/index.ts";
import { type Policy, policyInForce } from "../policies/index.ts";
import { sendsLeft, sendWithin, TooManyMessages } from "../proofs/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const context = (id: string) => `contact:${id}`;

/** All of them, opened, the ones that were removed or stopped included; the oldest first. */
export const readContacts = (world: World, accountId: string): Promise<rules.Contact[]> =>
  once(world, `contacts:${accountId}`, async () => {
    const [account, rows] = await Promise.all([
      accountRow(world, accountId),
      store.listContacts(world.db, accountId),
    ]);
    if (!account || rows.length === 0) return [];
    const key = await accountKey(world, accountId);
    return rows.map(({ data, ...row }) => ({
      ...row,
      ...(JSON.parse(openFor(key, data, context(row.id))) as Said),
      kind: row.kind as rules.Contact["kind"],
      locale: row.locale === "zh" ? "zh" : "en",
    }));
  });
export const contactsChanged = (world: World, accountId: string) =>
  forget(world, `contacts:${accountId}`);

type Said = Pick<rules.Contact, "nickname" | "address" | "introduced">;

export async function findContact(world: World, accountId: string, id: string) {
  const contact = (await readContacts(world, accountId)).find((one) => one.id === id);
  if (!contact) throw rules.NoContact();
  return contact;
}

/** Numbers and mailboxes of the account itself: a code sent to one of them is no other person's word. */
export async function ownAddresses(world: World, accountId: string): Promise<string[]> {
  const methods = await readMethods(world, accountId);
  return methods.filter(({ kind }) => kind === "phone" || kind === "email").map(({ data }) => data);
}

/** Those whose word a recovery takes now. */
export const countedContacts = async (
  world: World,
  accountId: string,
  policy: Policy,
): Promise<rules.Contact[]> =>
  rules.counted(
    await readContacts(world, accountId),
    policy,
    await ownAddresses(world, accountId),
    world.now(),
  );

export type NewContact = {
  nickname: string;
  /** A number or an e-mail address, as it was typed. */
  address: string;
  /** How the owner introduces themself; their name in the account when it is left out. */
  introduced: string;
  locale: "en" | "zh";
};

function name(typed: string, pointer: string): string {
  const clean = plain(typed, "zh");
  if (clean === "") throw rules.BadName({ errors: [{ pointer, detail: typed }] });
  return clean;
}

/** Reads what was typed. Throws `bad-identifier`, `bad-name`. */
export function readNew(world: World, typed: NewContact) {
  const identifier = readIdentifier(world, typed.address);
  if (identifier.kind === "name")
    throw rules.BadName({ errors: [{ pointer: "/address", detail: typed.address }] });
  return {
    kind: identifier.kind,
    address: canonical(identifier),
    nickname: name(typed.nickname, "/nickname"),
    introduced: name(typed.introduced, "/introduced"),
    locale: typed.locale,
  };
}

/**
 * Writes a contact down, who counts for nothing yet: the change has to take effect and they have to say yes.
 * Throws `own-contact`, `same-contact`, `contact-declined`, `too-many-contacts`.
 */
export async function addContact(
  world: World,
  accountId: string,
  { kind, address, nickname, introduced, locale }: ReturnType<typeof readNew>,
): Promise<string> {
  const { key } = await lockAccount(world, accountId);
  const own = await ownAddresses(world, accountId);
  if (own.some((one) => rules.sameAddress(one, address))) throw rules.OwnContact();
  const all = await readContacts(world, accountId);
  const same = all.filter((one) => rules.sameAddress(one.address, address));
  if (same.some(({ declinedAt }) => declinedAt)) throw rules.NotAsked();
  if (same.some(({ removedAt }) => !removedAt)) throw rules.SameContact();
  const { max } = policyInForce(world).contacts;
  if (all.filter(rules.isPresent).length >= max) throw rules.TooManyContacts({ max });
  const id = world.id("ctc");
  const said: Said = { nickname, address, introduced };
  await store.insertContact(world.db, {
    ...{ accountId, id, kind, locale, askedAt: world.now(), since: null },
    data: sealFor(world, key, JSON.stringify(said), context(id)),
    tag: tagOf(world, kind, address),
  });
  contactsChanged(world, accountId);
  return id;
}

/** How often the contacts of one account are invited within a day. Outside of any transaction. */
export const spendInvitation = (world: World, accountId: string) =>
  spend(world, `contact-invitations:${accountId}`, rules.INVITES_A_DAY, rules.DAY_MS);

/**
 * Sends a contact the link to their own page. Throws `contact-confirmed`, `contact-declined`,
 * `too-many-messages`.
 */
export async function invite(world: World, actor: Actor, accountId: string, id: string) {
  const contact = await findContact(world, accountId, id);
  if (contact.removedAt) throw rules.NoContact();
  if (contact.declinedAt) throw rules.NotAsked();
  if (contact.confirmedAt) throw rules.ConfirmedAlready();
  const policy = policyInForce(world);
  const rests = await sendsLeft(world, contact.tag, policy);
  const isSpent = contact.invites >= rules.INVITES_MAX;
  if (rests || isSpent) throw TooManyMessages(rests ? { until: rests.toISOString() } : {});
  const key = `${id}:${contact.invites + 1}`;
  const link = await newPageLink(world, contact);
  if (!(await write(world, contact, "contact-invitation", key, link))) throw TooManyMessages();
  await store.updateContact(world.db, accountId, id, { invites: contact.invites + 1 });
  contactsChanged(world, accountId);
  await emit(world, actor, "contact.invited", accountId, { contactId: id });
}

/** One message to a contact; false when their budget is used up. */
export const write = (
  world: World,
  { accountId, kind, address, tag, locale, introduced }: rules.Contact,
  notice: "contact-invitation" | "contact-ask" | "contact-reminder",
  key: string,
  link: string,
) =>
  sendWithin(world, {
    ...{ accountId, key, tag, notice, locale, link },
    to: address,
    channel: kind === "phone" ? "sms" : "email",
    values: { name: introduced },
    policy: policyInForce(world),
  });

/** The address of a contact's own page: on it they say yes, no, and stop at any time. */
export const newPageLink = (world: World, contact: rules.Contact) =>
  newLink(
    world,
    contact,
    null,
    rules.later(world.now(), rules.PAGE_DAYS * rules.DAY_MS),
    "contact",
  );

export async function newLink(
  world: World,
  { accountId, id: contactId }: rules.Contact,
  roundId: string | null,
  expiresAt: Date,
  page: "contact" | "helper",
): Promise<string> {
  const token = world.bytes(16).toString("base64url");
  const row = { hash: sha256(token), accountId, contactId, roundId, expiresAt };
  await store.insertLink(world.db, row);
  // Not behind a #: the page has to work where no script runs, and opening it does nothing.
  return `${world.config.url}/${page}?t=${token}`;
}

/** The wait is over: the contact counts from 7 days after this, or after their yes. */
export async function bindContact(world: World, accountId: string, id: string, since: Date) {
  await store.updateContact(world.db, accountId, id, { since });
  contactsChanged(world, accountId);
}

/** It was stopped before it took effect: nothing of it stays. */
export async function forgetContact(world: World, accountId: string, id: string) {
  await store.deleteContact(world.db, accountId, id);
  contactsChanged(world, accountId);
}

/** Removed by the owner; still counts for 7 days. */
export async function removeContact(world: World, accountId: string, id: string, at: Date) {
  await store.updateContact(world.db, accountId, id, { removedAt: at });
  contactsChanged(world, accountId);
}

/** As seeds and tests want them: there since `since`, confirmed, and asked lately whether still willing. */
export async function importContact(
  world: World,
  accountId: string,
  typed: NewContact,
  since: Date,
  remindedAt: Date = since,
): Promise<string> {
  const id = await addContact(world, accountId, readNew(world, typed));
  await store.updateContact(world.db, accountId, id, {
    ...{ since, confirmedAt: since, remindedAt, invites: 1 },
  });
  contactsChanged(world, accountId);
  return id;
}
