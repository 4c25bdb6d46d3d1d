/** A stolen account, from the freeze to the file for the police and the report that is followed: at 360 px. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "node:test";
import { inflateSync } from "node:zlib";
import type { BrowserContext, Page } from "playwright-core";
import { staff } from "../../src/features/demo/cast.ts";
import { unpack } from "../packs.ts";
import { readPages } from "../pages.ts";
import { inFull } from "../size.ts";
import {
  enter,
  judge,
  type Lang,
  langs,
  once,
  PHONE,
  shoot,
  stage,
  type Visitor,
} from "./harness.ts";

const on = stage();
const ID = "acc_zhou";
const NUMBER = "138 0000 1006";
const DESK = ["agt_tang", "agt_luo", "agt_shen", "agt_ye", "agt_pan"];
const ITEMS = ["story-fits", "not-guided", "document", "live-match"];
const NOTE = "Smells like a friend of theirs 内部备注";
const API = "/v1/me/evidence-packs";

const words = {
  en: {
    story: "Somebody paid from my account while I slept.",
    place: "At home, Xinghe Road 12",
    course: "A caller said they were customer service. Then 3 payments went out.",
    due: /1 working day/,
    stop: /payments stop for 48 hours/,
    renew: /once, for 48 hours more/,
    late: /Answer is late/,
    usedUp: /All downloads are used/,
  },
  zh: {
    story: "我睡着的时候，有人从我的账户付了款。",
    place: "星河路 12 号家中",
    course: "对方自称客服，让我操作后被转走三笔钱。",
    due: /1 个工作日/,
    stop: /止付 48 小时/,
    renew: /可续 1 次，每次 48 小时/,
    late: /答复逾期/,
    usedUp: /下载次数已用完/,
  },
} as const;

/** Judged and pictured as on a phone; as on a desk it is the same in both languages, and judged once. */
async function seen(page: Page, lang: Lang, name: string) {
  await judge(page, name);
  await shoot(page, `pack-${name}-${lang}-360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  if (lang === "en") await judge(page, `${name}, wide`, "shape");
  await shoot(page, `pack-${name}-${lang}-1280`);
  await page.setViewportSize(PHONE);
}

/** Somebody of the desk, through the API. */
async function desk(id: string, method: string, path: string, body?: unknown): Promise<any> {
  const signed = await fetch(`${on.demo.url}/demo/sign-in`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ as: id }),
  });
  const cookie = signed.headers.getSetCookie().map((each) => each.split(";")[0]);
  const reply = await fetch(`${on.demo.url}${path}`, {
    ...{ method, headers: { cookie: cookie.join("; "), "content-type": "application/json" } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const said = await reply.json().catch(() => null);
  assert.ok(reply.status < 300, `${method} ${path}: ${JSON.stringify(said)}`);
  return said;
}

/** Two people of two teams believe the claimant, and note what stays inside the house. */
async function approve(reference: string): Promise<void> {
  const at = (path = "") => `/v1/cases/${id}${path}`;
  const { cases } = await desk("agt_tang", "GET", `/v1/cases?view=all&q=${reference}`);
  const { id } = cases[0];
  const say = async (who: string, path: string) => {
    for (const item of ITEMS) await desk(who, "PUT", at(`/checklist/${item}`), { answer: "yes" });
    const { evidenceVersion } = (await desk(who, "GET", at())).case;
    const verdict = { outcome: "approve", reason: "identity-proofed", evidenceVersion };
    await desk(who, "POST", at(path), verdict);
  };
  await desk("agt_tang", "POST", at("/lease"), {});
  await desk("agt_tang", "POST", at("/notes"), { text: NOTE });
  await say("agt_tang", "/decision");
  for (const who of DESK) {
    const approvals = (await desk(who, "GET", "/v1/cases?view=approvals")).cases;
    if (!approvals.some((each: any) => each.id === id)) continue;
    await say(who, "/approval");
    return;
  }
  assert.fail("nobody was drawn");
}

/** What the wallet has reported: three payments of the last hour, and one of long before. */
async function pay() {
  const { serviceKey, now } = await on.api("GET", "/demo");
  const lines = [10, 20, 30, 60 * 24 * 9].map((minutes, n) =>
    JSON.stringify({
      ...{ id: `theft-${n}`, accountId: ID, direction: "out", currency: "CNY" },
      ...{ at: new Date(Date.parse(now) - minutes * 60_000).toISOString() },
      ...{ amount: `${1200 * (n + 1)}.00`, payee: "王小明", status: "completed" },
    }),
  );
  const reply = await fetch(`${on.demo.url}/v1/transactions`, {
    ...{ method: "POST", body: lines.join("\n") },
    headers: {
      ...{ authorization: `Bearer ${serviceKey}`, "content-type": "application/x-ndjson" },
    },
  });
  assert.equal(((await reply.json()) as any).accepted, 4);
}

/** From the first page to frozen, and to people who look at it. Returns the reference of the case. */
async function freezeAndTell({ page, lang }: Visitor): Promise<string> {
  await page.goto(`${on.demo.url}/?lang=${lang}`);
  await page.locator("footer a.fz").click();
  await page.locator("#identifier").fill(NUMBER);
  await page.locator("form button.stop").click();
  await page.waitForURL(/\/recover\/code/);
  await page
    .locator("#code")
    .pressSequentially(await on.codeTo(`+86${NUMBER.replaceAll(" ", "")}`));
  await page.locator("button.go1").click();
  await page.waitForURL(/\/frozen/);
  assert.equal(await page.locator('ol.num a[href="/me/pack"]').count(), 1);
  await page.locator('ol.num a[href="/recover/methods"]').click();
  await page.locator('a[href="/recover/case/new"]').click();
  await page.locator('a[href="/recover/case/story"]').click();
  await page.locator("#story").fill(words[lang].story);
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/case$/);
  return (await page.locator(".ref").innerText()).trim();
}

async function comeBackIn({ page, lang }: Visitor) {
  await on.api("POST", "/demo/clock", { advance: "PT25H" });
  await page.goto(`${on.demo.url}/recover/password?lang=${lang}`);
  await page.locator("#password").fill("eleven slow paper kites");
  await page.locator("button.go1").click();
  await page.waitForURL(/\/recover\/done/);
  assert.equal(await page.locator('a.row[href="/me/pack"]').count(), 1);
}

/** Gives a proof on the page that asks for one. */
async function prove(page: Page, code: string) {
  await page.locator("#fresh-title").waitFor();
  await page.locator(".ask .list button").last().click();
  await page.locator("#code").fill(code);
  await page.locator(".ask button.go1").click();
}

/** As a page of the same origin would. */
const get = async (context: BrowserContext, path: string) => {
  const reply = await context.request.get(`${on.demo.url}${path}`);
  return { status: reply.status(), bytes: await reply.body() };
};

/** The numbers of the glyphs that a page draws; 0 is a character that its font does not have. */
const glyphsOf = (pdf: Buffer) =>
  [...pdf.toString("latin1").matchAll(/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)]
    .map(([, stream = ""]) => inflateSync(Buffer.from(stream, "latin1")).toString("latin1"))
    .flatMap((operators) => [...operators.matchAll(/<([0-9a-f]+)> Tj/g)])
    .flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? []);

/** With OpenSSL and this test's own hashing: nothing of the program that made it. */
async function verified(zip: Buffer): Promise<Record<string, Buffer>> {
  const files = unpack(zip);
  const { files: listed } = JSON.parse(String(files["manifest.json"]));
  assert.ok(listed.length >= 4);
  for (const { name, sha256, sizeBytes } of listed) {
    const bytes = files[name] ?? assert.fail(name);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, name);
    assert.equal(bytes.length, sizeBytes, name);
  }
  const folder = await mkdtemp(join(tmpdir(), "rightful-pack-"));
  try {
    for (const name of ["manifest.json", "manifest.sig", "public-key.pem"])
      await writeFile(join(folder, name), files[name] as Buffer);
    const openssl = (...args: string[]) =>
      execFileSync("openssl", args, { cwd: folder, stdio: "pipe", encoding: "utf8" });
    const check = ["pkeyutl", "-verify", "-pubin", "-inkey", "public-key.pem", "-rawin"];
    const pair = ["-in", "manifest.json", "-sigfile", "manifest.sig"];
    assert.match(openssl(...check, ...pair), /Verified Successfully/);
    await writeFile(join(folder, "manifest.json"), `${files["manifest.json"]} `);
    assert.throws(() => openssl(...check, ...pair));
  } finally {
    await rm(folder, { recursive: true });
  }
  return files;
}

for (const lang of langs)
  describe(`in ${lang}`, () => {
    const it = once(lang, "en");
    const said = words[lang];

    it(`from a stolen account to the file for the police, in the browser that froze it, and in no thief's (${lang})`, async () => {
      await on.api("POST", "/demo/reset", {});
      await pay();
      const { recoveryCodes: codes } = (await on.api("GET", "/demo")).accounts.find(
        ({ id }: { id: string }) => id === ID,
      );
      const thief = await on.visitor(lang);
      await enter(on, thief, ID);
      assert.equal((await get(thief.context, API)).status, 200);

      const owner = await on.visitor(lang);
      const { page, context } = owner;
      const reference = await freezeAndTell(owner);
      await approve(reference);
      await comeBackIn(owner);
      await enter(on, owner, ID);
      await page.locator('a.row[href="/me/pack"]').click();
      await page.waitForURL(/\/me\/pack$/);
      await seen(page, lang, "01-empty");
      await page.locator("a.go1").click();

      // The payments of the stolen time are picked, and no others.
      await page.waitForURL(/\/pack\/new$/);
      await page.locator(".payment").first().waitFor();
      const picked = page.locator(".events input:checked");
      assert.equal(await picked.count(), 3);
      assert.match(await page.locator(".sum-line").innerText(), /7,200/);
      await seen(page, lang, "02-events");
      // By the keyboard: one is taken out and put back.
      await picked.first().focus();
      await page.keyboard.press("Space");
      assert.equal(await picked.count(), 2);
      await page.keyboard.press("Space");
      assert.equal(await picked.count(), 3);
      await page.locator("button.go1").press("Enter");
      await page.waitForURL(/step=statement/);
      await page.locator("#place").fill("");
      await page.locator("#course").fill("");
      await page.locator("button.go1").click();
      await page.locator("#course-error").waitFor();
      await page.waitForFunction(() => document.activeElement?.className === "summary");
      await seen(page, lang, "03-statement-empty");
      await page.locator("#place").fill(said.place);
      await page.locator("#course").fill(said.course);
      if (!(await page.locator("#time").inputValue())) await page.locator("#time").fill("01:30");
      // The draft is there after a reload.
      await page.reload();
      await page.waitForFunction(
        (course) => (document.querySelector("#course") as HTMLTextAreaElement)?.value === course,
        said.course,
      );
      await seen(page, lang, "04-statement");
      await page.locator("button.go1").click();
      await page.waitForURL(/step=look/);
      const look = await page.locator("main").innerText();
      assert.ok(look.includes(said.course) && look.includes(reference), look);
      await seen(page, lang, "05-look");
      await page.locator("button.go1").click();
      await page.locator("#fresh-title").waitFor();
      await seen(page, lang, "06-proof");
      await prove(page, codes[0]);
      await page.waitForURL(/\/me\/pack$/);
      await page.locator(".pack").waitFor();
      await shoot(page, `pack-07-building-${lang}-360`);
      await page.locator(".pack .tag.ok").waitFor({ timeout: 60_000 });
      await seen(page, lang, "08-ready");

      // The proof of the order still counts for the first download; the second takes one of its own.
      const fetchIt = () => page.locator(".pack button.go1").press("Enter");
      const first = page.waitForEvent("download", { timeout: 60_000 });
      await fetchIt();
      const zip = await readFile(await (await first).path());
      await page.locator(".pack dd", { hasText: /^4/ }).waitFor();
      const second = page.waitForEvent("download", { timeout: 60_000 });
      await fetchIt();
      await prove(page, codes[1]);
      assert.ok((await readFile(await (await second).path())).equals(zip));
      const files = await verified(zip);

      const pdfName = Object.keys(files).find((name) => name.endsWith(".pdf")) ?? "";
      const pdf = files[pdfName] as Buffer;
      const glyphs = glyphsOf(pdf);
      assert.ok(glyphs.length > 300);
      assert.equal(glyphs.filter((glyph) => glyph === "0000").length, 0, "a missing character");
      const pages = await readPages(pdf);
      const blank = pages
        .flatMap((each) => each.chars)
        .filter(({ char, ink }) => /[^\s\p{Cc}\p{Mn}\p{Cf}\0]/u.test(char) && ink < 2);
      assert.deepEqual(blank, []);
      const told = pages
        .map(({ text }) => text)
        .join("\n")
        .replace(/\s+/g, "");
      assert.ok(told.includes(said.course.replace(/\s+/g, "")), "the statement is in it");
      const all = `${told}\n${Object.entries(files)
        .filter(([name]) => !name.endsWith(".pdf"))
        .map(([, bytes]) => String(bytes))
        .join("\n")}`;
      const inside = [...staff.flatMap(({ id, name }) => [id, name.en, name.zh]), NOTE];
      for (const word of inside) assert.ok(!all.includes(word), `${word} is in the file`);
      assert.doesNotMatch(all, /内部备注|Smells like|riskLevel|risk-reason/);

      // Three more, each with a proof of its own; then the address gives nothing any more.
      const { packs } = JSON.parse(String((await get(context, API)).bytes));
      const path = `${API}/${packs[0].id}`;
      assert.equal((await get(context, path)).status, 403, "no second download for one proof");
      for (let n = packs[0].downloads; n < 5; n++) {
        const proof = { proof: "recovery-code", code: codes[2 + n] };
        const given = await context.request.post(`${on.demo.url}/v1/me/freshness`, { data: proof });
        assert.equal(given.status(), 200, await given.text());
        const reply = await get(context, path);
        assert.deepEqual([reply.status, reply.bytes.equals(zip)], [200, true]);
      }
      const last = { proof: "recovery-code", code: codes[8] };
      await context.request.post(`${on.demo.url}/v1/me/freshness`, { data: last });
      assert.equal((await get(context, path)).status, 410);
      await page.goto(`${on.demo.url}/me/pack`);
      assert.match(await page.locator("main").innerText(), said.usedUp);
      await seen(page, lang, "09-used-up");

      // The thief's session ended with the freeze: no page, no list, no file.
      await thief.page.goto(`${on.demo.url}/me/pack`);
      assert.equal(await thief.page.locator(".pack").count(), 0);
      for (const each of [API, path, `${API}/draft`])
        assert.equal((await get(thief.context, each)).status, 401, each);
      await context.close();
      await thief.context.close();
    });

    inFull(
      `the report is followed: noted, its day counted, late, accepted, ended, with and without scripts (${lang})`,
      async () => {
        await on.api("POST", "/demo/reset", {});
        const owner = await on.visitor(lang);
        const { page, context } = owner;
        await enter(on, owner, ID);
        await page.locator('a.row[href="/me/reports"]').click();
        await page.waitForURL(/\/me\/reports$/);
        const shown = () => page.locator("main").innerText();
        assert.match(await shown(), said.stop);
        assert.match(await shown(), said.renew);
        assert.deepEqual(
          await page
            .locator(".calls a")
            .evaluateAll((all) => all.map((each) => each.getAttribute("href"))),
          ["tel:110", "tel:96110"],
        );
        await seen(page, lang, "11-report-empty");
        // A day that is none is named, and nothing that was typed is lost.
        await page.locator("#station").fill(said.place);
        await page.locator('input[name="promise"][value="day"]').check();
        await page.locator("form.lock button.go1").click();
        await page.locator("#dueOn-error").waitFor();
        assert.equal(await page.locator("#station").inputValue(), said.place);
        await seen(page, lang, "12-report-wrong");
        await page.locator('input[name="promise"][value="1"]').check();
        await page.locator("form.lock button.go1").press("Enter");
        await page.locator(".report").waitFor();
        assert.match(await page.locator(".report").innerText(), said.due);
        await seen(page, lang, "13-report");

        await on.api("POST", "/demo/clock", { advance: "PT60H" });
        await enter(on, owner, ID);
        await page.goto(`${on.demo.url}/me/reports`);
        assert.match(await page.locator(".report").innerText(), said.late);
        await page.locator(".report summary").first().press("Enter");
        await seen(page, lang, "14-report-late");

        // Without scripts it is the same form.
        const bare = await on.visitor(lang, { scripts: false });
        await bare.context.addCookies(await context.cookies());
        await bare.page.goto(`${on.demo.url}/me/reports`);
        const form = bare.page.locator('.report form[action="/form/report-change"]');
        await bare.page.locator(".report summary").first().click();
        await form.locator('[name="reference"]').fill("A3702-0098");
        await form.locator('[name="answered"]').check();
        await form.locator("button.go1").click();
        await bare.page.locator(".notice.ok").waitFor();
        assert.match(await bare.page.locator(".report").innerText(), /A3702-0098/);
        await bare.page.locator(".report summary").nth(1).click();
        await bare.page.locator('input[value="money-back-part"]').check();
        await bare.page.locator('form[action="/form/report-close"] button').click();
        await bare.page.locator(".report .tag.ok").waitFor();
        assert.equal(await bare.page.locator(".report form").count(), 0);
        await bare.page.locator(".more summary").click();
        await bare.page.locator('form[action="/form/report-add"] button.go1').click();
        await bare.page.locator(".notice.ok").waitFor();
        assert.equal(await bare.page.locator(".report").count(), 2);
        await page.goto(`${on.demo.url}/me/reports`);
        await seen(page, lang, "15-report-ended");
        await bare.context.close();
        await context.close();
      },
    );
  });
