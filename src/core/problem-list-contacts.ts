/** Refusals of recovery contacts; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const contactProblems: Readonly<Record<string, Meaning>> = {
  "bad-name": {
    status: 422,
    means: "A name is empty once links, signs and long numbers are taken out; `errors` says which.",
  },
  "contact-confirmed": { status: 409, means: "The contact has said yes already." },
  "contact-declined": {
    status: 409,
    means: "The contact does not want to be asked by this account; for 30 days they are not.",
  },
  "contacts-too-few": {
    status: 409,
    means: "Fewer contacts count now than the policy asks for. Told after a first proof only.",
  },
  "no-contact": { status: 404, means: "The account has no such contact." },
  "own-contact": {
    status: 409,
    means: "The number or mailbox is one of the account's own; a contact is somebody else.",
  },
  "same-contact": { status: 409, means: "The account has this contact already." },
  "too-many-contacts": {
    status: 409,
    means: "The account has as many contacts as the policy allows; `max` says how many.",
  },
};
