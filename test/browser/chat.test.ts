/** A chat in a case, as both sides see it: on a phone and at the desk, through an outage, and without scripts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { inFull, isFull } from "../size.ts";
import { atDesk, type Who } from "./at-desk.ts";
import {
  focused,
  judge,
  judgeAll,
  type Lang,
  langs,
  PHONE,
  shoot,
  stage,
  type Visitor,
} from "./harness.ts";

const on = stage();
const phones = ["138 0000 1002", "138 0000 1003", "138 0000 1004"];
let next = 0;

/** Opens a case on a phone and gives its reference. */
async function claim({ page, lang }: Visitor): Promise<string> {
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.locator('a.row[href*="lost-phone"]').click();
  await page.locator("#identifier").fill(phones[next++ % phones.length] as string);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/methods/);
  await page.locator('a[href="/recover/case/new"]').click();
  await page.locator('a[href="/recover/case/story"]').click();
  await page.locator("#story").fill(lang === "zh" ? "手机掉进湖里了。" : "It fell into the lake.");
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/case$/);
  return (await page.locator(".ref").innerText()).trim();
}

async function toChat({ page }: Visitor) {
  await page.locator('a.row[href="/recover/case/chat"]').click();
  await page.waitForURL(/\/recover\/case\/chat$/);
  await page.locator('[role="log"]').waitFor();
}

/** Somebody of the desk, in the chat of the case of this reference. */
async function deskChat(lang: Lang, who: Who, reference: string): Promise<Visitor> {
  const visitor = await atDesk(on, lang, who);
  const { page } = visitor;
  await page.goto(`${on.demo.url}/desk?view=all&q=${encodeURIComponent(reference)}`);
  await page.locator("table.qt a.ref").first().click();
  await page.locator("#tab-chat").click();
  await page.locator('.chat[role="log"]').waitFor();
  await page.locator('button[type="submit"][aria-disabled="false"]').waitFor();
  return visitor;
}

const words = (page: Page) =>
  page.locator(".said:not(:has(.err)):not(:has(.r)) bdi").allInnerTexts();
const hears = async (page: Page, text: string) =>
  page.locator(".said bdi", { hasText: text }).first().waitFor({ timeout: 60_000 });

async function write({ page }: Visitor, text: string) {
  const field = page.locator("#text, #chat-text");
  await field.fill(text);
  await field.press("Control+Enter");
}

const OUTAGE_MS = 40_000;
/** The others of this file begin once the line is cut: they run while it is. */
const cut = Promise.withResolvers<void>();
// Nobody is cut off where that test does not run.
if (!isFull) cut.resolve();

/** The server hangs up on everybody, and these cannot come back until `back`. */
async function cutOff(...visitors: Visitor[]) {
  for (const { context } of visitors)
    await context.route(/\/messages/, (route) => route.abort("connectionrefused"));
  on.demo.running.app.server.closeAllConnections();
  const over = new Promise((done) => setTimeout(done, OUTAGE_MS));
  return async () => {
    await over;
    for (const { context } of visitors) await context.unroute(/\/messages/);
  };
}

