/** The security lock in a real browser: tighter at once, looser after a question, a proof and a day. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import {
  enter,
  focused,
  judge,
  judgeAll,
  oneOf,
  provePath,
  shoot,
  stage,
  type Visitor,
} from "./harness.ts";

const on = stage();
const ID = "acc_lin";
const words = {
  en: { stop: "No, stop", question: "Is somebody on the phone" },
  zh: { stop: "不，停止", question: "现在有人在电话或聊天里指导您操作吗" },
};

async function atLock(visitor: Visitor) {
  await on.api("POST", "/demo/reset", {});
  await enter(on, visitor, ID);
  await visitor.page.goto(`${on.demo.url}/me/lock`);
  await visitor.page.locator("form.lock").waitFor();
}

/** The lock as the API has it, asked for by this browser. */
const lockOf = (page: Page): Promise<any> =>
  page.evaluate(async () => (await fetch("/v1/me/lock")).json());
const save = (page: Page) => page.locator("form.lock button.go1").click();
const said = (page: Page) => page.locator(".notice.ok").innerText();

/** A code to the owner's own number, asked for and typed. */
async function proveBySms(page: Page) {
  const { phone } = (await on.api("GET", "/demo")).accounts.find(({ id }: any) => id === ID);
  await page.locator("#fresh-title").waitFor();
  await page.locator("button.row").first().click();
  await page.locator("#code").waitFor();
  const code = await on.codeTo(`+86${phone.replaceAll(" ", "")}`);
  await page.locator("#code").pressSequentially(code);
  await page.locator("section.ask button.go1").click();
}

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`a limit is lowered at once, and raised after the question, a proof and a day (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await atLock(visitor);
      await judgeAll(page, `lock ${lang}`);
      await page.locator("#dailyLimit").fill("5,000");
      await page.locator(".pre button").nth(2).click();
      await page.locator('input[name="nightLock"]').check();
      await page.locator('input[name="newPayeeDelayHours"][value="12"]').check();
      await save(page);
      await page.locator(".notice.ok").waitFor();
      const { rules } = await lockOf(page);
      assert.deepEqual(
        [rules.dailyLimit, rules.singleLimit, rules.nightLock, rules.newPayeeDelayHours],
        ["5000.00", "2000.00", true, 12],
      );

      await page.locator("#dailyLimit").fill("8000");
      await page.locator("#singleLimit").fill("1000");
      await save(page);
      await page.locator(".question").waitFor();
      assert.ok((await page.locator(".question").innerText()).includes(words[lang].question));
      const first = page.locator("main .btn:visible").first();
      assert.equal(await first.innerText(), words[lang].stop, "the way out stands first");
      await judgeAll(page, `lock question ${lang}`);
      await shoot(page, `lock-question-${lang}`);
      await first.click();
      await page.locator("form.lock").waitFor();
      const kept = await lockOf(page);
      assert.deepEqual(
        [kept.rules.singleLimit, kept.pending],
        ["2000.00", {}],
        "nothing was changed",
      );

      await page.locator("#dailyLimit").fill("8000");
      await page.locator("#singleLimit").fill("1000");
      await save(page);
      await page.locator(".btn.go2").click();
      await page.locator("#fresh-title").waitFor();
      await judge(page, "the proof");
      await proveBySms(page);
      await page.locator(".pend").waitFor();
      const asked = await lockOf(page);
      assert.equal(asked.rules.singleLimit, "1000.00", "tighter at once");
      assert.deepEqual(
        [asked.rules.dailyLimit, asked.pending.dailyLimit.value],
        ["5000.00", "8000.00"],
      );
      const hours =
        (Date.parse(asked.pending.dailyLimit.effectiveAt) -
          Date.parse(asked.pending.dailyLimit.askedAt)) /
        3_600_000;
      assert.equal(hours, 24);
      assert.match(await page.locator(".pend").innerText(), /¥5,000 → ¥8,000/);
      assert.match(await said(page), /\d\d:\d\d/);
      await judgeAll(page, `lock waits ${lang}`);
      await shoot(page, `lock-waits-${lang}`);

      // Another change leaves alone what waits: only what was changed is sent.
      await page.locator('input[name="trustedDevicesOnly"]').check();
      await save(page);
      await page.locator('input[name="trustedDevicesOnly"]:checked').waitFor();
      await page.waitForFunction(async () => {
        const lock = await (await fetch("/v1/me/lock")).json();
        return lock.rules.trustedDevicesOnly;
      });
      assert.equal((await lockOf(page)).pending.dailyLimit.value, "8000.00");

      await page.locator(".pend button").click();
      await page.locator(".pend").waitFor({ state: "detached" });
      assert.deepEqual((await lockOf(page)).pending, {});
      await page.setViewportSize({ width: 1280, height: 900 });
      await shoot(page, `lock-${lang}-1280`);
      await visitor.context.close();
    });

    inFull(
      `what is no amount gets one sentence and stays as it was typed, with and without scripts (${lang})`,
      async () => {
        const visitor = await on.visitor(lang);
        const { page } = visitor;
        await atLock(visitor);
        const fill = async (page: Page) => {
          await page.locator("#singleLimit").fill("12.345");
          await page.locator("#dailyLimit").fill("五百");
          await page.locator('input[name="nightLock"]').check();
          await save(page);
          await page.locator(".summary").waitFor();
          assert.equal(await page.locator(".err").count(), 2);
          assert.equal(await page.locator(".summary li").count(), 2);
          assert.equal(await page.locator("#singleLimit").inputValue(), "12.345");
          assert.equal(await page.locator("#dailyLimit").inputValue(), "五百");
          assert.ok(await page.locator('input[name="nightLock"]').isChecked());
        };
        await fill(page);
        await judge(page, "two bad amounts");
        await page.locator(".summary a").nth(1).click();
        await shoot(page, `lock-wrong-${lang}`);
        await focused(page, "#dailyLimit");
        assert.equal((await lockOf(page)).rules.nightLock, false, "nothing was saved by halves");

        const bare = await on.visitor(lang, { scripts: false });
        await bare.context.addCookies(await visitor.context.cookies());
        await bare.page.goto(`${on.demo.url}/me/lock`);
        await fill(bare.page);
        await bare.page.locator("#singleLimit").fill("");
        await bare.page.locator("#dailyLimit").fill("３００");
        await save(bare.page);
        await bare.page.locator(".notice.ok").waitFor();
        const { rules } = await lockOf(page);
        assert.deepEqual(
          [rules.dailyLimit, rules.singleLimit, rules.nightLock],
          ["300.00", null, true],
        );

        // Looser: the question is asked, and without a script it is the end of it.
        await bare.page.locator("#dailyLimit").fill("900");
        await save(bare.page);
        await bare.page.locator(".question").waitFor();
        await shoot(bare.page, `lock-question-bare-${lang}`);
        await bare.page.locator("main .btn:visible").first().click();
        assert.equal(await bare.page.locator("#dailyLimit").inputValue(), "300");
        assert.deepEqual((await lockOf(page)).pending, {});
        await bare.context.close();
        await visitor.context.close();
      },
    );

    inFull(
      `after a recovery, what was tightened meanwhile is put back with one proof (${lang})`,
      async () => {
        const zhou = "acc_zhou";
        await on.api("POST", "/demo/reset", {});
        const visitor = await on.visitor(lang);
        const { page } = visitor;
        await enter(on, visitor, zhou);
        const { recoveryCodes } = (await on.api("GET", "/demo")).accounts.find(
          ({ id }: { id: string }) => id === zhou,
        );
        // A thief in the session: asks for a looser lock, and locks the owner out of the money meanwhile.
        const statuses = await page.evaluate(async (code) => {
          const send = async (method: string, path: string, body: unknown) =>
            (
              await fetch(`/v1/me/${path}`, {
                method,
                body: JSON.stringify(body),
                headers: { "content-type": "application/json" },
              })
            ).status;
          return [
            await send("PUT", "lock", { dailyLimit: "500", nightLock: true }),
            await send("POST", "freshness", { proof: "recovery-code", code }),
            await send("PUT", "lock", { nightLock: false, acknowledged: "lock-loosening" }),
            await send("PUT", "lock", { dailyLimit: "0" }),
          ];
        }, recoveryCodes[0]);
        assert.deepEqual(statuses, [200, 200, 200, 200]);
        await provePath(on, visitor, zhou);
        await page.locator("#password").fill("seven quiet paper boats");
        await page.locator("button.go1").click();
        await page.waitForURL(/\/recover\/done/);
        await enter(on, visitor, zhou);
        await page.goto(`${on.demo.url}/me/lock`);
        const { rules, undo, pending } = await lockOf(page);
        assert.deepEqual(
          [rules.dailyLimit, undo.rules.dailyLimit, pending],
          ["0.00", "500.00", {}],
        );
        await judge(page, "a lock to put back");
        await shoot(page, `lock-undo-${lang}`);
        await page.locator(".pend button").click();
        await page.locator("#fresh-title").waitFor();
        await page.locator("section.ask button.row").last().click();
        await page.locator("#code").fill(recoveryCodes[5]);
        await page.locator("section.ask button.go1").click();
        await page.locator(".notice.ok").waitFor();
        assert.equal((await lockOf(page)).rules.dailyLimit, "500.00");
        assert.equal(await page.locator(".pend").count(), 0);
        assert.equal(await page.locator("#dailyLimit").inputValue(), "500");
        await visitor.context.close();
      },
    );

    // Broken once: with the two buttons of the question in the other order, this went red.
    inFull(
      `the keyboard alone loosens nothing by mistake: the first stop after the question is the way out (${lang})`,
      async () => {
        const visitor = await on.visitor(lang, { width: 1280 });
        const { page } = visitor;
        await atLock(visitor);
        const tabTo = async (selector: string) => {
          for (let turn = 0; turn < 60; turn++) {
            await page.keyboard.press("Tab");
            if (
              await page.evaluate((selector) => document.activeElement?.matches(selector), selector)
            )
              return;
          }
          assert.fail(`The keyboard never reached ${selector}.`);
        };
        await tabTo("#dailyLimit");
        await page.keyboard.type("400");
        await page.keyboard.press("Enter");
        await page.locator(".notice.ok").waitFor();
        assert.equal((await lockOf(page)).rules.dailyLimit, "400.00");
        await tabTo('input[name="nightLock"]');
        await page.keyboard.press("Space");
        await tabTo("form.lock button.go1");
        await page.keyboard.press("Enter");
        await page.waitForFunction(
          async () => (await (await fetch("/v1/me/lock")).json()).rules.nightLock,
        );
        await tabTo('input[name="nightLock"]');
        await page.keyboard.press("Space");
        await tabTo("form.lock button.go1");
        await page.keyboard.press("Enter");
        await page.locator(".question").waitFor();
        await focused(page, "h1");
        await page.keyboard.press("Tab");
        assert.equal(
          await page.evaluate(() => (document.activeElement as HTMLElement).innerText),
          words[lang].stop,
        );
        await page.keyboard.press("Enter");
        await page.locator("form.lock").waitFor();
        assert.equal((await lockOf(page)).rules.nightLock, true);
        await visitor.context.close();
      },
    );
  });
