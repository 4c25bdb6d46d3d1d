/**
 * A policy changed by two people, in browsers of their own: a draft with a mistake, a draft tried on simulated
 * people, the proposer who cannot agree, the second person who sees the same, and whom the new rule reaches.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inFull } from "../size.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { langs, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const WAIT = "#forgot-password-sms-and-known-device-wait-low";

/** One call as this person, from their own page. */
const call = ({ page }: Visitor, method: string, path: string, body?: object) =>
  page.evaluate(
    async ({ method, path, body }) => {
      const reply = await fetch(path, {
        ...{ method, headers: { "content-type": "application/json" } },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: reply.status, body: await reply.json() };
    },
    { method, path, body },
  );

/** A claim that begins now, with the wallet's word for a phone it knows. */
async function begin(phone: string) {
  const { recovery, token } = await on.api("POST", "/v1/recoveries", {
    ...{ identifier: phone, situation: "forgot-password" },
  });
  const read = async () => {
    const reply = await fetch(`${on.demo.url}/v1/recoveries/${recovery.id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await reply.json()) as { recovery: any }).recovery;
  };
  return { version: recovery.policy.version as number, read };
}

/** Writes a draft on the page and tries it; the address of its trial. */
async function tryIt({ page }: Visitor, hours: string): Promise<void> {
  await page.goto(`${on.demo.url}/desk/policies`);
  await page.locator('a.b.p[href*="/desk/policies/draft"]').click();
  await page.locator(WAIT).selectOption(hours);
  // More risk never waits less: the page says where, before anything is tried.
  if (hours === "24") await page.locator(WAIT.replace("low", "elevated")).selectOption("24");
  await page.locator(".diff li").first().waitFor();
  await page.locator("#try-cases").fill("1000");
  await page.locator(".tick input").uncheck();
  await page.locator(".draft button[type=submit]").click();
  await page.waitForURL(/\/desk\/policies\/trials\//);
  await page.locator("figure.panel").first().waitFor({ timeout: 120_000 });
}

const VERDICTS = {
  en: { met: "Met", missed: "Missed", few: "Not shown: too few people" },
  zh: { met: "达到", missed: "未达到", few: "人数不足，无法判断" },
};
/** Whom the figure of a part counts. */
const COUNTED = {
  en: { owners: "in time", impostors: "got in" },
  zh: { owners: "人在时限内", impostors: "人得手" },
};
/** Every goal of the trial's answer stands on its page: met or not in words, its figure, and who misses it. */
async function tellsGoals(visitor: Visitor): Promise<void> {
  const { page, lang } = visitor;
  const id = page.url().split("/").at(-1);
  const { body } = await call(visitor, "GET", `/v1/policies/trials/${id}`);
  const { inForce, draft } = body.result;
  const rows = await page.locator(".goals tbody tr").all();
  assert.equal(rows.length, draft.goals.length);
  for (const [index, row] of rows.entries()) {
    const goal = draft.goals[index];
    const said = await row.locator("td").allInnerTexts();
    for (const [at, { met, few, got, n }] of [inForce.goals[index], goal].entries()) {
      const verdict = VERDICTS[lang][met ? "met" : few ? "few" : "missed"];
      assert.ok(said[at]?.startsWith(`${verdict}\n`), said[at]);
      if (got) assert.ok(said[at]?.includes(`${(got.rate * 100).toFixed(1)} % (`), said[at]);
      assert.ok(said[at]?.includes(n.toLocaleString("en-GB")), said[at]);
    }
    const parts = await row.locator("li").allInnerTexts();
    assert.equal(parts.length, goal.missedBy.length);
    const counted = COUNTED[lang][goal.target.is === "at-least" ? "owners" : "impostors"];
    for (const part of parts) assert.ok(part.endsWith(counted), part);
    if (!goal.met) assert.ok(said[2]?.trim(), `why ${goal.id} is missed`);
  }
  assert.ok(draft.goals.some(({ missedBy }: any) => missedBy.length > 0));
}

/** How much hangs on each rate: the most as bars, and all of them in the table with both ends. */
async function tellsRates(visitor: Visitor, trialId: string): Promise<void> {
  const { page } = visitor;
  await page.goto(`${on.demo.url}/desk/policies/trials/${trialId}`);
  const figure = page.locator("figure.panel").last();
  await figure.waitFor({ timeout: 120_000 });
  const { body } = await call(visitor, "GET", `/v1/policies/trials/${trialId}`);
  const { sensitivity } = body.result;
  assert.ok(sensitivity.length > 70);
  assert.ok((await figure.innerText()).includes(sensitivity[0].rate));
  await figure.locator(".fig-ways .plain").click();
  const rows = await figure.locator("tbody tr").all();
  assert.equal(rows.length, sensitivity.length);
  const { rate, low, high } = sensitivity[0];
  const first = await rows[0]?.innerText();
  const ends = ({ recovered7d }: typeof low) => `${(recovered7d * 100).toFixed(1)} %`;
  for (const part of [rate, `${low.at} – ${high.at}`, `${ends(low)} – ${ends(high)}`])
    assert.ok(first?.includes(part), `${part} in ${first}`);
  await judgeDesk(page, "what hangs on each rate");
}

describe("a policy changed by two people", () => {
  test("tried, proposed, agreed to by somebody else, and in force for what begins then", async () => {
    const admin = await atDesk(on, "en", "agt_qian");
    const { page } = admin;
    await page.goto(`${on.demo.url}/desk/policies`);
    await page.locator("h1").filter({ hasText: "Policies" }).waitFor();
    await page.locator(".rules").waitFor();
    await judgeDesk(page, "policies");
    await shoot(page, "policies-en");
    const { body: before } = await call(admin, "GET", "/v1/policies");

    // Bad input: a wait that falls with the risk, said at its line; then text that is no JSON.
    await page.locator('a.b.p[href*="/desk/policies/draft"]').click();
    await page.locator(WAIT).selectOption("24");
    const mistake = page.locator(".draft .wrong");
    await mistake.waitFor();
    assert.match(
      await mistake.innerText(),
      /Line \d+[\s\S]*waitHours[\s\S]*shorter than at low risk/,
    );
    await page.locator(".draft button[type=submit]").press("Enter");
    await page.locator(".form .wrong").waitFor();
    await judgeDesk(page, "a draft with a mistake");
    await shoot(page, "policy-draft-mistake-en");
    await page.setViewportSize({ width: 1024, height: 900 });
    await shoot(page, "policy-draft-1024-en");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator(".as-text summary").click();
    await page.locator("#policy-text").fill('{\n  "name": oops\n}');
    await page.locator(".draft .wrong").filter({ hasText: "Line 2" }).waitFor();

    await tryIt(admin, "12");
    const words = await page.locator("main").innerText();
    assert.match(words, /wait at once → 12 h[\s\S]*stricter/);
    assert.match(words, /1,000 simulated owners/);
    for (const title of await page.locator("figure.panel h2").allInnerTexts())
      assert.match(title, /simulated/);
    await tellsGoals(admin);
    await page.locator(".fig-ways .plain").first().click();
    await page.locator("figure.panel table.twin").first().waitFor();
    await page.locator(".fig-ways .plain").first().click();
    await judgeDesk(page, "a trial");
    await shoot(page, "policy-trial-en");

    await page.locator("#propose-reason").fill("Thieves hold unlocked phones.");
    await page.locator('section[aria-labelledby="propose"] button[type=submit]').click();
    await page.waitForURL(/\/desk\/policies\/proposals\//);
    await page.locator("#decide-reason").waitFor();

    // The proposer may take it back and no more: not by the page, not by the address.
    const buttons = page.locator('form[aria-labelledby="decide"] button');
    assert.deepEqual(await buttons.allInnerTexts(), ["Take it back"]);
    const address = page.url();
    const id = address.split("/").at(-1) as string;
    const { body } = await call(admin, "GET", `/v1/policies/proposals/${id}`);
    const decision = { outcome: "approve", digest: body.proposal.digest, reason: "mine" };
    const path = `/v1/policies/proposals/${id}/decision`;
    const own = await call(admin, "POST", path, decision);
    assert.deepEqual([own.status, own.body.code], [403, "own-change"]);
    const analyst = await atDesk(on, "en", "agt_luo");
    assert.equal((await call(analyst, "POST", path, decision)).status, 403);
    await analyst.context.close();

    // A recovery that is under way.
    const running = await begin("138 0000 1002");
    assert.equal(running.version, before.inForce.version);

    const second = await atDesk(on, "en", "agt_shen");
    await second.page.goto(`${on.demo.url}/desk/policies`);
    await second.page.locator('section[aria-labelledby="waiting"] a').first().click();
    await second.page.locator("#decide-reason").waitFor();
    await second.page.locator("figure.panel").first().waitFor();
    const theirs = await second.page.locator("main").innerText();
    assert.match(theirs, /wait at once → 12 h[\s\S]*stricter/);
    const figures = (text: string) => /Of 1,000 simulated owners[^\n]*/.exec(text)?.[0];
    assert.equal(figures(theirs), figures(words), "both see the same result");
    await judgeDesk(second.page, "a proposal, the second person");
    await shoot(second.page, "policy-proposal-en");
    await second.page.locator('section[aria-labelledby="replay"] button').click();
    await second.page
      .locator('section[aria-labelledby="replay"] [role=status] > *')
      .first()
      .waitFor();
    // Without a reason nothing is decided.
    await second.page.locator('form[aria-labelledby="decide"] .b.p').click();
    await second.page.locator('form[aria-labelledby="decide"] .wrong').waitFor();
    await second.page.locator("#decide-reason").fill("The figures bear it out.");
    await second.page.locator('form[aria-labelledby="decide"] .b.p').click();
    await second.page.locator("#decide-reason").waitFor({ state: "detached" });
    assert.match(await second.page.locator("main").innerText(), /In force · version \d+/);

    // Whoever began before keeps the old rule; whoever begins now follows the new one.
    assert.equal((await running.read()).policy.version, before.inForce.version);
    assert.equal((await begin("138 0000 1003")).version, before.inForce.version + 1);

    // The chain of the house names both, and who tried to be both.
    const { body: trail } = await call(second, "GET", "/v1/audit?accountId=house%3Apolicies");
    const said = JSON.stringify(trail);
    for (const type of [
      "policy.tried",
      "policy.proposed",
      "policy.self-approval",
      "policy.changed",
    ])
      assert.ok(said.includes(type), `${type} in ${said.slice(0, 400)}`);
    for (const { context } of [admin, second]) await context.close();
  });

  inFull("in Chinese the same, and a second person says no", async () => {
    const supervisor = await atDesk(on, "zh", "agt_pan");
    const { page } = supervisor;
    // In the background: what hangs on each rate, tried with few people.
    const { body: now } = await call(supervisor, "GET", "/v1/policies");
    const wish = { text: now.text, cases: 100, seed: 1, sensitive: true };
    const { body: asked } = await call(supervisor, "POST", "/v1/policies/trials", wish);
    await tryIt(supervisor, "24");
    await tellsGoals(supervisor);
    assert.match(
      await page.locator("main").innerText(),
      /等待由“立即|等待由“\d+ 小时”改为“24 小时”/,
    );
    await shoot(page, "policy-trial-zh");
    await judgeDesk(page, "a trial, zh");
    await page.locator("#propose-reason").fill("延长等待时间，给机主留出处理余地。");
    await page.locator('section[aria-labelledby="propose"] button[type=submit]').click();
    await page.waitForURL(/\/desk\/policies\/proposals\//);
    await page.locator("#decide-reason").waitFor();

    // Two supervisors are not enough.
    const other = await atDesk(on, "zh", "agt_shen");
    await other.page.goto(page.url());
    await other.page.locator("#decide-reason").waitFor();
    const buttons = other.page.locator('form[aria-labelledby="decide"] button');
    assert.deepEqual(await buttons.allInnerTexts(), ["否决"]);
    assert.match(await other.page.locator("main").innerText(), /两人中须有一位管理员/);
    await shoot(other.page, "policy-proposal-zh");
    await other.page.locator("#decide-reason").fill("自助成功率下降过多。");
    await buttons.first().press("Enter");
    await other.page.locator("#decide-reason").waitFor({ state: "detached" });
    assert.match(await other.page.locator("main").innerText(), /已否决[\s\S]*自助成功率下降过多/);
    await other.page.goto(`${on.demo.url}/desk/policies`);
    await other.page.locator('section[aria-labelledby="not-taken"]').waitFor();
    await shoot(other.page, "policies-zh");
    await judgeDesk(other.page, "policies, zh");
    await tellsRates(other, asked.trial.id);
    for (const { context } of [supervisor, other]) await context.close();
  });

  test("whose pages do not come says so, and asks for them again", async () => {
    for (const lang of langs) {
      const { page, context } = await atDesk(on, lang, "agt_qian");
      const brought = await page.evaluate(() =>
        performance.getEntriesByType("resource").map(({ name }) => name),
      );
      assert.ok(brought.some((name) => /\/client-/.test(name)));
      assert.ok(
        !brought.some((name) => /pages-/.test(name)),
        "the queue brings no page of figures",
      );
      let letGo = () => {};
      const held = new Promise<void>((done) => {
        letGo = done;
      });
      const file = "**/desk/assets/policy-pages-*.js";
      await page.route(file, async (route) => {
        await held;
        await route.abort();
      });
      await page.goto(`${on.demo.url}/desk/policies`);
      await page.locator("main .blank").waitFor();
      letGo();
      await page.locator("main .blank[role=alert]").waitFor();
      await judgeDesk(page, "pages that did not come");
      await page.unroute(file);
      await page.locator("main .blank button").press("Enter");
      await page.locator(".rules").waitFor();
      await context.close();
    }
  });

  test("in both languages whoever only decides on cases has no such page", async () => {
    for (const lang of langs) {
      const agent = await atDesk(on, lang, "agt_luo");
      await agent.page.goto(`${on.demo.url}/desk/policies`);
      await agent.page.locator("main .blank").waitFor();
      assert.equal(await agent.page.locator(".rules").count(), 0);
      await agent.context.close();
    }
  });
});
