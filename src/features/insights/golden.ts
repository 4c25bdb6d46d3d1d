/**
 * A small world whose figures were worked out by hand, beside each story. The tests hold every answer against it; a
 * definition that changes turns them red, and is then a definition with a new number and not a new expectation.
 * Written for tests only: the accounts of these claims do not exist.
 */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { refresh } from "./facts-store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type Story = {
  account: string;
  at: number;
  situation?: string;
  typed?: string;
  given?: string[];
  state: string;
  why?: string;
  path?: string;
  waitHours?: number;
  /** Seconds from the start to the end; none: it is open. */
  seconds?: number;
  people?: true;
};

/** What happened to an account besides: the owner said no, or a hold was placed. */
export type Aside = { account: string; at: number; is: string };

const quick = { state: "completed", path: "sms-and-known-device", waitHours: 0 };
const device = ["known-device", "sms-code"];
const two = { given: ["sms-code", "recovery-code"], path: "issued-code-and-second-class" };
const lost = { state: "expired", why: "deadline", seconds: 86_400 };
const times = <T>(n: number, make: (i: number) => T) =>
  Array.from({ length: n }, (_, i) => make(i));

/** The stories begin 35 days before `now`. */
function storiesOf(now: Date): { stories: Story[]; asides: Aside[] } {
  const base = now.getTime() - 35 * DAY_MS;
  // A: 40 by SMS and a known device, after 60, 70, ... 450 seconds; every tenth of them two days later.
  const a = times(40, (i) => ({
    ...{ ...quick, account: `golden-a${i}`, given: device, seconds: 60 + 10 * i },
    at: base + (i % 10 === 0 ? 2 * DAY_MS : 0),
  }));
  const ended = (i: number) => (a[i]?.at ?? 0) + (a[i]?.seconds ?? 0) * 1000;
  const stories: Story[] = [
    ...a,
    // B: 5 typed a number and never gave its code.
    ...times(5, (i) => ({ ...lost, at: base, account: `golden-b${i}` })),
    // C: 3 were stopped by the owner while they waited.
    ...times(3, (i) => ({
      ...{ ...two, account: `golden-c${i}`, at: base, state: "cancelled", why: "owner" },
      ...{ waitHours: 12, seconds: 7200 },
    })),
    // D: 2 had enough and did not come back.
    ...times(2, (i) => ({
      ...{ ...lost, ...two, account: `golden-d${i}`, at: base, waitHours: 12, seconds: 172_800 },
    })),
    // E: 10 gave a code by e-mail, asked people, and were given the account after 100,000, 101,000, ... seconds.
    ...times(
      10,
      (i): Story => ({
        ...{ account: `golden-e${i}`, at: base, typed: "email", people: true, state: "completed" },
        ...{ given: ["email-code", "agent-review"], path: "agent-review", waitHours: 12 },
        seconds: 100_000 + 1000 * i,
      }),
    ),
    // F: 4 asked people at once, who said no.
    ...times(
      4,
      (i): Story => ({
        ...{ account: `golden-f${i}`, at: base, people: true, state: "denied", why: "not-shown" },
        seconds: 50_000,
      }),
    ),
    // G: one case of two starts, three days apart: 259,200 + 300 seconds in all.
    { ...lost, account: "golden-g", at: base },
    { ...quick, account: "golden-g", at: base + 3 * DAY_MS, given: ["sms-code"], seconds: 300 },
    // H: eight days apart, so two cases: one given up, one done in 500 seconds.
    { ...lost, account: "golden-h", at: base },
    { ...quick, account: "golden-h", at: base + 8 * DAY_MS, given: ["sms-code"], seconds: 500 },
    // I: 6 starts for names without an account.
    ...times(6, (i) => ({ ...lost, account: `shadow:golden-i${i}`, at: base })),
    // K: still open. L: a backup was restored under it.
    { account: "golden-k", at: base, state: "proving", given: ["sms-code"] },
    {
      ...{ account: "golden-l", at: base, situation: "lost-phone", state: "cancelled" },
      ...{ why: "restore", seconds: 9 },
    },
  ];
  // a0 and a1 are disputed within 30 days; a2's owner says so a day too late; a3 mistyped a code.
  const asides = [
    { account: "golden-a0", at: ended(0) + 10 * DAY_MS, is: "owner.not-me" },
    { account: "golden-a1", at: ended(1) + 29 * DAY_MS, is: "hold" },
    { account: "golden-a2", at: ended(2) + 31 * DAY_MS, is: "owner.not-me" },
    { account: "golden-a3", at: base + 5000, is: "recovery.proof-refused" },
  ];
  return { stories, asides };
}

