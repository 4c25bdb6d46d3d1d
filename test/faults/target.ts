/**
 * A running server as a stranger sees it: HTTP only. Attacks are written against this, so another
 * product is measured by writing another `Target`, not another attack. Times are the server's own: in
 * demo mode its clock can be moved forward and its messages read.
 */
import { Agent, request } from "node:http";

export type Reply = {
  status: number;
  body: any;
  headers: Record<string, string | string[] | undefined>;
  cookies: Record<string, string>;
  ms: number;
};

export type Call = {
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  raw?: string;
  bearer?: string;
  cookies?: Record<string, string>;
  headers?: Record<string, string>;
  /** The address that the caller claims to come from (X-Forwarded-For). */
  from?: string;
};

export type Person = { id: string; phone: string; email: string };

export type Claim = {
  id: string;
  token: string;
  recovery: any;
  cookies: Record<string, string>;
  get(): Promise<Reply>;
  ask(proof: string, more?: Call): Promise<Reply>;
  give(proof: string, code: string, more?: Call): Promise<Reply>;
  complete(newPassword: string, more?: Call): Promise<Reply>;
  cancel(): Promise<Reply>;
};

/** A request that is never answered fails, rather than the run standing still. */
const SILENT_MS = 120_000;

export type Target = {
  url: string;
  call(method: string, path: string, more?: Call): Promise<Reply>;
  /** As the wallet's back end, with its service key. */
  wallet(method: string, path: string, body?: unknown): Promise<Reply>;
  /** So many accounts, each with a number and a mailbox of its own, proven a year ago. */
  people(count: number, more?: Record<string, unknown>): Promise<Person[]>;
  /** A device of this account, bound long ago, and a token by which the wallet vouches for it. */
  deviceToken(deviceId: string): Promise<string>;
  begin(identifier: string, body?: Record<string, unknown>, more?: Call): Promise<Claim>;
  /** Texts sent to a number or an address, newest first. */
  messages(to: string): Promise<string[]>;
  /** The newest code sent there that is not `not`, waiting for it up to 30 s. */
  codeTo(to: string, not?: string): Promise<string>;
  /** Moves the server's clock forward. */
  forward(seconds: number): Promise<void>;
  close(): void;
};

