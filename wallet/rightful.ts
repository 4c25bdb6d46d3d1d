/**
 * The recovery server as the wallet's back end sees it: its public HTTP API and nothing else. A
 * refusal is a value; a server that does not answer is `down`, so that no page has to guess.
 */
import { randomUUID } from "node:crypto";

export type Refused = { refused: string; minutes: number };
export type Down = { down: true };
export type Answer<T> = { given: T } | Refused | Down;

export type SignedIn = { account: { id: string; locale: string }; session: { id: string } };

/** AuthZEN 1.0: whether this may go ahead, and why not, as its user is told (docs/guide/integrate.md). */
export type Decided = {
  decision: boolean;
  context?: {
    code?: string;
    reason_user?: Partial<Record<"en" | "zh", string>>;
    /** RFC 3339: when that ends. */
    until?: string;
    advice?: { delay_arrival_hours?: number };
  };
};
export type Payment = {
  accountId: string;
  /** What its money is reserved by; the same for a repeat. */
  id: string;
  /** A decimal: "12.50". */
  amount: string;
  payee: string;
  deviceId: string;
};
export type Reported = { refused: { line: number; code: string }[] };

const TIMEOUT_MS = 8000;

type Problem = { code?: string; until?: string };

/** Minutes until a limit ends; the header counts on the server's own clock, so it is asked first. */
function minutesLeft(response: Response, { until }: Problem): number {
  const seconds = Number(response.headers.get("retry-after"));
  const ms = seconds > 0 ? seconds * 1000 : Date.parse(until ?? "") - Date.now();
  return Number.isFinite(ms) ? Math.max(Math.ceil(ms / 60_000), 1) : 15;
}

export type Rightful = ReturnType<typeof rightful>;

export function rightful(url: string, serviceKey: string) {
  /** A text is sent as lines of JSON. */
  async function call<T>(method: string, path: string, body?: object | string): Promise<Answer<T>> {
    const type = typeof body === "string" ? "application/x-ndjson" : "application/json";
    try {
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${serviceKey}`,
          accept: "application/json",
          ...(body && { "content-type": type }),
          ...(method === "POST" && { "idempotency-key": randomUUID() }),
        },
        ...(body && { body: typeof body === "string" ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
      });
      if (response.status >= 500) return { down: true };
      const text = await response.text();
      const given = text ? JSON.parse(text) : {};
      if (response.ok) return { given };
      // A key that is refused, or a path that is not there, is a fault of the set-up, not of the user.
      if (!given.code || response.status === 401 || response.status === 403) return { down: true };
      return { refused: String(given.code), minutes: minutesLeft(response, given) };
    } catch {
      return { down: true };
    }
  }
  const account = (id: string) => `/v1/accounts/${encodeURIComponent(id)}`;
  return {
    signIn: (given: {
      identifier: string;
      password: string;
      deviceId: string;
      deviceName: string;
    }) => call<SignedIn>("POST", "/v1/sign-ins", given),
    /** Is the sign-in still good? Asked at every page, so that a recovery ends it everywhere. */
    readSignIn: (accountId: string, sessionId: string) =>
      call<{ id: string }>(
        "GET",
        `${account(accountId)}/sign-ins/${encodeURIComponent(sessionId)}`,
      ),
    signOut: (accountId: string, sessionId: string) =>
      call("DELETE", `${account(accountId)}/sign-ins/${encodeURIComponent(sessionId)}`),
    signOutEverywhere: (accountId: string) => call("DELETE", `${account(accountId)}/sign-ins`),
    handOff: (accountId: string, deviceId: string) =>
      call<{ url: string }>("POST", `${account(accountId)}/handoffs`, { deviceId }),
    deviceToken: (deviceId: string) =>
      call<{ token: string }>("POST", "/v1/device-tokens", { deviceId }),
    /** Permitted money is reserved by the payment's id until it is reported, or ten minutes. */
    mayTransfer: ({ accountId, id, amount, payee, deviceId }: Payment) =>
      call<Decided>("POST", "/access/v1/evaluation", {
        subject: { type: "account", id: accountId },
        action: { name: "transfer" },
        resource: { type: "payment", id, properties: { amount, currency: "CNY", payee } },
        context: { deviceId },
      }),
    /** One JSON object a line; a line that arrives twice counts once. */
    report: (lines: readonly string[]) =>
      call<Reported>("POST", "/v1/transactions", lines.join("\n")),
  };
}
