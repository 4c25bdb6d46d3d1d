import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConfigError, configReference, demoSettings, readConfig } from "./config.ts";

const KEY = `k1:${Buffer.alloc(32, 1).toString("base64")}`;
const complete = {
  RIGHTFUL_URL: "https://id.example.com",
  RIGHTFUL_WALLET_URL: "https://wallet.example.com",
  RIGHTFUL_KEYS: KEY,
  RIGHTFUL_OPERATOR_NAME: "Example Wallet",
  RIGHTFUL_OPERATOR_PHONE: "+86 400 000 0000",
  RIGHTFUL_SMS_URL: "https://sms.example.com/send",
  RIGHTFUL_SMS_KEY: "a secret of the gateway",
  RIGHTFUL_SMTP_URL: "smtps://user:pass@mail.example.com",
  RIGHTFUL_SMTP_FROM: "Example <help@example.com>",
};

const refusal = (environment: Record<string, string | undefined>): string => {
  try {
    readConfig(environment, false);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return "";
};
const named = (message: string) => [...message.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);

test("a complete configuration starts, with the defaults of the reference", () => {
  const config = readConfig(complete, false);
  assert.equal(config.port, 8700);
  assert.equal(config.url, "https://id.example.com");
  assert.deepEqual(config.keys, [KEY]);
  assert.equal(config.demo, false);
});

test("an empty one is told everything it needs, in one list", () => {
  assert.deepEqual(new Set(named(refusal({}))), new Set(Object.keys(complete)));
});

test("every fault is in the list, beside what is missing, each with a sentence", () => {
  const message = refusal({
    ...complete,
    RIGHTFUL_PORT: "eight",
    RIGHTFUL_URL: "http://id.example.com",
    RIGHTFUL_WALLET_URL: "https://wallet.example.com/path",
    RIGHTFUL_TRUST_PROXY: "true",
    RIGHTFUL_HASH_MEMORY_KIB: "8",
    RIGHTFUL_TIME_ZONE: "Nowhere/At_All",
    RIGHTFUL_KEYS: "k1:c2hvcnQ=",
    RIGHTFUL_SMTP_FROM: undefined,
  });
  assert.deepEqual(
    new Set(named(message)),
    new Set([
      "RIGHTFUL_PORT",
      "RIGHTFUL_URL",
      "RIGHTFUL_WALLET_URL",
      "RIGHTFUL_TRUST_PROXY",
      "RIGHTFUL_HASH_MEMORY_KIB",
      "RIGHTFUL_TIME_ZONE",
      "RIGHTFUL_KEYS",
      "RIGHTFUL_SMTP_FROM",
    ]),
  );
  assert.doesNotMatch(message, /c2hvcnQ/, "a secret is not repeated");
});

// Broken once: without the comparison with `demoSettings` these started.
for (const [name, value] of Object.entries(demoSettings))
  test(`the demo's value of ${name} is refused by name`, () => {
    assert.deepEqual(named(refusal({ ...complete, [name]: value })), [name]);
  });

test("the demo starts with its own values, and says that it is one", () => {
  const config = readConfig(
    {
      RIGHTFUL_URL: "http://localhost:1",
      RIGHTFUL_WALLET_URL: "http://localhost:2",
      RIGHTFUL_KEYS: KEY,
    },
    true,
  );
  assert.equal(config.demo, true);
  assert.equal(config.smsUrl, "outbox:");
});

test("NAME_FILE reads a secret from a file; a file that is not there is a fault like others", () => {
  const folder = mkdtempSync(join(tmpdir(), "rightful-config-"));
  try {
    const file = join(folder, "keys");
    writeFileSync(file, `${KEY}\n`);
    const { RIGHTFUL_KEYS: _, ...rest } = complete;
    assert.deepEqual(readConfig({ ...rest, RIGHTFUL_KEYS_FILE: file }, false).keys, [KEY]);
    const lost = refusal({ ...rest, RIGHTFUL_KEYS_FILE: join(folder, "none") });
    assert.deepEqual(named(lost), ["RIGHTFUL_KEYS"]);
    writeFileSync(file, demoSettings.RIGHTFUL_SMS_KEY ?? "");
    const { RIGHTFUL_SMS_KEY: __, ...others } = complete;
    assert.deepEqual(named(refusal({ ...others, RIGHTFUL_SMS_KEY_FILE: file })), [
      "RIGHTFUL_SMS_KEY",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("keys may be several, newest first, and never two of one name", () => {
  const other = `k2:${Buffer.alloc(32, 2).toString("base64")}`;
  const keys = readConfig({ ...complete, RIGHTFUL_KEYS: `${other}, ${KEY}` }, false).keys;
  assert.deepEqual(keys, [other, KEY]);
  assert.deepEqual(named(refusal({ ...complete, RIGHTFUL_KEYS: `${KEY},${KEY}` })), [
    "RIGHTFUL_KEYS",
  ]);
});

test("the reference names every key once, with a sentence", () => {
  const rows = configReference();
  assert.equal(new Set(rows.map(({ env }) => env)).size, rows.length);
  for (const { env, about } of rows) {
    assert.match(env, /^(RIGHTFUL_[A-Z_]+|DATABASE_URL|OTEL_EXPORTER_OTLP_ENDPOINT)$/);
    assert.match(about, /\.$/);
  }
});

test("ceilings are the policy's where nothing is set, and a list by country prefix can be given", () => {
  const { smsPerDay, smsPerBlockHour, wrongCodes } = readConfig(complete, false);
  assert.deepEqual([smsPerDay, smsPerBlockHour, wrongCodes], [null, null, null]);
  const given = readConfig({ ...complete, RIGHTFUL_SMS_PER_DAY: "+86:100000, other:50" }, false);
  assert.deepEqual(given.smsPerDay, { "+86": 100_000, other: 50 });
  for (const wrong of ["50", "86:50", "+86:", "+86:many", "+86:1,"])
    assert.deepEqual(named(refusal({ ...complete, RIGHTFUL_SMS_PER_DAY: wrong })), [
      "RIGHTFUL_SMS_PER_DAY",
    ]);
});

test("the demo, whose people are neighbours on one network, sets them high; an empty value is the policy's there too", () => {
  const demo = {
    RIGHTFUL_URL: "http://localhost:8700",
    RIGHTFUL_WALLET_URL: "http://localhost:8701",
  };
  assert.equal(readConfig({ ...demo, RIGHTFUL_KEYS: KEY }, true).smsPerBlockHour, 1_000_000);
  const strict = { ...demo, RIGHTFUL_KEYS: KEY, RIGHTFUL_SMS_PER_BLOCK_HOUR: "" };
  assert.equal(readConfig(strict, true).smsPerBlockHour, null);
});
