/**
 * One of several servers of one database, as the bench of processes starts it: the real HTTP, workers and limits.
 * What it sends goes to the process that started it. Started with an IPC channel and
 * `{ databaseUrl, port, connections, people }`; the first of them makes the people, the others are told none.
 */
import type { Socket } from "node:net";
import { readConfig } from "../src/core/config.ts";
import { transact } from "../src/core/db.ts";
import { bindDevice, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../src/features/passwords/index.ts";
import { serve } from "../src/serve.ts";
import { inLanes, person } from "./people.ts";

const given = JSON.parse(process.argv[2] ?? "{}") as {
  databaseUrl: string;
  port: number;
  connections: number;
  people: number;
};
const say = (message: object) => process.send?.(message);
const outbox = {
  name: "bench",
  send: async ({ to, text }: { to: string; text: string }) => {
    if (/\b\d{6}\b/.test(text)) say({ to, text });
    return { providerId: null };
  },
};
const { world, app, stop } = await serve({
  config: readConfig(
    {
      DATABASE_URL: given.databaseUrl,
      RIGHTFUL_URL: `http://127.0.0.1:${given.port}`,
      RIGHTFUL_PORT: String(given.port),
      RIGHTFUL_WALLET_URL: "http://127.0.0.1:1",
      RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
      RIGHTFUL_HASH_MEMORY_KIB: "8",
      RIGHTFUL_DB_CONNECTIONS: String(given.connections),
      RIGHTFUL_TRUST_PROXY: "yes",
    },
    true,
  ),
  database: { url: given.databaseUrl, stop: async () => {} },
  ports: () => ({ sms: outbox, email: outbox }),
  write: (line) => process.stderr.write(`${line}\n`),
});

async function prepare(): Promise<string> {
  const password = await hashOf(world, "old harbour lantern 42");
  const rules = JSON.stringify({
    ...{ singleLimit: "5000.00", dailyLimit: "900000.00", newPayeeDelayHours: 0 },
    ...{ nightLock: false, trustedDevicesOnly: false, delayedArrivalHours: 0 },
  });
  await inLanes(8, given.people, async (n) => {
    const { id, phone, email, deviceId } = person(n);
    await putAccount(world, { kind: "system", id: "bench" }, id, {
      ...{ name: "Lin Yue", phone, email, locale: "en" as const },
      verifiedAt: new Date(Date.now() - 365 * 86_400_000).toISOString(),
    });
    await transact(world, (world) => storePassword(world, id, password));
    const boundAt = new Date(Date.now() - 100 * 86_400_000);
    await bindDevice(world, id, { deviceId, name: "Phone", boundAt });
    await world.db.insertInto("locks").values({ accountId: id, rules }).execute();
  });
  return newServiceKey(world, "wallet", ["accounts", "decisions"]);
}
say({ ready: true, serviceKey: given.people > 0 ? await prepare() : "" });

process.on("message", (_, guest?: Socket) => {
  if (!guest) return say({ cpu: process.cpuUsage() });
  app.server.emit("connection", guest);
  guest.resume();
});
process.once("disconnect", async () => {
  await stop();
  process.exit(0);
});
