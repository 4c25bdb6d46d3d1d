import { sha256 } from "../../core/crypto.ts";
import type { Event } from "../../core/events.ts";
import { addJob, GiveUp, type Job, TryLater } from "../../core/jobs.ts";
import type { New } from "../../core/tables.ts";
import { noWait } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { SendFailed } from "../../ports/channels/channels.ts";
import { isShadow, lockAccount, type Method, readMethods } from "../accounts/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { type Kind, render, type Values } from "./texts.ts";

const DAY_MS = 86_400_000;

/** An event happened that owners are told of: one message a channel, in the same transaction. */
export async function tell(world: World, event: Event): Promise<void> {
  const notice = rules.told[event.type as rules.Told];
  if (!notice || isShadow(event.accountId) || rules.isSilent(event.type, event.payload)) return;
  const account = await lockAccount(world, event.accountId);
  const all = rules.channelsToTell(await readMethods(world, event.accountId), world.now());
  // Whoever holds a disputed number is the one who disputes it.
  const channels = all.filter(({ id }) => id !== event.payload.numberId);
  const links: New<"links">[] = [];
  for (const method of channels) {
    const { link, notMeUrl } = makeLink(world, event, method);
    links.push(link);
    const channel = method.kind === "phone" ? "sms" : "email";
    await addJob(world, {
      accountId: event.accountId,
      kind: `send-${channel}`,
      key: `${event.seq}:${method.id}`,
      payload: {
        channel,
        to: method.data,
        notice,
        locale: account.locale,
        timeZone: account.timeZone,
        notMeUrl,
        values: rules.valuesOf(event.payload),
      },
    });
  }
  if (links.length > 0) noWait(world, store.insertLinks(world.db, links));
}

/** The "this wasn't me" link of one message: good for the wait and ten days, works by POST only. */
function makeLink(world: World, event: Event, method: Method) {
  const token = world.bytes(16).toString("base64url");
  const kind = kindOf(event.type);
  const waits = Date.parse(String(event.payload.waitingUntil ?? event.payload.effectiveAt ?? ""));
  const from = Number.isNaN(waits) ? world.now().getTime() : Math.max(waits, world.now().getTime());
  const link: New<"links"> = {
    hash: sha256(token),
    accountId: event.accountId,
    kind,
    subject: String(event.payload[`${kind}Id`] ?? ""),
    channelTag: method.tag,
    expiresAt: new Date(from + rules.LINK_DAYS * DAY_MS),
  };
  // Behind the #, so that no server, log or referrer on the way ever sees it.
  return { link, notMeUrl: `${world.config.url}/not-me#${token}` };
}

const kinds = [
  "change",
  "hold",
  "lock",
  "device",
  "password",
  "pack",
  "erasure",
  "number",
] as const;
type LinkKind = "recovery" | (typeof kinds)[number];
const kindOf = (type: string): LinkKind =>
  kinds.find((kind) => type.startsWith(`${kind}.`)) ?? "recovery";

export type Link = {
  accountId: string;
  kind: LinkKind;
  subject: string;
  channelTag: string;
};

/** What a "this wasn't me" link speaks of, or null when it is no link of ours or has run out. */
export async function openLink(world: World, token: string): Promise<Link | null> {
  const row = await store.findLink(world.db, sha256(token));
  if (!row || row.expiresAt <= world.now()) return null;
  return { ...row, kind: row.kind as LinkKind };
}

type Payload = {
  channel: "sms" | "email";
  to: string | null;
  notice: Kind;
  locale: "en" | "zh";
  timeZone?: string;
  notMeUrl?: string;
  values: Values[Kind];
};

/** Sends one message, outside of any transaction; the job's id keeps retries apart from new ones. */
export async function sendMessage(world: World, job: Job, signal: AbortSignal): Promise<void> {
  const { channel, to, notice, locale, timeZone, notMeUrl, values } = job.payload as Payload;
  // A stranger's claim: the same job, and nobody to send to.
  if (to === null) return;
  const { subject, text } = render(notice, locale, values, {
    service: (locale === "zh" && world.config.operatorNameZh) || world.config.operatorName,
    host: new URL(world.config.url).host,
    notMeUrl: notMeUrl ?? world.config.url,
    timeZone: timeZone ?? world.config.timeZone,
  });
  try {
    await world.ports[channel].send({ id: job.id, channel, to, subject, text, locale }, signal);
  } catch (error) {
    if (!(error instanceof SendFailed)) throw error;
    if (!error.retry) throw new GiveUp(error.message);
    throw new TryLater(error.message, error.retryAfterMs ?? 0);
  }
}

export async function sweepLinks(world: World): Promise<number> {
  const result = await store.deleteOldLinks(world.db, world.now());
  return Number(result.numDeletedRows);
}
