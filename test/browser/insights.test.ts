/**
 * Insights at the desk in a real browser, over the golden world: every number on the pages is the one that was worked out
 * by hand, and the chart, its table and its file say the same.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { golden, seedGolden } from "../../src/features/insights/golden.ts";
import { count, interval, percent, range, seconds } from "../../web/desk/insights/say.ts";
import { wideMeasures, wideOverview } from "../fixtures/insights-wide.ts";
import { inFull } from "../size.ts";
import { atDesk, judgeDesk } from "./at-desk.ts";
import { type Lang, oneOf, shoot, stage } from "./harness.ts";

const on = stage();
const DAY_MS = 86_400_000;
const said = {
  en: {
    ...{ table: "View as table", cases: "Show the cases", few: "Too few to show a rate (n = 14)" },
    ...{ alone: "By themselves", gone: "came no further", begins: "Of 71 who began" },
    ...{ shown: "cases stand behind this figure", tooFew: "Only 14 went to a person" },
    wrong: "2 who were let in turned out to be someone else.",
  },
  zh: {
    ...{ table: "以表格查看", cases: "查看案件", few: "样本太少，不显示比率（n = 14）" },
    ...{ alone: "自助", gone: "次止步于此", begins: "自助发起 71 次" },
    ...{ shown: "该数据对应", tooFew: "人工仅 14 例" },
    wrong: "已知误放他人 2 例。",
  },
};

/** The rows of a table, as their texts. */
const cellsOf = (table: Locator): Promise<string[][]> =>
  table
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").trim())),
    );
/** A file as a spreadsheet reads it: the rows below its head, by their columns' names. */
async function fileOf(page: Page, link: Locator): Promise<Record<string, string>[]> {
  const href = (await link.getAttribute("href")) ?? "";
  const text = await page.evaluate(async (href) => (await fetch(href)).text(), href);
  const [head = [], ...rows] = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) => cell),
    );
  return rows.map((cells) =>
    Object.fromEntries(head.filter(Boolean).map((name, n) => [name, cells[n] ?? ""])),
  );
}

const none = "–";
const share = (text: string | undefined) => (text ? percent(Number(text)) : none);
const time = (text: string | undefined, lang: Lang) => (text ? seconds(Number(text), lang) : none);
const number = (text: string | undefined) => (text ? count(Number(text)) : none);
const between = (low: string | undefined, high: string | undefined) =>
  low && high ? interval({ low: Number(low), high: Number(high) }) : none;

