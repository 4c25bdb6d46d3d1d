/** Hot topics at the desk in a real browser: the table and its twin, alerts, posts, sources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { transact } from "../../src/core/db.ts";
import { sweepAlerts } from "../../src/features/topics/alerts.ts";
import { inFull } from "../size.ts";
import { putPost, putPosts, putSource } from "../topics.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { oneOf, shoot, stage } from "./harness.ts";

const on = stage();
const HOUR_MS = 3_600_000;
const words = {
  en: { title: "Hot topics, last 10 days", topics: "Topics", taken: /Qian Yi has it/ },
  zh: { title: "近 10 日热点", topics: "热点", taken: /Qian Yi 已于/ },
};

/** Two weeks of posts, and a day on which one topic is on everybody's lips. */
async function fill() {
  const { world } = on.demo.running;
  const now = world.now();
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  await putSource(world, "hot-list", now, {
    ...{ kind: "rss", url: "https://feeds.example/hot.xml", nameEn: "Hot list", nameZh: "热榜" },
    nextAt: ago(-1000),
  });
  await putSource(world, "forum", now, {
    ...{ kind: "push", nameEn: "Forum", nameZh: "论坛", state: "stale", stateAt: ago(30) },
    lastBodyAt: ago(31),
  });
  for (let day = 0; day < 16; day++)
    for (const source of ["hot-list", "forum"]) {
      const at = ago(24 * day + 6);
      await putPost(world, { source, topic: "other", at });
      await putPosts(world, 3, { source, topic: "account_stolen", at, discussions: 2100 });
      await putPosts(world, 1, { source, topic: "forgot_password", at });
    }
  const title = "<img src=x onerror=alert(1)> 客服让我共享屏幕";
  await putPosts(world, 20, {
    ...{ source: "hot-list", topic: "impersonation_scam", at: ago(3), title },
  });
  await putPosts(world, 6, { source: "forum", topic: "impersonation_scam", at: ago(2) });
  // This hour was judged before there was anything.
  await world.db.deleteFrom("settings").where("name", "=", "topics-judged").execute();
  await transact(world, sweepAlerts);
}

const press = (page: Page, selector: string) => page.locator(selector).first().press("Enter");

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`the desk reads what is hot, takes an alert, sees its posts and a source that is stale (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      await fill();
      const { page, context } = await atDesk(on, lang, "agt_qian");
      await press(page, '.bar a[href^="/desk/insights"]');
      await press(page, '.ins-nav a[href^="/desk/topics"]');
      await page.locator("table.tt").waitFor();
      assert.equal(await page.locator("h1").innerText(), words[lang].title);
      const first = page.locator(".tt tbody tr").first();
      assert.equal(
        await first.locator(".cnt").innerText(),
        lang === "en" ? "12.6 × 10,000" : "12.6 万",
      );
      await page.locator(".missing").waitFor();
      await page.locator(".alert").waitFor();
      await page.locator(".list .pill.stale").waitFor();
      await shoot(page, `topics-${lang}`);
      await judgeDesk(page, `hot topics ${lang}`);

      await page.locator(".alert summary").click();
      assert.match(await page.locator(".alert .titles").innerText(), /<img src=x/);
      await press(page, ".alert .deeds button");
      await page.locator(".alert", { hasText: words[lang].taken }).waitFor();
      assert.equal(await page.locator(".alert .deeds button").count(), 0);
      await shoot(page, `topics-alert-${lang}`);

      const [file] = await Promise.all([
        page.waitForEvent("download"),
        press(page, ".under button >> nth=1"),
      ]);
      assert.match(readFileSync(await file.path(), "utf8"), /^\uFEFF.+\r\n1,.*126000,/);
      await press(page, ".under button[aria-pressed]");
      await page.locator(".wide table").waitFor();
      await judgeDesk(page, `the plain table ${lang}`);
      await shoot(page, `topics-plain-${lang}`);

      await page.locator('.chosen a[href*="days=1"]').first().press("Enter");
      await page.waitForURL(/days=1(&|$)/);
      await page.locator('.chosen a[href*="source=forum"]').press("Enter");
      await page.waitForURL(/source=forum/);
      await page.locator(".wide table").waitFor();

      await press(page, ".alert .deeds a");
      await page.locator("td.say").first().waitFor();
      await page.locator("td.say summary").first().click();
      assert.equal(await page.locator("td.say img").count(), 0, "a title is text");
      await judgeDesk(page, `posts of a topic ${lang}`);
      await shoot(page, `topics-posts-${lang}`);
      const before = await page.locator("td.say").count();
      await page.locator("td.say textarea").first().fill("A figure of speech, not this topic");
      await page.locator("td.say form button").first().press("Enter");
      await page.waitForFunction(
        (count) => document.querySelectorAll("td.say").length < count,
        before,
      );
      await context.close();
    });
  });

inFull(
  "a source is switched off, and its absence is said; an agent sees no sources, and a server that is away is said",
  async () => {
    await on.api("POST", "/demo/reset", {});
    await fill();
    const { page, context } = await atDesk(on, "en", "agt_qian");
    await page.goto(`${on.demo.url}/desk/topics`);
    const list = page.locator(".list li", { hasText: "Hot list" });
    await list.locator("summary").click();
    await list.locator("#hot-list-weight").fill("0");
    await list.locator("form button").press("Enter");
    // Of no weight: what it brought is counted in no rank any more.
    await page.locator(".cnt", { hasText: "6.3" }).waitFor({ timeout: 60_000 });
    await list.locator(".seg button").last().press("Enter");
    await list.locator(".pill.off").waitFor();
    await shoot(page, "topics-source-off-en");
    await context.close();

    const agent = await atDesk(on, "en", "agt_tang");
    await agent.page.goto(`${on.demo.url}/desk/topics`);
    await agent.page.locator("table.tt").waitFor();
    assert.equal(await agent.page.locator("#sources").count(), 0);
    await agent.page.route("**/v1/desk/topics*", (route) => route.abort());
    await agent.page.goto(`${on.demo.url}/desk/topics?days=3`);
    await agent.page.locator(".blank[role=alert]").waitFor();
    await judgeDesk(agent.page, "topics that cannot be read");
    await agent.page.unroute("**/v1/desk/topics*");
    await agent.page.locator(".blank button").press("Enter");
    await agent.page.locator("table.tt").waitFor();
    await agent.context.close();
  },
);
