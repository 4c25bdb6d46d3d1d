/**
 * The reference wallet: a small program of its own that knows the recovery server's public HTTP API
 * and nothing else. It shows what an integration needs: sign-in, device, "forgot password?", the
 * hand-off to the security centre, sessions that die when the owner gets the account back, and money
 * that leaves by a decision of the server and under a row lock of its own.
 */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { ARRIVALS_SCHEMA, startArrivals, TRANSIT } from "./arrivals.ts";
import { openBooks } from "./books.ts";
import { answer } from "./deeds.ts";
import { broken } from "./deeds-transfer.ts";
import { answerDirectory, type DirectoryOptions } from "./directory.ts";
import { seedMonth } from "./month.ts";
import { OUTBOX_SCHEMA, startOutbox } from "./outbox.ts";
import { NOTES_SCHEMA } from "./purse.ts";
import type { Shop, WalletOptions } from "./replies.ts";
import { rightful } from "./rightful.ts";
import { findAccounts } from "./roster.ts";
import { sessionStore } from "./store.ts";
import { readVisit, send, TooLarge } from "./visit.ts";

export type { DemoDevice } from "./pages.ts";
export type { WalletOptions };
export type Wallet = {
  url: string;
  /** Demo only: the books as they were in the beginning; nobody is signed in. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

const file = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const files: Record<string, [type: string, body: string]> = {
  "/style.css": ["text/css; charset=utf-8", file("./style.css")],
  "/icon.svg": ["image/svg+xml", file("./icon.svg")],
};

export async function startWallet(options: WalletOptions): Promise<Wallet> {
  const log = (line: string) => void process.stderr.write(`wallet: ${line}\n`);
  const server = rightful(options.rightfulUrl, options.serviceKey);
  const books = await openBooks(options.databaseUrl, options.now);
  await books.pool.query(`${NOTES_SCHEMA}${ARRIVALS_SCHEMA}${OUTBOX_SCHEMA}`);
  await seedMonth(books);
  await books.open(TRANSIT, 0n);
  const outbox = startOutbox(books, server, log);
  const arrivals = startArrivals(books, outbox, log);
  const sessions = sessionStore(options.dataDir);
  const shop: Shop = { ...options, server, sessions, books, outbox };
  const directory = options.directoryKey ? directoryOf(shop, options.directoryKey) : undefined;
  // From the service key, so that a form that is open during a restart can still be sent.
  const formKey = createHmac("sha256", options.serviceKey).update("wallet forms").digest("hex");
  const secure = options.url?.startsWith("https:") ?? false;
  const target = new URL(options.publicRightfulUrl).origin;
  const listener = createServer((request, response) => {
    const answered =
      directory && request.url?.startsWith("/rightful/")
        ? answerDirectory(directory, request, response)
        : serve(shop, { formKey, secure, target, log }, request, response);
    answered.catch((error) => {
      log(messageOf(error));
      response.destroy();
    });
  });
  await new Promise<void>((done, failed) => {
    listener.once("error", failed).listen(options.port, "127.0.0.1", done);
  });
  const { port } = listener.address() as AddressInfo;
  return {
    url: options.url ?? `http://localhost:${port}`,
    reset: async () => {
      await books.transact(async (db) => {
        await db.query(
          "truncate outbox, arrivals, transfer_notes, entries, transfers, wallet_holds",
        );
        await db.query("delete from wallet_accounts");
      });
      await seedMonth(books);
      await books.open(TRANSIT, 0n);
      sessions.clear();
      outbox.kick();
    },
    stop: async () => {
      await new Promise<void>((done) => {
        listener.close(() => done());
        listener.closeAllConnections();
      });
      await arrivals.stop();
      await outbox.stop();
      await books.close();
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What the recovery server may ask of this wallet. */
const directoryOf = ({ books, sessions }: Shop, key: string): DirectoryOptions => ({
  ...{ books, key },
  find: async (kind, value) => findAccounts(kind, value),
  // Passwords live with the recovery server, so there is nothing here that a grant could set.
  acceptGrant: async () => false,
  endSessions: (accountId) => sessions.endAll(accountId),
});

type House = { formKey: string; secure: boolean; target: string; log: (line: string) => void };

async function serve(
  shop: Shop,
  { formKey, secure, target, log }: House,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const path = (request.url ?? "/").split("?")[0];
  const [type, body] = files[path ?? ""] ?? [];
  if (type && request.method === "GET")
    return response
      .writeHead(200, { "content-type": type, "cache-control": "max-age=300" })
      .end(body);
  if (path === "/healthz") return response.writeHead(200).end("ok");
  try {
    const visit = await readVisit(request, { formKey, secure });
    const failed = (error: unknown) => {
      log(messageOf(error));
      return broken(visit);
    };
    return send(response, visit, await answer(shop, visit, secure).catch(failed), target);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return response.writeHead(413, { connection: "close" }).end("This form is too large.");
  }
}

const required = (name: string, value: string | undefined): string => {
  if (value) return value;
  process.stderr.write(`The wallet needs ${name}. See docs/guide/integrate.md.\n`);
  process.exit(2);
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: process.env.WALLET_PORT ?? "8701" },
      rightful: {
        type: "string",
        default: process.env.WALLET_RIGHTFUL_URL ?? "http://127.0.0.1:8700",
      },
      "public-rightful": { type: "string", default: process.env.WALLET_PUBLIC_RIGHTFUL_URL ?? "" },
      data: { type: "string", default: process.env.WALLET_DATA ?? "" },
    },
  });
  const directoryKey = process.env.WALLET_DIRECTORY_KEY;
  const wallet = await startWallet({
    port: Number(values.port),
    rightfulUrl: values.rightful,
    publicRightfulUrl: values["public-rightful"] || values.rightful,
    serviceKey: required("WALLET_SERVICE_KEY", process.env.WALLET_SERVICE_KEY),
    databaseUrl: required("WALLET_DATABASE_URL", process.env.WALLET_DATABASE_URL),
    ...(directoryKey && { directoryKey }),
    ...(process.env.WALLET_URL && { url: process.env.WALLET_URL }),
    ...(values.data && { dataDir: values.data }),
  });
  process.stdout.write(`Boan Wallet: ${wallet.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void wallet.stop().then(() => process.exit(0)));
}
