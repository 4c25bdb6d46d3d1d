/** One round of `bench/signals.ts`, in a process of its own: `{ databaseUrl, method, count }`. */
import { buildApp, features, readersOf, startWorkers } from "../src/app.ts";
import { readConfig } from "../src/core/config.ts";
import { keyring } from "../src/core/crypto.ts";
import { connect, transact } from "../src/core/db.ts";
import { emit } from "../src/core/events.ts";
import { silentLog } from "../src/core/log.ts";
import { chance, type World } from "../src/core/world.ts";
import { lockAccount, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { loadPolicies, rememberPolicies } from "../src/features/policies/index.ts";
import { listen } from "../test/subscriber.ts";
import { inLanes } from "./people.ts";

const given = JSON.parse(process.argv[2] ?? "{}") as {
  databaseUrl: string;
  method: "push" | "poll";
  count: number;
};
const PEOPLE = 500;
const PACED = 2000;
const now = () => new Date();
const port = 18_740;
const config = readConfig(
  {
    RIGHTFUL_URL: `http://127.0.0.1:${port}`,
    RIGHTFUL_WALLET_URL: "http://127.0.0.1:1",
    RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
  },
  true,
);
const db = connect({ url: given.databaseUrl });
const outbox = { name: "none", send: async () => ({ providerId: null }) };
const world: World = {
  ...{
    config,
    db,
    log: silentLog,
    keys: keyring(config.keys),
    ports: { sms: outbox, email: outbox },
  },
  policies: await rememberPolicies({ db, now }, await loadPolicies("policies")),
  ...{ readers: readersOf(features), now, wallNow: now, ...chance(now) },
};
const app = buildApp(world);
await app.listen({ host: "127.0.0.1", port });
const run = String(now().getTime());
const key = await newServiceKey(world, `bench-${run}`, ["ssf.read", "ssf.manage"]);
const system = { kind: "system", id: "bench" } as const;
const people = Array.from({ length: PEOPLE }, (_, n) => `b${run}-${n}`);
await inLanes(8, PEOPLE, async (n) => {
  await putAccount(world, system, people[n] ?? "", { name: "Lin Yue" });
});

const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
const ask = async (path: string, body: object) =>
  (
    await fetch(`${config.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) })
  ).json();

/** When each account's n-th signal arrived. */
const arrived = new Map<string, number>();
const counted = { all: 0 };
const take = (token: string) => {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  if (arrived.has(claims.jti)) return;
  arrived.set(claims.jti, performance.now());
  counted.all++;
  const [facts] = Object.values<any>(claims.events);
  if (facts.risk_reason) lateMs.push(performance.now() - (committed.get(facts.risk_reason) ?? 0));
};
const committed = new Map<string, number>();
const lateMs: number[] = [];

const receiver = await listen(({ body }) => {
  take(body);
  receiver.heard.length = 0;
  return { status: 202 };
});
const delivery =
  given.method === "push"
    ? { method: "urn:ietf:rfc:8935", endpoint_url: receiver.url }
    : { method: "urn:ietf:rfc:8936" };
const { stream_id } = (await ask("/ssf/streams", { delivery })) as { stream_id: string };
// What other rounds left is not this one's.
for (const { id } of await db.selectFrom("subscribers").select("id").execute())
  if (id !== stream_id) await db.deleteFrom("subscribers").where("id", "=", id).execute();

const happens = (n: number, reason: string) =>
  transact(world, async (world) => {
    const accountId = people[n % PEOPLE] ?? "";
    await lockAccount(world, accountId);
    const holdId = `hold_${reason}`;
    await emit(world, system, "hold.placed", accountId, { holdId, reason, scope: "outgoing" });
  });

const polling = { on: given.method === "poll" };
const poller = async () => {
  let ack: string[] = [];
  while (polling.on || ack.length > 0) {
    const wanted = { ack, maxEvents: 200, returnImmediately: !polling.on };
    const { sets } = (await ask(`/ssf/streams/${stream_id}/poll`, wanted)) as { sets: object };
    for (const token of Object.values(sets)) take(token);
    ack = Object.keys(sets);
  }
};
const until = async (count: number) => {
  for (let waits = 0; counted.all < count && waits < 6000; waits++)
    await new Promise((done) => setTimeout(done, 10));
};

// First the pace: each is committed, read and delivered while the others are.
const workers = startWorkers(world, features);
const polled = polling.on ? poller() : Promise.resolve();
await inLanes(4, PACED, async (n) => {
  await happens(n, `p${n}`);
  committed.set(`p${n}`, performance.now());
});
await until(PACED);
const p99Ms = lateMs.sort((a, b) => a - b)[Math.floor(lateMs.length * 0.99)] ?? 0;
const paced = counted.all;

// Then a full outbox: the receiver was away.
await ask("/ssf/status", { stream_id, status: "paused" });
await inLanes(8, given.count, (n) => happens(n, ""));
for (;;) {
  const left = await db.selectFrom("jobs").select("id").limit(1).execute();
  if (left.length === 0) break;
  await new Promise((done) => setTimeout(done, 100));
}
const began = performance.now();
await ask("/ssf/status", { stream_id, status: "enabled" });
await until(paced + given.count);
const seconds = (performance.now() - began) / 1000;
polling.on = false;
await polled;
await workers.stop();
await app.close();
await receiver.close();
await db.destroy();
process.send?.({
  perSecond: (counted.all - paced) / seconds,
  pacedMs: p99Ms,
  p99Ms,
  lost: PACED + given.count - counted.all,
});
process.disconnect?.();
