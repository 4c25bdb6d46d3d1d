/** Writes what is to be delivered: in the account's own transaction, a row for each who listens. */
import { hash } from "node:crypto";
import type { Event } from "../../core/events.ts";
import type { New } from "../../core/tables.ts";
import { traceparent } from "../../core/tracing.ts";
import { noWait, once } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { isShadow, lockAccount } from "../accounts/index.ts";
import * as accounts from "./accounts-store.ts";
import * as map from "./event-map.ts";
import * as store from "./store.ts";
import { deliveredOf } from "./subscribers.ts";
import { signalId } from "./tokens.ts";

/** An event of an account. Called by its reader, in the order of the account's events. */
export async function signal(world: World, event: Event): Promise<void> {
  const { accountId } = event;
  if (isShadow(accountId)) return;
  await lockAccount(world, accountId);
  const standing = await standingHolds(world, event);
  const said = map.told[event.type]?.(event, standing) ?? [];
  const listening = said.length > 0 ? await listeners(world, accountId) : [];
  const txn = digest(`${accountId}:${map.causeOf(event)}`)
    .toString("base64url")
    .slice(0, 22);
  const rows: New<"signals">[] = listening.flatMap(({ id: subscriberId, events }) =>
    said.flatMap(({ type, facts }, n) =>
      events.includes(type)
        ? [
            {
              ...{ accountId, subscriberId, type, txn, facts: JSON.stringify(facts) },
              id: signalId(event.at, event.seq, n, digest(`${subscriberId}:${accountId}:${n}`)),
              issuedAt: world.wallNow(),
              ...{ dueAt: world.now(), trace: traceparent() ?? null },
            },
          ]
        : [],
    ),
  );
  if (rows.length === 0) return;
  noWait(world, store.insertSignals(world.db, rows));
  world.unit?.afterwards.push(() => world.runner?.nudge());
}

/** An event of the house: told to webhooks, under the house's own row. */
export async function signalHouse(world: World, event: Event): Promise<void> {
  const { accountId, type, payload } = event;
  const hooks = await store.listHooks(world.db);
  const rows = hooks
    .filter(({ eventsRequested }) => deliveredOf(eventsRequested, "webhook").includes(type))
    .map(({ id: subscriberId }): New<"signals"> => {
      const hash = digest(`${subscriberId}:${accountId}:${event.seq}`);
      const id = signalId(event.at, event.seq, 0, hash);
      return {
        ...{ accountId, subscriberId, id, type, txn: id, facts: JSON.stringify(payload) },
        ...{ issuedAt: world.wallNow(), dueAt: world.now(), trace: traceparent() ?? null },
      };
    });
  if (rows.length === 0) return;
  noWait(world, store.insertSignals(world.db, rows));
  world.unit?.afterwards.push(() => world.runner?.nudge());
}

const digest = (text: string) => hash("sha256", text, "buffer");

/** Keeps which holds stand; returns the scopes of the others. */
async function standingHolds(world: World, { accountId, type, payload }: Event): Promise<string[]> {
  const holdId = String(payload.holdId);
  if (type === "hold.placed") {
    const row = { accountId, holdId, scope: String(payload.scope) };
    noWait(world, accounts.insertHold(world.db, row));
  }
  if (type !== "hold.released") return [];
  noWait(world, accounts.deleteHold(world.db, accountId, holdId));
  return accounts.listHolds(world.db, accountId);
}

async function listeners(world: World, accountId: string) {
  const [all, removed] = await Promise.all([
    once(world, "subscribers", () => store.listListening(world.db)),
    once(world, `removed-subjects:${accountId}`, () => accounts.listRemoved(world.db, accountId)),
  ]);
  const silent = removed.filter(({ endsAt }) => endsAt <= world.now());
  return all
    .filter(({ id }) => !silent.some(({ subscriberId }) => subscriberId === id))
    .map(({ id, eventsRequested }) => ({ id, events: deliveredOf(eventsRequested) }));
}

/** Something about the subscriber itself: it lies under its own id, and goes out while it is paused. */
export async function signalAbout(
  world: World,
  subscriberId: string,
  type: string,
  facts: Record<string, unknown>,
): Promise<string> {
  const at = world.now();
  const id = signalId(at, 0, 0, world.bytes(6));
  await store.insertSignals(world.db, [
    {
      ...{ accountId: subscriberId, subscriberId, id, type, facts: JSON.stringify(facts) },
      ...{ txn: id, issuedAt: world.wallNow(), dueAt: at, trace: traceparent() ?? null },
    },
  ]);
  world.runner?.nudge();
  return id;
}
