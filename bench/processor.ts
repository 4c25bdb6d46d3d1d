/** What an answer costs, whoever else uses the machine: the time of the processor, beside that of the clock. */
import { readFileSync } from "node:fs";
import type pg from "pg";

type Ticks = { parent: number; own: number; ofChildren: number };

/** Of one process, as Linux tells it (proc(5)): ticks of a hundredth of a second. */
function ticksOf(pid: number): Ticks {
  const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const [parent, user, system, userOfChildren, systemOfChildren] = [1, 11, 12, 13, 14].map((n) =>
    Number(after[n]),
  ) as [number, number, number, number, number];
  return { parent, own: user + system, ofChildren: userOfChildren + systemOfChildren };
}

/**
 * Seconds of the processor that this process and its connections' servers have used, those that have ended too; null
 * where nothing says so.
 */
export async function processorOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database()",
  );
  try {
    const servers = rows.map(({ pid }) => ticksOf(pid));
    // A connection that was closed is counted with the one that started it.
    const ended = servers[0] ? ticksOf(servers[0].parent).ofChildren : 0;
    const { user, system } = process.cpuUsage();
    const ticks = servers.reduce((sum, { own }) => sum + own, ended);
    return ticks / 100 + (user + system) / 1e6;
  } catch {
    return null;
  }
}
