/** The security centre in a real browser: what to do first, devices, the password, a rehearsal, the record. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull } from "../size.ts";
import { judge, judgeAll, type Lang, oneOf, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const ID = "acc_gao";
const person = async () =>
  (await on.api("GET", "/demo")).accounts.find(({ id }: { id: string }) => id === ID);

async function asWallet(method: string, path: string, body?: unknown) {
  const { serviceKey } = await on.api("GET", "/demo");
  const reply = await fetch(`${on.demo.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${serviceKey}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as any };
}

const names = {
  en: { mine: "Chrome, Android", gone: "Redmi Note 9", here: "Shanghai", there: "Chengdu" },
  zh: { mine: "小米 14", gone: "红米 Note 9", here: "上海", there: "成都" },
};

/** The owner's phone and another are signed in; this browser comes over from the first. */
async function come(visitor: Visitor) {
  await on.api("POST", "/demo/reset", {});
  const { phone, password } = await person();
  const of = names[visitor.lang];
  const signIn = (deviceId: string, deviceName: string, city: string) =>
    asWallet("POST", "/v1/sign-ins", { identifier: phone, password, deviceId, deviceName, city });
  const gone = await signIn("dev-gone", of.gone, of.there);
  assert.equal(gone.status, 201, JSON.stringify(gone.body));
  await signIn("dev-mine", of.mine, of.here);
  const handoff = await asWallet("POST", `/v1/accounts/${ID}/handoffs`, { deviceId: "dev-mine" });
  await visitor.page.goto(`${on.demo.url}/?lang=${visitor.lang}`);
  await visitor.page.goto(handoff.body.url);
  await visitor.page.waitForURL(/\/me$/);
  return { session: gone.body.session.id as string, password: password as string };
}

const at = (page: Page, path: string) => page.goto(`${on.demo.url}${path}`);
const main = (page: Page) => page.locator("main").innerText();
const press = (page: Page, selector: string) => page.locator(selector).first().press("Enter");

