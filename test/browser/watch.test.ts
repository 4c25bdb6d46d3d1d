/** Staff are watched, owners see it, and whoever calls an owner shows that they are of the desk. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { readEvents } from "../../src/core/events.ts";
import { inFull } from "../size.ts";
import { atDesk } from "./at-desk.ts";
import { enter, judge, judgeAll, oneOf, shoot, stage } from "./harness.ts";

const on = stage();
const [ID, NUMBER] = ["acc_lin", "138 0000 1001"];
const [OTHER] = ["acc_wang"];

const words = {
  en: {
    looked: "Staff looked at your case",
    uncovered: "Staff uncovered your phone number (to call back)",
    official: /^Official$/,
    purpose: /to ask you for a further document/,
    hangUp: /hang up now/,
    second: /A supervisor has to agree first/,
    asked: /Asked\. A supervisor has to agree/,
    empty: "There is nothing older.",
  },
  zh: {
    looked: "客服查看了您的案件",
    uncovered: "客服查看了您的手机号（回拨电话）",
    official: /^官方$/,
    purpose: /请您补充材料/,
    hangUp: /请立即挂断/,
    second: /须主管先同意/,
    asked: /须主管同意后再试/,
    empty: "没有更早的记录了。",
  },
} as const;

async function call(
  method: string,
  path: string,
  body?: object,
  more: Record<string, string> = {},
) {
  const reply = await fetch(`${on.demo.url}${path}`, {
    ...{ method, headers: { ...(body && { "content-type": "application/json" }), ...more } },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json().catch(() => null)) as any, reply };
}

/** A claimant who asks for people, by the public API. */
async function openCase(identifier: string): Promise<string> {
  const claim = { identifier, situation: "lost-phone", locale: "zh" };
  const { recovery, token } = (await call("POST", "/v1/recoveries", claim)).body;
  const opened = await call(
    ...(["POST", `/v1/recoveries/${recovery.id}/case`, { story: "原来的手机号停用了。" }] as const),
    { authorization: `Bearer ${token}` },
  );
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  return opened.body.case.id;
}

/** Somebody of the desk, through the API. */
async function staff(id: string, method: string, path: string, body?: object) {
  const { reply } = await call("POST", "/demo/sign-in", { as: id });
  const cookie = reply.headers.getSetCookie().map((each) => each.split(";")[0]);
  return call(method, path, body, { cookie: cookie.join("; ") });
}

async function judgeDesk(page: Page, what: string) {
  for (const width of [1024, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await judge(page, `${what}, ${colorScheme}, ${width} pixels`);
    }
  }
}

