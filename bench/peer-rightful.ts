/**
 * Our server as the benches start it, in a process of its own: the real HTTP, workers and database;
 * what it sends goes to the process that started it. Started with an IPC channel and
 * `{ databaseUrl, people, hashMemoryKib }` as its first argument.
 */
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { readConfig } from "../src/core/config.ts";
import { transact } from "../src/core/db.ts";
import { Connection } from "../src/core/driver.ts";
import { bindDevice, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../src/features/passwords/index.ts";
import { serve } from "../src/serve.ts";
import { inLanes, person } from "./people.ts";

type Given = {
  databaseUrl: string;
  port: number;
  people: number;
  hashMemoryKib: number;
};
const given = JSON.parse(process.argv[2] ?? "{}") as Given;

/** By the connection that was held for them: one transaction, or one statement by itself. */
const statements = new Map<Connection, { text: string; values: readonly unknown[] }[]>();
/** What is sent from now on, until `recorded`. */
function record() {
  const { query } = Connection.prototype;
  Connection.prototype.query = function (text, values = [], ...more) {
    statements.set(this, [...(statements.get(this) ?? []), { text, values }]);
    return query.call(this, text, values, ...more);
  };
}
/** Only what names this account: the house has work of its own meanwhile. */
const recorded = (accountId: string) =>
  [...statements.values()]
    .filter((sent) => JSON.stringify(sent).includes(accountId))
    .flatMap((sent, client) => sent.map((one) => ({ client, ...one })));

/** Starts a profile, or ends it and writes it to a file that the developer tools open. */
const session = new Session();
let profiling = false;
async function profile(file: string) {
  if (!profiling) {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
  } else writeFileSync(file, JSON.stringify((await session.post("Profiler.stop")).profile));
  profiling = !profiling;
  say({ profiling });
}

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
    RIGHTFUL_URL: `http://127.0.0.1:${given.port}`,
    RIGHTFUL_PORT: String(given.port),
    RIGHTFUL_WALLET_URL: "http://127.0.0.1:1",
    RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
    RIGHTFUL_HASH_MEMORY_KIB: String(given.hashMemoryKib),
    // Each claim from a network of its own, as a wallet's are.
    RIGHTFUL_TRUST_PROXY: "yes",
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => name.startsWith("RIGHTFUL_")),
    ),
    DATABASE_URL: given.databaseUrl,
  } as Record<string, string>,
  true,
);
const { world, stop } = await serve({
  config,
  database: { url: given.databaseUrl, stop: async () => {} },
  ports: () => ({ sms: outbox, email: outbox }),
  write: (line) => process.stderr.write(`${line}\n`),
});
const serviceKey = await newServiceKey(world, "wallet", ["accounts"]);
const password = await hashOf(world, "old harbour lantern 42");
await inLanes(16, given.people, async (n) => {
  const { id, phone, email, deviceId } = person(n);
  await putAccount(world, { kind: "system", id: "bench" }, id, {
    ...{ name: "Lin Yue", phone, email, locale: "en" as const },
    verifiedAt: new Date(Date.now() - 365 * 86_400_000).toISOString(),
  });
  await transact(world, (world) => storePassword(world, id, password));
  const boundAt = new Date(Date.now() - 100 * 86_400_000);
  await bindDevice(world, id, { deviceId, name: "Phone", boundAt });
});
say({ ready: true, serviceKey });

process.on("message", async (message: any) => {
  if (message.profile) await profile(message.profile);
  if (message === "cpu") say({ cpu: process.cpuUsage() });
  if (message === "backlog") {
    // Timers that stand for later, the look for alarms among them, are nobody's backlog.
    const due = world.db.selectFrom("jobs").select("id").where("dueAt", "<=", world.now());
    say({ backlog: (await due.execute()).length });
  }
  if (message === "record") {
    record();
    say({ recording: true });
  }
  if (message.recorded) {
    writeFileSync(message.to, JSON.stringify(recorded(message.recorded)));
    say({ recorded: true });
  }
});
process.once("disconnect", async () => {
  await stop();
  process.exit(0);
});
