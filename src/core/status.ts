/** What every page and every watcher may ask: who runs this, what time it is, is it well. */
import { problem } from "./problem.ts";
import { type Feature, route } from "./route.ts";

const NotReady = problem("not-ready", 503, "The database does not answer.");

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
        try {
          await db.selectFrom("settings").select("name").limit(1).execute();
        } catch {
          throw NotReady();
        }
        return { status: "ok" };
      },
    }),
  ],
};
