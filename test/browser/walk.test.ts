/** Whole walks of the portal, and every page of it judged for accessibility, in both languages. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { judge, type Lang, langs, once, stage, type Visitor } from "./harness.ts";

const on = stage();
const NEW = "seven quiet paper boats";

const person = async (id: string): Promise<any> =>
  (await on.api("GET", "/demo")).accounts.find((account: any) => account.id === id);
const e164 = (typed: string) => `+86${typed.replaceAll(" ", "")}`;

/** From the first page to an entered code, counting the pages. */
async function proveByPhone({ page, lang }: Visitor, typed: string, pages: string[] = []) {
  page.on("framenavigated", (frame) => {
    const { pathname } = new URL(frame.url());
    if (pages.at(-1) !== pathname) pages.push(pathname);
  });
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.locator("a.row").first().click();
  await page.locator("#identifier").fill(typed);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/(methods|code)/);
  if (page.url().includes("/methods")) await page.locator(".best button").click();
  await page.locator("#code").waitFor();
  const code = await on.codeTo(e164(typed));
  await page.locator("#code").pressSequentially(code);
  await page.locator("button.go1").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/code"));
}

async function giveSavedCode({ page }: Visitor, code: string) {
  if (page.url().includes("/methods")) await page.goto(`${on.demo.url}/recover/recovery-code`);
  await page.locator("#saved").fill(code);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/(password|wait)/);
}