/** `connections`: sockets kept open at most. */
export async function targetAt(url: string, connections = 64): Promise<Target> {
  const base = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const call = (method: string, path: string, more: Call = {}): Promise<Reply> =>
    new Promise((done, fail) => {
      const began = performance.now();
      const text = more.raw ?? (more.body === undefined ? undefined : JSON.stringify(more.body));
      const cookies = Object.entries(more.cookies ?? {}).map(([name, value]) => `${name}=${value}`);
      const sent = request(
        {
          agent,
          host: base.hostname === "localhost" ? "127.0.0.1" : base.hostname,
          port: base.port,
          method,
          path,
          headers: {
            host: base.host,
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
            ...(more.bearer && { authorization: `Bearer ${more.bearer}` }),
            ...(cookies.length > 0 && { cookie: cookies.join("; ") }),
            ...(more.from && { "x-forwarded-for": more.from }),
            ...more.headers,
          },
        },
        (reply) => {
          const pieces: Buffer[] = [];
          reply.on("data", (piece) => pieces.push(piece));
          reply.on("error", fail);
          reply.on("end", () => {
            const answer = Buffer.concat(pieces).toString();
            const isJson = /[/+]json/.test(String(reply.headers["content-type"]));
            done({
              status: reply.statusCode ?? 0,
              headers: reply.headers,
              body: isJson && answer ? JSON.parse(answer) : answer,
              cookies: readCookies(reply.headers["set-cookie"] ?? []),
              ms: performance.now() - began,
            });
          });
        },
      );
      sent.on("error", fail);
      sent.setTimeout(SILENT_MS, () =>
        sent.destroy(new Error(`${method} ${path} had no answer in two minutes.`)),
      );
      sent.end(text);
    });

  const demo = (await call("GET", "/demo")).body;
  if (!demo?.serviceKey)
    throw new Error(`${url} is not in demo mode: its clock and its messages are needed.`);
  const wallet = (method: string, path: string, body?: unknown) =>
    call(method, path, { bearer: demo.serviceKey, ...(body !== undefined && { body }) });
  const run = Math.floor(performance.timeOrigin) % 100_000;
  let made = 0;

  const target: Target = {
    url,
    call,
    wallet,
    people: async (count, more = {}) => {
      const first = made;
      made += count;
      const all = Array.from({ length: count }, (_, n) => personNumber(run, first + n));
      const lanes = Array.from({ length: 8 }, (_, lane) => all.filter((_, n) => n % 8 === lane));
      await Promise.all(
        lanes.map(async (lane) => {
          for (const { id, phone, email } of lane) {
            const verifiedAt = new Date(Date.now() - 365 * 86_400_000).toISOString();
            const body = { name: "Lin Yue", phone, email, locale: "en", verifiedAt, ...more };
            const reply = await wallet("PUT", `/v1/accounts/${id}`, body);
            if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
          }
        }),
      );
      return all;
    },
    deviceToken: async (deviceId) =>
      (await wallet("POST", "/v1/device-tokens", { deviceId })).body.token,
    begin: async (identifier, body = {}, more = {}) => {
      const reply = await call("POST", "/v1/recoveries", {
        body: { identifier, situation: "forgot-password", ...body },
        ...more,
      });
      if (reply.status !== 201) throw new Error(`start: ${JSON.stringify(reply.body)}`);
      return claimOf(target, reply);
    },
    messages: async (to) =>
      (await call("GET", `/demo/messages?to=${encodeURIComponent(to)}`)).body.map(
        ({ text }: { text: string }) => text,
      ),
    codeTo: async (to, not) => {
      for (let turn = 0; turn < 600; turn++) {
        for (const text of await target.messages(to)) {
          const code = /(?<![\w-])(\d{6})(?![\w-])/.exec(text)?.[1];
          if (code && code !== not) return code;
          if (code) break;
        }
        await new Promise((done) => setTimeout(done, 50));
      }
      throw new Error(`No code reached ${to} in 30 s.`);
    },
    forward: async (seconds) => {
      const reply = await call("POST", "/demo/clock", { body: { advance: `PT${seconds}S` } });
      if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    },
    close: () => agent.destroy(),
  };
  return target;
}

/** Numbers of one run do not meet those of another against the same server. */
function personNumber(run: number, n: number): Person {
  const digits = String(run * 100_000 + n).padStart(10, "0");
  return {
    id: `acc_t${digits}`,
    phone: `+861${3 + (n % 7)}${digits.slice(-9)}`,
    email: `t${digits}@example.com`,
  };
}

const readCookies = (lines: string[]) =>
  Object.fromEntries(
    lines.map((line) => {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

export function claimOf(target: Target, reply: Reply): Claim {
  const { recovery, token } = reply.body;
  const base = `/v1/recoveries/${recovery.id}`;
  const send = (method: string, path: string, body: unknown, more: Call = {}) =>
    target.call(method, path, { bearer: token, ...(body !== undefined && { body }), ...more });
  return {
    id: recovery.id,
    token,
    recovery,
    cookies: reply.cookies,
    get: () => send("GET", base, undefined),
    ask: (proof, more) => send("POST", `${base}/challenges`, { proof }, more),
    give: (proof, code, more) => send("POST", `${base}/proofs`, { proof, code }, more),
    complete: (newPassword, more) => send("POST", `${base}/completion`, { newPassword }, more),
    cancel: () => send("POST", `${base}/cancellation`, {}),
  };
}

/** A wrong code of six digits, whatever the right one is. */
export const notThis = (code: string, chance: () => number = () => 0): string => {
  const guess = String(Math.floor(chance() * 1_000_000)).padStart(6, "0");
  return guess === code ? notThis(code, () => (Number(code) + 1) / 1_000_000) : guess;
};
