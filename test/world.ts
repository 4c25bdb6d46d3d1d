/**
 * The World that stands still: real database, real rules, a clock that moves by `pass` only, and an
 * outbox that is an array. Nothing is mocked.
 */
import { after, before } from "node:test";
import type { FastifyInstance } from "fastify";
import { buildApp, features, handlersOf, readersOf, sweepAll } from "../src/app.ts";
import { readConfig } from "../src/core/config.ts";
import { keyring } from "../src/core/crypto.ts";
import { connect, transact } from "../src/core/db.ts";
import { readEvents } from "../src/core/events.ts";
import { silentLog } from "../src/core/log.ts";
import { runDue } from "../src/core/workers.ts";
import { chance, type World } from "../src/core/world.ts";
import {
  bindDevice,
  bindMethod,
  newServiceKey,
  putAccount,
} from "../src/features/accounts/index.ts";
import { hashOf, storePassword } from "../src/features/passwords/index.ts";
import { loadPolicies, rememberPolicies } from "../src/features/policies/index.ts";
import { importRecoveryCodes } from "../src/features/proofs/index.ts";
import { loadRegistry, rememberRegistry } from "../src/features/registry/index.ts";
import type { Message } from "../src/ports/channels/channels.ts";
import { testDatabase } from "./database.ts";
import { portableOnly } from "./statements.ts";

export const START = new Date("2026-03-02T00:00:00.000Z");
const DAY_MS = 86_400_000;

export type Reply = {
  status: number;
  body: any;
  headers: Record<string, any>;
  cookies: Record<string, string>;
};
export type Sent = Message & { at: Date };

export type TestWorld = Awaited<ReturnType<typeof makeWorld>>;

/** One world a test file: `const world = testWorld();` at the top; ready when the tests run. */
export function testWorld(environment: Record<string, string> = {}): TestWorld {
  const holder = {} as TestWorld;
  before(async () => Object.assign(holder, await makeWorld(environment)));
  after(async () => holder.end());
  return new Proxy(holder, { get: (target, key) => Reflect.get(target, key) });
}

