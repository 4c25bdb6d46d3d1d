import { readConfig } from "../core/config.ts";
import { environment } from "../core/world.ts";
import { openDatabase, serve } from "../serve.ts";
import { untilStopped } from "./stopping.ts";

/** `rightful start`: a real installation. Refuses demo settings by name. */
export async function start(): Promise<number> {
  const config = readConfig(environment(), false);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const write = (line: string) => process.stdout.write(line);
  const database = await openDatabase(config, say);
  try {
    const running = await serve({ config, database, write });
    say(`Rightful answers at ${config.url} (listening on ${config.host}:${config.port}).`);
    return await untilStopped(running.stop);
  } catch (error) {
    await database.stop();
    throw error;
  }
}
