/**
 * An operator, as CAMARA's released definitions describe it: SIM Swap 2.1.0, Number Recycling 0.2.0, Call
 * Forwarding Signal 0.4.0 behind OAuth 2.0 client credentials. It takes requests of the published shape only,
 * and can be slow, wrong, broken or lying.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Operator } from "../src/ports/telecom/telecom.ts";

export type Line = {
  latestSimChange?: string | null;
  monitoredPeriod?: number;
  recycled?: boolean;
  forwarding?: boolean;
};
export type Mood = "well" | "silent" | "broken" | "no-json" | "lying" | "redirect" | "endless";

const PHONE = /^\+[1-9][0-9]{4,14}$/;
const CORRELATOR = /^[a-zA-Z0-9-_:;./<>{}]{0,256}$/;
const SCOPES = {
  "/sim-swap/v2/retrieve-date": "sim-swap:retrieve-date",
  "/number-recycling/v0.2/check": "number-recycling:check",
  "/call-forwarding-signal/v0.4/unconditional-call-forwardings":
    "call-forwarding-signal:unconditional-call-forwardings:read",
} as const;
type Path = keyof typeof SCOPES;

export async function startOperator() {
  const lines = new Map<string, Line>();
  const tokens = new Map<string, string>();
  const asked: { path: string; body: any; correlator: string }[] = [];
  const state = { mood: "well" as Mood, expiresIn: 3600, fails: null as null | [number, string] };
  let issued = 0;
  let refused = 0;
  const held = new Set<ServerResponse>();

  const send = (answer: ServerResponse, status: number, body: unknown) => {
    answer.writeHead(status, { "content-type": "application/json" });
    answer.end(JSON.stringify(body));
  };
  const fail = (answer: ServerResponse, status: number, code: string) =>
    send(answer, status, { status, code, message: "As it was asked for." });

  const server = createServer(async (request, answer) => {
    const body = await read(request);
    if (request.url === "/token") return token(request, body, answer);
    const path = request.url as Path;
    const scope = SCOPES[path];
    if (request.method !== "POST" || !scope) return fail(answer, 404, "NOT_FOUND");
    const bearer = String(request.headers.authorization ?? "").replace(/^Bearer /, "");
    if (tokens.get(bearer) !== scope) {
      refused += 1;
      return fail(answer, 401, "UNAUTHENTICATED");
    }
    const correlator = String(request.headers["x-correlator"] ?? "");
    if (!CORRELATOR.test(correlator) || correlator === "")
      return fail(answer, 400, "INVALID_ARGUMENT");
    const said = parse(body);
    const known =
      path === "/number-recycling/v0.2/check" ? ["phoneNumber", "specifiedDate"] : ["phoneNumber"];
    if (!said || Object.keys(said).some((key) => !known.includes(key)))
      return fail(answer, 400, "INVALID_ARGUMENT");
    if (said.phoneNumber === undefined) return fail(answer, 422, "MISSING_IDENTIFIER");
    if (!PHONE.test(said.phoneNumber)) return fail(answer, 400, "INVALID_ARGUMENT");
    if (known.length > 1 && !/^\d{4}-\d\d-\d\d$/.test(said.specifiedDate ?? ""))
      return fail(answer, 400, "INVALID_ARGUMENT");
    asked.push({ path, body: said, correlator });
    if (state.fails) return fail(answer, ...state.fails);
    switch (state.mood) {
      case "silent":
        return void held.add(answer);
      case "broken":
        return fail(answer, 503, "UNAVAILABLE");
      case "no-json":
        return void answer.end("<html>all is well</html>");
      case "redirect":
        answer.writeHead(302, { location: "http://127.0.0.1:1/" });
        return void answer.end();
      case "endless":
        return void answer.end(`{"active":false,"pad":"${"x".repeat(200_000)}"}`);
      case "lying":
        return send(answer, 200, {
          latestSimChange: "never",
          phoneNumberRecycled: "false",
          active: 0,
        });
      default:
        return reply(answer, path, lines.get(said.phoneNumber) ?? {});
    }
  });

  function reply(answer: ServerResponse, path: Path, line: Line) {
    if (path === "/sim-swap/v2/retrieve-date")
      return send(answer, 200, {
        latestSimChange:
          line.latestSimChange === undefined ? "2020-01-01T00:00:00Z" : line.latestSimChange,
        ...(line.monitoredPeriod !== undefined && { monitoredPeriod: line.monitoredPeriod }),
      });
    if (path === "/number-recycling/v0.2/check")
      return send(answer, 200, { phoneNumberRecycled: line.recycled ?? false });
    return send(answer, 200, { active: line.forwarding ?? false });
  }

  function token(request: IncomingMessage, body: string, answer: ServerResponse) {
    const form = new URLSearchParams(body);
    const [id, secret] = Buffer.from(
      String(request.headers.authorization ?? "").replace(/^Basic /, ""),
      "base64",
    )
      .toString()
      .split(":")
      .map(decodeURIComponent);
    if (form.get("grant_type") !== "client_credentials" || id !== "wallet" || secret !== "s:cret")
      return send(answer, 401, { error: "invalid_client" });
    const made = `token-${++issued}`;
    tokens.set(made, form.get("scope") ?? "");
    send(answer, 200, { access_token: made, token_type: "Bearer", expires_in: state.expiresIn });
  }

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    lines,
    asked,
    state,
    counts: () => ({ issued, refused }),
    /** The operator forgets every token that it gave. */
    forgetTokens: () => tokens.clear(),
    operator: (more: Partial<Operator> = {}): Operator => ({
      ...{ name: "test", prefixes: ["+86"], tokenUrl: `${url}/token` },
      ...{ clientId: "wallet", clientSecret: "s:cret" },
      simSwap: `${url}/sim-swap/v2`,
      recycling: `${url}/number-recycling/v0.2`,
      forwarding: `${url}/call-forwarding-signal/v0.4`,
      ...more,
    }),
    stop: async () => {
      for (const answer of held) answer.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export type TestOperator = Awaited<ReturnType<typeof startOperator>>;

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
