/** Poll delivery (RFC 8936): a receiver fetches, says what it has, and is offered the rest again. */
import type { Actor, World } from "../../core/world.ts";
import { tokenOf } from "./delivery.ts";
import { signer } from "./keys.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { findOwn, type Subscriber } from "./subscribers.ts";

const SETS_MAX = 500;
/** A long poll is answered, empty, after this long. */
const WAIT_MS = 10_000;
const LOOK_MS = 200;

export type PollInput = {
  maxEvents?: number | undefined;
  returnImmediately?: boolean | undefined;
  ack?: string[] | undefined;
  setErrs?: Record<string, { err: string; description?: string | undefined }> | undefined;
};

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function poll(world: World, actor: Actor, streamId: string, given: PollInput) {
  const stream = await findOwn(world, actor, streamId, ["poll"]);
  if (!stream) throw rules.NoStream();
  const { ack = [], setErrs = {}, maxEvents = 100, returnImmediately = false } = given;
  if (ack.length > 0) await store.deleteTaken(world.db, stream.id, ack);
  for (const [id, { err, description = "" }] of Object.entries(setErrs)) {
    const why = `${err}: ${description}`.slice(0, 300);
    await store.markRefused(world.db, stream.id, id, world.now(), why);
    world.log.warn("a receiver refused a signal", { stream: stream.id, signal: id, err });
  }
  if (maxEvents === 0) return { sets: {}, moreAvailable: (await due(world, stream, 1)).length > 0 };
  const limit = Math.min(maxEvents, SETS_MAX);
  const until = performance.now() + (returnImmediately ? 0 : WAIT_MS);
  let rows = await due(world, stream, limit + 1);
  while (rows.length === 0 && performance.now() < until) {
    await pause(LOOK_MS);
    rows = await due(world, stream, limit + 1);
  }
  const key = rows.length > 0 ? await signer(world) : null;
  const sets = await Promise.all(
    rows
      .slice(0, limit)
      .map(async (row) => [row.id, key ? await tokenOf(world, stream, row, key) : ""] as const),
  );
  return { sets: Object.fromEntries(sets), moreAvailable: rows.length > limit };
}

const due = async (world: World, { id, status }: Subscriber, limit: number) =>
  status === "disabled"
    ? []
    : store.listDue(world.db, id, {
        ...{ now: null, limit },
        ...(status === "paused" && { only: id }),
      });
