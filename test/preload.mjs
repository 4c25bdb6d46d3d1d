/** Read in by every process of a test run before node:test, and by what it starts with the same flags. */
import hooks, { createHook } from "node:async_hooks";
import { pathToFileURL } from "node:url";

/**
 * No verdict is lost. Node ends a process of `--test-force-exit` with verdicts still unsent when whoever reads them is
 * slow (nodejs/node, issue 64833): tests then go missing, and one that failed may be among them. So each is sent
 * before the next line runs, and a process that ends with some unsent has failed.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream._handle?.setBlocking?.(true);
  process.on("exit", () => {
    if (stream.writableLength > 0) process.exitCode = 1;
  });
}

/**
 * node:test follows every promise of a process, to tell in which test an error arose that nobody caught: a fifth of a
 * run's processor time. It follows all but promises now. A suite still knows its own tests, as they are registered
 * while its function runs; an error that nobody caught fails its file, if not its test, and is told with its place.
 */
hooks.createHook = (does) => createHook({ ...does, trackPromises: false });
if (process.env.NODE_TEST_CONTEXT) {
  const tell = (error) => console.error(error);
  process.on("uncaughtExceptionMonitor", tell);
  process.on("unhandledRejection", tell);
}

/**
 * No file is left half read. `--test-force-exit` ends a process as soon as the tests known so far are over: what a file
 * registers after a wait of its own was left out. So the first test waits for its file; and a process that ends
 * before that has failed.
 */
const file = process.argv[1] ?? "";
if (process.env.NODE_TEST_CONTEXT && /\.test\.m?[jt]s$/.test(file)) {
  const { before } = await import("node:test");
  let isRead = false;
  process.on("exit", () => {
    if (isRead) return;
    console.error(`${file} ended before it was read in.`);
    process.exitCode = 1;
  });
  const { promise, resolve } = Promise.withResolvers();
  before(() => promise);
  await import(pathToFileURL(file).href).finally(resolve);
  isRead = true;
}
