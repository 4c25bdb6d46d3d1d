/**
 * Thrown where this process does not know yet what another one has put in force: it catches up, and what was asked is
 * done again. A guess by what it knows could differ from what the other one says of the same thing.
 */
export class Behind extends Error {
  readonly catchUp: () => Promise<void>;
  constructor(what: string, catchUp: () => Promise<void>) {
    super(`This process does not know ${what} yet.`);
    this.catchUp = catchUp;
  }
}

/** Does `deed`; once more when this process had to catch up first. */
export const caughtUp = <T>(deed: () => Promise<T>): Promise<T> =>
  deed().catch(async (error) => {
    if (!(error instanceof Behind)) throw error;
    await error.catchUp();
    return deed();
  });
