// In full only: test/browser/case.test.ts walks a decision of two people; test/stories/desk.test.ts has the thieves over HTTP.
/**
 * The tale of a dead number, in browsers of their own: the claimant's phone, the agent's desk and the desk
 * of whoever is drawn. Once it is the owner; once a thief; once a thief with a friend at the desk.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { atDesk, decideAs, tickAll, whoWasDrawn } from "./at-desk.ts";
import { judge, PHONE, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const NEW = "seven quiet paper boats";
const MAIL = "wang.jianguo@mail.example";

/** Opens a case on a phone, in Chinese, and gives the reference that the claimant reads. */
async function claim({ page }: Visitor, story: string): Promise<string> {
  await page.goto(`${on.demo.url}/?lang=zh`);
  await page.locator('a.row[href*="lost-phone"]').click();
  await page.locator("#identifier").fill("138 0000 1002");
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/methods/);
  await page.locator('a[href="/recover/case/new"]').click();
  await page.locator('a[href="/recover/case/story"]').click();
  await page.locator("#story").fill(story);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/case$/);
  return (await page.locator(".ref").innerText()).trim();
}

/** The agent takes the next case: it is the one that was just opened. */
async function take({ page }: Visitor, reference: string) {
  await page.locator("table.qt tr.sel").waitFor();
  await page.getByRole("button", { name: /领取/ }).click();
  await page.waitForURL(/\/desk\/cases\//);
  await page.locator(".cw").waitFor();
  assert.match(await page.locator("body").innerText(), new RegExp(reference));
}

/** Somebody of the desk opens what the system gave them, in their list of approvals. */
async function open({ page }: Visitor) {
  await page.locator("table.qt a.ref").click();
  await page.locator(".cw").waitFor();
}

/** Waits until this was said to the number or address. */
async function told(to: string, words: RegExp): Promise<void> {
  let last: string[] = [];
  for (let turn = 0; turn < 100; turn++) {
    const answer = await on.api("GET", `/demo/messages?to=${encodeURIComponent(to)}`);
    last = (answer.messages ?? answer).map(({ text }: { text: string }) => text);
    if (last.some((text: string) => words.test(text))) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${to} was not told ${words}, but: ${JSON.stringify(last)}`);
}

const heading = ({ page }: Visitor, is: RegExp) =>
  page.locator("h1").filter({ hasText: is }).waitFor({ timeout: 60_000 });

/** Payments of the account, as its wallet reports them: what the questions are about. */
async function pay(accountId: string) {
  const { serviceKey, now } = await on.api("GET", "/demo");
  const lines = Array.from({ length: 8 }, (_, n) => ({
    ...{ id: `tx-${n}`, accountId, direction: "out", currency: "CNY", status: "completed" },
    ...{ amount: `${(n + 2) * 31}.40`, payee: `Shop ${n}` },
    at: new Date(Date.parse(now) - (n + 2) * 86_400_000).toISOString(),
  }));
  const reply = await fetch(`${on.demo.url}/v1/transactions`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${serviceKey}`, "content-type": "application/x-ndjson" },
    },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  assert.equal(((await reply.json()) as { accepted: number }).accepted, 8);
}

