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

describe("a Chinese notice worded as honest ones are, with a link that no registry knows", () => {
  test("is not flagged", () => {
    for (const text of [
      "【京东】您申请的售后退款120元已完成，到账时间以银行为准，详情 m.shouhou.example.cn/a1",
      "【招商银行】您已成功申请账单分期，分12期，手续费率0.6%，查看明细请点击 http://fq.example.cn/k2",
      "【中国移动】您参加的存话费送话费活动返还50元已到账，详情点击 https://hd.example.cn/k",
      "【众安保险】您的理赔申请已提交，审核结果将以短信通知，查看进度 https://bx.example.net/p",
      "【沪江网校】您的课程将于3月8日到期，登录 http://kc.example.com/my 继续学习",
    ])
      assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons[0])}`);
  });
  test("is flagged as soon as it is worded as a scam, or leads anywhere else as well", () => {
    for (const text of [
      "【京东】您的售后退款失败，请点击 m.shouhou.example.cn/a1 重新提交银行卡信息",
      "【招商银行】您的账单异常，账户将被冻结，请点击 http://fq.example.cn/k2 核实身份",
      "【顺丰】您的快递因地址不详无法派送，请点击 http://kd.example.cn/k2 更新地址，逾期退回",
      "【ETC】您的ETC已过期，请于今日内点击 http://etc.example.cn/k2 重新认证，否则停用",
      "【医保局】您的医保电子凭证已停用，请及时登录 http://yb.example.cn/k2 激活",
      "【中国移动】您的积分即将清零，请登录 http://jf.example.cn/k2 兑换现金",
      // The honest form, with what no honest sender has: a name for one day, a number of anybody, a safe account.
      "【京东】您申请的售后退款120元已完成，到账时间以银行为准，详情 m.shouhou-example.top/a1",
      "【京东】您申请的售后退款120元已完成，详情 m.shouhou.example.cn/a1 ，客服微信 jdkf5613",
      "【京东】您申请的售后退款120元已完成，到账时间以银行为准，详情 https://docs.qq.com/form/page/a1",
      "【京东】您申请的售后退款120元已完成，到账时间以银行为准，详情 http://47.100.12.9/a1",
      "【京东】您申请的售后退款120元已完成，到账时间以银行为准，详情 URL",
      "【法院】您的案件已于3月8日受理，案件材料已送达，查看详情 m.fayuan.example.cn/a1",
      "【招商银行】您已成功申请账单分期，请将资金转入安全账户，明细 http://fq.example.cn/k2",
    ])
      assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
  });
  test("says too little to be worded in any way", () => {
    assert.ok(flagged("【支付宝】详情见 http://news.example.org/a"));
  });
});

test("a Chinese scam that no story tells is known by its wording, once it leads somewhere", () => {
  for (const text of [
    "【车管所】您的车辆年检逾期，请点击 http://cgs.example.cn/a 补办，否则罚款",
    "【学信】您的学籍信息异常，请点击 http://xx.example.cn/a 核实，逾期注销",
    "【税务】您有一笔个人所得税退税待确认，请点击 http://sw.example.cn/a 完善收款银行卡",
  ])
    assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
  for (const text of [
    "【车管所】您的车辆年检将于3月8日到期，请按时检验，可在车管所网站 http://cgs.example.cn/a 预约",
    "【学信】您的学历认证报告已完成，查询请登录 http://xx.example.cn/a",
  ])
    assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
});

test("a link whose dots were lost is a link; an app's page is none", () => {
  assert.ok(flagged("尊敬的客户您的工行积分可兑换现金请及时登陆wapxkqcom兑换【工商银行】"));
  assert.ok(!flagged("尊敬的客户您的积分可兑换礼品，请登录WAP版手机银行查询【工商银行】"));
});

test("a company's other names are its own, and a share on them is anybody's", () => {
  assert.ok(!flagged("【中国移动】您的139邮箱收到一封新邮件，点击 http://mail.139.com/a 查看"));
  assert.ok(
    flagged("【中国移动】您的139邮箱收到一封新邮件，点击 http://mail.139.example.com/a 查看"),
  );
  assert.ok(flagged("【中国移动】您的积分即将清零，点击 http://caiyun.139.com/m/i?1A 兑换现金"));
  assert.ok(!flagged("【招商证券】早间提示：详情见 http://www.cmschina.com/a 投资建议仅供参考"));
});

describe("a name, an address or a number that is the reader's own", () => {
  test("is nobody to talk to", () => {
    for (const text of [
      "【腾讯科技】您的QQ12345678于今日在北京登录，如非本人操作请尽快修改密码",
      "【微信团队】您的微信号abc12345正在新设备登录，验证码123456，请勿转发",
      "【苹果】您的Apple ID zhangsan@163.com 于今日在新设备登录，如非本人操作请修改密码",
      "【支付宝】您的账户zhangsan@163.com已开通余额宝，如有疑问请拨打95188",
      "【中国移动】您的手机号码13812345678将于今日欠费停机，请及时充值",
    ])
      assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons[0])}`);
  });
  test("is somebody's as soon as it serves, advises or waits for a call", () => {
    for (const text of [
      "【腾讯科技】您的QQ异地登录，请联系您的客服QQ12345678解除",
      "【微信团队】您的微信号即将封停，请添加专员微信abc12345申诉",
      "【苹果】您的Apple ID已停用，请回复至kefu@163.com 验证",
      "【支付宝】您的账户异常，请将资料发给您的专属顾问zhangsan@163.com",
      "【中国移动】您的手机将于今日停机，请致电13812345678处理",
      "【中国移动】您的号码涉嫌违规将停机，您的专员电话13812345678",
    ])
      assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
  });
});

test("a number right behind a Chinese sign is a number", () => {
  for (const text of [
    "您的银行卡在境外消费173.71元，如非本人操作请致电4002651233处理",
    "【支付宝】人工服务请致电13800138000",
    "您的快递丢失，请联系客服4001234567办理理赔",
  ])
    assert.ok(flagged(text), `${text}: ${JSON.stringify(check(text).reasons)}`);
  for (const text of [
    "您的银行卡在境外消费173.71元，如非本人操作请致电95588",
    "【顺丰速运】您的快件正在派送，派送员电话13912345678，客服4008111111",
    "【京东】您的订单1298374652已由配送员李师傅配送，电话13812345678，货到付款299元",
    "【携程网】您好，您预订的MU5101航班起飞时间变更为15:30，如需退改请致电4008206666",
  ])
    assert.ok(!flagged(text), `${text}: ${JSON.stringify(check(text).reasons[0])}`);
});
