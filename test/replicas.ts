/**
 * Two PostgreSQL servers of which one follows the other, by streaming replication over loopback, from the
 * programs that ship with us. The follower begins as a copy of the stopped first one, and can be promoted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, cpSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { twoPorts } from "../src/commands/two-ports.ts";
import { makeOwn } from "../src/core/embedded-folder.ts";
import * as programs from "../src/core/embedded-programs.ts";
import { ended } from "./faults/rig.ts";
import { databaseProcesses, signalAll } from "./faults/storm-servers.ts";

const NAME = "rightful";
const FAST = ["fsync=off", "shared_buffers=16MB", "max_connections=100"];

export type Replica = {
  url: string;
  port: number;
  query(text: string): Promise<pg.QueryResultRow[]>;
  /** Killed with -9, all of it. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stopped in its tracks, and let go on: a host that hangs. */
  signal(signal: NodeJS.Signals): void;
};

export type Pair = {
  one: Replica;
  two: Replica;
  /** Both in one address, as an operator writes it. */
  url: string;
  stop(): Promise<void>;
};

export async function startPair(): Promise<Pair> {
  const home = await mkdtemp(join(tmpdir(), "rightful-replicas-"));
  chmodSync(home, 0o711);
  const identity = programs.chooseIdentity(() => {});
  const found = programs.findPrograms(undefined, "");
  const { programs: folder } = await programs.preparePrograms(found, home, identity);
  const password = randomBytes(12).toString("hex");
  const port = await twoPorts();
  const paths = [join(home, "one"), join(home, "two")] as const;
  const file = join(home, "password");
  writeFileSync(file, password);
  chmodSync(file, 0o644);
  makeOwn(paths[0], identity);
  const made = await programs.run(
    join(folder, "bin", "initdb"),
    [
      ...["-D", paths[0], "-U", NAME, "--auth=scram-sha-256", `--pwfile=${file}`, "--no-sync"],
      ...["--encoding=UTF8", "--locale=C"],
    ],
    identity,
  );
  if (made.code !== 0) throw new Error(made.text);
  const ports = { one: port, two: port + 1 };
  const follow = (of: number, as: string) =>
    `primary_conninfo = 'host=127.0.0.1 port=${of} user=${NAME} password=${password} application_name=${as}'\n`;
  appendFileSync(
    join(paths[0], "pg_hba.conf"),
    "host replication all 127.0.0.1/32 scram-sha-256\n",
  );
  cpSync(paths[0], paths[1], { recursive: true, preserveTimestamps: true });
  appendFileSync(join(paths[1], "postgresql.auto.conf"), follow(ports.one, "two"));
  writeFileSync(join(paths[1], "standby.signal"), "");
  const owner = identity ? [String(identity.uid), String(identity.gid)] : [];
  if (owner.length > 0)
    await programs.run("/bin/chown", ["-R", owner.join(":"), ...paths], undefined);
  chmodSync(paths[1], 0o700);

  const replica = (data: string, port: number): Replica => {
    const url = `postgres://${NAME}:${password}@127.0.0.1:${port}/postgres`;
    let child: ChildProcess | undefined;
    const query = async (text: string) => {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
      client.on("error", () => {});
      await client.connect();
      try {
        return (await client.query(text)).rows;
      } finally {
        await client.end();
      }
    };
    const all = (signal: NodeJS.Signals) => {
      if (child?.pid && child.exitCode === null) signalAll(databaseProcesses(child.pid), signal);
    };
    return {
      ...{ url, port, query, signal: all },
      start: async () => {
        child = spawn(
          join(folder, "bin", "postgres"),
          [
            ...[
              "-D",
              data,
              "-p",
              String(port),
              "-h",
              "127.0.0.1",
              "-c",
              "unix_socket_directories=",
            ],
            ...FAST.flatMap((setting) => ["-c", setting]),
          ],
          {
            cwd: "/",
            env: programs.environment,
            stdio: ["ignore", "ignore", "pipe"],
            ...programs.owned(identity),
          },
        );
        let said = "";
        child.stderr?.on("data", (piece) => {
          said = `${said}${piece}`.slice(-4000);
        });
        for (let turn = 0; ; turn++)
          try {
            await query("select 1");
            return;
          } catch (error) {
            if (turn > 400 || child.exitCode !== null) throw new Error(said, { cause: error });
            await pause(50);
          }
      },
      kill: async () => {
        const gone = child ? ended(child, "SIGKILL") : undefined;
        all("SIGKILL");
        await gone;
      },
    };
  };
  const [one, two] = [replica(paths[0], ports.one), replica(paths[1], ports.two)];
  const stop = async () => {
    await one.kill();
    await two.kill();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await one.start();
    await two.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ one, two },
    url: `postgres://${NAME}:${password}@127.0.0.1:${ports.one},127.0.0.1:${ports.two}/postgres?target_session_attrs=read-write`,
    stop,
  };
}
