/** "Lost phone, a person decides", as the claimant walks it: at 360 px, in both languages, to both ends. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page, Route } from "playwright-core";
import { inFull } from "../size.ts";
import { focused, judge, type Lang, oneOf, PHONE, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const NEW = "seven quiet paper boats";
const ITEMS = ["story-fits", "not-guided", "document", "live-match"];
const DESK = ["agt_tang", "agt_luo", "agt_shen", "agt_ye", "agt_pan"];

const words = {
  en: {
    story: "I dropped my phone into the lake, and the SIM card with it.",
    later: /I don't remember/,
    hangUp: /Hang up first/,
    looking: /We are looking at your request/,
    second: /second person/,
    approved: /We believe this is your account/,
    refused: /could not give you/,
    stands: /This decision stands/,
    late: /We are late/,
    ended: /Done at \d\d:\d\d|done at \d\d:\d\d/i,
  },
  zh: {
    story: "手机掉进湖里了，卡也在里面，现在换了新号。",
    later: /不记得了/,
    hangUp: /请先挂断/,
    looking: /正在审核您的申请/,
    second: /另一位工作人员/,
    approved: /已确认账户归您所有/,
    refused: /未通过/,
    stands: /不再更改/,
    late: /我们超时了/,
    ended: /已于 \d\d:\d\d 完成/,
  },
} as const;

const account = async (id: string): Promise<any> =>
  (await on.api("GET", "/demo")).accounts.find((each: any) => each.id === id);

/** Somebody of the desk, through the API, signed in for each act: a desk that idles is locked. */
async function staff(id: string, method: string, path: string, body?: unknown) {
  const signed = await fetch(`${on.demo.url}/demo/sign-in`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ as: id }),
  });
  const cookie = signed.headers.getSetCookie().map((each) => each.split(";")[0]);
  const reply = await fetch(`${on.demo.url}${path}`, {
    ...{ method, headers: { cookie: cookie.join("; "), "content-type": "application/json" } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json().catch(() => null)) as any };
}

const must = async (...args: Parameters<typeof staff>) => {
  const reply = await staff(...args);
  assert.ok(reply.status < 300, `${args[1]} ${args[2]}: ${JSON.stringify(reply.body)}`);
  return reply.body;
};

/** The case of this reference, as the queue has it. */
async function caseOf(reference: string): Promise<string> {
  const found = await must("agt_tang", "GET", `/v1/cases?view=all&q=${reference}`);
  assert.equal(found.cases.length, 1, JSON.stringify(found.cases));
  return found.cases[0].id;
}

async function tick(who: string, caseId: string) {
  for (const item of ITEMS)
    await must(who, "PUT", `/v1/cases/${caseId}/checklist/${item}`, { answer: "yes" });
}

async function say(who: string, path: string, caseId: string, outcome: string, reason: string) {
  const { evidenceVersion } = (await must(who, "GET", `/v1/cases/${caseId}`)).case;
  await must(who, "POST", `/v1/cases/${caseId}/${path}`, { outcome, reason, evidenceVersion });
}

const why = { approve: "identity-proofed", refuse: "not-shown" };

/** Two people of two teams say the same; whoever is drawn finds it in a list of their own. */
async function decide(caseId: string, outcome: "approve" | "refuse", first: string) {
  await must(first, "POST", `/v1/cases/${caseId}/lease`, {});
  await tick(first, caseId);
  await say(first, "decision", caseId, outcome, why[outcome]);
  for (const second of DESK) {
    const { cases } = await must(second, "GET", "/v1/cases?view=approvals");
    if (!cases.some(({ id }: { id: string }) => id === caseId)) continue;
    await tick(second, caseId);
    await say(second, "approval", caseId, outcome, why[outcome]);
    return;
  }
  assert.fail("nobody was drawn");
}

/** Payments that the owner made, as the wallet reports them. */
async function pay(accountId: string) {
  const { serviceKey, now } = await on.api("GET", "/demo");
  const lines = Array.from({ length: 8 }, (_, n) =>
    JSON.stringify({
      ...{ id: `${accountId}-${n}`, accountId, direction: "out", currency: "CNY" },
      ...{ at: new Date(Date.parse(now) - (n + 2) * 86_400_000).toISOString() },
      ...{ amount: `${(n + 3) * 17}.50`, payee: `Shop ${n}`, status: "completed" },
    }),
  );
  const reply = await fetch(`${on.demo.url}/v1/transactions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${serviceKey}`,
      "content-type": "application/x-ndjson",
    },
    body: lines.join("\n"),
  });
  assert.equal(((await reply.json()) as any).accepted, 8);
}

