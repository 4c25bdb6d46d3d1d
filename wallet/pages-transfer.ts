/** The pages of a transfer: its form, the check before it, its result, its refusal. */
import { money } from "./amounts.ts";
import { type Html, html, type Looks, page } from "./html.ts";
import type { Made } from "./purse.ts";
import { nameOf, veiledName } from "./roster.ts";
import type { Draft, Fault, Refusal, Typed } from "./transfers.ts";
import { type Lang, say, type Word } from "./words.ts";

const timeText = (lang: Lang, time: Date) =>
  new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", {
    ...{ month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ hour12: false, timeZone: "Asia/Shanghai" },
  }).format(time);

const line = (lang: Lang, word: Word, value: string) =>
  html`<div><dt>${say(lang, word)}</dt><dd>${value}</dd></div>`;

const hidden = (fields: Record<string, string>) =>
  Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );

const form = (looks: Looks, action: string, fields: Record<string, string>, rest: Html) =>
  html`<form method="post" action="${action}" novalidate>${hidden({ token: looks.formToken, ...fields })}${rest}</form>`;

/** What was typed stays. */
export function transferPage(
  looks: Looks,
  { balance, typed, fault }: { balance: bigint; typed: Typed; fault?: Fault | undefined },
): string {
  const { lang } = looks;
  const t = (word: Word, blanks = {}) => say(lang, word, blanks);
  const field = (name: keyof Typed, more: Html, hint?: Word) => {
    const bad = fault?.field === name;
    const about = [hint && `${name}-hint`, bad && "trouble"].filter(Boolean).join(" ");
    return html`<label for="${name}">${t(name)}</label>${hint ? html`<p class="hint" id="${name}-hint">${t(hint)}</p>` : null}
<input id="${name}" name="${name}" type="text" autocomplete="off" value="${typed[name]}"${more}${about ? html` aria-describedby="${about}"` : null}${bad ? html` aria-invalid="true" autofocus` : null}>`;
  };
  return page(
    looks,
    t("transfer"),
    html`<h1>${t("transfer")}</h1>
<p class="lead">${t("transferLead", { balance: money(balance) })}</p>
${fault ? html`<p class="trouble" id="trouble" role="alert">${t(fault.word, { balance: money(balance) })}</p>` : null}
${form(
  looks,
  "/transfer/check",
  {},
  html`${field("payee", html` autocapitalize="none" spellcheck="false"`, "payeeHint")}
${field("amount", html` inputmode="decimal"`)}
${field("note", html``)}
<button class="main" type="submit">${t("next")}</button>`,
)}
<p class="acts"><a class="second" href="/">${t("home")}</a></p>`,
    fault !== undefined,
  );
}

/** `id`: of the transfer that the button makes, however often it is pressed. */
export function checkPage(
  looks: Looks,
  { id, typed, draft, down }: { id: string; typed: Typed; draft: Draft; down?: boolean },
): string {
  const { lang } = looks;
  const { payee, amount, note } = draft;
  return page(
    looks,
    say(lang, "check"),
    html`<h1>${say(lang, "check")}</h1>
<p class="lead">${say(lang, "checkLead")}</p>
${down ? html`<p class="trouble" id="trouble" role="alert">${say(lang, "cannotCheck")}</p>` : null}
<dl class="lines">${line(lang, "payeeLine", veiledName(payee)[lang])}${line(lang, "accountLine", typed.payee.trim())}${line(lang, "amountLine", money(amount))}${note ? line(lang, "noteLine", note) : null}</dl>
${form(looks, "/transfer/send", { id, ...typed }, html`<button class="main" type="submit">${say(lang, "send", { amount: money(amount) })}</button>`)}
${form(looks, "/transfer", { ...typed }, html`<button class="second" type="submit">${say(lang, "change")}</button>`)}`,
    down === true,
  );
}

/** `id`: of the transfer, for calling it back while it is on its way. */
export function madePage(looks: Looks, id: string, made: Made, balance: bigint): string {
  const { lang } = looks;
  const { payee, amount, note, at, dueAt, state } = made;
  const name = nameOf(payee)?.[lang] ?? "";
  const [title, lead] = says[state ?? "arrived"];
  const due = dueAt && state === "waiting" ? timeText(lang, dueAt) : null;
  return page(
    looks,
    say(lang, title),
    html`<h1>${say(lang, title)}</h1>
<p class="lead">${say(lang, lead)}</p>
<dl class="lines">${line(lang, "payeeLine", name)}${line(lang, "amountLine", money(amount))}${note ? line(lang, "noteLine", note) : null}${line(lang, "timeLine", timeText(lang, at))}${due ? line(lang, "arrivalLine", due) : null}${line(lang, "balanceLine", money(balance))}</dl>
${due ? form(looks, "/transfer/call-back", { id }, html`<button class="second" type="submit">${say(lang, "callBack")}</button>`) : null}
<p class="acts"><a class="main" href="/">${say(lang, "home")}</a></p>`,
  );
}

const says = {
  waiting: ["waitingTitle", "waitingLead"],
  arrived: ["doneTitle", "doneLead"],
  returned: ["returnedTitle", "returnedLead"],
} as const;
const titles = { plain: "refusedTitle", confirm: "confirmTitle", delay: "delayTitle" } as const;

export function refusedPage(
  looks: Looks,
  {
    refused,
    id,
    typed,
    unfreezeUrl,
  }: { refused: Refusal; id: string; typed: Typed; unfreezeUrl: string | null },
): string {
  const { lang } = looks;
  const { kind, reason, word, until } = refused;
  const said = reason?.[lang] ?? say(lang, word ?? "refusedPlain");
  const title = say(lang, titles[kind]);
  const untilWord = kind === "delay" ? "delayLine" : "untilLine";
  return page(
    looks,
    title,
    html`<h1>${title}</h1>
<p class="trouble" id="trouble" role="alert">${said}</p>
<p class="lead">${say(lang, "notMoved")}${until ? html` ${say(lang, untilWord, { time: timeText(lang, until) })}` : null}</p>
${
  kind === "confirm"
    ? html`${form(looks, "/security-centre", {}, html`<button class="main" type="submit">${say(lang, "centre")}</button>`)}
${form(looks, "/transfer/send", { id, ...typed }, html`<button class="second" type="submit">${say(lang, "confirmed")}</button>`)}`
    : null
}
<p class="acts">${unfreezeUrl ? html`<a class="main" href="${unfreezeUrl}">${say(lang, "unfreeze")}</a>` : null}<a class="second" href="/">${say(lang, "home")}</a></p>`,
    true,
  );
}
