/** What people paste, and what thieves would like them to: the same for the server, for Node and for a browser. */
import { loadRegistry } from "../src/features/registry/index.ts";
import type { Asked } from "../src/features/shield/answers.ts";

const wide = (text: string) =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

/** For each brand its own channels, and what imitates them. */
const ofBrands = (): Asked[] =>
  loadRegistry().brands.flatMap(({ id, name, domains, phones, emailDomains, keywords }) => {
    const [domain = "", word = id] = [domains[0], keywords[0]];
    const slip = word.slice(0, 3) + word.slice(4);
    return [
      { url: `https://www.${domain}/help?from=app` },
      { url: `http://${word}-verify-login.top/a%2fb` },
      { url: `https://${domain}.account-check.xyz/${id}` },
      { url: `${slip}.com` },
      {
        text: `【${name.zh}】您的账户异常，请点击 ${word}-cn.vip/x 重新认证，退订回T`,
        sender: name.en,
      },
      { email: `${name.en} <service@${emailDomains[0] ?? `${word}.mail-center.top`}>` },
      ...(phones[0] ? [{ phone: phones[0] }, { phone: `+86${phones[0]}01` }] : []),
    ];
  });

const hosts = [
  ...[
    "xn--lipay-3ve.com",
    "xn--80ak6aa92e.com",
    "xn--a",
    "xn--",
    "xn--0",
    "xn--ls8h.la",
    "xn--pypal-4ve.com",
  ],
  ...[
    "аlipay.com",
    "раураl.com",
    "ａｌｉｐａｙ．ｃｏｍ",
    "alipay。com",
    "ali\u00adpay.com",
    "ali\u200bpay.com",
  ],
  ...[
    "faß.de",
    "ﬀ.com",
    "İstanbul.com",
    "ſafe.com",
    "K.com",
    "℡.com",
    "a\u0301lipay.com",
    "☕.example",
    "１２７．０．０．１",
  ],
  ...[
    "中国银行.公司",
    "支付宝.网址",
    "alipay.中国",
    "ﻣﺼﺮ.com",
    "אalipay.com",
    "a..b",
    ".a.com",
    "a.com.",
    "-a.com",
    "a-.com",
  ],
  ...[
    "127.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "256.1.1.1",
    "1.2.3.4.5",
    "08.1.1.1",
    "0x",
    "[::1]",
    "[::ffff:1.2.3.4]",
    "[1::2::3]",
    "[fe80::1%25eth0]",
  ],
  ...[
    "a_b.example",
    "a b.com",
    "a%20b.com",
    "%61lipay.com",
    "%E2%80%AEmoc.com",
    "alipay.com%00.x.top",
    "a*b.com",
    ...[..."!$&'()+,;=~`{}|^"].map((odd) => `a${odd}b.com`),
    "a'b.com",
    "a,b.com",
    "a\u00a0b.com",
  ],
  ...[
    `${"x".repeat(64)}.com`,
    `${"x.".repeat(130)}com`,
    "x".repeat(300),
    "localhost",
    "com",
    "co.uk",
    "github.io",
    "a.github.io",
  ],
];
const links = [
  ...hosts.flatMap((host) => [
    `http://${host}/`,
    `https://alipay.com@${host}:8080/a/../login?x=%2e%2E#y`,
  ]),
  ...[
    "",
    " ",
    "https://",
    "http:///",
    "https:\\\\alipay.com\\x",
    "//alipay.com",
    "javascript:alert(1)",
    "data:text/html,<b>alipay.com",
  ],
  ...[
    "file:///etc/passwd",
    "ftp://alipay.com/x",
    "mailto:a@alipay.com",
    "tel:95188",
    "alipays://platformapi",
    "HTTPS://WWW.ALIPAY.COM/",
  ],
  ...[
    "https://alipay.com/%zz%",
    "https://alipay.com/%252525252fx",
    "https://alipay.com/?u=https://evil.top/",
    "https://t.me/alipay",
    "https://bit.ly/x",
  ],
  ...[
    "https://docs.google.com/forms/d/alipay",
    "https://qr.alipay.com/x",
    `http://a.com/${"a/".repeat(3000)}`,
    `h${"t".repeat(500)}`,
  ],
  ...[
    "https://alipay.com\t.evil.top",
    "https://ali\npay.com/",
    "\u202ehttps://alipay.com",
    "https://alipay.com:99999/",
    "https://alipay.com:443.evil.top",
  ],
].map((url): Asked => ({ url }));

const messages = [
  "【支付宝】验证码 482913，请勿告诉任何人。",
  "Your code is 482913. Do not share it with anyone.",
  "请勿轻信“安全账户”，公安机关不会要求转账，谨防诈骗。",
  "妈，我手机坏了，这是我的新号码，先帮我转 3000 元，加我微信 abc12345",
  "USPS: your parcel is held, pay the fee at usps-track.top/x within 12 hours",
  "您的社保卡已停用，请拨打 00852-12345678 联系李警官",
  "请下载会议软件并共享屏幕，客服将协助您取消百万保障",
  "Hey, are we still on for lunch tomorrow?",
  "h t t p : / / a l i p a y - x . t o p 点 击",
  wide("【支付宝】点击 alipay-x.top 解冻"),
  "您的帳戶異常，請點擊 hxxp://alipay-x[.]top 認證",
  "‮drawkcab‬ 支\u200b付\u2060宝 点击alipay-x.top",
  `e${"\u0301".repeat(2000)}`,
  `${"👩‍👩‍👧‍👦".repeat(500)}点击a.top`,
  "支付宝".repeat(3000),
  "a.com ".repeat(400),
  "1-".repeat(5000),
  "()[]{}<>\\\"'`^~".repeat(1000),
  "x".repeat(199_999),
  "𠮷".repeat(150_000),
  "\u0000",
  "half \ud83d a pair",
].flatMap((text): Asked[] => [
  { text },
  { text, sender: "Alipay" },
  { text, sender: "+1 202 555 0100" },
]);

const others: Asked[] = [
  ...[
    "95188",
    "0095188",
    "+95188",
    "95188123",
    "400-123-4567",
    "170 0000 0000",
    "00852 1234 5678",
    "支付宝客服 400 123 4567",
  ],
  ...["abc", "9".repeat(100), "９５１８８", "110", "+86 138-0013-8000", "( ) -", "٩٥١٨٨"],
].map((phone) => (typeof phone === "string" ? { phone } : phone));

const mails = [
  ...[
    "service@mail.alipay.com",
    "alipay.service@gmail.com",
    '"Alipay" <x@evil.top>',
    "a@b",
    "@",
    "a@@b.com",
    "<>",
    "x".repeat(1000),
  ],
  ...[
    "security@paypa1.com",
    "支付宝 <a@qq.com>",
    "mailto:support@icbc.com.cn",
    "a@аlipay.com",
    "a@alipay.com\u202e",
  ],
].map((email): Asked => ({ email }));

/** No answer but a refusal. */
const refused = [
  ...[
    {},
    { url: "a.com", text: "b" },
    { sender: "Alipay" },
    { url: "" },
    { url: "a.com", sender: "x" },
  ],
  ...[
    { url: "x".repeat(100_001) },
    { text: "x".repeat(200_001) },
    { phone: "1".repeat(101) },
    { text: "a", sender: "x".repeat(101) },
  ],
  ...[{ email: "\ud800@a.com" }, { link: "a.com" }, { url: 5 }, { url: null }, { url: ["a.com"] }],
] as Asked[];

export const inputs = (): Asked[] => [
  ...ofBrands(),
  ...links,
  ...messages,
  ...others,
  ...mails,
  ...refused,
];
