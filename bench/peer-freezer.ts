/**
 * Our server for the bench of freezes, and beside it the limit: a script that commits two bare rows and makes
 * one call over loopback. Both in one process, so that both have the same connections and the same machine.
 */
import pg from "pg";
import { readConfig } from "../src/core/config.ts";
import { newServiceKey, putAccount } from "../src/features/accounts/index.ts";
import { type Directory, DirectoryFailed } from "../src/ports/directory/directory.ts";
import { serve } from "../src/serve.ts";
import { inLanes, person } from "./people.ts";
import { post } from "./recovery-drive.ts";

const given = JSON.parse(process.argv[2] ?? "{}") as {
  databaseUrl: string;
  port: number;
  people: number;
  ledger: number;
};
const say = (message: object) => process.send?.(message);
const quiet = { name: "bench", send: async () => ({ providerId: null }) };
/** The wallet's ledger: one request over loopback, answered at once. */
const callLedger = (accountId: string, hold: object) =>
  post(given.ledger, `/holds/${accountId}`, hold);
const unused = () => Promise.reject(new DirectoryFailed("This bench freezes only.", false));
const directory: Directory = {
  ...{ name: "bench", find: unused, acceptGrant: unused, endSessions: unused, setPassword: unused },
  can: { ledger: true, holds: ["outgoing", "sign-in", "everything"], passwords: false },
  ...{ transactions: unused, release: async () => {} },
  hold: async (accountId, hold) => {
    await callLedger(accountId, hold);
    return { heldAt: new Date() };
  },
};
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
  ports: () => ({ sms: quiet, email: quiet, directory }),
  write: (line) => process.stderr.write(`${line}\n`),
});
const serviceKey = await newServiceKey(world, "wallet", ["accounts"]);
await inLanes(8, given.people, async (n) => {
  const { id, phone, email } = person(n);
  await putAccount(world, { kind: "system", id: "bench" }, id, { name: "Lin Yue", phone, email });
});
const client = new pg.Client({ connectionString: given.databaseUrl });
await client.connect();
await client.query("create table bare (account_id text, id text, primary key (account_id, id))");
const insert = (n: number, id: string) =>
  client.query({
    ...{ name: "bare", text: "insert into bare values ($1, $2)" },
    values: [person(n).id, id],
  });

/** The least that any freeze in two layers costs: what was asked, the call, what it answered. */
async function bare(n: number) {
  const began = performance.now();
  await insert(n, "placed");
  await callLedger(person(n).id, { id: "bare", scope: "everything", expiresAt: null });
  await insert(n, "enforced");
  return performance.now() - began;
}

process.on("message", async ({ from, count }: { from: number; count: number }) => {
  const times: number[] = [];
  for (let n = from; n < from + count; n++) times.push(await bare(n));
  say({ times });
});
process.once("disconnect", async () => {
  await client.end();
  await stop();
  process.exit(0);
});
say({ ready: true, serviceKey });
