/**
 * What a process keeps in its memory may be behind the database: another process has put something in force
 * since. Whoever meets that says so, with what catches up, and the work begins once more. Nothing was kept of it.
 */
import type { World } from "./world.ts";

export class Behind extends Error {
  readonly catchUp: (world: World) => Promise<void>;
  constructor(what: string, catchUp: (world: World) => Promise<void>) {
    super(`This process does not know ${what} yet.`);
    this.catchUp = catchUp;
  }
}

/** `world`: outside of the transaction, which is over by then. */
export async function caughtUp<T>(world: World, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Behind) || world.unit) throw error;
    await error.catchUp(world);
    return work();
  }
}
