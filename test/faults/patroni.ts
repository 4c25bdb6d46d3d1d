/**
 * Three PostgreSQL servers under Patroni, with etcd, all on loopback and in a temporary folder: one leads, and
 * a commit is acknowledged when one of the others has it too (synchronous and strict).
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { demandPackages } from "./packages.ts";
import { ended } from "./rig.ts";
import { pause } from "./storm-load.ts";
import { databaseProcesses, signalAll } from "./storm-servers.ts";

const BIN = "/usr/lib/postgresql/15/bin";
const NAMES = ["one", "two", "three"] as const;
/** Seconds for which a leader that says nothing stays the leader. */
const LEASE_S = 10;
const UP_MS = 120_000;

type Node = {
  name: string;
  port: number;
  rest: number;
  data: string;
  agent: ChildProcess | undefined;
};
/** `host`: both at once, as a machine fails. `agent`: Patroni alone; its server goes on and must not be believed. */
export type Blow = "host" | "server" | "agent";
export type Cluster = {
  /** All three in one address. */
  url: string;
  /** Which one leads, as the agents say. */
  leader(): Promise<string>;
  /** Kills with -9 at the leader, and brings back what was killed as a supervisor would. Returns who was hit. */
  strike(blow: Blow): Promise<string>;
  /** Until one leads and both others may lead after it: they follow synchronously, and the agents have noted it. */
  settled(): Promise<void>;
  versions: string;
  stop(): Promise<void>;
};

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (const end = performance.now() + UP_MS; ; await pause(200)) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`${what} took more than two minutes.`);
  }
};

