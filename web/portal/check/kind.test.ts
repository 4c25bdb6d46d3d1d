import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "./kind.ts";

const table: [typed: string, kind: string][] = [
  ["https://alipay.com/x", "url"],
  ["alipay.com", "url"],
  ["支付宝.com", "url"],
  ["javascript:alert(1)", "url"],
  ["http://[::1]/", "url"],
  [" service@alipay.com ", "email"],
  ["mailto:service@alipay.com", "email"],
  ["https://alipay.com@evil.top/", "url"],
  ["95188", "phone"],
  ["+86 138 0000 1001", "phone"],
  ["（021）6100 0000", "phone"],
  ["400-000-0110", "phone"],
  ["【支付宝】您的账户已冻结，请点击 alipay-safe.top 解冻", "text"],
  ["call 95188 now", "text"],
  ["12", "text"],
  ["hello", "text"],
];
for (const [typed, kind] of table)
  test(`${typed} is judged as ${kind}`, () => assert.deepEqual(Object.keys(kindOf(typed)), [kind]));
