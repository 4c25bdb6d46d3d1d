/** A photo from the claimant's phone to the agent's viewer: over a network that breaks, without scripts, by keys. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { jpeg, pdf } from "../evidence.ts";
import { heicPhoto } from "../heic.ts";
import { inFull } from "../size.ts";
import { atDesk } from "./at-desk.ts";
import {
  focused,
  judge,
  judgeAll,
  type Lang,
  oneOf,
  PHONE,
  shoot,
  stage,
  type Visitor,
} from "./harness.ts";

const on = stage();
const said = {
  en: {
    accepted: /Received/,
    wrongType: /Send a photo or PDF/,
    paused: /Paused at/,
    went: /network/,
  },
  zh: { accepted: /已收到/, wrongType: /请上传照片或 PDF/, paused: /已暂停在/, went: /网络/ },
} as const;

async function openCase({ page, lang }: Visitor) {
  const { accounts } = await on.api("GET", "/demo");
  const wang = accounts.find(({ id }: { id: string }) => id === "acc_wang");
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.locator('a.row[href*="lost-phone"]').click();
  await page.locator("#identifier").fill(wang.phone);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/methods/);
  await page.goto(`${on.demo.url}/recover/case/story`);
  await page.locator("#story").fill("My phone fell into the lake.");
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/case$/);
}

/** The list of the page says this of some file. */
const says = (page: Page, words: RegExp) =>
  page.locator(".sent li").filter({ hasText: words }).first().waitFor({ timeout: 60_000 });

