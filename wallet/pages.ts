/** The wallet's pages: plain HTML that works without scripts. */
import { money } from "./amounts.ts";
import { button, html, type Looks, page } from "./html.ts";
import type { Entry, Purse } from "./purse.ts";
import { type Lang, say, type Word, type Words } from "./words.ts";

export type DemoDevice = { id: string; name: Words };

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

const dayText = (lang: Lang, day: Date) =>
  new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", {
    month: "short",
    day: "numeric",
    timeZone: "Asia/Shanghai",
  }).format(day);

const entryList = (lang: Lang, entries: readonly Entry[]) =>
  entries.length === 0
    ? html`<p class="hint">${say(lang, "noEntries")}</p>`
    : html`<ul class="entries">${entries.map(
        ({ at, other, amount, note }) =>
          html`<li><time datetime="${at.toISOString()}">${dayText(lang, at)}</time><span>${other[lang]}${note ? html` <small>${note}</small>` : null}</span><b>${amount > 0n ? "+" : ""}${money(amount)}</b></li>`,
      )}</ul>`;

export function homePage(looks: Looks, purse: Purse): string {
  const { lang } = looks;
  const t = (word: Word) => say(lang, word);
  const title = purse.name ? say(lang, "hello", { name: purse.name[lang] }) : t("helloNobody");
  return page(
    looks,
    title,
    html`<h1>${title}</h1>
${purse.frozen ? html`<section class="frozen"><h2>${t("frozenTitle")}</h2><p>${t("frozenText")}</p></section>` : null}
<section class="balance"><h2>${t("balance")}</h2><p class="sum">${money(purse.balance)}</p><p class="hint">${t("balanceDemo")}</p></section>
<a class="main" href="/transfer">${t("transfer")}</a>
<h2>${t("entries")}</h2>
${entryList(lang, purse.entries)}
${purse.entries.length > 0 ? html`<p><a class="more" href="/payments">${t("allEntries")}</a></p>` : null}
<h2>${t("account")}</h2>
<div class="rows">${button(looks, "/security-centre", "centre", "centreHint", "row")}
${button(looks, "/sign-out", "signOut", "signOutHint", "row")}
${button(looks, "/sign-out-everywhere", "signOutAll", "signOutAllHint", "row")}</div>`,
  );
}

export function paymentsPage(looks: Looks, purse: Purse): string {
  const title = say(looks.lang, "allEntries");
  return page(
    looks,
    title,
    html`<h1>${title}</h1>
${entryList(looks.lang, purse.entries)}
<p class="acts"><a class="second" href="/">${say(looks.lang, "home")}</a></p>`,
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
