/** Where the claimant of a case can be reached, and by which they can come back to it. */
import type { World } from "../../core/world.ts";
import { canonical, maskEmail, maskPhone, parseIdentifier, tagOf } from "../accounts/index.ts";
import { BadContact } from "./problems.ts";

export type Contact = { to: string; tag: string; channel: "sms" | "email" };

/** A number or an address to which a code can go; null for anything else. */
export function contactOf(world: World, text: string): Contact | null {
  const read = parseIdentifier(text, { defaultCountry: world.config.country });
  if ("is" in read || read.kind === "name") return null;
  const to = canonical(read);
  const channel = read.kind === "phone" ? "sms" : "email";
  return { to, tag: tagOf(world, read.kind, to), channel };
}

/** As it is kept. Throws `bad-contact`. */
export function readContact(world: World, typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const contact = contactOf(world, typed);
  if (!contact) throw BadContact();
  return contact.to;
}

/** Enough to know one's own by. */
export const maskContact = ({ to, channel }: Contact) =>
  channel === "sms" ? maskPhone(to) : maskEmail(to);
