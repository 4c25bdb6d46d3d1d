/** What this server relies on, whoever compares the faces. One suite; every adapter is held against it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type FaceEvidence, FaceFailed, type FaceVerifier, type Given, reasons } from "./face.ts";

export type Bench = {
  verifier: FaceVerifier;
  /** Three captures of one person. */
  captures(): Promise<Buffer[]>;
  /** Captures that are no enrolment: nobody there, two people, garbage. */
  poor: Record<string, () => Promise<Buffer[]>>;
  /** What a check was given, and what has to come of it; `live` is the owner's own. */
  checks: Record<
    string,
    { expect: FaceEvidence["outcome"]; given(): Promise<Omit<Given, "enrolment">> }
  >;
  /** Another who is enrolled as well. */
  other(): Promise<Buffer[]>;
  /** How the service fails: each has to throw, and never to make evidence. */
  faults: Record<string, () => Promise<FaceVerifier>>;
};

const patient = () => AbortSignal.timeout(60_000);

export function conformance(name: string, open: () => Promise<Bench>) {
  let bench: Bench;
  test(`${name}: what it says of itself decides nothing and hides nothing`, async () => {
    bench = await open();
    const { id, pad, attested, calibratedOn } = bench.verifier;
    assert.ok(id.length > 8, "a template names model, version and limits");
    assert.ok(!attested || pad === "vendor", "only a provider attests");
    assert.equal(calibratedOn, null, "until the operator has measured on its own users");
  });

  test(`${name}: three captures of one person are an enrolment; anything else is none`, async () => {
    const enrolled = await bench.verifier.enrol(await bench.captures(), patient());
    assert.equal(enrolled.is, "enrolled");
    for (const [what, make] of Object.entries(bench.poor)) {
      const refused = await bench.verifier.enrol(await make(), patient());
      assert.ok(refused.is === "unsure" && refused.reasons.length > 0, what);
    }
  });

  test(`${name}: what a check comes to is one of three, with reasons for the desk`, async () => {
    const { verifier } = bench;
    const enrolled = await verifier.enrol(await bench.captures(), patient());
    assert.ok(enrolled.is === "enrolled");
    for (const [what, { expect, given }] of Object.entries(bench.checks)) {
      const evidence = await verifier.finish(
        { ...(await given()), enrolment: enrolled.enrolment },
        patient(),
      );
      assert.equal(evidence.outcome, expect, `${what}: ${evidence.reasons}`);
      assert.equal(evidence.attested, verifier.attested, what);
      assert.equal(evidence.verifierId, verifier.id, what);
      assert.equal(evidence.reasons.length === 0, expect === "match", what);
      assert.ok(
        evidence.reasons.every((reason) => reasons.includes(reason)),
        what,
      );
      assert.ok(!("approved" in evidence));
    }
  });

  test(`${name}: the owner's check against somebody else's enrolment is no match`, async () => {
    const { verifier, checks } = bench;
    const enrolled = await verifier.enrol(await bench.other(), patient());
    assert.ok(enrolled.is === "enrolled");
    const live = await checks.live?.given();
    assert.ok(live);
    const evidence = await verifier.finish({ ...live, enrolment: enrolled.enrolment }, patient());
    assert.equal(evidence.outcome, "no-match");
  });

  test(`${name}: when nobody answers it throws, and makes no evidence of it`, async () => {
    const live = await bench.checks.live?.given();
    assert.ok(live);
    const [picture = Buffer.alloc(0)] = await bench.captures();
    const enrolment = { template: JSON.stringify({ mean: [1], of: 1 }), picture };
    for (const [what, make] of Object.entries(bench.faults)) {
      const failing = await make();
      await assert.rejects(
        async () => failing.finish({ ...live, enrolment }, AbortSignal.timeout(1000)),
        FaceFailed,
        what,
      );
    }
  });
}
