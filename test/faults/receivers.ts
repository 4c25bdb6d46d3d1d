/** Receivers on this machine that behave badly for a while, and are what they were afterwards. */
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** `forgets`: at first it takes every tenth and hangs up without an answer, so that it must come again. */
export const moods = ["down", "garbage", "gone", "redirects", "silent", "forgets"] as const;
const FORGOTTEN_MAX = 30;
export type Mood = (typeof moods)[number] | "fine";

/** `taken`: it was read and kept, whether or not the sender was told. */
export type Arrival = { headers: IncomingHttpHeaders; body: string; taken: boolean };

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** `elsewhere`: where it redirects to. */
export async function openReceiver(elsewhere = "http://127.0.0.1:9/") {
  const arrivals: Arrival[] = [];
  const state: { mood: Mood; port: number; server?: Server } = { mood: "fine", port: 0 };
  const answer = (reply: ServerResponse, n: number): boolean => {
    switch (state.mood) {
      case "garbage":
        reply.socket?.end("\u0000this is\r\nno answer at all\r\n\r\n");
        return false;
      case "gone":
        reply.writeHead(410).end();
        return false;
      case "redirects":
        reply.writeHead(n % 2 === 0 ? 307 : 302, { location: elsewhere }).end();
        return false;
      case "silent":
        return false;
      case "forgets":
        if (n % 10 === 9 && n < 10 * FORGOTTEN_MAX) reply.socket?.destroy();
        else reply.writeHead(202).end();
        return true;
      default:
        reply.writeHead(202).end();
        return true;
    }
  };
  const open = () =>
    new Promise<void>((done, failed) => {
      const server = createServer((request, reply) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("error", () => {});
        request.on("end", () => {
          const body = Buffer.concat(parts).toString();
          const taken = answer(reply, arrivals.length);
          arrivals.push({ headers: request.headers, body, taken });
        });
      });
      server.once("error", failed);
      server.listen(state.port, "127.0.0.1", () => {
        state.port = (server.address() as AddressInfo).port;
        state.server = server;
        done();
      });
    });
  const shut = () =>
    new Promise<void>((done) => {
      const { server } = state;
      delete state.server;
      if (!server) return done();
      server.close(() => done());
      server.closeAllConnections();
    });
  await open();
  return {
    arrivals,
    url: `http://127.0.0.1:${state.port}/events`,
    /** What it took, in the order in which it came. */
    taken: () => arrivals.filter(({ taken }) => taken),
    turn: async (mood: Mood) => {
      // Whatever hangs, or was kept open, ends here.
      await shut();
      state.mood = mood;
      if (mood !== "down") await open();
    },
    close: shut,
  };
}
