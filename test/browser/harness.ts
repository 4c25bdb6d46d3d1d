/** A real Chromium on the whole demo: server, wallet, database, on ports of its own. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { type DemoRunning, startDemo } from "../../src/commands/demo-server.ts";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { testDatabase } from "../database.ts";
import { isFull } from "../size.ts";

export type Lang = "en" | "zh";
/** For the ways in to an account: E1 to E12. */
export const langs: readonly Lang[] = ["en", "zh"];
/**
 * For a scenario that proves in one language what it would prove in the other: what their words do to a page is
 * looked at in both by languages.test.ts.
 */
export const oneOf = (lang: Lang): readonly Lang[] => (isFull ? langs : [lang]);
/** The same for one scenario among others that are walked in both: registered where `lang` is the one. */
export const once = (lang: Lang, its: Lang): typeof test =>
  oneOf(its).includes(lang) ? test : ((() => {}) as unknown as typeof test);

export const PHONE = { width: 360, height: 740 };

export type Stage = {
  demo: DemoRunning;
  browser: Browser;
  port: number;
  data: string;
  /** A browser of its own: cookies, storage, language. */
  visitor(lang: Lang, more?: { width?: number; scripts?: boolean }): Promise<Visitor>;
  api(method: string, path: string, body?: unknown): Promise<any>;
  /** The newest code sent to a number or an address, waiting for it a little. */
  codeTo(to: string, not?: string): Promise<string>;
  restart(): Promise<void>;
  drop(): Promise<void>;
};
export type Visitor = { context: BrowserContext; page: Page; lang: Lang };

/** `camera`: a whole Chromium with a camera of its own making; the shell has none. */
export function stage({ camera = false } = {}): Stage {
  const holder = {} as Stage;
  before(() => setUp(holder, camera));
  after(async () => {
    await holder.browser?.close();
    await holder.demo?.stop();
    await holder.drop?.();
    await rm(holder.data, { recursive: true, force: true });
  });
  return holder;
}

export const launch = (camera = false): Promise<Browser> =>
  chromium.launch({
    executablePath:
      (camera ? process.env.CHROMIUM_CAMERA_PATH : process.env.CHROMIUM_PATH) ||
      "/usr/bin/chromium",
    args: [
      ...(camera ? ["--use-fake-device-for-media-stream"] : []),
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });

/** A browser of its own: cookies, storage, language. */
export async function visitorOf(
  browser: Browser,
  lang: Lang,
  { width = PHONE.width, scripts = true } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    viewport: { width, height: PHONE.height },
    isMobile: width < 500,
    hasTouch: width < 500,
    javaScriptEnabled: scripts,
    timezoneId: "Asia/Shanghai",
    // Nothing waits for what moves.
    reducedMotion: "reduce",
  });
  // A busy machine is slow; what does not come at all fails a minute later.
  context.setDefaultTimeout(60_000);
  return { context, page: await context.newPage(), lang };
}

async function setUp(staged: Stage, camera: boolean): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), "rightful-browser-"));
  // A database of the run's server: one of the demo's own takes seconds in each file, and starts in main.test.ts.
  const database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  // The cheapest hash that argon2 allows: what is looked at here is pages.
  process.env.RIGHTFUL_HASH_MEMORY_KIB ??= "8";
  const port = await twoPorts();
  const start = () => startDemo({ port, data, say: () => {} });
  const browser = await launch(camera);
  Object.assign(staged, {
    demo: await start(),
    drop: database.drop,
    browser,
    port,
    data,
    visitor: (lang: Lang, more = {}) => visitorOf(browser, lang, more),
    api: async (method: string, path: string, body?: unknown) => {
      const reply = await fetch(`${staged.demo.url}${path}`, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      });
      return reply.json();
    },
    codeTo: async (to: string, not?: string) => {
      for (let turn = 0; turn < 600; turn++) {
        const messages = await staged.api("GET", `/demo/messages?to=${encodeURIComponent(to)}`);
        for (const { text } of messages.messages ?? messages) {
          const code = /(?:^|\D)(\d{6})(?!\d)/.exec(text)?.[1];
          if (code && code !== not) return code;
          if (code) break;
        }
        await new Promise((done) => setTimeout(done, 50));
      }
      throw new Error(`No code reached ${to}.`);
    },
    restart: async () => {
      await staged.demo.stop();
      staged.demo = await start();
    },
  } satisfies Stage);
}

/** Pastes as a person does: the clipboard event, not a string set by a script. */
export const paste = (page: Page, selector: string, text: string) =>
  page.locator(selector).evaluate((field, text) => {
    (field as HTMLInputElement).focus();
    const data = new DataTransfer();
    data.setData("text", text);
    const event = new ClipboardEvent("paste", {
      clipboardData: data,
      bubbles: true,
      cancelable: true,
    });
    if (field.dispatchEvent(event)) document.execCommand("insertText", false, text);
  }, text);

