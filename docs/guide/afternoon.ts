/**
 * A wallet with accounts and money of its own, as small as it can be: what docs/guide/integrate.md asks for, in memory.
 * JavaScript does one thing at a time, so a function without `await` is the lock of an account's row; with a
 * database take `for update` there (wallet/books.ts).
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, RightfulError } from "../../sdk/rightful.ts";
import { verifyWebhook } from "./verify.ts";

const {
  RIGHTFUL = "http://127.0.0.1:8700",
  SERVICE_KEY,
  DIRECTORY_KEY,
  PORT = "9100",
} = process.env;
const rightful = connect({ url: RIGHTFUL, key: SERVICE_KEY ?? "" });

type Hold = { heldAt: string; scope: string; expiresAt: string | null; released: boolean };
type Line = { id: string; at: string; direction: "out"; amount: string; payee: string };
type Account = { phone: string; fen: number; holds: Map<string, Hold>; lines: Line[] };
const accounts = new Map<string, Account>();
const heard: string[] = [];
let secret = "";

// The ledger -----------------------------------------------------------------------------------------

const stops = ({ released, scope, expiresAt }: Hold) =>
  !released && scope !== "sign-in" && (!expiresAt || Date.parse(expiresAt) > Date.now());

/** Books one debit, or does not. Nothing comes between the look at the holds and the booking. */
function debit(account: Account, id: string, fen: number, payee: string): Line | null {
  if ([...account.holds.values()].some(stops) || fen > account.fen) return null;
  account.fen -= fen;
  const amount = (fen / 100).toFixed(2);
  const line: Line = { id, at: new Date().toISOString(), direction: "out", amount, payee };
  account.lines.push(line);
  return line;
}

// The directory port: what Rightful asks (section 7) ---------------------------------------------------

function directory(method: string, url: URL, input: any): [status: number, body?: unknown] {
  const [, , , id, what, holdId] = url.pathname.split("/").map(decodeURIComponent);
  const query = url.searchParams;
  if (id === undefined) {
    const isPhone = query.get("kind") === "phone";
    const found = [...accounts].filter(([, { phone }]) => isPhone && phone === query.get("value"));
    return [200, { accounts: found.map(([each]) => each) }];
  }
  const account = accounts.get(id);
  if (!account) return [404, { code: "unknown-account" }];
  const hold = account.holds.get(holdId ?? "");
  switch (`${method} ${what}`) {
    case "PUT holds": {
      if (hold?.released) return [409, { code: "hold-released" }];
      const heldAt = hold?.heldAt ?? new Date().toISOString();
      account.holds.set(holdId ?? "", { ...input, heldAt, released: false });
      return [200, { heldAt }];
    }
    case "DELETE holds":
      // One that was never heard of is over too: a late request must not bring it to life.
      account.holds.set(holdId ?? "", {
        heldAt: "",
        scope: "",
        expiresAt: null,
        ...hold,
        released: true,
      });
      return [204];
    case "DELETE sessions":
      return [204];
    case "GET transactions": {
      const from = Number(query.get("cursor") ?? 0);
      const to = from + Number(query.get("limit") ?? 100);
      const items = account.lines.slice(from, to).map((line) => ({
        ...{ ...line, currency: "CNY", status: "completed" },
      }));
      return [200, { items, cursor: to < account.lines.length ? String(to) : null }];
    }
    default:
      return [422, { code: "not-here" }];
  }
}

// What the wallet's own app asks -----------------------------------------------------------------------

const deeds: Record<string, (input: any) => Promise<unknown>> = {
  async "/sign-up"({ id, name, phone, yuan }) {
    const params = { accountId: id };
    await rightful.call("PUT /v1/accounts/{accountId}", { params, body: { name, phone } });
    accounts.set(id, { phone, fen: yuan * 100, holds: new Map(), lines: [] });
    return { id };
  },
  /** Asks, books, reports: in this order, with the payment's own id. */
  async "/pay"({ from, to, yuan, id }) {
    const account = accounts.get(from);
    if (!account) return { paid: false, why: "unknown account" };
    const properties = { amount: yuan.toFixed(2), currency: "CNY", payee: to };
    const { decision, context } = await rightful.call("POST /access/v1/evaluation", {
      body: {
        ...{ subject: { type: "account", id: from }, action: { name: "transfer" } },
        resource: { type: "payment", id, properties },
      },
    });
    if (!decision) return { paid: false, code: context.code, why: context.reason_user.en };
    const line = debit(account, id, Math.round(yuan * 100), to);
    const at = line?.at ?? new Date().toISOString();
    const told = { id, accountId: from, at, direction: "out", ...properties };
    const status = line ? "completed" : "refused";
    await rightful.call("POST /v1/transactions", { body: JSON.stringify({ ...told, status }) });
    return { paid: line !== null };
  },
  async "/freeze"({ id }) {
    const params = { accountId: id };
    const body = { reason: "wallet" } as const;
    const { hold }: any = await rightful.call("POST /v1/accounts/{accountId}/holds", {
      params,
      body,
    });
    return { holdId: hold.id, enforcedBy: hold.enforcedBy };
  },
  async "/thaw"({ holdId }) {
    await rightful.call("POST /v1/holds/{holdId}/release", { params: { holdId } });
    return { thawed: true };
  },
  /** Where “Forgot password?” sends a browser. */
  async "/forgot"({ deviceId }) {
    const { token } = await rightful.call("POST /v1/device-tokens", { body: { deviceId } });
    return { go: `${RIGHTFUL}/recover/account?situation=forgot-password#device=${token}` };
  },
  async "/subscribe"() {
    const url = `http://127.0.0.1:${PORT}/hooks`;
    const answer: any = await rightful.call("POST /v1/webhooks", { body: { url } });
    secret = answer.secret;
    return { subscribed: true };
  },
  async "/heard"() {
    return [...new Set(heard)];
  },
};

// HTTP -------------------------------------------------------------------------------------------------

async function serve(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://wallet");
  let body = "";
  for await (const part of request) body += part;
  const say = (status: number, answer?: unknown) =>
    response.writeHead(status).end(answer === undefined ? "" : `${JSON.stringify(answer)}\n`);
  if (url.pathname === "/hooks") {
    try {
      heard.push(verifyWebhook(request.headers, body, secret).type);
      return say(204);
    } catch {
      return say(400);
    }
  }
  const input = body ? JSON.parse(body) : {};
  if (url.pathname.startsWith("/rightful/") || url.pathname === "/debit") {
    // Compare in constant time where a stranger can reach it (wallet/directory.ts).
    if (request.headers.authorization !== `Bearer ${DIRECTORY_KEY}`) return say(401);
    if (url.pathname !== "/debit") return say(...directory(request.method ?? "", url, input));
    const account = accounts.get(input.accountId);
    const done = account && debit(account, crypto.randomUUID(), 1, "the test of the directory");
    return say(done ? 204 : 409);
  }
  const deed = deeds[url.pathname];
  if (!deed) return say(404);
  try {
    return say(200, await deed(input));
  } catch (error) {
    if (!(error instanceof RightfulError)) throw error;
    // Nothing was decided: nothing is done.
    return say(503, { code: error.code });
  }
}

createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
}).listen(Number(PORT), "127.0.0.1", () =>
  process.stdout.write(`The wallet listens on ${PORT}.\n`),
);
