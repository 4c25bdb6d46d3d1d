/** The help pages over public answers alone: what they need of the server, with tables of a test's own behind them. */
import { after, before } from "node:test";
import fastify, { type FastifyInstance } from "fastify";
import type { Browser } from "playwright-core";
import { mountPages } from "../../src/core/pages.ts";
import { factsOf, listGuides } from "../../src/features/guides/actions.ts";
import { draw } from "../../src/features/guides/markdown.ts";
import { fill, type Lang } from "../../src/features/guides/rules.ts";
import { guides } from "../../src/features/guides/shelf.ts";
import { loadPolicies, type Policy } from "../../src/features/policies/index.ts";

import { launch } from "./harness.ts";

export const NOW = "2026-11-29T04:00:00.000Z";
const both = (en: string, zh: string) => ({ en, zh });

const row = (
  rank: number,
  id: string,
  name: { en: string; zh: string },
  discussions: number,
  focus: { en: string[]; zh: string[] },
  more: object = {},
) => ({
  ...{ rank, id, name, discussions, items: 40, stories: 30, own: 3, focus, focusIsDefault: false },
  shown:
    discussions < 500
      ? both(String(discussions), String(discussions))
      : both((discussions / 10_000).toFixed(1), (discussions / 10_000).toFixed(1)),
  ...{ trend: "steady", change: 1, spiking: false, guide: null, ...more },
});
const helpOf = (slug: string) => {
  const guide = guides().get(slug);
  return { slug, title: both(guide?.en.title ?? "", guide?.zh.title ?? "") };
};

export const topics = {
  ...{ days: 10, from: "2026-11-19T04:00:00.000Z", to: NOW, updatedAt: NOW, unit: 10_000 },
  sources: [
    { id: "weibo", name: both("Weibo hot list", "微博热搜"), state: "fresh", at: NOW },
    { id: "own-cases", name: both("Our own cases", "本系统案件"), state: "fresh", at: NOW },
    { id: "hn", name: both("Hacker News", "Hacker News"), state: "stale", at: NOW },
  ],
  rows: [
    row(
      1,
      "account_stolen",
      both("Account stolen", "账户被盗"),
      125_000,
      {
        en: ["security protection", "fund freezing"],
        zh: ["安全保护", "资金冻结"],
      },
      { guide: helpOf("account-stolen"), trend: "rising", change: 1.6 },
    ),
    row(
      2,
      "impersonation_scam",
      both("Fake customer service", "冒充客服"),
      83_000,
      {
        en: ["refund calls", "screen sharing"],
        zh: ["退款电话", "共享屏幕"],
      },
      { guide: helpOf("impersonation-scam"), spiking: true, trend: "rising", change: 3.2 },
    ),
    row(
      3,
      "forgot_password",
      both("Forgot password", "忘记密码"),
      67_400,
      {
        en: ["retrieval process", "face recognition"],
        zh: ["找回流程", "人脸识别"],
      },
      { guide: helpOf("forgot-password") },
    ),
    row(
      4,
      "phone_number",
      both("Number deactivated", "号码停用"),
      52_000,
      {
        en: ["identity verification", "customer-service assistance"],
        zh: ["身份核验", "人工协助"],
      },
      { guide: helpOf("phone-number"), trend: "falling", change: 0.6 },
    ),
    row(
      5,
      "security_settings",
      both("Security lock", "安全锁"),
      286,
      {
        en: ["anti-theft settings"],
        zh: ["防盗设置"],
      },
      { trend: "new", change: null },
    ),
  ],
  note: both("Counted by growth, not by readings.", "按增量统计，不按读数累加。"),
};

const article = [
  { way: "self-service", rate: 0.92, seconds: 300, note: both("no n published", "未公布样本数") },
  {
    way: "customer-service",
    rate: 0.78,
    seconds: 86_400,
    note: both("no n published", "未公布样本数"),
  },
];
export const methods = {
  ...{ days: 30, from: "2026-10-30T00:00:00.000Z", to: NOW, tier: "production", article },
  rows: [
    {
      ...{ way: "self-service", name: both("By yourself", "自助验证"), n: 4212 },
      success: { rate: 0.957, low: 0.95, high: 0.962 },
      ...{ medianSeconds: 98, p90Seconds: 402, activeMedianSeconds: 98 },
    },
    {
      ...{ way: "customer-service", name: both("With a person", "人工客服"), n: 12 },
      ...{ success: null, medianSeconds: null, p90Seconds: null, activeMedianSeconds: null },
    },
  ],
};

