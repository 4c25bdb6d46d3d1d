import assert from "node:assert/strict";
import { test } from "node:test";
import {
  choose,
  type ProofKind,
  pageFor,
  pageOfProof,
  type Recovery,
  standing,
  stepOf,
  straightTo,
} from "./model.ts";

const recovery = (more: Partial<Recovery> = {}): Recovery => ({
  id: "rec_1",
  situation: "forgot-password",
  state: "proving",
  paths: [
    { proofs: ["passkey"] },
    { proofs: ["sms-code", "known-device"] },
    { proofs: ["sms-code", "recovery-code"] },
    { proofs: ["email-code", "recovery-code"] },
    { proofs: ["agent-review"] },
  ],
  given: [],
  expiresAt: "2026-11-24T06:00:00Z",
  createdAt: "2026-11-23T06:00:00Z",
  reference: "K7-4F2Q",
  ...more,
});
const ownDevice = { paths: [{ proofs: ["sms-code", "known-device"] as const }] };

test("the shortest way is recommended, and every other one is offered", () => {
  const { best, others, left } = choose(recovery());
  assert.equal(best, "sms-code");
  assert.deepEqual(others, ["recovery-code", "email-code", "passkey"]);
  assert.equal(left, 2);
});

test("a passkey stands first where this browser has one, and not at all where it cannot use one", () => {
  const here = choose(recovery(), "here");
  assert.deepEqual([here.best, here.left], ["passkey", 1]);
  assert.deepEqual(here.others, ["sms-code", "recovery-code", "email-code"]);
  assert.equal(choose(recovery(), "some").best, "sms-code");
  const none = choose(recovery(), "none");
  assert.equal(none.best, "sms-code");
  assert.equal(none.others.includes("passkey"), false);
  assert.equal(pageOfProof("passkey"), "/recover/passkey");
});

test("other people, devices and cameras are asked after a first proof only", () => {
  const proofs = ["sms-code", "contact-approval"] as const;
  const paths = [{ proofs: [...proofs] }, { proofs: ["device-approval", "face"] as ProofKind[] }];
  const first = choose(recovery({ paths }));
  assert.deepEqual(first, { best: "sms-code", others: [], left: 2 });
  assert.equal(choose(recovery({ paths: paths.slice(1) })).best, null);
  const then = choose(recovery({ paths, given: ["sms-code"] }));
  assert.equal(then.best, "contact-approval");
});

test("after a text message, an e-mail code is not offered: it would prove nothing new", () => {
  const { best, others } = choose(recovery({ given: ["sms-code"] }));
  assert.equal(best, "recovery-code");
  assert.deepEqual(others, ["passkey"]);
});

test("on one's own device the code is asked for at once, on a new one the ways are shown", () => {
  const paths = ownDevice.paths.map(({ proofs }) => ({ proofs: [...proofs] }));
  assert.equal(straightTo(recovery({ paths, given: ["known-device"] })), "sms-code");
  assert.equal(straightTo(recovery({ paths })), "sms-code");
  assert.equal(straightTo(recovery()), null);
});

test("a step is counted in proofs that a person gives; a single one is not counted", () => {
  assert.deepEqual(stepOf(recovery(), "sms-code"), { at: 1, of: 2 });
  assert.deepEqual(stepOf(recovery({ given: ["sms-code"] }), "recovery-code"), { at: 2, of: 2 });
  assert.equal(stepOf(recovery({ given: ["known-device"] }), "sms-code"), null);
});

test("a recovery continues where it stands", () => {
  assert.equal(pageFor(recovery()), "/recover/methods");
  assert.equal(pageFor(recovery({ given: ["sms-code"] })), "/recover/recovery-code");
  assert.equal(pageFor(recovery({ state: "waiting" })), "/recover/wait");
  assert.equal(pageFor(recovery({ state: "ready" })), "/recover/password");
  assert.equal(pageFor(recovery({ state: "completed" })), "/recover/done");
  assert.equal(pageFor(recovery({ state: "denied" })), "/recover/stopped");
  assert.equal(pageFor(recovery({ choices: [{ id: "a", label: "A" }] })), "/recover/choose");
});

// Guard shown to work: with the `hasEnded` branch removed, the second assertion went red.
test("a finished recovery cannot be acted on from another tab", () => {
  assert.deepEqual(standing("/recover/code", null), { is: "none" });
  assert.deepEqual(standing("/recover/code", recovery({ state: "completed" })), { is: "ended" });
  assert.deepEqual(standing("/recover/password", recovery({ state: "waiting" })), {
    is: "elsewhere",
    path: "/recover/wait",
  });
  assert.deepEqual(standing("/recover/code", recovery()), {
    is: "elsewhere",
    path: "/recover/methods",
  });
  assert.deepEqual(standing("/help", null), { is: "fits" });
});
