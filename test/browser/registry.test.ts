// In full only: src/features/registry adds by two admins over HTTP, and test/browser/scams.test.ts lists with two people at the desk.
/** The official channels at the desk: looked up, changed by two admins, by keyboard and in both languages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { judge, shoot, stage } from "./harness.ts";

const on = stage();

test("a channel is looked up by everybody, and added by two admins with their reason in the history", async () => {
  const agent = await atDesk(on, "en", "agt_tang");
  await agent.page.goto(`${on.demo.url}/desk/scams`);
  await agent.page.locator('main a[href="/desk/registry"]').press("Enter");
  await agent.page.locator("tbody tr").first().waitFor();
  await agent.page.locator(".kv dt", { hasText: "Valid until" }).waitFor();
  await agent.page.locator("button", { hasText: /Show all/ }).press("Enter");
  const all = await agent.page.locator("tbody tr").count();
  await agent.page.locator("#registry-search").fill("95188");
  assert.equal(await agent.page.locator("tbody tr").count(), 1);
  assert.ok(all > 50);
  assert.match(await agent.page.locator("tbody tr").innerText(), /alipay\.com/);
  await agent.page.locator("#registry-search").fill("no such channel");
  await agent.page.locator(".blank", { hasText: "not called official" }).waitFor();
  assert.equal(
    await agent.page.locator("#registry-propose").count(),
    0,
    "an agent proposes nothing",
  );
  await agent.context.close();

  const qian = await atDesk(on, "en", "agt_qian");
  const { page } = qian;
  await page.goto(`${on.demo.url}/desk/registry`);
  await page.locator("summary", { hasText: "Write a proposal" }).press("Enter");
  await page.locator("#registry-list").selectOption("phones");
  await page.locator("#registry-brand").selectOption("alipay");
  await page.locator("#registry-value").fill("400 100-2003");
  await judgeDesk(page, "official channels");
  await shoot(page, "desk-registry-en");
  await page.locator("details[open] form button").press("Enter");
  await page.locator(".wrong").waitFor();
  await page.locator("#registry-edit-reason").fill("Their new line, seen on their page.");
  await page.locator("details[open] form button").press("Enter");
  await page.locator(".said[role=status]", { hasText: /waits/i }).waitFor();
  await page.locator(".list > li", { hasText: "4001002003" }).waitFor();
  await page.setViewportSize({ width: 1024, height: 900 });
  await shoot(page, "desk-registry-1024-en");

  const other = await atDesk(on, "zh", "agt_xu");
  await other.page.goto(`${on.demo.url}/desk/registry`);
  await other.page.locator(".list a", { hasText: "查看并决定" }).press("Enter");
  await other.page.locator(".kv", { hasText: "4001002003" }).waitFor();
  await judge(other.page, "a change of the channels zh");
  await shoot(other.page, "desk-registry-change-zh");
  await other.page.locator(".seg .b.p").press("Enter");
  await other.page.locator(".said").waitFor();
  await other.page.goto(`${on.demo.url}/desk/registry`);
  await other.page.locator("ol.list > li", { hasText: "4001002003" }).waitFor();
  await judge(other.page, "official channels zh");
  await shoot(other.page, "desk-registry-zh");
  const said = await on.api("POST", "/v1/checks", { phone: "4001002003" });
  assert.equal(said.verdict, "official");
  for (const { context } of [qian, other]) await context.close();
});
