/** Several servers of one database behind one port: started, and balanced by connection. */
import { type ChildProcess, fork } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { named, type TestServer } from "../test/database.ts";
import { onServer, type Peer } from "./recovery-drive.ts";

export type Several = Peer & {
  count: number;
  database: string;
  /** Each of them, around the balancer: what one has answered the others must know. */
  ports: number[];
  /** Stands still, and goes on: what is not measured takes nothing of the machine. */
  rest(): void;
  goOn(): void;
};

/**
 * The next connection goes to the next server: handed over as node:cluster does it, since a balancer that copies
 * bytes would have a machine of its own, and takes its share of this one.
 */
function balance(children: readonly ChildProcess[]) {
  let next = 0;
  const front = createServer({ pauseOnConnect: true, noDelay: true }, (guest) => {
    children[next++ % children.length]?.send("guest", guest);
  });
  return new Promise<{ port: number; close(): void }>((ready) => {
    front.listen(0, "127.0.0.1", () =>
      ready({
        port: (front.address() as AddressInfo).port,
        close: () => void front.close(),
      }),
    );
  });
}

/** All share as many connections to the database as one alone would have. */
export async function startSeveral(
  server: TestServer,
  { count, port, people, connections }: Record<"count" | "port" | "people" | "connections", number>,
): Promise<Several> {
  const database = `bench_of_${count}`;
  await onServer(server, `drop database if exists ${database} with (force)`);
  await onServer(server, `create database ${database} template rightful_template`);
  const there = new Map<string, string>();
  const waiting = new Map<string, (code: string) => void>();
  const children: ChildProcess[] = [];
  const asked = new Map<ChildProcess, ((message: any) => void)[]>();
  let serviceKey = "";
  let over = false;
  const ports = Array.from({ length: count }, (_, n) => port + n);
  for (const [n, port] of ports.entries()) {
    const told = {
      ...{ databaseUrl: named(server.url, database), port, people: n === 0 ? people : 0 },
      connections: Math.max(2, Math.floor(connections / count)),
    };
    const child = fork("bench/peer-one-of-several.ts", [JSON.stringify(told)], {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.push(child);
    asked.set(child, []);
    const ready = await new Promise<any>((done, fail) => {
      child.once("exit", (code) => {
        if (!over) fail(new Error(`A server ended with ${code}.`));
      });
      child.on("message", (message: any) => {
        if (message.ready) return done(message);
        if (!message.to) return asked.get(child)?.shift()?.(message);
        const code = /(?:^|\D)(\d{6})(?!\d)/.exec(message.text)?.[1];
        if (!code) return;
        const wait = waiting.get(message.to);
        waiting.delete(message.to);
        if (wait) wait(code);
        else there.set(message.to, code);
      });
    });
    serviceKey ||= ready.serviceKey;
  }
  const front = await balance(children);
  const signal = (name: "SIGSTOP" | "SIGCONT") => {
    for (const child of children) child.kill(name);
  };
  return {
    ...{ count, database, ports, port: front.port, serviceKey, ready: {}, isOverOne: true },
    codeTo: (phone) =>
      new Promise((done) => {
        const code = there.get(phone);
        there.delete(phone);
        if (code) done(code);
        else waiting.set(phone, done);
      }),
    /** Whatever is asked: the processor time of all of them. */
    ask: async (what) => {
      const all = await Promise.all(
        children.map(
          (child) =>
            new Promise<any>((done) => {
              asked.get(child)?.push(done);
              child.send(what as object);
            }),
        ),
      );
      const sum = (key: "user" | "system") => all.reduce((sum, { cpu }) => sum + cpu[key], 0);
      return { cpu: { user: sum("user"), system: sum("system") } };
    },
    rest: () => signal("SIGSTOP"),
    goOn: () => signal("SIGCONT"),
    stop: () => {
      over = true;
      signal("SIGCONT");
      front.close();
      for (const child of children) if (child.connected) child.disconnect();
    },
  };
}
