/**
 * A message that is no code, to somebody who need not have an account here: a recovery contact. It has the
 * same budgets as a code, so that nobody is pestered by way of other people's accounts.
 */
import { addJob } from "../../core/jobs.ts";
import { Problem } from "../../core/problem.ts";
import { forget, noWait } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import type { Policy } from "../policies/index.ts";
import { countMessage, demandRoom } from "./messages.ts";
import * as rules from "./rules.ts";
import { sendsOfDay } from "./sending.ts";
import * as store from "./store.ts";

export type Outgoing = {
  accountId: string;
  /** One message once. */
  key: string;
  to: string;
  tag: string;
  channel: "sms" | "email";
  notice: string;
  locale: "en" | "zh";
  values: Record<string, unknown>;
  link: string;
  policy: Policy;
};

/** Null: a message may go there now; else when one may. */
export const sendsLeft = async (world: World, tag: string, policy: Policy): Promise<Date | null> =>
  rules.judgeSend(policy.budgets.messages, await sendsOfDay(world, tag), false, world.now());

/**
 * Sends it, or does not and says so: the destination has had enough for now, or all text messages have. The
 * caller holds the account's lock.
 */
export async function sendWithin(world: World, message: Outgoing): Promise<boolean> {
  const { accountId, key, to, tag, channel, notice, locale, values, link, policy } = message;
  if (await sendsLeft(world, tag, policy)) return false;
  if (channel === "sms" && !(await isRoomFor(world, key, to))) return false;
  const row = { destination: tag, id: world.id("snd"), recognised: false, at: world.now() };
  noWait(world, store.insertSends(world.db, [row]));
  forget(world, `sends:${tag}`);
  await addJob(world, {
    accountId,
    kind: `send-${channel}`,
    key,
    payload: { channel, to, notice, locale, values, notMeUrl: link },
  });
  return true;
}

async function isRoomFor(world: World, subjectId: string, named: string): Promise<boolean> {
  const asked = { subjectId, named, recognised: true };
  try {
    demandRoom(world, asked);
    await countMessage(world, asked);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "too-many-messages") return false;
    throw error;
  }
}
