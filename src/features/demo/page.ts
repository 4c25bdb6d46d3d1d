/**
 * The demo's phone: what would have been sent, as the owner's phone would show it, and the clock.
 * Its script and style are files of the same origin; nothing else may run on the page.
 */
import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { World } from "../../core/world.ts";
import { type Clock, useClock, useWallet } from "./actions.ts";
import type { DemoAccount } from "./cast.ts";
import { people } from "./seed.ts";

type Lang = "en" | "zh";

const words = {
  title: { en: "Demo phone", zh: "演示手机" },
  banner: {
    en: "This is a demo. Nothing is really sent: here you see what a phone or mailbox would have received.",
    zh: "这是演示，不会真的发送任何内容。这里显示手机或邮箱本应收到的消息。",
  },
  other: { en: "中文", zh: "English" },
  whose: { en: "Whose phone and mailbox?", zh: "看谁的手机和邮箱？" },
  messages: { en: "Messages", zh: "消息" },
  noScript: {
    en: "This page needs scripts. The same messages are at",
    zh: "此页面需要启用脚本。也可以直接查看：",
  },
  clock: { en: "The demo's clock", zh: "演示时钟" },
  clockHint: {
    en: "Moves waits, expiries and deadlines forward. It never goes back, except by a reset.",
    zh: "让等待、有效期和截止时间提前到来。时钟不能倒退，只有重置才会还原。",
  },
  tenMinutes: { en: "+10 minutes", zh: "快进 10 分钟" },
  day: { en: "+24 hours", zh: "快进 24 小时" },
  reset: { en: "Reset the demo", zh: "重置演示" },
  resetHint: {
    en: "All accounts, messages and sign-ins go back to the beginning.",
    zh: "所有账户、消息和登录状态都会回到初始状态。",
  },
  portal: { en: "Portal", zh: "自助找回" },
  wallet: { en: "Wallet", zh: "钱包" },
} as const;

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const options = (lang: Lang) =>
  people
    .map(
      ({ id, name, phone, email, situation }) =>
        `<option value="${id}" data-phone="${escaped(phone)}" data-email="${escaped(email)}">${escaped(`${name[lang]} · ${situation[lang]}`)}</option>`,
    )
    .concat(people.flatMap((person) => contactsOf(person, lang)))
    .join("\n");

/** People without an account here, who are written to for somebody else's. */
const contactsOf = ({ name, contacts = [] }: DemoAccount, lang: Lang) =>
  contacts.map(({ id, nickname, address }) => {
    const at = address.includes("@") ? "email" : "phone";
    const whose = lang === "zh" ? `${name.zh}的可信联系人` : `a contact of ${name.en}`;
    return `<option value="${id}" data-${at}="${escaped(address)}">${escaped(`${nickname[lang]} · ${whose}`)}</option>`;
  });

export function phonePage(lang: Lang, walletUrl: string): string {
  const t = (word: keyof typeof words) => escaped(words[word][lang]);
  const other = lang === "zh" ? "en" : "zh";
  return `<!doctype html>
<html lang="${lang === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t("title")} · Rightful</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo/phone.css">
<script src="/demo/phone.js" type="module"></script>
</head>
<body>
<aside class="banner">${t("banner")}</aside>
<header><h1>${t("title")}</h1>
<nav><a href="/">${t("portal")}</a> <a href="${escaped(walletUrl)}">${t("wallet")}</a>
<a href="/demo/phone?lang=${other}" lang="${other === "zh" ? "zh-CN" : "en"}" hreflang="${other}">${t("other")}</a></nav></header>
<main>
<section class="phone">
<label for="who">${t("whose")}</label>
<select id="who">
${options(lang)}
</select>
<p class="address" id="address"></p>
<h2>${t("messages")}</h2>
<p class="vh" role="status" id="news"></p>
<ol id="messages"></ol>
<noscript><p>${t("noScript")} <a href="/demo/messages">/demo/messages</a></p></noscript>
</section>
<section class="clock">
<h2>${t("clock")}</h2>
<p class="now"><time id="now"></time></p>
<p class="hint">${t("clockHint")}</p>
<p class="acts"><button type="button" data-advance="PT10M">${t("tenMinutes")}</button>
<button type="button" data-advance="PT24H">${t("day")}</button></p>
<p class="acts"><button type="button" id="reset">${t("reset")}</button></p>
<p class="hint">${t("resetHint")}</p>
<p class="trouble" role="alert" id="trouble"></p>
</section>
</main>
</body>
</html>
`;
}

const langOf = (asked: string | undefined, accepted: string): Lang => {
  if (asked === "en" || asked === "zh") return asked;
  return /\b(en|zh)\b/i.exec(accepted)?.[1]?.toLowerCase() === "en" ? "en" : "zh";
};

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const file = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** The phone's page and its two files. Only ever mounted in demo mode. */
export function mountDemoPages(app: FastifyInstance, walletUrl: string): void {
  const give = (reply: FastifyReply, type: string, body: string) =>
    reply.header("content-security-policy", csp).type(`${type}; charset=utf-8`).send(body);
  const [css, js] = [file("./phone.css"), file("./phone.js")];
  app.get<{ Querystring: { lang?: string } }>("/demo/phone", (request, reply) => {
    const lang = langOf(request.query.lang, request.headers["accept-language"] ?? "");
    return give(reply, "text/html", phonePage(lang, walletUrl));
  });
  app.get("/demo/phone.css", (_request, reply) => give(reply, "text/css", css));
  app.get("/demo/phone.js", (_request, reply) => give(reply, "text/javascript", js));
}

/** Everything of the demo that is not a route: its pages, the clock that it may move, what else begins anew. */
export async function mountDemo(
  app: FastifyInstance,
  world: World,
  clock: Clock,
  resetWallet?: () => Promise<void>,
): Promise<void> {
  if (!world.config.demo) return;
  useClock(world, clock);
  if (resetWallet) useWallet(world, resetWallet);
  mountDemoPages(app, world.config.walletUrl);
}
