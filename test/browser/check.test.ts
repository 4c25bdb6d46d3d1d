/** P35, P36, E32: is this really us? Four outcomes, nothing to click, and nothing asked of the outside. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import encodeQR from "qr";
import { inFull } from "../size.ts";
import { focused, judge, judgeAll, oneOf, shoot, sidewaysPixels, stage } from "./harness.ts";

const on = stage();

const outcomes = [
  { what: "official", typed: "https://www.alipay.com/help", verdict: "official" },
  { what: "look-alike", typed: "http://alipay-security-login.top/verify", verdict: "malicious" },
  { what: "punycode", typed: "https://xn--lipay-3ve.com/", verdict: "malicious" },
  { what: "unknown", typed: "https://www.a-shop-around-the-corner.example/", verdict: "unknown" },
] as const;
const tags = {
  en: {
    official: "Official",
    malicious: "A scam, as far as we can tell",
    unknown: "We found nothing bad, which is not proof",
    empty: "Paste a link, a message, a number or an address.",
    real: "alipay.com",
  },
  zh: {
    official: "官方",
    malicious: "很可能是诈骗",
    unknown: "未发现风险，但不代表安全",
    empty: "请粘贴链接、短信、号码或邮箱地址。",
    real: "alipay.com",
  },
};

async function checked(page: Page, typed: string) {
  await page.goto(`${on.demo.url}/check`);
  await page.locator("#what").fill(typed);
  await page.locator("form button.go1").click();
  await page.locator(".verdict-tag").waitFor();
}

/** What a page could be made to open: a link to elsewhere, an image, a frame. */
const outside = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main [href], main [src], main [action]")]
      .map(
        (at) =>
          at.getAttribute("href") ?? at.getAttribute("src") ?? at.getAttribute("action") ?? "",
      )
      .filter((at) => !/^(\/(?!\/)|#|tel:)/.test(at)),
  );

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`E32 a look-alike, punycode, the official and an unknown one each get their answer (${lang})`, async () => {
      const { page } = await on.visitor(lang);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      for (const { what, typed, verdict } of outcomes) {
        await checked(page, typed);
        assert.equal(
          (await page.locator(".verdict-tag").innerText()).trim(),
          tags[lang][verdict],
          what,
        );
        await focused(page, ".verdict-tag");
        assert.deepEqual(await outside(page), [], what);
        assert.equal(await sidewaysPixels(page), 0);
        await judge(page, `check ${what} ${lang}`);
        await shoot(page, `check-${what}-${lang}`);
      }
      const elsewhere = asked.filter((url) => !url.startsWith(on.demo.url));
      assert.deepEqual(elsewhere, []);
    });

    inFull(
      `the real host is told from what it is dressed up as, letter by letter (${lang})`,
      async () => {
        const { page } = await on.visitor(lang);
        await checked(page, "https://xn--lipay-3ve.com/");
        const host = page.locator(".goes .host").first();
        assert.match(await host.innerText(), /lipay\.com$/);
        assert.equal(await host.locator("mark").count(), 1);
        assert.equal(await page.locator(".goes .real").innerText(), tags[lang].real);
        assert.match(await page.locator(".goes").innerText(), /xn--lipay-3ve\.com/);
        await page
          .locator("a.other", { hasText: lang === "zh" ? "再查一个" : "Check something else" })
          .click();
        await page.locator("#what").waitFor();
        assert.equal(await page.locator("#what").inputValue(), "");
      },
    );

    test(`an empty field says so; a QR code is read here; a whole message is judged (${lang})`, async () => {
      const { page } = await on.visitor(lang);
      await page.goto(`${on.demo.url}/check`);
      await page.locator("form button.go1").click();
      assert.equal(await page.locator("#what-error").innerText(), tags[lang].empty);
      await focused(page, "#what");
      await judgeAll(page, `check ${lang}`);
      const text = "http://alipay-security-login.top/verify";
      const buffer = Buffer.from(encodeQR(text, "gif", { scale: 8 }));
      await page
        .locator("#qr-picture")
        .setInputFiles({ name: "qr.gif", mimeType: "image/gif", buffer });
      await page.waitForFunction(
        (text) => (document.querySelector("#what") as HTMLTextAreaElement).value === text,
        text,
      );
      await page
        .locator("#qr-picture")
        .setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
      await page.locator("#what-error").waitFor();
      const message =
        "【支付宝】您的账户存在异常已被冻结，请在2小时内点击 alipay-cn.top/v 重新认证，逾期将注销。";
      await checked(page, message);
      assert.equal((await page.locator(".verdict-tag").innerText()).trim(), tags[lang].malicious);
    });

    test(`without scripts it works as well, and markup stays words (${lang})`, async () => {
      const { page } = await on.visitor(lang, { scripts: false });
      await page.goto(`${on.demo.url}/check`);
      await page.locator("#what").fill('<img src=x onerror="alert(1)"> http://alipay-login.top/');
      await page.locator("form button.go1").click();
      assert.equal((await page.locator(".verdict-tag").innerText()).trim(), tags[lang].malicious);
      assert.equal(await page.locator("main img").count(), 0);
      assert.deepEqual(await outside(page), []);
    });
  });
