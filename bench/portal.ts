/**
 * P7: the portal on a poor phone and a poor line, in a real Chromium: a processor 4 times slower,
 * 1.6 Mbit/s, 150 ms, nothing cached. Interactive: the form for the account answers by itself. The page
 * works before that too, without its script; this is when the script has taken over.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { startRig } from "../test/faults/rig.ts";
import { atMost, type Bench, pause, type Result, type Row, row } from "./bench.ts";

const PAGE = "/recover/account?situation=forgot-password";
const langs = ["en", "zh"] as const;
type Lang = (typeof langs)[number];
const words = { en: "English", zh: "Chinese" };

const LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const SLOWER = 4;

/**
 * In the page: sends the form empty again and again, until the page's own handler has stopped it and the
 * field says that something is missing. Text, because it runs in another world than this file.
 */
const PROBE = `(() => {
  const seen = window.seen = { interactive: 0, largest: 0, tasks: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const field = document.getElementById("identifier");
    if (field?.getAttribute("aria-invalid") === "true") {
      seen.interactive = performance.now();
      return;
    }
    field?.form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    setTimeout(look, 20);
  };
  look();
})()`;

const READ = `(() => {
  const { interactive, largest, tasks } = window.seen;
  const first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const blocked = tasks
    .filter(([start]) => start >= first && start < interactive)
    .reduce((sum, [, duration]) => sum + Math.max(0, duration - 50), 0);
  return { interactive, first, largest, blocked };
})()`;

const SCRIPTS = `performance.getEntriesByType("resource")
  .map(({ name, encodedBodySize }) => ({ name: new URL(name).pathname, bytes: encodedBodySize }))
  .filter(({ name }) => name.endsWith(".js"))`;

type Load = { interactive: number; first: number; largest: number; blocked: number };

const visitor = (browser: Browser, lang: Lang): Promise<BrowserContext> =>
  browser.newContext({
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    timezoneId: "Asia/Shanghai",
  });

async function load(browser: Browser, url: string, lang: Lang, slow: boolean): Promise<Load> {
  const context = await visitor(browser, lang);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    if (slow) {
      await session.send("Network.emulateNetworkConditions", LINE);
      await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    }
    await page.addInitScript(PROBE);
    await page.goto(url + PAGE, { waitUntil: "load", timeout: 60_000 });
    const end = performance.now() + 60_000;
    // Asked from outside: the page's policy forbids text as code, which waiting inside would need.
    while (!(await page.evaluate("window.seen.interactive"))) {
      if (performance.now() > end) throw new Error("The page did not become interactive in 60 s.");
      await pause(100);
    }
    return (await page.evaluate(READ)) as Load;
  } finally {
    await context.close();
  }
}

type Scripts = { gzip: number; sent: number };

/** JavaScript that the first page of all fetches: packed by gzip, and as it came over the line. */
async function fetched(browser: Browser, url: string, lang: Lang): Promise<Scripts> {
  const context = await visitor(browser, lang);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "networkidle" });
    const scripts = (await page.evaluate(SCRIPTS)) as { name: string; bytes: number }[];
    return {
      gzip: scripts.reduce((sum, { name }) => sum + packed(name.split("/").at(-1) ?? ""), 0),
      sent: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    await context.close();
  }
}

const assets = join(import.meta.dirname, "../dist/portal/assets");
const packed = (name: string) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length;

/** Every script of the portal. */
const built = () =>
  readdirSync(assets)
    .filter((name) => name.endsWith(".js"))
    .reduce((sum, name) => sum + packed(name), 0);

function executable(): string {
  const named = [process.env.CHROMIUM_PATH ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  const found = named.find((path) => path && existsSync(path));
  if (!found) throw new Error("This bench drives a Chromium: install one, or set CHROMIUM_PATH.");
  return found;
}

async function run(say: (line: string) => void, quick: boolean): Promise<Result> {
  const rounds = quick ? 2 : 9;
  const rig = await startRig();
  const browser = await chromium.launch({
    executablePath: executable(),
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
  try {
    const slow: Record<Lang, Load[]> = { en: [], zh: [] };
    const fast: Record<Lang, Load[]> = { en: [], zh: [] };
    const scripts = {} as Record<Lang, Scripts>;
    for (const lang of langs) {
      scripts[lang] = await fetched(browser, rig.url, lang);
      // The server draws its first page; that is not the browser's time.
      await load(browser, rig.url, lang, false);
    }
    for (let round = 1; round <= rounds; round++)
      for (const lang of langs) {
        fast[lang].push(await load(browser, rig.url, lang, false));
        const each = await load(browser, rig.url, lang, true);
        slow[lang].push(each);
        say(`round ${round}, ${lang}: interactive after ${Math.round(each.interactive)} ms`);
      }
    const seconds = (list: Load[], key: keyof Load) => list.map((each) => each[key] / 1000);
    const rows: Row[] = [
      ...langs.flatMap((lang) => [
        atMost(
          `JavaScript on the first page, gzip, ${words[lang]}`,
          "kB",
          [scripts[lang].gzip / 1000],
          45,
        ),
        row(`the same as Chromium got it, ${words[lang]}`, "kB", [scripts[lang].sent / 1000]),
      ]),
      atMost("JavaScript in all, gzip, both languages", "kB", [built() / 1000], 90),
      ...langs.flatMap((lang) => [
        atMost(`interactive, ${words[lang]}`, "s", seconds(slow[lang], "interactive"), 2.5),
        row(`first text, ${words[lang]}`, "s", seconds(slow[lang], "first")),
        row(`largest part drawn, ${words[lang]}`, "s", seconds(slow[lang], "largest")),
        row(`blocked (tasks beyond 50 ms), ${words[lang]}`, "s", seconds(slow[lang], "blocked")),
        row(
          `interactive on this machine as it is, ${words[lang]}`,
          "s",
          seconds(fast[lang], "interactive"),
        ),
      ]),
    ];
    return {
      rows,
      notes: [
        "Page: “which account?” (the first with a field), opened directly, 360 by 740 pixels, in a fresh browser profile each time.",
        "Interactive: from the navigation until an empty form is stopped by the page's own handler and the field says that something is missing.",
        "Line and processor are slowed by Chromium itself (DevTools protocol): 1.6 Mbit/s down, 0.75 up, every answer 150 ms later, processor 4 times slower.",
        "The pages also work without any JavaScript.",
      ],
      versions: { Chromium: browser.version() },
    };
  } finally {
    await browser.close();
    await rig.stop();
  }
}

export const portal: Bench = {
  name: "portal",
  title: "P7: the portal on a slow phone and a slow line",
  run,
};
