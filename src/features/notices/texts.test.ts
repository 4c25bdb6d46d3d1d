import assert from "node:assert/strict";
import { test } from "node:test";
import { everyNotice as all, at, codes, purposes } from "../../../test/notices.ts";
import { kinds, type Notice, type Place, render } from "./texts.ts";

const place: Place = {
  service: "Harbour Wallet",
  host: "recover.harbour.example",
  // As long as the real one: the token behind the # has 43 characters.
  notMeUrl: `https://recover.harbour.example/not-me#${"k7_".repeat(14)}Q`,
  timeZone: "Asia/Shanghai",
};

/** GSM 03.38, basic set: 153 a part; anything else makes the whole message UCS-2, 67 a part. */
const gsm = /^[A-Za-z0-9 \n@#$%&'()*+,\-./:;<=>?!"_]*$/;
const parts = (text: string) =>
  gsm.test(text)
    ? Math.ceil(text.length / (text.length <= 160 ? 160 : 153))
    : Math.ceil(text.length / (text.length <= 70 ? 70 : 67));

const show = ({ kind, values }: Notice) => `${kind} ${Object.values(values).join(" ")}`.trim();

test("every kind of message is looked at here", () =>
  assert.deepEqual([...new Set(all.map(({ kind }) => kind))].sort(), [...kinds].sort()));

// Broken once: with 请输入验证码 in front of the Chinese link, 57 of these went red.
for (const notice of all)
  for (const locale of ["en", "zh"] as const)
    test(`the ${locale} message ${show(notice)} is whole, short, and asks for no secret`, () => {
      const { subject, text } = render(notice.kind, locale, notice.values, place);
      for (const part of [subject, text]) {
        assert.ok(part.trim().length > 3);
        assert.doesNotMatch(part, /undefined|null|NaN|\[object|Invalid|\$\{/);
      }
      assert.ok(subject.length <= 60, subject);
      assert.doesNotMatch(subject, /\n|\d{6}/);
      assert.ok(parts(text) < 4, `${parts(text)} parts: ${text}`);
      if (locale === "en") assert.match(text, gsm);
      else {
        const words = [...text.replaceAll(place.notMeUrl, "")].length;
        assert.ok(
          words <= (text.includes(place.notMeUrl) ? 100 : 140),
          `${words} characters: ${text}`,
        );
        // Written in Chinese, with Chinese punctuation; Latin only in names, links and zones.
        assert.match(text, /\p{Script=Han}{4}/u);
        assert.doesNotMatch(text, /\p{Script=Han}[,;:!?]/u);
      }
      // Nothing that asks for a secret; telling that we never ask is another sentence.
      assert.doesNotMatch(
        text,
        /(enter|send|reply|confirm|verify|give) (us )?(your )?(code|password|pin)|(回复|输入|提供|发送)[^。]{0,4}(验证码|密码)/i,
      );
      for (const [link] of text.matchAll(/https?:\/\/[^\s，。]+/g))
        assert.equal(link, place.notMeUrl);
    });

for (const kind of codes)
  for (const purpose of purposes)
    for (const locale of ["en", "zh"] as const)
      test(`a ${kind} for ${purpose} begins with the code and carries no link, in ${locale}`, () => {
        const { text } = render(kind, locale, { code: "012345", purpose }, place);
        assert.ok(text.startsWith("012345 "));
        assert.match(text, locale === "en" ? /works for 10 minutes/ : /10 分钟内有效/);
        assert.match(text, locale === "en" ? /We never ask for it/ : /不会向您索要/);
        assert.doesNotMatch(text, /https?:/);
        // The domain-bound one-time code format: the last line, read by browsers.
        const last = text.split("\n").at(-1);
        if (kind === "sms-code") assert.equal(last, "@recover.harbour.example #012345");
        else assert.doesNotMatch(text, /@recover/);
      });

for (const [kind, values] of [
  ["claim-first-proof", {}],
  ["wait-started", { until: at }],
  ["change-pending", { method: "phone", change: "replaced", effectiveAt: at }],
  ["completed", {}],
] as const)
  for (const locale of ["en", "zh"] as const)
    test(`the ${locale} message ${kind} says what to do if it was somebody else`, () => {
      const notice = { kind, values } as Notice;
      assert.ok(render(notice.kind, locale, notice.values, place).text.includes(place.notMeUrl));
    });

test("times are said in the account's zone, in its language", () => {
  const said = (locale: "en" | "zh", timeZone: string) =>
    render("wait-started", locale, { until: at }, { ...place, timeZone }).text;
  assert.match(said("en", "Asia/Shanghai"), /Mon 23 Nov 2026, 14:05 \(GMT\+8\)/);
  assert.match(said("en", "Europe/London"), /Mon 23 Nov 2026, 06:05 \((GMT|GMT\+0|UTC)\)/);
  assert.match(said("zh", "Asia/Shanghai"), /2026年11月23日（周一）14:05（GMT\+8）/);
});

test("a code's own line cannot be bent by what it is made of", () => {
  assert.throws(() =>
    render("sms-code", "en", { code: "1\n@evil #1", purpose: "recovery" }, place),
  );
});
