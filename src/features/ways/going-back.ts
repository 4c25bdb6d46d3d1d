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
import { changeable } from "./rules.ts";

/** They live on the phone: its number, its apps, the phone itself. */
const goneWithPhone: readonly ProofKind[] = [
  "sms-code",
  "authenticator-code",
  "known-device",
  "device-approval",
];

export type Has = { kind: ProofKind; since: Date; tag: string; deviceBound?: boolean };
export type Return =
  | { can: true; path: string; waitHours: number; uses: ProofKind[] }
  /** `from`: when what is there will have been there for long enough; else `missing` says what to add. */
  | { can: false; from: Date | null; missing: ProofKind[] };

/** What an account holds, as its rows say it; nothing sealed is needed for the answer. */
export type Holdings = {
  methods: readonly {
    kind: string;
    since: Date;
    tag: string;
    removedAt: Date | null;
    distrustedAt: Date | null;
  }[];
  /** Those that were not removed. */
  passkeys: readonly { id: string; since: Date; deviceBound: boolean }[];
  /** Those that were not removed. */
  codes: readonly { id: string; since: Date; usedAt: Date | null }[];
  /** Those who were not removed and did not decline. */
  contacts: readonly { since: Date | null; confirmedAt: Date | null }[];
};

const DAY_MS = 86_400_000;

const proofOf: Readonly<Record<string, ProofKind>> = {
  phone: "sms-code",
  email: "email-code",
  authenticator: "authenticator-code",
};

/** What of it proves anything. `contactsMin`: so many contacts it takes to be one way back. */
export const heldBy = (
  { methods, passkeys, codes, contacts }: Holdings,
  contactsMin: number,
): Has[] => [
  ...methods
    .filter(({ removedAt, distrustedAt }) => !removedAt && !distrustedAt)
    .flatMap(({ kind, since, tag }): Has[] => {
      const proof = proofOf[kind];
      return proof ? [{ kind: proof, since, tag: `${kind}:${tag}` }] : [];
    }),
  ...passkeys.map(
    ({ id, since, deviceBound }): Has => ({
      ...{ kind: "passkey", since, tag: `passkey:${id}`, deviceBound },
    }),
  ),
  ...codes
    .filter(({ usedAt }) => !usedAt)
    .map(({ id, since }): Has => ({ kind: "recovery-code", since, tag: `code:${id}` })),
  ...asOneWay(contacts, contactsMin),
];

/** Contacts are a way back when there are enough of them who said yes; as old as the last of so many. */
function asOneWay(contacts: Holdings["contacts"], min: number): Has[] {
  const times = contacts
    .flatMap(({ since, confirmedAt }) =>
      since && confirmedAt ? [Math.max(since.getTime(), confirmedAt.getTime())] : [],
    )
    .sort((a, b) => a - b);
  const last = times[min - 1];
  return last === undefined
    ? []
    : [{ kind: "contact-approval", since: new Date(last), tag: "contacts" }];
}

/** What an owner can add in the security centre, the easiest first. */
const inOrder = [
  ["recovery-codes", "recovery-code"],
  ["email", "email-code"],
  ["passkey", "passkey"],
  ["contacts", "contact-approval"],
] as const;
const offered: readonly string[] = [...changeable, "contacts"];
export const addable = inOrder.flatMap(([method, proof]) =>
  offered.includes(method) ? [proof] : [],
);

/** `canAdd`: what an owner can add here, the easiest first. */
export function couldReturn(
  policy: Policy,
  has: readonly Has[],
  canAdd: readonly ProofKind[],
  now: Date,
): Return {
  const left = has.filter(({ kind, deviceBound }) => !goneWithPhone.includes(kind) && !deviceBound);
  const today = judgeAt(policy, left, now);
  if (today.is === "enough") {
    const { path, waitHours, used } = today;
    return { can: true, path, waitHours, uses: used };
  }
  const grown = new Date(now.getTime() + policy.changes.countsAfterDays * DAY_MS);
  const later = judgeAt(policy, left, grown);
  if (later.is === "enough")
    return { can: false, from: countsFrom(policy, left, later.used), missing: [] };
  const gaps = later.is === "short" ? later.missing : [];
  const mine = gaps.filter((kinds) => kinds.every((kind) => canAdd.includes(kind)));
  const effort = (kinds: readonly ProofKind[]) =>
    kinds.length * canAdd.length + Math.min(...kinds.map((kind) => canAdd.indexOf(kind)));
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
