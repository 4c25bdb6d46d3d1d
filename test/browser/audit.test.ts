/** The desk's audit and the record of a case in a real browser, against the whole demo. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { alarmLine, openAlarms } from "../../src/core/alarms.ts";
import { isSigned, publicKeyOf } from "../../src/features/audit/rules.ts";
import { inFull } from "../size.ts";
import { atDesk, people } from "./at-desk.ts";
import { judge, oneOf, shoot, stage } from "./harness.ts";

const on = stage();
const words = {
  en: { audit: "Audit", holds: /Verified to #\d+/, broken: /Chain broken at #2/ },
  zh: { audit: "审计", holds: /已验证至 #\d+/, broken: /在 #2 处断裂/ },
};

async function judgeDesk(page: Page, what: string) {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await judge(page, `${what}, ${colorScheme}`);
  }
  await page.setViewportSize({ width: 1024, height: 900 });
  await judge(page, `${what}, 1024 pixels`, "shape");
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, selector: string) {
  for (let turn = 0; turn < 40; turn++) {
    if (
      await page
        .locator(selector)
        .first()
        .evaluate((node) => node === document.activeElement)
    )
      return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} was not reached by Tab.`);
}

/** Takes the most urgent case and opens it; its account and its id. */
async function takeCase(page: Page) {
  await page.keyboard.press("n");
  await page.waitForURL(/\/desk\/cases\//);
  await page.locator(".cw").waitFor();
  const id = page.url().split("/").at(-1) ?? "";
  const { db } = on.demo.running.world;
  const row = await db
    .selectFrom("cases")
    .select("accountId")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return { id, accountId: row.accountId };
}

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`E31 whoever changes a line of the record behind the desk is seen in the case, and an alarm is raised (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      await on.api("POST", "/demo/cases", {});
      const { page, context } = await atDesk(on, lang, "agt_tang");
      await page.locator("table.qt").waitFor();
      const { accountId } = await takeCase(page);
      await page.keyboard.press("5");
      await page.locator("#tab-panel p.g").waitFor();
      assert.match(await page.locator("#tab-panel p.g").innerText(), words[lang].holds);
      await judgeDesk(page, `history ${lang}`);
      await shoot(page, `desk-chain-holds-${lang}`);
      const { world } = on.demo.running;
      await world.db
        .updateTable("events")
        .set({ actor: "agent:agt_pan" })
        .where("accountId", "=", accountId)
        .where("seq", "=", 2)
        .execute();
      await page.reload();
      await page.locator(".cw").waitFor();
      await page.keyboard.press("5");
      await page.locator("#tab-panel .wrong").waitFor();
      assert.match(await page.locator("#tab-panel .wrong").innerText(), words[lang].broken);
      await judgeDesk(page, `broken history ${lang}`);
      await shoot(page, `desk-chain-broken-${lang}`);
      const alarms = (await openAlarms(world)).filter(({ name }) => name === "audit-chain");
      assert.equal(alarms.length, 1, alarms.map(alarmLine).join("\n"));
      assert.equal(alarms[0]?.partition, accountId);
      await context.close();
    });

    inFull(
      `D15 a supervisor finds by keys who opened a case and takes the signed lines home; an agent does not (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        await on.api("POST", "/demo/cases", {});
        const agent = await atDesk(on, lang, "agt_tang");
        await agent.page.locator("table.qt").waitFor();
        await takeCase(agent.page);
        assert.equal(await agent.page.locator('a[href="/desk/audit"]').count(), 0);
        // One that is neither theirs nor drawn for them.
        const { db } = on.demo.running.world;
        const other = await db
          .selectFrom("cases")
          .select("id")
          .where("takenBy", "is", null)
          .executeTakeFirstOrThrow();
        await agent.page.goto(`${on.demo.url}/desk/cases/${other.id}`);
        await agent.page.locator(".cw").waitFor();
        await agent.page.goto(`${on.demo.url}/desk/audit`);
        await agent.page.locator(".blank").waitFor();
        assert.equal(await agent.page.locator("form.filter").count(), 0);

        const { page, context } = await atDesk(on, lang, "agt_pan");
        await tabTo(page, 'a[href="/desk/audit"]');
        await page.keyboard.press("Enter");
        await page.locator("form.filter").waitFor();
        await judgeDesk(page, `audit before ${lang}`);
        await page.keyboard.press("f");
        await tabTo(page, "select[name=staffId]");
        await page.keyboard.press(lang === "en" ? "T" : "ArrowDown");
        await page.locator("select[name=staffId]").selectOption("agt_tang");
        await tabTo(page, "form.filter button");
        await page.keyboard.press("Enter");
        await page.locator("table.at tbody tr").first().waitFor();
        const rows = await page.locator("table.at tbody").innerText();
        assert.match(rows, lang === "en" ? /Took the case/ : /领取案件/);
        assert.match(page.url(), /staffId=agt_tang/);
        await page.locator("aside .sig li").waitFor();
        assert.match(
          await page.locator("aside .sig li").innerText(),
          new RegExp(people.agt_tang[lang]),
        );
        await judgeDesk(page, `audit ${lang}`);
        await shoot(page, `desk-audit-${lang}`);

        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.locator(".under button").last().press("Enter"),
        ]);
        const text = readFileSync(await download.path(), "utf8")
          .trimEnd()
          .split("\n");
        const { keys } = await on.api("GET", "/v1/audit/key");
        assert.ok(isSigned(publicKeyOf(keys[0].x), text.at(-1) ?? ""));
        assert.equal(JSON.parse(text.at(-1) ?? "").rows, text.length - 1);

        // Nothing found, and no answer at all, are said in words.
        await page.goto(`${on.demo.url}/desk/audit?asked=true&to=2020-01-01`);
        await page.locator(".q > main .blank").waitFor();
        await judge(page, `audit, nothing ${lang}`);
        await shoot(page, `desk-audit-none-${lang}`);
        await page.route("**/v1/audit?*", (route) => route.abort());
        await page.goto(`${on.demo.url}/desk/audit?asked=true&to=2020-01-02`);
        await page.locator(".q > main [role=alert] button").waitFor();
        await judge(page, `audit, unreachable ${lang}`);
        await page.unroute("**/v1/audit?*");
        await page.locator(".q > main [role=alert] button").press("Enter");
        await page.locator(".q > main .blank[role=status]").waitFor();
        for (const each of [agent.context, context]) await each.close();
      },
    );
  });
