/**
 * The written tables, read a second time. `policies/*.cases.json` holds one line a path, wait, limit
 * and refusal, written from the page; the oracle here reads those lines slowly and plainly. It uses
 * types only of the code under test: neither the judge nor the policy files.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Facts, GivenProof, RiskLevel, Situation } from "./words.ts";

export const folder = join(import.meta.dirname, "../../../policies");
const HOUR_MS = 3_600_000;
export const now = new Date("2026-03-10T12:00:00Z");
export const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);

type Line = { id: string; clause: string; preset?: string };
type ClassLine = Line & { is: "class"; proofs: string[] };
export type PathLine = Line & {
  is: "path";
  situation: Situation;
  proofs: string[];
  older?: true;
  glance?: true;
  wait: [number | "refused", number | "refused", number | "refused"];
  money: [string, string, string];
};
export type Outcome = "no" | { wait: number; money: string };
export type ExampleLine = Line & {
  is: "example";
  situation: Situation;
  risk: RiskLevel;
  given: (Partial<GivenProof> & {
    kind: GivenProof["kind"];
    ageHours?: number;
    removedHours?: number;
    shares?: string[];
  })[];
  facts?: Partial<Facts> & { incidentHours?: number; simSwapHours?: number };
  expected: Outcome;
};
type LimitLine = Line & { is: "limit"; at: string; expected: unknown };
export type CaseLine = ClassLine | PathLine | ExampleLine | LimitLine;

const read = (name: string): CaseLine[] =>
  JSON.parse(readFileSync(join(folder, `${name}.cases.json`), "utf8"));
const walletLines = read("wallet");
const nistLines = read("nist");
const classLines = walletLines.filter((line) => line.is === "class");
export const linesOf: Record<string, CaseLine[]> = {
  wallet: walletLines,
  "low-friction": read("low-friction"),
};
for (const name of ["nist-aal1", "nist-aal2", "nist-aal3"])
  linesOf[name] = nistLines.filter((line) => line.preset === name);

const classNumbers = new Map(
  classLines.flatMap((line, index) => line.proofs.map((kind) => [kind, index] as const)),
);
const classNumber = (kind: string) => classNumbers.get(kind);
const days = (from: Date, to: Date) => (to.getTime() - from.getTime()) / HOUR_MS / 24;

function countsForSomething(proof: GivenProof, facts: Facts): boolean {
  if (facts.disabled.includes(proof.kind)) return false;
  const neverBound = proof.kind === "face" || proof.kind === "agent-review";
  if (proof.methodSince === null && !neverBound) return false;
  if (proof.methodSince !== null) {
    if (days(proof.methodSince, facts.now) < 7) return false;
    if (facts.incidentAt !== null && proof.methodSince >= facts.incidentAt) return false;
  }
  if (proof.removedAt && days(proof.removedAt, facts.now) > 7) return false;
  switch (proof.kind) {
    case "sms-code": {
      const swapped = facts.simSwappedAt !== null && days(facts.simSwappedAt, facts.now) <= 3;
      const told = facts.numberReassigned || facts.forwarding;
      return !swapped && !told && facts.telecomCheck !== "unavailable";
    }
    case "passkey":
      return proof.userVerified === true;
    case "contact-approval":
      return proof.contacts !== undefined && proof.contacts >= 2;
    case "agent-review":
      return proof.deciders?.some((one) => one !== proof.deciders?.[0]) === true;
    default:
      return true;
  }
}

function together(a: GivenProof, b: GivenProof, situation: Situation): boolean {
  if (classNumber(a.kind) === classNumber(b.kind)) return false;
  return !(a.sharesWith ?? []).some(
    (tag) =>
      b.sharesWith?.includes(tag) && (situation === "account-stolen" || !tag.startsWith("device:")),
  );
}

function fits(token: string, proof: GivenProof, line: PathLine, facts: Facts): boolean {
  const colon = token.indexOf(":");
  const kind = colon < 0 ? token : token.slice(0, colon);
  if (kind !== proof.kind && kind !== "any") return false;
  const wish = colon < 0 ? "" : token.slice(colon + 1);
  if (line.older && proof.kind !== "agent-review") {
    if (!facts.incidentAt || !proof.methodSince) return false;
    if (proof.methodSince >= facts.incidentAt) return false;
  }
  if (proof.kind === "face" && !proof.attested && !(line.glance && token === "face")) return false;
  if (kind === "any") return proof.kind !== "agent-review";
  if (wish === "attested") return proof.attested === true;
  if (wish === "proofed") return proof.proofed === true;
  if (wish === "device-bound") return proof.deviceBound === true;
  if (wish === "30-days")
    return proof.methodSince !== null && days(proof.methodSince, facts.now) >= 30;
  return true;
}

/** Tries every way to hand the given proofs to the line's tokens. */
function complete(
  line: PathLine,
  usable: GivenProof[],
  facts: Facts,
  chosen: GivenProof[] = [],
): boolean {
  const token = line.proofs[chosen.length];
  if (token === undefined) return true;
  return usable.some(
    (proof) =>
      fits(token, proof, line, facts) &&
      chosen.every((other) => together(other, proof, line.situation)) &&
      complete(line, usable, facts, [...chosen, proof]),
  );
}

const mildness = ["none", "L12", "L24", "L72", "L168"];

export function oracle(
  lines: PathLine[],
  situation: Situation,
  risk: RiskLevel,
  given: GivenProof[],
  facts: Facts,
): Outcome {
  if (facts.completionsPaused) return "no";
  const level = { low: 0, elevated: 1, high: 2 }[risk] as 0 | 1 | 2;
  const usable = given.filter((proof) => countsForSomething(proof, facts));
  let best: Outcome = "no";
  for (const line of lines) {
    let wait = line.wait[level];
    if (line.situation !== situation || wait === "refused") continue;
    if (line.glance && facts.glance !== "approved") continue;
    if (!complete(line, usable, facts)) continue;
    for (let n = 0; n < facts.declines; n += 1) wait = wait === 0 ? 12 : Math.min(168, wait * 2);
    const money = line.money[level];
    const milder = best !== "no" && mildness.indexOf(money) < mildness.indexOf(best.money);
    if (best === "no" || wait < best.wait || (wait === best.wait && milder)) best = { wait, money };
  }
  return best;
}

export const quiet: Facts = {
  now,
  incidentAt: null,
  simSwappedAt: null,
  numberReassigned: false,
  forwarding: false,
  telecomCheck: "ok",
  declines: 0,
  disabled: [],
};

export function proofOf(line: ExampleLine["given"][number]): GivenProof {
  const { ageHours = 24 * 400, removedHours, shares = [], ...rest } = line;
  return {
    at: now,
    methodSince: line.kind === "agent-review" ? null : hoursAgo(ageHours),
    removedAt: removedHours === undefined ? null : hoursAgo(removedHours),
    sharesWith: shares,
    userVerified: true,
    contacts: 2,
    deciders: ["first", "second"],
    ...rest,
  };
}

test("T14 every line of the written tables has its own id and says its clause", () => {
  const lines = [...walletLines, ...nistLines];
  assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length);
  assert.deepEqual(
    lines.filter(({ clause }) => !clause),
    [],
  );
});
