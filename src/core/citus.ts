/**
 * `rightful migrate --citus`: lays the tables out over a Citus cluster, as `core/distribution.ts` names it. Table
 * by table, each in a transaction of its own: a run that was broken off goes on where it stood, and one that finds
 * everything in its place changes nothing. On the coordinator, by whoever owns the tables.
 */
import type pg from "pg";
import { connectClient } from "./database-writer.ts";
import { distribution, type Place } from "./distribution.ts";
import { MigrationError } from "./migrate.ts";

type Found = {
  name: string;
  /** As `pg_dist_partition` has it; null: an ordinary table. */
  method: string | null;
  replication: string | null;
  column: string | null;
  colocation: number | null;
};

async function hasCitus(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query("select 1 from pg_extension where extname = 'citus'");
  return rowCount === 1;
}

/** Before anything is changed. @throws MigrationError `no-citus` */
export async function demandCitus(url: string): Promise<void> {
  const client = await connectClient(url);
  try {
    if (await hasCitus(client)) return;
    throw new MigrationError(
      "This database has no Citus: install the extension on every node, name it in shared_preload_libraries, run `create extension citus` in this database, and try again; nothing was changed.",
      "no-citus",
    );
  } finally {
    await client.end();
  }
}

/** The tables of the list that there are. Views, partitions and what belongs to somebody else are left alone. */
async function tablesHere(client: pg.Client): Promise<Map<string, Found>> {
  const { rows } = await client.query<Found>(
    `select c.relname as name, p.partmethod::text as method, p.repmodel::text as replication,
       p.colocationid as colocation,
       case when p.partmethod = 'h' then column_to_column_name(p.logicalrelid, p.partkey) end as column
     from pg_class c left join pg_dist_partition p on p.logicalrelid = c.oid
     where c.relkind in ('r', 'p') and not c.relispartition
       and c.relnamespace = current_schema()::regnamespace`,
  );
  return new Map(
    rows.filter(({ name }) => distribution.has(name)).map((found) => [found.name, found]),
  );
}

/** Where it lies, in the words of the list; null: nowhere yet. A method that we do not use is told as it is. */
function placeOf({ method, replication, column }: Found): string | null {
  if (method === null) return null;
  if (method === "h") return `by ${column}`;
  if (method !== "n") return `by a method of its own (${method})`;
  return replication === "t" ? "on every node" : "on the coordinator";
}

const wanted = (place: Place): string =>
  place.kind === "distributed"
    ? `by ${place.column}`
    : { reference: "on every node", local: "on the coordinator" }[place.kind];

/** @throws MigrationError `laid-out-otherwise`: somebody has done it by hand, or by another version's list. */
function demandSame(here: ReadonlyMap<string, Found>): void {
  for (const [name, found] of here) {
    const place = distribution.get(name) as Place;
    const is = placeOf(found);
    if (is === null) continue;
    const beside = place.kind === "distributed" && place.beside ? here.get(place.beside) : null;
    const isApart = is === wanted(place) && beside && found.colocation !== beside.colocation;
    if (is === wanted(place) && !isApart) continue;
    const but = isApart ? `apart from ${beside.name}` : is;
    throw new MigrationError(
      `The table ${name} lies ${but}, and this version wants it ${wanted(place)}${isApart ? " beside it" : ""}: undo that with undistribute_table, and run the command again; nothing was changed.`,
      "laid-out-otherwise",
    );
  }
}

function put(client: pg.Client, name: string, place: Place) {
  if (place.kind === "reference")
    return client.query("select create_reference_table($1::text::regclass)", [name]);
  // So that it is prepared and committed together with the shards of one transaction.
  if (place.kind === "local")
    return client.query("select citus_add_local_table_to_metadata($1::text::regclass)", [name]);
  return client.query(
    "select create_distributed_table($1::text::regclass, $2::text, colocate_with => $3::text)",
    [name, place.column, place.beside ?? "none"],
  );
}

/** Rows that were dealt out stay behind unseen, where no erasure would ever reach them. True: there were some. */
async function removeCopy(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ bytes: number }>(
    "select pg_relation_size($1::text::regclass)::float8 as bytes",
    [name],
  );
  if (!rows[0]?.bytes) return false;
  await client.query("select truncate_local_data_after_distributing_table($1::text::regclass)", [
    name,
  ]);
  return true;
}

/** True: done now. Of two who run at once the other one may have. */
async function laid(client: pg.Client, name: string, place: Place): Promise<boolean> {
  try {
    await put(client, name, place);
    return true;
  } catch (error) {
    const now = (await tablesHere(client)).get(name);
    if (now && placeOf(now) === wanted(place)) return false;
    throw new MigrationError(
      `Citus did not take the table ${name} (${wanted(place)}): ${(error as Error).message}. The tables before it stand; run the command again when this is mended.`,
      "citus-refused",
    );
  }
}

/**
 * Lays out what does not lie where it belongs, and tells each table as it goes. Gives back how many there were to do.
 * @throws MigrationError `laid-out-otherwise`, before anything is changed; `citus-refused` at the table's turn.
 */
export async function layOut(url: string, tell: (line: string) => void): Promise<number> {
  const client = await connectClient(url);
  try {
    const here = await tablesHere(client);
    demandSame(here);
    let done = 0;
    for (const [name, place] of distribution) {
      const found = here.get(name);
      if (!found) continue;
      if (placeOf(found) === null && (await laid(client, name, place))) {
        done++;
        tell(`${name}: ${wanted(place)}`);
      }
      if (place.kind !== "local" && (await removeCopy(client, name)))
        tell(`${name}: what was left of its rows on the coordinator is removed`);
    }
    tell(
      done > 0
        ? `Laid out: ${done} of ${here.size} tables; the others stood where they belong.`
        : `Nothing to lay out: all ${here.size} tables stand where they belong.`,
    );
    return done;
  } finally {
    await client.end();
  }
}

/** Tables that an upgrade has added to a cluster and nobody has laid out yet. None where there is no cluster. */
export async function notLaidOut(url: string): Promise<string[]> {
  const client = await connectClient(url);
  try {
    if (!(await hasCitus(client))) return [];
    const here = [...(await tablesHere(client)).values()];
    const isCluster = here.some((found) => found.name === "accounts" && placeOf(found) !== null);
    return isCluster ? here.filter((found) => placeOf(found) === null).map(({ name }) => name) : [];
  } finally {
    await client.end();
  }
}
