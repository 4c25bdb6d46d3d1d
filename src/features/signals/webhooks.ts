/** The same signals as plain webhooks, signed by Standard Webhooks 1.0.0. */
import { transact } from "../../core/db.ts";
import { BadInput } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { signalAbout } from "./outbox.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import * as subscribers from "./subscribers.ts";
import { plainType } from "./tokens.ts";

const KINDS = ["webhook"] as const;
const OVERLAP_HOURS = 24;

async function findWebhook(world: World, actor: Actor, id: string) {
  const webhook = await subscribers.findOwn(world, actor, id, KINDS);
  if (!webhook) throw rules.NoWebhook();
  return webhook;
}

const view = (row: subscribers.Subscriber) => ({
  id: row.id,
  url: row.url,
  events: subscribers.deliveredOf(row.eventsRequested, "webhook").map(plainType),
  status: row.status,
  ...(row.statusReason !== null && { reason: row.statusReason }),
  createdAt: row.createdAt.toISOString(),
});

const newSecret = (world: World) => `whsec_${world.bytes(32).toString("base64")}`;

/** Named as they are sent; an unknown name is refused, for it would never come. */
function eventsOf(names: readonly string[] | undefined): string[] | null {
  if (!names) return null;
  const offered = subscribers.deliveredOf(null, "webhook");
  return names.map((name, index) => {
    const type = offered.find((each) => plainType(each) === name || each === name);
    const detail = "We send no such event.";
    if (!type) throw BadInput({ errors: [{ pointer: `/events/${index}`, detail }] });
    return type;
  });
}

export async function createWebhook(
  world: World,
  actor: Actor,
  { url, events }: { url: string; events?: string[] | undefined },
) {
  const secret = newSecret(world);
  const row = await subscribers.addSubscriber(world, actor, {
    id: world.id("wh"),
    kind: "webhook",
    url: subscribers.checkEndpoint(world, url, "/url"),
    secret: { keys: [{ secret, endsAt: null }] },
    eventsRequested: eventsOf(events),
    description: null,
  });
  return { ...view(row), secret };
}

export const listWebhooks = async (world: World, actor: Actor) => ({
  webhooks: (await subscribers.listOwn(world, actor, KINDS)).map(view),
});

export async function deleteWebhook(world: World, actor: Actor, id: string) {
  await subscribers.dropSubscriber(world, (await findWebhook(world, actor, id)).id);
}

/** The new secret, shown once; the old one goes on signing beside it for a day. */
export async function rotateSecret(world: World, actor: Actor, id: string) {
  const row = await findWebhook(world, actor, id);
  const secret = newSecret(world);
  const endsAt = rules.afterMs(world.now(), OVERLAP_HOURS * 3_600_000).toISOString();
  const before = subscribers.openSecret(world, row).keys ?? [];
  const keys = [
    { secret, endsAt: null },
    ...before
      .filter((key) => key.endsAt === null || key.endsAt > world.now().toISOString())
      .slice(0, 2)
      .map((key) => ({ ...key, endsAt: key.endsAt ?? endsAt })),
  ];
  const sealed = subscribers.sealSecret(world, row.id, { keys });
  await store.updateSubscriber(world.db, row.id, { secret: sealed });
  return { secret, previousEndsAt: endsAt };
}

export async function testWebhook(world: World, actor: Actor, id: string) {
  const { id: webhookId } = await findWebhook(world, actor, id);
  return { deliveryId: await signalAbout(world, webhookId, "webhook.test", {}) };
}

const deliveryView = (row: subscribers.SignalRow) => ({
  id: row.id,
  type: plainType(row.type),
  state: row.state === "due" ? (row.attempts > 0 ? "retrying" : "waiting") : row.state,
  attempts: row.attempts,
  issuedAt: row.issuedAt.toISOString(),
  ...(row.triedAt && { triedAt: row.triedAt.toISOString() }),
  ...(row.state === "due" && { nextTryAt: row.dueAt.toISOString() }),
  ...(row.answer !== null && { answer: row.answer }),
  ...(row.lastError !== null && { error: row.lastError }),
});

const LAST = "~";

/** Newest first. `before`: the id at which the page before ended. */
export async function listDeliveries(
  world: World,
  actor: Actor,
  id: string,
  before: string | undefined,
) {
  const { id: webhookId } = await findWebhook(world, actor, id);
  const rows = await store.listDeliveries(world.db, webhookId, before ?? LAST, 101);
  return {
    deliveries: rows.slice(0, 100).map(deliveryView),
    next: rows.length > 100 ? (rows[99]?.id ?? null) : null,
  };
}

/** The same message, with the same id: a receiver that had it knows. */
export async function redeliver(world: World, actor: Actor, id: string, deliveryId: string) {
  const { id: webhookId, status } = await findWebhook(world, actor, id);
  const found = await transact(world, async (world) => {
    const found = await store.sendAgain(world.db, webhookId, deliveryId, world.now());
    // Asked for by its owner: an endpoint that was gone is there again.
    if (found && status === "disabled")
      await store.updateSubscriber(world.db, webhookId, { status: "enabled", statusReason: null });
    return found;
  });
  if (!found) throw rules.NoWebhook();
  world.runner?.nudge();
  return { deliveryId };
}
