/** A number in other hands: its new holder says so; an owner whose card was replaced gets on by other ways. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { focused, judge, judgeAll, oneOf, PHONE, shoot, stage } from "./harness.ts";

const on = stage();
const words = {
  en: {
    done: /we have noted it/,
    mine: "This number is mine now",
    notEnough: /not enough at the moment/,
    recycled: /hand your old number to somebody else/,
  },
  zh: {
    done: /我们已记录/,
    mine: "这个号码现在归我使用",
    notEnough: /仅凭短信验证码还不够/,
    recycled: /分配给他人/,
  },
} as const;

const messagesTo = async (to: string): Promise<{ text: string }[]> =>
  on.api("GET", `/demo/messages?to=${encodeURIComponent(to)}`);
const person = async (id: string) =>
  (await on.api("GET", "/demo")).accounts.find((each: any) => each.id === id);
const until = async (holds: () => Promise<boolean>) => {
  for (let n = 0; n < 200; n++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("It did not come to pass.");
};

/** Every width and colour for the longer words; what both share is judged once. */
const judgeIn = (lang: string, page: Page, what: string) =>
  lang === "en" ? judgeAll(page, what) : judge(page, what);

async function shootBoth(page: Page, name: string) {
  await shoot(page, `${name}-360`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await shoot(page, `${name}-1280`);
  await page.setViewportSize(PHONE);
}

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    const said = words[lang];

    test(`the new holder of Zhao Ming's number proves it and learns nothing; he is told by e-mail (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const zhao = await person("acc_zhao");
      const { page } = await on.visitor(lang);
      await page.goto(`${on.demo.url}/help?lang=${lang}`);
      await page.getByRole("link", { name: said.mine }).click();
      await page.waitForURL(/\/number$/);
      await page.locator("button.go1").click();
      await focused(page, ".summary");
      await judgeIn(lang, page, "number, empty");
      await page.goto(`${on.demo.url}/number`);
      await shootBoth(page, `number-${lang}`);
      await page.locator("#phone").fill(zhao.phone);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/number\/code$/);
      await judge(page, "number, code");
      await shootBoth(page, `number-code-${lang}`);
      const code = await on.codeTo(zhao.phone);
      await page.locator("#code").fill(code === "000000" ? "111111" : "000000");
      await page.locator("#code-error").waitFor();
      await judge(page, "number, wrong code");
      await page.locator("#code").fill("");
      await page.locator("#code").fill(code);
      await page.waitForURL(/\/number\/done$/);
      await page.locator("h1").filter({ hasText: said.done }).waitFor();
      await judgeIn(lang, page, "number, done");
      await shootBoth(page, `number-done-${lang}`);
      await until(async () =>
        (await messagesTo(zhao.email)).some(({ text }) => text.includes("归他人使用")),
      );
      const told = await messagesTo(zhao.phone);
      assert.equal(told.length, 1, "the code that was asked for, and nothing of the account");
    });

    test(`it works without scripts (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const { page } = await on.visitor(lang, { scripts: false });
      await page.goto(`${on.demo.url}/number?lang=${lang}`);
      await page.locator("#phone").fill("someone@example.com");
      await page.locator("button.go1").click();
      await page.locator("#phone-error").waitFor();
      await page.locator("#phone").fill("137 0000 4321");
      await page.locator("button.go1").click();
      await page.locator("#code").fill(await on.codeTo("137 0000 4321"));
      await page.locator("button.go1").click();
      await page.waitForURL(/\/number\/done$/);
    });

    test(`Chen Si's card was replaced yesterday: her code is not enough, and other ways are there (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const chen = await person("acc_chen");
      const { page } = await on.visitor(lang);
      await page.goto(`${on.demo.url}/recover/account?situation=forgot-password&lang=${lang}`);
      await page.locator("#identifier").fill(chen.phone);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/methods/);
      await page.locator("form button.go1").first().click();
      await page.waitForURL(/\/recover\/code/);
      await page.locator("#code").fill(await on.codeTo(chen.phone));
      await page.waitForURL(/\/recover\/methods/);
      await page.getByText(said.notEnough).waitFor();
      // Why is not told: whoever holds the replaced card reads this page.
      assert.doesNotMatch(await page.locator("main").innerText(), /SIM|swap|补换|换卡|运营商/i);
      await page.locator('a[href="/recover/case/new"]').waitFor();
      await judgeIn(lang, page, "not enough");
      await shootBoth(page, `number-not-enough-${lang}`);
    });

    test(`a new number is asked for with a word about what becomes of old ones (${lang})`, async () => {
      const wang = await person("acc_wang");
      const { page } = await on.visitor(lang);
      await page.goto(`${on.demo.url}/recover/account?situation=lost-phone&lang=${lang}`);
      await page.locator("#identifier").fill(wang.phone);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/methods/);
      await page.goto(`${on.demo.url}/recover/new-phone/number`);
      await page.getByText(said.recycled).waitFor();
      await judge(page, "new phone");
      await shootBoth(page, `number-new-phone-${lang}`);
    });
  });
