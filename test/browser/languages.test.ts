/**
 * What the words do to a page, in both languages: each page that a link leads to fits at its narrowest and with letters
 * of twice the size, and is written in the language that was asked for. What a page does is the other files' matter,
 * most of which walk in one language.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { atDesk, type Who } from "./at-desk.ts";
import { enter, fits, type Lang, langs, stage } from "./harness.ts";

const on = stage();
/** Of pages that differ in what they show only, such as guides, as many as this. */
const ALIKE_MAX = 2;

/** Links of the page, without those that act, download or leave. */
const linksOf = (page: Page): Promise<string[]> =>
  page
    .locator('a[href^="/"]:not([download])')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));

/** By which addresses are alike: without what is searched for, and without names, numbers and guides. */
function kindOf(path: string): string {
  const parts = (path.split(/[?#]/)[0] ?? "").split("/");
  const deep = /^(me|recover|desk)$/.test(parts[1] ?? "") ? 2 : 1;
  return parts.map((part, at) => (at > deep ? "*" : part)).join("/");
}

/** Visits what is reached from `starts`, each address once; how many pages were looked at. */
async function crawl(
  page: Page,
  starts: readonly string[],
  isOurs: (path: string) => boolean,
  look: (path: string) => Promise<void>,
): Promise<number> {
  const left = [...starts];
  const seen = new Set<string>();
  const kinds = new Map<string, number>();
  for (let path = left.shift(); path !== undefined; path = left.shift()) {
    const address = path.split("#")[0] ?? "";
    const kind = kindOf(address);
    const count = kinds.get(kind) ?? 0;
    if (!isOurs(address) || seen.has(address) || count >= ALIKE_MAX) continue;
    seen.add(address);
    kinds.set(kind, count + 1);
    await page.goto(`${on.demo.url}${address}`);
    await look(address);
    left.push(...(await linksOf(page)));
  }
  return seen.size;
}

const han = /\p{Script=Han}/u;

/** Its heading is in the language that was asked for, and nothing on it is too wide. */
async function reads(page: Page, lang: Lang, what: string): Promise<void> {
  assert.ok((await page.locator("html").getAttribute("lang"))?.startsWith(lang), what);
  const title = await page.title();
  assert.equal(han.test(title), lang === "zh", `${what} is called ${title}`);
  await fits(page, what);
}

async function twice(page: Page, look: () => Promise<void>) {
  const size = (value: string) =>
    page.evaluate((value) => {
      document.documentElement.style.fontSize = value;
    }, value);
  await size("200%");
  await look();
  await size("");
}

for (const lang of langs)
  describe(`in ${lang}`, () => {
    test(`every page of the portal that a link leads to fits, and speaks the language (${lang})`, async () => {
      const visitor = await on.visitor(lang, { width: 320 });
      const { page } = visitor;
      await enter(on, visitor, "acc_zhou");
      const isOurs = (path: string) => !/^\/(demo|desk|v1|form|assets)\b|[?&]lang=/.test(path);
      const count = await crawl(page, ["/me", "/"], isOurs, async (path) => {
        await page.locator("h1").first().waitFor();
        await reads(page, lang, path);
        await twice(page, () => fits(page, `${path} with text of twice the size`));
      });
      console.log(`portal, ${lang}: ${count} pages`);
      assert.ok(count >= 20, `${count} pages`);
      await visitor.context.close();
    });

    test(`every page of the desk that a link leads to fits, and speaks the language (${lang})`, async () => {
      await on.api("POST", "/demo/cases", {});
      const all = new Set<string>();
      for (const who of ["agt_tang", "agt_shen", "agt_qian"] as const satisfies readonly Who[]) {
        const { page, context } = await atDesk(on, lang, who);
        await page.setViewportSize({ width: 1024, height: 900 });
        // What somebody before this one has seen is not looked at again.
        const isOurs = (path: string) =>
          /^\/desk\b/.test(path) && (path === "/desk" || !all.has(path)) && !/[?&]lang=/.test(path);
        await crawl(page, ["/desk"], isOurs, async (path) => {
          all.add(path);
          await page.locator("h1, .blank, table").first().waitFor();
          // Not for a quiet network: a case holds a line open.
          await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
          await reads(page, lang, `${path} of ${who}`);
        });
        await context.close();
      }
      console.log(`desk, ${lang}: ${all.size} pages`);
      // Of cases and the like as many as there are; the named ones alone are more than this.
      assert.ok(all.size >= 16, `${all.size} pages`);
    });
  });
