/**
 * Recovery contacts: people whom an owner trusts to say that it is really them who asks. The code goes to
 * the contact, who speaks with the owner and reads it out; the claimant enters it (policy.md). A thief wants
 * to be a contact, to be the owner's voice, to have the codes come to a phone in his hand, or to learn whom
 * to call. So two contacts are needed, neither may be a channel of the account, each counts from 7 days
 * after they said yes, nobody is told of them before a first proof, and a contact who is in doubt costs the
 * claimant time and not the owner the account.
 */
import { problem } from "../../core/problem.ts";
import type { Policy } from "../policies/index.ts";

export type Contact = {
  accountId: string;
  id: string;
  kind: "phone" | "email";
  /** What the owner calls them. */
  nickname: string;
  /** E.164, or an address. */
  address: string;
  /** The name by which the owner introduces themself. All that a contact is told of the account. */
  introduced: string;
  tag: string;
  locale: "en" | "zh";
  askedAt: Date;
  since: Date | null;
  invites: number;
  confirmedAt: Date | null;
  declinedAt: Date | null;
  removedAt: Date | null;
  remindedAt: Date | null;
};

export type Ask = {
  id: string;
  roundId: string;
  contactId: string;
  askedAt: Date;
  answer: string | null;
  answeredAt: Date | null;
  codeHash: string | null;
  codeUntil: Date | null;
  triesLeft: number;
  enteredAt: Date | null;
};

export type Round = {
  id: string;
  recoveryId: string;
  askedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
};

export const SameContact = problem(
  "same-contact",
  409,
  "This person is a contact of yours already.",
);
export const OwnContact = problem(
  "own-contact",
  409,
  "This is a number or mailbox of your own account. A contact is somebody else.",
);
export const TooManyContacts = problem(
  "too-many-contacts",
  409,
  "You have as many contacts as an account may have. Remove one first.",
);
export const NoContact = problem("no-contact", 404, "Your account has no such contact.");
export const NotAsked = problem(
  "contact-declined",
  409,
  "This person does not want to be asked. Choose somebody else.",
);
export const ConfirmedAlready = problem(
  "contact-confirmed",
  409,
  "This person has said yes already.",
);
export const TooFewContacts = problem(
  "contacts-too-few",
  409,
  "This account has too few contacts that count. Use another way.",
);
export const BadName = problem("bad-name", 422, "Enter a name, without numbers and links.");
/** One answer for used, run out, withdrawn and never given. */
export const Gone = problem("gone", 410, "This link has been used or has expired.");

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const later = (from: Date, ms: number) => new Date(from.getTime() + ms);

/** For so long a round waits for answers. */
export const ROUND_HOURS = 72;
/** NIST SP 800-63B-4 section 4.2.1.3: a code given by way of a contact may live a day longer. */
export const CODE_HOURS = 24;
/** Rounds an account may have within a day; more for a claim that a device known before vouches for. */
export const ROUNDS_A_DAY = 3;
export const ROUNDS_KEPT = 1;
/** Invitations to one contact in all, and from one account within a day. */
export const INVITES_MAX = 5;
export const INVITES_A_DAY = 10;
/** A contact's own page works until the reminder of the next year brings another link. */
export const PAGE_DAYS = 400;
export const REMIND_DAYS = 365;

/** Mailboxes that many services deliver as one: "name+anything@" is "name@". */
export function mailbox(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 0 ? address : `${address.slice(0, at).replace(/\+.*$/, "")}${address.slice(at)}`;
}
export const sameAddress = (one: string, other: string) => mailbox(one) === mailbox(other);

/** Added and not removed, whether they said yes or nothing yet. */
export const isPresent = ({ removedAt, declinedAt }: Contact) => !removedAt && !declinedAt;

/** From when a recovery takes this contact's word: both the owner's wait and their own yes are over. */
export function countsFrom({ since, confirmedAt }: Contact, policy: Policy): Date | null {
  if (!since || !confirmedAt) return null;
  const from = Math.max(since.getTime(), confirmedAt.getTime());
  return new Date(from + policy.changes.countsAfterDays * DAY_MS);
}

/** When they became one: what the policy compares with a theft. */
export const boundAt = ({ since, confirmedAt }: Contact): Date =>
  new Date(Math.max(since?.getTime() ?? 0, confirmedAt?.getTime() ?? 0));

/** `own`: the numbers and mailboxes of the account itself, lately removed ones included. */
export function counts(
  contact: Contact,
  policy: Policy,
  own: readonly string[],
  now: Date,
): boolean {
  const from = countsFrom(contact, policy);
  const left =
    contact.removedAt && later(contact.removedAt, policy.changes.removedCountsDays * DAY_MS);
  return (
    from !== null &&
    from <= now &&
    !contact.declinedAt &&
    (!left || left > now) &&
    !own.some((address) => sameAddress(address, contact.address))
  );
}

/** Those that count, one a person: somebody removed and added again is one. */
export function counted(
  contacts: readonly Contact[],
  policy: Policy,
  own: readonly string[],
  now: Date,
): Contact[] {
  const found: Contact[] = [];
  for (const contact of contacts)
    if (
      counts(contact, policy, own, now) &&
      !found.some(({ address }) => sameAddress(address, contact.address))
    )
      found.push(contact);
  return found;
}

export type ContactState = "waiting" | "invited" | "confirmed" | "declined";
export const stateOf = ({ since, confirmedAt, declinedAt }: Contact): ContactState =>
  declinedAt ? "declined" : !confirmedAt ? "invited" : !since ? "waiting" : "confirmed";

export const isOpen = (round: Round, now: Date) => round.endedAt === null && round.expiresAt > now;

/** A code that can still be entered. */
export const isLiveCode = ({ codeHash, codeUntil, triesLeft, enteredAt }: Ask, now: Date) =>
  codeHash !== null && !enteredAt && triesLeft > 0 && codeUntil !== null && codeUntil > now;

/**
 * Could this round still bring enough? Not when too many said no or their codes have died; then the
 * claimant may ask anew, within what a day allows.
 */
export const canSuffice = (asks: readonly Ask[], needed: number, now: Date) =>
  asks.filter((ask) => ask.enteredAt || isLiveCode(ask, now) || !isAnswered(ask)).length >= needed;

/** "I am not sure" leaves it open. */
export const isAnswered = ({ answer }: Ask) => answer === "yes" || answer === "no";

/** Null: a round may be asked for now; else when. `askedAt`: the account's rounds of the last day. */
export function judgeRound(askedAt: readonly Date[], recognised: boolean, now: Date): Date | null {
  const max = ROUNDS_A_DAY + (recognised ? ROUNDS_KEPT : 0);
  const newestFirst = askedAt
    .filter((at) => later(at, DAY_MS) > now)
    .sort((a, b) => b.getTime() - a.getTime());
  const leaving = newestFirst[max - 1];
  return leaving ? later(leaving, DAY_MS) : null;
}

export type Standing = "not-asked" | "asked" | "unsure" | "yes" | "entered";

/**
 * What a claimant sees of one contact. Who said no is not told: a thief would know whom to fear, and the
 * contact would have him on the telephone.
 */
export const standingOf = (ask: Ask | undefined): Standing =>
  !ask
    ? "not-asked"
    : ask.enteredAt
      ? "entered"
      : ask.answer === "yes" || ask.answer === "unsure"
        ? ask.answer
        : "asked";
