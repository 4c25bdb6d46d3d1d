/** Passkeys (E9, E10) and approval by a signed-in device in a real Chromium, in both languages. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { enter, focused, judge, langs, once, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();

const words = {
  en: {
    cancelled: "Nothing happened yet. Try again or choose another way.",
    none: "This app's browser cannot use passkeys",
    copy: "Copy link",
    sent: "Did somebody send you this link?",
    gone: "This link no longer works",
  },
  zh: {
    cancelled: "已取消，可重试或换一种方式。",
    none: "当前应用内浏览器不支持，请用系统浏览器打开。",
    copy: "复制链接",
    sent: "链接是别人发给您的吗？",
    gone: "链接已失效",
  },
};

/** A device that checks a finger by itself, as Chromium plays one. */
async function withAuthenticator({ context, page }: Visitor) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

const accountOf = async (id: string) => {
  const { accounts } = await on.api("GET", "/demo");
  return accounts.find((each: { id: string }) => each.id === id);
};
const intl = (phone: string) => `+86${phone.replaceAll(" ", "")}`;

async function claim(page: Page, lang: string, phone: string) {
  await page.goto(`${on.demo.url}/recover/account?situation=forgot-password&lang=${lang}`);
  await page.locator("#identifier").fill(phone);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/(methods|code)/);
}

const rowFor = (page: Page, proof: string) =>
  page.locator(`form:has(input[name=proof][value=${proof}]) button`);

/** Looked at by a person, where pictures are asked for. */
async function at1280(page: Page, name: string) {
  if (!process.env.RIGHTFUL_SHOTS) return;
  await shoot(page, `${name}-360`);
  await page.setViewportSize({ width: 1280, height: 740 });
  await judge(page, `${name}, 1280 pixels`, "shape");
  await shoot(page, `${name}-1280`);
  await page.setViewportSize({ width: 360, height: 740 });
}

