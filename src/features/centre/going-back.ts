/**
 * "Could you get back in if you lost your phone today?" Judged by the policy itself, with what is left when
 * the phone is gone. Where that is not sure the answer is no: a false yes is found out on the worst day.
 */
import {
  type Facts,
  type GivenProof,
  judge,
  type Policy,
  type ProofKind,
} from "../policies/index.ts";

/** They live on the phone: its number, its apps, the phone itself. */
const goneWithPhone: readonly ProofKind[] = [
  "sms-code",
  "authenticator-code",
  "known-device",
  "device-approval",
];

export type Has = { kind: ProofKind; since: Date; tag: string; deviceBound?: boolean };
export type Return =
  | { can: true; waitHours: number; uses: ProofKind[] }
  /** `from`: when what is there will have been there for long enough; else `missing` says what to add. */
  | { can: false; from: Date | null; missing: ProofKind[] };

const DAY_MS = 86_400_000;

/** `addable`: what an owner can add here, the easiest first. */
export function couldReturn(
  policy: Policy,
  has: readonly Has[],
  addable: readonly ProofKind[],
  now: Date,
): Return {
  const left = has.filter(({ kind, deviceBound }) => !goneWithPhone.includes(kind) && !deviceBound);
  const today = judgeAt(policy, left, now);
  if (today.is === "enough") return { can: true, waitHours: today.waitHours, uses: today.used };
  const grown = new Date(now.getTime() + policy.changes.countsAfterDays * DAY_MS);
  const later = judgeAt(policy, left, grown);
  if (later.is === "enough")
    return { can: false, from: countsFrom(policy, left, later.used), missing: [] };
  const gaps = later.is === "short" ? later.missing : [];
  const mine = gaps.filter((kinds) => kinds.every((kind) => addable.includes(kind)));
  const effort = (kinds: readonly ProofKind[]) =>
    kinds.length * addable.length + Math.min(...kinds.map((kind) => addable.indexOf(kind)));
  const [least] = mine.toSorted((a, b) => effort(a) - effort(b));
  return { can: false, from: null, missing: least ?? [] };
}

function judgeAt(policy: Policy, has: readonly Has[], now: Date) {
  const given = has.map(
    ({ kind, since, tag }): GivenProof => ({
      ...{ kind, at: now, methodSince: since, sharesWith: [tag] },
      ...(kind === "passkey" && { userVerified: true }),
      ...(kind === "contact-approval" && { contacts: policy.contacts.needed }),
    }),
  );
  const facts: Facts = {
    ...{ now, incidentAt: null, simSwappedAt: null, numberReassigned: false, forwarding: false },
    ...{ telecomCheck: "not-configured", declines: 0, disabled: goneWithPhone },
  };
  // A new phone is an unknown device: never judged as if it were known.
  return judge(policy, "lost-phone", "elevated", given, facts);
}

const countsFrom = (policy: Policy, has: readonly Has[], used: readonly ProofKind[]) =>
  new Date(
    Math.max(
      ...used.map((kind) =>
        Math.min(...has.filter((one) => one.kind === kind).map(({ since }) => since.getTime())),
      ),
    ) +
      policy.changes.countsAfterDays * DAY_MS,
  );
