import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { costOf } from "../../../test/cost.ts";
import { faultsOf, filled, loadReplies } from "./replies.ts";
import { foreignContacts, officialNumbers } from "./staff-contacts.ts";
import { asksForSecret, foreignHosts } from "./staff-words.ts";

const asking = [
  ...[
    "Please send me the code you just got",
    "What is your password?",
    "Tell me the PIN.",
    "code please",
  ],
  ...["Read out the six digits of the verification code", "I need your OTP to go on", "Your code?"],
  ...[
    "Don't worry, send me the code",
    "Never tell anyone but me your code",
    "Type your password here",
  ],
  ...["s e n d  m e  t h e  c o d e", "Send me the c0de", "Send me the соde", "SEND-ME-THE-CODE"],
  ...[
    "ｓｅｎｄ ｍｅ ｔｈｅ ｃｏｄｅ",
    "Could you share the one-time password with me",
    "Enter the code in this chat",
  ],
  ...[
    "请把验证码发给我",
    "您收到的验证码是多少",
    "验证码报一下",
    "告诉我您的密码",
    "请提供支付密码",
  ],
  ...[
    "麻烦把短信里的6位数发我一下",
    "验 证 码 发 我",
    "不用担心，把验证码告诉我",
    "除了我，不要把验证码告诉别人",
  ],
  ...["请输入您的登录密码", "卡号和密码发给我核对", "那个口令是什么？", "把恢复码念一遍"],
];
for (const text of asking)
  test(`nobody of the desk can send: ${text}`, () => assert.equal(asksForSecret(text), true));

const honest = [
  ...[
    "We never ask for your code.",
    "Never give your password to anybody.",
    "Please do not send codes here.",
  ],
  ...["Hello, how can I help you?", "Please answer the questions on the page of your request."],
  ...[
    "Thank you. A second person looks at it now.",
    "我们绝不会向您索要验证码或密码。",
    "请勿将验证码告诉任何人。",
  ],
  ...["客服不需要您的验证码。", "您好，请问手机号是什么时候停用的？", "请在申请页面补充材料。"],
  ...["You can set a new password once the wait is over.", "等待期结束后即可设置新密码。"],
];
for (const text of honest)
  test(`this can be said: ${text}`, () => assert.equal(asksForSecret(text), false));

const own = ["recover.harbour.example", "harbour.example"];
test("links from the desk lead to our own pages only", () => {
  for (const text of [
    ...[
      "https://evil.example/x",
      "evil.example",
      "see www.evil.com",
      "http://1.2.3.4/",
      "支付.公司",
    ],
    ...["harbour.example.evil.com", "https://harbour.example@evil.com/", "mail me: a@evil.com"],
    ...[
      "evil。com",
      "evil(dot)com",
      "evil 点com",
      "javascript:alert(1)",
      "ｅｖｉｌ．ｃｏｍ",
      "hаrbour.example",
    ],
    ...["https://evil-harbour.example", "ftp://evil.example"],
  ])
    assert.notDeepEqual(foreignHosts(text, own), [], text);
  for (const text of [
    ...["https://recover.harbour.example/recover/case", "harbour.example", "help.harbour.example"],
    ...[
      "Thanks. We look at it",
      "e.g. the number",
      "3.5 hours",
      "好的。我们会处理",
      "at 10.30",
      "v1.2",
    ],
  ])
    assert.deepEqual(foreignHosts(text, own), [], text);
});