const factsOf = async (accountId: string, type: string) => {
  const events = await readEvents(on.demo.running.world, accountId);
  return events.filter((event) => event.type === type).at(-1)?.payload;
};

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    const said = words[lang];

    // Removed once: the timer of an uncovered field; the value stayed and this went red.
    test(`E30 what staff look at and uncover stands in both chains, the owner reads it, and after a minute it is covered (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const caseId = await openCase(NUMBER);
      const { page, context } = await atDesk(on, lang, "agt_tang");
      await page.clock.install();
      await page.locator("table.qt tr.sel").waitFor();
      await page.keyboard.press("n");
      await page.locator(".cw").waitFor();
      const field = page.locator(".facts dd", { has: page.locator("button.plain") }).first();
      await field.locator("button.plain").press("Enter");
      await field.locator("fieldset button").nth(1).press("Enter");
      const shown = page.locator(".facts .mono", { hasText: "1380000" });
      await shown.waitFor();
      assert.match(await shown.innerText(), /13800001001/);
      await judgeDesk(page, `uncovered ${lang}`);
      await page.clock.fastForward(50_000);
      assert.equal(await shown.count(), 1);
      await page.clock.fastForward(11_000);
      await shown.waitFor({ state: "detached" });
      assert.doesNotMatch(await page.locator("body").innerText(), /1380000/);
      await context.close();

      for (const [id, viewed, revealed] of [
        [ID, "file.viewed", "file.revealed"],
        ["staff:agt_tang", "staff.viewed", "staff.revealed"],
      ] as const) {
        assert.deepEqual(await factsOf(id, viewed), { subject: caseId });
        const facts = { subject: caseId, field: "phone", reason: "call-back" };
        assert.deepEqual(await factsOf(id, revealed), facts);
      }

      const owner = await on.visitor(lang);
      await enter(on, owner, ID);
      await shoot(owner.page, `me-${lang}`);
      await owner.page.locator('a[href="/me/activity"]').click();
      await owner.page.waitForURL(/\/me\/activity$/);
      const lines = await owner.page.locator(".record li span").allInnerTexts();
      assert.ok(lines.includes(said.looked) && lines.includes(said.uncovered), lines.join("; "));
      assert.ok(lines.indexOf(said.uncovered) < lines.indexOf(said.looked), "the newest is first");
      assert.doesNotMatch(await owner.page.locator("body").innerText(), /Tang|唐薇|agt_/);
      await judgeAll(owner.page, `activity ${lang}`);
      await shoot(owner.page, `activity-${lang}`);

      const bare = await on.visitor(lang, { scripts: false });
      await bare.context.addCookies(await owner.context.cookies());
      await bare.page.goto(`${on.demo.url}/me/activity`);
      assert.deepEqual(await bare.page.locator(".record li span").allInnerTexts(), lines);
      await bare.page.goto(`${on.demo.url}/me/activity?before=1`);
      await bare.page.getByText(said.empty).waitFor();
      await bare.context.close();
      await owner.context.close();
      const stranger = await on.visitor(lang);
      await stranger.page.goto(`${on.demo.url}/me/activity?lang=${lang}`);
      assert.equal(await stranger.page.locator(".record").count(), 0);
      await stranger.context.close();
    });

    inFull(
      `a code that is read out is official to the owner, and to nobody else (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        await openCase(NUMBER);
        const desk = await atDesk(on, lang, "agt_tang");
        await desk.page.locator("table.qt tr.sel").waitFor();
        await desk.page.keyboard.press("n");
        const section = desk.page.locator("section", { has: desk.page.locator("#code-to-read") });
        await section.locator("button").nth(1).press("Enter");
        const code = (await section.locator(".big").innerText()).trim();
        assert.match(code, /^\d{4} \d{4}$/);
        // In the owner's language, and in the agent's own.
        assert.match(await section.locator("q").innerText(), new RegExp(`安全中心.*${code}`));
        assert.match(await section.innerText(), /1[45]:\d\d/);
        await judgeDesk(desk.page, `code to read out ${lang}`);
        await shoot(desk.page, `desk-code-${lang}`);

        const owner = await on.visitor(lang);
        await enter(on, owner, ID);
        await owner.page.locator('a[href="/me/call"]').click();
        await owner.page.waitForURL(/\/me\/call$/);
        const typing = owner.page.locator("#agent-code");
        await judgeAll(owner.page, `call ${lang}`);
        await typing.fill("1234");
        await owner.page.keyboard.press("Enter");
        await owner.page.locator("#agent-code-error").waitFor();
        await typing.fill(code);
        await owner.page.keyboard.press("Enter");
        const verdict = owner.page.locator(".verdict");
        await verdict.waitFor();
        assert.match((await verdict.locator("h2").innerText()).trim(), said.official);
        assert.match(await verdict.innerText(), said.purpose);
        await judgeAll(owner.page, `official ${lang}`);
        await shoot(owner.page, `call-official-${lang}`);

        const other = await on.visitor(lang);
        await enter(on, other, OTHER);
        await other.page.goto(`${on.demo.url}/me/call`);
        await other.page.locator("#agent-code").fill(code);
        await other.page.locator("button.go1").click();
        const hangUp = other.page.locator(".verdict.act");
        await hangUp.waitFor();
        assert.match(await hangUp.locator("h2").innerText(), said.hangUp);
        await judgeAll(other.page, `hang up ${lang}`);
        await shoot(other.page, `call-hang-up-${lang}`);
        await hangUp.locator('a[href="/me/freeze"]').click();
        await other.page.waitForURL(/\/me\/freeze$/);

        // Without scripts it is the same form, and no address alone says "official".
        const bare = await on.visitor(lang, { scripts: false });
        await bare.context.addCookies(await owner.context.cookies());
        await bare.page.goto(`${on.demo.url}/me/call?check=official&verdict=official`);
        assert.equal(await bare.page.locator(".verdict").count(), 0);
        for (const [typed, seen] of [
          ["99", "#agent-code-error"],
          ["00000000", ".verdict.act"],
          [code, ".verdict.ok"],
        ] as const) {
          await bare.page.locator("#agent-code").fill(typed);
          await bare.page.locator("button.go1").click();
          await bare.page.locator(seen).waitFor();
        }
        for (const visitor of [desk, owner, other, bare]) await visitor.context.close();
      },
    );

    inFull(
      `T31 the 31st case asks for a second person, by one press, and is shown once a supervisor agreed (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        for (let n = 0; n < 30; n++) {
          const caseId = await openCase(`139 1111 ${1000 + n}`);
          assert.equal((await staff("agt_tang", "GET", `/v1/cases/${caseId}`)).status, 200);
        }
        const last = await openCase("139 1111 2000");
        const { page, context } = await atDesk(on, lang, "agt_tang");
        await page.goto(`${on.demo.url}/desk/cases/${last}`);
        const blank = page.locator(".blank[role=alert]");
        await blank.waitFor();
        assert.match(await blank.innerText(), said.second);
        await judgeDesk(page, `second person ${lang}`);
        await shoot(page, `desk-second-person-${lang}`);
        await blank.locator(".more button").press("Enter");
        await page.getByText(said.asked).waitFor();
        const { changes } = (await staff("agt_pan", "GET", "/v1/desk/changes")).body;
        const asked = changes.find(({ facts }: any) => facts.kind === "viewing");
        await blank.locator("button").last().press("Enter");
        await page.waitForTimeout(200);
        assert.equal(await page.locator(".cw").count(), 0, "asking alone shows nothing");
        const path = `/v1/desk/changes/${asked.id}/approval`;
        assert.equal((await staff("agt_pan", "POST", path, { outcome: "approve" })).status, 200);
        await page.reload();
        await page.locator(".cw").waitFor();
        await context.close();
      },
    );
  });
