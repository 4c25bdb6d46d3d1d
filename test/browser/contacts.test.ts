/** Recovery contacts in a real browser: E35 in full, the walk of an invitation, and what each of them sees. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull, isFull } from "../size.ts";
import {
  enter,
  focused,
  judge,
  judgeAll,
  type Lang,
  oneOf,
  PHONE,
  shoot,
  stage,
} from "./harness.ts";

const on = stage();
const WU = "+8613800001007";
const BROTHER = "+8613800002001";
const NEIGHBOUR = "+8613800002002";
const FRIEND = "he.jing@mail.example";

const said = {
  en: {
    needed: "2 of your 3 contacts must say yes.",
    call: "First call 吴敏 on a number that you already know.",
    unsure: "Not sure yet",
    gone: "This link no longer works",
    no: "The owner of the account is told now.",
    willing: "You are a contact for 吴敏",
    erased: "Your data is deleted",
    invited: "Invited",
    agreed: "Said yes",
  },
  zh: {
    needed: "3 位联系人中需 2 位确认。",
    call: "请先用您已有的号码打给吴敏确认。",
    unsure: "暂不确定",
    gone: "这个链接已失效",
    no: "我们会立即告知账户主人",
    willing: "您是吴敏的可信联系人",
    erased: "您的资料已删除",
    invited: "已邀请",
    agreed: "已同意",
  },
} as const;

/** What no contact may ever see: of the account, of the claim, of the other contacts. */
const ofTheAccount = ["acc_wu", "138 0000 1007", WU, "1007", "wu.min@", "6,408", "6408"];

