/** What an answer costs, whoever else uses the machine: the time of the processor, beside that of the clock. */
import { readFileSync } from "node:fs";
import type pg from "pg";

/** Seconds of the processor that this process and its connections' servers have used; null where nothing says so. */
export async function processorOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query(
    "select pid from pg_stat_activity where datname = current_database()",
  );
  try {
    const ticks = rows.map(({ pid }: { pid: number }) => {
      const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return Number(after[11]) + Number(after[12]);
    });
    const { user, system } = process.cpuUsage();
    return ticks.reduce((sum, one) => sum + one, 0) / 100 + (user + system) / 1e6;
  } catch {
    return null;
  }
}
