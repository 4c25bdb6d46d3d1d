/** One running server: database, World, HTTP, workers; and how it stops without losing anything. */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import type { Kysely } from "kysely";
import { buildApp, features, readersOf, startWorkers } from "./app.ts";
import type { Config } from "./core/config.ts";
import { keyring } from "./core/crypto.ts";
import { connect } from "./core/db.ts";
import { mountDesk } from "./core/desk-pages.ts";
import { mountDocs } from "./core/docs.ts";
import { mountLibrary } from "./core/library.ts";
import { jsonLog, type Log } from "./core/log.ts";
import { migrate } from "./core/migrate.ts";
import { mountPages } from "./core/pages.ts";
import { restoreOf } from "./core/restored.ts";
import type { Tables } from "./core/tables.ts";
import { startTracing } from "./core/tracing.ts";
import { chance, type Ports, type World, wallClock } from "./core/world.ts";
import type { Database } from "./database.ts";
import { repliesOf } from "./features/chat/index.ts";
import { loadPolicies, rememberPolicies } from "./features/policies/index.ts";
import { loadRegistry, rememberRegistry } from "./features/registry/index.ts";
import { httpGateway } from "./ports/channels/http.ts";
import { directoryOf } from "./ports/directory/configured.ts";
import { faceOf } from "./ports/face/configured.ts";
import { clamd } from "./ports/scanner/clamd.ts";
import { camara } from "./ports/telecom/camara.ts";

/** The project's own folder: migrations, policies and pages are found from here. */
export const home = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export { type Database, demoKeys, openDatabase } from "./database.ts";

export type Running = {
  world: World;
  app: FastifyInstance;
  stop(): Promise<void>;
};

export type Options = {
  config: Config;
  database: Database;
  /** How far the demo's clock is ahead. */
  clock?: { offsetMs: number };
  ports?: (db: Kysely<Tables>) => Ports;
  /** Before it listens: seeds, further pages. */
  prepare?: (world: World, app: FastifyInstance) => Promise<void>;
  write?: (line: string) => void;
};

const scannerOf = ({ clamd: address }: Config) => (address ? { scanner: clamd(address) } : {});

/** The operators that are configured. Requests are named by chance: a name says nothing of whom it is about. */
const wall = wallClock(() => 0);
export const telecomOf = ({ telecom: operators }: Config) =>
  operators.length > 0
    ? { telecom: camara({ operators, now: wall, correlator: () => chance(wall).id("tel") }) }
    : {};

async function realPorts(config: Config, now: () => Date): Promise<Ports> {
  // The demo, which sends nothing, does without the mail library.
  const { smtp } = await import("./ports/channels/smtp.ts");
  return {
    sms: httpGateway({ url: config.smsUrl, key: config.smsKey, now }),
    email: smtp({ url: config.smtpUrl, from: config.smtpFrom }),
    ...(await directoryOf(config, now)),
    ...scannerOf(config),
    ...telecomOf(config),
    ...faceOf(config, now),
  };
}

/** The World of production, without workers. */
export async function openWorld({
  config,
  database,
  clock = { offsetMs: 0 },
  ports,
  write,
}: Options) {
  const now = wallClock(() => clock.offsetMs);
  const wallNow = wallClock(() => 0);
  const log: Log = jsonLog(write ?? (() => {}), wallNow);
  await migrate(database.url, join(home, "migrations"), now());
  const db = connect({
    url: database.url,
    connections: config.connections,
    isolation: config.isolation,
  });
  const restored = await restoreOf(db);
  const shipped = await loadPolicies(config.policyFolder || join(home, "policies"));
  const registry = await rememberRegistry({ db, now }, loadRegistry());
  // Half a reply, or one that asks for a code, stops a start.
  repliesOf({ config, registry });
  const world: World = {
    config,
    log,
    db,
    ...(restored && { epoch: restored.id }),
    keys: keyring(config.keys),
    ports: ports
      ? {
          ...ports(db),
          ...(await directoryOf(config, wallNow)),
          ...scannerOf(config),
          ...faceOf(config, wallNow),
        }
      : await realPorts(config, wallNow),
    policies: await rememberPolicies({ db, now, log }, shipped),
    registry,
    readers: readersOf(features),
    now,
    wallNow,
    ...chance(now),
  };
  return world;
}

/** Starts everything and resolves when it answers. */
export async function serve(options: Options): Promise<Running> {
  const { config, database } = options;
  const world = await openWorld(options);
  const traces = startTracing(world);
  const app = buildApp(world);
  mountDocs(app, features, config);
  mountLibrary(app, join(home, "dist"));
  const pages = {
    dist: join(home, "dist"),
    demo: config.demo,
    key: world.keys.current("forms").key,
    nonce: () => world.bytes(16).toString("base64url"),
    origin: config.url,
    secure: config.url.startsWith("https:"),
  };
  mountDesk(app, { ...pages, provider: config.oidcIssuer !== "" });
  await mountPages(app, {
    ...pages,
    failed: (error) => world.log.error("a page failed", { error }),
  });
  await options.prepare?.(world, app);
  const workers = startWorkers(world, features);
  await app.listen({ host: config.host, port: config.port });
  return {
    world,
    app,
    stop: async () => {
      // Requests end first, then the work they left, then the database.
      await app.close();
      await workers.stop();
      await traces.stop();
      await (world.db as Kysely<Tables>).destroy();
      await database.stop();
    },
  };
}
