/**
 * A server in this process with real workers, a real clock and real adapters to providers on this
 * machine, reached by HTTP. Its accounts are a year old.
 */
import { buildApp, features, startWorkers } from "../../src/app.ts";
import { chance, type World } from "../../src/core/world.ts";
import { httpGateway } from "../../src/ports/channels/http.ts";
import { smtp } from "../../src/ports/channels/smtp.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { inParallel, numbers } from "./fault.ts";
import { codeAt, openGateway, openMailbox, type Provider } from "./post.ts";
import { pause } from "./storm-load.ts";
import { type Target, targetAt } from "./target.ts";

export type Owner = { id: string; phone: string; email: string; deviceId: string; saved: string };
export type Kind = "sms" | "email";

export type House = {
  test: TestWorld;
  world: World;
  target: Target;
  providers: Record<Kind, Provider>;
  owners(count: number): Promise<Owner[]>;
  /** The code that reached this address, waiting for it this long; and how long that took. */
  code(kind: Kind, to: string, ms: number): Promise<{ code: string; ms: number } | null>;
  /** Milliseconds until no job is due any more, this long at most; and how many were given up. */
  drained(ms: number): Promise<{ ms: number; left: number; dead: number }>;
  close(): Promise<void>;
};

const KEY = "shared-with-the-gateway";

export async function openHouse(): Promise<House> {
  const test = await makeWorld();
  const providers = { sms: await openGateway(), email: await openMailbox() };
  const now = () => new Date();
  const mail = smtp({
    url: providers.email.url,
    from: "Boan Wallet <no-reply@wallet.example>",
    requireTls: false,
  });
  const world: World = {
    ...test.world,
    now,
    wallNow: now,
    ...chance(now),
    ports: { sms: httpGateway({ url: providers.sms.url, key: KEY, now }), email: mail },
  };
  // What a demo's server tells of itself: `targetAt` asks for it.
  await world.db
    .insertInto("settings")
    .values({ name: "demo-service-key", value: test.serviceKey })
    .execute();
  const app = buildApp(world);
  const workers = startWorkers(world, features);
  const target = await targetAt(await app.listen({ host: "127.0.0.1", port: 0 }));
  let made = 0;
  return {
    ...{ test, world, target, providers },
    owners: async (count) => {
      const first = made;
      made += count;
      return inParallel(numbers(count), 8, (n) => anOwner(test, first + n));
    },
    code: async (kind, to, ms) => {
      const began = performance.now();
      for (;;) {
        const code = codeAt(providers[kind], to);
        const taken = performance.now() - began;
        if (code) return { code, ms: taken };
        if (taken > ms) return null;
        await pause(20);
      }
    },
    drained: async (ms) => {
      const began = performance.now();
      for (;;) {
        const jobs = await world.db.selectFrom("jobs").select(["kind", "state"]).execute();
        // Timers wait for their day, and the look of alerts for its minute.
        const waits = ["recovery-timer", "alerts-look"];
        const left = jobs.filter(({ kind, state }) => state === "due" && !waits.includes(kind));
        const dead = jobs.filter(({ state }) => state === "dead").length;
        const taken = performance.now() - began;
        if (left.length === 0 || taken > ms) return { ms: taken, left: left.length, dead };
        await pause(50);
      }
    },
    close: async () => {
      target.close();
      await app.close();
      for (const provider of Object.values(providers)) await provider.close();
      mail.close();
      await workers.stop();
      await test.end();
    },
  };
}

const SAVED = ["0-AAAA-BBBB-CCCC-DDDD", "1-AAAA-BBBB-CCCC-DDDE"];

async function anOwner(test: TestWorld, n: number): Promise<Owner> {
  const digits = String(n).padStart(5, "0");
  const [phone, email] = [`+86138100${digits}`, `house${digits}@example.com`];
  const deviceId = `house-phone-${digits}`;
  const id = await test.account(`acc_h${digits}`, {
    ...{ phone, email, deviceId, recoveryCodes: SAVED },
  });
  return { id, phone, email, deviceId, saved: SAVED[0] as string };
}

export const other = (kind: Kind): Kind => (kind === "sms" ? "email" : "sms");
export const addressOf = (owner: Owner, kind: Kind) => (kind === "sms" ? owner.phone : owner.email);
export const NEW_PASSWORD = "seven quiet paper boats";
