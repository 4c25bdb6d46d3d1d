import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canonical, parseIdentifier } from "../accounts/index.ts";
import { judgePassword, lengthMin, loadLists } from "../passwords/index.ts";
import { laterWords, staff } from "./cast.ts";
import { people } from "./seed.ts";

const unique = (values: readonly string[]) => new Set(values).size === values.length;
const read = (typed: string) => {
  const parsed = parseIdentifier(typed);
  assert.ok(!("is" in parsed), typed);
  return { kind: parsed.kind, value: canonical(parsed) };
};

test("the demo has at least twelve people, each with an id, a mailbox and a password of their own", () => {
  assert.ok(people.length >= 12);
  for (const list of [
    people.map(({ id }) => id),
    people.map(({ email }) => email),
    people.map(({ password }) => password),
    people.map(({ name }) => name.zh),
    people.flatMap(({ devices }) => devices.map(({ deviceId }) => deviceId)),
    people.flatMap(({ recoveryCodes = [] }) => recoveryCodes),
  ])
    assert.ok(unique(list), JSON.stringify(list));
});

test("every number and mailbox can be typed as it is shown, and belongs to nobody", () => {
  for (const { phone, email } of people) {
    assert.match(read(phone).value, /^\+861380000\d{4}$/);
    assert.equal(read(phone).kind, "phone");
    assert.deepEqual(read(email), { kind: "email", value: email });
    assert.match(email, /\.example$/);
  }
});

test("exactly two accounts share a number, and their passwords differ", () => {
  const shared = people.filter(({ phone }) => people.filter((a) => a.phone === phone).length > 1);
  assert.deepEqual(
    shared.map(({ id }) => id),
    ["acc_liu", "acc_liuxin"],
  );
  assert.notEqual(shared[0]?.password, shared[1]?.password);
});

test("every demo password is one that we would let its owner choose", async () => {
  const lists = await loadLists();
  for (const { id, name, phone, email, birthday, password } of people) {
    const verdict = judgePassword(password, {
      minLength: lengthMin.wallet,
      person: {
        names: [name.en, name.zh],
        phones: [read(phone).value],
        emails: [email],
        birthday,
        accountName: id.replace("acc_", "demo-"),
      },
      services: ["Boan Wallet"],
      lists,
    });
    assert.ok(verdict.ok && verdict.strength === "strong", `${id}: ${JSON.stringify(verdict)}`);
  }
});

test("what the demo says is enrolled is there", () => {
  for (const { id, enrolled, devices, recoveryCodes, authenticator } of people) {
    assert.equal(enrolled.includes("known-device"), devices.length > 0, id);
    assert.equal(enrolled.includes("recovery-code"), recoveryCodes?.length === 10, id);
    assert.equal(enrolled.includes("authenticator-code"), authenticator !== undefined, id);
    for (const [slot, code] of (recoveryCodes ?? []).entries())
      assert.match(code, new RegExp(`^${slot}(-[0-9A-HJKMNP-TV-Z]{4}){4}$`));
    if (authenticator) assert.match(authenticator, /^[A-Z2-7]{32}$/);
    for (const { deviceId } of devices) assert.match(deviceId, /^[\w-]{8,128}$/);
  }
});

test("every situation of the demo is told in both languages", () => {
  for (const { id, situation, later } of people) {
    assert.ok(situation.en, id);
    assert.match(situation.zh, /\p{Script=Han}/u);
    if (later) assert.ok(laterWords[later].en && laterWords[later].zh);
  }
});

test("the desk has three agents in two teams, two supervisors, an analyst and two admins", () => {
  const of = (role: string) => staff.filter((person) => person.role === role);
  assert.deepEqual(
    ["agent", "supervisor", "analyst", "admin"].map((role) => of(role).length),
    [3, 2, 1, 2],
  );
  assert.equal(new Set(of("agent").map(({ team }) => team)).size, 2);
  assert.ok(unique(staff.map(({ id }) => id)));
});

test("the wallet knows the same people, by the same numbers and with the same balances", () => {
  const url = new URL("../../../wallet/ledger.json", import.meta.url);
  const kept: Record<string, { phone?: string }> = JSON.parse(readFileSync(url, "utf8"));
  assert.deepEqual(
    Object.fromEntries(Object.entries(kept).filter(([, { phone }]) => phone)),
    Object.fromEntries(
      people.map(({ id, name, balance, phone, email }) => [
        id,
        {
          ...{ name, balance, email },
          phone: `+86${phone.replaceAll(" ", "")}`,
          accountName: id.replace("acc_", "demo-"),
        },
      ]),
    ),
  );
});