describe("a dead number, two people, a day", () => {
  test("the owner comes back with the new number, and the old one is trusted no more", async () => {
    await on.api("POST", "/demo/reset", {});
    await pay("acc_wang");
    const owner = await on.visitor("zh");
    assert.deepEqual(owner.page.viewportSize(), PHONE);
    const reference = await claim(owner, "手机号去年停用了，现在用新号码。");
    const tang = await atDesk(on, "zh", "agt_tang");
    await take(tang, reference);

    // The agent asks about payments; the owner answers on the phone, and is not told what was right.
    await tang.page.getByRole("button", { name: /五个问题/ }).click();
    await owner.page.locator('a.go1[href="/recover/case/questions"]').click({ timeout: 60_000 });
    for (let n = 1; n <= 5; n++) {
      await owner.page
        .locator("p.step")
        .filter({ hasText: `${n}` })
        .waitFor();
      await owner.page.locator("label.pick").first().click();
      await owner.page.locator("button.go1").click();
      await owner.page.waitForURL(n < 5 ? new RegExp(`n=${n + 1}$`) : /\/case\/check$/);
    }
    await owner.page.locator("dd").nth(4).waitFor();
    await owner.page.locator("button.go1").click();
    await owner.page.waitForURL(/\/recover\/case$/);
    await tang.page.reload();
    await tang.page.locator(".qs li").nth(4).waitFor();
    await shoot(tang.page, "two-people-answers");

    await tickAll(tang.page);
    await decideAs(tang.page, "approve");
    await tang.page.waitForURL(/\/desk$/);
    await heading(owner, /另一位工作人员/);

    const second = await whoWasDrawn(on, "zh");
    await open(second);
    assert.doesNotMatch(await second.page.locator("body").innerText(), /唐薇/);
    await judge(second.page, "the second look");
    await tickAll(second.page);
    await decideAs(second.page, "approve");
    await second.page.waitForURL(/\/desk$/);

    await heading(owner, /已确认账户归您所有/);
    await owner.page.locator('a.go1[href="/recover/new-phone"]').click();
    await owner.page.locator('a[href="/recover/new-phone/number"]').click();
    await owner.page.locator("#phone").fill("138 0000 7777");
    await owner.page.locator("button.go1").click();
    await owner.page.waitForURL(/\/new-phone\/code$/);
    await owner.page.locator("#code").pressSequentially(await on.codeTo("+8613800007777"));
    await owner.page.locator("button.go1").click();
    await owner.page.waitForURL(/\/recover\/wait$/);
    // The number is dead, in the demo too: it is the old address that is told, and can stop it.
    await told(MAIL, /not-me#/);

    await on.api("POST", "/demo/clock", { advance: "PT24H1M" });
    await owner.page.waitForURL(/\/recover\/password$/, { timeout: 60_000 });
    await owner.page.locator("#password").fill(NEW);
    await owner.page.locator("button.go1").click();
    await owner.page.waitForURL(/\/recover\/done$/);

    for (const [number, signsIn] of [
      ["138 0000 7777", true],
      ["138 0000 1002", false],
    ] as const) {
      const wallet = await on.visitor("zh");
      await wallet.page.goto(`${on.demo.walletUrl}/?lang=zh`);
      await wallet.page.locator("#identifier").fill(number);
      await wallet.page.locator("#password").fill(NEW);
      await wallet.page.locator("button.main").click();
      const now = wallet.page.locator(signsIn ? "h1" : "[role=alert]").first();
      await now.waitFor();
      assert.equal(await wallet.page.locator("#password").count(), signsIn ? 0 : 1, number);
      await wallet.context.close();
    }
    for (const { context } of [owner, tang, second]) await context.close();
  });

  test("a thief who claims it is refused, and is told how to appeal", async () => {
    await on.api("POST", "/demo/reset", {});
    const thief = await on.visitor("zh");
    const reference = await claim(thief, "我的手机丢了，快点。");
    const tang = await atDesk(on, "zh", "agt_tang");
    await take(tang, reference);
    await tickAll(tang.page, "no");
    await decideAs(tang.page, "refuse");
    await tang.page.waitForURL(/\/desk$/);
    const second = await whoWasDrawn(on, "zh");
    await open(second);
    await tickAll(second.page, "no");
    await decideAs(second.page, "refuse");
    await second.page.waitForURL(/\/desk$/);
    await heading(thief, /您的申请未通过/);
    const words = await thief.page.locator("main").innerText();
    assert.match(words, /您可以申诉一次/);
    assert.match(words, /其他工作人员审核/);
    assert.match(words, /截止时间/);
    await judge(thief.page, "refused");
    await shoot(thief.page, "two-people-refused");
    // Whoever owns it has heard of all this.
    for (const words of [/审核/, /未通过|拒绝/]) await told(MAIL, words);
    for (const { context } of [thief, tang, second]) await context.close();
  });

  test("a thief with a friend at the desk comes to nothing: one person is not enough", async () => {
    await on.api("POST", "/demo/reset", {});
    const thief = await on.visitor("zh");
    const reference = await claim(thief, "我的号码停用了。");
    const friend = await atDesk(on, "zh", "agt_tang");
    await take(friend, reference);
    const caseId = friend.page.url().split("/").at(-1) as string;
    await tickAll(friend.page);
    await decideAs(friend.page, "approve");
    await friend.page.waitForURL(/\/desk$/);
    await heading(thief, /另一位工作人员/);

    // The friend tries to be the second as well: by the page, by the address, by the API.
    await friend.page.goto(`${on.demo.url}/desk/cases/${caseId}/decide`);
    await friend.page.locator(".decide .blank").waitFor();
    const tried = await friend.page.evaluate(async (caseId) => {
      const { case: held } = await (await fetch(`/v1/cases/${caseId}`)).json();
      const body = { outcome: "approve", reason: "identity-proofed" };
      const reply = await fetch(`/v1/cases/${caseId}/approval`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
        body: JSON.stringify({ ...body, evidenceVersion: held.evidenceVersion }),
      });
      return { status: reply.status, code: (await reply.json()).code };
    }, caseId);
    assert.equal(tried.status, 403);
    assert.ok(["not-drawn", "not-you"].includes(tried.code), tried.code);

    // Whoever was drawn looks for themselves, and says no.
    const second = await whoWasDrawn(on, "zh");
    await open(second);
    await tickAll(second.page, "no");
    await decideAs(second.page, "refuse");
    await second.page.waitForURL(/\/desk$/);
    await thief.page.reload();
    assert.doesNotMatch(await thief.page.locator("main").innerText(), /已确认账户归您所有/);
    await thief.page.goto(`${on.demo.url}/recover/password`);
    assert.equal(await thief.page.locator("#password").count(), 0, "no new password");
    // The owner still signs in as ever.
    const { accounts } = await on.api("GET", "/demo");
    const wang = accounts.find(({ phone }: { phone: string }) => phone === "138 0000 1002");
    const wallet = await on.visitor("zh");
    await wallet.page.goto(`${on.demo.walletUrl}/?lang=zh`);
    await wallet.page.locator("#identifier").fill(wang.phone);
    await wallet.page.locator("#password").fill(wang.password);
    await wallet.page.locator("button.main").click();
    await wallet.page.locator("#password").waitFor({ state: "detached" });
    for (const { context } of [thief, friend, second, wallet]) await context.close();
  });
});
