import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRegistry } from "../registry/index.ts";
import { checkEmail } from "./email.ts";
import { checkNumber } from "./number.ts";
import { prepare } from "./registry.ts";
import { checkSender } from "./sender.ts";
import type { Check } from "./verdict.ts";

const prepared = prepare(loadRegistry());
type Row = [text: string, verdict: Check["verdict"], code: string, brand?: string];

function hold(check: typeof checkNumber, rows: Row[]) {
  for (const [text, verdict, code, brand] of rows) {
    const found = check(prepared, text);
    const said = `${text}: ${found.verdict} ${found.reasons.map((reason) => reason.code)}`;
    assert.equal(found.verdict, verdict, said);
    const reason = found.reasons.find((each) => each.code === code);
    assert.ok(reason, said);
    if (brand) assert.equal(reason.brand, brand, said);
  }
}

test("a hotline is official as the digits that one dials, with the warning that a phone can show it falsely", () => {
  hold(checkNumber, [
    ["95188", "official", "number-official", "alipay"],
    ["95 188", "official", "number-official", "alipay"],
    ["９５１８８", "official", "number-official", "alipay"],
    ["支付宝客服电话：95188", "official", "number-official", "alipay"],
    ["400-666-8800", "official", "number-official", "apple"],
    ["1 (800) 275-8777", "official", "number-official", "usps"],
  ]);
  const [reason] = checkNumber(prepared, "95188").reasons;
  assert.match(reason?.text.en ?? "", /hang up/);
  assert.match(reason?.text.zh ?? "", /伪造/);
});

test("a hotline with digits before or behind it is malicious", () =>
  hold(checkNumber, [
    ["+95188", "malicious", "number-disguised", "alipay"],
    ["0095188", "malicious", "number-disguised", "alipay"],
    ["+86 95188", "malicious", "number-disguised", "alipay"],
    ["0086-95188", "malicious", "number-disguised", "alipay"],
    ["95188123", "malicious", "number-disguised", "alipay"],
    ["00 95588", "malicious", "number-disguised", "icbc"],
  ]));

test("a number that only resembles a hotline is not", () =>
  hold(checkNumber, [
    ["+1 951 881 2345", "unknown", "number-abroad"],
    ["(951) 881-2345", "unknown", "number-unknown"],
    ["1008611", "unknown", "number-extended", "chinamobile"],
    ["95189", "unknown", "number-unknown"],
    ["01095188", "unknown", "number-unknown"],
  ]));

test("a number anyone may have becomes suspicious with a brand's name beside it, and only then", () =>
  hold(checkNumber, [
    ["400-123-4567", "unknown", "number-rented"],
    ["支付宝客服 400-123-4567", "suspicious", "number-claim", "alipay"],
    ["13800138000", "unknown", "number-mobile"],
    ["支付宝客服 13800138000", "suspicious", "number-claim", "alipay"],
    ["+44 7700 900123", "unknown", "number-abroad"],
    ["0085212345678", "unknown", "number-abroad"],
    ["PayPal support +44 7700 900123", "suspicious", "number-claim", "paypal"],
    ["支付宝 95588", "unknown", "number-claim", "alipay"],
    ["楼下水果店 13800138000", "unknown", "number-mobile"],
    ["10690123456789", "unknown", "number-access"],
    ["96110", "unknown", "number-public"],
    ["", "unknown", "not-a-number"],
    ["hello", "unknown", "not-a-number"],
  ]));

test("a sender name is compared with those of the brands, by what it says and by how it looks", () =>
  hold(checkSender, [
    ["Alipay", "unknown", "sender-shown", "alipay"],
    ["A1ipay", "malicious", "sender-lookalike", "alipay"],
    ["PaypaI", "malicious", "sender-lookalike", "paypal"],
    ["Раураl", "malicious", "sender-lookalike", "paypal"],
    ["AlipayInfo", "unknown", "sender-with-name", "alipay"],
    ["支付宝", "unknown", "sender-shown", "alipay"],
    ["Mum", "unknown", "nothing"],
    ["Alan", "unknown", "nothing"],
    ["95188", "official", "number-official", "alipay"],
    ["+95188", "malicious", "number-disguised", "alipay"],
  ]));

test("a mail address is official by its domain alone, and a free one never is", () =>
  hold(checkEmail, [
    ["service@alipay.com", "official", "mail-official", "alipay"],
    ["PayPal <service@paypal.com>", "official", "mail-official", "paypal"],
    ["mailto:service@mail.alipay.com", "official", "mail-official", "alipay"],
    ["someone@gmail.com", "unknown", "nothing"],
    ["bob@example.org", "unknown", "nothing"],
    ["Bob <bob@example.org>", "unknown", "nothing"],
    ["bob@alipay@paypal.com", "unknown", "not-a-mail"],
    ["nobody", "unknown", "not-a-mail"],
    ["", "unknown", "not-a-mail"],
  ]));

test("a mail address that says a brand where people look is flagged", () =>
  hold(checkEmail, [
    ["Alipay <x@gmail.com>", "malicious", "mail-display", "alipay"],
    ["支付宝客服 <kefu@163.com>", "malicious", "mail-display", "alipay"],
    ["PayPal <a@example.org>", "suspicious", "mail-display", "paypal"],
    ['"service@paypal.com" <a@example.org>', "malicious", "mail-in-name"],
    ["alipay.service@gmail.com", "suspicious", "mail-free", "alipay"],
    ["paypal@example.org", "suspicious", "mail-local", "paypal"],
    ["support@a1ipay.com", "malicious", "mail-look", "alipay"],
    ["x@alipay.com.example.top", "malicious", "mail-look", "alipay"],
  ]));
