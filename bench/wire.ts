/**
 * Requests of a wallet as cheap as they can be made: `node:http` takes 200 µs of the machine for each, which the
 * servers and the database under measurement share, this 35. Keeps its connections, and takes answers that tell
 * their length, as all of ours do.
 */
import { connect, type Socket } from "node:net";

type Answer = { status: number; text: string };
type Waiting = { done(answer: Answer): void; fail(error: Error): void };
type Line = { socket: Socket; waiting: Waiting | undefined };

const idle = new Map<number, Line[]>();

function dial(port: number): Line {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  const line: Line = { socket, waiting: undefined };
  let got = Buffer.alloc(0);
  const end = (error: Error) => {
    idle.set(
      port,
      idleAt(port).filter((other) => other !== line),
    );
    line.waiting?.fail(error);
    line.waiting = undefined;
  };
  socket.on("data", (piece) => {
    got = got.length > 0 ? Buffer.concat([got, piece]) : piece;
    const answer = read(got);
    if (!answer) return;
    got = Buffer.alloc(0);
    const waiting = line.waiting;
    line.waiting = undefined;
    idleAt(port).push(line);
    waiting?.done(answer);
  });
  socket.on("error", end);
  socket.on("close", () => end(new Error("The server hung up.")));
  return line;
}

function idleAt(port: number): Line[] {
  const lines = idle.get(port) ?? [];
  idle.set(port, lines);
  return lines;
}

/** The answer, once it is there whole. One request is under way on a connection, so nothing comes after it. */
function read(got: Buffer): Answer | undefined {
  const head = got.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  const lines = got.toString("latin1", 0, head);
  const length = /\r\ncontent-length: (\d+)/i.exec(lines)?.[1];
  if (length === undefined) throw new Error(`An answer without a length: ${lines}`);
  if (got.length < head + 4 + Number(length)) return undefined;
  return { status: Number(lines.slice(9, 12)), text: got.toString("utf8", head + 4) };
}

/** Posts JSON and gives what came back; an answer from 300 on is an error. */
export async function postLean(port: number, path: string, bearer: string, body: unknown) {
  const text = JSON.stringify(body);
  const { status, text: answer } = await new Promise<Answer>((done, fail) => {
    const line = idleAt(port).pop() ?? dial(port);
    line.waiting = { done, fail };
    line.socket.write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nauthorization: Bearer ${bearer}\r\n\r\n${text}`,
    );
  });
  if (status >= 300) throw new Error(`${path}: ${status} ${answer}`);
  return JSON.parse(answer);
}

export function hangUpLean() {
  for (const lines of idle.values()) for (const { socket } of lines.splice(0)) socket.destroy();
}