/** Where the focus is, once it got there: a page moves it after it has drawn itself. */
export const focused = (page: Page, selector: string) =>
  page.waitForFunction((at) => document.activeElement?.matches(at) ?? false, selector);

export const sidewaysPixels = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
/** Most of the time that judging takes, and all that another colour scheme can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Rules of WCAG 2.0 to 2.2, A and AA; and nothing scrolls sideways. Of a page that was judged before, `colours` judges
 * what another colour scheme changes, and `shape` what another width or size of letters does.
 */
export async function judge(
  page: Page,
  what: string,
  part: "all" | "colours" | "shape" = "all",
): Promise<void> {
  // Once a document: reading it in costs twice what judging does.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${axe};0`);
  const faults = await page.evaluate(
    async ([part, colours]) => {
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const { violations } = await (window as any).axe.run(document, {
        ...{ resultTypes: ["violations"], preload: false },
        runOnly: part === "colours" ? { type: "rule", values: colours } : tags,
        ...(part === "shape" && {
          rules: Object.fromEntries(colours.map((rule) => [rule, { enabled: false }])),
        }),
      });
      return violations.map(({ id, nodes }: any) => `${id}: ${nodes[0]?.html}`);
    },
    [part, COLOURS] as const,
  );
  assert.deepEqual(faults, [], `${what} at ${page.url()}`);
  await fits(page, what);
}

/** Nothing scrolls sideways. */
export async function fits(page: Page, what: string): Promise<void> {
  assert.ok((await sidewaysPixels(page)) <= 0, `${what} scrolls sideways at ${page.url()}`);
}

/**
 * Light and dark at the width that it has, at 320 and at 1280 pixels, and with text of twice the size. Colours and
 * roles are the same in both languages and at every width: axe looks at the others in full only, and in English.
 */
export async function judgeAll(page: Page, what: string): Promise<void> {
  const before = page.viewportSize() ?? PHONE;
  const name = what.replaceAll(/\W+/g, "-");
  await shoot(page, `${name}-${before.width}`);
  const isEnglish = await page.evaluate(() => document.documentElement.lang.startsWith("en"));
  const shape = (what: string) =>
    isEnglish && isFull ? judge(page, what, "shape") : fits(page, what);
  // Without the change of colours in between, of which a judge sees a moment.
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await judge(page, `${what}, ${colorScheme}`, colorScheme === "light" ? "all" : "colours");
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: PHONE.height });
    await shape(`${what}, ${width} pixels`);
    await shoot(page, `${name}-${width}`);
  }
  await page.setViewportSize(PHONE);
  const twice = (size: string) =>
    page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, size);
  await twice("200%");
  await shape(`${what}, text of twice the size`);
  await shoot(page, `${name}-200`);
  await twice("");
  await page.setViewportSize(before);
}

/** A picture to look at, where `RIGHTFUL_SHOTS` names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.RIGHTFUL_SHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** As the wallet does it: its user, handed over to the security centre. Works with scripts only. */
export async function enter(on: Stage, { page, lang }: Visitor, accountId: string): Promise<void> {
  const { serviceKey } = await on.api("GET", "/demo");
  const reply = await fetch(`${on.demo.url}/v1/accounts/${accountId}/handoffs`, {
    method: "POST",
    headers: { authorization: `Bearer ${serviceKey}` },
  });
  const { url } = (await reply.json()) as { url: string };
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.goto(url);
  await page.waitForURL(/\/me$/);
}

/**
 * A whole path of a forgotten password for a person of the demo with a number and recovery codes, its wait
 * included: ends where the new password is asked for. Uses the fourth code.
 */
export async function provePath(on: Stage, { page, lang }: Visitor, accountId: string) {
  const { accounts } = await on.api("GET", "/demo");
  const { phone, recoveryCodes } = accounts.find(({ id }: { id: string }) => id === accountId);
  const number = `+86${phone.replaceAll(" ", "")}`;
  await page.goto(`${on.demo.url}/recover/account?situation=forgot-password&lang=${lang}`);
  await page.locator("#identifier").fill(phone);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/(methods|code)/);
  if (page.url().includes("/methods")) await page.locator(".best button").click();
  await page.locator("#code").waitFor();
  await page.locator("#code").pressSequentially(await on.codeTo(number));
  await page.locator("button.go1").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/code"));
  await page.goto(`${on.demo.url}/recover/recovery-code`);
  await page.locator("#saved").fill(recoveryCodes[3]);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/(password|wait)/);
  if (page.url().endsWith("/wait")) {
    await on.api("POST", "/demo/clock", { advance: "PT12H1M" });
    await page.goto(`${on.demo.url}/recover/password`);
  }
  await page.locator("#password").waitFor();
}
