/**
 * Our server for the bench of growth, in a process of its own: it adds people when it is told to, so
 * that they stand between those that the bench fills in. Started as `bench/peer-rightful.ts` is.
 */
import { readConfig } from "../src/core/config.ts";
import { transact } from "../src/core/db.ts";
import { bindDevice, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../src/features/passwords/index.ts";
import { serve } from "../src/serve.ts";
import { inLanes, person } from "./people.ts";

type Told = "cpu" | "backlog" | { people: number[] };

const given = JSON.parse(process.argv[2] ?? "{}") as { databaseUrl: string; port: number };
const say = (message: object) => process.send?.(message);
const outbox = {
  name: "bench",
  send: async ({ to, text }: { to: string; text: string }) => {
    if (/\b\d{6}\b/.test(text)) say({ to, text });
    return { providerId: null };
  },
};
const config = readConfig(
  {
    DATABASE_URL: given.databaseUrl,
    RIGHTFUL_URL: `http://127.0.0.1:${given.port}`,
    RIGHTFUL_PORT: String(given.port),
    RIGHTFUL_WALLET_URL: "http://127.0.0.1:1",
    RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
    // The cheapest that argon2 allows: a hash that costs the same everywhere would hide what grows.
    RIGHTFUL_HASH_MEMORY_KIB: "8",
    // Each claim from a network of its own, as a wallet's are.
    RIGHTFUL_TRUST_PROXY: "yes",
  },
  true,
);
const { world, stop } = await serve({
  config,
  database: { url: given.databaseUrl, stop: async () => {} },
  ports: () => ({ sms: outbox, email: outbox }),
  write: (line) => process.stderr.write(`${line}\n`),
});
const serviceKey = await newServiceKey(world, `wallet ${process.pid}`, ["accounts", "decisions"]);
const password = await hashOf(world, "old harbour lantern 42");
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

async function add(n: number): Promise<void> {
  const { id, phone, email, deviceId } = person(n);
  await putAccount(world, { kind: "system", id: "bench" }, id, {
    ...{ name: "Lin Yue", phone, email, locale: "en" as const },
    verifiedAt: daysAgo(365).toISOString(),
  });
  await transact(world, (world) => storePassword(world, id, password));
  await bindDevice(world, id, { deviceId, name: "Phone", boundAt: daysAgo(100) });
}

process.on("message", async (told: Told) => {
  if (told === "cpu") say({ cpu: process.cpuUsage() });
  else if (told === "backlog") {
    const due = world.db.selectFrom("jobs").select("id").where("dueAt", "<=", world.now());
    say({ backlog: (await due.execute()).length });
  } else {
    const { people } = told;
    await inLanes(8, people.length, (at) => add(people[at] as number));
    say({ added: people.length });
  }
});
process.once("disconnect", async () => {
  await stop();
  process.exit(0);
});
say({ ready: true, serviceKey });
