/**
 * A claimant who is away is told that there is news: at the contact that they gave for this case, and nothing of
 * what the news is. Few times a day, and once for what they have not come back for: a thief could have given
 * somebody else's number.
 */
import { keyedHash } from "../../core/crypto.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import { countIn } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { type Case, caseContact, isEnded, lockCase, note } from "../cases/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const AWAY = "chat-away";
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const clockwork: Actor = { kind: "system", id: "clock" };

export const canTell = (world: World, key: Buffer, held: Case) =>
  caseContact(world, key, held) !== null;

/** The desk has written: if that lies unread in a while, the claimant is told. */
export const tellLater = (world: World, { accountId, id }: Case, seq: number, later = false) =>
  addJob(world, {
    ...{ accountId, kind: AWAY, key: `${id}:${seq}${later ? ":later" : ""}` },
    payload: { caseId: id, seq, later },
    dueAt: new Date(
      world.now().getTime() +
        MINUTE_MS * (later ? rules.AWAY_OPEN_MINUTES - rules.AWAY_MINUTES : rules.AWAY_MINUTES),
    ),
  });

export async function onAway(world: World, { accountId, payload }: Job): Promise<void> {
  const [caseId, seq] = [String(payload.caseId), Number(payload.seq)];
  const { held } = await lockCase(world, accountId, caseId);
  if (isEnded(held.state)) return;
  const chat = await store.findChat(world.db, accountId, caseId);
  const seen = chat?.seenSeq ?? 0;
  // Read since; or told already, and not come back since.
  if (seen >= seq || (chat?.toldSeq ?? 0) > seen) return;
  if (chat && chat.openUntil > world.now() && payload.later !== true)
    return void (await tellLater(world, held, seq, true));
  const { key } = await lockAccount(world, accountId);
  const where = caseContact(world, key, held);
  if (!where) return;
  const { channel, to } = where;
  const windows = [
    { key: `chat-told:${caseId}`, windowMs: DAY_MS },
    // Of one number or mailbox over all cases.
    { key: `chat-told-to:${keyedHash(world.keys, "look-up", to)}`, windowMs: DAY_MS },
  ];
  if ((await countIn(world, windows)).some(({ count }) => count > rules.TOLD_PER_DAY)) return;
  await addJob(world, {
    ...{ accountId, kind: `send-${channel}`, key: `chat:${caseId}:${seq}` },
    payload: { channel, to, notice: "chat-news", locale: held.locale, values: {} },
  });
  await store.setTold(world.db, accountId, caseId, seq, world.now());
  await note(world, clockwork, held, { type: "case.told", facts: { seq, channel } });
}
