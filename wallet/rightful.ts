/**
 * The recovery server as the wallet's back end sees it: its public HTTP API and nothing else. A
 * refusal is a value; a server that does not answer is `down`, so that no page has to guess.
 */
import { connect, RightfulError } from "../sdk/rightful.ts";

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

/** Minutes until a limit ends; what the server counts on its own clock is asked first. */
function minutesLeft({ retryAfter, problem }: RightfulError): number {
  const ms = retryAfter ? retryAfter * 1000 : Date.parse(String(problem.until)) - Date.now();
  return Number.isFinite(ms) ? Math.max(Math.ceil(ms / 60_000), 1) : 15;
}

/** A key that is refused, or a call that is not there, is a fault of the set-up, not of the user. */
async function told<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { given: await asked };
  } catch (error) {
    if (!(error instanceof RightfulError)) throw error;
    const { code, status } = error;
    const isRefusal = status >= 400 && status < 500 && code !== "unreadable";
    if (!isRefusal || status === 401 || status === 403) return { down: true };
    return { refused: code, minutes: minutesLeft(error) };
  }
}

export type Rightful = ReturnType<typeof rightful>;

export function rightful(url: string, key: string) {
  const server = connect({ url, key, tries: 2 });
  return {
    signIn: (body: {
      identifier: string;
      password: string;
      deviceId: string;
      deviceName: string;
    }): Promise<Answer<SignedIn>> => told(server.call("POST /v1/sign-ins", { body })),
    /** Is the sign-in still good? Asked at every page, so that a recovery ends it everywhere. */
    readSignIn: (accountId: string, sessionId: string) =>
      told(
        server.call("GET /v1/accounts/{accountId}/sign-ins/{sessionId}", {
          params: { accountId, sessionId },
        }),
      ),
    signOut: (accountId: string, sessionId: string) =>
      told(
        server.call("DELETE /v1/accounts/{accountId}/sign-ins/{sessionId}", {
          params: { accountId, sessionId },
        }),
      ),
    signOutEverywhere: (accountId: string) =>
      told(server.call("DELETE /v1/accounts/{accountId}/sign-ins", { params: { accountId } })),
    handOff: (accountId: string, deviceId: string) =>
      told(
        server.call("POST /v1/accounts/{accountId}/handoffs", {
          params: { accountId },
          body: { deviceId },
        }),
      ),
    deviceToken: (deviceId: string) =>
      told(server.call("POST /v1/device-tokens", { body: { deviceId } })),
    /** Permitted money is reserved by the payment's id until it is reported, or ten minutes. */
    mayTransfer: ({ accountId, id, amount, payee, deviceId }: Payment): Promise<Answer<Decided>> =>
      told(
        server.call("POST /access/v1/evaluation", {
          body: {
            subject: { type: "account", id: accountId },
            action: { name: "transfer" },
            resource: { type: "payment", id, properties: { amount, currency: "CNY", payee } },
            context: { deviceId },
          },
        }),
      ),
    /** One JSON object a line; a line that arrives twice counts once. */
    report: (lines: readonly string[]): Promise<Answer<Reported>> =>
      told(server.call("POST /v1/transactions", { body: lines.join("\n") })),
  };
}