/** A picture at 360 and at 1280 pixels. */
async function both(page: Page, name: string, lang: Lang) {
  if (!process.env.RIGHTFUL_SHOTS) return;
  await shoot(page, `centre-${name}-${lang}-360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await shoot(page, `centre-${name}-${lang}-1280`);
  await page.setViewportSize({ width: 360, height: 740 });
}

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    test(`by keyboard: the night lock, an unknown device, a new password, a code tried out (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      const { session, password } = await come(visitor);
      const of = names[lang];

      const first = await page.locator(".fix").count();
      assert.match(await page.locator("h1").innerText(), new RegExp(`${first}`));
      await judgeAll(page, `centre ${lang}`);
      await both(page, "home", lang);
      await press(page, ".fix form button");
      await page.locator(".notice.ok").waitFor();
      assert.equal(await page.locator(".fix").count(), first - 1);

      await at(page, "/me/devices");
      const text = await main(page);
      for (const word of [of.mine, of.gone, of.here, of.there])
        assert.ok(text.includes(word), word);
      await judgeAll(page, `devices ${lang}`);
      await both(page, "devices", lang);
      const line = page.locator(".devices > li", { hasText: of.gone });
      await line.locator("button").nth(1).press("Enter");
      await page.locator(".notice a[href='/me/freeze']").waitFor();
      assert.equal((await asWallet("GET", `/v1/accounts/${ID}/sign-ins/${session}`)).status, 404);
      assert.ok((await main(page)).includes(of.gone), "it stays in the list");
      await judge(page, "an unknown device");
      await both(page, "unknown", lang);

      await press(page, ".notice a[href='/me/password']");
      await page.waitForURL(/\/me\/password$/);
      await (lang === "en" ? judgeAll : judge)(page, `password ${lang}`);
      await page.locator("#old-password").fill("not the old one");
      await page.locator("#new-password").fill("12345678");
      await page.locator(".live", { hasText: /\S/ }).waitFor();
      await both(page, "password-live", lang);
      await press(page, "form button.go1");
      await page.locator("#old-error").waitFor();
      await judge(page, "a wrong old password");
      await both(page, "password-wrong", lang);
      await page.locator("#old-password").fill(password);
      await page.locator("#new-password").fill("quiet harbour lantern 71");
      await page.locator(".live.fine").waitFor();
      await press(page, "form button.go1");
      await page.locator(".notice.ok").waitFor();
      const health = await page.evaluate(async () =>
        (await fetch("/v1/me/password-health")).json(),
      );
      assert.deepEqual([health.disowned, health.leaked, health.weak], [false, false, []]);
      assert.ok(health.judgedAt, "it was judged when it was typed");
      await both(page, "password", lang);

      // Without the old one: a proof in the page, and the same act goes on by itself.
      await at(page, "/me/password");
      await page.locator("#new-password").fill("silver bridge walnut 7");
      await press(page, "section .others button");
      await page.locator("#fresh-title").waitFor();
      await judge(page, "a proof for a new password");
      await page.locator("section.ask button.row").last().press("Enter");
      await page.locator("#code").fill((await person()).recoveryCodes[9]);
      await page.locator("#code").press("Enter");
      await page.locator(".notice.ok").waitFor();

      await at(page, "/me/rehearsal");
      await judgeAll(page, `rehearsal ${lang}`);
      await both(page, "rehearsal", lang);
      await page.locator("#try-code").fill("0-AAAA-AAAA-AAAA-AAAA");
      await page.locator("#try-code").press("Enter");
      await page.locator("#try-error").waitFor();
      await judge(page, "a wrong code");
      const [code] = (await person()).recoveryCodes;
      for (let turn = 0; turn < 2; turn++) {
        await page.locator("#try-code").fill(code);
        await page.locator("#try-code").press("Enter");
        await page.locator(".notice.ok").waitFor();
      }
      await both(page, "rehearsal-works", lang);

      await at(page, "/me/activity");
      await (lang === "en" ? judgeAll : judge)(page, `record ${lang}`);
      await both(page, "activity", lang);
      await press(page, '.kinds a[href$="kind=sign-ins"]');
      await page.waitForURL(/kind=sign-ins/);
      const signIns = await page.locator(".record li").allInnerTexts();
      assert.ok(signIns.some((each) => each.includes(of.gone)));
      assert.ok(!signIns.some((each) => /lock|锁/.test(each)));
      const file = await page.evaluate(async () => {
        const link = document.querySelector<HTMLAnchorElement>('a[href*="format=csv"]');
        const reply = await fetch(link?.href ?? "");
        return { as: reply.headers.get("content-disposition"), text: await reply.text() };
      });
      assert.match(file.as ?? "", /attachment; filename="activity\.csv"/);
      assert.ok(file.text.includes(of.gone));

      await at(page, "/me/evidence");
      await judge(page, "files");
      await both(page, "files", lang);
      await visitor.context.close();
    });
  });

inFull(
  "without scripts all of it works, and the well-known address leads to the change",
  async () => {
    const lang = "zh";
    const visitor = await on.visitor(lang);
    const { password } = await come(visitor);
    const bare = await on.visitor(lang, { scripts: false });
    await bare.context.addCookies(await visitor.context.cookies());
    const { page } = bare;
    const send = (selector: string) => page.locator(selector).first().click();
    await at(page, "/me");
    await send(".fix form button");
    await page.locator(".notice.ok").waitFor();
    await at(page, "/me/devices");
    const line = page.locator(".devices > li", { hasText: names[lang].gone });
    await line.locator("button").first().click();
    await page.locator(".notice.ok").waitFor();
    await at(page, "/.well-known/change-password");
    assert.match(page.url(), /\/me\/password$/);
    await page.locator("#old-password").fill("wrong");
    await page.locator("#new-password").fill("quiet harbour lantern 71");
    await send("form button.go1");
    await page.locator("#old-error").waitFor();
    assert.equal(await page.locator("#new-password").inputValue(), "", "nothing typed comes back");
    await page.locator("#old-password").fill(password);
    await page.locator("#new-password").fill("quiet harbour lantern 71");
    await send("form button.go1");
    await page.locator(".notice.ok").waitFor();
    await at(page, "/me/rehearsal");
    await page.locator("#try-code").fill((await person()).recoveryCodes[0]);
    await send("form button.go1");
    await page.locator(".notice.ok").waitFor();
    await at(page, "/me/devices");
    await page.locator(".devices > li", { hasText: names[lang].mine }).locator("button").click();
    await page.waitForURL(/\/me$/);
    await page
      .locator(`a[href="http://localhost:${on.port + 1}"]`)
      .first()
      .waitFor();
    await bare.context.close();
    await visitor.context.close();
  },
);
