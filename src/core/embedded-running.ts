/** Where the embedded database of a data folder is reached while another process supervises it. */
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { NAME } from "./embedded-folder.ts";
import { isServing } from "./embedded-leftovers.ts";
import { readIfThere } from "./embedded-programs.ts";

/** Null: nobody serves this folder now. The address has the password in it: never print it. */
export function findRunning(dataDir: string): string | null {
  let folder: string;
  try {
    folder = realpathSync(resolve(dataDir));
  } catch {
    return null;
  }
  const home = readIfThere(join(folder, "database-is-at")).trim() || folder;
  const data = join(home, "postgres");
  if (!isServing(data)) return null;
  const password = readIfThere(join(home, "postgres.password")).trim();
  // storage/pidfile.h: port on line 4, the socket's folder on line 5.
  const lines = readIfThere(join(data, "postmaster.pid")).split("\n");
  const [port = "", sockets = ""] = [lines[3]?.trim(), lines[4]?.trim()];
  const address = sockets
    ? `/${NAME}?host=${encodeURIComponent(sockets)}`
    : `127.0.0.1:${port}/${NAME}`;
  return `postgresql://${NAME}:${password}@${address}`;
}
