/**
 * The portal's pages: written by the server, working before any script runs, taken over by the
 * browser afterwards. This file knows no feature: it reads and acts only through the public JSON
 * API, with the caller's own cookies, so a page can never do what the API would refuse.
 *
 * What a thief would want here: a form that another site can send (CSRF), a page that another site
 * can frame, a link that carries a secret away in a referrer, a script that is not ours. Each has its
 * header or its token below.
 */
import { timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { carriesFile, readFileForm, type Sent } from "./file-form.ts";
import type { Fields, FormAnswer } from "./form-answers.ts";
import { formActs } from "./forms.ts";
import { mountHelp } from "./help-pages.ts";
import { document, type Rendered, readShell } from "./page-document.ts";
import { readState } from "./page-state.ts";
import { readVisitor } from "./visitor.ts";

export type PagesOptions = {
  /** The folder that holds `portal/` and `portal-server.js`. */
  dist: string;
  demo: boolean;
  /** Keys the form tokens; the same in every process of an installation. */
  key: string | Uint8Array;
  /** A fresh random word for each visitor and form. */
  nonce(): string;
  /** The public origin that is configured: what a page tells machines is built from it. */
  origin: string;
  /** Served over TLS: cookies say so. */
  secure: boolean;
  /** Told of a page that could not be drawn. */
  failed?(error: unknown): void;
};

type Json = Record<string, unknown>;
export type PortalServer = {
  render(page: Json): Rendered;
  pageFor(recovery: unknown, held?: unknown): string;
  pageOfProof(proof: string): string;
  straightTo(recovery: unknown): string | null;
  /** Of a form of the security lock: what it asks to change, and which of its limits are no amount. */
  checkBody(typed: string): Json;
  lockWish(rules: unknown, typed: Fields): { wish: Json; wrong: string[] };
  /** Of a form of a report: what it says, and which of its fields are no day. */
  reportTyped(typed: Fields, isNew: boolean): { body: Json; wrong: string[] };
};
export type Ask = (
  method: "GET" | "POST" | "PUT" | "DELETE",
  url: string,
  body?: Json | Sent,
  key?: string,
) => Promise<Reply>;
export type Reply = { status: number; body: Json; cookies: string[] };

const YEAR_S = 31_536_000;
export const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; " +
    "frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), otp-credentials=(self)",
};
/** The camera is for the pages of the face check, and for no other document. */
const headersOf = (path: string) =>
  /^\/(recover|me)\/face(\/|$|\?)/.test(path)
    ? {
        ...PAGE_HEADERS,
        "permissions-policy": PAGE_HEADERS["permissions-policy"].replace(
          "camera=()",
          "camera=(self)",
        ),
      }
    : PAGE_HEADERS;
const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

export async function mountPages(app: FastifyInstance, options: PagesOptions): Promise<void> {
  const built = pathToFileURL(join(options.dist, "portal-server.js")).href;
  const portal: PortalServer = await import(built).catch((cause) => {
    throw new Error("The pages are not built. Run: node web/build.mjs", { cause });
  });
  const shell = readShell(join(options.dist, "portal"));

  await app.register(async (scope) => {
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: 16_384 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    // Not read before it is known that the form is one of ours.
    scope.addContentTypeParser("multipart/form-data", (_request, payload, done) =>
      done(null, payload),
    );
    for (const name of shell.files)
      scope.get(`/${name}`, (request, reply) => sendFile(options, name, request, reply));
    mountHelp(scope, options, portal, shell);
    scope.post("/form/:act", (request, reply) => send(request, reply));
    scope.get("/*", async (request, reply) => {
      if (/^\/(v1|access|oauth|demo|\.well-known)(\/|$)/.test(request.url))
        return reply.callNotFound();
      return changeDisplay(options, request, reply) ?? page(request, reply, {});
    });
    scope.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
      const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
      if (status === 500) options.failed?.(error);
      return page(request, reply, { error: status });
    });
  });

  /** Writes one page: what the API says of this caller, drawn. */
  async function page(request: FastifyRequest, reply: FastifyReply, more: PageMore) {
    const visitor = readVisitor(options, request);
    const ask = asCaller(app, request);
    const path = more.url ?? request.url;
    const state = await readState(ask, path, request.headers.cookie !== undefined, options.demo);
    const formKey = options.nonce();
    const shown = { ...state, ...more.state, ...(more.error ? { error: more.error } : {}) };
    const drawn = portal.render({
      url: path,
      locale: visitor.lang,
      large: visitor.large,
      csrf: visitor.csrf,
      formKey,
      state: shown,
    });
    if (drawn.redirect) return away(reply, drawn.redirect);
    const cookies = [...(more.cookies ?? []), ...visitor.cookies];
    if (cookies.length > 0) reply.header("set-cookie", cookies);
    const start = { state: shown, large: visitor.large };
    return reply
      .code(more.status ?? drawn.status)
      .headers(headersOf(path))
      .header("cache-control", "no-store")
      .header("vary", "accept-language, cookie")
      .type("text/html; charset=utf-8")
      .send(
        document(drawn, {
          ...{ visitor, part: shell, ahead: shell.ahead(visitor.lang, drawn.later) },
          start: { ...start, csrf: visitor.csrf, formKey },
        }),
      );
  }

  /** A form sent without scripts: checked, done through the API, answered with the next page. */
  async function send(request: FastifyRequest, reply: FastifyReply) {
    const { act } = request.params as { act: string };
    const perform = formActs[act];
    if (!perform) return page(request, reply, { error: 404 });
    const visitor = readVisitor(options, request);
    const site = request.headers["sec-fetch-site"];
    const foreign = site !== undefined && site !== "same-origin" && site !== "none";
    const isOurs = !foreign && visitor.known;
    const withFile = isOurs && carriesFile(request) ? await readFileForm(request) : null;
    const fields = withFile?.fields ?? ((request.body ?? {}) as Fields);
    if (!isOurs || !same(fields.csrf ?? "", visitor.csrf))
      return page(request, reply, { error: 403, url: "/", status: 403 });
    const ask = asCaller(app, request);
    const answer: FormAnswer = await perform(ask, fields, portal, visitor.lang, withFile?.sent);
    if ("to" in answer) return away(reply, answer.to, answer.cookies);
    const { page: url, refusal, typed, cookies } = answer;
    const state = { ...answer.state, refusal, typed: typed ?? "" };
    const status = refusal ? Math.max(400, refusal.status) : 200;
    return page(request, reply, { url, state, cookies, status });
  }
}

