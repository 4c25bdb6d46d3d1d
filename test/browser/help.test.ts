/** P38: the help, as a reader meets it: in both themes, in large type, on a narrow screen, and without its tables. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Page } from "playwright-core";
import { judge, judgeAll, langs, once, shoot, sidewaysPixels, visitorOf } from "./harness.ts";
import { helpStage, methods, said, topics } from "./help-server.ts";

const on = helpStage();

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
    const it = once(lang, "en");
    const words = said[lang];

    it(`the article is there: topics, steps, emergency, precautions, measured success, a person (${lang})`, async () => {
      const { page, context } = await visitorOf(on.browser, lang);
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

    it(`E38 at 320 pixels, in large type and with text of twice the size, nothing is cut off (${lang})`, async () => {
      const { page, context } = await visitorOf(on.browser, lang, { width: 320 });
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

    it(`two guides are sound, and lead into the flow (${lang})`, async () => {
      const { page, context } = await visitorOf(on.browser, lang);
      const found = complaints(page);
      await page.goto(`${on.url}/help/account-stolen`);
      assert.equal(await page.locator("h1").innerText(), (await structured(page)).HowTo.name);
      assert.equal(await page.locator(".guide ol").first().locator("li").count(), 6);
      assert.match(await main(page), /72/);
      await shoot(page, `guide-360-${lang}`);
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await judge(page, `guide ${lang}, ${colorScheme}`);
      }
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

    it(`without tables, with empty ones, the page stands and says so (${lang})`, async () => {
      const { page, context } = await visitorOf(on.browser, lang);
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
  });