/** Looks at the page in both themes and widths, where pictures are asked for. */
async function look(page: Page, name: string): Promise<void> {
  if (!process.env.RIGHTFUL_SHOTS) return;
  await shoot(page, name);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await shoot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1024, height: 900 });
  await shoot(page, `${name}-1024`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

const open = async (page: Page, tab: string) => {
  await page.locator(`.ins-nav a[href^="/desk/insights${tab}"]`).first().press("Enter");
};

let seeded: Promise<void> | undefined;
/** The analyst at the desk, over the golden world. */
async function atInsights(lang: Lang) {
  const { world } = on.demo.running;
  seeded ??= seedGolden(world.db, world.now());
  await seeded;
  return atDesk(on, lang, "agt_qian");
}

for (const lang of oneOf("en"))
  describe(`in ${lang}`, () => {
    const words = said[lang];

    test(`I1: six figures, their numbers, days and files (${lang})`, async () => {
      const { page, context } = await atInsights(lang);
      await page.locator('.bar a[href^="/desk/insights"]').press("Enter");
      await page.locator(".tiles").waitFor();
      const { net, alone, reversed, medianSeconds, recovered } = golden.overview;
      const value = (n: number) => page.locator(".tiles .panel").nth(n).locator(".val").innerText();
      await page.locator(".tiles .what-is").nth(4).waitFor();
      assert.deepEqual(await Promise.all([0, 1, 2, 3, 4].map(value)), [
        percent(net.count / net.n),
        seconds(medianSeconds, lang),
        percent(alone.count / alone.n),
        "0",
        percent(reversed.count / reversed.n),
      ]);
      const tile = (n: number) => page.locator(".tiles .panel").nth(n);
      for (const [n, of] of [net.n, recovered, alone.n].entries())
        assert.match(await tile(n).innerText(), new RegExp(`n = ${of}`));
      await judgeDesk(page, `overview ${lang}`);
      await look(page, `insights-overview-${lang}`);

      // The definition is the one of the page of definitions, and Escape closes it.
      await tile(0).locator(".what-is").press("Enter");
      const formula = await tile(0).locator(".explained").innerText();
      await tile(0).locator(".what-is").press("Escape");
      assert.equal(await tile(0).locator(".explained").isVisible(), false);

      // The chart's points, the table and the file of each tile.
      for (const n of [0, 1, 2, 3, 4]) {
        const points = await tile(n).locator("[data-point] title").allTextContents();
        await tile(n).getByText(words.table).press("Enter");
        const table = await cellsOf(tile(n).locator("table.twin"));
        const file = await fileOf(page, tile(n).locator("a[download]"));
        const id = ["recovery-success-net", "median-time", "self-service-share", "open-cases"][n];
        const lines = file.filter((row) => row.tile === (id ?? "reversals"));
        const kind = n === 1 ? "seconds" : n === 3 ? "open" : "rate";
        assert.deepEqual(
          table.map((cells) => cells.slice(1)),
          lines.map((row) =>
            kind === "open"
              ? [number(row.n)]
              : kind === "seconds"
                ? [number(row.n), time(row.seconds, lang)]
                : [number(row.n), number(row.count), share(row.rate), between(row.low, row.high)],
          ),
        );
        assert.deepEqual(
          table.slice(1).map(([day]) => day),
          lines.slice(1).map(({ day }) => day),
        );
        const known = table.slice(1).filter((cells) => cells.at(kind === "rate" ? 3 : -1) !== none);
        if (points.length > 0) {
          assert.equal(points.length, known.length, "a point a day that is known");
          for (const [at, cells] of known.entries())
            assert.ok(points[at]?.includes(cells[kind === "rate" ? 3 : cells.length - 1] ?? "?"));
        }
      }
      await shoot(page, `insights-overview-tables-${lang}`);
      await judgeDesk(page, `overview as tables ${lang}`);

      await open(page, "/definitions");
      await page.locator(".meanings").waitFor();
      assert.ok(
        (await cellsOf(page.locator(".meanings"))).some(([name, text]) =>
          formula.startsWith(`${name} ${text}`),
        ),
        `${formula} is the text of the page of definitions`,
      );
      await context.close();
    });

    test(`I2: each way with its interval and its time, as dots, table and file (${lang})`, async () => {
      const { page, context } = await atInsights(lang);
      await page.goto(`${on.demo.url}/desk/insights/methods`);
      await page.locator(".mt").waitFor();
      const own = golden.measures["self-service"];
      const lead = await page.locator(".ins > .say").innerText();
      const rate = percent(own.outcomes.completed / own.n);
      for (const part of [rate, seconds(own.medianSeconds, lang), words.tooFew, words.wrong])
        assert.ok(lead.includes(part), `${part} in ${lead}`);
      const rows = await cellsOf(page.locator(".mt"));
      const [self, people] = rows;
      assert.deepEqual(
        [self?.[1], self?.[2], self?.[5], self?.[6], self?.[8]],
        [
          ...[String(own.n), rate, seconds(own.medianSeconds, lang)],
          ...[seconds(own.p90Seconds, lang), percent(own.outcomes.abandoned / own.n)],
        ],
      );
      // 42 of 65, worked out apart from the program: 52.5 % to 75.1 %.
      assert.equal(self?.[3], "52.5–75.1");
      assert.deepEqual(people?.slice(1), ["14", words.few], "of few nothing but the number");
      const few = page.locator(".mt tr", { hasText: words.few }).first();
      assert.equal(await few.locator("[data-point], .plot").count(), 0);
      assert.equal(
        await page.locator(".mt .art").count(),
        2,
        "what the article claims of ourselves",
      );
      await judgeDesk(page, `methods ${lang}`);
      await look(page, `insights-methods-${lang}`);

      // By keyboard: one stop, arrows from there; the value is spoken.
      const first = page.locator('[data-point="0"]');
      await first.focus();
      assert.ok((await first.getAttribute("aria-label"))?.includes(rate));
      await page.keyboard.press("ArrowRight");
      const second = page.locator('[data-point="1"]');
      assert.ok(await second.evaluate((point) => point === document.activeElement));
      assert.ok((await second.getAttribute("aria-label"))?.includes(seconds(own.p90Seconds, lang)));
      assert.equal(await page.locator('[data-point][tabindex="0"]').count(), 1);
      await page.keyboard.press("End");
      await page.keyboard.press("Home");
      assert.ok(await first.evaluate((point) => point === document.activeElement));

      await page.getByText(words.table).press("Enter");
      const file = await fileOf(page, page.locator(".fig-ways a[download]"));
      const twin = await cellsOf(page.locator("table.twin"));
      assert.deepEqual(
        twin.map((cells) => cells.slice(1)),
        file.map((row) => [
          number(row.n),
          ...["completed", "other_way", "cancelled", "refused"].map((part) => number(row[part])),
          ...["abandoned", "expired", "error", "open"].map((part) => number(row[part])),
          ...[share(row.success), between(row.success_low, row.success_high)],
          ...["first_try", "within_24h", "within_7d"].map((part) => share(row[part])),
          ...["median", "p90", "mean", "active_median", "wait_median"].map((part) =>
            time(row[`${part}_seconds`], lang),
          ),
          ...[share(row.abandon), share(row.takeover)],
        ]),
      );
      assert.deepEqual(
        twin[0]?.slice(2, 10),
        Object.values(own.outcomes).map(String),
        "all outcomes of those who went by themselves",
      );
      assert.deepEqual(
        [twin[0]?.[12], twin[0]?.[13], twin[0]?.[14], twin[0]?.[17], twin[0]?.[21]],
        [
          ...[own.firstTry / own.n, own.within24h / own.n, own.within7d / own.n].map(percent),
          ...[seconds(own.meanSeconds, lang), percent(own.disputed / own.outcomes.completed)],
        ],
      );
      await judgeDesk(page, `methods as a table ${lang}`);
      await shoot(page, `insights-methods-table-${lang}`);
      await page.getByText(words.table).press("Enter");

      // The cases behind a row: as many as the row counts.
      await page.locator(".mt tbody a").first().press("Enter");
      await page.waitForURL(/\/insights\/cases\?/);
      await page.locator(".twin").waitFor();
      assert.ok((await page.locator(".ins > .say").innerText()).includes(String(own.n)));
      await judgeDesk(page, `cases ${lang}`);
      await look(page, `insights-cases-${lang}`);
      await context.close();
    });

    test(`I3: each step, what was lost there and why, as bars, table and file (${lang})`, async () => {
      const { page, context } = await atInsights(lang);
      await page.goto(`${on.demo.url}/desk/insights`);
      await page.locator(".ins-nav").waitFor();
      await open(page, "/funnel");
      await page.locator("figure.panel").nth(1).waitFor();
      assert.match(
        (await page.locator(".ins > .say").innerText()).replaceAll("\u00a0", " "),
        new RegExp(words.begins),
      );
      for (const [at, journey] of (["self-service", "with-people"] as const).entries()) {
        const shown = page.locator("figure.panel").nth(at);
        const points = await shown.locator("[data-point] title").allTextContents();
        await shown.getByText(words.table).press("Enter");
        const twin = await cellsOf(shown.locator("table.twin"));
        const steps = golden.funnel[journey];
        assert.deepEqual(
          twin.map(([, n, , drop]) => [Number(n), Number(drop)]),
          steps.map(([, n, drop]) => [n, drop]),
        );
        for (const [step, [, n]] of steps.entries()) assert.ok(points[step]?.includes(String(n)));
        const file = (await fileOf(page, shown.locator("a[download]"))).filter(
          (row) => row.journey === journey,
        );
        assert.deepEqual(
          twin.map((cells) => cells.slice(1, 5)),
          file.map((row) => [
            ...[number(row.n), share(row.share), number(row.drop), share(row.drop_rate)],
          ]),
        );
        assert.deepEqual(
          file.map(({ step, top_reason: why }) => [step, why || null]),
          steps.map(([step, , , why]) => [step, why]),
        );
        await shown.getByText(words.table).press("Enter");
      }
      await judgeDesk(page, `funnel ${lang}`);
      await look(page, `insights-funnel-${lang}`);

      await page.locator(".beside input").press("Space");
      await page.waitForURL(/compare=previous/);
      await page.locator(".legend .was").first().waitFor();
      await shoot(page, `insights-funnel-compared-${lang}`);
      await judgeDesk(page, `funnel compared ${lang}`);

      // A drop opens the cases that stopped there.
      const [, , drop] = golden.funnel["self-service"][2];
      await page.locator(".asides a").nth(2).press("Enter");
      await page.waitForURL(/step=first-proof/);
      await page.locator(".twin").waitFor();
      assert.equal(await page.locator(".twin tbody tr").count(), drop);
      assert.ok((await page.locator(".ins > .say").innerText()).includes(words.shown));
      await context.close();
    });

    inFull(
      `I8: every figure has its meaning and owner, and the data its health (${lang})`,
      async () => {
        const { page, context } = await atInsights(lang);
        await page.goto(`${on.demo.url}/desk/insights/definitions`);
        await page.locator(".meanings").waitFor();
        const rows = (await cellsOf(page.locator(".meanings"))).filter((cells) => cells.length > 1);
        const file = await fileOf(page, page.locator(".fig-ways a[download]"));
        assert.deepEqual(
          rows.map(([name, , version]) => [name, version]),
          file.map((row) => [row[`name_${lang}`]?.replaceAll('"', ""), row.version]),
        );
        assert.ok(rows.length >= 10);
        await judgeDesk(page, `definitions ${lang}`);
        await look(page, `insights-definitions-${lang}`);
        await context.close();
      },
    );

    // The walk goes on here over I5 (abuse), I6 (clock and team) and I7 (alerts).
  });

inFull(
  "a filter is a sentence with an address; old figures stay while new ones come, and a server that is away is said",
  async () => {
    const { page, context } = await atInsights("en");
    await page.goto(`${on.demo.url}/desk/insights/methods`);
    await page.locator(".mt").waitFor();
    await page.locator(".sent select").nth(1).selectOption("lost-phone");
    await page.waitForURL(/situation=lost-phone/);
    await page.locator(".mt td", { hasText: "n = 1" }).first().waitFor();
    // Kept from page to page.
    await open(page, "/funnel");
    await page.waitForURL(/funnel\?situation=lost-phone/);
    await page.locator(".sent select").nth(1).selectOption("");
    await page.waitForURL(/funnel$/);

    await page.locator(".sent select").first().selectOption("choose");
    // Before anybody came.
    const [from = "", to = ""] = [207, 201].map((days) =>
      new Date(on.demo.running.world.now().getTime() - days * DAY_MS).toISOString().slice(0, 10),
    );
    await page.locator('input[name="from"]').fill(from);
    await page.locator('input[name="to"]').fill(to);
    await page.locator(".sent button").press("Enter");
    await page.waitForURL(new RegExp(`from=${from}`));
    const sentence = page.locator(".sent select").first();
    assert.equal(
      await sentence.evaluate(
        (select: HTMLSelectElement) => select.selectedOptions[0]?.textContent,
      ),
      range(from, to, "en"),
    );
    await page.getByText("Nothing in this period.").first().waitFor();
    await judgeDesk(page, "an empty period");
    await shoot(page, "insights-empty-en");

    await page.goto(`${on.demo.url}/desk/insights/methods`);
    await page.locator(".mt").waitFor();
    // A slow answer: the old figures are there until it comes.
    let go = () => {};
    const held = new Promise<void>((done) => {
      go = done;
    });
    await page.route("**/v1/insights/measures*", async (route) => {
      await held;
      await route.continue();
    });
    await page.locator(".sent select").nth(2).selectOption("zh");
    await page.locator('[aria-busy="true"]').waitFor();
    assert.ok(await page.locator(".mt").isVisible());
    assert.match(await page.locator(".updated").innerText(), /^Updated \d+ s ago\. Asking again/);
    go();
    await page.locator('[aria-busy="true"]').waitFor({ state: "detached" });

    await page.unroute("**/v1/insights/measures*");
    await page.route("**/v1/insights/measures*", (route) => route.abort());
    await page.goto(`${on.demo.url}/desk/insights/methods?days=7`);
    await page.locator(".blank[role=alert]").waitFor();
    await judgeDesk(page, "figures that cannot be read");
    await page.unroute("**/v1/insights/measures*");
    await page.locator(".blank button").press("Enter");
    await page.locator(".updated").waitFor();
    await context.close();
  },
);

inFull(
  "with everything on it: claims, intervals, a sort, a change of policy, and a line that stops where too few were counted",
  async () => {
    for (const lang of oneOf("zh")) {
      const { page, context } = await atInsights(lang);
      await page.route("**/v1/insights/measures*", async (route) => {
        const reply = await route.fetch();
        await route.fulfill({ response: reply, json: wideMeasures(await reply.json()) });
      });
      await page.route("**/v1/insights/overview*", async (route) => {
        const reply = await route.fetch();
        await route.fulfill({ response: reply, json: wideOverview(await reply.json()) });
      });
      await page.goto(`${on.demo.url}/desk/insights/methods`);
      await page.locator(".mt").waitFor();
      assert.equal(await page.locator(".mt .art").count(), 4, "two claims of each of the two");
      const names = async () =>
        (await cellsOf(page.locator(".mt"))).filter((row) => row.length > 1).map(([name]) => name);
      const [first, second, ...rest] = await names();
      assert.deepEqual([first, second], ["self-service", "customer-service"]);
      assert.deepEqual(rest, [
        "passkey",
        "device-approval",
        "sms-code",
        "contact-approval",
        "face",
      ]);
      await page.locator(".mt th .sorts").nth(2).press("Enter");
      const slowest = await names();
      assert.deepEqual([slowest[2], slowest.at(-1)], ["contact-approval", "face"]);
      assert.equal(await page.locator('th[aria-sort="descending"]').count(), 1);
      await judgeDesk(page, `many ways ${lang}`);
      await look(page, `insights-wide-methods-${lang}`);
      const [before, after] = await page.locator(".notes a").all();
      assert.match((await before?.getAttribute("href")) ?? "", /from=\d{4}-\d\d-\d\d&to=/);
      assert.match((await after?.getAttribute("href")) ?? "", /from=\d{4}-\d\d-\d\d&to=/);

      await open(page, "");
      await page.locator(".tiles .line").first().waitFor();
      const tile = page.locator(".tiles .panel").first();
      assert.equal(
        await tile.locator("[data-point]").count(),
        27,
        "no point of the day with too few",
      );
      assert.equal(((await tile.locator(".line").getAttribute("d")) ?? "").split("M").length, 3);
      assert.equal(await tile.locator(".change text").textContent(), "wallet v12");
      await tile.locator('[data-point="0"]').focus();
      await page.keyboard.press("ArrowRight");
      const spoken = await tile.locator('[data-point="1"]').getAttribute("aria-label");
      assert.equal(await tile.locator(".told").innerText(), spoken);
      await judgeDesk(page, `overview with lines ${lang}`);
      await look(page, `insights-wide-overview-${lang}`);
      await page.emulateMedia({ media: "print" });
      await shoot(page, `insights-print-${lang}`);
      assert.equal(await page.locator(".ins-nav").isVisible(), false);
      await context.close();
    }
  },
);

inFull(
  "figures that are older than ten minutes say so; an agent has no insights and is told so",
  async () => {
    const { page, context } = await atInsights("en");
    await page.route("**/v1/insights/measures*", async (route) => {
      const reply = await route.fetch();
      const body = { ...(await reply.json()), stale: true };
      await route.fulfill({ response: reply, json: body });
    });
    await page.goto(`${on.demo.url}/desk/insights/methods`);
    await page.locator(".stale").waitFor();
    await judgeDesk(page, "stale figures");
    await shoot(page, "insights-stale-en");
    await context.close();

    const agent = await atDesk(on, "en", "agt_tang");
    assert.equal(await agent.page.locator('.bar a[href^="/desk/insights"]').count(), 0);
    await agent.page.goto(`${on.demo.url}/desk/insights`);
    await agent.page.locator(".ins .blank").waitFor();
    await judgeDesk(agent.page, "no insights for an agent");
    await agent.context.close();
  },
);
