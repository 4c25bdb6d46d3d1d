/** Waits for a signal to stop, then stops once; a second signal does not hurry it. */
export function untilStopped(stop: () => Promise<void>): Promise<number> {
  return new Promise((done) => {
    let stopping = false;
    const begin = () => {
      if (stopping) return;
      stopping = true;
      stop().then(
        () => done(0),
        () => done(1),
      );
    };
    process.on("SIGINT", begin);
    process.on("SIGTERM", begin);
  });
}