const official = officialNumbers(["400 000 0110", "95188", "96110"]);
test("the desk names official numbers only, and no chat account", () => {
  for (const text of [
    ...[
      "Call me on 138 1234 5678",
      "拨打13812345678",
      "please ring +44 20 7946 0958",
      "0085212345678",
    ],
    ...[
      "１３８１２３４５６７８",
      "一三八一二三四五六七八",
      "幺三八 一二三四 五六七八",
      "١٣٨١٢٣٤٥٦٧٨",
    ],
    ...[
      "one three eight one two three four five six seven eight",
      "138-1234-5678",
      "138.1234.5678",
    ],
    ...[
      "order number 13812345678",
      "400 123 4567",
      "010-12345678",
      "call 2794 6095",
      "0095188",
      "95599",
    ],
    ...[
      "加我微信 abc12345",
      "QQ 123456789",
      "add me on WhatsApp",
      "my telegram is helper_99",
      "添加客服QQ",
    ],
  ])
    assert.notDeepEqual(foreignContacts(text, official), [], text);
  for (const text of [
    ...[
      "Please call us on 400 000 0110.",
      "请拨打 400-000-0110",
      "+86 400 000 0110",
      "95188 or 96110",
    ],
    ...[
      "on 2026-03-02 14:05",
      "1,200.50 yuan",
      "order 20260314287391",
      "订单号 20260314287391",
      "RF-7K2M",
    ],
    ...[
      "尾号1002",
      "your number ending 1002",
      "等待 24 小时",
      "一二三四五",
      "Hang up and call the number you know",
    ],
    ...["a second person looks at it", "on line 3", "the line is busy", "in the app"],
  ])
    assert.deepEqual(foreignContacts(text, official), [], text);
  const ms = costOf(() => {
    for (const piece of ["1 ", "1-", "(", "一", "one ", "qq ", "order "])
      foreignContacts(piece.repeat(500), official);
  }, 500);
  assert.ok(ms < 500, `${ms} ms`);
});

test("the canned replies that ship are whole, in both languages, and ask for nothing", () => {
  const replies = loadReplies("content/replies", own);
  assert.ok(replies.length >= 8);
  for (const { text } of replies) {
    const said = filled(text, {});
    assert.doesNotMatch(`${said.en}${said.zh}`, /[{}]|undefined/);
    assert.doesNotMatch(said.zh, /你|\p{Script=Han}[,;:!?]/u);
  }
});

const sound = {
  id: "hello",
  tags: ["begin"],
  title: { en: "Hello", zh: "您好" },
  text: { en: "Hello {reference}", zh: "您好 {reference}" },
};
const load = (reply: object) => {
  const folder = mkdtempSync(join(tmpdir(), "rightful-replies-"));
  const file = { owner: "Desk", reviewed: "2026-01-01", replies: [reply] };
  writeFileSync(join(folder, "a.json"), JSON.stringify(file));
  return loadReplies(folder, own);
};

test("a start is refused with half a reply, one that asks for a code, links elsewhere or leaves a gap", () => {
  assert.equal(load(sound).length, 1);
  const with_ = (more: object) => ({ ...sound, ...more });
  for (const [reply, why] of [
    [with_({ text: { en: "Hello" } }), /text|zh/],
    [with_({ text: { en: "Hello", zh: "" } }), /zh/],
    [with_({ text: { en: "Send me the code", zh: "请稍候" } }), /asks for a code/],
    [with_({ text: { en: "Hello", zh: "请把验证码发给我" } }), /asks for a code/],
    [with_({ text: { en: "See evil.com", zh: "请稍候" } }), /links to somebody else/],
    [with_({ text: { en: "Call 138 1234 5678", zh: "请稍候" } }), /not official/],
    [with_({ text: { en: "Hi {name}", zh: "您好 {name}" } }), /nobody fills the gap/],
    [with_({ text: { en: "Hi {due}", zh: "您好" } }), /different gaps/],
    [with_({ text: { en: "Hi", zh: "Hi" } }), /not in Chinese/],
    [with_({ id: "Not An Id" }), /id/],
  ] as const)
    assert.throws(() => load(reply), why, JSON.stringify(reply));
});

test("a gap that a case cannot fill is said in other words", () => {
  const text = { en: "By {due}, {reference}.", zh: "{due}前，{reference}。" };
  assert.match(filled(text, {}).en, /the time shown/);
  assert.equal(
    filled(text, { due: { en: "9:00", zh: "9 点" }, reference: { en: "K7", zh: "K7" } }).zh,
    "9 点前，K7。",
  );
  assert.deepEqual(faultsOf({ title: sound.title, text }, own), []);
});