/** `database`: one that is not empty; dropped at the end. */
export async function makeWorld(
  environment: Record<string, string> = {},
  database?: Awaited<ReturnType<typeof testDatabase>>,
) {
  database ??= await testDatabase();
  const clock = { ms: START.getTime() };
  const now = () => new Date(clock.ms);
  const sent: Sent[] = [];
  const outbox = {
    name: "array",
    send: async (message: Message) => {
      sent.push({ ...message, at: now() });
      return { providerId: null };
    },
  };
  const config = readConfig(
    {
      RIGHTFUL_URL: "http://localhost:8700",
      RIGHTFUL_WALLET_URL: "http://localhost:8701",
      RIGHTFUL_KEYS: `t1:${Buffer.alloc(32, 7).toString("base64")}`,
      // The cheapest hash that argon2 allows: tests are about rules, not about cost.
      RIGHTFUL_HASH_MEMORY_KIB: "8",
      RIGHTFUL_STARTS_PER_HOUR: "100000",
      ...environment,
    },
    true,
  );
  const unportable: Error[] = [];
  const db = connect({
    url: database.url,
    connections: 12,
    isolation: process.env.RIGHTFUL_ISOLATION ?? "",
  }).withPlugin(portableOnly((fault) => unportable.push(fault)));
  /** A statement that other engines refuse fails the test that made it, whatever caught the error. */
  const portable = <T>(answer: T): T => {
    const fault = unportable.shift();
    if (fault) throw fault;
    return answer;
  };
  const policies = await rememberPolicies({ db, now }, await loadPolicies("policies"));
  const world: World = {
    config,
    db,
    log: silentLog,
    keys: keyring(config.keys),
    ports: { sms: outbox, email: outbox },
    policies,
    registry: await rememberRegistry({ db, now }, loadRegistry()),
    readers: readersOf(features),
    now,
    wallNow: now,
    ...chance(now),
  };
  const app: FastifyInstance = buildApp(world);
  await app.ready();
  const handlers = handlersOf(features);
  const serviceKey = await newServiceKey(world, "wallet", ["accounts"]);

  const send = async (method: string, path: string, body: unknown, more: Call) =>
    portable(await call(app, method, path, body, more));

  /** Does everything that is due, and what comes of it. */
  const settle = async () => {
    for (let round = 0; round < 100; round++)
      if (portable(await runDue(world, handlers)) === 0) return;
    throw new Error("There is always something due: a job makes itself again.");
  };

  return {
    world,
    app,
    /** For a process of its own, such as a command. */
    databaseUrl: database.url,
    sent,
    serviceKey,
    settle,
    sweep: async () => portable(await sweepAll(world, features)),
    /** Time passes, and what was due meanwhile is done. */
    pass: async (hours: number) => {
      clock.ms += hours * 3_600_000;
      await settle();
    },
    /** Moves the clock only. */
    skip: (seconds: number) => {
      clock.ms += seconds * 1000;
    },
    now,
    daysAgo: (days: number) => new Date(clock.ms - days * DAY_MS),
    events: (accountId: string) => readEvents(world, accountId),
    call: (method: string, path: string, body?: unknown, more: Call = {}) =>
      send(method, path, body, more),
    as: (bearer: string) => ({
      get: (path: string) => send("GET", path, undefined, { bearer }),
      post: (path: string, body: unknown = {}, more: Call = {}) =>
        send("POST", path, body, { ...more, bearer }),
      delete: (path: string) => send("DELETE", path, undefined, { bearer }),
    }),
    /** The newest code that was sent to a number or an address. */
    codeTo: (to: string) => {
      const text = sent
        .filter((message) => message.to === to && /\b\d{6}\b/.test(message.text))
        .at(-1)?.text;
      return /\b(\d{6})\b/.exec(text ?? "")?.[1] ?? "";
    },
    /** The newest "this wasn't me" token that was sent to a number or an address. */
    linkTo: (to: string) => {
      const text = sent
        .filter((message) => message.to === to && /not-me#/.test(message.text))
        .at(-1)?.text;
      return /not-me#([\w-]+)/.exec(text ?? "")?.[1] ?? "";
    },
    account: (id: string, given: Partial<AccountGiven> = {}) => makeAccount(world, id, given),
    end: async () => {
      await app.close();
      await db.destroy();
      await database.drop();
      portable(undefined);
    },
  };
}

type Call = {
  bearer?: string;
  cookies?: Record<string, string>;
  key?: string;
  headers?: Record<string, string>;
  ip?: string;
};

async function call(
  app: FastifyInstance,
  method: string,
  path: string,
  body: unknown,
  more: Call,
): Promise<Reply> {
  const reply = await app.inject({
    method: method as "GET",
    url: path,
    ...(body !== undefined && { payload: body as object }),
    ...(more.ip && { remoteAddress: more.ip }),
    cookies: more.cookies ?? {},
    headers: {
      ...(more.bearer && { authorization: `Bearer ${more.bearer}` }),
      ...(more.key && { "idempotency-key": more.key }),
      ...more.headers,
    },
  });
  const text = reply.body;
  return {
    status: reply.statusCode,
    body: text && /[/+]json/.test(String(reply.headers["content-type"])) ? JSON.parse(text) : text,
    headers: reply.headers,
    cookies: Object.fromEntries(reply.cookies.map(({ name, value }) => [name, value])),
  };
}

export type AccountGiven = {
  name: string;
  phone: string;
  email: string;
  birthday: string;
  locale: "en" | "zh";
  password: string;
  balanceHigh: boolean;
  methodDays: number;
  authenticator: string;
  recoveryCodes: string[];
  deviceId: string;
  deviceDays: number;
};

/** An account whose ways back in are a year old, unless said otherwise. */
async function makeAccount(world: World, id: string, given: Partial<AccountGiven>) {
  const methodSince = new Date(world.now().getTime() - (given.methodDays ?? 365) * DAY_MS);
  const { name = "Lin Yue", phone, email, birthday, locale = "en", balanceHigh } = given;
  await putAccount(world, { kind: "system", id: "test" }, id, {
    ...{ name, phone, email, birthday, locale, balanceHigh },
    verifiedAt: methodSince.toISOString(),
  });
  const hash = await hashOf(world, given.password ?? "old harbour lantern 42");
  await transact(world, (world) => storePassword(world, id, hash));
  if (given.authenticator)
    await bindMethod(world, id, {
      kind: "authenticator",
      value: given.authenticator,
      since: methodSince,
      verifiedAt: methodSince,
    });
  if (given.recoveryCodes) await importRecoveryCodes(world, id, given.recoveryCodes, methodSince);
  if (given.deviceId)
    await bindDevice(world, id, {
      deviceId: given.deviceId,
      name: "Test phone",
      boundAt: new Date(world.now().getTime() - (given.deviceDays ?? 100) * DAY_MS),
    });
  return id;
}
