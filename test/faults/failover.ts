/**
 * The freeze that stops the money while the database's leader dies again and again: three servers under Patroni,
 * our server knows all three by one address, and follows whichever leads. The ledger's books stay up, so that
 * what our side forgot would show.
 */
import { randomBytes } from "node:crypto";
import { connectClient } from "../../src/core/database-writer.ts";
import { atLeast, exactly, type Fault, type Figure, quantile } from "./fault.ts";
import { figures, halfHolds, load } from "./freeze.ts";
import { openStage, type Place } from "./freeze-stage.ts";
import { type Blow, startCluster } from "./patroni.ts";
import { pause } from "./storm-load.ts";

const BLOWS: readonly Blow[] = ["host", "agent", "server"];
/** A commit that is not answered so soon is tried again at whoever leads by then. */
const WRITE_MS = 2_000;
const PATIENCE_MS = 120_000;

/** One row, by a connection of its own: found, written, acknowledged. */
async function writeOne(url: string, n: number): Promise<void> {
  const client = await connectClient(url, { connectionTimeoutMillis: WRITE_MS });
  const late = setTimeout(() => void client.end().catch(() => {}), WRITE_MS);
  try {
    await client.query("insert into probe (n) values ($1) on conflict do nothing", [n]);
  } finally {
    clearTimeout(late);
    await client.end().catch(() => {});
  }
}

/** Rows, one after the other, until it is told to end; the longest time between two acknowledged ones since `mark`. */
function watchWriter(url: string) {
  const acknowledged: number[] = [];
  let [over, next, lastAt, longest] = [false, 0, performance.now(), 0];
  const running = (async () => {
    while (!over) {
      const n = next++;
      await writeOne(url, n).then(
        () => {
          acknowledged.push(n);
          const now = performance.now();
          longest = Math.max(longest, now - lastAt);
          lastAt = now;
        },
        () => {},
      );
      await pause(100);
    }
  })();
  return {
    acknowledged,
    /** The longest time without a writer in what `during` does, in ms; afterwards one is there again. */
    async gap(during: () => Promise<void>): Promise<number> {
      longest = 0;
      await during();
      const since = performance.now();
      while (lastAt < since) {
        if (performance.now() - since > PATIENCE_MS)
          throw new Error("There is no writer any more.");
        await pause(50);
      }
      return longest;
    },
    async end() {
      over = true;
      await running;
    },
  };
}

export const failover: Fault = {
  id: "failover",
  title:
    "The leader of three PostgreSQL servers dies again and again while accounts are frozen under load",
  needs: "own",
  alone: true,
  asked: true,
  async run(size, say): Promise<Figure[]> {
    const seed = randomBytes(4).readUInt32BE();
    const kills = size === "full" ? 9 : 3;
    const cluster = await startCluster(say);
    say(
      `${cluster.versions}; one etcd; commits wait for both followers, or the one that is there (strict); seed ${seed}`,
    );
    const first = await connectClient(cluster.url);
    await first.query("create table probe (n int primary key)");
    await first.end();
    const watch = watchWriter(cluster.url);
    const gaps: Record<Blow, number[]> = { host: [], agent: [], server: [] };
    let count = 0;
    let changes = 0;
    const place: Place = {
      url: cluster.url,
      kill: async () => {
        const blow = BLOWS[count++ % BLOWS.length] as Blow;
        let hit = "";
        const gap = await watch.gap(async () => {
          hit = await cluster.strike(blow);
          // Without its agent a leader goes on until its lease is over, and a while beside its successor.
          await pause(blow === "agent" ? 25_000 : 1_000);
        });
        const leads = await cluster.leader();
        if (leads !== hit) changes += 1;
        gaps[blow].push(gap);
        say(
          `kill ${count} (${blow} of ${hit}): ${(gap / 1000).toFixed(1)} s without a writer; ${leads} leads`,
        );
        await cluster.settled();
      },
      stop: async () => {},
    };
    try {
      const stage = await openStage(place);
      try {
        const plan = { debits: 2_000, lanes: 12, freezers: 4, kills, victim: "database" } as const;
        const log = await load(stage, { ...plan, seed }, say);
        await watch.end();
        const rows = await stage.own<{ n: number }>("select n from probe");
        const kept = new Set(rows.map(({ n }) => n));
        const all = Object.values(gaps).flat();
        for (const blow of BLOWS)
          say(`${blow}: ${gaps[blow].map((ms) => (ms / 1000).toFixed(1)).join(", ")} s`);
        say(
          `time without a writer: p50 ${(quantile(all, 0.5) / 1000).toFixed(1)} s, longest ${(Math.max(...all) / 1000).toFixed(1)} s`,
        );
        return [
          ...(await figures(stage, log, say)),
          atLeast("kills of the leader", count, kills),
          atLeast("of them, others that lead afterwards", changes, Math.floor(kills / 3)),
          atLeast("rows acknowledged", watch.acknowledged.length, 50),
          exactly(
            "rows acknowledged and lost",
            watch.acknowledged.filter((n) => !kept.has(n)).length,
            0,
          ),
          exactly("holds left on one side only", await halfHolds(stage), 0),
          exactly("event chains that do not verify", await stage.brokenChains(), 0),
        ];
      } finally {
        await stage.stop();
      }
    } finally {
      await watch.end();
      await cluster.stop();
    }
  },
};
