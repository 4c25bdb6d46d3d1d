/** Freezing in a real browser: from the foot of any page to frozen, with and without scripts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { judge, judgeAll, langs, once, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const lin = async (): Promise<string> =>
  (await on.api("GET", "/demo")).accounts.find(({ id }: { id: string }) => id === "acc_lin").phone;
const e164 = (typed: string) => `+86${typed.replaceAll(" ", "")}`;

/** From the foot link to the code page, with the code typed: three of the four taps. */
async function toCode({ page, lang }: Visitor, typed: string) {
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.locator("footer a.fz").click();
  await page.locator("#identifier").fill(typed);
  await page.locator("form button.stop").click();
  await page.waitForURL(/\/recover\/code/);
  await page.locator("#code").pressSequentially(await on.codeTo(e164(typed)));
}
/** What the wallet is told of the account, with the wallet's own key. */
async function holdsOf(accountId: string): Promise<unknown[]> {
  const { serviceKey } = await on.api("GET", "/demo");
  const headers = { authorization: `Bearer ${serviceKey}` };
  const reply = await fetch(`${on.demo.url}/v1/accounts/${accountId}/holds`, { headers });
  return ((await reply.json()) as { holds: unknown[] }).holds;
}
const shown = (page: Page) => page.locator(".state .big").innerText();

for (const lang of langs)
  describe(`in ${lang}`, () => {
    const it = once(lang, "zh");
    it(`not signed in, I freeze my account with three taps and one code (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await page.goto(`${on.demo.url}/freeze?lang=${lang}`);
      await judgeAll(page, `freeze ${lang}`);
      await shoot(page, `freeze-${lang}`);
      await toCode(visitor, await lin());
      await judge(page, "the code");
      await page.locator("button.go1").click();
      await page.waitForURL(/\/frozen/);
      assert.match(await shown(page), /^\d\d:\d\d:\d\d$/);
      await judgeAll(page, `frozen ${lang}`);
      await shoot(page, `frozen-${lang}`);
      await page.setViewportSize({ width: 1280, height: 900 });
      await shoot(page, `frozen-${lang}-1280`);
      await page.locator('ol.num a.inline[href="/recover/methods"]').click();
      await page.waitForURL(/\/recover\/methods/);
      await visitor.context.close();
    });

    it(`without scripts I freeze my account by forms alone (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang, { scripts: false });
      const { page } = visitor;
      await toCode(visitor, await lin());
      await page.locator("button.go1").click();
      await page.waitForURL(/\/frozen/);
      const at = await shown(page);
      assert.match(at, /^\d\d:\d\d:\d\d$/);
      await page.reload();
      assert.equal(await shown(page), at, "frozen once, at one time");
      assert.equal((await holdsOf("acc_lin")).length, 1);
      await visitor.context.close();
    });
  });

test("a lost answer is asked for again with the same key, and only the server's time is shown", async () => {
  await on.api("POST", "/demo/reset", {});
  const visitor = await on.visitor("en");
  const { page, context } = visitor;
  await toCode(visitor, await lin());
  const keys: (string | undefined)[] = [];
  await page.route("**/v1/recoveries/current", (route) => route.abort());
  await page.route("**/v1/recoveries/*/proofs", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const answer = await route.fetch();
    // The server has frozen it; the answer never arrives the first time.
    if (keys.length === 1) await route.abort();
    else await route.fulfill({ response: answer });
  });
  await page.locator("button.go1").click();
  await page.locator(".notice").waitFor();
  assert.ok(page.url().endsWith("/recover/code"), "never says frozen before the server did");
  assert.match(await page.locator("main").innerText(), /400 000 0110|\d{3} \d{3} \d{4}/);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForURL(/\/frozen/);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.equal((await holdsOf("acc_lin")).length, 1);
  assert.match(await shown(page), /^\d\d:\d\d:\d\d$/);
  await context.close();
});
