/**
 * /openapi.json, and the same for people: /docs/api and /docs/problems. Written once, when asked for,
 * from the routes; no script, nothing of a caller in them. And /docs/runbooks, read when somebody needs it.
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import about from "../../package.json" with { type: "json" };
import type { Config } from "./config.ts";
import { openapi, pathOf, problemsOf } from "./openapi.ts";
import { problemList } from "./problem-list.ts";
import type { Feature, Route } from "./route.ts";
import { drawRunbooks, type RunbookLang, readRunbooks } from "./runbooks.ts";

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "public, max-age=300",
};

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
section{border-top:1px solid GrayText;padding:.5rem 0}
section:target{outline:2px solid Highlight}
h2{font-size:1.05rem}
code{font-family:ui-monospace,monospace}
`;

export function mountDocs(
  app: FastifyInstance,
  features: readonly Feature[],
  config: Pick<Config, "url">,
): void {
  const info = { title: "Rightful", version: about.version, url: config.url };
  const pages: Record<string, readonly [type: string, write: () => string]> = {
    "/openapi.json": [
      "application/json; charset=utf-8",
      () => JSON.stringify(openapi(features, info)),
    ],
    "/docs": ["text/html; charset=utf-8", () => apiPage(features)],
    "/docs/api": ["text/html; charset=utf-8", () => apiPage(features)],
    "/docs/problems": ["text/html; charset=utf-8", problemsPage],
    "/docs/style.css": ["text/css; charset=utf-8", () => STYLE],
  };
  for (const [path, [type, write]] of Object.entries(pages)) {
    let text: string | undefined;
    app.get(path, (_request, reply: FastifyReply) => {
      text ??= write();
      return reply.headers(HEADERS).type(type).send(text);
    });
  }
  app.get("/docs/runbooks", (request, reply: FastifyReply) => {
    const lang = (request.query as { lang?: string }).lang === "zh" ? "zh" : "en";
    return reply.headers(HEADERS).type("text/html; charset=utf-8").send(runbooksPage(lang));
  });
}

const runbooksPage = (lang: RunbookLang) =>
  page(lang === "zh" ? "处置手册" : "Runbooks", drawRunbooks(readRunbooks(lang), lang), lang);

const escaped = (text: string) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const code = (text: string) => `<code>${escaped(text)}</code>`;
/** Words between backticks are code, here as in the sources of these sentences. */
const words = (text: string) => escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");

const page = (title: string, body: string, lang: RunbookLang = "en") => `<!doctype html>
<html lang="${lang === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Rightful</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;

const callers: Record<Route["who"][number], string> = {
  anyone: "anyone",
  claimant: "a claimant, with the token or cookie of the recovery",
  owner: "the owner, with the cookie of the security centre",
  client: "the wallet's back end, with a service key",
  agent: "an agent",
  demo: "anyone, in the demo",
};

function apiPage(features: readonly Feature[]): string {
  const sections = features.flatMap(({ routes }) =>
    routes.filter(({ hidden }) => !hidden).map(describeRoute),
  );
  return page(
    "The API",
    `<p>Every route, from the same data that the server runs on. For programs:
<a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). Refusals: <a href="/docs/problems">problems</a>.</p>
<p>Every POST takes an ${code("Idempotency-Key")}. Times are RFC 3339 in UTC.</p>
${sections.join("\n")}`,
  );
}

function describeRoute(route: Route): string {
  const scope = route.scope ? `, scope ${[route.scope].flat().map(code).join(" or ")}` : "";
  const refusals = problemsOf(route).map(
    (each) => `<a href="/docs/problems#${each}">${code(each)}</a>`,
  );
  return `<section>
<h2>${code(`${route.method} ${pathOf(route)}`)}</h2>
<p>${words(route.summary)}.</p>
<p>For ${route.who.map((who) => callers[who]).join(", or ")}${scope}.</p>
${fieldsOf(route)}
<p>Answers ${route.status ?? 200}. Refusals: ${refusals.join(", ")}.</p>
</section>`;
}

function fieldsOf({ body }: Route): string {
  const { properties = {}, required = [] } = (body ?? {}) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  const names = Object.keys(properties).map((name) =>
    required.includes(name) ? code(name) : `${code(name)} (may be left out)`,
  );
  return names.length > 0 ? `<p>Fields: ${names.join(", ")}.</p>` : "";
}

const problemsPage = () =>
  page(
    "Problems",
    `<p>Every refusal is a problem document (RFC 9457) of type ${code("application/problem+json")}.
Decide by ${code("code")}, never by the sentence.</p>
${Object.entries(problemList)
  .map(
    ([name, { status, means }]) =>
      `<section id="${name}">\n<h2>${code(name)} ${status}</h2>\n<p>${words(means)}</p>\n</section>`,
  )
  .join("\n")}`,
  );
