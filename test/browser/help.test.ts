/** P38: the help, as a reader meets it: with scripts and without, by keyboard, in large type, and with no network at all. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import {
  judge,
  judgeAll,
  type Lang,
  langs,
  launch,
  shoot,
  sidewaysPixels,
  visitorOf,
} from "./harness.ts";
import { type HelpServer, helpServer, methods, topics } from "./help-server.ts";

let browser: Browser;
let on: HelpServer;
before(async () => {
  [browser, on] = await Promise.all([launch(), helpServer()]);
});
after(async () => {
  await browser.close();
  await on.app.close();
});

const said = {
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
    copy: "网络已断开，这是 2026 年 11 月 29 日 12:00 的副本。",
    ask: ["收不到验证码", "验证码、人脸过不去：换一种方式"],
    nothing: "今天天气怎么样",
  },
} as const;

const main = (page: Page) => page.locator("main").innerText();
const large = (url: string) => ({ name: "rightful_large", value: "1", url });

/** JSON-LD of the page, by type. */
const structured = async (page: Page) => {
  const text = await page.locator('script[type="application/ld+json"]').textContent();
  const { "@context": context, "@graph": graph } = JSON.parse(text ?? "");
  assert.equal(context, "https://schema.org");
  return Object.fromEntries(graph.map((part: { "@type": string }) => [part["@type"], part]));
};

/** What a browser complains of: a script, a style or a picture that the policy forbids, or that is not there. */
function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) found.push(message.text());
  });
  page.on("pageerror", (error) => found.push(error.message));
  return found;
}