/** Judged and pictured as on a phone, and as on a desk. */
async function seen(page: Page, lang: Lang, name: string) {
  await judge(page, name);
  await shoot(page, `${name}-${lang}-360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await judge(page, `${name}, wide`, "shape");
  await shoot(page, `${name}-${lang}-1280`);
  await page.setViewportSize(PHONE);
}

const heading = (page: Page, is: RegExp) =>
  page.locator("h1").filter({ hasText: is }).waitFor({ timeout: 60_000 });

/** From "I lost my number" to the ways. */
/** The address changes before the page does: its first number is the question's. */
const atQuestion = (page: Page, n: number) =>
  page
    .locator("p.step")
    .filter({ hasText: new RegExp(`^\\D*${n}\\D`) })
    .waitFor();

async function toMethods({ page, lang }: Visitor, phone: string) {
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.locator('a.row[href*="lost-phone"]').click();
  await page.locator("#identifier").fill(phone);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/methods/);
}

async function openCase(visitor: Visitor, phone: string, story: string): Promise<string> {
  const { page } = visitor;
  await toMethods(visitor, phone);
  await page.locator('a[href="/recover/case/new"]').click();
  await page.locator('a[href="/recover/case/story"]').click();
  await page.locator("#story").fill(story);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/case$/);
  return (await page.locator(".ref").innerText()).trim();
}

/** One act, pressed again and again: our failure, closed for now, and 12 s late with its answer lost on the way. */
async function threeTimes(page: Page, to: RegExp, kept: () => Promise<void>) {
  const press = () => page.locator("button.go1").click();
  for (const [status, code] of [
    [500, "broken"],
    [503, "try-again"],
  ] as const) {
    const body = JSON.stringify({ status, code, request: "req_7K4F2Q" });
    const answer = { status, contentType: "application/problem+json", body };
    await page.route(to, (route) => route.fulfill(answer), { times: 1 });
    await press();
    await page.locator(".notice", { hasText: `${code} req_7K4F2Q` }).waitFor();
    await kept();
  }
  const late = Promise.withResolvers<void>();
  const lost = async (route: Route) => {
    await late.promise;
    assert.ok((await route.fetch()).ok());
    await route.abort("connectionreset");
  };
  await page.route(to, lost, { times: 1 });
  await press();
  await page.clock.runFor(12_000);
  await page.locator("button.go1 + .hint").waitFor();
  await judge(page, "an answer that is late");
  await kept();
  late.resolve();
  // It says that the network was gone, unless the server has told the page meanwhile how things stand.
  const gone = page.waitForURL(/\/recover\/case$/);
  const isGone = await Promise.race([
    gone.then(() => true),
    page
      .locator(".notice")
      .waitFor()
      .then(() => false),
  ]);
  if (!isGone && !/\/case$/.test(page.url())) await press().catch(() => {});
  await gone;
}

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    const said = words[lang];

    test(`a lost phone: case, questions, approval, new number, wait, and the new number signs in (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      await pay("acc_wang");
      const wang = await account("acc_wang");
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await toMethods(visitor, wang.phone);
      await seen(page, lang, "01-ways");
      await page.locator('a[href="/recover/case/new"]').click();
      await page.waitForURL(/\/case\/new$/);
      await seen(page, lang, "02-before");
      await page.locator('a[href="/recover/case/story"]').click();
      await page.locator("button.go1").click();
      await page.locator("#story-error").waitFor();
      await focused(page, "#story");
      await seen(page, lang, "03-story-empty");
      await page.locator("#story").fill(said.story);
      await page.locator("#contact").fill("138 0000 7777");
      // What was written is there after a reload.
      await page.reload();
      await page.waitForFunction(
        (story) => (document.querySelector("#story") as HTMLTextAreaElement)?.value === story,
        said.story,
      );
      assert.equal(await page.locator("#contact").inputValue(), "138 0000 7777");
      await seen(page, lang, "04-story");
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/case$/);
      await heading(page, said.looking);
      await seen(page, lang, "05-status");
      const reference = (await page.locator(".ref").innerText()).trim();
      const caseId = await caseOf(reference);
      // A second time it is the same case: the page before leads to it.
      await page.goto(`${on.demo.url}/recover/case/new`);
      await page.waitForURL(/\/recover\/case$/);
      await page.goto(`${on.demo.url}/`);
      await page.locator('ul.near a[href="/recover/case"]').click();
      await page.waitForURL(/\/recover\/case$/);

      await must("agt_tang", "POST", `/v1/cases/${caseId}/lease`, {});
      await must("agt_tang", "POST", `/v1/cases/${caseId}/questions`, {});
      await page.locator('a.go1[href="/recover/case/questions"]').click({ timeout: 60_000 });
      await page.waitForURL(/\/questions$/);
      await page.locator("button.go1").click();
      await page.locator("#choice-error").waitFor();
      await seen(page, lang, "06-question");
      for (let n = 1; n <= 5; n++) {
        await atQuestion(page, n);
        const picks = page.locator("label.pick");
        await (n === 2 ? picks.filter({ hasText: said.later }) : picks.nth(0)).click();
        await page.locator("button.go1").click();
        await page.waitForURL(n < 5 ? new RegExp(`n=${n + 1}$`) : /\/case\/check$/);
      }
      await page.locator("dd").nth(4).waitFor();
      await seen(page, lang, "07-check");
      // One line is changed; the others are still as they were chosen.
      await page.locator('a[href$="n=3"]').click();
      await page.locator("label.pick").nth(1).click();
      await page.locator("button.go1").click();
      await page.waitForURL(/n=4$/);
      await atQuestion(page, 4);
      await page.locator("#choice-0:checked").waitFor();
      await page.goto(`${on.demo.url}/recover/case/check`);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/case$/);
      const answered = await must("agt_tang", "GET", `/v1/cases/${caseId}/questions`);
      assert.ok(answered.questions.every(({ state }: any) => state === "answered"));
      const results = answered.questions.map(({ result }: any) => result);
      assert.equal(results.filter((each: string) => each === "do-not-know").length, 1);
      assert.doesNotMatch(await page.locator("main").innerText(), /match|正确/);

      // Another tab of the same browser, which nobody looks at until the end.
      const other = await visitor.context.newPage();
      await other.goto(`${on.demo.url}/recover/case?lang=${lang}`);
      await decide(caseId, "approve", "agt_tang");
      await page.bringToFront();
      await heading(page, said.approved);
      await seen(page, lang, "08-approved");
      await page.locator('a.go1[href="/recover/new-phone"]').click();
      await page.waitForURL(/\/new-phone$/);
      await seen(page, lang, "09-interrupt");
      await page.locator('a[href="/recover/new-phone/number"]').click();
      await page.locator("#phone").fill("12");
      await page.locator("button.go1").click();
      await page.locator("#phone-error").waitFor();
      await seen(page, lang, "10-number-wrong");
      await page.locator("#phone").fill("138 0000 7777");
      await page.locator("button.go1").click();
      await page.waitForURL(/\/new-phone\/code$/);
      await page.reload();
      await page.locator("#code").waitFor();
      await seen(page, lang, "11-number-code");
      const code = await on.codeTo("+8613800007777");
      await page.locator("#code").pressSequentially(code === "000000" ? "000001" : "000000");
      await page.locator("button.go1").click();
      await page.locator("#code-error").waitFor();
      await page.locator("#code").fill("");
      await page.locator("#code").pressSequentially(code);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/wait$/);
      await page.locator("summary.stop").waitFor();
      assert.match(await page.locator("main").innerText(), /7777/);
      await seen(page, lang, "12-wait");

      await on.api("POST", "/demo/clock", { advance: "PT24H1M" });
      await page.waitForURL(/\/recover\/password$/, { timeout: 60_000 });
      await page.locator("#password").fill(NEW);
      await page.locator("button.go1").click();
      await page.waitForURL(/\/recover\/done$/);
      assert.match(await page.locator("dl.receipt").innerText(), /7777/);
      await seen(page, lang, "13-done");
      // E42: the other tab says when it was done, and has nothing that acts.
      await other.bringToFront();
      await heading(other, said.ended);
      assert.equal(await other.locator("main form, main button").count(), 0);
      await seen(other, lang, "14-other-tab");

      const wallet = await on.visitor(lang);
      await wallet.page.goto(`${on.demo.walletUrl}/?lang=${lang}`);
      await wallet.page.locator("#identifier").fill("138 0000 7777");
      await wallet.page.locator("#password").fill(NEW);
      await wallet.page.locator("button.main").click();
      await wallet.page.getByText("12,450").first().waitFor();
      await wallet.context.close();
      await visitor.context.close();
    });

    inFull(
      `E41 our failure, an answer that is lost, one that takes 12 s: what was written is kept and sent once (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        await pay("acc_wang");
        const visitor = await on.visitor(lang);
        const { page } = visitor;
        await page.clock.install();
        await toMethods(visitor, (await account("acc_wang")).phone);
        await page.goto(`${on.demo.url}/recover/case/story`);
        await page.locator("#story").fill(said.story);
        const kept = () => page.locator("#story").inputValue();
        await threeTimes(page, /\/case$/, async () => assert.equal(await kept(), said.story));
        const reference = (await page.locator(".ref").innerText()).trim();
        const caseId = await caseOf(reference);
        const all = await must("agt_tang", "GET", "/v1/cases?view=all");
        assert.equal(all.cases.filter((each: any) => each.situation === "lost-phone").length, 1);

        await must("agt_tang", "POST", `/v1/cases/${caseId}/lease`, {});
        await must("agt_tang", "POST", `/v1/cases/${caseId}/questions`, {});
        await page.goto(`${on.demo.url}/recover/case/questions`);
        for (let n = 1; n <= 5; n++) {
          await page.locator("label.pick").nth(0).click();
          await page.locator("button.go1").click();
          await page.waitForURL(n < 5 ? new RegExp(`n=${n + 1}$`) : /\/case\/check$/);
        }
        const lines = () => page.locator("dd").allInnerTexts();
        await page.locator("dd", { hasText: "–" }).first().waitFor({ state: "detached" });
        const chosen = await lines();
        await threeTimes(page, /\/case\/answers$/, async () =>
          assert.deepEqual(await lines(), chosen),
        );
        const { questions } = await must("agt_tang", "GET", `/v1/cases/${caseId}/questions`);
        assert.ok(questions.every(({ state }: any) => state === "answered"));
        await visitor.context.close();
      },
    );

    test(`E14 somebody is guiding me: no number is taken, and the desk sees it first (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const zhao = await account("acc_zhao");
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      const caseId = await caseOf(await openCase(visitor, zhao.phone, said.story));
      await page.locator('a[href="/recover/new-phone"]').click();
      await page.locator("button.other").click();
      await page.waitForURL(/\/guided$/);
      await heading(page, said.hangUp);
      assert.match(await page.locator("[role=status].note").innerText(), /\d\d:\d\d/);
      await seen(page, lang, "30-guided");
      const theft = await must("agt_tang", "GET", "/v1/cases?view=theft");
      assert.deepEqual(
        theft.cases.map(({ id }: { id: string }) => id),
        [caseId],
      );
      await page.goto(`${on.demo.url}/recover/new-phone/number`);
      await page.locator("#phone").fill("138 0000 7777");
      await page.locator("button.go1").click();
      await page.locator(".notice").waitFor();
      await seen(page, lang, "31-guided-refused");
      await on.api("POST", "/demo/clock", { advance: "PT31M" });
      await page.locator("button.go1").click();
      await page.waitForURL(/\/new-phone\/code$/);
      await visitor.context.close();
    });

    inFull(
      `refused with a reason, appealed once to others, and late is said (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const zhao = await account("acc_zhao");
        const visitor = await on.visitor(lang);
        const { page } = visitor;
        const first = await openCase(visitor, zhao.phone, said.story);
        const caseId = await caseOf(first);
        await must("agt_tang", "POST", `/v1/cases/${caseId}/lease`, {});
        await say("agt_tang", "decision", caseId, "need-more", "another-proof");
        await page.locator("main .notice").waitFor({ timeout: 60_000 });
        await seen(page, lang, "20-one-more-thing");
        // Our clock stands still until they answer: a week later people decide on what there is.
        await on.api("POST", "/demo/clock", { advance: "P6D" });
        await page.reload();
        assert.equal(await page.getByText(said.late).count(), 0);
        await on.api("POST", "/demo/clock", { advance: "P1DT1H" });
        await heading(page, said.looking);
        await on.api("POST", "/demo/clock", { advance: "P1DT1H" });
        await page.locator(".tag", { hasText: said.late }).waitFor({ timeout: 60_000 });
        await seen(page, lang, "21-late");
        await decide(caseId, "refuse", "agt_tang");
        await heading(page, said.refused);
        await seen(page, lang, "22-refused");
        await page.reload();
        await heading(page, said.refused);
        const other = await visitor.context.newPage();
        await other.goto(`${on.demo.url}/recover/case/appeal?lang=${lang}`);
        await other.locator("#why").fill(said.story);
        await page.bringToFront();
        await page.locator('a.go1[href="/recover/case/appeal"]').click();
        await seen(page, lang, "23-appeal");
        await page.locator("#why").fill(said.story);
        await page.locator("button.go1").click();
        await page.waitForURL(/\/recover\/case$/);
        await heading(page, said.looking);
        const second = (await page.locator(".ref").innerText()).trim();
        assert.notEqual(second, first);
        // The other tab is too late, and goes where things stand.
        await other.bringToFront();
        await other.locator("button.go1").click();
        await heading(other, said.looking);
        assert.equal((await other.locator(".ref").innerText()).trim(), second);
        await other.close();
        const again = await caseOf(second);
        assert.equal(
          (await staff("agt_tang", "POST", `/v1/cases/${again}/lease`, {})).body.code,
          "not-you",
        );
        await decide(again, "refuse", "agt_luo");
        await heading(page, said.refused);
        await page.getByText(said.stands).waitFor();
        await seen(page, lang, "24-final");
        await visitor.context.close();
      },
    );
  });
