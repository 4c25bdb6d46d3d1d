/**
 * Loaded before the tests of a whole run: node:test follows every promise by an async hook, only to tell whose an
 * error is that nobody caught, and that is a fifth of a run's processor time. Without it such an error fails its
 * file, and is told here with its place (`without-hooks.test.ts`). A file that is named alone keeps the hook.
 */
import { createHook } from "node:async_hooks";

// A process that a test forks is given this too, and has nothing to do with it.
if (/\.test\.m?[jt]s$/.test(process.argv[1] ?? "")) {
  const hooks = Object.getPrototypeOf(createHook({})) as { enable(): unknown };
  hooks.enable = function () {
    return this;
  };
  const tell = (error: unknown) => console.error(error);
  process.on("uncaughtExceptionMonitor", tell);
  process.on("unhandledRejection", tell);
}
