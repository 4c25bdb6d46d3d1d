/** What every page and every watcher may ask: who runs this, what time it is, is it well. */
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "./db.ts";
import { problem } from "./problem.ts";
import { type Feature, route } from "./route.ts";

const READY_MS = 2_000;

/** One that only follows another answers everything, and can do nothing. */
const takesWrites = (db: Db): Promise<boolean> =>
  sql<{
    mode: string;
  }>`select current_setting('transaction_read_only') as mode, exists (select 1 from settings)`
    .execute(db)
    .then(
      ({ rows }) => rows.every(({ mode }) => mode === "off"),
      () => false,
    );

const NotReady = problem("not-ready", 503, "The database does not answer, or takes no writes.");

export const status: Feature = {
  name: "status",
  routes: [
    route({
      method: "GET",
      path: "/v1/portal",
      who: ["anyone"],
      summary: "Whose portal this is",
      does: ({ config }) => ({
        operator: {
          name: { en: config.operatorName, zh: config.operatorNameZh || config.operatorName },
          phone: config.operatorPhone,
        },
        reportPhones: config.reportPhones
          .split(",")
          .map((each) => each.trim())
          .filter(Boolean),
        timeZone: config.timeZone,
        walletUrl: config.walletUrl,
        demo: config.demo,
      }),
    }),
    route({
      method: "GET",
      path: "/v1/clock",
      who: ["anyone"],
      summary: "The server's time, which every countdown follows",
      does: (world) => ({ now: world.now().toISOString() }),
    }),
    route({
      method: "GET",
      path: "/healthz",
      who: ["anyone"],
      summary: "The process is alive",
      does: () => ({ status: "ok" }),
    }),
    route({
      method: "GET",
      path: "/readyz",
      who: ["anyone"],
      summary: "The process can do its work",
      problems: ["not-ready"],
      does: async ({ db }) => {
        // Whoever asks waits a second or two: a database that hangs is none.
        const late = pause(READY_MS, false, { ref: false });
        if (!(await Promise.race([takesWrites(db), late]))) throw NotReady();
        return { status: "ok" };
      },
    }),
  ],
};
