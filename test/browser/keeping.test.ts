/** At the desk, in a real browser: what a court keeps, how long the rest stays, and what the owner reported. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { type Lang, oneOf, shoot, stage } from "./harness.ts";

const on = stage();
const ORDER = "(2026) 苏 0102 协 1187";
const NUMBER = "A3702-0098";
const words = {
  en: {
    none: /has noted no report/,
    bank: /Bank.*no number yet/s,
    late: /· late/,
    waits: /waits for a second person/,
    own: /You asked for it/,
    title: /End the legal hold on account/,
    ended: /Ended by .*Shen Hua and .*Pan Rui/,
    endedHere: /ended/,
    closed: "Closed cases",
  },
  zh: {
    none: /没有登记向警方/,
    bank: /银行.*暂无编号/s,
    late: /答复逾期/,
    waits: /等待另一人同意/,
    own: /这是您提出的/,
    title: /解除账户.*法定保留/,
    ended: /沈华.*和潘蕊.*同意解除/,
    endedHere: /解除/,
    closed: "已结束的案件",
  },
} as const;

/** Reported by the owner themselves, in their own session. */
async function file(accountId: string, report: object) {
  const signed = await fetch(`${on.demo.url}/demo/sign-in`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ as: accountId }),
  });
  const cookies = signed.headers.getSetCookie().map((each) => each.split(";")[0]);
  const headers = { cookie: cookies.join("; "), "content-type": "application/json" };
  const path = `${on.demo.url}/v1/me/reports`;
  const { now } = await on.api("GET", "/demo");
  const ago = (days: number) =>
    new Date(Date.parse(now) - days * 86_400_000).toISOString().slice(0, 10);
  const body = JSON.stringify({ reportedOn: ago(20), note: "Only for me", ...report });
  const reply = await fetch(path, { method: "POST", headers, body });
  assert.equal(reply.status, 201, await reply.text());
}

async function openCase(lang: Lang) {
  const visitor = await atDesk(on, lang, "agt_tang");
  const { page } = visitor;
  await page.locator("table.qt").waitFor();
  await page.keyboard.press("n");
  await page.locator(".cw").waitFor();
  const { accountId } = await on.demo.running.world.db
    .selectFrom("cases")
    .select("accountId")
    .where("id", "=", page.url().split("/").at(-1) ?? "")
    .executeTakeFirstOrThrow();
  return { ...visitor, accountId };
}
const house = async (page: Page) => {
  await page.goto(`${on.demo.url}/desk/house`);
  await page.locator("#waiting").waitFor();
};
const holds = (page: Page) => page.locator('section[aria-labelledby="legal-holds"]');
const reports = (page: Page) => page.locator('section[aria-labelledby="reports"]');
async function look(page: Page, accountId: string) {
  await page.locator("#hold-account").fill(accountId);
  await page.locator("#hold-account").press("Enter");
  await holds(page).locator("h3", { hasText: accountId }).waitFor();
}

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    const said = words[lang];

    test(`a case shows what its owner reported, and not their notes (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      await on.api("POST", "/demo/cases", {});
      const { page, context, accountId } = await openCase(lang);
      await reports(page).locator("p", { hasText: said.none }).waitFor();
      assert.equal(await holds(page).count(), 0, "most accounts never have a legal hold");
      await file(accountId, { place: "police-station", reference: NUMBER, workingDays: 1 });
      await file(accountId, { place: "bank" });
      await page.reload();
      await reports(page).locator("li").nth(1).waitFor();
      const shown = await reports(page).innerText();
      assert.match(shown, new RegExp(NUMBER));
      assert.match(shown, said.late);
      assert.match(shown, said.bank);
      assert.doesNotMatch(shown, /Only for me/);
      await context.close();
    });

    inFull(
      `a supervisor places a legal hold, another agrees to its end; the case and the terms show it (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        await on.api("POST", "/demo/cases", {});
        const tang = await openCase(lang);
        const { accountId } = tang;
        await file(accountId, { place: "police-station", reference: NUMBER, workingDays: 1 });

        const { page, context } = await atDesk(on, lang, "agt_shen");
        await house(page);
        await look(page, "acc_nobody");
        await page.locator("#hold-reference").fill(ORDER);
        await page.locator("#hold-reference").press("Enter");
        await holds(page).locator(".wrong").waitFor();
        await look(page, accountId);
        await page.locator("#hold-reference").press("Enter");
        await holds(page).locator(".wrong").waitFor();
        await page.locator("#hold-reference").fill(ORDER);
        await page.locator("#hold-reference").press("Enter");
        await holds(page).locator("li", { hasText: ORDER }).waitFor();
        await holds(page).locator("summary").press("Enter");
        const terms = page.locator('section[aria-labelledby="retention"] tbody tr');
        const { retention } = await page.evaluate(async () =>
          (await fetch("/v1/desk/retention")).json(),
        );
        assert.equal(await terms.count(), retention.length);
        assert.doesNotMatch((await terms.allInnerTexts()).join(), /retention\.of\./);
        assert.match(await terms.filter({ hasText: said.closed }).innerText(), /\b1095\b/);
        await judgeDesk(page, "legal holds and terms");
        await shoot(page, `keeping-house-${lang}`);
        await holds(page).locator("textarea").fill("The order was lifted.");
        await holds(page).locator("li button").press("Enter");
        await holds(page).locator("[role=status]", { hasText: said.waits }).waitFor();
        await page.locator(".list a", { hasText: said.title }).press("Enter");
        await page.locator(".kv", { hasText: ORDER }).waitFor();
        assert.match(await page.locator("main").innerText(), said.own);
        assert.equal(await page.locator("main .b.p").count(), 0, "one's own is not agreed to");

        await tang.page.reload();
        await holds(tang.page).locator("li", { hasText: ORDER }).waitFor();
        await reports(tang.page).locator("li", { hasText: NUMBER }).waitFor();
        await judgeDesk(tang.page, "a case under a legal hold");
        await shoot(tang.page, `keeping-case-${lang}`);

        const pan = await atDesk(on, lang, "agt_pan");
        await house(pan.page);
        await pan.page.locator(".list a", { hasText: said.title }).press("Enter");
        await pan.page.locator(".kv", { hasText: ORDER }).waitFor();
        await judgeDesk(pan.page, "the end of a legal hold");
        await shoot(pan.page, `keeping-change-${lang}`);
        await pan.page.locator(".seg .b.p").press("Enter");
        await pan.page.locator(".said").waitFor();
        await house(page);
        await look(page, accountId);
        await holds(page).locator("li", { hasText: said.ended }).waitFor();
        await shoot(page, `keeping-ended-${lang}`);
        await tang.page.reload();
        await holds(tang.page).locator("li", { hasText: said.endedHere }).waitFor();

        // An agent has no part in either.
        await house(tang.page);
        assert.equal(await holds(tang.page).count(), 0);
        assert.equal(await tang.page.locator("#retention").count(), 0);
        for (const each of [context, tang.context, pan.context]) await each.close();
      },
    );
  });
