/** Freezing from the security centre, what is said of a freeze, and how it ends: in a real browser. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import {
  enter,
  focused,
  judge,
  judgeAll,
  type Lang,
  oneOf,
  provePath,
  shoot,
  stage,
  type Visitor,
} from "./harness.ts";

const on = stage();
const ID = "acc_zhou";
const words = {
  en: { stop: "No, stop. Keep it frozen" },
  zh: { stop: "不，停止，保持冻结" },
};

const zhou = async (): Promise<any> =>
  (await on.api("GET", "/demo")).accounts.find(({ id }: { id: string }) => id === ID);
const e164 = (typed: string) => `+86${typed.replaceAll(" ", "")}`;

/** What the wallet is told, with the wallet's own key. */
async function reasonsOf(accountId: string): Promise<string[]> {
  const { serviceKey } = await on.api("GET", "/demo");
  const headers = { authorization: `Bearer ${serviceKey}` };
  const reply = await fetch(`${on.demo.url}/v1/accounts/${accountId}/holds`, { headers });
  return ((await reply.json()) as any).holds.map(({ reason }: any) => reason);
}

async function signedIn(visitor: Visitor) {
  await on.api("POST", "/demo/reset", {});
  await enter(on, visitor, ID);
}

/** Somebody in the session asks for a looser lock; the owner's message says what to press. */
async function looserLock(page: Page): Promise<string> {
  const { recoveryCodes, email } = await zhou();
  const asked = await page.evaluate(async (code) => {
    const send = (method: string, path: string, body: unknown) =>
      fetch(`/v1/me/${path}`, {
        method,
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    await send("PUT", "lock", { nightLock: true });
    await send("POST", "freshness", { proof: "recovery-code", code });
    return (await send("PUT", "lock", { nightLock: false, acknowledged: "lock-loosening" })).status;
  }, recoveryCodes[0]);
  assert.equal(asked, 200);
  for (let turn = 0; turn < 100; turn++) {
    const messages = await on.api("GET", `/demo/messages?to=${encodeURIComponent(email)}`);
    const all = messages.map(({ text }: { text: string }) => text).join(" ");
    const link = /(http\S+\/not-me#[\w-]+)/.exec(all)?.[1];
    if (link) return link;
    await page.waitForTimeout(50);
  }
  throw new Error("The owner was not told.");
}

/** A soft freeze by "this wasn't me", and its owner back with a whole path proven, scripts or none. */
async function softFrozenAndProven(visitor: Visitor) {
  const thief = await on.visitor(visitor.lang);
  await signedIn(thief);
  const link = await looserLock(thief.page);
  await thief.page.goto(link.replace("#", `?lang=${visitor.lang}#`));
  await thief.page.locator("button.stop").click();
  await thief.page.locator(".notice.cold").waitFor();
  assert.match(await thief.page.locator(".notice.cold b").innerText(), /\d\d:\d\d/);
  await judge(thief.page, "stopped and frozen");
  await shoot(thief.page, `not-me-frozen-${visitor.lang}`);
  assert.deepEqual(await reasonsOf(ID), ["soft-freeze"]);
  await enter(on, thief, ID);
  await thief.page.locator(".standing").waitFor();
  await judgeAll(thief.page, `softly frozen centre ${visitor.lang}`);
  await thief.context.close();
  await provePath(on, visitor, ID);
}

const wayOut = (page: Page) => page.locator("main .btn:visible").first();

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`signed in, one tap and one press freeze my account; the centre says so, and does not end it (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await signedIn(visitor);
      await judgeAll(page, `centre ${lang}`);
      await shoot(page, `centre-${lang}`);
      assert.equal(await page.locator("footer a.fz").getAttribute("href"), "/me/freeze");
      await page.locator('a.row[href="/me/freeze"]').click();
      await page.waitForURL(/\/me\/freeze$/);
      await judgeAll(page, `my freeze ${lang}`);
      await shoot(page, `my-freeze-${lang}`);
      await page.locator("button.stop").click();
      await page.locator(".state .big").waitFor();
      assert.match(await page.locator(".state .big").innerText(), /^\d\d:\d\d:\d\d$/);
      assert.deepEqual(await reasonsOf(ID), ["owner-freeze"]);
      await judgeAll(page, `my frozen ${lang}`);
      await shoot(page, `my-frozen-${lang}`);
      await page.locator(".btn.go1").click();
      await page.locator(".standing").waitFor();
      assert.equal(await page.locator('a.row[href="/me/freeze"]').count(), 0);
      await judgeAll(page, `frozen centre ${lang}`);
      await shoot(page, `frozen-centre-${lang}`);
      await page.locator(".standing a").click();
      await page.locator(".question").waitFor();
      assert.equal(await wayOut(page).innerText(), words[lang].stop);
      await judgeAll(page, `my unfreeze ${lang}`);
      await shoot(page, `my-unfreeze-${lang}`);
      await page.locator(".btn.go2").click();
      await page.waitForURL(/\/recover\/account\?situation=account-stolen$/);
      assert.deepEqual(await reasonsOf(ID), ["owner-freeze"], "a session ends no freeze");
      await visitor.context.close();
    });

    // Broken once: with the hold left out of what is shown when ready, this went red at the password's page.
    test(`a soft freeze ends after a whole path and the question, and not by a way out of it (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await softFrozenAndProven(visitor);
      await judge(page, "a new password while frozen");
      await shoot(page, `password-frozen-${lang}`);
      await page.locator('a[href="/unfreeze"]').click();
      await page.locator(".question").waitFor();
      await judgeAll(page, `unfreeze ${lang}`);
      await wayOut(page).click();
      await page.waitForURL((url) => url.pathname === "/");
      assert.deepEqual(await reasonsOf(ID), ["soft-freeze"]);
      await page.goto(`${on.demo.url}/unfreeze`);
      await page.locator("form button.go2").click();
      await page.locator('.btn.go1[href="/recover/password"]').waitFor();
      assert.deepEqual(await reasonsOf(ID), []);
      await judge(page, "not frozen any more");
      await shoot(page, `unfrozen-${lang}`);
      await visitor.context.close();
    });

    inFull(
      `without scripts I freeze from the centre, and end a soft freeze, by forms alone (${lang})`,
      async () => {
        const visitor = await on.visitor(lang);
        await signedIn(visitor);
        const bare = await on.visitor(lang, { scripts: false });
        await bare.context.addCookies(await visitor.context.cookies());
        await bare.page.goto(`${on.demo.url}/me`);
        await bare.page.locator('a.row[href="/me/freeze"]').click();
        await bare.page.locator("button.stop").click();
        await bare.page.locator(".state .big").waitFor();
        await bare.page.reload();
        assert.deepEqual(await reasonsOf(ID), ["owner-freeze"]);
        await bare.context.close();
        await visitor.context.close();

        const owner = await on.visitor(lang, { scripts: false });
        await softFrozenAndProven(owner);
        await owner.page.locator('a[href="/unfreeze"]').click();
        await owner.page.locator("form button.go2").click();
        await owner.page.locator('.btn.go1[href="/recover/password"]').waitFor();
        assert.deepEqual(await reasonsOf(ID), []);
        await owner.context.close();
      },
    );

    // Broken once: with the two buttons of the question in the other order, this went red.
    inFull(
      `the keyboard alone goes from "someone used my account" to frozen, and its first stop before thawing is the way out (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const visitor = await on.visitor(lang, { width: 1280 });
        const { page } = visitor;
        const tabTo = async (selector: string) => {
          for (let turn = 0; turn < 60; turn++) {
            await page.keyboard.press("Tab");
            const there = (selector: string) => document.activeElement?.matches(selector);
            if (await page.evaluate(there, selector)) return;
          }
          assert.fail(`The keyboard never reached ${selector}.`);
        };
        await page.goto(`${on.demo.url}/?lang=${lang as Lang}`);
        await tabTo('.list a.row[href="/freeze"]');
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/freeze$/);
        await tabTo("#identifier");
        const { phone } = await zhou();
        await page.keyboard.type(phone);
        await page.keyboard.press("Enter");
        await page.locator("#code").waitFor();
        await tabTo("#code");
        await page.keyboard.type(await on.codeTo(e164(phone)));
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/frozen$/);
        await tabTo('a[href="/unfreeze"]');
        await page.keyboard.press("Enter");
        await page.locator(".question").waitFor();
        await focused(page, "h1");
        await page.keyboard.press("Tab");
        const at = () => page.evaluate(() => (document.activeElement as HTMLElement).innerText);
        assert.equal(await at(), words[lang].stop);
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/frozen$/);
        assert.deepEqual(await reasonsOf(ID), ["owner-freeze"]);
        await visitor.context.close();
      },
    );
  });
