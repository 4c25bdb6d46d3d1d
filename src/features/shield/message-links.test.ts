import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { extractLinks } from "./message-links.ts";

const of = (cases: Record<string, string[]>) => {
  for (const [text, links] of Object.entries(cases))
    assert.deepEqual(extractLinks(text), links, text);
};

describe("a link in a message is seen", () => {
  test("as it is usually written", () =>
    of({
      "Pay at https://evil.top/a?b=1#c.": ["https://evil.top/a?b=1#c"],
      "请登录 ali-pay.cc 领取": ["ali-pay.cc"],
      "请登录ali-pay.cc领取": ["ali-pay.cc"],
      "点bit.ly/ansp查看": ["bit.ly/ansp"],
      "http://t.cn/Rh0fYD2查看，谢谢": ["http://t.cn/Rh0fYD2"],
      "请登录http://www.10086.cn【中国移动】": ["http://www.10086.cn"],
      "见“https://evil.top”": ["https://evil.top"],
      "(see www.x-y.co.uk/z)": ["www.x-y.co.uk/z"],
      "go to http://23.254.215.52:81/a now": ["http://23.254.215.52:81/a"],
      "log in at 23.254.215.52": ["23.254.215.52"],
      "aa.top and bb.top and aa.top": ["aa.top", "bb.top"],
      "http://alipay.com@evil.top/x": ["http://alipay.com@evil.top/x"],
      "打开 http://支付宝.com/a 看": ["http://支付宝.com/a"],
      "xn--80ak6aa92e.com": ["xn--80ak6aa92e.com"],
      "аlipay.com ok": ["аlipay.com"],
    }));

  test("when it is written so that a filter does not see it", () =>
    of({
      "www . ali-pay . com": ["www.ali-pay.com"],
      "ali-pay．com": ["ali-pay.com"],
      "ali-pay。com 查看": ["ali-pay.com"],
      "ali-pay｡com": ["ali-pay.com"],
      "ali-pay[.]com": ["ali-pay.com"],
      "ali-pay(dot)com": ["ali-pay.com"],
      "ali-pay点com": ["ali-pay.com"],
      "ali-pay dot com": ["ali-pay.com"],
      "hxxp://ali-pay.top": ["http://ali-pay.top"],
      "http //ali-pay.top/x": ["http://ali-pay.top/x"],
      "http:/bit.do/Claim": ["http://bit.do/Claim"],
      "a l i - p a y . c o m": ["ali-pay.com"],
      "ali\u200bpay\u202e.com": ["alipay.com"],
      "ａｌｉｐａｙ．ｃｏｍ": ["alipay.com"],
      "auth01 .com/x": ["auth01.com/x"],
    }));
});

test("what only looks like a link is none", () =>
  of({
    "ok.so what do you say": [],
    "I am in.it was late": [],
    "costs 3.50 on 12.10.2026": [],
    "付款1298.00元。请查收": [],
    "report.pdf, node.js": [],
    "version 1.2.3.4 is out": [],
    "write to someone@example.com": [],
    "I am done. Call me": [],
    "Alert. Online banking is back": [],
    "余额33.51。 com": [],
    "...": [],
    "://": [],
  }));
