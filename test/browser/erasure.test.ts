/** Erasing an account in a real browser: refused while it is frozen, asked with a proof, seen waiting, stopped. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { enter, focused, judge, judgeAll, type Lang, oneOf, shoot, stage } from "./harness.ts";

const on = stage();
const ID = "acc_lin";
const question = { en: /Is somebody on the phone/, zh: /现在有人在电话或聊天里/ };
/** In the owner's own language, whichever the page is read in. */
const messages = { told: /申请注销您的/, stays: /账户不会注销/ };

const number = async () => {
  const { accounts } = await on.api("GET", "/demo");
  const { phone } = accounts.find(({ id }: { id: string }) => id === ID);
  return `+86${phone.replaceAll(" ", "")}`;
};

/** Waits a little: a message leaves after the answer. */
async function told(words: RegExp): Promise<void> {
  const to = encodeURIComponent(await number());
  for (let turn = 0; turn < 100; turn++) {
    const found = await on.api("GET", `/demo/messages?to=${to}`);
    const sent: { text: string }[] = found.messages ?? found;
    if (sent.some(({ text }) => words.test(text))) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`No message said ${words}.`);
}

const at = (page: Page, path: string) => page.goto(`${on.demo.url}${path}`);
const waits = (page: Page): Promise<any> =>
  page.evaluate(async () => (await (await fetch("/v1/me/erasure")).json()).erasure);

/** From the page over the question and a code by text message. */
async function ask(page: Page, lang: Lang) {
  await page.locator("main .acts button.go2").press("Enter");
  await focused(page, "h1");
  assert.match(await page.locator(".question").innerText(), question[lang]);
  await judge(page, "the question before it");
  await both(page, "question", lang);
  await page.locator("main .acts button.go2").press("Enter");
  await page.locator("#fresh-title").waitFor();
  assert.equal(await waits(page), null, "nothing waits before the proof");
  await page.locator("section.ask button.row").first().press("Enter");
  await page.locator("#code").pressSequentially(await on.codeTo(await number()));
  await page.locator("section.ask button.go1").press("Enter");
}

/** A picture at 360 and at 1280 pixels. */
async function both(page: Page, name: string, lang: Lang) {
  if (!process.env.RIGHTFUL_SHOTS) return;
  await shoot(page, `erasure-${name}-${lang}-360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await shoot(page, `erasure-${name}-${lang}-1280`);
  await page.setViewportSize({ width: 360, height: 740 });
}

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`refused under a freeze, with what ends it (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await on.api("POST", "/demo/reset", {});
      await enter(on, visitor, ID);
      await at(page, "/me/erasure");
      await judgeAll(page, `erasure ${lang}`);
      await both(page, "ask", lang);
      // Frozen after the page was read: the server says it.
      const status = await page.evaluate(async () => {
        const headers = { "content-type": "application/json" };
        return (await fetch("/v1/me/holds", { method: "POST", headers, body: "{}" })).status;
      });
      assert.ok(status < 300, String(status));
      await ask(page, lang);
      await focused(page, ".pend");
      await judge(page, "refused");
      await both(page, "refused", lang);
      assert.equal(await waits(page), null);
      // Opened anew, the page says it before anybody gives a proof.
      await at(page, "/me/erasure");
      assert.equal(await page.locator("main .acts").count(), 0);
      await page.locator(".pend a").press("Enter");
      await page.waitForURL(/\/me\/unfreeze$/);
      await visitor.context.close();
    });

    test(`asked with a proof, told, seen on the first page, kept by one press (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await on.api("POST", "/demo/reset", {});
      await enter(on, visitor, ID);
      await page.locator('.others a[href="/me/erasure"]').press("Enter");
      await page.waitForURL(/\/me\/erasure$/);
      await ask(page, lang);
      await page.locator('form[action="/form/erasure-stop"]').waitFor();
      const { askedAt, effectiveAt } = await waits(page);
      assert.equal(Date.parse(effectiveAt) - Date.parse(askedAt), 14 * 86_400_000);
      await told(messages.told);
      await judgeAll(page, `erasure waits ${lang}`);
      await both(page, "waits", lang);
      await at(page, "/me");
      await (lang === "zh" ? judgeAll : judge)(page, `home with an erasure ${lang}`);
      await both(page, "home", lang);
      await page.locator('form[action="/form/erasure-stop"] button').press("Enter");
      await page.locator(".notice.ok").waitFor();
      assert.equal(await page.locator(".pend").count(), 0);
      assert.equal(await waits(page), null);
      await told(messages.stays);
      await both(page, "kept", lang);

      // Asked again, and stopped without scripts.
      await at(page, "/me/erasure");
      const bare = await on.visitor(lang, { scripts: false });
      await bare.context.addCookies(await visitor.context.cookies());
      await at(bare.page, "/me/erasure");
      assert.equal(await bare.page.locator("main .acts button:visible").count(), 0);
      await page.locator("main .acts button.go2").press("Enter");
      await page.locator(".question").waitFor();
      await page.locator("main .acts button.go2").press("Enter");
      await page.locator('form[action="/form/erasure-stop"]').waitFor();
      await at(bare.page, "/me");
      await bare.page.locator('form[action="/form/erasure-stop"] button').click();
      await bare.page.waitForURL(/\/me\/erasure\?done=kept$/);
      await bare.page.locator(".notice.ok").waitFor();
      assert.equal(await waits(page), null);
      await bare.context.close();
      await visitor.context.close();
    });
  });
