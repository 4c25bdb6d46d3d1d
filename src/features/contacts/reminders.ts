/** Once a year contacts are asked whether they are still willing, and owners whether they still fit. */
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { contactsChanged, newPageLink, readContacts, write } from "./people.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const JOB = "contacts-year";
const clock: Actor = { kind: "system", id: "contacts" };

const lastTold = ({ remindedAt, confirmedAt }: rules.Contact): Date | null =>
  remindedAt ?? confirmedAt;
const living = async (world: World, accountId: string) =>
  (await readContacts(world, accountId)).filter(
    (contact) => rules.isPresent(contact) && contact.confirmedAt,
  );

/** One job an account, due when the first of its contacts is. The caller holds the account's lock. */
export async function planReminder(world: World, accountId: string): Promise<void> {
  const times = (await living(world, accountId)).flatMap((one) => lastTold(one)?.getTime() ?? []);
  if (times.length === 0) return;
  const dueAt = rules.later(new Date(Math.min(...times)), rules.REMIND_DAYS * rules.DAY_MS);
  const key = dueAt.toISOString().slice(0, 10);
  await addJob(world, { accountId, kind: JOB, key, payload: {}, dueAt });
}

/** Those whose year is over, or is within the month: one message to the owner for all of them. */
export async function remind(world: World, { accountId }: Job): Promise<void> {
  await lockAccount(world, accountId);
  const now = world.now();
  const due = (await living(world, accountId)).filter((contact) => {
    const last = lastTold(contact);
    return last && rules.later(last, (rules.REMIND_DAYS - 30) * rules.DAY_MS) <= now;
  });
  if (due.length === 0) return;
  for (const contact of due) {
    const link = await newPageLink(world, contact);
    const key = `${contact.id}:${now.toISOString().slice(0, 10)}`;
    await write(world, contact, "contact-reminder", key, link);
    await store.updateContact(world.db, accountId, contact.id, { remindedAt: now });
  }
  contactsChanged(world, accountId);
  await emit(world, clock, "contacts.reminded", accountId, { reminded: due.length });
  await planReminder(world, accountId);
}
