/** What staff need around cases, in a real browser: invitations, changes by two people, freezes, callers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { inviteFirstAdmin } from "../../src/features/staff/index.ts";
import { inFull } from "../size.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { type Lang, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();

/** A browser with a finger on its sensor. */
async function withAuthenticator(lang: Lang): Promise<Visitor> {
  const visitor = await on.visitor(lang, { width: 1280 });
  const client = await visitor.context.newCDPSession(visitor.page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return visitor;
}
const name = (page: Page) => page.locator(".who span").innerText();
const press = (page: Page, selector: string) => page.locator(selector).press("Enter");
const say = async (page: Page, id: string, text: string) => page.locator(`#${id}`).fill(text);
const house = async (page: Page) => {
  await page.locator('.bar a[href="/desk/house"]').press("Enter");
  await page.locator(".house h1").waitFor();
};

// Before Enter on a button was the button's own, nobody signed out by keys from the queue, and this went red.
test("the first admin comes in by the address of the terminal, and from then on by passkey; a new colleague by two halves", async () => {
  await on.api("POST", "/demo/reset", {});
  // What `rightful staff invite` prints.
  const invite = await inviteFirstAdmin(on.demo.running.world, { name: "Wen An", id: "agt_wen" });
  const admin = await withAuthenticator("en");
  const { page } = admin;
  await page.goto(invite?.url ?? "");
  await page.locator("h1", { hasText: "Wen An" }).waitFor();
  await judgeDesk(page, "invitation");
  await shoot(page, "house-invitation-en");
  await page.locator('a[lang="zh-CN"]').click();
  await page.locator("h1", { hasText: "欢迎，Wen An" }).waitFor();
  await page.locator('a[lang="en"]').click();
  await page.locator("h1", { hasText: "Welcome, Wen An" }).waitFor();
  await press(page, "button.p");
  await page.waitForURL(/\/desk$/);
  assert.match(await name(page), /Wen An · Admin/);
  await press(page, ".who .b");
  await page.waitForURL(/\/sign-in/);
  await page.locator("h1", { hasText: "Sign in" }).waitFor();
  await press(page, "button.p");
  await page.waitForURL(/\/desk$/);
  assert.match(await name(page), /Wen An/);
  await page.goto("about:blank");
  await page.goto(invite?.url ?? "");
  await page.locator('a[href="/desk/sign-in"]').waitFor();
  assert.match(await page.locator("main").innerText(), /It was used/);
  await judgeDesk(page, "a used invitation");

  const qian = await atDesk(on, "zh", "agt_qian");
  await house(qian.page);
  await press(qian.page, 'a[href="/desk/house/people/new"]');
  await say(qian.page, "name", "何一");
  await say(qian.page, "team", "west");
  await press(qian.page, "form button");
  await qian.page.locator(".wrong").waitFor();
  await say(qian.page, "add-reason", "新同事入职");
  await judgeDesk(qian.page, "adding somebody");
  await press(qian.page, "form button");
  const code = await qian.page.locator(".said .code").innerText();
  assert.match(code, /^\d{8}$/);
  await shoot(qian.page, "house-code-zh");
  await house(qian.page);
  await qian.page.locator(".list a", { hasText: "何一" }).press("Enter");
  await qian.page.locator(".kv").waitFor();
  assert.match(await qian.page.locator("main").innerText(), /这是您提出的/);
  assert.equal(await qian.page.locator("main .b.p").count(), 0, "one's own is not agreed to");

  await page.goto(`${on.demo.url}/desk/house`);
  await page.locator(".list a", { hasText: "何一" }).press("Enter");
  await press(page, ".seg .b.p");
  const url = await page.locator(".said .url").innerText();
  await shoot(page, "house-agreed-en");
  const he = await withAuthenticator("zh");
  await he.page.goto(url);
  await say(he.page, "half", code === "00000000" ? "11111111" : "00000000");
  await press(he.page, "form button");
  await he.page.locator(".wrong").waitFor();
  await judgeDesk(he.page, "a wrong code");
  await shoot(he.page, "house-wrong-code-zh");
  await say(he.page, "half", code);
  await press(he.page, "form button");
  await he.page.locator("h1", { hasText: "何一" }).waitFor();
  await press(he.page, "button.p");
  await he.page.waitForURL(/\/desk$/);
  assert.match(await name(he.page), /何一/);
  await house(qian.page);
  await shoot(qian.page, "house-admin-zh");
  await qian.page.locator("td a", { hasText: "何一" }).press("Enter");
  await qian.page.locator('input[value="identity"]').check();
  await say(qian.page, "issuer", "https://id.example");
  await say(qian.page, "subject", "u-1187");
  await say(qian.page, "person-reason", "使用统一登录");
  await judgeDesk(qian.page, "a colleague");
  await shoot(qian.page, "house-person-zh");
  await press(qian.page, "form button");
  await qian.page.locator(".said").waitFor();
  assert.equal(await qian.page.locator(".said .code").count(), 0, "this needs no second half");
  await house(page);
  await page.locator(".list b", { hasText: "for you" }).waitFor();
  await judgeDesk(page, "the house of an admin");
  await shoot(page, "house-admin-en");
  for (const { context } of [admin, qian, he]) await context.close();
});

inFull(
  "T27 an agent freezes with a reason and asks for its end; the person whom the system drew ends it",
  async () => {
    await on.api("POST", "/demo/reset", {});
    await on.api("POST", "/demo/cases", {});
    const tang = await atDesk(on, "zh", "agt_tang");
    const { page } = tang;
    await page.locator("table.qt").waitFor();
    await page.keyboard.press("n");
    await page.locator(".cw").waitFor();
    await page.locator("summary", { hasText: "冻结账户" }).press("Enter");
    await page.locator(".rail .b.stop:visible").press("Enter");
    await page.locator(".rail .wrong").waitFor();
    await say(page, "why-freeze", "两部手机同时登录");
    await page.locator(".rail .b.stop:visible").press("Enter");
    await page.locator(".frozen", { hasText: "疑似被盗" }).waitFor();
    await page.locator("summary", { hasText: "提请解除" }).press("Enter");
    await say(page, "why-release", "本人已到柜台核实");
    await judgeDesk(page, "a frozen case");
    await shoot(page, "house-case-zh");
    await page.locator(".frozen .b:visible").press("Enter");
    await page.locator(".frozen", { hasText: "等待另一人同意" }).waitFor();
    for (const who of ["agt_ye", "agt_pan"] as const) {
      const second = await atDesk(on, "en", who);
      await second.page.goto(`${on.demo.url}/desk/house`);
      await second.page.locator("#waiting").waitFor();
      const row = second.page.locator(".list li", { hasText: "for you" });
      if (await row.count()) {
        await row.locator("a").press("Enter");
        await second.page.locator(".kv").waitFor();
        await judgeDesk(second.page, "a change");
        await shoot(second.page, "house-change-en");
        await press(second.page, ".seg .b.p");
        await second.page.locator(".said").waitFor();
      }
      await second.context.close();
    }
    await page.reload();
    await page.locator(".cw").waitFor();
    assert.equal(await page.locator(".frozen", { hasText: "疑似被盗" }).count(), 0);
    await page.locator("summary", { hasText: "退出所有登录" }).press("Enter");
    await say(page, "why-sessions", "有人仍在登录");
    await page.locator(".rail .b.stop:visible").press("Enter");
    await page.keyboard.press("5");
    await page.locator(".log", { hasText: "工作台已退出所有登录" }).waitFor();
    assert.equal(await page.locator("#to-team").inputValue(), "west");
    await page.locator(".line .b").press("Enter");
    // Given away: this agent holds it no more.
    await page.locator(".line").waitFor({ state: "detached" });
    await tang.context.close();
  },
);

inFull(
  "a supervisor opens a case for a caller, switches a proof off, and is told when the queue is old",
  async () => {
    await on.api("POST", "/demo/reset", {});
    const { page, context } = await atDesk(on, "en", "agt_shen");
    await page.keyboard.press("c");
    await page.waitForURL(/\/cases\/new/);
    await judgeDesk(page, "a new case");
    await say(page, "caller", "138 0000 1002");
    await say(page, "story", "Calls from abroad; the number is dead.");
    await press(page, "form button");
    await page.locator(".said .steps").waitFor();
    assert.match(await page.locator("h1").innerText(), /^Case \S+ is open$/);
    await judgeDesk(page, "what to tell the caller");
    await shoot(page, "house-caller-en");
    await press(page, 'main a[href*="/desk/cases/case_"]');
    await page.locator(".cw").waitFor();
    await page.locator("summary", { hasText: "for the police" }).press("Enter");
    await page.locator("#police-scope").selectOption("sign-in");
    await say(page, "why-police", "Request 2026-1187");
    await judgeDesk(page, "a freeze for the police");
    await page.locator(".rail .b.stop:visible").press("Enter");
    await page.locator(".frozen", { hasText: "For the police · sign-in" }).waitFor();
    await house(page);
    await page.locator("summary", { hasText: "Switch something off" }).press("Enter");
    await page.locator("a", { hasText: "Phone code" }).press("Enter");
    await page.locator("#brake-reason").fill("Texts are read on the way.");
    await judgeDesk(page, "a brake");
    await shoot(page, "house-brake-en");
    await press(page, "form button");
    await page.locator(".list", { hasText: "Phone code: switched off" }).waitFor();
    await page.locator("summary", { hasText: "let it go again" }).press("Enter");
    await page.locator("#release-proof-sms-code-reason").fill("The leak is closed.");
    await page.locator(".list form button").press("Enter");
    await page.locator(".list a", { hasText: "Let go again: Phone code" }).waitFor();
    await say(page, "tie-account", "138 0000 1003");
    await page.locator("section[aria-labelledby=ties] form button").press("Enter");
    await page.locator("section[aria-labelledby=ties] li").waitFor();
    await judgeDesk(page, "the house of a supervisor");
    await shoot(page, "house-supervisor-en");
    await page.clock.install();
    await page.goto(`${on.demo.url}/desk`);
    await page.locator("table.qt").waitFor();
    assert.equal(await page.locator(".q .wrong").count(), 0);
    await page.route("**/v1/cases?*", (route) => route.abort());
    await page.clock.fastForward(16_000);
    await page.locator(".q .wrong", { hasText: "15 seconds" }).waitFor();
    await context.close();
  },
);