type PageMore = {
  url?: string;
  state?: Json;
  error?: number;
  status?: number;
  cookies?: string[];
};

/** The same request to our own JSON API, as this caller: their cookies, their network, their browser. */
function asCaller(app: FastifyInstance, request: FastifyRequest): Ask {
  const { cookie, "user-agent": agent, "x-forwarded-for": forwarded } = request.headers;
  let cookies = cookie ?? "";
  return async (method, url, body, key) => {
    const answer = await app.inject({
      method,
      url,
      remoteAddress: request.socket.remoteAddress ?? "127.0.0.1",
      headers: {
        host: "localhost",
        accept: "application/json",
        ...(cookies ? { cookie: cookies } : {}),
        ...(agent ? { "user-agent": agent } : {}),
        ...(forwarded ? { "x-forwarded-for": forwarded } : {}),
        ...(key ? { "idempotency-key": key } : {}),
        ...(isSent(body) ? { "content-type": body.type } : {}),
      },
      ...(isSent(body) ? { payload: body.bytes } : body ? { payload: body } : {}),
    });
    const set = [answer.headers["set-cookie"] ?? []].flat();
    // A second call of the same form must carry what the first one set.
    for (const each of set) cookies = `${cookies ? `${cookies}; ` : ""}${each.split(";")[0]}`;
    const json = /json/.test(String(answer.headers["content-type"]));
    return { status: answer.statusCode, body: json ? (answer.json() as Json) : {}, cookies: set };
  };
}

const isSent = (body: Json | Sent | undefined): body is Sent => Buffer.isBuffer(body?.bytes);

/** `?lang=` and `?large=` are kept in a cookie; null when neither was asked for. */
export function changeDisplay(
  options: { secure: boolean },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const url = new URL(request.url, "http://portal.invalid");
  const lang = url.searchParams.get("lang");
  const large = url.searchParams.get("large");
  if (lang === null && large === null) return null;
  const keep = `Path=/; Max-Age=${YEAR_S}; SameSite=Lax${options.secure ? "; Secure" : ""}`;
  const cookies: string[] = [];
  if (lang === "en" || lang === "zh") cookies.push(`rightful_lang=${lang}; ${keep}`);
  if (large === "0" || large === "1") cookies.push(`rightful_large=${large}; ${keep}`);
  url.searchParams.delete("lang");
  url.searchParams.delete("large");
  return away(reply, `${url.pathname.replace(/^\/+/, "/")}${url.search}`, cookies);
}

function away(reply: FastifyReply, to: string, cookies: string[] = []) {
  if (cookies.length > 0) reply.header("set-cookie", cookies);
  return reply.headers(PAGE_HEADERS).header("cache-control", "no-store").redirect(to, 303);
}

export function sendFile(
  { dist, face = "portal" }: { dist: string; face?: "portal" | "desk" },
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const accepts = String(request.headers["accept-encoding"] ?? "");
  const packed = name.startsWith("assets/");
  const how = !packed ? "" : /\bbr\b/.test(accepts) ? "br" : /\bgzip\b/.test(accepts) ? "gz" : "";
  const bytes = readFileSync(join(dist, face, how ? `${name}.${how}` : name));
  if (how) reply.header("content-encoding", how === "gz" ? "gzip" : "br");
  return reply
    .headers(PAGE_HEADERS)
    .header("vary", "accept-encoding")
    .header(
      "cache-control",
      packed ? `public, max-age=${YEAR_S}, immutable` : "public, max-age=3600",
    )
    .type(TYPES[name.split(".").pop() ?? ""] ?? "application/octet-stream")
    .send(bytes);
}

const same = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
