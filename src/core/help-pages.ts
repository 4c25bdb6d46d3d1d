/**
 * The help, for anybody: written from public answers alone, asked for without the caller's cookies. So a help
 * page is the same for everyone who reads its language, holds no token, and may be kept by a browser as a copy.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { document, type Rendered, type Shell } from "./page-document.ts";
import { changeDisplay, PAGE_HEADERS, type PagesOptions, type PortalServer } from "./pages.ts";
import { readVisitor } from "./visitor.ts";

type Json = Record<string, unknown>;
type Read = (url: string) => Promise<Json | null>;
type State = Json & { help: Json };

const ASKED_MAX = 200;

/** What a stranger may read; null when there is no such answer, which a page says and goes on. */
const readerOf =
  (app: FastifyInstance): Read =>
  async (url) => {
    const headers = { host: "localhost", accept: "application/json" };
    const { statusCode, body } = await app.inject({ method: "GET", url, headers });
    return statusCode === 200 ? (JSON.parse(body) as Json) : null;
  };

export function mountHelp(
  app: FastifyInstance,
  options: PagesOptions,
  portal: PortalServer,
  shell: Shell,
): void {
  const read = readerOf(app);

  async function facts() {
    const [portal, clock] = await Promise.all([read("/v1/portal"), read("/v1/clock")]);
    return {
      portal: { ...portal, demo: options.demo },
      ...{ now: clock?.now, recovery: null },
      help: { origin: options.origin, topics: null, methods: null, guides: null, asked: "" },
    };
  }

  function write(request: FastifyRequest, reply: FastifyReply, state: State) {
    const visitor = readVisitor(options, request);
    const { lang: locale, large } = visitor;
    const render = (state: Json) =>
      portal.render({ url: request.url, locale, large, csrf: "", formKey: "", state });
    let drawn: Rendered;
    try {
      drawn = render(state);
    } catch (error) {
      // A table that cannot be drawn must not take the way to freeze with it.
      options.failed?.(error);
      drawn = render({ ...state, help: { ...state.help, topics: null, methods: null } });
    }
    return reply
      .code(drawn.status)
      .headers(PAGE_HEADERS)
      .header("cache-control", "no-cache")
      .header("vary", "accept-language, cookie")
      .type("text/html; charset=utf-8")
      .send(document(drawn, { visitor, part: shell.help, className: "help" }));
  }

  app.get("/help", async (request, reply) => {
    const moved = changeDisplay(options, request, reply);
    if (moved) return moved;
    const { lang } = readVisitor(options, request);
    const query = new URL(request.url, "http://portal.invalid").searchParams;
    const asked = (query.get("q") ?? "").trim().slice(0, ASKED_MAX);
    const state = await facts();
    const list = `/v1/guides?lang=${lang}${asked ? `&q=${encodeURIComponent(asked)}` : ""}`;
    const [guides, topics, methods] = await Promise.all([
      read(list),
      asked ? null : read(`/v1/topics?days=10&lang=${lang}`),
      asked ? null : read("/v1/insights/methods?days=30"),
    ]);
    const help = { ...state.help, topics, methods, guides: guides?.guides ?? null, asked };
    return write(request, reply, { ...state, help });
  });

  app.get("/help/:slug", async (request, reply) => {
    const moved = changeDisplay(options, request, reply);
    if (moved) return moved;
    const { lang } = readVisitor(options, request);
    const { slug } = request.params as { slug: string };
    const guide = await read(`/v1/guides/${encodeURIComponent(slug)}?lang=${lang}`);
    const state = await facts();
    return write(request, reply, guide ? { ...state, guide } : { ...state, error: 404 });
  });

  // Below "/", since a worker answers for no path above its own; what it may answer for is said where it is registered.
  const worker = readFileSync(join(options.dist, "portal", shell.help.worker), "utf8");
  app.get("/help-worker.js", async (_request, reply) => {
    const found = await read("/v1/guides");
    const guides = (found?.guides ?? []) as { slug: string; checkedOn: string }[];
    const files = [shell.help.script, ...shell.help.styles, "icon.svg"].map((name) => `/${name}`);
    const pages = ["/help", ...guides.map(({ slug }) => `/help/${slug}`)];
    const of = JSON.stringify([
      worker,
      files,
      guides.map(({ slug, checkedOn }) => slug + checkedOn),
    ]);
    const version = createHash("sha256").update(of).digest("hex").slice(0, 12);
    return reply
      .headers(PAGE_HEADERS)
      .header("cache-control", "no-cache")
      .type("text/javascript; charset=utf-8")
      .send(`const COPY = ${JSON.stringify({ version, files, pages })};\n${worker}`);
  });
}
