/**
 * Watching those who watch: each file that somebody of the desk opens, and each field that they uncover,
 * stands in their own chain and in the account's, before they see it. Nobody works through more than 30
 * files in an hour alone: whoever copies out a desk needs a second person for every 30, and is told about.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { countIn } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import { lockAccount, readMethods, readPerson } from "../accounts/index.ts";
import type { Agent } from "./changes.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const HOUR_MS = 3_600_000;

/** A file: whose it is, and by what name the audit knows it (a case). */
export type File = { accountId: string; subject: string };

/** This file was opened by this person within the hour: what they do with it is no further look. */
export async function hasOpen(world: World, agent: Agent, subject: string): Promise<boolean> {
  const since = new Date(world.now().getTime() - HOUR_MS);
  return (await store.listViews(world.db, rules.staffAccount(agent.id))).some(
    (view) => view.subject === subject && view.seenAt > since,
  );
}

/**
 * Somebody is about to see a file: recorded in both chains. Throws `second-person` at the 31st
 * different one in an hour, and raises an alarm; a supervisor may agree to 30 more (`viewing`).
 */
export async function openFile(world: World, agent: Agent, { accountId, subject }: File) {
  const may = await transact(world, async (world) => {
    const own = rules.staffAccount(agent.id);
    await lockAccount(world, own);
    const since = new Date(world.now().getTime() - HOUR_MS);
    await store.forgetViews(world.db, own, since);
    const member = await store.findMember(world.db, own);
    const seen = (await store.listViews(world.db, own)).filter(
      (view) => !member?.clearedAt || view.seenAt > member.clearedAt,
    );
    const others = seen.filter((view) => view.subject !== subject).length;
    if (others >= rules.FILES_PER_HOUR) {
      await emit(world, agent, "staff.viewing-refused", own, { subject, files: others });
      await raiseAlarm(world, "bulk-viewing", agent.id, { files: others });
      return false;
    }
    await store.noteView(world.db, { accountId: own, subject, seenAt: world.now() });
    await emit(world, agent, "staff.viewed", own, { subject });
    return true;
  });
  if (!may) throw rules.SecondPerson();
  await transact(world, async (world) => {
    await lockAccount(world, accountId);
    await emit(world, agent, "file.viewed", accountId, { subject });
  });
}

export type Reveal = File & { field: rules.Field; reason: string };

/**
 * Uncovers one field of an account for a minute. Counted, and in both chains with its reason before
 * the value is read. Throws `second-person` beyond the day's count, until a supervisor agrees to as many
 * again, and what `openFile` throws.
 * The value is null when the account has no such thing. No field is a secret: what proves an owner
 * (codes, passwords, authenticators) cannot be named here.
 */
export async function reveal(world: World, agent: Agent, { field, reason, ...file }: Reveal) {
  const { accountId, subject } = file;
  const own = rules.staffAccount(agent.id);
  if (!(await hasOpen(world, agent, subject))) await openFile(world, agent, file);
  const may = await transact(world, async (world) => {
    await lockAccount(world, own);
    const cleared = (await store.findMember(world.db, own))?.clearedAt?.getTime() ?? 0;
    const key = `reveal:${agent.id}:${cleared}`;
    const [used] = await countIn(world, [{ key, windowMs: 24 * HOUR_MS }]);
    const isFree = (used?.count ?? 0) <= rules.REVEALS_PER_DAY;
    const facts = { subject, field, reason };
    await emit(world, agent, isFree ? "staff.revealed" : "staff.reveal-refused", own, facts);
    if (!isFree) await raiseAlarm(world, "bulk-revealing", agent.id, { count: used?.count });
    return isFree;
  });
  if (!may) throw rules.SecondPerson();
  const value = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    await emit(world, agent, "file.revealed", accountId, { subject, field, reason });
    return readField(world, accountId, field);
  });
  const until = new Date(world.now().getTime() + rules.REVEAL_SECONDS * 1000);
  return { value, until };
}

async function readField(world: World, accountId: string, field: rules.Field) {
  if (field === "phone" || field === "email") {
    const methods = await readMethods(world, accountId);
    return methods.find(({ kind, removedAt }) => kind === field && !removedAt)?.data ?? null;
  }
  const person = await readPerson(world, accountId);
  return (field === "name" ? person.names[0] : person.birthday) ?? null;
}
