/**
 * The face check in a real browser: added in the security centre, given in a claim, looked
 * at by one person of the desk; and without a camera (E11). Who compares is the double of test/face-double.ts: what the
 * camera shows is somebody who does as asked. What the real matcher makes of pictures: ports/face/embedded.test.ts.
 */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Page } from "playwright-core";
import { faceDouble } from "../face-double.ts";
import { atDesk, judgeDesk, people, type Who } from "./at-desk.ts";
import {
  focused,
  judge,
  judgeAll,
  type Lang,
  langs,
  once,
  shoot,
  stage,
  type Visitor,
} from "./harness.ts";

const on = stage({ camera: true });

/** Chromium's own camera of moving colours, behind the real question whether a page may use it; `false`: it may not. */
const camera = ({ context }: Visitor, allowed: boolean) =>
  allowed ? context.grantPermissions(["camera"], { origin: on.demo.url }) : Promise.resolve();
const ID = "acc_zheng";

async function post(page: Page, path: string, data: unknown = {}) {
  const reply = await page.request.post(`${on.demo.url}${path}`, { data });
  assert.ok(reply.ok(), `${path}: ${reply.status()} ${await reply.text()}`);
  return reply.json();
}
const person = async () =>
  (await on.api("GET", "/demo")).accounts.find(({ id }: { id: string }) => id === ID);

