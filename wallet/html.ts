/** How a page of the wallet is put together: everything that is not made here is escaped. */
import type { Visit } from "./visit.ts";
import { type Lang, say, type Word } from "./words.ts";

export type Html = { html: string };

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const part = (value: Html | Html[] | string | number | null): string =>
  value === null
    ? ""
    : Array.isArray(value)
      ? value.map(part).join("")
      : typeof value === "object"
        ? value.html
        : escaped(String(value));

/** Everything that is not itself made by this function is escaped. */
export const html = (
  texts: TemplateStringsArray,
  ...values: (Html | Html[] | string | number | null)[]
) => ({
  html: String.raw({ raw: texts }, ...values.map(part)),
});

export type Looks = Pick<Visit, "lang" | "formToken" | "path">;

const mark = html`<svg viewBox="0 0 22 22" aria-hidden="true"><circle cx="11" cy="11" r="10"/><path d="M6 13.5c1.7-3 3.3-3 5 0s3.3 3 5 0M6 9c1.7-3 3.3-3 5 0s3.3 3 5 0"/></svg>`;

/** Where the same page is found again by its address; a page that answers a form is not. */
const lasting = (path: string) =>
  /^\/(sign-out|payments|transfer|transfers\/[\w-]+)$/.test(path)
    ? path
    : path.startsWith("/transfer/")
      ? "/transfer"
      : "/";

export function page({ lang, path }: Looks, title: string, body: Html, wrong = false): string {
  const t = (word: Word) => say(lang, word);
  const other: Lang = lang === "zh" ? "en" : "zh";
  const heading = wrong ? `${t("error")}${lang === "zh" ? "：" : ": "}${title}` : title;
  return html`<!doctype html>
<html lang="${lang === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} · ${t("brand")}</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<aside class="demo">${t("demo")}</aside>
<header><a class="brand" href="/">${mark}<span>${t("brand")}</span></a>
<a class="lang" href="${lasting(path)}?lang=${other}" lang="${other === "zh" ? "zh-CN" : "en"}" hreflang="${other}">${t("other")}</a></header>
<main>
${body}
</main>
<footer><p>${t("foot")}</p></footer>
</body>
</html>
`.html;
}

export const button = (
  { lang, formToken }: Looks,
  action: string,
  word: Word,
  hint: Word,
  kind: "row" | "link",
) => html`<form method="post" action="${action}"><input type="hidden" name="token" value="${formToken}">
<button class="${kind}" type="submit"><b>${say(lang, word)}</b> <small>${say(lang, hint)}</small></button></form>`;
