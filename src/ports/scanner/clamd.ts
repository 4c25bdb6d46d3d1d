/**
 * clamd by its INSTREAM command (clamd(8)): pieces with their length before them, a length of zero at the end,
 * one line as the answer. Anything but "OK" or "... FOUND" is no answer.
 */
import { connect, type Socket } from "node:net";
import { type Finding, ScanFailed, type Scanner } from "./scanner.ts";

const PIECE = 65_536;
const ANSWER_MAX = 4096;
const TIME_MS = 6_000;

/** `address`: `tcp://host:port` or `unix:/path`. */
export const clamd = (address: string, timeoutMs = TIME_MS): Scanner => {
  const to = addressOf(address);
  return {
    name: "clamd",
    scan: async (bytes, signal) => {
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      return read(await ask(connect(to), framed(bytes), within));
    },
  };
};

/** Whether it is there, by its PING; no file is looked at. Throws ScanFailed. */
export async function pingClamd(address: string, signal: AbortSignal): Promise<string> {
  const answer = await ask(connect(addressOf(address)), "zPING\0", signal);
  if (answer.split("\0")[0]?.trim() !== "PONG") throw new ScanFailed("it is no clamd");
  return "clamd answers.";
}

export function addressOf(address: string): { path: string } | { host: string; port: number } {
  if (address.startsWith("unix:/")) return { path: address.slice("unix:".length) };
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== "tcp:" || !port) throw new Error("tcp://host:port or unix:/path is expected");
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** A file as INSTREAM takes it. */
function* framed(bytes: Buffer) {
  yield "zINSTREAM\0";
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    yield lengthOf(piece.length);
    yield piece;
  }
  yield lengthOf(0);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function ask(
  socket: Socket,
  parts: string | Iterable<string | Buffer>,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((done, fail) => {
    let said = "";
    const give = (failure: string | null) => {
      signal.removeEventListener("abort", late);
      socket.destroy();
      if (failure) fail(new ScanFailed(failure));
      else done(said);
    };
    const late = () => give("no answer in time");
    // It may fail after nobody waits for it any more.
    socket.on("error", (error: NodeJS.ErrnoException) => give(error.code ?? "unreachable"));
    if (signal.aborted) return late();
    signal.addEventListener("abort", late);
    socket.on("end", () => give(said ? null : "it hung up"));
    socket.on("data", (part) => {
      said += part.toString("latin1");
      if (said.includes("\0") || said.length > ANSWER_MAX) give(null);
    });
    socket.on("connect", () => {
      for (const part of typeof parts === "string" ? [parts] : parts) socket.write(part);
    });
  });
}

function read(answer: string): Finding {
  const line = answer.split("\0")[0]?.trim() ?? "";
  if (/^stream: OK$/.test(line)) return { clean: true };
  const [, name] = /^stream: (.{1,200}) FOUND$/.exec(line) ?? [];
  if (name) return { clean: false, name };
  throw new ScanFailed(`not an answer: ${line.slice(0, 80)}`);
}
