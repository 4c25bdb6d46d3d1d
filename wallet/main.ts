/**
 * The reference wallet: a small program of its own that knows the recovery server's public HTTP API
 * and nothing else. It shows what an integration needs: sign-in, device, "forgot password?", the
 * hand-off to the security centre, and sessions that die when the owner gets the account back.
 */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { answer, type Shop, type WalletOptions } from "./deeds.ts";
import { rightful } from "./rightful.ts";
import { sessionStore } from "./store.ts";
import { readVisit, send, TooLarge } from "./visit.ts";

export type { DemoDevice } from "./pages.ts";
export type { WalletOptions };
export type Wallet = { url: string; stop(): Promise<void> };

const file = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const files: Record<string, [type: string, body: string]> = {
  "/style.css": ["text/css; charset=utf-8", file("./style.css")],
  "/icon.svg": ["image/svg+xml", file("./icon.svg")],
};
export async function startWallet(options: WalletOptions): Promise<Wallet> {
  const shop: Shop = {
    ...options,
    server: rightful(options.rightfulUrl, options.serviceKey),
    sessions: sessionStore(options.dataDir),
  };
  // From the service key, so that a form that is open during a restart can still be sent.
  const formKey = createHmac("sha256", options.serviceKey).update("wallet forms").digest("hex");
  const secure = options.url?.startsWith("https:") ?? false;
  const target = new URL(options.publicRightfulUrl).origin;
  const listener = createServer((request, response) => {
    serve(shop, { formKey, secure, target }, request, response).catch((error) => {
      process.stderr.write(`wallet: ${error instanceof Error ? error.message : error}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((done, failed) => {
    listener.once("error", failed).listen(options.port, "127.0.0.1", done);
  });
  const { port } = listener.address() as AddressInfo;
  return {
    url: options.url ?? `http://localhost:${port}`,
    stop: () =>
      new Promise((done) => {
        listener.close(() => done());
        listener.closeAllConnections();
      }),
  };
}

async function serve(
  shop: Shop,
  { formKey, secure, target }: { formKey: string; secure: boolean; target: string },
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
    const reply = await answer(shop, visit, secure);
    return send(response, visit, reply, target);
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
  const wallet = await startWallet({
    port: Number(values.port),
    rightfulUrl: values.rightful,
    publicRightfulUrl: values["public-rightful"] || values.rightful,
    serviceKey: required("WALLET_SERVICE_KEY", process.env.WALLET_SERVICE_KEY),
    ...(process.env.WALLET_URL && { url: process.env.WALLET_URL }),
    ...(values.data && { dataDir: values.data }),
  });
  process.stdout.write(`Boan Wallet: ${wallet.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void wallet.stop().then(() => process.exit(0)));
}