for (const lang of langs)
  describe(`in ${lang}`, () => {
    const words = said[lang];

    test(`the article is there: topics, steps, emergency, precautions, measured success, a person (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang);
      const found = complaints(page);
      await page.goto(`${on.url}/help`);
      assert.equal(await page.locator("h1").innerText(), words.heading);
      const text = await main(page);
      assert.match(text, /12\.5/);
      assert.ok(text.includes(words.stale), "a source that is silent is named");
      assert.ok(text.includes(words.few), "12 are too few");
      assert.match(text, /95\.7 %[\s\S]*4,212/);
      assert.match(text, /92 %/);
      assert.equal(
        await page.getByText(words.claim).count(),
        2,
        "the article's claims are labelled",
      );
      assert.equal(await page.getByRole("table").count(), 2);
      assert.equal(await page.getByRole("row").count(), 9);
      assert.equal(await page.locator("#person").count(), 1);
      const { FAQPage, BreadcrumbList } = await structured(page);
      assert.equal(FAQPage.mainEntity.length, 3);
      assert.equal(BreadcrumbList.itemListElement[1].item, "https://id.example.com/help");
      await shoot(page, `help-360-${lang}`);
      await judgeAll(page, `help ${lang}`);
      assert.deepEqual(found, []);
      await page.setViewportSize({ width: 1280, height: 900 });
      await shoot(page, `help-1280-${lang}`);
      await page.locator("a", { hasText: words.guide }).first().click();
      await page.waitForURL(/\/help\/account-stolen$/);
      await context.close();
    });

    test(`E38 at 320 pixels, in large type and with text of twice the size, nothing is cut off (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang, { width: 320 });
      await context.addCookies([large(on.url)]);
      for (const path of ["/help", "/help/phone-number", "/help?q=x"]) {
        await page.goto(`${on.url}${path}`);
        assert.equal(await page.evaluate(() => document.documentElement.className), "help large");
        await judge(page, `${path}, large type`);
        await page.evaluate(() => {
          document.documentElement.style.fontSize = "200%";
        });
        assert.equal(await sidewaysPixels(page), 0, path);
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll("main *, header *, footer *")]
            .filter((at) => at.clientWidth > 0 && getComputedStyle(at).overflow === "hidden")
            .filter((at) => at.scrollWidth > at.clientWidth + 1 && !at.closest(".vh, thead"))
            .map((at) => at.outerHTML.slice(0, 80)),
        );
        assert.deepEqual(cut, [], path);
        await shoot(page, `help-e38-${path.replaceAll(/\W/g, "")}-${lang}`);
      }
      await context.close();
    });

    test(`two guides are sound, and lead into the flow (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang);
      const found = complaints(page);
      await page.goto(`${on.url}/help/account-stolen`);
      assert.equal(await page.locator("h1").innerText(), (await structured(page)).HowTo.name);
      assert.equal(await page.locator(".guide ol").first().locator("li").count(), 6);
      assert.match(await main(page), /72/);
      await shoot(page, `guide-360-${lang}`);
      await judgeAll(page, `guide ${lang}`);
      await page.goto(`${on.url}/help/phone-number`);
      await judge(page, `second guide ${lang}`);
      assert.equal(await page.locator('.guide a[href^="/recover/account?situation="]').count(), 1);
      await page.locator('.guide a[href="/number"]').click();
      await page.waitForURL(/\/number$/);
      await page.locator("h1").waitFor();
      const gone = await page.goto(`${on.url}/help/no-such-guide`);
      assert.equal(gone?.status(), 404);
      await judge(page, "no such guide");
      assert.deepEqual(
        found.filter((each) => !/404/.test(each)),
        [],
      );
      await context.close();
    });

    test(`without scripts one reads, searches and goes on (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang, { scripts: false });
      await page.goto(`${on.url}/help`);
      assert.equal(await page.locator("h1").innerText(), words.heading);
      assert.ok((await main(page)).includes(words.stolen));
      await page.locator(".steps summary").nth(1).click();
      assert.ok(await page.locator(".steps details").nth(1).locator("ol").isVisible());
      await page.locator("#q").fill(words.ask[0]);
      await page.locator("#q").press("Enter");
      await page.waitForURL(/\/help\?q=/);
      await page.locator(".guides a", { hasText: words.ask[1] }).click();
      assert.equal(await page.locator("h1").innerText(), words.ask[1]);
      assert.ok(await page.locator(".guide").isVisible());
      await page.locator("nav a[hreflang]").click();
      assert.match(page.url(), /\/help\/[a-z-]+$/, "the other language, the same guide");
      assert.notEqual(await page.locator("h1").innerText(), words.ask[1]);
      await context.close();
    });

    test(`a search finds, forgives, and says when there is nothing (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang);
      await page.goto(`${on.url}/help?q=${encodeURIComponent(words.ask[0])}`);
      assert.equal(await page.locator(".guides a").first().innerText(), words.ask[1]);
      assert.equal(await page.locator("#q").inputValue(), words.ask[0]);
      await judge(page, `found ${lang}`);
      await page.locator("#q").fill(words.nothing);
      await page.locator("#q").press("Enter");
      await page.waitForURL(/q=/);
      await page.locator("h1", { hasText: words.none }).waitFor();
      assert.ok(await page.locator("#person").isVisible());
      await judge(page, `nothing found ${lang}`);
      await page.goto(`${on.url}/help?q=${encodeURIComponent("http://alipay-login.top/v")}`);
      assert.equal(await page.locator('main .list a[href="/check"]').count(), 2);
      const hostile = '"><img src=x onerror=alert(1)>';
      await page.goto(`${on.url}/help?q=${encodeURIComponent(hostile)}`);
      assert.equal(await page.locator("#q").inputValue(), hostile);
      assert.equal(await page.locator("img").count(), 0);
      await context.close();
    });

    test(`the keyboard alone reads and searches, and the focus is always to be seen (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang, { width: 1280 });
      await page.goto(`${on.url}/help`);
      const reached: string[] = [];
      for (let turn = 0; turn < 10; turn++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const active = document.activeElement as HTMLElement;
          const seen = active.closest(".field") ?? active;
          const box = seen.getBoundingClientRect();
          return {
            name: active.id || (active.getAttribute("href") ?? active.tagName),
            outline: getComputedStyle(seen).outlineStyle,
            inside: box.top >= 0 && box.bottom <= innerHeight && box.width > 0,
          };
        });
        if (at.name !== "BUTTON") assert.notEqual(at.outline, "none", at.name);
        assert.ok(at.inside, at.name);
        reached.push(at.name);
      }
      assert.deepEqual(reached.slice(3, 8), [
        ...["q", "BUTTON", "/freeze", "tel:4000000110"],
        "/recover/account?situation=forgot-password",
      ]);
      await page.locator("#q").focus();
      await page.keyboard.type(words.ask[0]);
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=/);
      await context.close();
    });

    test(`without tables, with empty ones, the page stands and says so (${lang})`, async () => {
      const { page, context } = await visitorOf(browser, lang);
      try {
        Object.assign(on.behind, { topics: null, methods: null });
        await page.goto(`${on.url}/help`);
        assert.ok((await main(page)).includes(words.failed));
        assert.equal(await page.getByText(words.claim).count(), 2, "the claims stay labelled");
        await judge(page, `no tables ${lang}`);
        Object.assign(on.behind, { topics: { ...topics, rows: [] } });
        await page.goto(`${on.url}/help`);
        assert.ok((await main(page)).includes(words.empty));
      } finally {
        Object.assign(on.behind, { topics, methods });
      }
      await context.close();
    });

    test(`with no network the help and every guide are read, with the day of the copy and the telephone (${lang})`, () =>
      offline(lang));
  });

