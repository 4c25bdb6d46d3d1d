/**
 * Providers on this machine, with real HTTP and real SMTP: they outlive every server that is killed,
 * write down each message that they took, and can be down, slow or lying.
 */
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createPlain, type Server, type Socket } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/**
 * `fine`; `down`: refuses connections; `slow`: takes the request and never answers; `garbage`: answers
 * what is no answer, as a wrong proxy would; `sent-then-error`: sends the message and reports a
 * failure; `refuses`: says for good that a good address is wrong; `dies`: sends, and the line is cut.
 */
export type Mood = "fine" | "down" | "slow" | "garbage" | "sent-then-error" | "refuses" | "dies";

/** One message as it reached the provider. `mark`: by which it knows doubles. */
export type Taken = { at: number; to: string; text: string; mark: string };

export type Provider = {
  url: string;
  taken: Taken[];
  /** What reached this address, oldest first. */
  to(address: string): readonly Taken[];
  /** How often it was asked, whatever came of it. */
  asked(): number;
  turn(mood: Mood): Promise<void>;
  close(): Promise<void>;
};

/** Messages as they were taken, and by address. */
function shelf() {
  const taken: Taken[] = [];
  const byAddress = new Map<string, Taken[]>();
  const put = (message: Taken) => {
    taken.push(message);
    const before = byAddress.get(message.to);
    if (before) before.push(message);
    else byAddress.set(message.to, [message]);
  };
  return { taken, put, to: (address: string) => byAddress.get(address) ?? [] };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

const listen = (server: Server, port: number) =>
  new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", ready);
  });

/** What both have in common: one port, several ways to behave behind it. */
async function behindOnePort(open: (mood: Mood) => Server): Promise<{
  port: number;
  turn(mood: Mood): Promise<void>;
  close(): Promise<void>;
  cut(): void;
}> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    const closing = server;
    server = undefined;
    if (!closing) return;
    const closed = new Promise((done) => closing.close(done));
    cut();
    await closed;
  };
  const turn = async (mood: Mood) => {
    await close();
    if (mood === "down") return;
    server = open(mood);
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    });
    await listen(server, port);
    port = portOf(server);
  };
  await turn("fine");
  return { port, turn, close, cut };
}

/** The gateway for text messages, as `src/ports/channels/http.ts` speaks to it. */
export async function openGateway(): Promise<Provider> {
  const { taken, put, to } = shelf();
  let asked = 0;
  const answers =
    (mood: Mood): RequestListener =>
    async (request, response) => {
      asked++;
      let body = "";
      try {
        for await (const part of request.setEncoding("utf8")) body += part;
      } catch {
        return;
      }
      if (mood === "slow") return;
      if (mood === "garbage") return void response.writeHead(200).end("<html>All is well</html>");
      if (mood === "refuses") return void response.writeHead(422).end('{"error":"no such number"}');
      const message = JSON.parse(body) as { to: string; text: string };
      const mark = String(request.headers["idempotency-key"]);
      put({ at: Date.now(), to: message.to, text: message.text, mark });
      if (mood === "dies") return void request.socket.destroy();
      if (mood === "sent-then-error") return void response.writeHead(500).end();
      response.writeHead(202, { "content-type": "application/json" }).end(`{"id":"g-${asked}"}`);
    };
  const behind = await behindOnePort((mood) => createServer(answers(mood)));
  return {
    ...behind,
    url: `http://127.0.0.1:${behind.port}/v1/texts`,
    taken,
    to,
    asked: () => asked,
  };
}

/** The mail server, as `src/ports/channels/smtp.ts` speaks to it. */
export async function openMailbox(): Promise<Provider> {
  const { taken, put, to } = shelf();
  let asked = 0;
  let cut = () => {};
  const failing = (responseCode: number, words: string) =>
    Object.assign(new Error(words), { responseCode });
  const mailServer = (mood: Mood) => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 100,
      onRcptTo(_address, _session, done) {
        asked++;
        done(mood === "refuses" ? failing(550, "No such mailbox") : null);
      },
      onData(stream, session, done) {
        const parts: Buffer[] = [];
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", async () => {
          if (mood === "slow") return;
          const mail = await simpleParser(Buffer.concat(parts));
          const address = session.envelope.rcptTo.map(({ address }) => address).join();
          put({ at: Date.now(), to: address, text: mail.text ?? "", mark: mail.messageId ?? "" });
          if (mood === "dies") return cut();
          done(mood === "sent-then-error" ? failing(451, "Something went wrong") : null);
        });
      },
    });
    server.on("error", () => {});
    return server.server;
  };
  const noMailServer = () =>
    createPlain((socket) => {
      asked++;
      socket.write("All is well\r\n");
      socket.on("data", () => socket.write("All is well\r\n"));
    });
  const behind = await behindOnePort((mood) =>
    mood === "garbage" ? noMailServer() : mailServer(mood),
  );
  cut = behind.cut;
  return { ...behind, url: `smtp://127.0.0.1:${behind.port}`, taken, to, asked: () => asked };
}

/** A message that brings a code. */
export const isCode = ({ text }: Taken): boolean => /^\d{6} is your code/.test(text);

/** The newest code that reached an address. */
export const codeAt = (provider: Provider, address: string): string | undefined =>
  provider.to(address).findLast(isCode)?.text.slice(0, 6);

/** The token of the "this wasn't me" link in a message; "" when it has none. */
export const linkIn = (text: string): string => /not-me#([\w-]+)/.exec(text)?.[1] ?? "";
