/**
 * The desk's pages: one empty document and its files. What staff see comes from the JSON API, with their
 * own cookie; nothing of a case is ever in this document.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { changeDisplay, PAGE_HEADERS, sendFile } from "./pages.ts";
import { readVisitor } from "./visitor.ts";

export type DeskOptions = {
  /** The folder that holds `desk/`. */
  dist: string;
  demo: boolean;
  /** Staff may sign in at the house's own identity provider. */
  provider: boolean;
  key: string | Uint8Array;
  nonce(): string;
  secure: boolean;
};

/** Passkeys are asked for here, and nowhere else. */
const HEADERS = {
  ...PAGE_HEADERS,
  "permissions-policy":
    "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)",
};

export function mountDesk(app: FastifyInstance, options: DeskOptions): void {
  const folder = join(options.dist, "desk");
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const entry = manifest["desk/client.tsx"];
  const files = readdirSync(join(folder, "assets")).filter((name) => !/\.(br|gz)$/.test(name));
  for (const name of files)
    app.get(`/desk/assets/${name}`, (request, reply) =>
      sendFile({ dist: options.dist, face: "desk" }, `assets/${name}`, request, reply),
    );
  const start = JSON.stringify({ demo: options.demo, provider: options.provider });
  const page = (lang: "en" | "zh") => `<!doctype html>
<html lang="${lang === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${lang === "zh" ? "归原工作台" : "Rightful desk"}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/desk/${entry.css[0]}">
<script type="module" src="/desk/${entry.file}"></script>
</head>
<body>
<div id="app"><noscript>${lang === "zh" ? "工作台需要启用脚本。" : "The desk needs scripts."}</noscript></div>
<script type="application/json" id="state">${start.replaceAll("<", "\\u003c")}</script>
</body>
</html>
`;
  for (const path of ["/desk", "/desk/*"])
    app.get(path, async (request, reply) => {
      const moved = changeDisplay(options, request, reply);
      if (moved) return moved;
      return reply
        .headers(HEADERS)
        .header("cache-control", "no-store")
        .header("vary", "accept-language, cookie")
        .type("text/html; charset=utf-8")
        .send(page(readVisitor(options, request).lang));
    });
}
