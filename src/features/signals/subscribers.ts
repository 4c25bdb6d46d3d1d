/** What streams and webhooks have in common: whose they are, and what they keep sealed. */

import type { Selectable } from "kysely";
import { endpointFault } from "../../core/addresses.ts";
import { open, seal } from "../../core/crypto.ts";
import { NotAllowed } from "../../core/problem.ts";
import type { Tables } from "../../core/tables.ts";
import type { Actor, World } from "../../core/world.ts";
import { findClient } from "../accounts/index.ts";
import { houseTypes, supported } from "./event-map.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

type Row = NonNullable<Awaited<ReturnType<typeof store.findSubscriber>>>;
export type Subscriber = Row & { kind: rules.Kind; status: rules.Status };

/** Sealed: what must be shown again (a push's header) and what signs (a webhook's secrets). */
export type Secret = {
  authorization?: string;
  keys?: { secret: string; endsAt: string | null }[];
};

const context = (id: string) => `subscriber:${id}`;
export const sealSecret = (world: World, id: string, secret: Secret) =>
  seal(world.keys, world, JSON.stringify(secret), context(id));
export const openSecret = (world: World, { id, secret }: { id: string; secret: string }): Secret =>
  JSON.parse(open(world.keys, secret, context(id)).toString());

/** Whose streams these are: the name of the service key, which its successor has, too. */
export async function ownerOf(world: World, actor: Actor): Promise<string> {
  const client = actor.kind === "client" ? await findClient(world, actor.id) : null;
  if (!client) throw NotAllowed();
  return client.name;
}

type Kinds = readonly rules.Kind[];

/** Another's is not there: the same answer as for none. */
export async function findOwn(world: World, actor: Actor, id: string, kinds: Kinds) {
  const owner = await ownerOf(world, actor);
  const found = (await store.findSubscriber(world.db, id)) as Subscriber | undefined;
  return found?.owner === owner && kinds.includes(found.kind) ? found : null;
}

export async function listOwn(world: World, actor: Actor, kinds: Kinds): Promise<Subscriber[]> {
  const rows = await store.listSubscribers(world.db, await ownerOf(world, actor));
  return (rows as Subscriber[]).filter(({ kind }) => kinds.includes(kind));
}

export function checkEndpoint(world: World, url: string, pointer: string): string {
  const detail = endpointFault(url, world.config.deliverToLoopback);
  if (detail) throw rules.BadEndpoint({ errors: [{ pointer, detail }] });
  return url;
}

/** A webhook may name an event as it is sent (`risc.account_disabled`) or by its address. */
export function deliveredOf(requested: readonly string[] | null, kind: rules.Kind = "push") {
  const offered = kind === "webhook" ? [...supported, ...houseTypes] : supported;
  return requested === null ? [...offered] : offered.filter((type) => requested.includes(type));
}

export async function addSubscriber(
  world: World,
  actor: Actor,
  given: { id: string; kind: rules.Kind; url: string | null; secret: Secret } & {
    eventsRequested: readonly string[] | null;
    description: string | null;
  },
): Promise<Subscriber> {
  const owner = await ownerOf(world, actor);
  const present = await store.listSubscribers(world.db, owner);
  if (present.length >= rules.SUBSCRIBERS_MAX) throw rules.TooManyStreams();
  const { id, kind, url, secret, eventsRequested, description } = given;
  await store.insertSubscriber(world.db, {
    ...{ id, owner, kind, url, description, status: "enabled" },
    eventsRequested: eventsRequested === null ? null : JSON.stringify(eventsRequested),
    secret: sealSecret(world, id, secret),
    createdAt: world.now(),
  });
  return (await store.findSubscriber(world.db, id)) as Subscriber;
}

export async function dropSubscriber(world: World, id: string) {
  await store.deleteSubscriber(world.db, id);
  await store.deleteSignalsOf(world.db, id);
}

/** Key rotation: secrets under an older key are sealed anew, so many at a time. Returns how many were. */
export async function resealSubscribers(world: World, limit: number): Promise<number> {
  const current = world.keys.current("seal").id;
  const rows = await store.listSealedBefore(world.db, current, limit);
  for (const row of rows)
    await store.replaceSecret(
      world.db,
      row.id,
      row.secret,
      sealSecret(world, row.id, openSecret(world, row)),
    );
  return rows.length;
}

export type SignalRow = Selectable<Tables["signals"]>;
