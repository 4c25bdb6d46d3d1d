/** One round of `bench/signals.ts`, in a process of its own: `{ databaseUrl, method, count, pace }`. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { buildApp, features, readersOf, startWorkers } from "../src/app.ts";
import { readConfig } from "../src/core/config.ts";
import { keyring } from "../src/core/crypto.ts";
import { connect, transact } from "../src/core/db.ts";
import { emit } from "../src/core/events.ts";
import { silentLog } from "../src/core/log.ts";
import { chance, type World } from "../src/core/world.ts";
import { lockAccount, newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { loadPolicies, rememberPolicies } from "../src/features/policies/index.ts";
import { loadRegistry, rememberRegistry } from "../src/features/registry/index.ts";
import { signer } from "../src/features/signals/keys.ts";
import { signed } from "../src/features/signals/tokens.ts";
import { quantile } from "../test/faults/fault.ts";
import { inLanes } from "./people.ts";
import type { Said, Told } from "./signals-receiver.ts";

const given = JSON.parse(process.argv[2] ?? "{}") as {
  databaseUrl: string;
  method: "push" | "poll";
  count: number;
  /** Events a second. */
  pace: number;
};
const PEOPLE = 500;
const PACED = 2000;
const SIGNED = 2000;
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
  registry: await rememberRegistry({ db, now }, loadRegistry()),
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

// The subscriber, in a process of its own: how many it has, and how late those with a name were.
const counted = { all: 0 };
const committed = new Map<string, number>();
const lateMs: number[] = [];
const clock = () => performance.timeOrigin + performance.now();
// Without the launcher's own import: that lets go of the channel, which is all that keeps this one alive.
const receiver = fork(join(import.meta.dirname, "signals-receiver.ts"), { execArgv: [] });
receiver.once("exit", (code) => {
  if (code) throw new Error(`The subscriber ended with ${code}.`);
});
const answered = new Promise<string>((done) => {
  receiver.on("message", (message) => {
    const { all, arrived, url } = message as Said;
    counted.all = all;
    for (const [name, atMs] of arrived) lateMs.push(atMs - (committed.get(name) ?? atMs));
    if (url) done(url);
  });
});
const tell = (how: Told) => receiver.send(how);

const isPush = given.method === "push";
if (isPush) tell({ push: true });
const delivery = isPush
  ? { method: "urn:ietf:rfc:8935", endpoint_url: await answered }
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

const until = async (count: number) => {
  for (let waits = 0; counted.all < count && waits < 6000; waits++)
    await new Promise((done) => setTimeout(done, 10));
};

const workers = startWorkers(world, features);
if (!isPush) tell({ poll: `${config.url}/ssf/streams/${stream_id}/poll`, bearer: key });

// As fast as four writers commit, through the reader's job to the subscriber.
const beganFast = performance.now();
await inLanes(4, PACED, (n) => happens(n, ""));
await until(PACED);
const through = PACED / ((performance.now() - beganFast) / 1000);

// At a pace, by a server that has run for a while: each begins when its time has come, whatever became of those before it (an open loop).
const beganPace = performance.now();
await Promise.all(
  Array.from({ length: PACED }, async (_, n) => {
    const waits = Math.max(0, beganPace + (n * 1000) / given.pace - performance.now());
    await new Promise((done) => setTimeout(done, waits));
    await happens(n, `p${n}`);
    committed.set(`p${n}`, clock());
  }),
);
await until(2 * PACED);
const p99Ms = quantile(lateMs, 0.99);
const before = counted.all;

// A full outbox: the receiver was away.
await ask("/ssf/status", { stream_id, status: "paused" });
await inLanes(8, given.count, (n) => happens(n, ""));
for (;;) {
  // What is due: there are jobs for later days too.
  const due = db.selectFrom("jobs").select("id").where("state", "=", "due");
  const left = await due.where("dueAt", "<=", now()).limit(1).execute();
  if (left.length === 0) break;
  await new Promise((done) => setTimeout(done, 100));
}
const began = performance.now();
await ask("/ssf/status", { stream_id, status: "enabled" });
await until(before + given.count);
const perSecond = (counted.all - before) / ((performance.now() - began) / 1000);

// The limit: what this process signs when it does nothing else.
const { key: signing } = await signer(world);
const beganSigning = performance.now();
await inLanes(32, SIGNED, async () => {
  await signed(
    { alg: "RS256", typ: "secevent+jwt", kid: "k1" },
    { text: "x".repeat(400) },
    signing,
  );
});
const signatures = SIGNED / ((performance.now() - beganSigning) / 1000);

receiver.disconnect();
await workers.stop();
await app.close();
await db.destroy();
process.send?.({
  ...{ perSecond, p99Ms, through, signatures },
  lost: before + given.count - counted.all,
});
process.disconnect?.();
