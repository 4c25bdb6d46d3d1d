import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadRegistry } from "../registry/index.ts";
import { checkMessage } from "./message.ts";
import { verdictOf } from "./message-verdict.ts";
import { because, messageCodes } from "./message-words.ts";
import { prepare } from "./registry.ts";

const prepared = prepare(loadRegistry());
const check = (text: string, sender?: string) =>
  checkMessage(prepared, text, sender === undefined ? {} : { sender });
const codes = (text: string, sender?: string) =>
  check(text, sender).reasons.map(({ code }) => code);
const flagged = (text: string) => ["suspicious", "malicious"].includes(check(text).verdict);

/** Each rule: what must be flagged by it, and a near miss with the same words that must not be flagged at all. */
const rules: { code: string; says: string; fires: string[]; spares: string[] }[] = [
  {
    code: "lure-link",
    says: "a story that hurries and a link that is nobody's official one",
    fires: [
      "尊敬的用户您的手机银行即将过期，请登录 wap-xkq.example.com/a 更新，以免失效",
      "ETC通知：您的速通卡因未激活将被注销，点 etc-kzq.example.org 重新认证",
      "您有积分8144分今日清零，可兑换现金，点击 http://jf.example.net/x 兑换",
      "【法院】您有未处理的案件，请点击 http://cz.example.org/1 查看电子传票",
      "您的快递派送失败，包裹滞留，请至 kd.example.org/fee 补缴运费",
      "恭喜您获得理财金一笔，请登录 http://lc.example.org/q 领取",
      "Your account has been suspended, please verify at secure.example.org/login",
      "We could not deliver your parcel. Pay the redelivery fee at post.example.org/fee",
      "You are due a tax refund of 280.40. Claim it at refund.example.org/claim",
      "Your toll bill is overdue, pay at road.example.org/t to avoid a penalty",
      "A new payee was added. If this was not you, visit stop.example.org/p",
      "Congratulations, you have won a gift card. Claim at win.example.org/c",
      "You were in close contact. Order your covid test at test.example.org/o",
      "Your loan is approved, check the status at loan.example.org/s",
      "Dear customer, kindly follow the steps at steps.example.org/s",
    ],
    spares: [
      "您的手机银行证书即将过期，请打开手机银行App更新",
      "您有积分8144分即将清零，可在掌上生活App兑换",
      "您的快递派送失败，快递员将于明天再次派送",
      "周末的照片在这里 http://photo.example.org/a",
      "Your account has been updated. Open the app to see it.",
      "We could not deliver your parcel. We will try again tomorrow.",
      "The recipe is at food.example.org/soup, the soup is great",
      "Your tax return is ready, see it in the app",
    ],
  },
  {
    code: "matter-link",
    says: "something of yours, a deed, and a link that is nobody's official one",
    fires: ["Tap files.example.org/s to claim your bank statement now"],
    spares: [
      "Your new bank statement can be downloaded, tap Statements in the app",
      "I put the photos of the parcel here photo.example.org/p",
      "The walk: register at walk.example.org/r",
    ],
  },
  {
    code: "lure-number",
    says: "a story that hurries and a number that is nobody's official one",
    fires: [
      "您的银行卡在境外消费173.71元，如非本人操作请致电 4002651233 处理",
      "您的京东白条利率过高需注销账户，请联系专员 0054409103，否则影响征信",
      "您的会员卡今日到期，请立即致电 4001234567，否则自动扣款",
      "You are awarded a camera! Call 09061221061 from landline. 150ppm",
      "您的号码涉嫌违规将停机，请拨打 008516438831 转警官核实",
      "Dear customer, your ATM card is blocked. Call 07700900123 to reactivate",
      "You have won a prize, to claim call 0871 471 9523 now",
      "Your mobile number won a prize! Txt CLAIM to 81010",
      "A warrant for your arrest was issued for tax fraud. Call 02071234567 now",
      "You are entitled to compensation for your accident. Reply CLAIM to this msg, 2 stop txt STOP",
      "法院通知：您有一张传票未领取，请拨打 4009746664 查询",
    ],
    spares: [
      "您的银行卡在境外消费173.71元，如非本人操作请致电 95588",
      "您尾号2760的卡快捷支付签约成功，如非本人操作请致电95017",
      "【反诈中心】近期冒充客服诈骗高发，凡要求转账到安全账户的都是诈骗，请拨打96110咨询",
      "您的快件68656355正在派送，客服95338",
      "您的健身会员卡将于月底到期，续费请致电 4001234567",
      "【绿野网】验证码482913，您正在修改账户密码，如非本人操作请联系客服 4001200400",
      "His trial is in court on Monday, call me on 07700900123",
      "Your card was blocked because of a wrong PIN. Call the number on the back of it",
      "Call me on 07700900123 when you are there",
    ],
  },
  {
    code: "lure-chat",
    says: "a story that hurries and a chat account to add",
    fires: [
      "您的快递丢失，现为您办理三倍理赔，请添加客服QQ 55706360 领取",
      "您的花呗额度将于今日关闭，请联系客服微信 huabei5613 办理",
      "在家刷单点赞，日结300元，添加微信 zhuan8866",
    ],
    spares: [
      "您的快递丢失，赔付已退回原支付账户",
      "我的微信 huabei5613，加我",
      "关注官方微信可查询快递",
      "我在家办公，有事加我微信",
    ],
  },
  {
    code: "claim-link",
    says: "signed by a brand and a link that is not the brand's",
    fires: [
      "【支付宝】详情见 http://news.example.org/a",
      "[PayPal] See news.example.org/a for more",
    ],
    spares: [
      "【京东】国庆神券来袭，登陆 jd.com/PgG7J2",
      "【京东】国庆神券来袭，戳 http://t.cn/PgG7J2 回TD退订",
      "【支付宝】全新活动，详情见支付宝App",
      "用支付宝付款就行，菜单在 http://menu.example.org/a",
      "I paid with PayPal, the menu is at menu.example.org/a",
    ],
  },
  {
    code: "claim-number",
    says: "signed by a brand and a number that is not the brand's",
    fires: [
      "【支付宝】人工服务请致电 13800138000",
      "【浦发银行】您的信用卡本月账单已出，如有疑问请致电 4001200400",
      "[PayPal] For help call +44 7700 900123",
    ],
    spares: [
      "【民生银行】新产品发售，详询望京支行 64755308",
      "【招商银行】请关注官方微信号 cmb4008205555",
      "【支付宝】人工服务请致电 95188",
      "【浦发银行】您的信用卡本月账单已出，还款日12月16日，详询 4001200400",
      "[PayPal] Help is in the app",
    ],
  },
  {
    code: "ask-safe-account",
    says: "money to a safe account",
    fires: [
      "请将资金转账到安全账户，警官会为您保管",
      "Please transfer your savings to the safe account that we opened",
    ],
    spares: [
      "银行不会要求您转账到安全账户",
      "Your bank will never ask you to move money to a safe account",
      "我的账户很安全",
    ],
  },
  {
    code: "ask-screen",
    says: "to see the screen",
    fires: [
      "请下载会议软件并开启屏幕共享，客服指导您操作",
      "Install AnyDesk so that we can fix your account",
    ],
    spares: ["不要和任何人共享屏幕", "Never allow remote access to your phone", "屏幕坏了，拿去修"],
  },
  {
    code: "ask-code",
    says: "a code to be told",
    fires: [
      "请把收到的验证码告诉客服，我们为您退款",
      "Please send me the code you just got",
      "Reply with the 6 digit code to stop the payment",
    ],
    spares: [
      "【滴滴出行】验证码380141，请勿告知他人，司机不会向您索要验证码",
      "Your code is 123456. Do not share it with anyone",
      "Send me the recipe",
      "楼下的门禁密码是多少",
    ],
  },
  {
    code: "ask-secret",
    says: "what is one's own alone",
    fires: [
      "【工商银行】请回复您的卡号和支付密码完成核实",
      "Please reply with your bank details and date of birth to get your mailbox back",
      "Enter your recovery phrase at wallet.example.org/x to keep your wallet",
    ],
    spares: [
      "12期还款回复ZDFQ 卡号末四位【浦发银行】",
      "请勿向任何人提供银行卡密码",
      "Never give anyone your PIN",
      "Enter by the back door",
      "Can you send me your bank details again? I will pay you back",
    ],
  },
  {
    code: "ask-install",
    says: "an app from a link",
    fires: [
      "您的数字人民币钱包需升级，请扫码或打开 http://szrmb.example.org 下载官方App",
      "Your account is locked. Install the support app from get.example.org/a to restore it",
    ],
    spares: ["下载我们的App，新人有礼", "The new app is out, install it from the store"],
  },
  {
    code: "ask-fee",
    says: "money first, for money promised",
    fires: [
      "您的贷款已审批通过，需缴纳保证金后放款",
      "You are the winner of a car. Registration charges 12,800 to be paid in bank first",
    ],
    spares: [
      "租房需缴纳押金",
      "您的贷款已放款",
      "The registration fee for the run is 20",
      "She is the winner of the race",
    ],
  },
  {
    code: "family-money",
    says: "somebody close with a new number who needs money",
    fires: [
      "Hi mum, I lost my phone, this is my new number. Can you send 250 for a bill?",
      "爸，我手机坏了，这是我的新号码，急用钱请转账到这个卡",
    ],
    spares: [
      "Hi mum, this is my new number. See you on Sunday",
      "爸，我换号了，记得存一下",
      "妈，学费我已经转账了",
    ],
  },
  {
    code: "wording",
    says: "the wording of scams, with a way out",
    fires: [
      "URGENT! Your Mobile number has been awarded a bonus caller prize GUARANTEED. Call 09061234567 from land line. Valid 12hrs only",
    ],
    spares: ["I got a prize at school today, call me", "明天的会改到下午"],
  },
  {
    code: "lure-cut",
    says: "a story that hurries and a link below that did not come with it",
    fires: [
      "Your account has been limited. Click on the link below to restore access",
      "Your parcel is on hold for a missing payment, tap below to reschedule",
    ],
    spares: [
      "Your account has been updated. Read more on our website",
      "The link below the picture is broken, can you fix it?",
    ],
  },
  {
    code: "many-links",
    says: "more links than can be looked at",
    fires: [Array.from({ length: 150 }, (_, i) => `http://host${i}.example.org/`).join(" ")],
    spares: [Array.from({ length: 20 }, (_, i) => `http://host${i}.example.org/`).join(" ")],
  },
];

