/** Where a demo of its own can listen, started without being told a port. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const server = createServer();
    server.on("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });

const given = new Set<number>();

/**
 * A free port whose neighbour is free too: the wallet listens there. None that the system gives to outgoing
 * connections (Linux: from 32768 on), since a server that was killed has to find its own free again. Never the same
 * one twice.
 */
export async function twoPorts(): Promise<number> {
  for (let turn = 0; turn < 50; turn++) {
    const port = 20_000 + 2 * randomInt(6_000);
    if (given.has(port) || !(await isFree(port)) || !(await isFree(port + 1))) continue;
    given.add(port);
    return port;
  }
  throw new Error("No two free ports were found.");
}