export async function startCluster(say: (line: string) => void): Promise<Cluster> {
  demandPackages(
    {
      "postgresql-15": join(BIN, "postgres"),
      patroni: "/usr/bin/patroni",
      "etcd-server": "/usr/bin/etcd",
    },
    say,
  );
  const home = await mkdtemp(join(tmpdir(), "rightful-failover-"));
  chmodSync(home, 0o711);
  const number = (flag: string) => Number(execFileSync("id", [flag, "postgres"]));
  const user = process.getuid?.() === 0 ? { uid: number("-u"), gid: number("-g") } : undefined;
  const folder = (name: string) => {
    const path = join(home, name);
    mkdirSync(path, { mode: 0o700 });
    if (user) chownSync(path, user.uid, user.gid);
    return path;
  };
  const run = (program: string, args: string[], log: string) => {
    const child = spawn(program, args, {
      ...{ cwd: "/", stdio: ["ignore", "pipe", "pipe"], ...user },
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", HOME: home },
    });
    const path = join(home, log);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (piece) => writeFileSync(path, piece, { flag: "a" }));
    return child;
  };
  const [keeper, peers] = [await twoPorts(), await twoPorts()];
  const etcd = run(
    "/usr/bin/etcd",
    [
      ...["--data-dir", folder("etcd"), "--name", "keeper"],
      ...["--listen-client-urls", `http://127.0.0.1:${keeper}`],
      ...["--advertise-client-urls", `http://127.0.0.1:${keeper}`],
      ...["--listen-peer-urls", `http://127.0.0.1:${peers}`],
      ...["--initial-advertise-peer-urls", `http://127.0.0.1:${peers}`],
      ...["--initial-cluster", `keeper=http://127.0.0.1:${peers}`],
    ],
    "etcd.log",
  );
  const password = randomBytes(12).toString("hex");
  const nodes: Node[] = [];
  for (const name of NAMES) {
    const port = await twoPorts();
    nodes.push({ name, port, rest: port + 1, data: join(folder(name), "data"), agent: undefined });
  }
  const settings = (node: Node) => ({
    scope: "rightful",
    name: node.name,
    restapi: { listen: `127.0.0.1:${node.rest}`, connect_address: `127.0.0.1:${node.rest}` },
    etcd3: { host: `127.0.0.1:${keeper}` },
    bootstrap: {
      dcs: {
        ...{ ttl: LEASE_S, loop_wait: 2, retry_timeout: 3 },
        ...{ synchronous_mode: true, synchronous_mode_strict: true },
        // With one synchronous follower the other one, a record ahead, keeps it from leading, and may not lead itself.
        synchronous_node_count: 2,
        postgresql: {
          ...{ use_pg_rewind: true, use_slots: true },
          parameters: { max_connections: 100, shared_buffers: "32MB", wal_log_hints: "on" },
        },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C" }],
      pg_hba: ["host all,replication all 127.0.0.1/32 scram-sha-256"],
    },
    postgresql: {
      ...{ listen: `127.0.0.1:${node.port}`, connect_address: `127.0.0.1:${node.port}` },
      ...{ data_dir: node.data, bin_dir: BIN, pgpass: join(home, node.name, "pgpass") },
      authentication: {
        superuser: { username: "rightful", password },
        replication: { username: "follower", password },
        rewind: { username: "rewinder", password },
      },
      parameters: { unix_socket_directories: join(home, node.name) },
    },
  });
  const startAgent = (node: Node) => {
    const file = join(home, node.name, "patroni.json");
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(settings(node)), { mode: 0o644 });
    node.agent = run("/usr/bin/patroni", [file], `${node.name}.log`);
  };
  const postmaster = (node: Node): number => {
    try {
      return Number(readFileSync(join(node.data, "postmaster.pid"), "utf8").split("\n")[0]);
    } catch {
      return 0;
    }
  };
  const killServer = (node: Node) => {
    const pid = postmaster(node);
    if (pid > 0) signalAll(databaseProcesses(pid), "SIGKILL");
  };
  let stopping = false;
  const endAll = () => {
    stopping = true;
    for (const { agent } of nodes) agent?.kill("SIGKILL");
    for (const node of nodes) killServer(node);
    etcd.kill("SIGKILL");
  };
  // Nothing of it outlives us, also when we break off.
  process.once("exit", endAll);
  const stop = async () => {
    stopping = true;
    for (const node of nodes) if (node.agent) await ended(node.agent, "SIGKILL");
    for (const node of nodes) killServer(node);
    await ended(etcd, "SIGKILL");
    process.off("exit", endAll);
    await pause(300);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };

  const states = () =>
    Promise.all(
      nodes.map(async (node) => {
        const reply = await fetch(`http://127.0.0.1:${node.rest}/patroni`).catch(() => undefined);
        const said = (await reply?.json().catch(() => ({}))) as
          | { role?: string; state?: string }
          | undefined;
        return { node, ...said };
      }),
    );
  const leading = async () => {
    const all = (await states()).filter(({ role }) => role === "master" || role === "primary");
    return all.length === 1 ? all[0] : undefined;
  };
  const settled = async () => {
    await until("A leader with two synchronous followers", async () => {
      const found = await leading();
      if (found?.state !== "running") return;
      const reply = await fetch(`http://127.0.0.1:${found.node.rest}/cluster`);
      const { members } = (await reply.json()) as { members: { role: string; state: string }[] };
      const heirs = members.filter(
        ({ role, state }) => role === "sync_standby" && /^(running|streaming)$/.test(state),
      );
      return heirs.length === 2 ? true : undefined;
    });
  };
  const leaderNode = async () => (await until("A leader", leading)).node;

  try {
    // The first makes the database; the others copy it.
    for (const node of nodes) {
      startAgent(node);
      await until(`${node.name}, until it runs,`, async () =>
        (await states()).some((each) => each.node === node && each.state === "running")
          ? true
          : undefined,
      );
      say(`${node.name} runs`);
    }
    await settled();
  } catch (error) {
    const logs = nodes.map(({ name }) => readIfThere(join(home, `${name}.log`)).slice(-1500));
    await stop();
    throw new Error(`${(error as Error).message}\n${logs.join("\n")}`);
  }
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(",");
  return {
    url: `postgres://rightful:${password}@${hosts}/postgres?target_session_attrs=read-write`,
    leader: async () => (await leaderNode()).name,
    settled,
    strike: async (blow) => {
      const node = await leaderNode();
      if (blow !== "server" && node.agent) await ended(node.agent, "SIGKILL");
      if (blow !== "agent") killServer(node);
      if (blow !== "server")
        // Whoever supervises it brings it back when the others have gone on without it.
        setTimeout(() => stopping || startAgent(node), 2 * LEASE_S * 1000);
      return node.name;
    },
    versions: versions(),
    stop,
  };
}

const readIfThere = (path: string) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

function versions(): string {
  const said = (program: string, ...args: string[]) =>
    /\d+\.\d+(\.\d+)?/.exec(String(execFileSync(program, args)))?.[0] ?? "?";
  return [
    `PostgreSQL ${said(join(BIN, "postgres"), "--version")}`,
    `Patroni ${said("/usr/bin/patroni", "--version")}`,
    `etcd ${said("/usr/bin/etcd", "--version")}`,
  ].join(", ");
}
