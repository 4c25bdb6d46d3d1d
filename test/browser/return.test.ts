/** A case begun on one telephone and carried on in another browser; at the desk, what belongs to it and how it waits. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import { atDesk } from "./at-desk.ts";
import { focused, judge, judgeAll, oneOf, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const CONTACT = "138 0000 7777";
const SENT_TO = "+8613800007777";

const words = {
  en: {
    story: "My phone fell into the lake.",
    none: /No recovery here/,
    bank: /We have asked the bank/,
    stopped: /Ended at/,
  },
  zh: {
    story: "手机掉进湖里了，现在换了新号。",
    none: /这里没有进行中的找回/,
    bank: /已向银行查询/,
    stopped: /已于 .+ 结束/,
  },
} as const;

const heading = (page: Page, is: RegExp) =>
  page.locator("h1").filter({ hasText: is }).waitFor({ timeout: 60_000 });

async function openCase({ page, lang }: Visitor, phone: string, contact = CONTACT) {
  await page.goto(`${on.demo.url}/recover/account?situation=lost-phone&lang=${lang}`);
  await page.locator("#identifier").fill(phone);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/methods/);
  await page.goto(`${on.demo.url}/recover/case/story`);
  await page.locator("#story").fill(words[lang].story);
  await page.locator("#contact").fill(contact);
  await page.locator("button.go1").click();
  if (!(await page.locator(".ref").count())) await page.waitForURL(/\/recover\/case$/);
  return (await page.locator(".ref").innerText()).trim();
}

const phoneOf = async (id: string): Promise<string> =>
  (await on.api("GET", "/demo")).accounts.find((each: any) => each.id === id).phone;

const asAgent = async (method: string, path: string, body?: object) => {
  const signed = await fetch(`${on.demo.url}/demo/sign-in`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ as: "agt_tang" }),
  });
  const cookie = signed.headers.getSetCookie().map((each) => each.split(";")[0]);
  const reply = await fetch(`${on.demo.url}${path}`, {
    ...{ method, headers: { cookie: cookie.join("; "), "content-type": "application/json" } },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(reply.ok, await reply.clone().text());
  return (await reply.json()) as any;
};
const caseOf = async (reference: string): Promise<string> =>
  (await asAgent("GET", `/v1/cases?view=all&q=${reference}`)).cases[0].id;

async function report(accountId: string, payees: readonly string[]) {
  const { serviceKey, now } = await on.api("GET", "/demo");
  const lines = payees.map((payee, n) =>
    JSON.stringify({
      ...{ id: `${accountId}-r${n}`, accountId, direction: "out", currency: "CNY" },
      ...{ at: new Date(Date.parse(now) - (n + 2) * 86_400_000).toISOString() },
      ...{ amount: `${(n + 3) * 17}.50`, payee, status: "completed" },
    }),
  );
  const reply = await fetch(`${on.demo.url}/v1/transactions`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${serviceKey}`, "content-type": "application/x-ndjson" },
    },
    body: lines.join("\n"),
  });
  assert.equal(((await reply.json()) as any).accepted, payees.length);
}

const shops = Array.from({ length: 8 }, (_, n) => `Shop ${n}`);

/** Every width and colour for the longer words; what both share is judged once. */
const judgeIn = (lang: string, page: Page, what: string) =>
  lang === "en" ? judgeAll(page, what) : judge(page, what);

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    const said = words[lang];

    test(`E16 a case begun on one telephone goes on in another browser, answers and all (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      await report("acc_wang", shops);
      const old = await on.visitor(lang);
      const wang = await phoneOf("acc_wang");
      await old.page.goto(`${on.demo.url}/recover/return?lang=${lang}`);
      await old.page.locator("#reference").waitFor();
      // What is neither a number nor an address is said at the field, and nothing is lost.
      await old.page.goto(`${on.demo.url}/recover/account?situation=lost-phone&lang=${lang}`);
      await old.page.locator("#identifier").fill(wang);
      await old.page.locator("button.go1").click();
      await old.page.waitForURL(/\/recover\/methods/);
      await old.page.goto(`${on.demo.url}/recover/case/story`);
      await old.page.locator("#story").fill(said.story);
      await old.page.locator("#contact").fill("my cousin");
      await old.page.locator("button.go1").click();
      await old.page.locator("#contact-error").waitFor();
      await focused(old.page, "#contact");
      await judge(old.page, "contact");
      await shoot(old.page, `return-contact-${lang}`);
      const reference = await openCase(old, wang);
      const text = await old.page.locator("main").innerText();
      assert.match(text, /138 \*\*\*\* 7777/);
      await judge(old.page, "how to come back");
      await shoot(old.page, `return-case-${lang}`);
      const caseId = await caseOf(reference);
      await asAgent("POST", `/v1/cases/${caseId}/lease`, {});
      await asAgent("POST", `/v1/cases/${caseId}/questions`, {});

      const fresh = await on.visitor(lang);
      const { page } = fresh;
      await page.goto(`${on.demo.url}/?lang=${lang}`);
      await shoot(page, `return-home-${lang}`);
      await page.locator('a[href="/recover/return"]').click();
      await page.waitForURL(/\/recover\/return$/);
      await page.locator("button.go1").click();
      await page.locator("#reference-error").waitFor();
      await judgeIn(lang, page, `return-${lang}`);
      await shoot(page, `return-error-${lang}`);
      await page.locator("#reference").fill(reference.toLowerCase().replace("-", " "));
      await shoot(page, `return-reference-${lang}`);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/return\/code$/);
      await page.reload();
      await page.locator("#code").waitFor();
      await judgeIn(lang, page, `return-code-${lang}`);
      await shoot(page, `return-code-${lang}`);
      const code = await on.codeTo(SENT_TO);
      // Whole, it is sent by itself.
      await page.locator("#code").fill(code === "000000" ? "111111" : "000000");
      await page.locator("#code-error").waitFor();
      await shoot(page, `return-wrong-${lang}`);
      await page.locator("#code").fill(code);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/case$/);
      assert.equal((await page.locator(".ref").innerText()).trim(), reference);
      // What was asked is asked here, and can be answered here.
      await page.locator('a.go1[href="/recover/case/questions"]').waitFor();
      await shoot(page, `return-back-${lang}`);
      // The browser before has no part in it any more, and says where it goes on.
      await old.page.bringToFront();
      await heading(old.page, said.none);
      await judge(old.page, "signed out");
      await shoot(old.page, `return-old-${lang}`);
      await old.page.locator('a.go1[href="/recover/return"]').waitFor();
      // E42: two tabs of the new browser are one; what ends in one is ended in the other.
      const tab = await fresh.context.newPage();
      await tab.goto(`${on.demo.url}/recover/case?lang=${lang}`);
      await tab.locator("summary.stop").click();
      await tab.locator("form[action='/form/cancel'] button").click();
      await tab.waitForURL(/\/recover\/stopped$/);
      await page.bringToFront();
      await heading(page, said.stopped);
      assert.equal(await page.locator("main form, main button").count(), 0);
      await fresh.context.close();
      await old.context.close();
    });

    inFull(
      `a reference that leads nowhere looks the same, and it all goes without scripts (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const old = await on.visitor(lang);
        const reference = await openCase(old, await phoneOf("acc_zhao"));
        const plain = await on.visitor(lang, { scripts: false, width: 320 });
        const { page } = plain;
        const pageFor = async (typed: string) => {
          await page.goto(`${on.demo.url}/recover/return?lang=${lang}`);
          await page.locator("#reference").fill(typed);
          await page.locator("button.go1").click();
          await page.locator("#code").waitFor();
          return (await page.locator("main").innerText()).replaceAll(typed, "…");
        };
        assert.equal(await pageFor(reference), await pageFor("ZZ-0000"));
        await page.goto(`${on.demo.url}/recover/return`);
        await page.locator("#reference").fill("K7");
        await page.locator("button.go1").click();
        await page.locator("#reference-error").waitFor();
        assert.equal(await page.locator("#reference").inputValue(), "K7");
        // Asked again at once: refused alike, and the code that went out still works.
        await on.api("POST", "/demo/clock", { advance: "PT2M" });
        await pageFor(reference);
        await page.locator("#code").fill("12");
        await page.locator("button.go1").click();
        await page.locator("#code-error").waitFor();
        await page.locator("#code").fill(await on.codeTo(SENT_TO));
        await page.locator("button.go1").click();
        await page.waitForURL(/\/recover\/case$/);
        assert.equal((await page.locator(".ref").innerText()).trim(), reference);
        await plain.context.close();
        await old.context.close();
      },
    );

    inFull(
      `the desk sees which cases belong together, and puts one aside until a time (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        await report("acc_wang", ["Quick Gold Exchange"]);
        await report("acc_zhao", ["Quick Gold Exchange"]);
        const [one, two] = [await on.visitor(lang), await on.visitor(lang)];
        const first = await openCase(one, await phoneOf("acc_wang"));
        const other = await openCase(two, await phoneOf("acc_zhao"), "two@example.com");
        const { page, context } = await atDesk(on, lang, "agt_tang");
        await page.goto(`${on.demo.url}/desk/cases/${await caseOf(first)}`);
        await page.locator("#tab-links").waitFor();
        await page.keyboard.press("6");
        await page.locator("table.links tbody tr").waitFor();
        assert.equal(await page.locator("table.links tbody tr").count(), 1);
        await judge(page, `links ${lang}`);
        await page.setViewportSize({ width: 1024, height: 900 });
        await judge(page, `links ${lang}, 1024 pixels`, "shape");
        await page.setViewportSize({ width: 1280, height: 900 });
        await shoot(page, `desk-links-${lang}`);
        await page.locator("table.links a").focus();
        await page.keyboard.press("Enter");
        await page.locator("h1.ref", { hasText: other }).waitFor();
        await page.locator(".rail button.p").press("Enter");
        const aside = page.locator("#put-aside");
        await aside.locator("button").nth(1).press("Enter");
        await page.locator("#aside-until").waitFor();
        await aside.locator("fieldset button").nth(0).press("Enter");
        // Read before it is done, in their language.
        const willRead = await aside.locator(".pv").innerText();
        assert.match(willRead, said.bank);
        await judge(page, `put aside ${lang}`);
        await shoot(page, `desk-aside-${lang}`);
        await page.locator("#aside-until").fill("2020-01-01T00:00");
        await aside.locator("button.full").press("Enter");
        await page.locator("#aside-wrong").waitFor();
        await aside.locator("fieldset button").nth(0).press("Enter");
        await aside.locator("button.full").press("Enter");
        await page.locator("#aside-until").waitFor({ state: "detached" });
        await heading(two.page, said.bank);
        assert.equal(await two.page.locator("h1").innerText(), willRead);
        await shoot(two.page, `aside-bank-${lang}`);
        for (const each of [context, one.context, two.context]) await each.close();
      },
    );
  });
