/**
 * The peer: better-auth's phone-number plugin behind node:http, on the same PostgreSQL with as many
 * connections and the same hash. Sessions are revoked by a reset, as ours ends them.
 */
import { createServer } from "node:http";
import { hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { phoneNumber } from "better-auth/plugins";
import pg from "pg";
import { inLanes, person } from "./people.ts";

type Given = { databaseUrl: string; port: number; people: number; hashMemoryKib: number };
const given = JSON.parse(process.argv[2] ?? "{}") as Given;
const say = (message: object) => process.send?.(message);
const costs = { memoryCost: given.hashMemoryKib, timeCost: 2, parallelism: 1 };
const hashed = (password: string) => hash(password, costs);

const pool = new pg.Pool({ connectionString: given.databaseUrl, max: 16 });
const options = {
  baseURL: `http://127.0.0.1:${given.port}`,
  secret: "a secret of thirty-two characters, for the bench only",
  database: pool,
  logger: { disabled: true },
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: {
    enabled: true,
    revokeSessionsOnPasswordReset: true,
    password: {
      hash: hashed,
      verify: ({ hash, password }: { hash: string; password: string }) => verify(hash, password),
    },
  },
  plugins: [
    phoneNumber({
      sendOTP: async () => {},
      sendPasswordResetOTP: async ({ phoneNumber, code }) =>
        void say({ to: phoneNumber, text: `${code}` }),
    }),
  ],
};
const auth = betterAuth(options);
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
// The plugin looks users up by number and codes by identifier; its own migration indexes what it needs.
const before = await hashed("old harbour lantern 42");
await inLanes(16, given.people, async (n) => {
  const { id, phone, email } = person(n);
  await pool.query(
    `insert into "user" (id, name, email, "emailVerified", "phoneNumber", "phoneNumberVerified", "createdAt", "updatedAt")
     values ($1, 'Lin Yue', $2, true, $3, true, now(), now())`,
    [id, email, phone],
  );
  await pool.query(
    `insert into account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     values ($1, $1, 'credential', $1, $2, now(), now())`,
    [id, before],
  );
});
const server = createServer(toNodeHandler(auth));
await new Promise<void>((done) => server.listen(given.port, "127.0.0.1", done));
say({ ready: true });
process.on("message", (message) => {
  if (message === "cpu") say({ cpu: process.cpuUsage() });
});
process.once("disconnect", () => process.exit(0));