for (const lang of langs)
  describe(`in ${lang}`, () => {
    const it = once(lang, "zh");
    it(`two typed proofs take at most 7 pages, and the used recovery code is replaced on the last (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      const zhou = await person("acc_zhou");
      const pages: string[] = [];
      const began = performance.now();
      await proveByPhone(visitor, zhou.phone, pages);
      await judge(page, "the second proof");
      await page.goto(`${on.demo.url}/recover/recovery-code`);
      await giveSavedCode(visitor, zhou.recoveryCodes[2]);
      await judge(page, "the new password");
      await page.locator("#password").fill("19900101");
      await page.locator("button.go1").click();
      await page.locator("#password-error").waitFor();
      await judge(page, "a weak password");
      await page.locator("#password").fill(NEW);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/done/);
      assert.match(await page.locator(".codes li").innerText(), /^[0-9](-[0-9A-Z]{4}){4}$/);
      await judge(page, "the receipt");
      assert.ok(new Set(pages).size <= 7, pages.join(" "));
      console.log(
        `two typed proofs, ${lang}: ${new Set(pages).size} pages, ${((performance.now() - began) / 1000).toFixed(1)} s`,
      );
      await visitor.context.close();
    });

    it(`a wait names its moment, and “this wasn't me” ends it for both tabs (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      const gao = await person("acc_gao");
      await proveByPhone(visitor, gao.phone);
      await giveSavedCode(visitor, gao.recoveryCodes[1]);
      await page.waitForURL(/\/recover\/wait/);
      assert.match(await page.locator("main").innerText(), /\d\d:\d\d/);
      await judge(page, "the wait");
      const title = await page.locator("h1").textContent();
      const messages = await on.api("GET", `/demo/messages?to=${encodeURIComponent(gao.email)}`);
      const link = /(http\S+\/not-me#[\w-]+)/.exec(
        messages.map(({ text }: { text: string }) => text).join(" "),
      )?.[1];
      assert.ok(link, JSON.stringify(messages));
      const owner = await on.visitor(lang);
      await owner.page.goto(`${link.replace("#", `?lang=${lang}#`)}`);
      await owner.page.locator("button.stop").waitFor();
      assert.ok(!owner.page.url().includes("#"), "the token stays out of the address");
      await judge(owner.page, "this wasn't me");
      await page.reload();
      await page.waitForURL(/\/recover\/wait/);
      await owner.page.locator("button.stop").click();
      await owner.page.locator("p.tag.ok").waitFor();
      await judge(owner.page, "stopped");
      await page.waitForFunction(
        (title) => document.querySelector("h1")?.textContent !== title,
        title,
        {
          timeout: 60_000,
        },
      );
      await judge(page, "the claimant's end");
      await owner.context.close();
      await visitor.context.close();
    });

    it(`without scripts a person with two proofs is back in as well (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang, { scripts: false });
      const zhou = await person("acc_zhou");
      await proveByPhone(visitor, zhou.phone);
      await giveSavedCode(visitor, zhou.recoveryCodes[4]);
      await visitor.page.locator("#password").fill(NEW);
      await visitor.page.locator("button.go1").click();
      await visitor.page.waitForURL(/\/recover\/done/);
      await visitor.context.close();
    });

    it(`the wallet hands its user over once, and a change asks for a fresh proof (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      const lin = await person("acc_lin");
      await page.goto(`${on.demo.walletUrl}/?lang=${lang}`);
      await judge(page, "the wallet's sign-in");
      await page.locator("#identifier").fill(lin.phone);
      await page.locator("#password").fill(lin.password);
      await page.locator("button.main").click();
      const handedOver = page.waitForRequest((request) => request.url().endsWith("/v1/handoffs"));
      await page.locator('form[action="/security-centre"] button').click();
      const token = (await handedOver).postDataJSON().token;
      await page.waitForURL(/\/me$/);
      await judge(page, "the security centre");
      const again = await on.visitor(lang);
      await again.page.goto(`${on.demo.url}/handoff?lang=${lang}#${token}`);
      await again.page.locator("a.btn.go1").waitFor();
      await judge(again.page, "a used hand-off");
      await page.goto(`${on.demo.url}/me/ways-back?lang=${lang}`);
      await judge(page, "ways back in");
      await page.locator("#codes button, #codes a").first().click();
      await page.locator("#fresh-title").waitFor();
      await judge(page, "a fresh proof");
      await again.context.close();
      await visitor.context.close();
    });

    it(`every page is sound in light, dark and large type (${lang})`, async () => {
      const visitor = await on.visitor(lang, { width: 320 });
      const { page } = visitor;
      const paths = ["/", "/recover/account?situation=forgot-password", "/help", "/freeze"];
      paths.push("/display", "/me", "/not-me", "/nowhere", "/recover/account?by=email");
      paths.push("/recover/account?situation=lost-phone", "/recover/code", "/unfreeze");
      paths.push("/me/lock", "/me/freeze", "/me/unfreeze", "/demo/phone");
      for (const path of paths) {
        await page.goto(`${on.demo.url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
        await judge(page, "light");
        await page.emulateMedia({ colorScheme: "dark" });
        await judge(page, "dark", "colours");
        await page.emulateMedia({ colorScheme: "light" });
        if (path === "/demo/phone") continue;
        const freeze = page.locator('footer a[href="/freeze"]');
        assert.equal(await freeze.count(), 1, `a way to freeze at the foot of ${path}`);
      }
      for (const path of paths.filter((path) => !path.startsWith("/demo"))) {
        await page.goto(
          `${on.demo.url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}&large=1`,
        );
        await judge(page, "large type", "shape");
      }
      await visitor.context.close();
    });

    it(`the keyboard alone reaches the code page, with the focus always to be seen (${lang})`, async () => {
      const visitor = await on.visitor(lang, { width: 1280 });
      const { page } = visitor;
      await page.goto(`${on.demo.url}/?lang=${lang}`);
      const tabTo = async (selector: string) => {
        for (let turn = 0; turn < 40; turn++) {
          await page.keyboard.press("Tab");
          const seen = await page.evaluate((selector) => {
            const at = document.activeElement;
            if (!at || at === document.body) return "lost";
            // A new page's heading has the focus at first, for screen readers; it is no control.
            if (at.getAttribute("tabindex") === "-1") return "on";
            const { outlineStyle, outlineWidth } = getComputedStyle(at);
            const box = at.closest(".field, .code") ?? at;
            const ring = getComputedStyle(box);
            const visible =
              (outlineStyle !== "none" && outlineWidth !== "0px") ||
              (ring.outlineStyle !== "none" && ring.outlineWidth !== "0px") ||
              ring.boxShadow !== "none";
            return at.matches(selector)
              ? visible
                ? "there"
                : "unseen"
              : visible
                ? "on"
                : "unseen";
          }, selector);
          if (seen === "there") return;
          assert.notEqual(
            seen,
            "unseen",
            await page.evaluate(() => document.activeElement?.outerHTML ?? ""),
          );
        }
        assert.fail(`The keyboard never reached ${selector}.`);
      };
      await tabTo('a.row[href*="forgot-password"]');
      await page.keyboard.press("Enter");
      await page.locator("#identifier").waitFor();
      await tabTo("#identifier");
      await page.keyboard.type("139 5555 0101");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/recover\/methods/);
      await tabTo(".best button");
      await page.keyboard.press("Enter");
      await page.locator("#code").waitFor();
      await tabTo("#code");
      await visitor.context.close();
    });
  });

const PICTURE = "docs/picture.png";

test("the README's picture shows the portal as it is", async () => {
  if (process.env.RIGHTFUL_PICTURE) writeFileSync(PICTURE, await takePicture());
  const picture = readFileSync(PICTURE);
  assert.equal(picture.subarray(1, 4).toString(), "PNG");
  assert.ok(picture.length > 20_000 && picture.length < 600_000, `${picture.length} bytes`);
});

async function takePicture(): Promise<Buffer> {
  await on.api("POST", "/demo/reset", {});
  const zhou = await person("acc_zhou");
  const shots: Buffer[] = [];
  const walk = async (lang: Lang, more: boolean) => {
    const visitor = await on.visitor(lang);
    const { page } = visitor;
    const shoot = async () => {
      await page.waitForTimeout(300);
      shots.push(await page.screenshot());
    };
    await page.goto(`${on.demo.url}/?lang=${lang}`);
    await shoot();
    await page.goto(`${on.demo.url}/recover/account?situation=forgot-password&lang=${lang}`);
    await page.locator("#identifier").fill(zhou.phone);
    await page.locator("button.go1").click();
    await page.locator(".best button").click();
    await page.locator("#code").waitFor();
    await page.locator("#code").pressSequentially("402");
    await shoot();
    if (more) {
      await page.locator("#code").fill("");
      await page.locator("#code").pressSequentially(await on.codeTo(e164(zhou.phone)));
      await page.locator("button.go1").click();
      await page.waitForURL((url) => !url.pathname.endsWith("/code"));
      await giveSavedCode(visitor, zhou.recoveryCodes[0]);
      await page.locator("#password").fill(NEW);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/done/);
      await shoot();
    }
    await visitor.context.close();
  };
  await walk("zh", false);
  await on.api("POST", "/demo/reset", {});
  await walk("en", true);
  const [home, code, homeEn, codeEn, done] = shots as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const row = [homeEn, codeEn, done, home, code].map(
    (shot) =>
      `<img src="data:image/png;base64,${shot.toString("base64")}" width="360" height="740">`,
  );
  const context = await on.browser.newContext({ viewport: { width: 1900, height: 760 } });
  const page = await context.newPage();
  await page.setContent(
    `<body style="margin:10px;display:flex;gap:15px;background:#cfd6da">${row.join("")}</body>`,
  );
  const picture = await page.screenshot();
  await context.close();
  return picture;
}
