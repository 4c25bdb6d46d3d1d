/** Notices that name what thieves name, and thieves who write as notices do. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadRegistry } from "../registry/index.ts";
import { checkMessage } from "./message.ts";
import { prepare } from "./registry.ts";

const prepared = prepare(loadRegistry());
const check = (text: string) => checkMessage(prepared, text);
const flagged = (text: string) => ["suspicious", "malicious"].includes(check(text).verdict);

describe("a notice that leads to an authority's own address", () => {
  test("leads to no stranger", () => {
    for (const text of [
      "【交管12123】您的小型汽车有一条违法行为，请于15日内接受处理，可登录 js.122.gov.cn 查询",
      "【上海人社】您的社会保障卡已制作完成，如需补领请登录 http://rsj.sh.gov.cn 查询",
      "【人民法院】您有一份传票待签收，请登录 https://zxfw.court.gov.cn 查看",
    ])
      assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons[0])}`);
  });
  test("is not to be had by writing it before, behind or beside one's own", () => {
    for (const text of [
      "【交管12123】您的驾驶证已失效，请登录 122.gov.cn.example.com 认证",
      "【人社局】您的社保卡已停用，请点击 http://rsj.gov.cn@example.top/a 重新激活",
      "【医保局】您的医保账户异常，请登录 ybj.gov-cn.example.cc 更新信息，以免停用",
      "【税务局】您有一笔退税待领取，请登录 http://tax.gov.cn/jump?url=http://tui.example.top/a 领取",
      "【税务局】您有一笔退税待领取，请登录 http://tax.gov.cn/jump?to=tui.example.top 领取",
      "【税务局】退税通知见 http://www.chinatax.gov.cn ，领取退税请点击 tui.example.top",
      "【法院】您名下案件已立案，见 court.gov.cn ，请致电 4001239988 转警官核实",
      "【人社局】您的社保卡已停用，请登录 shebao.gov.cc 重新激活",
      "HMRC: you have a tax refund. Claim at www.gov.uk.refund-claim.example.com",
      "HMRC: you have a tax refund. Claim at http://gov.uk@refund.example.com/",
      "IRS: your refund is on hold. Verify at https://irs.gov/out?u=https://claim.example.com/irs",
      "Your account has been suspended, verify at students.example.edu.cn/login",
    ])
      assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
  });
});

test("a link that ends where a signature begins is the sender's own; another's stays another's", () => {
  assert.ok(!flagged("您本月已使用流量8740MB，查询请登录http://www.10086.cn【中国移动】"));
  assert.ok(flagged("您本月已使用流量8740MB，查询请登录http://www.10086.example.cn【中国移动】"));
});

describe("what thieves ask, told by somebody else", () => {
  test("is no ask", () => {
    for (const text of [
      "【反诈中心】如接到自称公检法人员要求您向安全账户转账的电话，请提高警惕并拨打96110",
      "【刑侦局】冒充客服退款诈骗高发，对方会以理赔为由，诱导您共享屏幕、提供验证码，切勿相信",
      "【建设银行】如有人要求您开通网银并告知验证码，请立即挂断电话并报警",
      "【中国银行】您正在登录手机银行，动态口令839201。提供给他人可能造成资金损失",
      "【顺丰速运】近期有人冒充顺丰客服，以快件丢失为由添加QQ办理理赔实施诈骗，请认准官方热线95338",
      "WhatsApp: scammers may pretend to be us. We never ask you to move money",
      "【云闪付】验证码已发送给您，请勿告知他人",
      "If someone asks you to download AnyDesk or to tell us a code, it's a scam. Hang up.",
    ])
      assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons[0])}`);
  });
  test("is one as soon as the reader is asked too", () => {
    for (const text of [
      "【工商银行】防诈骗提醒：您的账户涉及诈骗案件，请将资金转入安全账户，切勿告诉他人",
      "【公安局】有不法分子冒用您的身份，请将资金转入安全账户，切勿告诉他人",
      "【公安局】有人冒用您的身份，公安机关要求您将资金转入安全账户，不要告诉任何人",
      "【银联】任何索要验证码的都是骗子。为核实您的身份，请将收到的验证码回复至本短信",
      "【建设银行】请勿将验证码告诉他人。请把验证码发给我行专员，以便拦截转账",
      "【反诈中心】您近期接到诈骗电话，为防止损失请开启屏幕共享，由民警协助",
      "请把验证码发给我，不要告诉他人",
      "请将验证码发给您的专员",
      "HSBC: Beware of scams! Move your money to the safe account that we opened. Never tell anyone.",
      "Fraudsters may call you. To protect your account install AnyDesk and our agent will help, never tell anyone",
      "Never share a code with anyone. To stop the payment reply with the code you just received",
    ])
      assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
  });
});