/** Writes claims as the server leaves them, and what happened besides. */
export async function writeStories(
  db: Db,
  name: string,
  stories: readonly Story[],
  asides: readonly Aside[] = [],
): Promise<void> {
  const claims = stories.map((story, n) => {
    const { account, at, state, seconds, waitHours = null } = story;
    const given = (story.given ?? []).map((kind) => ({
      ...{
        kind,
        at: new Date(at).toISOString(),
        methodId: null,
        methodSince: null,
        sharesWith: [],
      },
    }));
    return {
      ...{ accountId: account, id: `rec_${name}${n}`, tokenHash: "", state },
      ...{
        situation: story.situation ?? "forgot-password",
        policyName: "wallet",
        policyVersion: 2,
      },
      ...{ identifierKind: story.typed ?? "phone", identifierTag: "", identifier: "", device: "" },
      ...{
        network: "",
        locale: "en",
        riskLevel: "low",
        riskReasons: "[]",
        path: story.path ?? null,
      },
      ...{ given: JSON.stringify(given), waitHours, endedWhy: story.why ?? null },
      waitingUntil: waitHours ? new Date(at + waitHours * HOUR_MS) : null,
      ...{ createdAt: new Date(at), expiresAt: new Date(at + 30 * DAY_MS) },
      endedAt: seconds === undefined ? null : new Date(at + seconds * 1000),
    };
  });
  await db
    .insertInto("recoveries")
    .values(claims as never)
    .execute();
  for (const [n, { people, account, at, seconds }] of stories.entries())
    if (people)
      await sql`insert into cases (account_id, id, recovery_id, state, situation, risk_level, locale,
        story, evidence_version, evidence_hash, round, excluded, is_theft, device, identifier_tag,
        policy_name, policy_version, promise_ms, due_at, claimant_ms, last_type, last_at, opened_at, closed_at)
        values (${account}, ${`case_${name}${n}`}, ${`rec_${name}${n}`}, 'closed', 'forgot-password', 'low', 'en', '',
          0, '', 1, '[]', false, '', '', 'wallet', 2, 0, ${new Date(at + DAY_MS)}, 0, '', ${new Date(at)}, ${new Date(at)},
          ${seconds === undefined ? null : new Date(at + seconds * 1000)})`.execute(db);
  for (const [n, { account, at, is }] of asides.entries())
    if (is === "hold")
      await sql`insert into holds (account_id, id, reason, scope, placed_by, placed_at, released_at)
        values (${account}, ${`hold_${name}${n}`}, 'suspected-takeover', 'everything', '', ${new Date(at)},
          ${new Date(at)})`.execute(db);
    else await writeEvent(db, account, is, new Date(at));
}

let made = 0;
/** An event without its chain, after those that the account has. */
export const writeEvent = (db: Db, account: string, type: string, at: Date) =>
  sql`insert into events (account_id, seq, id, type, at, actor, commitment, payload, hash)
    select ${account}, coalesce(max(seq), 0) + 1, ${`evt_golden${++made}`}, ${type}, ${at}, '', '', '', ''
    from events where account_id = ${account}`.execute(db);

/** Writes the golden world and its facts; `now`: the moment of asking. */
export async function seedGolden(db: Db, now: Date): Promise<void> {
  const { stories, asides } = storiesOf(now);
  await writeStories(db, "golden", stories, asides);
  await refresh(db, [...new Set(stories.map(({ account }) => account))], new Date(0));
}

/** What the answers of the usual 28 days have to say, worked out by hand. */
export const golden = {
  overview: {
    // Cases: A 40, B 5, C 3, D 2, E 10, F 4, G 1, H 2, K 1, L 1. Given back: A, E, G, H's second.
    cases: 69,
    recovered: 52,
    // Hostile are C and the two that were disputed.
    net: { count: 50, n: 64 },
    // The 26th of 52: A's, 60 + 25 * 10.
    medianSeconds: 310,
    // All but E.
    alone: { count: 42, n: 52 },
    reversed: { count: 2, n: 52 },
  },
  measures: {
    // n = A 40, B 5, C 3, D 2, E 10, G 1, H 2, K 1, L 1; F asked people at once.
    "self-service": {
      n: 65,
      outcomes: {
        // A, G, H; E; C; none; B and H's first; D; L; K.
        ...{ completed: 42, "other-way": 10, cancelled: 3, refused: 0, abandoned: 6 },
        ...{ expired: 2, error: 1, open: 1 },
      },
      // A without a3, and H's second; G had two starts. All but G within a day.
      ...{ firstTry: 40, within24h: 41, within7d: 42, disputed: 2 },
      // Of 42 the 21st and the 38th; (40 * 255 + 259,500 + 500) / 42.
      ...{ medianSeconds: 260, p90Seconds: 430, meanSeconds: 6433 },
      ...{ activeMedianSeconds: 260, waitMedianSeconds: 0 },
    },
    "customer-service": { n: 14, completed: 10, refused: 4 },
    // A, B, C, D, G, H, K; and E with L, for of a lost phone the code goes to the mailbox.
    ...{ "sms-code": { n: 54 }, "email-code": { n: 11 } },
    safety: {
      // Starts: the cases, one more of G, and I 6. Owners: A without the two, E, G; H's second ended less than 30 days ago.
      ...{ starts: 76, startsWithAccount: 70, cases: 69, owners: 49, impostors: 5, accepted: 2 },
      ...{ disputed: 2, unknown: 15 },
    },
  },
  funnel: {
    // I had no account; B and H's first gave no code, L had no time to; E asked people and K is open; C was stopped; D did not come back.
    "self-service": [
      ["started", 71, 6, "no-account"],
      ["account-named", 65, 7, "deadline"],
      ["first-proof", 58, 11, "people-asked"],
      ["proofs-suffice", 47, 3, "owner-stopped"],
      ["wait-over", 44, 2, "deadline"],
      ["completed", 42, 0, null],
    ],
    // E and F; of fewer than 30 no reason is told.
    "with-people": [
      ["asked", 14, 0, null],
      ["decided", 14, 4, null],
      ["proofs-suffice", 10, 0, null],
      ["wait-over", 10, 0, null],
      ["completed", 10, 0, null],
    ],
  },
} as const;
