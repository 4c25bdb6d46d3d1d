/** I7 in a real browser: a seeded spike fires an alert (E40), somebody takes it, silences it, and tries another. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { transact } from "../../src/core/db.ts";
import { emit } from "../../src/core/events.ts";
import { lockAccount } from "../../src/features/accounts/index.ts";
import { evaluate } from "../../src/features/alerts/index.ts";
import { inFull } from "../size.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { oneOf, PHONE, shoot, stage } from "./harness.ts";

const on = stage();
const words = {
  en: {
    firing: /Alerts that fire: [1-9]/,
    broken: "A method is broken",
    said: /Code by text message: 0 of 60 tries passed/,
    taken: /Shen Hua has it|Qian Yi has it/,
    test: "Test",
  },
  zh: {
    firing: /正在触发的告警：[1-9]/,
    broken: "某种找回方式异常",
    said: /短信验证码：尝试 60 次，通过 0 次/,
    taken: /已于 .* 受理/,
    test: "测试",
  },
};

/** A minute of the demo's clock, and the look that it brings. */
async function minutes(count: number) {
  for (let n = 0; n < count; n++) {
    await on.api("POST", "/demo/clock", { advance: "PT1M" });
    await evaluate(on.demo.running.world);
  }
}

/** 60 codes by text message that were wrong, within ten minutes. */
async function spike() {
  const { accounts } = await on.api("GET", "/demo");
  const accountId = accounts[0].id as string;
  for (let minute = 0; minute < 5; minute++) {
    await transact(on.demo.running.world, async (world) => {
      await lockAccount(world, accountId);
      for (let n = 0; n < 12; n++)
        await emit(world, { kind: "system", id: "test" }, "recovery.proof-refused", accountId, {
          proof: "sms-code",
          outcome: "wrong",
        });
    });
    await on.api("POST", "/demo/clock", { advance: "PT1M" });
  }
}

const rule = (page: Page, id: string) => page.locator(`.als > #${id}`);

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    inFull(
      `a supervisor sees a spike, takes it, silences it, and tries another alert (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        await spike();
        await minutes(2);
        const { page, context } = await atDesk(on, lang, "agt_qian");
        await page.goto(`${on.demo.url}/desk/insights/alerts`);
        const broken = rule(page, "method-broken");
        await broken.waitFor();
        assert.match(await page.locator(".ins > .say").innerText(), words[lang].firing);
        assert.equal(await page.locator(".als > li").first().getAttribute("class"), "on");
        assert.match(await broken.innerText(), new RegExp(words[lang].broken));
        assert.match(await broken.innerText(), words[lang].said);
        await shoot(page, `alerts-${lang}`);
        await judgeDesk(page, `alerts ${lang}`);

        await broken.locator(".deeds > button.p").press("Enter");
        await broken.getByText(words[lang].taken).first().waitFor();
        assert.equal(await broken.locator(".deeds > button.p").count(), 0);

        await broken.locator("summary").click();
        await broken.locator("form button").press("Enter");
        await broken.locator(".wrong").waitFor();
        await judgeDesk(page, `a silence without a reason ${lang}`);
        await broken.locator("textarea").fill("The gateway said so");
        await broken.locator("form button").press("Enter");
        await broken.locator(".al-state.silenced").waitFor();
        assert.match(await broken.innerText(), /The gateway said so/);

        const backlog = rule(page, "backlog");
        await backlog.locator(".deeds > button").first().press("Enter");
        await backlog.locator(".al-test").waitFor();
        assert.match(await backlog.locator(".al-test").innerText(), new RegExp(words[lang].test));
        assert.equal(await page.locator("table .al-state.test").count(), 1);
        await shoot(page, `alerts-test-${lang}`);
        await judgeDesk(page, `a test of an alert ${lang}`);

        // Half an hour later the spike is over: five looks clear it, and the test has ended by itself.
        await on.api("POST", "/demo/clock", { advance: "PT16M" });
        await minutes(6);
        await context.close();
        // A desk that nobody touched is locked by then.
        const later = await atDesk(on, lang, "agt_pan");
        await later.page.goto(`${on.demo.url}/desk/insights/alerts`);
        await rule(later.page, "backlog").waitFor();
        assert.equal(await later.page.locator(".al-test").count(), 0);
        assert.equal(await later.page.locator("li.on#method-broken").count(), 0);
        const fired = later.page.locator("tbody tr", { hasText: words[lang].broken });
        assert.equal(await fired.count(), 1, "it fired once");

        const [runbook] = await Promise.all([
          later.context.waitForEvent("page"),
          rule(later.page, "freeze").locator(".deeds a").click(),
        ]);
        await runbook.locator("section#freeze:target").waitFor();
        await runbook.close();

        await later.page.setViewportSize(PHONE);
        await shoot(later.page, `alerts-360-${lang}`);
        // The bar of the desk is made for a desk; what is in the page fits a telephone.
        const sideways = (main: Element) => main.scrollWidth - main.clientWidth;
        assert.ok((await later.page.locator("main.ins").evaluate(sideways)) <= 0);
        await later.context.close();
      },
    );
  });

test("an analyst reads the alerts and has no button to act with", async () => {
  const { page, context } = await atDesk(on, "en", "agt_du");
  await page.goto(`${on.demo.url}/desk/insights/alerts`);
  await rule(page, "freeze").waitFor();
  assert.equal(await page.locator(".als button").count(), 0);
  assert.ok((await page.locator(".als .deeds a").count()) >= 17);
  await context.close();
});

test("a Prometheus on this machine reads the same server: alerts, connections, routes", async () => {
  const reply = await fetch(`${on.demo.url}/metrics`);
  assert.equal(reply.status, 200);
  const text = await reply.text();
  for (const line of [
    /^rightful_alert_firing\{alert="freeze",level="page"\} 0$/m,
    /^rightful_db_connections\{use="idle"\} \d+$/m,
    /^rightful_http_request_seconds_count\{route="\/v1\/insights\/alerts"\} [1-9]/m,
  ])
    assert.match(text, line);
});
