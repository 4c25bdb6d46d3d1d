/** A request that carries an Idempotency-Key is done once; every further one is given its answer. */
import { caughtUp } from "./behind.ts";
import { isDuplicate } from "./db.ts";
import { AnswerLost, keepAnswer, storedAnswer } from "./idempotency.ts";
import { Problem, problemBody } from "./problem.ts";
import { type Answer, isAnswer, type Route } from "./route.ts";
import type { World } from "./world.ts";

export type Once = (world: World, route: Route, does: () => unknown) => Promise<Answer>;

/**
 * Does the deed unless the same request was done before; then repeats the answer. Impatient repeats to
 * one server wait for the first, so that they neither hash in vain nor use up a limit; between servers
 * the database judges.
 */
export function onlyOnce(): Once {
  const running = new Map<string, Promise<void>>();
  return async (world, route, deed) => {
    const does = () => caughtUp(world, async () => deed());
    const key = world.call?.idempotency;
    if (!key) return asAnswer(await does());
    const name = `${key.scope}:${key.key}`;
    await running.get(name);
    const run = doOnce(world, route, does);
    const ended = run.then(
      () => {},
      () => {},
    );
    if (!running.has(name)) running.set(name, ended);
    try {
      return await run;
    } finally {
      if (running.get(name) === ended) running.delete(name);
    }
  };
}

async function doOnce(world: World, route: Route, does: () => unknown): Promise<Answer> {
  const key = world.call?.idempotency;
  if (!key) return asAnswer(await does());
  const before = await replayInTime(world, route);
  if (before) return before;
  try {
    const given = asAnswer(await does());
    await keepAnswer(world, { status: given.status ?? route.status ?? 200, body: given });
    return given;
  } catch (error) {
    // Another run of this request was faster, and what this one met (a spent code, a second too soon)
    // is that run's doing: its answer counts for both.
    if (!key.marked && (error instanceof Problem || isDuplicate(error))) {
      const other = await replayInTime(world, route);
      if (other) return other;
    }
    if (error instanceof Problem && key.marked)
      await keepAnswer(world, { status: error.status, body: problemBody(error) });
    throw error;
  }
}

async function replay(world: World, route: Route): Promise<Answer | null> {
  try {
    const stored = await storedAnswer(world);
    if (!stored) return null;
    if (stored.status < 400) return stored.body as Answer;
    const {
      type: _type,
      title,
      status,
      code,
      detail: _detail,
      ...more
    } = stored.body as ReturnType<typeof problemBody>;
    throw new Problem(code, status, title, more);
  } catch (error) {
    if (route.repeatable && error instanceof Problem && error.code === AnswerLost().code) {
      // The key is spent already; the deed may be done again without harm.
      if (world.call?.idempotency) world.call.idempotency.marked = true;
      return null;
    }
    throw error;
  }
}

/** The other run has committed and is about to keep its answer: a short while is enough. */
async function replayInTime(world: World, route: Route): Promise<Answer | null> {
  for (let wait = 5; wait < 1000; wait *= 2) {
    try {
      return await replay(world, route);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "in-progress") throw error;
      await new Promise((done) => setTimeout(done, wait));
    }
  }
  return replay(world, route);
}

const asAnswer = (value: unknown): Answer =>
  isAnswer(value)
    ? {
        body: value.body,
        ...(value.status && { status: value.status }),
        ...(value.cookies && { cookies: value.cookies }),
        ...(value.stream && { stream: value.stream }),
        ...(value.type && { type: value.type }),
        ...(value.location && { location: value.location }),
        ...(value.headers && { headers: value.headers }),
      }
    : { body: value ?? {} };
