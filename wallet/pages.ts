/** The wallet's pages: plain HTML that works without scripts. */
import type { Purse } from "./ledger.ts";
import type { Visit } from "./visit.ts";
import { type Lang, say, type Word, type Words } from "./words.ts";

type Html = { html: string };

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
const html = (
  texts: TemplateStringsArray,
  ...values: (Html | Html[] | string | number | null)[]
) => ({
  html: String.raw({ raw: texts }, ...values.map(part)),
});

export type DemoDevice = { id: string; name: Words };
type Looks = Pick<Visit, "lang" | "formToken" | "path">;

const mark = html`<svg viewBox="0 0 22 22" aria-hidden="true"><circle cx="11" cy="11" r="10"/><path d="M6 13.5c1.7-3 3.3-3 5 0s3.3 3 5 0M6 9c1.7-3 3.3-3 5 0s3.3 3 5 0"/></svg>`;

function page({ lang, path }: Looks, title: string, body: Html, wrong = false): string {
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
<a class="lang" href="${path === "/sign-out" ? path : "/"}?lang=${other}" lang="${other === "zh" ? "zh-CN" : "en"}" hreflang="${other}">${t("other")}</a></header>
<main>
${body}
</main>
<footer><p>${t("foot")}</p></footer>
</body>
</html>
`.html;
}

const button = (
  { lang, formToken }: Looks,
  action: string,
  word: Word,
  hint: Word,
  kind: "row" | "link",
) => html`<form method="post" action="${action}"><input type="hidden" name="token" value="${formToken}">
<button class="${kind}" type="submit"><b>${say(lang, word)}</b> <small>${say(lang, hint)}</small></button></form>`;

export type Trouble = { word: Word; field?: "identifier" | "password"; minutes?: number };

/** The sign-in page. What was typed stays, except the password. */
export function signInPage(
  looks: Looks,
  {
    identifier = "",
    trouble,
    devices = [],
    deviceId = "",
  }: {
    identifier?: string;
    trouble?: Trouble | undefined;
    devices?: readonly DemoDevice[];
    deviceId?: string;
  } = {},
): string {
  const { lang, formToken } = looks;
  const t = (word: Word) => say(lang, word);
  const bad = (field: string) =>
    trouble?.field === field ? html` aria-invalid="true" aria-describedby="trouble"` : null;
  const at = trouble?.field === "password" ? "password" : "identifier";
  const focus = (field: string) => (trouble && at === field ? html` autofocus` : null);
  const said = trouble && say(lang, trouble.word, { minutes: trouble.minutes ?? 1 });
  return page(
    looks,
    t("signIn"),
    html`<h1>${t("signIn")}</h1>
<p class="lead">${t("signInLead")}</p>
${said ? html`<p class="trouble" id="trouble" role="alert">${said}</p>` : null}
<form method="post" action="/sign-in" novalidate>
<input type="hidden" name="token" value="${formToken}">
<label for="identifier">${t("identifier")}</label>
<input id="identifier" name="identifier" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" value="${identifier}"${bad("identifier")}${focus("identifier")}>
<label for="password">${t("password")}</label>
<input id="password" name="password" type="password" autocomplete="current-password"${bad("password")}${focus("password")}>
<button class="main" type="submit">${t("signIn")}</button>
</form>
${button(looks, "/forgot-password", "forgot", "forgotHint", "link")}
${devices.length > 0 ? devicePicker(looks, devices, deviceId) : null}`,
    trouble !== undefined,
  );
}

const devicePicker = ({ lang, formToken }: Looks, devices: readonly DemoDevice[], chosen: string) =>
  html`<form class="device" method="post" action="/device"><input type="hidden" name="token" value="${formToken}">
<label for="device">${say(lang, "device")}</label><p class="hint">${say(lang, "deviceHint")}</p>
<select id="device" name="device"><option value="">${say(lang, "deviceNew")}</option>${devices.map(
    ({ id, name }) =>
      html`<option value="${id}"${id === chosen ? html` selected` : null}>${name[lang]}</option>`,
  )}</select>
<button class="second" type="submit">${say(lang, "deviceUse")}</button></form>`;

const money = (amount: number) =>
  `${amount < 0 ? "−" : ""}¥${Math.abs(amount).toLocaleString("en-US", { minimumFractionDigits: 2 })}`;

const dayText = (lang: Lang, day: string) =>
  new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", {
    month: "short",
    day: "numeric",
    timeZone: "Asia/Shanghai",
  }).format(new Date(day));

export function homePage(looks: Looks, purse: Purse): string {
  const { lang } = looks;
  const t = (word: Word) => say(lang, word);
  const title = purse.name ? say(lang, "hello", { name: purse.name[lang] }) : t("helloNobody");
  return page(
    looks,
    title,
    html`<h1>${title}</h1>
<section class="balance"><h2>${t("balance")}</h2><p class="sum">${money(purse.balance)}</p><p class="hint">${t("balanceDemo")}</p></section>
<h2>${t("entries")}</h2>
${
  purse.entries.length === 0
    ? html`<p class="hint">${t("noEntries")}</p>`
    : html`<ul class="entries">${purse.entries.map(
        ({ day, what, amount }) =>
          html`<li><time datetime="${day.slice(0, 10)}">${dayText(lang, day)}</time><span>${what[lang]}</span><b>${amount > 0 ? "+" : ""}${money(amount)}</b></li>`,
      )}</ul>`
}
<h2>${t("account")}</h2>
<div class="rows">${button(looks, "/security-centre", "centre", "centreHint", "row")}
${button(looks, "/sign-out", "signOut", "signOutHint", "row")}
${button(looks, "/sign-out-everywhere", "signOutAll", "signOutAllHint", "row")}</div>`,
  );
}

/** One sentence, what it means, and where to go on. */
export function notePage(
  looks: Looks,
  title: Word,
  text: Word,
  next: { href: string; word: Word }[],
): string {
  const links = next.map(
    ({ href, word }, index) =>
      html`<a class="${index === 0 ? "main" : "second"}" href="${href}">${say(looks.lang, word)}</a>`,
  );
  return page(
    looks,
    say(looks.lang, title),
    html`<h1>${say(looks.lang, title)}</h1>
<p class="lead">${say(looks.lang, text)}</p>
<p class="acts">${links}</p>`,
  );
}