async function newest(to: string, words: RegExp): Promise<string> {
  for (let turn = 0; turn < 100; turn++) {
    const reply = await on.api("GET", `/demo/messages?to=${encodeURIComponent(to)}`);
    for (const { text } of (reply.messages ?? reply) as { text: string }[]) {
      const found = words.exec(text);
      if (found) return found[1] ?? found[0];
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`Nothing like ${words} reached ${to}.`);
}
const linkTo = (to: string, page: "helper" | "contact") =>
  newest(to, new RegExp(`https?://\\S+(/${page}\\?t=[\\w-]+)`));

const at = (page: Page, path: string) => page.goto(`${on.demo.url}${path}`);

/** A picture at 360 and at 1280 pixels. */
async function both(page: Page, name: string, lang: Lang) {
  if (!process.env.RIGHTFUL_SHOTS) return;
  await shoot(page, `contacts-${name}-${lang}-360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await shoot(page, `contacts-${name}-${lang}-1280`);
  await page.setViewportSize({ width: 360, height: 740 });
}

/** One language of each page at every width, the other at the narrowest. */
async function judgeIn(lang: Lang, whole: Lang, page: Page, what: string): Promise<void> {
  if (lang === whole || !isFull) {
    await judgeAll(page, `${what} ${lang}`);
    return;
  }
  await page.setViewportSize({ width: 320, height: PHONE.height });
  await judge(page, `${what} ${lang}`);
  await page.setViewportSize(PHONE);
}

/** A contact's page says nothing of the account and nothing of the other contacts. */
async function tellsNothing(page: Page, others: readonly string[]) {
  const text = await page.evaluate(() => document.documentElement.outerHTML);
  for (const secret of [...ofTheAccount, ...others])
    assert.ok(!text.includes(secret), `${secret} is told at ${page.url()}`);
}

/** Typed digit by digit, and sent by a press. */
async function type(page: Page, code: string) {
  await page.locator("#code").pressSequentially(code);
  await page.locator("form:has(#code) button.go1").press("Enter");
}

/** The first proof, by the owner's own number; then the page of the contacts. */
async function prove(page: Page, lang: Lang) {
  await at(page, `/recover/account?situation=forgot-password&lang=${lang}`);
  await page.locator("#identifier").fill("138 0000 1007");
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/(methods|code)/);
  if (page.url().includes("/methods")) {
    assert.equal(await page.locator('input[value="contact-approval"]').count(), 0, "not yet");
    await page.locator(".best button").click();
  }
  await page.locator("#code").waitFor();
  await type(page, await on.codeTo(WU));
  await page.waitForURL((url) => !url.pathname.endsWith("/code"));
}

const answerOf = (page: Page, answer: string) =>
  page.locator(`form:has(input[value="${answer}"]) button`);

for (const lang of oneOf("en"))
  describe(`recovery contacts in ${lang}`, () => {
    test(`E35: one is not sure, two say yes, a used link is gone, the owner goes on (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const owner = await on.visitor(lang);
      const { page } = owner;
      await prove(page, lang);
      await at(page, "/recover/contacts");
      await page.getByText(said[lang].needed).waitFor();
      await judgeIn(lang, "en", page, "contacts to ask");
      await both(page, "ask", lang);
      await page.locator("form[action='/form/contacts-ask'] button").press("Enter");
      await page.locator("#code").waitFor();
      await judgeIn(lang, "zh", page, "contacts asked");
      await both(page, "asked", lang);

      // Each contact in a browser of their own.
      const friend = await on.visitor(lang);
      await at(friend.page, await linkTo(FRIEND, "helper"));
      await friend.page.getByText(said[lang].call).waitFor();
      await tellsNothing(friend.page, ["哥哥", "李阿姨", "2001", "2002"]);
      await judgeIn(lang, "zh", friend.page, "helper");
      await both(friend.page, "helper", lang);
      await answerOf(friend.page, "unsure").press("Enter");
      await focused(friend.page, "[role=status]");
      await both(friend.page, "helper-unsure", lang);
      await page.locator(".people").getByText(said[lang].unsure).waitFor();

      const brother = await on.visitor(lang);
      const link = await linkTo(BROTHER, "helper");
      await at(brother.page, link);
      await answerOf(brother.page, "yes").press("Enter");
      await brother.page.locator(".hero .v").waitFor();
      const code = (await brother.page.locator(".hero .v").innerText()).replace(/\D/g, "");
      assert.match(code, /^\d{6}$/);
      await focused(brother.page, "h1");
      await tellsNothing(brother.page, ["李阿姨", "何静", "2002"]);
      await judgeIn(lang, "zh", brother.page, "code to read out");
      await both(brother.page, "helper-code", lang);
      await brother.page.reload();
      assert.equal((await brother.page.locator(".hero .v").innerText()).replace(/\D/g, ""), code);
      const other = await on.visitor(lang);
      const again = await at(other.page, link);
      assert.equal(again?.status(), 410);
      await other.page.getByText(said[lang].gone).waitFor();
      await tellsNothing(other.page, ["吴敏"]);
      await judge(other.page, `a used link ${lang}`);
      await both(other.page, "gone", lang);

      await type(page, code);
      await page.locator(".tag.ok").waitFor();
      await focused(page, "#code");
      await both(page, "one-entered", lang);

      // The second of them without scripts, in full.
      const bare = await on.visitor(lang, { scripts: false });
      await at(bare.page, await linkTo(NEIGHBOUR, "helper"));
      await tellsNothing(bare.page, ["哥哥", "何静", "2001"]);
      await answerOf(bare.page, "yes").click();
      const second = (await bare.page.locator(".hero .v").innerText()).replace(/\D/g, "");
      await type(page, second);
      await page.waitForURL(/\/recover\/(password|wait)$/);
      for (const { context } of [owner, friend, brother, other, bare]) await context.close();
    });

    inFull(
      `the claimant without scripts asks and enters a code; a “no” is thanked for (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const owner = await on.visitor(lang);
        await prove(owner.page, lang);
        const bare = await on.visitor(lang, { scripts: false });
        await bare.context.addCookies(await owner.context.cookies());
        await at(bare.page, "/recover/contacts");
        await bare.page.locator("form[action='/form/contacts-ask'] button").click();
        await bare.page.locator("#code").fill("000000");
        await bare.page.locator("form[action='/form/proof'] button").click();
        await bare.page.locator("#code-error").waitFor();
        const brother = await on.visitor(lang);
        await at(brother.page, await linkTo(BROTHER, "helper"));
        await answerOf(brother.page, "no").press("Enter");
        await brother.page.getByText(said[lang].no).waitFor();
        await focused(brother.page, "h1");
        await judge(brother.page, `a no ${lang}`);
        await both(brother.page, "helper-no", lang);
        assert.ok(await newest(WU, /表示不是您本人/), "the owner is told");
        const friend = await on.visitor(lang, { scripts: false });
        await at(friend.page, await linkTo(FRIEND, "helper"));
        await answerOf(friend.page, "yes").click();
        const code = (await friend.page.locator(".hero .v").innerText()).replace(/\D/g, "");
        await bare.page.locator("#code").fill(code);
        await bare.page.locator("form[action='/form/proof'] button").click();
        await bare.page.locator(".tag.ok").waitFor();
        for (const { context } of [owner, bare, brother, friend]) await context.close();
      },
    );

    inFull(
      `an owner adds a contact, who says yes and later wants to be forgotten (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const visitor = await on.visitor(lang);
        const { page } = visitor;
        await enter(on, visitor, "acc_wu");
        await at(page, "/me/ways-back");
        await page.locator("#contacts").scrollIntoViewIfNeeded();
        await both(page, "ways-back", lang);
        await page.locator("#contacts a.other").click();
        await page.waitForURL(/\/me\/contacts$/);
        await judgeIn(lang, "en", page, "own contacts");
        await both(page, "mine", lang);
        await page.locator("main > .acts button.go2").press("Enter");
        await page.locator("form.ask button.go1").press("Enter");
        await focused(page, "#nickname");
        await page.locator("#nickname").fill("Sister");
        await page.locator("#address").fill("138 0000 1007");
        await judge(page, `adding ${lang}`);
        await both(page, "mine-add", lang);
        await page.locator("form.ask button.go1").press("Enter");
        await page.locator("#fresh-title").waitFor();
        await page.locator("section.ask button.row").first().press("Enter");
        await type(page, await on.codeTo(WU));
        await page.locator("#address-error").waitFor();
        await page.locator("#address").fill("138 0000 2009");
        await page.locator("form.ask button.go1").press("Enter");
        await page.getByText(said[lang].invited, { exact: true }).waitFor();
        await both(page, "mine-invited", lang);
        await newest(WU, /添加可信联系人/);

        const sister = await on.visitor(lang);
        const link = await linkTo("+8613800002009", "contact");
        await at(sister.page, link);
        await tellsNothing(sister.page, ["哥哥", "李阿姨", "何静", "Sister"]);
        await judgeIn(lang, "en", sister.page, "invitation");
        await both(sister.page, "invitation", lang);
        await answerOf(sister.page, "yes").press("Enter");
        await sister.page.getByText(said[lang].willing).first().waitFor();
        await both(sister.page, "willing", lang);
        await page.reload();
        await page.getByText(said[lang].agreed, { exact: true }).waitFor();
        // A mail scanner opens it, and nothing comes of that.
        await fetch(`${on.demo.url}${link}`);
        const bare = await on.visitor(lang, { scripts: false });
        await at(bare.page, link);
        await answerOf(bare.page, "erase").click();
        await bare.page.getByText(said[lang].erased).first().waitFor();
        assert.equal((await at(bare.page, link))?.status(), 410);
        for (const { context } of [visitor, sister, bare]) await context.close();
      },
    );
  });