/** The server itself goes away, and not only what the page believes of its network. */
async function offline(lang: Lang) {
  const words = said[lang];
  const server = await helpServer();
  const port = Number(new URL(server.url).port);
  const { page, context } = await visitorOf(browser, lang);
  await context.addCookies([{ name: "rightful_session", value: "secret", url: server.url }]);
  await page.goto(`${server.url}/help`);
  assert.ok(await page.locator("#copy").isHidden());
  const kept = () =>
    page.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(
        names.map(async (name) =>
          (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname),
        ),
      );
      return { names, paths: keys.flat().sort() };
    });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const { names, paths } = await kept();
  assert.equal(names.length, 1);
  const strange = paths.filter(
    (path) => !/^\/(help(\/[a-z-]+)?|assets\/client-[\w-]+\.(css|js)|icon\.svg)$/.test(path),
  );
  assert.deepEqual(strange, [], "nothing but the help is kept");
  assert.ok(paths.filter((path) => path.startsWith("/help/")).length >= 14);
  const copied = server.asked.filter((each) => /^\/help\/[a-z-]+ /.test(each));
  assert.ok(
    copied.length >= 14 && copied.every((each) => !each.includes("secret")),
    "without cookies",
  );
  // Pages of an account are none of the worker's business, online and offline.
  await page.goto(`${server.url}/freeze`);
  assert.deepEqual((await kept()).paths, paths);
  await page.goto(`${server.url}/help`);

  server.app.server.closeAllConnections();
  await server.app.close();
  await page.goto(`${server.url}/help`);
  assert.ok((await page.locator("#copy").innerText()).startsWith(words.copy));
  assert.equal(await page.locator('#copy a[href="tel:4000000110"]').count(), 1);
  assert.equal(await page.locator("h1").innerText(), words.heading);
  await judge(page, `offline ${lang}`);
  await shoot(page, `offline-${lang}`);
  await page.locator(".emerg a.btn.go2").scrollIntoViewIfNeeded();
  await page.locator("a", { hasText: words.guide }).first().click();
  await page.waitForURL(/account-stolen/);
  assert.equal(
    await page
      .locator("h1")
      .innerText()
      .then((text) => text.startsWith(words.guide)),
    true,
  );
  assert.ok(await page.locator("#copy").isVisible());
  // A search cannot be answered; what is there is shown.
  await page.goto(`${server.url}/help?q=x`);
  assert.equal(await page.locator("h1").innerText(), words.heading);
  // A freeze that cannot be sent leads to the telephone.
  await context.setOffline(true);
  await page.locator(".emerg a.btn.red").click();
  await page.waitForFunction(() => document.activeElement?.id === "copy");
  await context.setOffline(false);
  await context.addCookies([large(server.url)]);
  await page.goto(`${server.url}/help`);
  assert.match((await page.locator("html").getAttribute("class")) ?? "", /large/);
  await assert.rejects(page.goto(`${server.url}/me`), "an account's page has no copy");
  await assert.rejects(page.goto(`${server.url}/helper?t=secret`), "and a contact's has none");

  const again = await helpServer(port);
  await page.goto(`${again.url}/help`);
  assert.ok(await page.locator("#copy").isHidden(), "online, the network answers");
  // Of another language the copies are others, and the first ones go.
  await page.goto(`${again.url}/help?lang=${lang === "en" ? "zh" : "en"}`);
  await page.waitForFunction(async (first) => {
    const names = await caches.keys();
    return names.length === 1 && names[0] !== first;
  }, names[0]);
  await context.close();
  again.app.server.closeAllConnections();
  await again.app.close();
}