const cookies = async ({ context }: Visitor) =>
  (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");

async function ownFiles(visitor: Visitor): Promise<any[]> {
  const reply = await fetch(`${on.demo.url}/v1/recoveries/current/case/evidence`, {
    headers: { cookie: await cookies(visitor) },
  });
  return ((await reply.json()) as any).files;
}

/** At the desk, with the case of the claimant in hand and its files in sight. */
async function desk(lang: Lang) {
  const agent = await atDesk(on, lang, "agt_tang");
  const { page } = agent;
  await page.locator("table.qt").waitFor();
  await page.keyboard.press("n");
  await page.locator(".cw").waitFor();
  await page.keyboard.press("3");
  await page.locator(".film").waitFor();
  return agent;
}

describe("a photo of a phone", () => {
  test("E17 of 12 MB with a location goes on after the network broke twice, and the agent sees it without the location", async () => {
    await on.api("POST", "/demo/reset", {});
    const visitor = await on.visitor("en");
    const { page, context } = visitor;
    await openCase(visitor);
    await page.goto(`${on.demo.url}/recover/case/evidence?kind=id-front`);
    const photo = heicPhoto(3264, 2464, (plane, x, y) =>
      plane === 0 ? 32 + (((x >> 4) * 7 + (y >> 4) * 13) % 190) : plane === 1 ? 90 + (x >> 6) : 120,
    );
    assert.ok(photo.length > 12_000_000 && photo.includes("Test Phone 1"));
    const path = join(on.data, "IMG_0001.HEIC");
    await writeFile(path, photo);
    // 16 Mbit/s: slow enough to be broken, quick enough for a test.
    const network = await context.newCDPSession(page);
    const speed = { latency: 20, downloadThroughput: -1, uploadThroughput: 2_000_000 };
    await network.send("Network.enable");
    await network.send("Network.emulateNetworkConditions", { ...speed, offline: false });
    await page.locator("#file").setInputFiles(path);
    const reached = (percent: number) =>
      page.waitForFunction(
        (percent) => (document.querySelector("progress")?.value ?? 0) >= percent,
        percent,
        { timeout: 60_000 },
      );
    for (const percent of [20, 60]) {
      await reached(percent);
      await network.send("Network.emulateNetworkConditions", { ...speed, offline: true });
      await says(page, said.en.paused);
      if (percent === 20) await shoot(page, "evidence-paused-en");
      await network.send("Network.emulateNetworkConditions", { ...speed, offline: false });
    }
    await page.locator(".sent progress").waitFor({ state: "detached", timeout: 60_000 });
    await says(page, said.en.accepted);
    const [file] = await ownFiles(visitor);
    assert.equal(file.sizeBytes, photo.length);

    const agent = await desk("en");
    await shoot(agent.page, "desk-evidence-shut-en");
    const seen = agent.page.waitForResponse((reply) => /views\?page=0/.test(reply.url()));
    await agent.page.locator(".shut button").click();
    const copy = await (await seen).body();
    await agent.page.locator(".canvas img").waitFor();
    assert.ok(!copy.includes("Exif") && !copy.includes("Test Phone"));
    const { format, exif, width } = await sharp(copy).metadata();
    assert.deepEqual([format, exif, width], ["jpeg", undefined, 2400]);
    const facts = await agent.page.locator(".ev .facts").innerText();
    assert.match(facts, /Test Phone 1/);
    assert.match(facts, /not in this copy/);
    const { createHash } = await import("node:crypto");
    assert.ok(facts.includes(createHash("sha256").update(photo).digest("hex")));
    const drawn = () =>
      agent.page
        .locator(".canvas img")
        .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    assert.equal(await drawn(), 2400);
    // Zoomed by a key; the claimant sees that somebody looked.
    const before = await agent.page.locator(".canvas img").getAttribute("style");
    await agent.page.keyboard.press("+");
    assert.notEqual(await agent.page.locator(".canvas img").getAttribute("style"), before);
    await shoot(agent.page, "desk-evidence-open-en");
    assert.equal((await ownFiles(visitor))[0].seen.length, 1);
    await agent.context.close();
    await context.close();
  });

  inFull(
    "E16 that stopped on one device goes on from there on another, by the very same file",
    async () => {
      await on.api("POST", "/demo/reset", {});
      const one = await on.visitor("zh");
      await openCase(one);
      await one.page.goto(`${on.demo.url}/recover/case/evidence?kind=id-back`);
      const path = join(on.data, "back.jpg");
      const photo = Buffer.concat([await jpeg("back", 1200, 800), Buffer.alloc(900_000, 5)]);
      await writeFile(path, photo);
      let sent = 0;
      await one.page.route("**/case/evidence/*", (route) =>
        route.request().method() === "PATCH" && ++sent > 2 ? route.abort() : route.continue(),
      );
      await one.page.locator("#file").setInputFiles(path);
      await says(one.page, said.zh.paused);
      // Loaded again: what has come is there, and the page says how to go on.
      await one.page.unroute("**/case/evidence/*");
      await one.page.goto(`${on.demo.url}/recover/case/evidence?kind=id-back`);
      await says(one.page, /重新选择同一个文件/);
      const [unfinished] = await ownFiles(one);
      assert.equal(unfinished.receivedBytes, 524_288);
      const other = await on.visitor("zh");
      const claim = (await one.context.cookies()).filter(({ name }) => name === "rightful_claim");
      await other.context.addCookies(claim);
      await other.page.goto(`${on.demo.url}/recover/case/evidence?kind=id-back`);
      const offsets: (string | undefined)[] = [];
      other.page.on("request", (request) => {
        if (request.method() === "PATCH") offsets.push(request.headers()["upload-offset"]);
      });
      await other.page.locator("#file").setInputFiles(path);
      await says(other.page, said.zh.accepted);
      assert.equal(offsets[0], "524288");
      assert.equal((await ownFiles(one)).length, 1);
      await one.context.close();
      await other.context.close();
    },
  );
});

for (const lang of oneOf("zh"))
  inFull(`every page of papers can be read, used and understood (${lang})`, async () => {
    await on.api("POST", "/demo/reset", {});
    const visitor = await on.visitor(lang);
    const { page } = visitor;
    await openCase(visitor);
    await page.locator('a.row[href="/recover/case/evidence"]').click();
    await page.locator('a.row[href*="kind=id-front"]').waitFor();
    await judgeAll(page, `papers ${lang}`);
    await shoot(page, `evidence-all-${lang}-360`);
    await page.locator('a.row[href*="kind=id-front"]').click();
    await page.locator("#file").waitFor();
    await judgeAll(page, `one paper ${lang}`);
    // A page under the name of a photo: refused, with the reason.
    const html = join(on.data, "photo.jpg");
    await writeFile(html, "<!doctype html><script>alert(1)</script>");
    await page.locator("#file").setInputFiles(html);
    await says(page, said[lang].wrongType);
    // A small and blurred one is doubted, and sent all the same.
    const small = join(on.data, "small.jpg");
    await writeFile(small, await jpeg("s", 300, 200));
    await page.locator("#file").setInputFiles(small);
    await says(page, said[lang].accepted);
    const large = join(on.data, "large.pdf");
    await writeFile(large, Buffer.concat([pdf(), Buffer.alloc(21_000_000)]));
    await page.locator("#file").setInputFiles(large);
    await says(page, /20 MB/);
    await judge(page, `one paper with files ${lang}`);
    await shoot(page, `evidence-one-${lang}-360`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await shoot(page, `evidence-one-${lang}-1280`);
    await page.setViewportSize(PHONE);
    await page.locator("a.btn.go1").click();
    await page.waitForURL(/kind=id-back/);
    await page.locator("a.btn.go2").click();
    await page.waitForURL(/kind=selfie/);
    await visitor.context.close();
  });

inFull(
  "without scripts a file goes in one form, and what is refused is said beside the field",
  async () => {
    await on.api("POST", "/demo/reset", {});
    const scripted = await on.visitor("en");
    await openCase(scripted);
    const plain = await on.visitor("en", { scripts: false });
    await plain.context.addCookies(await scripted.context.cookies());
    const { page } = plain;
    await page.goto(`${on.demo.url}/recover/case/evidence?kind=bank-slip`);
    const path = join(on.data, "slip.pdf");
    await writeFile(path, pdf("Slip 7"));
    await page.locator("#file").setInputFiles(path);
    await page.locator("button.go1").click();
    await page.waitForURL(/kind=bank-slip/);
    assert.match(await page.locator(".sent").innerText(), /slip\.pdf/);
    const large = join(on.data, "large.pdf");
    await writeFile(large, Buffer.concat([pdf(), Buffer.alloc(20_000_100)]));
    await page.locator("#file").setInputFiles(large);
    await page.locator("button.go1").click();
    await page.locator("#file-error").waitFor();
    assert.match(await page.locator("#file-error").innerText(), /20 MB/);
    await shoot(page, "evidence-plain-en");
    await scripted.context.close();
    await plain.context.close();
  },
);

for (const lang of oneOf("en"))
  inFull(
    `E37 by keys alone the agent opens, turns, compares and judges files, and asks for one again (${lang})`,
    async () => {
      await on.api("POST", "/demo/reset", {});
      const visitor = await on.visitor(lang);
      await openCase(visitor);
      const at = `${on.demo.url}/v1/recoveries/current/case/evidence`;
      for (const [kind, bytes] of [
        ["id-front", readFileSync("test/fixtures/sample-card.png")],
        ["selfie", await jpeg("self", 900, 1400)],
      ] as const) {
        const form = new FormData();
        form.set("kind", kind);
        form.set("file", new File([new Uint8Array(bytes)], `${kind}.jpg`));
        const headers = { cookie: await cookies(visitor) };
        const reply = await fetch(at, { method: "POST", body: form, headers });
        assert.equal(reply.status, 201, await reply.text());
      }
      for (let turn = 0; turn < 50; turn++) {
        const files = await ownFiles(visitor);
        if (files.every(({ state }) => state === "accepted")) break;
        await new Promise((done) => setTimeout(done, 100));
      }
      const agent = await desk(lang);
      const { page } = agent;
      await judge(page, `files ${lang}`);
      const press = async (selector: string) => {
        await page.locator(selector).first().focus();
        await page.keyboard.press("Enter");
      };
      await press(".shut button");
      await page.locator(".canvas img").waitFor();
      const image = page.locator(".canvas img").first();
      // Covered until somebody asks.
      assert.match((await image.getAttribute("style")) ?? "", /blur/);
      await press('.tools button[aria-pressed="false"]');
      assert.doesNotMatch((await image.getAttribute("style")) ?? "", /blur/);
      assert.match(
        (await image.getAttribute("alt")) ?? "",
        lang === "en" ? /ID, front, file 1 of 2/ : /证件正面/,
      );
      for (const key of ["+", "r", "f"]) await page.keyboard.press(key);
      assert.match(
        (await image.getAttribute("style")) ?? "",
        /scale\(1\.5\) rotate\(90deg\) scaleX\(-1\)/,
      );
      await page.keyboard.press("0");
      await press(".read button");
      await page.locator(".read dl").waitFor();
      const read = await page.locator(".read").innerText();
      assert.match(read, /张样本[\s\S]*110\*{11}002X/);
      assert.match(read, lang === "en" ? /Read, not verified/ : /未经核实/);
      await page.locator("#beside").focus();
      await page.keyboard.press("ArrowDown");
      await press(".two .shut button");
      await page.locator(".two .canvas img").nth(1).waitFor();
      await judge(page, `two files ${lang}`);
      await shoot(page, `desk-evidence-two-${lang}-1280`);
      await page.setViewportSize({ width: 1024, height: 900 });
      await judge(page, `two files ${lang}, 1024 pixels`, "shape");
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await judge(page, `two files ${lang}, dark`);
      await shoot(page, `desk-evidence-two-${lang}-dark`);
      await page.locator("h1").first().click();
      await page.keyboard.press("v");
      await focused(page, ".judge *");
      await page.keyboard.press("Enter");
      await press(".judge button[type=submit]");
      await page.locator('.judge button[aria-pressed="true"]').waitFor();
      await page.locator(".film small").filter({ hasText: "·" }).waitFor();
      await page.locator("#retake").selectOption("blurred");
      await press(".retake button[type=submit]");
      await page.locator(".ev [role=status]").filter({ hasText: /\S/ }).waitFor();
      await visitor.page.goto(`${on.demo.url}/recover/case`);
      await visitor.page.locator('a.go1[href="/recover/case/evidence?kind=id-front"]').waitFor();
      await shoot(visitor.page, `evidence-asked-${lang}-360`);
      await agent.context.close();
      await visitor.context.close();
    },
  );
