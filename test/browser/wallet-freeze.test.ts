/** The freeze that stops the money: from a browser that is not signed in to the wallet's next transfer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import { enter, judgeAll, type Lang, oneOf, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
type Account = { id: string; phone: string; password: string };
const account = async (id: string): Promise<Account> =>
  (await on.api("GET", "/demo")).accounts.find((person: Account) => person.id === id);
const e164 = (typed: string) => `+86${typed.replaceAll(" ", "")}`;

/** Counts what a finger does: a tap on a field is one too. The code, its field and its digits, is "one code". */
function taps(page: Page) {
  let count = 0;
  return {
    tap: async (selector: string) => {
      count += 1;
      await page.locator(selector).click();
    },
    type: async (selector: string, text: string) => {
      count += 1;
      await page.locator(selector).click();
      await page.keyboard.type(text);
    },
    count: () => count,
  };
}

async function signIn({ page, lang }: Visitor, { phone, password }: Account) {
  await page.goto(`${on.demo.walletUrl}/?lang=${lang}`);
  await page.locator("#identifier").fill(phone);
  await page.locator("#password").fill(password);
  await page.locator("button.main").click();
  await page.locator(".balance").waitFor();
}
async function fillTransfer(page: Page, payee: string, amount: string) {
  await page.goto(`${on.demo.walletUrl}/transfer`);
  await page.locator("#payee").fill(payee);
  await page.locator("#amount").fill(amount);
  await page.locator("button.main").click();
}
async function transfer(page: Page, payee: string, amount: string) {
  await fillTransfer(page, payee, amount);
  await page.locator("button.main").click();
  await page.locator("h1").waitFor();
}
const said = (page: Page) => page.locator("main").innerText();
/** As its own owner sees it. */
async function balanceOf(person: Account) {
  const visitor = await on.visitor("en");
  await signIn(visitor, person);
  const sum = await visitor.page.locator(".sum").innerText();
  await visitor.context.close();
  return sum;
}

const frozen: Record<Lang, RegExp> = {
  en: /This account is frozen, so nothing leaves it\./,
  zh: /此账户已冻结，资金无法转出。/,
};
const made: Record<Lang, RegExp> = { en: /Transferred/, zh: /转账成功/ };

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    test(`an owner who is not signed in freezes a stolen account, and the thief's next transfer is refused (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const [lin, wang] = [await account("acc_lin"), await account("acc_wang")];
      // The thief knows the password and is signed in to the wallet already; the first transfer goes through.
      const thief = await on.visitor(lang);
      await signIn(thief, lin);
      await transfer(thief.page, wang.phone, "20");
      assert.match(await said(thief.page), made[lang]);
      await fillTransfer(thief.page, wang.phone, "3000");

      const owner = await on.visitor(lang);
      const { page } = owner;
      const hand = taps(page);
      await page.goto(`${on.demo.url}/?lang=${lang}`);
      await hand.tap("footer a.fz");
      await hand.type("#identifier", lin.phone);
      await hand.tap("form button.stop");
      await page.waitForURL(/\/recover\/code/);
      await page.locator("#code").pressSequentially(await on.codeTo(e164(lin.phone)));
      await hand.tap("button.go1");
      await page.waitForURL(/\/frozen/);
      assert.ok(hand.count() <= 4, `${hand.count()} taps`);

      // The check of that large transfer was open all the while; the freeze ended the thief's session too.
      await thief.page.locator("button.main").click();
      await thief.page.locator("[role=alert]").waitFor();
      assert.match(await said(thief.page), frozen[lang]);
      await judgeAll(thief.page, `wallet refused ${lang}`);
      await shoot(thief.page, `wallet-refused-${lang}`);
      await thief.page.setViewportSize({ width: 1280, height: 900 });
      await shoot(thief.page, `wallet-refused-${lang}-1280`);
      await owner.context.close();
      await thief.context.close();
      assert.equal(await balanceOf(wang), "¥12,470.00");
    });

    inFull(
      `a freeze in the security centre stops my transfers, and nobody else's (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const [lin, sun] = [await account("acc_lin"), await account("acc_sun")];
        const [mine, other] = [await on.visitor(lang), await on.visitor(lang)];
        await signIn(mine, lin);
        await signIn(other, sun);
        const { page } = mine;
        await page.goto(`${on.demo.walletUrl}/transfer`);
        await judgeAll(page, `wallet transfer ${lang}`);
        await shoot(page, `wallet-transfer-${lang}`);
        await fillTransfer(page, sun.phone, "1.005");
        await judgeAll(page, `wallet transfer wrong ${lang}`);
        await shoot(page, `wallet-transfer-wrong-${lang}`);
        await fillTransfer(page, sun.phone, "86.50");
        await judgeAll(page, `wallet check ${lang}`);
        await shoot(page, `wallet-check-${lang}`);
        const home = await on.visitor(lang);
        await freezeAtHome(home, "acc_lin");
        await home.context.close();
        await page.locator("button.main").click();
        await page.locator("[role=alert]").waitFor();
        assert.match(await said(page), frozen[lang]);
        await transfer(other.page, lin.phone, "10");
        assert.match(await said(other.page), made[lang]);
        await judgeAll(other.page, `wallet made ${lang}`);
        await shoot(other.page, `wallet-made-${lang}`);
        for (const name of ["made", "transfer", "payments"]) {
          await other.page.setViewportSize({ width: 1280, height: 900 });
          if (name !== "made") await other.page.goto(`${on.demo.walletUrl}/${name}`);
          await shoot(other.page, `wallet-${name}-${lang}-1280`);
        }
        await other.page.goto(on.demo.walletUrl);
        assert.equal(await other.page.locator(".sum").innerText(), "¥2,035.00");
        assert.match(await other.page.locator(".entries").innerText(), /−¥10\.00/);
        await mine.context.close();
        await other.context.close();
      },
    );
  });

/** In the security centre, which the wallet hands its signed-in user to. */
async function freezeAtHome(visitor: Visitor, accountId: string) {
  const { page } = visitor;
  await enter(on, visitor, accountId);
  await page.locator('a.row[href="/me/freeze"]').click();
  await page.locator("button.stop").click();
  await page.locator(".state .big").waitFor();
}
