/**
 * Four servers of one stack in one process, for the bench of decisions: ours; a constant answer behind the
 * same schema and the same look-up of the key; casbin and Cedar where our rules stand.
 */
import { readConfig } from "../src/core/config.ts";
import type { Route } from "../src/core/route.ts";
import { buildServer } from "../src/core/server.ts";
import { accounts, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import {
  type Decision,
  decide,
  decisions,
  type Evaluation,
} from "../src/features/decisions/index.ts";
import { serve } from "../src/serve.ts";
import { casbinJudge, cedarJudge, type Judge } from "./engines.ts";
import { inLanes, person } from "./people.ts";

const given = JSON.parse(process.argv[2] ?? "{}") as {
  databaseUrl: string;
  port: number;
  people: number;
};
const say = (message: object) => process.send?.(message);
const quiet = { name: "bench", send: async () => ({ providerId: null }) };
const config = readConfig(
  {
    DATABASE_URL: given.databaseUrl,
    RIGHTFUL_URL: `http://127.0.0.1:${given.port}`,
    RIGHTFUL_PORT: String(given.port),
    RIGHTFUL_WALLET_URL: "http://127.0.0.1:1",
    RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
    RIGHTFUL_HASH_MEMORY_KIB: "8",
  },
  true,
);
const { world, stop } = await serve({
  config,
  database: { url: given.databaseUrl, stop: async () => {} },
  ports: () => ({ sms: quiet, email: quiet }),
  write: (line) => process.stderr.write(`${line}\n`),
});
const serviceKey = await newServiceKey(world, "wallet", ["accounts"]);
const rules = JSON.stringify({
  ...{ singleLimit: "5000.00", dailyLimit: "900000.00", newPayeeDelayHours: 0 },
  ...{ nightLock: false, trustedDevicesOnly: false, delayedArrivalHours: 0 },
});
await inLanes(8, given.people, async (n) => {
  const { id, phone, email } = person(n);
  await putAccount(world, { kind: "system", id: "bench" }, id, { name: "Lin Yue", phone, email });
  await world.db.insertInto("locks").values({ accountId: id, rules }).execute();
});

const real = decisions.routes.find(({ path }) => path === "/access/v1/evaluation") as Route;
const constant: Decision = {
  decision: true,
  context: { code: "permitted", version: "wallet@1", reason_user: { en: "This can go ahead." } },
};
const by =
  (judge: Judge): Route["does"] =>
  (world, { body }) =>
    decide(world, body as Evaluation, judge);
const peers: [string, Route["does"]][] = [
  ["ours", real.does],
  ["limit", () => constant],
  ["casbin", by(await casbinJudge())],
  ["cedar", by(cedarJudge())],
];
const ports: Record<string, number> = {};
for (const [n, [name, does]] of peers.entries()) {
  const feature = { name, routes: [{ ...real, does }] };
  const app = buildServer(world, [accounts, feature]);
  ports[name] = given.port + 1 + n;
  await app.listen({ host: "127.0.0.1", port: ports[name] });
}
process.on("message", () => say({ cpu: process.cpuUsage() }));
process.once("disconnect", async () => {
  await stop();
  process.exit(0);
});
say({ ready: true, serviceKey, ports });