/** What the tables answer; null is "no such route", as before they are there. */
export type Behind = { topics: object | null; methods: object | null };
export type HelpServer = { url: string; behind: Behind; app: FastifyInstance; asked: string[] };

export async function helpServer(port = 0): Promise<HelpServer> {
  const behind: Behind = { topics, methods };
  const asked: string[] = [];
  const app = fastify();
  const policy = (await loadPolicies("policies")).get("wallet") as Policy;
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: "not-found" }));
  app.addHook("onRequest", async ({ url, headers }) => {
    if (!url.startsWith("/v1")) asked.push(`${url} ${headers.cookie ?? ""}`);
  });
  app.get("/v1/portal", () => ({
    operator: { name: both("Boan Wallet", "泊岸钱包"), phone: "400 000 0110" },
    ...{ walletUrl: "/", timeZone: "Asia/Shanghai", reportPhones: ["110", "96110"] },
  }));
  app.get("/v1/clock", () => ({ now: NOW }));
  app.get("/v1/guides", (request) => listGuides(request.query as { q?: string; lang?: Lang }));
  app.get("/v1/guides/:slug", async (request, reply) => {
    const { slug } = request.params as { slug: string };
    const { lang } = request.query as { lang: Lang };
    const written = guides().get(slug)?.[lang];
    if (!written) return reply.code(404).send({ code: "no-guide" });
    const drawn = await draw(fill(written.text, factsOf(policy, "400 000 0110")));
    return {
      ...written,
      ...drawn,
      related: written.related.map((slug) => ({ slug, title: guides().get(slug)?.[lang].title })),
    };
  });
  for (const [name, url] of [
    ["topics", "/v1/topics"],
    ["methods", "/v1/insights/methods"],
  ] as const)
    app.get(url, (_request, reply) => behind[name] ?? reply.code(404).send({ code: "not-found" }));
  await mountPages(app, {
    ...{ dist: "dist", demo: false, key: "a key of the test", origin: "https://id.example.com" },
    ...{ nonce: () => "nonce-of-a-visitor", secure: false },
    failed: (error) => console.error(error),
  });
  const url = await app.listen({ port, host: "127.0.0.1" });
  return { url, behind, app, asked };
}

/** What the pages say. */
export const said = {
  en: {
    heading: "Get your account back.",
    stolen: "Account stolen",
    guide: "Somebody used my account",
    few: "Too few to tell",
    claim: "no n published",
    stale: "1 of 3 sources are not fresh: Hacker News.",
    empty: "Nothing was counted",
    failed: "The table cannot be shown right now.",
    none: "Nothing found",
    copy: "You are offline. This is a copy of Sun 29 Nov 2026, 12:00.",
    ask: ["forgotten pasword", "Forgot your password: back in with your phone"],
    nothing: "pizza recipe",
  },
  zh: {
    heading: "找回您的账户",
    stolen: "账户被盗",
    guide: "账户被盗用：先冻结，再拿回来",
    few: "样本太少",
    claim: "未公布样本数",
    stale: "3 个来源中有 1 个不是最新：Hacker News",
    empty: "没有统计到讨论",
    failed: "热点表暂时无法显示。",
    none: "没有找到",
    copy: "网络已断开，这是 2026\u00a0年 11\u00a0月 29\u00a0日 12:00 的副本。",
    ask: ["收不到验证码", "验证码、人脸过不去：换一种方式"],
    nothing: "今天天气怎么样",
  },
} as const;

/** Server and browser of a test file. */
export function helpStage() {
  const on = {} as HelpServer & { browser: Browser };
  before(async () => {
    const [browser, server] = await Promise.all([launch(), helpServer()]);
    Object.assign(on, server, { browser });
  });
  after(async () => {
    await on.browser.close();
    await on.app.close();
  });
  return on;
}
