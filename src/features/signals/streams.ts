/** Streams of OpenID Shared Signals 1.0: what a receiver may ask for, in the standard's own words. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { TooMany } from "../../core/limits.ts";
import { BadInput } from "../../core/problem.ts";
import { forget } from "../../core/unit.ts";
import { accountRow, lockAccountRow } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow } from "../accounts/index.ts";
import * as accounts from "./accounts-store.ts";
import { audienceOf } from "./delivery.ts";
import { supported, verification } from "./event-map.ts";
import { signer } from "./keys.ts";
import { signalAbout } from "./outbox.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import * as subscribers from "./subscribers.ts";

const KINDS = ["push", "poll"] as const;

export const describeTransmitter = ({ config: { url } }: World) => ({
  spec_version: "1_0",
  issuer: url,
  jwks_uri: `${url}/jwks.json`,
  delivery_methods_supported: [rules.PUSH, rules.POLL],
  configuration_endpoint: `${url}/ssf/streams`,
  status_endpoint: `${url}/ssf/status`,
  add_subject_endpoint: `${url}/ssf/subjects/add`,
  remove_subject_endpoint: `${url}/ssf/subjects/remove`,
  verification_endpoint: `${url}/ssf/verification`,
  authorization_schemes: [{ spec_urn: "urn:ietf:rfc:6749" }, { spec_urn: "urn:ietf:rfc:6750" }],
  default_subjects: "ALL",
});

export type Delivery = {
  method: string;
  endpoint_url?: string | undefined;
  authorization_header?: string | undefined;
};
export type StreamInput = {
  delivery?: Delivery | undefined;
  events_requested?: string[] | undefined;
  description?: string | undefined;
};

function streamView(world: World, row: subscribers.Subscriber) {
  const { url } = world.config;
  return {
    stream_id: row.id,
    iss: url,
    aud: audienceOf(world, row.owner),
    delivery:
      row.kind === "push"
        ? { method: rules.PUSH, endpoint_url: row.url }
        : { method: rules.POLL, endpoint_url: `${url}/ssf/streams/${row.id}/poll` },
    events_supported: supported,
    events_requested: row.eventsRequested ?? supported,
    events_delivered: subscribers.deliveredOf(row.eventsRequested),
    min_verification_interval: rules.VERIFICATION_SECONDS,
    ...(row.description !== null && { description: row.description }),
  };
}

async function findStream(world: World, actor: Actor, id: string) {
  const stream = await subscribers.findOwn(world, actor, id, KINDS);
  if (!stream) throw rules.NoStream();
  return stream;
}

/** Where to, and with which header. Without a word about it a stream is polled. */
function whereTo(world: World, delivery: Delivery = { method: rules.POLL }) {
  const { method, endpoint_url: to, authorization_header: header } = delivery;
  if (method === rules.POLL) return { kind: "poll" as const, url: null, secret: {} };
  const fault = (pointer: string, detail: string) =>
    BadInput({ errors: [{ pointer: `/delivery/${pointer}`, detail }] });
  if (method !== rules.PUSH) throw fault("method", "We do not know this method.");
  if (to === undefined) throw fault("endpoint_url", "This field is missing.");
  // RFC 9110 section 5.5: what a header may hold; anything else could add another.
  if (header !== undefined && !/^[\x20-\x7e]+$/.test(header))
    throw fault("authorization_header", "A header is printable ASCII.");
  const url = subscribers.checkEndpoint(world, to, "/delivery/endpoint_url");
  return { kind: "push" as const, url, secret: header ? { authorization: header } : {} };
}

export async function createStream(world: World, actor: Actor, given: StreamInput) {
  const where = whereTo(world, given.delivery);
  // Made now, if it is the first: not while the first signal waits for it.
  await signer(world);
  const row = await subscribers.addSubscriber(world, actor, {
    ...{ id: world.id("stream"), ...where },
    eventsRequested: given.events_requested ?? null,
    description: given.description ?? null,
  });
  return streamView(world, row);
}

export async function readStreams(world: World, actor: Actor, id: string | undefined) {
  if (id !== undefined) return streamView(world, await findStream(world, actor, id));
  const rows = await subscribers.listOwn(world, actor, KINDS);
  return rows.map((row) => streamView(world, row));
}

