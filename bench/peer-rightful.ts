/**
 * Our server as the benches start it, in a process of its own: the real HTTP, workers and database;
 * what it sends goes to the process that started it. Started with an IPC channel and
 * `{ databaseUrl, people, hashMemoryKib, record }` as its first argument.
 */
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import pg from "pg";
import { readConfig } from "../src/core/config.ts";
import { transact } from "../src/core/db.ts";
import { bindDevice, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../src/features/passwords/index.ts";
import { serve } from "../src/serve.ts";
import { inLanes, person } from "./people.ts";

type Given = {
  databaseUrl: string;
  port: number;
  people: number;
  hashMemoryKib: number;
  /** Where to write every statement that was sent, for the limit to repeat. */
  record?: string;
};
const given = JSON.parse(process.argv[2] ?? "{}") as Given;

const statements: unknown[] = [];
if (given.record) {
  const { query } = pg.Client.prototype as { query: (...args: any[]) => unknown };
  (pg.Client.prototype as any).query = function (this: any, ...args: any[]) {
    const [first, second] = args;
    const text = typeof first === "string" ? first : first.text;
    this.benchNumber ??= statements.length;
    statements.push({ client: this.benchNumber, text, values: second ?? first.values ?? [] });
    return query.apply(this, args);
  };
}

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
statements.length = 0;
say({ ready: true, serviceKey });

process.on("message", async (message: any) => {
  if (message.profile) await profile(message.profile);
  if (message === "cpu") say({ cpu: process.cpuUsage() });
  if (message === "backlog") {
    const rows = await world.db.selectFrom("jobs").select("id").execute();
    say({ backlog: rows.length });
  }
  if (message === "record" && given.record) {
    writeFileSync(given.record, JSON.stringify(statements));
    say({ recorded: statements.length });
  }
});
process.once("disconnect", async () => {
  await stop();
  process.exit(0);
});
