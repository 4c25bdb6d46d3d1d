/**
 * The same request twice is done once (httpapi draft "Idempotency-Key"). The first transaction of a
 * request writes its key: of two at once, one commits and the other is rolled back and told the
 * stored answer. Answers are sealed; those that hold a secret are kept 10 minutes, others a day.
 */
import { KeyError, open, seal } from "./crypto.ts";
import { problem } from "./problem.ts";
import { noWait } from "./unit.ts";
import type { World } from "./world.ts";

export const KeyReused = problem(
  "key-reused",
  422,
  "This Idempotency-Key was used for another request. Use a new key.",
);
export const InProgress = problem("in-progress", 409, "The same request is being done right now.");
export const AnswerLost = problem(
  "already-done",
  409,
  "This request was done, and its answer is not kept. Load the present state.",
);

export type Stored = { status: number; body: unknown };

const context = (scope: string, key: string) => `answer:${scope}:${key}`;

/** The answer given before, or null when this request was not done yet. */
export async function storedAnswer(world: World): Promise<Stored | null> {
  const call = world.call?.idempotency;
  if (!call) return null;
  const row = await world.db
    .selectFrom("idempotency")
    .selectAll()
    .where("scope", "=", call.scope)
    .where("key", "=", call.key)
    .executeTakeFirst();
  if (!row) return null;
  if (row.requestHash !== call.requestHash) throw KeyReused();
  if (row.expiresAt <= world.now() || row.answer === null || row.status === null)
    throw row.createdAt.getTime() > world.now().getTime() - 5000 && row.answer === null
      ? InProgress()
      : AnswerLost();
  return {
    status: row.status,
    body: JSON.parse(openAnswer(world, row.answer, context(call.scope, call.key))),
  };
}

/** An answer sealed by a key that is gone since is an answer that is not kept. */
function openAnswer(world: World, sealed: string, context: string): string {
  try {
    return open(world.keys, sealed, context).toString();
  } catch (error) {
    throw error instanceof KeyError ? AnswerLost() : error;
  }
}

/**
 * The last statement of the request's first transaction, sent and not waited for: it fails, and undoes
 * the transaction, when another run of the request committed first.
 */
export function markDone(world: World) {
  const call = world.call?.idempotency;
  if (!call || call.marked) return;
  const now = world.now();
  const marked = world.db
    .insertInto("idempotency")
    .values({
      scope: call.scope,
      key: call.key,
      requestHash: call.requestHash,
      status: null,
      answer: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + (call.secret ? 600_000 : 86_400_000)),
    })
    .execute();
  noWait(world, marked);
}

/** For what comes before the deed of a request, or is asked anew each time: the key is not used up by it. */
export function withoutKey(world: World): World {
  const { call, ...rest } = world;
  if (!call) return world;
  const { idempotency: _kept, ...unkeyed } = call;
  return { ...rest, call: unkeyed };
}

export async function keepAnswer(world: World, { status, body }: Stored) {
  const call = world.call?.idempotency;
  if (!call) return;
  await world.db
    .updateTable("idempotency")
    .set({
      status,
      answer: seal(world.keys, world, JSON.stringify(body ?? null), context(call.scope, call.key)),
    })
    .where("scope", "=", call.scope)
    .where("key", "=", call.key)
    .execute();
}

export const sweepIdempotency = (world: World) =>
  world.db
    .deleteFrom("idempotency")
    .where("expiresAt", "<", new Date(world.now().getTime() - 86_400_000))
    .execute();
