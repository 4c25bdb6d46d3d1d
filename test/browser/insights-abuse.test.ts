/** Attacks, the desk's clock, the recoverable share, and the card in the security centre, in a real browser. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { golden, seedAbuse, seedTeam } from "../insights-abuse.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { judgeAll, type Lang, oneOf, shoot, stage, type Visitor } from "./harness.ts";

const on = stage();
const DAY_MS = 86_400_000;
const ID = "acc_gao";
const words = {
  en: {
    ...{ table: "View as table", stopped: "Stopped", sim: "SIM or number changed" },
    ...{ gone: /not ask again for a month/, card: /^Add a passkey$/, own: /People of your team/ },
  },
  zh: {
    ...{ table: "以表格查看", stopped: "已拦截", sim: "补换卡或号码异常" },
    ...{ gone: /一个月内不再提醒/, card: /^添加通行密钥$/, own: /本组成员/ },
  },
};

/** Ten days of the share, growing to what was counted by hand; the last is today. */
async function seedDays() {
  const { world } = on.demo.running;
  const { accounts, recoverable, soon, paths, missing } = golden.share;
  await sql`delete from recoverable_days`.execute(world.db);
  for (let ago = 9; ago >= 0; ago--) {
    const at = new Date(world.now().getTime() - ago * DAY_MS);
    await sql`insert into recoverable_days (day, policy_name, policy_version, definition, cursor, accounts,
        recoverable, soon, paths, missing, begun_at, done_at)
      values (to_char(${at}::timestamptz at time zone 'Asia/Shanghai', 'YYYY-MM-DD')::date, 'wallet',
        ${ago > 4 ? 1 : 2}, 1, 'x', ${accounts}, ${recoverable - ago}, ${soon},
        ${JSON.stringify(paths)}::jsonb, ${JSON.stringify(missing)}::jsonb, ${at}, ${at})`.execute(
      world.db,
    );
  }
}

async function fill() {
  await on.api("POST", "/demo/reset", {});
  const { world } = on.demo.running;
  for (const table of ["cases", "case_clocks", "case_messages", "case_verdicts", "case_draws"])
    await sql`delete from ${sql.table(table)}`.execute(world.db);
  await seedAbuse(world.db, world.now());
  await seedTeam(world.db, world.now());
  await seedDays();
  // A round may have written down days that had no claims yet.
  await sql`delete from settings where name = 'insights-bursts'`.execute(world.db);
}

const figure = (page: Page, n: number) => page.locator("figure.panel").nth(n);
/** What a table twin says, row by row. */
async function twinOf(page: Page, n: number): Promise<string[][]> {
  const box = figure(page, n);
  await box.locator(".plain").press("Enter");
  await box.locator("table.twin").waitFor();
  const rows = await box
    .locator("table.twin tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? "")),
    );
  await box.locator(".plain").press("Enter");
  return rows;
}
const pointsOf = (page: Page, n: number) =>
  figure(page, n)
    .locator("[data-point]")
    .evaluateAll((all) => all.map((point) => point.getAttribute("aria-label") ?? ""));
const lastNumber = (said: string) => Number(/(\d+)\D*$/.exec(said)?.[1]);

async function open(page: Page, name: string) {
  await page.goto(`${on.demo.url}/desk/insights/${name}`);
  await page.locator("figure.panel").first().waitFor();
}