describe("a chat", { concurrency: 2 }, () => {
  // Broken once: with a line that begins "from now on" and no gap asked for, messages were missing on both sides.
  inFull(
    "E19 through an outage of 40 s nothing is lost or doubled, and nobody answers blindly",
    async (t) => {
      t.after(() => cut.resolve());
      const owner = await on.visitor("zh");
      const reference = await claim(owner);
      await toChat(owner);
      await write(owner, "您好，有人吗？");
      await hears(owner.page, "有人吗");
      const a = await deskChat("en", "agt_tang", reference);
      const b = await deskChat("en", "agt_ye", reference);
      await hears(a.page, "有人吗");
      await write(a, "Yes, we are here.");
      await hears(owner.page, "we are here");
      await hears(b.page, "we are here");
      await a.page.locator(".part .g").waitFor();
      await judge(a.page, "the chat at the desk");
      await shoot(a.page, "desk-chat-en-1280");
      await a.page.setViewportSize({ width: 1024, height: 800 });
      await judge(a.page, "the chat at the desk, 1024 pixels", "shape");

      const back = await cutOff(owner, b);
      cut.resolve();
      await b.page.locator("#chat-text").fill("I know better");
      await b.page.locator('.wrong[role="status"]').waitFor();
      await b.page.locator("#chat-text").press("Control+Enter");
      await owner.page.locator(".tag.warn").waitFor();
      await shoot(b.page, "desk-chat-stale-1280");
      await shoot(owner.page, "chat-stale-zh-360");
      // What I write meanwhile is not lost: it says that it was not sent.
      await write(owner, "我还在");
      await owner.page.locator(".said .err").waitFor();
      for (const text of ["First of three", "Second of three", "Third of three"]) {
        await write(a, text);
        await hears(a.page, text);
      }
      await back();
      await hears(b.page, "Third of three");
      await hears(owner.page, "Third of three");
      await b.page.locator('button[type="submit"][aria-disabled="false"]').waitFor();
      assert.equal(await b.page.locator("#chat-text").inputValue(), "I know better");
      await b.page.locator("#chat-text").press("Control+Enter");
      await owner.page.locator(".said .err button").click();
      await hears(a.page, "我还在");
      await hears(a.page, "I know better");
      await hears(owner.page, "I know better");
      await hears(b.page, "我还在");
      const said = await words(a.page);
      assert.deepEqual(await words(b.page), said);
      assert.deepEqual(await words(owner.page), said);
      assert.deepEqual(said.slice(0, 5), [
        ...["您好，有人吗？", "Yes, we are here."],
        ...["First of three", "Second of three", "Third of three"],
      ]);
      assert.deepEqual([...said.slice(5)].sort(), ["I know better", "我还在"].sort());

      // E21 in a browser: it arrived, and the answer was lost.
      await owner.context.route(/\/messages$/, async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        await route.fetch();
        return route.abort("connectionreset");
      });
      await write(owner, "只有一次");
      await hears(a.page, "只有一次");
      await hears(owner.page, "只有一次");
      await owner.context.unroute(/\/messages$/);
      const again = owner.page.locator(".said .err button");
      if (await again.count()) await again.click();
      await owner.page.locator(".said .err").waitFor({ state: "detached" });
      await write(owner, "好的");
      await hears(a.page, "好的");
      assert.equal((await words(a.page)).filter((text) => text === "只有一次").length, 1);
      assert.equal((await words(owner.page)).filter((text) => text === "只有一次").length, 1);
      for (const { context } of [owner, a, b]) await context.close();
    },
  );

  test("E20 I type a code: it stays in my browser, and I am asked; a colleague's reply is chosen by a slash", async () => {
    await cut.promise;
    const owner = await on.visitor("en");
    const reference = await claim(owner);
    await toChat(owner);
    const sent: string[] = [];
    owner.page.on("request", (request) => {
      if (request.method() === "POST") sent.push(request.postData() ?? "");
    });
    await write(owner, "482913");
    const asked = owner.page.locator("#secret");
    await asked.waitFor();
    assert.match(await asked.innerText(), /looks like a code[\s\S]*never need it[\s\S]*••••••/);
    await judge(owner.page, "asked about a code");
    await shoot(owner.page, "chat-secret-en-360");
    await asked.locator("button").first().click();
    assert.equal(await owner.page.locator("#text").inputValue(), "");
    assert.ok(
      sent.every((body) => !body.includes("482913")),
      JSON.stringify(sent),
    );
    await write(owner, "order 48291377");
    await asked.locator("button").nth(1).click();
    await hears(owner.page, "order 48291377");

    const a = await deskChat("zh", "agt_tang", reference);
    await hears(a.page, "order 48291377");
    const field = a.page.locator("#chat-text");
    await write(a, "Please send me the code");
    await a.page.locator('.wrong[role="alert"]').waitFor();
    assert.match(await a.page.locator('.wrong[role="alert"]').innerText(), /一律不得索要/);
    assert.equal(await field.inputValue(), "Please send me the code");
    await field.fill("Thanks. ");
    await field.press("/");
    await a.page.locator("dialog.replies [cmdk-item]").first().waitFor();
    await judge(a.page, "the replies to choose from");
    await shoot(a.page, "desk-replies-zh-1280");
    await a.page.keyboard.type("复核");
    await a.page.keyboard.press("Enter");
    await a.page.locator("dialog.replies").waitFor({ state: "detached" });
    // In the claimant's language, where the cursor was.
    assert.match(await field.inputValue(), /^Thanks\. A second person now looks/);
    await field.press("Control+Enter");
    await hears(owner.page, "A second person now looks");
    await a.page.goto(`${on.demo.url}/desk/replies`);
    await a.page.locator("main h2").first().waitFor();
    await judge(a.page, "all replies");
    for (const { context } of [owner, a]) await context.close();
  });

  inFull(
    "two windows of one browser hold one line; when one is closed the other goes on",
    async () => {
      await cut.promise;
      const owner = await on.visitor("en");
      const reference = await claim(owner);
      let lines = 0;
      owner.context.on("request", (request) => {
        if (/\/messages\/events/.test(request.url())) lines++;
      });
      await toChat(owner);
      const other = await owner.context.newPage();
      await other.goto(`${on.demo.url}/recover/case/chat`);
      await other.locator('[role="log"]').waitFor();
      const a = await deskChat("en", "agt_tang", reference);
      await write(a, "To both windows");
      await hears(owner.page, "To both windows");
      await hears(other, "To both windows");
      assert.equal(lines, 1);
      await owner.page.close();
      await write(a, "To the one that is left");
      await hears(other, "To the one that is left");
      assert.equal(lines, 2);
      for (const { context } of [owner, a]) await context.close();
    },
  );
  for (const lang of langs)
    inFull(`the chat is read and written at every width, in ${lang}`, async () => {
      await cut.promise;
      const owner = await on.visitor(lang);
      await claim(owner);
      await toChat(owner);
      await judge(owner.page, "an empty chat");
      await shoot(owner.page, `chat-empty-${lang}-360`);
      await write(owner, lang === "zh" ? "您好，我的手机掉进湖里了。" : `Hello ${"x".repeat(60)}`);
      await owner.page.locator(".said.mine time").waitFor();
      await focused(owner.page, "#text");
      await judgeAll(owner.page, `a chat in ${lang}`);
      await owner.page.setViewportSize(PHONE);
      await shoot(owner.page, `chat-${lang}-360`);
      await owner.page.setViewportSize({ width: 1280, height: 900 });
      await shoot(owner.page, `chat-${lang}-1280`);
      await owner.context.close();
    });

  test("without scripts I write, am asked about a code, and read what was answered", async () => {
    await cut.promise;
    const owner = await on.visitor("en", { scripts: false });
    const { page } = owner;
    await claim(owner);
    await toChat(owner);
    await page.locator("#text").fill("Hello from an old phone");
    await page.locator("button.go1[type=submit]").click();
    await hears(page, "Hello from an old phone");
    await page.locator("#text").fill("my code is 482913");
    await page.locator("button.go1[type=submit]").click();
    await page.locator("#secret").waitFor();
    assert.equal(await page.locator("#text").inputValue(), "my code is 482913");
    await shoot(page, "chat-no-scripts-secret");
    await page.locator('#secret button[name="sure"]').click();
    await hears(page, "my code is ••••••");
    assert.deepEqual(await words(page), ["Hello from an old phone", "my code is ••••••"]);
    await owner.context.close();
  });
});
