import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf } from "./network.ts";

test("one IPv4 address is one network, however it is written", () => {
  for (const same of ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:192.0.2.7", "::ffff:c000:207"])
    assert.equal(networkOf(same), "192.0.2.7", same);
  assert.notEqual(networkOf("192.0.2.8"), networkOf("192.0.2.7"));
});

test("all addresses of an IPv6 customer are one network, and the next customer's are another", () => {
  const one = networkOf("2001:db8:1:2::1");
  for (const same of [
    "2001:db8:1:2::",
    "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff",
    "2001:db8:1:2:0:0:0:9",
    "2001:db8:1:2::1%eth0",
  ])
    assert.equal(networkOf(same), one, same);
  assert.equal(one, "2001:db8:1:2::/64");
  for (const other of ["2001:db8:1:3::1", "2001:db8::1:2:0:1", "::1", "fe80::1"])
    assert.notEqual(networkOf(other), one, other);
});

test("what is no address is a network by itself", () => {
  assert.equal(networkOf("unknown"), "unknown");
  assert.equal(networkOf(""), "");
});