async function both(page: Page, name: string, lang: Lang) {
  if (!process.env.RIGHTFUL_SHOTS) return;
  await shoot(page, `face-${name}-${lang}-360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await shoot(page, `face-${name}-${lang}-1280`);
  await page.setViewportSize({ width: 360, height: 740 });
}

/**
 * Presses for each picture until there is none left to take. Chromium's camera shows the time since it was turned
 * on, so what was taken at the same moment of an earlier look is the same picture, and would rightly be refused as
 * an old one: `after`, in ms, is past every moment of that look. Gives back how long this one took.
 */
async function takeAll(page: Page, after = 0): Promise<number> {
  await page.locator(".camera .go1").press("Enter");
  await page
    .locator(".camera .step")
    .waitFor()
    .catch(async (error) => {
      throw new Error(`no camera: ${await page.locator("main").innerText()}`, { cause: error });
    });
  const began = performance.now();
  await page.waitForTimeout(after);
  for (;;) {
    const step = await page.locator(".camera .step").innerText();
    const [at = 0, of = 0] = [...step.matchAll(/\d+/g)].map(([n]) => Number(n));
    await page.locator(".camera .go1").press("Enter");
    if (at === of) break;
    await page.waitForFunction(
      (before) => document.querySelector(".camera .step")?.textContent !== before,
      step,
    );
  }
  return performance.now() - began + 1500;
}

async function enrol({ page, lang }: Visitor) {
  const { phone } = await person();
  await post(page, "/demo/sign-in", { as: ID });
  const { challenge } = await post(page, "/v1/me/challenges", { proof: "sms-code" });
  const code = await on.codeTo(phone);
  await post(page, "/v1/me/freshness", { proof: "sms-code", challengeId: challenge.id, code });
  await page.goto(`${on.demo.url}/me/ways-back?lang=${lang}`);
  await page.locator("#face a").click();
  await page.waitForURL(/\/me\/face$/);
  await page.locator(".twin .go1").press("Enter");
  await focused(page, "#face-consent");
  await judgeAll(page, `own face ${lang}`);
  await both(page, "own", lang);
  assert.equal(await page.locator("#face-consent").isChecked(), false, "nobody ticked it before");
  const boxes = await page
    .locator(".twin > *")
    .evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().width)));
  assert.equal(boxes[0], boxes[1], "both doors are of one size");
  await page.locator("#face-consent").press("Space");
  await page.locator(".twin .go1").press("Enter");
  await page.locator(".camera").waitFor();
  const took = await takeAll(page);
  await page.locator(".notice.ok").waitFor();
  for (const advance of ["PT24H", "PT193H"]) await on.api("POST", "/demo/clock", { advance });
  return took;
}

async function claim(page: Page, lang: Lang) {
  const { phone } = await person();
  const before = await on.api("GET", `/demo/messages?to=${encodeURIComponent(phone)}`);
  const last = (before.messages ?? before)
    .map(({ text }: { text: string }) => /(?:^|\D)(\d{6})(?!\d)/.exec(text)?.[1])
    .find((code: string | undefined) => code);
  const asked = { identifier: phone, situation: "forgot-password", locale: lang };
  const { recovery } = await post(page, "/v1/recoveries", { ...asked, proof: "sms-code" });
  const code = await on.codeTo(phone, last);
  await post(page, `/v1/recoveries/${recovery.id}/proofs`, { proof: "sms-code", code });
  await page.goto(`${on.demo.url}/recover/methods?lang=${lang}`);
  await page.locator(".best button").press("Enter");
  await page.waitForURL(/\/recover\/face$/);
}

for (const lang of langs)
  describe(`in ${lang}`, () => {
    const it = once(lang, "en");
    it(`a button pressed before its page's words have come answers when they are there (${lang})`, async () => {
      const { page, context } = await on.visitor(lang);
      await post(page, "/demo/sign-in", { as: ID });
      let arrive = () => {};
      const arrived = new Promise<void>((done) => {
        arrive = done;
      });
      // Not the first script: what it fetches.
      await page.route(/\/(en|zh|pages)-[^/]*\.js$/, async (route) => {
        await arrived;
        await route.continue();
      });
      await page.goto(`${on.demo.url}/me/face?lang=${lang}`);
      await page.locator(".twin .go1").press("Enter");
      assert.equal(await page.locator("html.js").count(), 0, "nothing has taken the page over");
      arrive();
      await focused(page, "#face-consent");
      await page.locator("#face-consent-error").waitFor();
      await context.close();
    });

    it(`added by its owner, given in a claim, and one person looks at both pictures (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const { world } = on.demo.running;
      world.ports.face = faceDouble({ anybody: true });
      const visitor = await on.visitor(lang);
      const { page, context } = visitor;
      await camera(visitor, true);
      const took = await enrol(visitor);
      await claim(page, lang);
      const policy = await page.request.get(`${on.demo.url}/recover/face`);
      assert.match(policy.headers()["permissions-policy"] ?? "", /camera=\(self\)/);
      const other = await page.request.get(`${on.demo.url}/recover/methods`);
      assert.match(other.headers()["permissions-policy"] ?? "", /camera=\(\)/);

      await page.locator(".twin .go1").press("Enter");
      await focused(page, "#face-consent");
      await judgeAll(page, `face consent ${lang}`);
      await both(page, "consent", lang);
      await page.locator("#face-consent").press("Space");
      await page.locator(".twin .go1").press("Enter");
      await page.locator(".camera").waitFor();
      await judge(page, `camera ${lang}`);
      await page.locator(".camera .go1").press("Enter");
      await page.locator(".camera .step").waitFor();
      await judge(page, `camera on ${lang}`);
      await both(page, "camera", lang);
      await page.reload();
      await page.waitForURL(/\/recover\/face$/, { timeout: 60_000 });
      await page.locator("#face-consent").press("Space");
      await page.locator(".twin .go1").press("Enter");
      await page.locator(".camera").waitFor();
      await takeAll(page, took);
      await page.waitForURL(/\/recover\/face\/looking/);
      await judgeAll(page, `looking ${lang}`);
      await both(page, "looking", lang);
      assert.ok(!/0\.\d\d/.test(await page.locator("main").innerText()), "no score");

      let row: { staffId: string | null } | undefined;
      for (let turn = 0; turn < 100 && !row?.staffId; turn++) {
        row = await world.db
          .selectFrom("faceGlances")
          .select("staffId")
          .where("accountId", "=", ID)
          .where("endedAt", "is", null)
          .executeTakeFirst();
        if (!row) await new Promise((done) => setTimeout(done, 100));
      }
      const who = row?.staffId as Who;
      assert.ok(people[who], String(who));
      const desk = await atDesk(on, lang, who);
      await desk.page.goto(`${on.demo.url}/desk/glances`);
      await desk.page.locator("main .b.p").first().press("Enter");
      await desk.page.locator(".pair img").nth(1).waitFor();
      await judgeDesk(desk.page, `glance ${lang}`);
      await shoot(desk.page, `face-glance-${lang}-1280`);
      await desk.page.locator('input[value="same-person"]').check();
      await desk.page.locator("main .b.p").last().press("Enter");
      await desk.page.locator('[role="status"]').waitFor();
      await desk.context.close();
      await page.reload();
      await page.waitForURL(/\/recover\/password/);
      await context.close();
    });

    it(`without a camera there is help for this browser and another way (${lang})`, async () => {
      const visitor = await on.visitor(lang);
      const { page, context } = visitor;
      await camera(visitor, false);
      on.demo.running.world.ports.face = faceDouble({ anybody: true });
      await claim(page, lang);
      await page.locator("#face-consent").press("Space");
      await page.locator(".twin .go1").press("Enter");
      await page.locator(".camera .go1").press("Enter");
      await page.locator(".notice").waitFor();
      await focused(page, ".notice");
      await judgeAll(page, `no camera ${lang}`);
      await both(page, "denied", lang);
      const ways = page.locator('main a[href="/recover/methods"]');
      assert.ok((await ways.count()) > 0);
      assert.ok(
        (await page.locator('main a[href="/recover/case"]').count()) > 0,
        "a case is possible",
      );
      await ways.last().press("Enter");
      await page.waitForURL(/\/recover\/methods/);
      await context.close();
    });
  });
