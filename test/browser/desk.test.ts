/** The desk in a real browser, against the whole demo: cases are made as claimants make them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { atDesk, judgeDesk, whoWasDrawn } from "./at-desk.ts";
import { focused, judge, oneOf, shoot, stage } from "./harness.ts";

const on = stage();
/** A claimant who asks for people, by the public API; with an address of their own. */
async function openCase(identifier: string, story: string, from: string) {
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const reply = await fetch(`${on.demo.url}${path}`, {
      method,
      headers: {
        ...(body && { "content-type": "application/json" }),
        "x-forwarded-for": from,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(reply.ok, await reply.clone().text());
    return (await reply.json()) as any;
  };
  const claim = { identifier, situation: "lost-phone", locale: "zh" };
  const { recovery, token } = await call("POST", "/v1/recoveries", claim);
  const at = `/v1/recoveries/${recovery.id}/case`;
  const opened = await call("POST", at, { story }, token);
  return { id: opened.case.id, seen: async () => (await call("GET", at, undefined, token)).case };
}

/** Presses Tab until the focus is on what is meant; never with the mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let turn = 0; turn < 90; turn++) {
    const isThere = await page.evaluate(
      (selector) => document.activeElement?.matches(selector) ?? false,
      selector,
    );
    if (isThere) {
      const ring = await page.evaluate(
        () => getComputedStyle(document.activeElement!).outlineStyle,
      );
      assert.notEqual(ring, "none", `the focus is not seen on ${selector}`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} was not reached by Tab.`);
}

async function tick(page: Page) {
  const items = page.locator(".cl li");
  for (let n = 0; n < (await items.count()); n++) {
    await tabTo(page, `.cl li:nth-child(${n + 1}) button:first-child`);
    await page.keyboard.press("Enter");
    await items.nth(n).locator('button[aria-pressed="true"]').waitFor();
  }
}

async function choose(page: Page, outcome: string) {
  await page.keyboard.press("d");
  await page.waitForURL(/\/decide$/);
  await page.locator("input[type=radio]").first().waitFor();
  await tabTo(page, "input[type=radio]");
  await page.keyboard.press("Space");
  for (let turn = 0; turn < 4; turn++) {
    if (await page.locator(`input[value="${outcome}"]`).isChecked()) break;
    await page.keyboard.press("ArrowDown");
  }
  await tabTo(page, "#reason");
  await page.keyboard.press("ArrowDown");
}

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`E37 by keys alone two people take, check and approve a case, and each knows only what they may (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const story = "原来的手机号停用了，需要换成新号码。";
      const claim = await openCase("138 0000 1002", story, "10.1.0.1");
      const first = await atDesk(on, lang, "agt_tang");
      const { page } = first;
      await page.locator("table.qt tr.sel").waitFor();
      await judgeDesk(page, `queue ${lang}`);
      await shoot(page, `desk-queue-${lang}`);
      await page.keyboard.press("?");
      await page.locator("dialog[open]").waitFor();
      await judge(page, `keys ${lang}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("n");
      await page.waitForURL(/\/desk\/cases\//);
      await page.locator(".cw").waitFor();
      assert.match(await page.locator(".story").innerText(), /原来的手机号停用了/);
      await judgeDesk(page, `case ${lang}`);
      await shoot(page, `desk-case-${lang}`);
      // Too early: the checklist is open, and the page says so where the focus then is.
      await choose(page, "approve");
      await judgeDesk(page, `decide ${lang}`);
      await shoot(page, `desk-decide-${lang}`);
      await tabTo(page, "button[type=submit]");
      await page.keyboard.press("Enter");
      await page.locator(".wrong").waitFor();
      await focused(page, ".wrong");
      await tick(page);
      await tabTo(page, "button[type=submit]");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/desk$/);
      // The maker opens the page of the second verdict by its address.
      await page.goto(`${on.demo.url}/desk/cases/${claim.id}/decide`);
      await page.locator(".decide .blank").waitFor();
      assert.equal(await page.locator("input[type=radio]").count(), 0);

      const drawn = await whoWasDrawn(on, lang);
      const second = drawn.page;
      await second.keyboard.press("Enter");
      await second.locator(".cw").waitFor();
      assert.doesNotMatch(await second.locator("body").innerText(), /Tang|唐薇/);
      await tick(second);
      await choose(second, "approve");
      await shoot(second, `desk-second-${lang}`);
      await tabTo(second, "button[type=submit]");
      await second.keyboard.press("Enter");
      await second.waitForURL(/\/desk$/);
      assert.equal((await claim.seen()).decision.outcome, "approved");
      await first.context.close();
      await drawn.context.close();
    });
  });

test("a demo's empty desk can be filled, once, and what is filled in can be taken", async () => {
  await on.api("POST", "/demo/reset", {});
  const { page, context } = await atDesk(on, "zh", "agt_ye");
  await page.locator(".blank button").click();
  await page.locator("table.qt tbody tr").nth(4).waitFor();
  assert.equal(await page.locator("table.qt tbody tr").count(), 5);
  assert.match(await page.locator("table.qt tbody tr").first().innerText(), /正在被盗/);
  assert.deepEqual(await on.api("POST", "/demo/cases", {}), { made: 0 });
  await judgeDesk(page, "a full queue");
  await shoot(page, "desk-samples-zh");
  await page.keyboard.press("n");
  await page.locator(".cw").waitFor();
  await shoot(page, "desk-sample-zh");
  await context.close();
});

test("single keys do nothing while they are turned off, nor while somebody types", async () => {
  await on.api("POST", "/demo/reset", {});
  await openCase("138 0000 1002", "My number is dead.", "10.1.0.3");
  const { page, context } = await atDesk(on, "en", "agt_tang");
  await page.locator("table.qt").waitFor();
  await page.keyboard.press("f");
  await page.keyboard.type("n");
  assert.match(page.url(), /q=n/);
  await page.locator("input[type=search]").fill("");
  await page.locator("button.plain").click();
  await page.locator("dialog input").uncheck();
  await page.locator("dialog button").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator("h1").click();
  await page.keyboard.press("n");
  await page.waitForTimeout(300);
  assert.match(page.url(), /\/desk(\?|$)/);
  await context.close();
});

test("E23 a note that comes too late is kept in the window, and nothing of another's is overwritten", async () => {
  await on.api("POST", "/demo/reset", {});
  await openCase("138 0000 1002", "My number is dead.", "10.1.0.4");
  const { page, context } = await atDesk(on, "en", "agt_tang");
  await page.locator("table.qt").waitFor();
  await page.keyboard.press("n");
  await page.locator(".cw").waitFor();
  await page.keyboard.press("m");
  await page.locator("#note").fill("Called the operator.");
  await page.route("**/notes", (route) => route.abort());
  await page.locator("form button").click();
  await page.locator(".wrong").waitFor();
  assert.equal(await page.locator("#note").inputValue(), "Called the operator.");
  await page.reload();
  await page.locator(".cw").waitFor();
  await page.keyboard.press("m");
  assert.equal(await page.locator("#note").inputValue(), "Called the operator.");
  await page.unroute("**/notes");
  await page.locator("form button").click();
  await page.locator(".log .note").waitFor();
  assert.equal(await page.locator("#note").inputValue(), "");
  await context.close();
});