for (const { code, says, fires, spares } of rules)
  describe(`${code}: ${says}`, () => {
    test("is flagged, and said so", () => {
      for (const text of fires) {
        assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
        assert.ok(codes(text).includes(code), `${text}: ${codes(text)}`);
      }
    });
    test("spares what only has the same words", () => {
      for (const text of spares)
        assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons[0])}`);
    });
  });

describe("an honest message", () => {
  test("with a one-time code is known as one", () => {
    for (const text of [
      "【美团】您的验证码是269060，5分钟内有效，请勿泄露。",
      "【工商银行】动态验证码650752，您正在办理手机银行登录，打死也不要告诉他人。",
      "Your PayPal security code is 262456. It expires in 10 minutes. Don't share this code with anyone.",
      "G-123456 is your Google verification code.",
    ]) {
      assert.ok(codes(text).includes("one-time-code"), `${text}: ${codes(text)}`);
      assert.equal(check(text).verdict, "unknown");
      assert.equal(check(text).score, 0.05);
    }
  });
  test("that warns of fraud is known as one", () => {
    for (const text of [
      "【支付宝】温馨提示：凡是自称客服要求您转账、共享屏幕的都是诈骗，支付宝官方客服电话95188。",
      "Your bank will never ask for your password or to move money to a safe account.",
    ])
      assert.ok(codes(text).includes("fraud-warning"), `${text}: ${codes(text)}`);
  });
  test("is not believed any more once it leads somewhere", () => {
    for (const text of [
      "【支付宝】验证码269060，账户异常已冻结，请登录 http://zfb.example.org/a 解冻，请勿告诉他人",
      "为防范诈骗，请勿向他人转账，您的账户异常请登录 http://fz.example.org/a 认证",
      "Your code is 123456. Your account is locked, do not share the code, unlock at un.example.org/l",
    ])
      assert.ok(flagged(text), text);
  });
});

describe("a message", () => {
  test("is never official, whatever stands in it", () => {
    for (const text of [
      "【支付宝】请打开 https://www.alipay.com 查看",
      "https://www.paypal.com",
      "95188",
    ])
      assert.notEqual(check(text).verdict, "official");
    assert.notEqual(check("【支付宝】您好", "95188").verdict, "official");
  });
  test("with a link made to deceive is malicious, and says whom it imitates", () => {
    const found = check("【支付宝】您的账户异常，请登录 alipay-security.top/login 处理");
    assert.equal(found.verdict, "malicious");
    assert.equal(found.imitates, "alipay");
  });
  test("with a link to a look-alike is malicious by that alone", () => {
    const found = check("看看这个 http://www.a1ipay.com/");
    assert.equal(found.verdict, "malicious");
    assert.ok(codes("看看这个 http://www.a1ipay.com/").includes("bad-link"));
  });
  test("reads the same in wide letters, traditional signs, other scripts, with wedges and hidden characters", () => {
    for (const text of [
      "您的銀行賬戶異常，請登錄 http://yh.example.org/a 認證",
      "您的银.行账/户异 常，请登录 http://yh.example.org/a 认证",
      "您的银\u200b行账\u200b户异常，请登录 http://yh.example.org/a 认证",
      "您的银行账户异常，请登录 ｈｔｔｐ：／／ｙｈ．ｅｘａｍｐｌｅ．ｏｒｇ／ａ 认证",
      "Your ассоunt has been suspended, verify at yh.example.org/a",
      "Your account has been BL0CKED, verify at yh.example.org/a",
      "𝐘𝐨𝐮𝐫 𝐚𝐜𝐜𝐨𝐮𝐧𝐭 has been suspended, verify at yh.example.org/a",
    ])
      assert.ok(codes(text).includes("lure-link"), `${text}: ${codes(text)}`);
    assert.ok(codes("支\u200b付宝客服").includes("hidden-characters"));
    assert.ok(!codes("👨‍👩‍👧 早上好").includes("hidden-characters"));
  });
  test("under a forged sender name is malicious; under a real one it is not proven by that", () => {
    assert.equal(check("Hello", "A1ipay").verdict, "malicious");
    assert.equal(check("Hello", "+95188").verdict, "malicious");
    assert.equal(check("Hello", "Alipay").verdict, "unknown");
    assert.ok(codes("See news.example.org/a", "Alipay").includes("claim-link"));
    assert.equal(check("Hello", "Mum").verdict, "unknown");
  });
  test("names the evidence and has words in both languages for each reason", () => {
    const { reasons } = check("【支付宝】您的账户异常，请致电 13800138000 处理");
    for (const { evidence, text } of reasons) {
      assert.ok(evidence.length > 0 && evidence.length <= 80);
      assert.match(text.zh, /[\u4e00-\u9fff]/);
      assert.doesNotMatch(text.en + text.zh, /[{}]/);
    }
    assert.ok(reasons.some(({ evidence }) => evidence === "13800138000"));
    for (const code of messageCodes)
      assert.doesNotMatch(
        JSON.stringify(because(code, "low", "x", prepared.registry.brands[0])),
        /\{(?:seen|brand)\}/,
      );
  });
  test("that says nothing at all gets a reason too", () => {
    assert.deepEqual(codes(""), ["nothing"]);
    assert.equal(check("").verdict, "unknown");
  });
});

test("a score keeps the order of the verdicts, however many reasons there are", () => {
  const many = (severity: "low" | "high" | "critical") =>
    verdictOf(messageCodes.map((code) => because(code, severity, "x"))).score;
  const one = (severity: "info" | "low" | "high" | "critical") =>
    verdictOf([because("nothing", severity, "x")]).score;
  const order = [
    one("info"),
    one("low"),
    many("low"),
    one("high"),
    many("high"),
    one("critical"),
    many("critical"),
  ];
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  assert.equal(new Set(order).size, order.length);
});