for (const lang of langs)
  describe(`in ${lang}`, () => {
    const it = once(lang, "zh");
    it("another signed-in device approves by its number, and says no to a wrong one", async () => {
      const id = lang === "en" ? "acc_xu" : "acc_feng";
      const { phone } = await accountOf(id);
      const owner = await on.visitor(lang);
      const signedIn = await owner.context.request.post(`${on.demo.url}/demo/sign-in`, {
        data: { as: id },
      });
      assert.equal(signedIn.status(), 200);
      await owner.page.goto(`${on.demo.url}/me?lang=${lang}`);
      const claimant = await on.visitor(lang);
      await claim(claimant.page, lang, phone);
      if (claimant.page.url().includes("/methods")) await rowFor(claimant.page, "sms-code").click();
      await claimant.page.locator("#code").waitFor();
      await claimant.page.locator("#code").pressSequentially(await on.codeTo(intl(phone)));
      await claimant.page.locator("button.go1").click();
      await claimant.page.waitForURL((url) => !url.pathname.endsWith("/code"));
      await claimant.page.goto(`${on.demo.url}/recover/approval`);
      await judge(claimant.page, "before asking a device");
      await claimant.page.locator("button.go1").click();
      const shown = claimant.page.locator(".match");
      await shown.waitFor();
      await judge(claimant.page, "the number");
      await at1280(claimant.page, `approval-number-${lang}`);
      const number = ((await shown.textContent()) ?? "").replace(/\D/g, "");
      // The first page of the centre hears of it by itself.
      await owner.page.locator('a[href="/me/approvals"]').waitFor();
      await judge(owner.page, "the centre, asked");
      await at1280(owner.page, `approval-centre-${lang}`);
      await owner.page.locator('a[href="/me/approvals"]').click();
      const field = owner.page.locator("input[name=number]");
      await field.waitFor();
      await judge(owner.page, "what is asked");
      await at1280(owner.page, `approval-asked-${lang}`);
      await field.fill(String((Number(number) + 1) % 100).padStart(2, "0"));
      await owner.page.locator("button.go1").click();
      await owner.page.locator(".err").waitFor();
      await focused(owner.page, "input[name=number]");
      await judge(owner.page, "a wrong number");
      await field.fill(number);
      await owner.page.locator("button.go1").click();
      await owner.page.locator(".notice.ok").waitFor();
      await shoot(owner.page, `approval-done-${lang}-360`);
      await claimant.page.waitForURL(/\/recover\/(password|wait)$/);
      await owner.context.close();
      await claimant.context.close();
    });

    test("E10 a passkey is added, proves who it is, and when the prompt is cancelled the button has the focus", async () => {
      const id = lang === "en" ? "acc_sun" : "acc_lin";
      const { phone } = await accountOf(id);
      const visitor = await on.visitor(lang);
      const { page, context } = visitor;
      await withAuthenticator(visitor);
      await enter(on, visitor, id);
      assert.ok(await page.locator('a[href="/me/ways-back#passkey"]').count());
      await page.goto(`${on.demo.url}/me/ways-back`);
      await page.locator("#passkey .others button").click();
      await page.locator("#passkey-name").fill("My phone");
      await judge(page, "naming a passkey");
      await at1280(page, `ways-passkey-name-${lang}`);
      await page.locator("#passkey button[type=submit]").click();
      await page.locator("#fresh-title").waitFor();
      await page.locator("section.ask .row").first().click();
      await page.locator("#code").waitFor();
      await page.locator("#code").pressSequentially(await on.codeTo(intl(phone)));
      await page.locator("section.ask button.go1").click();
      await page.locator(".pend").waitFor();
      assert.match((await page.locator(".pend").textContent()) ?? "", /My phone/);
      await judge(page, "a passkey that waits");
      await shoot(page, `ways-passkey-waits-${lang}-360`);
      await on.api("POST", "/demo/clock", { advance: "PT24H1M" });
      for (let turn = 0; turn < 100; turn++) {
        await enter(on, visitor, id);
        await page.goto(`${on.demo.url}/me/ways-back`);
        if (await page.locator("#passkey .own li").count()) break;
      }
      await judge(page, "a passkey in place");
      await at1280(page, `ways-passkey-${lang}`);
      await on.api("POST", "/demo/clock", { advance: "P7DT1H" });

      await claim(page, lang, phone);
      await page.locator(".best input[value=passkey]").waitFor({ state: "attached" });
      await judge(page, "a passkey is recommended");
      await at1280(page, `methods-passkey-${lang}`);
      await page.locator(".best button").click();
      await page.waitForURL(/\/recover\/passkey$/);
      await page.locator("button.go1").waitFor();
      await judge(page, "the passkey's page");
      await at1280(page, `passkey-${lang}`);
      await page.evaluate(() => {
        const { credentials } = navigator;
        Object.assign(window, { real: credentials.get.bind(credentials) });
        credentials.get = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      });
      await page.locator("button.go1").click();
      await page.locator(".said").waitFor();
      assert.match(
        (await page.locator(".said").textContent()) ?? "",
        new RegExp(words[lang].cancelled),
      );
      await focused(page, "button.go1");
      await judge(page, "cancelled");
      await at1280(page, `passkey-cancelled-${lang}`);
      await page.evaluate(() => {
        navigator.credentials.get = (window as any).real;
      });
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/recover\/(password|wait)$/);
      await context.close();
    });

    test("E9 a browser without passkeys says so last, and its link carries on once in a second browser", async () => {
      const { phone } = await accountOf("acc_sun");
      const webview = await on.visitor(lang);
      await webview.context.addInitScript(() => {
        Reflect.deleteProperty(window, "PublicKeyCredential");
      });
      const { page } = webview;
      await claim(page, lang, phone);
      const shut = page.locator("[aria-labelledby=shut-passkey]");
      await page.getByText(words[lang].none).waitFor();
      assert.equal(await page.locator("input[value=passkey]").count(), 0);
      await shut.getByRole("button", { name: words[lang].copy }).click();
      await page.locator("#elsewhere").waitFor();
      await judge(page, "without passkeys");
      await at1280(page, `methods-shut-${lang}`);
      const url = await page.locator("#elsewhere").inputValue();

      const second = await on.visitor(lang);
      await withAuthenticator(second);
      await second.page.goto(`${on.demo.url}/?lang=${lang}`);
      await second.page.goto(url);
      await second.page.getByText(words[lang].sent).waitFor();
      await judge(second.page, "carrying on elsewhere");
      await at1280(second.page, `elsewhere-${lang}`);
      // Opening it did nothing: the first browser goes on.
      const before = await page.evaluate(() =>
        fetch("/v1/recoveries/current").then((r) => r.status),
      );
      assert.equal(before, 200);
      await second.page.locator("button.go1").click();
      await second.page.waitForURL(/\/recover\/passkey$/);
      await second.page.locator("button.go1").waitFor();
      const after = await page.evaluate(() =>
        fetch("/v1/recoveries/current").then((r) => r.status),
      );
      assert.equal(after, 404);

      const third = await on.visitor(lang);
      await third.page.goto(`${on.demo.url}/?lang=${lang}`);
      await third.page.goto(url);
      const answer = third.page.waitForResponse((each) => each.url().endsWith("/v1/elsewhere"));
      await third.page.locator("button.go1").click();
      assert.equal((await answer).status(), 410);
      await third.page.locator('a.go1[href="/"]').waitFor();
      await judge(third.page, "a link that was used");
      await at1280(third.page, `elsewhere-used-${lang}`);
      for (const { context } of [webview, second, third]) await context.close();
    });
  });
