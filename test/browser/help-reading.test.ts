/** P38: the help read without scripts, searched, walked by keyboard, and kept for when there is no network. */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import { judge, type Lang, oneOf, shoot, visitorOf } from "./harness.ts";
import { helpServer, helpStage, said } from "./help-server.ts";

const on = helpStage();
const main = (page: Page) => page.locator("main").innerText();
const large = (url: string) => ({ name: "rightful_large", value: "1", url });

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    const words = said[lang];

    test(`without scripts one reads, searches and goes on (${lang})`, async () => {
      const { page, context } = await visitorOf(on.browser, lang, { scripts: false });
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
      const { page, context } = await visitorOf(on.browser, lang);
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

    inFull(
      `the keyboard alone reads and searches, and the focus is always to be seen (${lang})`,
      async () => {
        const { page, context } = await visitorOf(on.browser, lang, { width: 1280 });
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
      },
    );

    test(`with no network the help and every guide are read, with the day of the copy and the telephone (${lang})`, (t) =>
      offline(t, lang));
  });

/** The server itself goes away, and not only what the page believes of its network. */
async function offline(t: TestContext, lang: Lang) {
  const words = said[lang];
  const server = await helpServer();
  const stop = async ({ app }: typeof server) => {
    if (!app.server.listening) return;
    app.server.closeAllConnections();
    await app.close();
  };
  t.after(() => stop(server));
  const port = Number(new URL(server.url).port);
  const { page, context } = await visitorOf(on.browser, lang);
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

  await stop(server);
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
  // In a page of its own: the browser's own page of the failure still comes when the next is asked for.
  const failing = await context.newPage();
  await assert.rejects(failing.goto(`${server.url}/me`), "an account's page has no copy");
  await assert.rejects(failing.goto(`${server.url}/helper?t=secret`), "and a contact's has none");

  const again = await helpServer(port);
  t.after(() => stop(again));
  await page.goto(`${again.url}/help`);
  assert.ok(await page.locator("#copy").isHidden(), "online, the network answers");
  // Of another language the copies are others, and the first ones go.
  await page.goto(`${again.url}/help?lang=${lang === "en" ? "zh" : "en"}`);
  await page.waitForFunction(async (first) => {
    const names = await caches.keys();
    return names.length === 1 && names[0] !== first;
  }, names[0]);
  await context.close();
}
