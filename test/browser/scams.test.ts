/** "Report this" under an answer, and what the desk sees of it: by keyboard, without scripts, in both languages. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { enter, judge, judgeAll, oneOf, shoot, stage } from "./harness.ts";

const on = stage();

const MESSAGE =
  "【支付宝】尊敬的王小明先生，您的账户存在异常，请在2小时内点击 http://alipay-yz7.top/v?t=13800138000 核实，逾期将冻结。";
const words = {
  en: {
    thanks: "Thank you, we have your report",
    record: "You reported a scam message",
    paid: "You paid",
    help: "If something was clicked, given or paid",
  },
  zh: {
    thanks: "已收到您的举报，谢谢",
    record: "您举报了一条诈骗信息",
    paid: "已经付款",
    help: "点了、给了或付了，怎么办",
  },
};

async function check(page: Page, typed: string) {
  await page.goto(`${on.demo.url}/check`);
  await page.locator("#what").fill(typed);
  await page.locator("form button.go1").click();
  await page.locator(".verdict-tag").waitFor();
}
const heading = async (page: Page) => (await page.locator("h1").innerText()).trim();

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`a message is reported by keyboard, with what happened, and the page after says what helps (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page, context } = visitor;
      await enter(on, visitor, "acc_lin");
      await check(page, MESSAGE);
      assert.equal(await page.locator(".report #sender").isVisible(), false, "it is folded");
      await page.locator(".report summary").press("Enter");
      await page.locator(".report input[name=paid]").press("Space");
      await page.locator("#sender").fill("+85261110000");
      await judge(page, `scam report ${lang}`);
      await shoot(page, `scam-report-${lang}`);
      await page.locator("#sender").press("Enter");
      await page.waitForURL(/\/check\/reported$/);
      assert.equal(await heading(page), words[lang].thanks);
      assert.equal((await page.locator("h2").first().innerText()).trim(), words[lang].paid);
      assert.ok(await page.locator('main a[href="/me/freeze"]').isVisible());
      assert.ok(await page.locator('a[href="/me/pack/new"]').isVisible());
      assert.ok(await page.locator('a[href="tel:96110"]').isVisible());
      await judgeAll(page, `scam reported ${lang}`);
      await shoot(page, `scam-reported-${lang}`);
      await page.setViewportSize({ width: 1280, height: 800 });
      await shoot(page, `scam-reported-wide-${lang}`);
      await page.goto(`${on.demo.url}/me/activity`);
      assert.ok((await page.locator("main").innerText()).includes(words[lang].record));
      await context.close();
    });

    test(`a stranger reports a link without scripts; an official one has no such form; opened by its address the page thanks nobody (${lang})`, async () => {
      const { page, context } = await on.visitor(lang, { scripts: false });
      await check(page, "http://alipay-yz7.top/login");
      await page.locator(".report summary").click();
      assert.equal(await page.locator("#sender").count(), 0, "a link has no sender");
      await page.locator(".report button").click();
      assert.equal(await heading(page), words[lang].thanks);
      assert.equal(await page.locator("a.btn.stop").count(), 0, "nothing has happened");
      await shoot(page, `scam-reported-stranger-${lang}`);
      await check(page, "https://www.alipay.com/help");
      assert.equal(await page.locator(".report").count(), 0);
      await page.goto(`${on.demo.url}/check/reported`);
      assert.equal(await heading(page), words[lang].help);
      assert.equal(await page.locator('main a[href="/freeze"]').count(), 1);
      await context.close();
    });
  });

test("the desk sees what was reported, two people list it, and the next check says so", async () => {
  const report = (url: string) =>
    on.api("POST", "/v1/scam-reports", { url, clicked: true, paid: true });
  assert.ok((await report("http://plain-parcel-fee.example/pay/now")).report.id);
  const ye = await atDesk(on, "en", "agt_ye");
  const { page } = ye;
  await page.locator('.bar a[href="/desk/scams"]').press("Enter");
  await page.locator("tbody tr").first().waitFor();
  assert.equal(await page.locator("main a[href^=http]").count(), 0);
  await judgeDesk(page, "scam reports");
  await shoot(page, "desk-scams-en");
  await page.locator("th a", { hasText: "plain-parcel-fee[.]example" }).press("Enter");
  await page.locator("h1 bdi").waitFor();
  await page.locator("button", { hasText: "Read as it was sent" }).press("Enter");
  await page.locator(".as-sent").waitFor();
  assert.equal(
    await page.locator(".as-sent").innerText(),
    "hxxp://plain-parcel-fee[.]example/pay/now",
  );
  await page.locator("summary", { hasText: "Put it on the list" }).press("Enter");
  await judgeDesk(page, "a cluster");
  await page.locator("#scam-listing-reason").fill("A copied payment page.");
  await shoot(page, "desk-scam-en");
  await page.locator("details[open] form button").press("Enter");
  await page.locator(".said[role=status]", { hasText: /waits/i }).first().waitFor();
  const luo = await atDesk(on, "zh", "agt_luo");
  await luo.page.goto(`${on.demo.url}/desk/house`);
  await luo.page.locator(".list a", { hasText: "列入诈骗名单" }).press("Enter");
  await luo.page.locator(".kv").waitFor();
  await shoot(luo.page, "desk-scam-change-zh");
  await luo.page.locator('a[href^="/desk/scams/"]', { hasText: "查看举报" }).waitFor();
  await luo.page.locator(".seg .b.p").press("Enter");
  await luo.page.locator(".said").waitFor();
  const said = await on.api("POST", "/v1/checks", { url: "http://plain-parcel-fee.example/" });
  assert.equal(said.verdict, "malicious");
  await luo.page.goto(`${on.demo.url}/desk/scams`);
  await luo.page.locator("tbody tr").first().waitFor();
  await judge(luo.page, "scam reports zh");
  await shoot(luo.page, "desk-scams-zh");
  await luo.page.locator("th a", { hasText: "plain-parcel-fee" }).press("Enter");
  await luo.page.locator("summary", { hasText: "不是诈骗" }).press("Enter");
  await luo.page.locator("#scam-not-a-scam-reason").fill("商家自己的页面");
  await luo.page.locator("details[open] form button").press("Enter");
  await luo.page.locator(".kv dt", { hasText: "不是诈骗" }).waitFor();
  await luo.page.locator("summary", { hasText: "撤回标注" }).waitFor();
  await shoot(luo.page, "desk-scam-zh");
  for (const { context } of [ye, luo]) await context.close();
});
