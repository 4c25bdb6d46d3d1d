/** Starts a peer as a process of its own on its own database, and recovers people through its HTTP. */
import { type ChildProcess, fork } from "node:child_process";
import { Agent, request } from "node:http";
import pg from "pg";
import { named, type TestServer } from "../test/database.ts";
import { inLanes, person } from "./people.ts";

export const CLIENTS = 16;
const NEW_PASSWORD = "seven quiet paper boats";

export type Peer = {
  port: number;
  serviceKey: string;
  /** Each recovery over a connection of its own, as a browser's are; else all over those of one pool, as a wallet's. */
  isOverOne?: boolean;
  /** What it said when it was ready. */
  ready: Record<string, unknown>;
  /** The next code sent to this number. */
  codeTo(phone: string): Promise<string>;
  ask(what: unknown): Promise<any>;
  /** Whoever wants to know waits for its end. */
  stop(): unknown;
};

export async function onServer(server: TestServer, text: string) {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** `given`: what the peer is told, beside its database, which is made anew unless it `isThere`. */
export async function startPeer(
  server: TestServer,
  database: string,
  file: string,
  given: Record<string, unknown>,
): Promise<Peer> {
  if (!given.isThere) {
    await onServer(server, `drop database if exists ${database} with (force)`);
    const template = given.from ? ` template ${given.from}` : "";
    await onServer(server, `create database ${database}${template}`);
  }
  const told = JSON.stringify({ databaseUrl: named(server.url, database), ...given });
  // Without our own arguments: what lets us end with the launcher would let the peer end at once.
  const child = fork(file, [told], {
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const { ready, codeTo, ask } = await listen(child, file);
  let stopped = false;
  child.once("exit", (code, signal) => {
    if (!stopped) throw new Error(`${file} ended early: ${code ?? signal}.`);
  });
  return {
    port: Number(given.port),
    serviceKey: String(ready.serviceKey ?? ""),
    ready,
    codeTo,
    ask,
    stop: () => {
      stopped = true;
      if (child.connected) child.disconnect();
      return child.exitCode === null ? new Promise((done) => child.once("exit", done)) : undefined;
    },
  };
}

async function listen(child: ChildProcess, file: string) {
  const waiting = new Map<string, (code: string) => void>();
  const there = new Map<string, string>();
  const asked: ((message: any) => void)[] = [];
  const ready = await new Promise<Record<string, unknown>>((done, fail) => {
    child.once("exit", (code) => fail(new Error(`${file} ended with ${code}.`)));
    child.on("message", (message: any) => {
      if (message.ready) return done(message);
      if (!message.to) return asked.shift()?.(message);
      const code = /(?:^|\D)(\d{6})(?!\d)/.exec(message.text)?.[1];
      if (!code) return;
      const wait = waiting.get(message.to);
      waiting.delete(message.to);
      if (wait) wait(code);
      else there.set(message.to, code);
    });
  });
  return {
    ready,
    codeTo: (phone: string) =>
      new Promise<string>((done) => {
        const code = there.get(phone);
        there.delete(phone);
        if (code) done(code);
        else waiting.set(phone, done);
      }),
    ask: (what: unknown) =>
      new Promise<any>((done) => {
        asked.push(done);
        child.send(what as object);
      }),
  };
}

const pool = new Agent({ keepAlive: true, maxSockets: 2 * CLIENTS });
export const hangUp = () => pool.destroy();

type Sending = { bearer?: string; from?: string; agent?: Agent };

export function post(
  port: number,
  path: string,
  body: unknown,
  { bearer, from, agent = pool }: Sending = {},
) {
  return new Promise<any>((done, fail) => {
    const text = JSON.stringify(body);
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(from && { "x-forwarded-for": from }),
    };
    const sent = request(
      { agent, host: "127.0.0.1", port, method: "POST", path, headers },
      (reply) => {
        let answer = "";
        reply.setEncoding("utf8");
        reply.on("data", (piece) => {
          answer += piece;
        });
        reply.on("error", fail);
        reply.on("end", () => {
          if ((reply.statusCode ?? 500) < 300) done(JSON.parse(answer || "null"));
          else fail(new Error(`${path}: ${reply.statusCode} ${answer}`));
        });
      },
    );
    sent.on("error", fail);
    sent.end(text);
  });
}

export type Recover = (peer: Peer, n: number) => Promise<void>;

/** A recovery by SMS code and known device, as a wallet with screens of its own does it: 3 requests. */
export const recoverOurs: Recover = async ({ port, serviceKey, codeTo, isOverOne }, n) => {
  const { phone, deviceId } = person(n);
  const from = `10.${n % 250}.${Math.floor(n / 250) % 250}.${Math.floor(n / 62_500)}`;
  const wallet = { bearer: serviceKey };
  const { token: deviceToken } = await post(port, "/v1/device-tokens", { deviceId }, wallet);
  const proof = "sms-code";
  const agent = isOverOne ? new Agent({ keepAlive: true, maxSockets: 1 }) : pool;
  const start = { identifier: phone, situation: "forgot-password", deviceToken, proof };
  const { recovery, token } = await post(port, "/v1/recoveries", start, { from, agent });
  const path = `/v1/recoveries/${recovery.id}`;
  const own = { bearer: token, from, agent };
  const code = await codeTo(phone);
  const last = { newPassword: NEW_PASSWORD, proof: { proof, code } };
  const done = await post(port, `${path}/completion`, last, own);
  if (isOverOne) agent.destroy();
  if (done.recovery.state !== "completed") throw new Error(JSON.stringify(done));
};

/** A password reset by better-auth's phone-number plugin: 2 requests. */
export const recoverPeer: Recover = async ({ port, codeTo }, n) => {
  const phoneNumber = person(n).phone;
  await post(port, "/api/auth/phone-number/request-password-reset", { phoneNumber });
  const otp = await codeTo(phoneNumber);
  const reset = { otp, phoneNumber, newPassword: NEW_PASSWORD };
  const done = await post(port, "/api/auth/phone-number/reset-password", reset);
  if (!done.status) throw new Error(JSON.stringify(done));
};

/** Recoveries a second of the people `from` to `from + count`, 16 at a time. */
export async function perSecond(peer: Peer, recover: Recover, from: number, count: number) {
  const cpu = (await peer.ask("cpu")).cpu;
  const began = performance.now();
  await inLanes(CLIENTS, count, (n) => recover(peer, from + n));
  const seconds = (performance.now() - began) / 1000;
  const after = (await peer.ask("cpu")).cpu;
  return {
    rate: count / seconds,
    cpuMs: (after.user + after.system - cpu.user - cpu.system) / 1000 / count,
  };
}