/** `whole`: what is not said falls back to its default (PUT); else it stays (PATCH). */
export async function changeStream(
  world: World,
  actor: Actor,
  given: StreamInput & { stream_id: string },
  whole: boolean,
) {
  const { id } = await findStream(world, actor, given.stream_id);
  const where = given.delivery || whole ? whereTo(world, given.delivery) : null;
  const { events_requested: events, description } = given;
  await store.updateSubscriber(world.db, id, {
    ...(where && {
      ...{ kind: where.kind, url: where.url },
      secret: subscribers.sealSecret(world, id, where.secret),
      // A new place is tried at once.
      ...{ failures: 0, failingSince: null, nextTryAt: null },
    }),
    ...(whole && { eventsRequested: null, description: null }),
    ...(events && { eventsRequested: JSON.stringify(events) }),
    ...(description !== undefined && { description }),
  });
  world.runner?.nudge();
  return streamView(world, await findStream(world, actor, id));
}

export async function deleteStream(world: World, actor: Actor, id: string) {
  await subscribers.dropSubscriber(world, (await findStream(world, actor, id)).id);
}

const statusView = ({ id, status, statusReason }: subscribers.Subscriber) => ({
  stream_id: id,
  status,
  ...(statusReason !== null && { reason: statusReason }),
});

export const readStatus = async (world: World, actor: Actor, id: string) =>
  statusView(await findStream(world, actor, id));

/** Asked by the receiver, who knows: no `stream-updated` is sent (SSF 8.1.2). */
export async function setStatus(
  world: World,
  actor: Actor,
  given: { stream_id: string; status: rules.Status; reason?: string | undefined },
) {
  const { id } = await findStream(world, actor, given.stream_id);
  await store.updateSubscriber(world.db, id, {
    ...{ status: given.status, statusReason: given.reason ?? null },
    ...(given.status === "enabled" && { failures: 0, failingSince: null, nextTryAt: null }),
  });
  // A paused stream keeps what it missed, a disabled one does not.
  if (given.status === "disabled") await store.deleteSignalsOf(world.db, id);
  world.runner?.nudge();
  return statusView(await findStream(world, actor, id));
}

export type Subject = { format: string; iss?: string; sub?: string; id?: string };

/** The account that a subject names; null when it is none of ours. */
function accountIn(world: World, { format, iss, sub, id }: Subject): string | null {
  if (format === "iss_sub" && iss === world.config.url) return sub ?? null;
  return format === "opaque" ? (id ?? null) : null;
}

/** Everybody is on a stream from the start. Nobody is told by this whether there is such an account. */
export async function changeSubject(
  world: World,
  actor: Actor,
  streamId: string,
  subject: Subject,
  change: "added" | "removed",
) {
  const { id: subscriberId } = await findStream(world, actor, streamId);
  const accountId = accountIn(world, subject);
  if (!accountId || isShadow(accountId)) return {};
  await transact(world, async (world) => {
    await lockAccountRow(world, accountId);
    const account = await accountRow(world, accountId);
    if (account?.kind !== "account" || account.dataKey === "") return;
    forget(world, `removed-subjects:${accountId}`);
    if (change === "added") await accounts.deleteRemoved(world.db, accountId, subscriberId);
    else
      await accounts.insertRemoved(world.db, {
        ...{ accountId, subscriberId },
        endsAt: rules.daysAfter(world.now(), rules.GRACE_DAYS),
      });
    await emit(world, actor, `signals.subject-${change}`, accountId, { streamId: subscriberId });
  });
  return {};
}

export async function verifyStream(
  world: World,
  actor: Actor,
  given: { stream_id: string; state?: string | undefined },
) {
  const { id } = await findStream(world, actor, given.stream_id);
  const now = world.now();
  const before = rules.afterMs(now, -rules.VERIFICATION_SECONDS * 1000);
  if (!(await store.spendVerification(world.db, id, now, before)))
    throw TooMany({ until: rules.afterMs(now, rules.VERIFICATION_SECONDS * 1000).toISOString() });
  const { state } = given;
  await signalAbout(world, id, verification, state === undefined ? {} : { state });
}
