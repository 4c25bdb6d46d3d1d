import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds, type Notice, type Place, render } from "./texts.ts";

const place: Place = {
  service: "Harbour Wallet",
  host: "recover.harbour.example",
  // As long as the real one: the token behind the # has 43 characters.
  notMeUrl: `https://recover.harbour.example/not-me#${"k7_".repeat(14)}Q`,
  timeZone: "Asia/Shanghai",
};
const at = new Date("2026-11-23T06:05:00Z");

const codes = ["sms-code", "email-code"] as const;
const purposes = ["recovery", "step-up", "new-address", "case-return", "number-claim"] as const;
const methods = [
  "phone",
  "email",
  "authenticator",
  "recovery-codes",
  "passkey",
  "contact",
  "device",
  "face",
] as const;
const changes = ["added", "replaced", "removed"] as const;

const all: Notice[] = [
  ...codes.flatMap((kind) =>
    purposes.map((purpose) => ({ kind, values: { code: "012345", purpose } })),
  ),
  { kind: "claim-first-proof", values: {} },
  { kind: "review-begun", values: {} },
  { kind: "continued-elsewhere", values: {} },
  { kind: "wait-started", values: { until: at } },
  { kind: "completed", values: {} },
  { kind: "cancelled", values: {} },
  { kind: "expired", values: {} },
  { kind: "denied", values: {} },
  { kind: "contest", values: {} },
  ...methods.flatMap((method) =>
    changes.flatMap((change): Notice[] => [
      { kind: "change-pending", values: { method, change, effectiveAt: at.toISOString() } },
      { kind: "change-done", values: { method, change } },
      { kind: "change-cancelled", values: { method, change } },
    ]),
  ),
  { kind: "recovery-codes-replaced", values: {} },
  ...[9, 1, 0].map((left): Notice => ({ kind: "recovery-code-used", values: { left } })),
  { kind: "hold", values: { scope: "outgoing", until: at } },
  { kind: "hold", values: { scope: "sign-in", until: null } },
  { kind: "hold", values: { scope: "everything", until: at } },
  { kind: "release", values: { scope: "everything" } },
  { kind: "lock-loosened", values: { effectiveAt: at } },
  { kind: "erasure-pending", values: { effectiveAt: at } },
  { kind: "erasure-cancelled", values: {} },
  { kind: "erased", values: {} },
  { kind: "sessions-ended", values: {} },
  { kind: "password-changed", values: {} },
  // What a wallet calls a device may be written by a thief.
  ...["Chrome, Android", "林晓梅的手机", "Call 13800001111 http://evil.example/a?b=c now"].flatMap(
    (device): Notice[] => [
      { kind: "device-signed-out", values: { device } },
      { kind: "device-disowned", values: { device } },
    ],
  ),
  { kind: "chat-news", values: {} },
  { kind: "number-released", values: {} },
  { kind: "number-disputed", values: {} },
  ...(["due", "late", "closed"] as const).map(
    (mark): Notice => ({ kind: "report", values: { mark, dueOn: "2026-12-02" } }),
  ),
  { kind: "pack-made", values: {} },
  { kind: "pack-ready", values: {} },
  { kind: "pack-downloaded", values: {} },
  // The name was typed by whoever asked for the contact.
  ...["Wu Min", "吴敏", "Call 13800001111 http://evil.example/a?b=c now"].flatMap(
    (name): Notice[] => [
      { kind: "contact-invitation", values: { name } },
      { kind: "contact-ask", values: { name } },
      { kind: "contact-reminder", values: { name } },
    ],
  ),
  { kind: "contact-said-no", values: {} },
  { kind: "contact-stopped", values: {} },
  { kind: "contacts-reminder", values: {} },
];

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