for (const lang of oneOf("zh"))
  describe(`in ${lang}`, () => {
    test(`attacks, the clock and the share are what was counted by hand, and each table says what its chart says (${lang})`, async () => {
      await fill();
      const { page, context } = await atDesk(on, lang, "agt_qian");
      await open(page, "abuse");
      const kinds = await twinOf(page, 0);
      const known = Object.values(golden.kinds);
      assert.deepEqual(
        kinds.map((row) => row.slice(1, 6)),
        known.map(({ n, blocked, through, unclear, open }) =>
          [n, blocked, through ?? "–", unclear, open].map(String),
        ),
      );
      const sim = kinds.find(([name]) => name === words[lang].sim) ?? [];
      const stopped = (await pointsOf(page, 0)).find(
        (said) => said.startsWith(words[lang].sim) && said.includes(words[lang].stopped),
      );
      assert.ok(stopped?.endsWith(`${sim[2]} / ${sim[1]}`), stopped);

      // By day: squares and table hold the same, and as much as the kinds.
      const days = await twinOf(page, 1);
      const squares = (await pointsOf(page, 1)).map(lastNumber);
      assert.equal(days.length, 28);
      assert.equal(squares.length, 28 * known.length);
      known.forEach(({ n }, kind) => {
        const row = squares.slice(kind * 28, (kind + 1) * 28);
        assert.deepEqual(
          row,
          days.map((day) => Number(day[kind + 1])),
        );
        assert.equal(
          row.reduce((sum, each) => sum + each, 0),
          n,
        );
      });
      const clusters = await twinOf(page, 2);
      assert.deepEqual(
        clusters.map((row) => Number(row[3])),
        golden.clusters.map(({ attempts }) => attempts),
      );
      assert.doesNotMatch(await page.locator("main").innerText(), /203\.0\.113/);
      await shoot(page, `insights-abuse-${lang}`);
      await judgeDesk(page, `attacks ${lang}`);

      await open(page, "team");
      const { due, met } = golden.team;
      assert.match(await page.locator(".say").innerText(), /72\.1 %.*43|43.*72\.1 %/);
      const promises = await twinOf(page, 0);
      const sum = (rows: string[][], at: number) =>
        rows.reduce((total, row) => total + Number(row[at]), 0);
      assert.deepEqual(
        [1, 2, 3].map((at) => sum(promises, at)),
        [due, met, due - met],
      );
      const drawn = (await pointsOf(page, 0)).map(lastNumber);
      assert.deepEqual(drawn, [
        ...promises.map((row) => Number(row[2])),
        ...promises.map((row) => Number(row[3])),
      ]);
      const teams = await twinOf(page, 1);
      assert.deepEqual(
        teams.map((row) => row.slice(1, 3)),
        [
          ["30", "100.0 %"],
          ["13", "–"],
        ],
      );
      const sides = await twinOf(page, 2);
      assert.deepEqual([Math.round(sum(sides, 2)), Math.round(sum(sides, 3))], [380, 60]);
      const replies = await twinOf(page, 3);
      assert.deepEqual(replies[0]?.slice(1, 3), ["44", "41"]);
      const ages = await twinOf(page, 4);
      assert.deepEqual([sum(ages, 1), sum(ages, 2)], [3, 1]);
      assert.equal((await twinOf(page, 5)).length, 7);
      await shoot(page, `insights-team-${lang}`);
      await judgeDesk(page, `clock and team ${lang}`);

      await open(page, "share");
      assert.match(await page.locator(".say").innerText(), /68\.4 %/);
      const { share } = golden;
      const lacks = await twinOf(page, 0);
      assert.deepEqual(
        lacks.map((row) => Number(row[1])),
        [share.recoverable, share.soon, ...Object.values(share.missing)],
      );
      assert.deepEqual(
        (await twinOf(page, 1)).map((row) => Number(row[2])),
        Object.values(share.paths),
      );
      const trend = await twinOf(page, 2);
      assert.equal(trend.length, 10);
      assert.deepEqual(
        (await pointsOf(page, 2)).map((said) => /[\d.]+ %/.exec(said)?.[0]),
        trend.map((row) => row[2]),
      );
      await shoot(page, `insights-share-${lang}`);
      await judgeDesk(page, `recoverable share ${lang}`);
      await context.close();

      // Of people: for the lead of their own team.
      const lead = await atDesk(on, lang, "agt_shen");
      await open(lead.page, "team");
      const people = lead.page.locator("#people");
      assert.match(await people.innerText(), words[lang].own);
      await shoot(lead.page, `insights-people-${lang}`);
      await lead.context.close();
    });

    test(`the card says what to add, is put away with one press, and stays away (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang);
      const { page } = visitor;
      await lose();
      await come(visitor);
      const card = page.locator(".nudge");
      await card.waitFor();
      assert.match(await card.locator("h2").innerText(), words[lang].card);
      await shoot(page, `nudge-${lang}-360`);
      await judgeAll(page, `the card ${lang}`);
      // Opened again on the same day it is the same card.
      await page.reload();
      await card.waitFor();
      await card.locator("button").press("Enter");
      await page.locator("main [role=status]", { hasText: words[lang].gone }).waitFor();
      assert.equal(await card.count(), 0);
      await shoot(page, `nudge-gone-${lang}-360`);

      // Kept for the owner: in another browser there is none either; a month later there is.
      const other = await on.visitor(lang);
      await come(other);
      assert.equal(await other.page.locator(".nudge").count(), 0);
      await on.api("POST", "/demo/clock", { advance: "P32D" });
      await come(other);
      await other.page.locator(".nudge").waitFor();
      // Where no scripts run, one press puts it away too.
      const plain = await on.visitor(lang, { scripts: false });
      await plain.context.addCookies(await other.context.cookies());
      await plain.page.goto(`${on.demo.url}/me`);
      await plain.page.locator(".nudge button").press("Enter");
      await plain.page.waitForURL(/later=1/);
      assert.equal(await plain.page.locator(".nudge").count(), 0);
      assert.match(await plain.page.locator("main").innerText(), words[lang].gone);
      const { db } = on.demo.running.world;
      const rows = await db
        .selectFrom("nudges")
        .select(["missing", "dismissedAt"])
        .where("accountId", "=", ID)
        .execute();
      assert.equal(rows.length, 2);
      assert.ok(rows.every(({ missing, dismissedAt }) => missing === "passkey" && dismissedAt));
      for (const { context } of [visitor, other, plain]) await context.close();
    });
  });

/** The phone is all that this owner has. */
async function lose() {
  const { db } = on.demo.running.world;
  for (const table of ["recovery_codes", "passkeys", "contacts"])
    await sql`delete from ${sql.table(table)} where account_id = ${ID}`.execute(db);
  await sql`delete from methods where account_id = ${ID} and kind <> 'phone'`.execute(db);
}

/** Over from the wallet, into the security centre. */
async function come({ page, lang }: Visitor) {
  const { serviceKey } = await on.api("GET", "/demo");
  const reply = await fetch(`${on.demo.url}/v1/accounts/${ID}/handoffs`, {
    method: "POST",
    headers: { authorization: `Bearer ${serviceKey}`, "content-type": "application/json" },
    body: JSON.stringify({ deviceId: "dev-card" }),
  });
  const { url } = (await reply.json()) as { url: string };
  await page.goto(`${on.demo.url}/?lang=${lang satisfies Lang}`);
  await page.goto(url);
  await page.waitForURL(/\/me(\?|$)/);
}
