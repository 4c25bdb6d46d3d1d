/**
 * Connections to the server that takes writes. With several servers the one is looked for that does; it is
 * remembered, and looked for again when it refuses a guest or takes no writes any more: after a failover
 * everything goes on at the new one. Reads go there too: what is decided here is decided by what was written last.
 */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { hostsOf } from "./database-hosts.ts";

/** To one server, while the others are asked too. */
const ASK_MS = 3_000;
/** One takes writes; the others have so long to say that they do too. */
const OTHERS_MS = 500;

/** SQLSTATE 08001: no connection could be made. It is tried again as a lost one is. */
export class NoWriter extends Error {
  readonly code = "08001";
}

type Place = { host: string; port: number };
type Found = Place & { timeline: string };
type Seeking = { find(): Promise<Place>; doubt(): void };

/** A server that follows another one, and one that was fenced off, both say `on`. */
async function takesWrites(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query("show transaction_read_only");
  return rows[0]?.transaction_read_only === "off";
}

/**
 * The timeline that a server writes, in eight digits: each promotion begins a later one. Engines that know no
 * timelines have one writer anyway.
 */
const timelineOf = (client: pg.ClientBase): Promise<string> =>
  client.query("select left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline").then(
    ({ rows }) => String(rows[0]?.timeline),
    () => "",
  );

async function ask(connectionString: string): Promise<Found> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: ASK_MS });
  // One that is lost while it is asked fails its question; without a listener it would end the process.
  client.on("error", () => {});
  // A server that takes the connection and then says nothing must not hold up the others.
  const late = setTimeout(() => void client.end().catch(() => {}), ASK_MS);
  try {
    await client.connect();
    if (!(await takesWrites(client))) throw new NoWriter("This server takes no writes.");
    return { host: client.host, port: client.port, timeline: await timelineOf(client) };
  } finally {
    clearTimeout(late);
    client.end().catch(() => {});
  }
}

/** Asks all of them. One that was not told of its successor takes writes too: the later timeline is the true one. */
async function seek(urls: readonly string[]): Promise<Place> {
  const asked = urls.map(ask);
  const all = Promise.allSettled(asked);
  try {
    await Promise.any(asked);
  } catch {
    throw new NoWriter("None of the database servers takes writes now.");
  }
  const found: Found[] = [];
  for (const each of asked) each.then((one) => found.push(one)).catch(() => {});
  await Promise.race([all, pause(OTHERS_MS)]);
  const [latest] = found.sort((a, b) => (a.timeline < b.timeline ? 1 : -1));
  const { host, port } = latest as Found;
  return { host, port };
}

function seeking(urls: readonly string[]): Seeking {
  let known: Promise<Place> | undefined;
  return {
    // Many who ask at once cause one look.
    find: () => {
      if (known) return known;
      const found = seek(urls);
      known = found;
      found.catch(() => {
        if (known === found) known = undefined;
      });
      return found;
    },
    doubt: () => {
      known = undefined;
    },
  };
}

type Told = (error: Error | null) => void;

/** A pool of connections to the writer. `config`: everything but the address. */
export function openPool(url: string, config: pg.PoolConfig): pg.Pool {
  const { urls, seeks } = hostsOf(url);
  const connectionString = urls[0] ?? url;
  if (!seeks) return new pg.Pool({ ...config, connectionString });
  const writer = seeking(urls);
  class ToWriter extends pg.Client {
    /** As the pool calls it, which tells a failure on. */
    override connect(told?: unknown): never {
      const tell = told as Told;
      const refused = (error: Error) => {
        writer.doubt();
        tell(error);
      };
      writer.find().then((place) => {
        Object.assign(this, place);
        super.connect((error: Error | null) => (error ? refused(error) : tell(null)));
      }, refused);
      return undefined as never;
    }
  }
  const onConnect = async (client: pg.ClientBase) => {
    if (await takesWrites(client)) return;
    writer.doubt();
    throw new NoWriter("This server takes no writes any more.");
  };
  const pool = new pg.Pool({ ...config, connectionString, Client: ToWriter, onConnect });
  // Who knows why one ended: the next connection looks again.
  pool.on("release", (error) => {
    if (error) writer.doubt();
  });
  pool.on("error", writer.doubt);
  return pool;
}

/** One connection to the writer, made; the caller ends it. */
export async function connectClient(url: string, config: pg.ClientConfig = {}): Promise<pg.Client> {
  const { urls, seeks } = hostsOf(url);
  const client = new pg.Client({ ...config, connectionString: urls[0] ?? url });
  client.on("error", () => {});
  if (seeks) Object.assign(client, await seeking(urls).find());
  await client.connect();
  return client;
}
