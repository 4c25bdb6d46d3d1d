/**
 * The embedded database: a real PostgreSQL under a small supervisor of our own. What must survive a
 * power cut lies in it, so fsync stays on. Reached through a socket in a private folder, or over
 * loopback where a socket's path would be too long, always with a generated password.
 */
import fs from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { explain } from "./embedded-errors.ts";
import {
  checkVersion,
  checkWhole,
  choosePlace,
  initialise,
  makeFolder,
  makeOwn,
  NAME,
  type Place,
} from "./embedded-folder.ts";
import * as leftovers from "./embedded-leftovers.ts";
import * as programs from "./embedded-programs.ts";
import { launch, type Server } from "./embedded-server.ts";

export { EmbeddedError } from "./embedded-errors.ts";

export type EmbeddedOptions = {
  /** Made when it is not there. Holds the database, its password, its log. */
  dataDir: string;
  /** Told in one line each what the person at the terminal should know. */
  log?: (line: string) => void;
  /** A folder with `bin/postgres` of PostgreSQL 15 or later; left out: the one installed with us. */
  binaries?: string;
  /** Called when the database works in a process of its own: time for something else. Maybe twice. */
  meanwhile?: () => void;
  /** How many may be connected at once; one server of ours needs 60 at most. */
  connections?: number;
};

export type Embedded = {
  /** With the password in it: never print it. */
  url: string;
  socketDir?: string;
  /** Of the server; another one after it was restarted. */
  readonly pid: number;
  /** Fast shutdown. May be called more than once. */
  stop(): Promise<void>;
};

const SOCKET_PORT = 5432;
/** sun_path holds 108 bytes on Linux and 104 on macOS, the last one a zero. */
const SOCKET_PATH_BYTES_MAX = process.platform === "linux" ? 107 : 103;
/** Whatever a predecessor still holds (shared memory, a pid file, a port) is free again soon. */
const RETRY_MS = 8_000;
/** The longest pause between two tries to bring a server back that ended. */
const RESTART_WAIT_MAX_MS = 2_000;
const TRANSIENT =
  /already exists|already in use|shared memory block|could not bind|could not create any TCP/;

/** @throws EmbeddedError, its message one sentence for the person at the terminal. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => {});
  let lock: leftovers.Lock | undefined;
  try {
    const identity = programs.chooseIdentity(log);
    makeFolder(dataDir, identity ? 0o711 : 0o700);
    lock = await leftovers.takeLock(join(dataDir, "supervisor.lock"), dataDir);
    const place = await choosePlace(fs.realpathSync(dataDir), identity, log);
    return await supervise(place, identity, options, log, lock);
  } catch (error) {
    lock?.release();
    throw explain(error, dataDir);
  }
}

async function supervise(
  place: Place,
  identity: programs.Identity,
  { binaries, meanwhile = () => {}, connections = 60 }: EmbeddedOptions,
  log: (line: string) => void,
  lock: leftovers.Lock,
): Promise<Embedded> {
  const made = programs.readIfThere(join(place.data, "PG_VERSION")).trim();
  checkWhole(place, made);
  const found = programs.findPrograms(binaries, made);
  const { programs: folder, version } = await programs.preparePrograms(found, place.home, identity);
  checkVersion(place, made, version);
  for (const own of [place.sockets, place.logs]) makeOwn(own, identity);
  if (!made) {
    const making = initialise(place, folder, identity);
    meanwhile();
    await making;
  }
  const password = fs.readFileSync(place.password, "utf8").trim();

  const socket = join(place.sockets, `.s.PGSQL.${SOCKET_PORT}.lock`);
  const bySocket = Buffer.byteLength(socket) <= SOCKET_PATH_BYTES_MAX;
  let port = bySocket ? SOCKET_PORT : await freePort();

  const begin = async (): Promise<Server> => {
    const end = performance.now() + RETRY_MS;
    for (;;) {
      await leftovers.clearLeftovers(place.data, place.sockets);
      const starting = launch(join(folder, "bin", "postgres"), place, identity, {
        port: String(port),
        max_connections: String(connections),
        listen_addresses: bySocket ? "" : "127.0.0.1",
        unix_socket_directories: bySocket ? `"${place.sockets.replaceAll('"', '""')}"` : "",
      });
      // Only at the first start: a server brought back later finds everything at work already.
      if (!server) meanwhile();
      const started = await starting;
      if (typeof started !== "string") return started;
      if (!TRANSIENT.test(started) || performance.now() > end) throw explain(started, place.home);
      // Only before the address was given out; a restarted server must be where it was.
      if (!bySocket && !server) port = await freePort();
      await pause(150);
    }
  };

  let stopping = false;
  let server: Server | undefined;
  const onExit = () => {
    if (server && isUp(server)) leftovers.signalProcess(server.pid, "SIGINT");
    lock.release();
  };
  let restarting: Promise<void> = Promise.resolve();
  const isUp = ({ child }: Server) => child.exitCode === null && child.signalCode === null;
  /** A server that was killed comes back at the same address; callers see lost connections only. */
  const watch = (watched: Server) => {
    watched.child.once("exit", () => {
      if (stopping) return;
      log("The embedded PostgreSQL ended unexpectedly and is started again.");
      restarting = bringBack();
    });
  };
  /** For as long as it takes: a full disk may be emptied, and then everything goes on by itself. */
  const bringBack = async () => {
    let told = "";
    for (let waitMs = 250; !stopping; waitMs = Math.min(2 * waitMs, RESTART_WAIT_MAX_MS)) {
      try {
        server = await begin();
        return watch(server);
      } catch (error) {
        const { message } = explain(error, place.home);
        if (message !== told) log(message);
        told = message;
        await pause(waitMs);
      }
    }
  };

  server = await begin();
  watch(server);
  process.once("exit", onExit);
  const address = bySocket ? `/${NAME}?host=${encodeURIComponent(place.sockets)}` : "";
  const url = `postgresql://${NAME}:${password}@${address || `127.0.0.1:${port}/${NAME}`}`;

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping = true;
    await restarting;
    if (server && isUp(server)) await leftovers.stopServer(server.pid, place.data);
    process.off("exit", onExit);
    lock.release();
  };
  const embedded: Embedded = {
    url,
    ...(bySocket ? { socketDir: place.sockets } : {}),
    get pid() {
      return server?.pid ?? 0;
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
  try {
    await createDatabase(url, NAME);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(address && typeof address === "object" ? address.port : 0));
    });
  });
}

/** Makes a database, from a template if one is named; one that is already there stays as it is. */
export async function createDatabase(
  url: string,
  name: string,
  { template }: { template?: string } = {},
): Promise<void> {
  const client = new pg.Client({
    connectionString: url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, "$1postgres"),
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    const from = template === undefined ? "" : ` template ${client.escapeIdentifier(template)}`;
    if (rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(name)}${from}`);
  } finally {
    await client.end();
  }
}
