/** Real servers on one database, each a process of its own, as an operator starts them: `rightful start`. */
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { twoPorts } from "../src/commands/two-ports.ts";
import { readConfig } from "../src/core/config.ts";
import type { World } from "../src/core/world.ts";
import { outbox } from "../src/ports/channels/outbox.ts";
import { openWorld } from "../src/serve.ts";
import { openGateway, openMailbox, type Provider } from "./faults/post.ts";
import { ended } from "./faults/rig.ts";
import { PROGRAM } from "./program.ts";
import type { Reply } from "./world.ts";

type More = {
  bearer?: string;
  cookies?: Record<string, string>;
  key?: string;
  headers?: Record<string, string>;
};

export type Server = {
  url: string;
  call(method: string, path: string, body?: unknown, more?: More): Promise<Reply>;
  /** What a stream sends, each event's data, until `enough` says so. */
  watch(path: string, bearer: string, enough: (data: any) => boolean): Promise<any[]>;
  child: ChildProcess;
};

/** Two that start on a busy machine take their time. */
const READY_MS = 150_000;

async function startServer(env: Record<string, string>, port: number): Promise<Server> {
  const child = spawn(process.execPath, [PROGRAM, "start"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env, RIGHTFUL_PORT: String(port) },
  });
  let said = "";
  await new Promise<void>((ready, fail) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new Error(`It was not ready in time: ${said}`));
    }, READY_MS);
    child.stderr.on("data", (text) => {
      said = `${said}${text}`.slice(-4000);
      if (said.includes("Rightful answers at")) {
        clearTimeout(late);
        ready();
      }
    });
    child.once("exit", (code) => fail(new Error(`It ended with ${code}: ${said}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  const headersOf = ({ bearer, cookies = {}, key, headers }: More) => ({
    ...(bearer && { authorization: `Bearer ${bearer}` }),
    ...(key && { "idempotency-key": key }),
    cookie: Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join("; "),
    ...headers,
  });
  return {
    ...{ url, child },
    call: async (method, path, body, more = {}) => {
      const reply = await fetch(url + path, {
        method,
        headers: {
          ...headersOf(more),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      const isJson = /[/+]json/.test(reply.headers.get("content-type") ?? "");
      return {
        status: reply.status,
        body: text && isJson ? JSON.parse(text) : text,
        headers: Object.fromEntries(reply.headers),
        cookies: Object.fromEntries(
          reply.headers.getSetCookie().map((line) => (line.split(";")[0] ?? "").split("=", 2)),
        ),
      };
    },
    watch: async (path, bearer, enough) => {
      const stop = AbortSignal.timeout(60_000);
      const reply = await fetch(url + path, { headers: headersOf({ bearer }), signal: stop });
      if (reply.status !== 200 || !reply.body) throw new Error(`${path}: ${reply.status}`);
      const seen: any[] = [];
      let text = "";
      for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const lines = text.split("\n");
        text = lines.pop() ?? "";
        for (const line of lines)
          if (line.startsWith("data: ")) {
            seen.push(JSON.parse(line.slice(6)));
            if (enough(seen.at(-1))) return seen;
          }
      }
      return seen;
    },
  };
}

export type Processes = {
  servers: Server[];
  /** The same database and keys, in this process: to prepare people and to look afterwards. */
  world: World;
  sms: Provider;
  /** Starts another one in the place of a server that has ended. */
  again(place: number): Promise<void>;
  stop(): Promise<void>;
};

/** `count` servers, begun at the same moment on what may be an empty database. */
export async function startProcesses(
  databaseUrl: string,
  count: number,
  more: Record<string, string> = {},
): Promise<Processes> {
  const [sms, email] = [await openGateway(), await openMailbox()];
  const own: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    RIGHTFUL_KEYS: `t1:${Buffer.alloc(32, 7).toString("base64")}`,
    RIGHTFUL_URL: "https://id.example.com",
    RIGHTFUL_WALLET_URL: "https://wallet.example.com",
    RIGHTFUL_OPERATOR_NAME: "Boan",
    RIGHTFUL_OPERATOR_PHONE: "400 000 0199",
    RIGHTFUL_SMS_URL: sms.url,
    RIGHTFUL_SMS_KEY: "shared-with-the-gateway",
    RIGHTFUL_SMTP_URL: email.url,
    RIGHTFUL_SMTP_FROM: "Boan <id@example.com>",
    RIGHTFUL_TRUST_PROXY: "yes",
    // Servers start together here: their sources are read and stripped of types once.
    NODE_COMPILE_CACHE: join(tmpdir(), "rightful-compile-cache"),
    ...more,
  };
  const ports: number[] = [];
  for (let n = 0; n < count; n++) ports.push(await twoPorts());
  const starting = ports.map((port) => startServer(own, port));
  const begun = await Promise.allSettled(starting);
  const servers = begun.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const closeAll = async () => {
    for (const { child } of servers) await ended(child, "SIGTERM");
    await sms.close();
    await email.close();
  };
  if (servers.length < count) {
    await closeAll();
    // Throws what the first of them said.
    await Promise.all(starting);
  }
  const silent = outbox(() => {});
  const world = await openWorld({
    config: readConfig({ ...own, RIGHTFUL_HASH_MEMORY_KIB: "8" }, true),
    database: { url: databaseUrl, stop: async () => {} },
    ports: () => ({ sms: silent, email: silent }),
  });
  return {
    ...{ servers, world, sms },
    again: async (place) => {
      servers[place] = await startServer(own, ports[place] as number);
    },
    stop: async () => {
      await closeAll();
      await (world.db as { destroy?: () => Promise<void> }).destroy?.();
    },
  };
}
