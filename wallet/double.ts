/** A stand-in for the recovery server: the few calls that the wallet makes, over real HTTP. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Decided } from "./rightful.ts";

export type Seen = { method: string; path: string; body: Record<string, string>; key: string };

export async function double(serviceKey: string) {
  const seen: Seen[] = [];
  const live = new Set<string>();
  let refuseSignIn: { status: number; code: string; headers?: Record<string, string> } | null =
    null;
  let handoffOrigin = "";
  let decided: Decided = { decision: true, context: {} };
  const lines: Record<string, string>[] = [];
  let refuseLine: (line: Record<string, string>) => string | undefined = () => undefined;
  const failing = { decisions: false, reports: false };
  let count = 0;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method = "", url: path = "" } = request;
    const isLines = request.headers["content-type"] === "application/x-ndjson";
    const given = isLines ? text.split("\n").map((line) => JSON.parse(line)) : [];
    const body = text && !isLines ? JSON.parse(text) : {};
    seen.push({ method, path, body, key: String(request.headers["idempotency-key"] ?? "") });
    const reply = (status: number, given: object, headers = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(given));
    const refuse = (status: number, code: string, headers = {}) =>
      reply(status, { code, status, title: code }, headers);
    if (request.headers.authorization !== `Bearer ${serviceKey}`)
      return refuse(401, "not-signed-in");
    if (path === "/access/v1/evaluation")
      return failing.decisions ? reply(500, {}) : reply(200, decided);
    if (path === "/v1/transactions") {
      if (failing.reports) return reply(500, {});
      const refused = given.flatMap((line, index) => {
        const code = refuseLine(line);
        return code ? [{ line: index + 1, code }] : [];
      });
      lines.push(...given.filter((line) => !refuseLine(line)));
      return reply(200, { accepted: given.length - refused.length, duplicates: 0, refused });
    }
    if (method === "POST" && path === "/v1/sign-ins") {
      if (refuseSignIn) return refuse(refuseSignIn.status, refuseSignIn.code, refuseSignIn.headers);
      if (body.password !== "the right words") return refuse(422, "wrong-password");
      const id = `ses_${++count}`;
      live.add(id);
      return reply(201, {
        account: { id: body.identifier === "demo-wang" ? "acc_wang" : "acc_lin", locale: "en" },
        session: { id, startedAt: "2026-01-01T00:00:00.000Z" },
      });
    }
    if (path === "/v1/device-tokens") return reply(201, { token: "one-time_token.1" });
    if (path.endsWith("/handoffs"))
      return reply(201, { url: `${handoffOrigin || own()}/handoff#once` });
    const [, id] = /\/sign-ins\/(.+)$/.exec(path) ?? [];
    if (id && method === "GET")
      return live.has(id) ? reply(200, { id }) : refuse(404, "session-ended");
    if (id) live.delete(id);
    else live.clear();
    return reply(200, {});
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const own = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own(),
    seen,
    /** What a recovery does: every sign-in is over. */
    endAll: () => live.clear(),
    refuseSignIns: (how: typeof refuseSignIn) => {
      refuseSignIn = how;
    },
    /** What is answered to the next questions. */
    decide: (next: Decided) => {
      decided = next;
    },
    /** Transactions that were reported and taken. */
    lines,
    refuseLines: (how: typeof refuseLine) => {
      refuseLine = how;
    },
    /** What it answers with a fault of its own. */
    fail: (what: Partial<typeof failing>) => void Object.assign(failing, what),
    handOffTo: (origin: string) => {
      handoffOrigin = origin;
    },
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
