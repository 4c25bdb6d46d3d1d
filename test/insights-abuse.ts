/**
 * A small world whose figures were worked out by hand, for the pages of attacks, of the desk's clock and of the
 * recoverable share. What each story adds stands beside it; `golden` is the sum.
 */
import { sql } from "kysely";
import type { Db } from "../src/core/db.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const golden = {
  kinds: {
    // N1 40 of which two came in; the browser D3 5.
    enumeration: { n: 45, blocked: 43, through: 1, unclear: 1, open: 0 },
    // Denied 25, number elsewhere 1; came in 4 and 3; open 2.
    "sim-swap": { n: 35, blocked: 26, through: 3, unclear: 4, open: 2 },
    "another-face": { n: 3, blocked: 2, through: 0, unclear: 1, open: 0 },
    "helper-collusion": { n: 2, blocked: 1, through: 1, unclear: 0, open: 0 },
    "stopped-device": { n: 1, blocked: 1, through: 0, unclear: 0, open: 0 },
    // Stopped 1; objected to: one of N1, three with a new SIM, one that a contact vouched for.
    "disowned-claim": { n: 6, blocked: 1, through: 5, unclear: 0, open: 0 },
    "serial-freeze": { n: 3, blocked: 0, through: 3, unclear: 0, open: 0 },
    "agent-misuse": { n: 3, blocked: 3, through: null, unclear: 0, open: 0 },
  },
  clusters: [
    {
      ...{ by: "network", attempts: 40, names: 40, accounts: 10, blocked: 38, through: 1 },
      kinds: ["disowned-claim", "enumeration"],
    },
    {
      ...{ by: "device", attempts: 5, names: 5, accounts: 5, blocked: 5, through: 0 },
      kinds: ["enumeration"],
    },
    {
      ...{ by: "device", attempts: 4, names: 4, accounts: 4, blocked: 4, through: 0 },
      kinds: ["sim-swap"],
    },
  ],
  team: {
    due: 43,
    met: 31,
    // 30 of 4 h and 10 of 26 h of ours; 30 of 2 h of the customer's.
    oursSeconds: 1_368_000,
    claimantSeconds: 216_000,
    oursMedianSeconds: 14_400,
    claimantMedianSeconds: 7200,
    // 29 after half an hour, 1 after an hour, 1 after five, 10 after 25; three have no answer.
    reply: { n: 44, answered: 41, medianSeconds: 1800, p90Seconds: 90_000 },
    open: 4,
  },
  share: {
    accounts: 38,
    recoverable: 26,
    soon: 2,
    paths: {
      "email-and-second-class email-code+recovery-code": 20,
      "passkey passkey": 5,
      "email-and-second-class contact-approval+email-code": 1,
    },
    missing: { passkey: 6, "recovery-code": 3, "email-code": 1 },
  },
} as const;

type Claim = {
  at: Date;
  account: string;
  tag?: string;
  device?: string;
  network?: string;
  situation?: string;
  reasons?: string[];
  given?: string[];
  state?: string;
  why?: string;
};

/** Ids and accounts begin with this: two worlds in one database do not meet. */
export async function seedAbuse(db: Db, now: Date) {
  let made = 0;
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  async function claim(given: Claim) {
    const id = `rec_g${++made}`;
    const { at, account, state = "expired", why = null } = given;
    const endedAt = state === "proving" ? null : new Date(at.getTime() + HOUR_MS);
    const proofs = (given.given ?? ["sms-code"]).map((kind) => ({ kind, at: at.toISOString() }));
    await sql`insert into recoveries (account_id, id, token_hash, state, situation, policy_name,
      policy_version, identifier_kind, identifier_tag, identifier, device, network, locale, risk_level,
      risk_reasons, given, path, wait_hours, ended_why, created_at, expires_at, ended_at)
      values (${account}, ${id}, '', ${state}, ${given.situation ?? "forgot-password"}, 'wallet', 2,
        'phone', ${given.tag ?? account}, '', ${given.device ?? ""}, ${given.network ?? ""}, 'en', 'low',
        ${JSON.stringify(given.reasons ?? [])}::jsonb, ${JSON.stringify(proofs)}::jsonb, null, 0, ${why},
        ${at}, ${at}, ${endedAt})`.execute(db);
    return { id, account, endedAt: endedAt ?? at };
  }
  const event = (account: string, type: string, at: Date) =>
    sql`insert into events (account_id, seq, id, type, at, actor, commitment, payload, hash)
      values (${account}, ${1_000_000 + ++made}, ${`evt_g${made}`}, ${type}, ${at}, '', '', '', '')`.execute(
      db,
    );
  const hold = (account: string, reason: string, by: string, at: Date) =>
    sql`insert into holds (account_id, id, reason, scope, placed_by, placed_at, released_at)
      values (${account}, ${`hold_g${++made}`}, ${reason}, 'everything', ${by}, ${at}, ${at})`.execute(
      db,
    );
  const times = async (n: number, make: (i: number) => Promise<unknown>) => {
    for (let i = 0; i < n; i++) await make(i);
  };
  const later = (at: Date, hours: number) => new Date(at.getTime() + hours * HOUR_MS);

  // A network tried 40 names in a day, 30 of them nobody's.
  const list = { at: ago(72), network: "203.0.113.9" };
  await times(30, (i) => claim({ ...list, account: `shadow:g${i}` }));
  await times(8, (i) => claim({ ...list, account: `g-en${i}` }));
  await claim({ ...list, account: "g-en8", state: "completed" });
  const robbed = await claim({ ...list, account: "g-en9", state: "completed" });
  await event(robbed.account, "owner.not-me", later(robbed.endedAt, 24));
  // A browser tried five, another four; a network 19, and one 20 of which most have an account.
  await times(5, (i) => claim({ at: ago(72), device: "D3", account: `g-d3-${i}` }));
  await times(4, (i) => claim({ at: ago(72), device: "D2", account: `g-d2-${i}` }));
  const below = { at: ago(72), network: "198.51.100.1" };
  await times(19, (i) => claim({ ...below, account: `shadow:b${i}` }));
  const shared = { at: ago(72), network: "198.51.100.2" };
  await times(9, (i) => claim({ ...shared, account: `shadow:s${i}` }));
  await times(11, (i) => claim({ ...shared, account: `g-sh${i}` }));

  // The SIM was replaced.
  const swapped = { at: ago(120), reasons: ["new-device", "sim-swapped"] };
  await times(25, (i) =>
    claim({
      ...{ ...swapped, account: `g-sim${i}`, state: "denied", why: "not-shown" },
      ...(i < 4 && { device: "D5" }),
    }),
  );
  await claim({ ...swapped, reasons: ["number-elsewhere"], account: "g-sim-moved" });
  await times(4, async (i) => {
    const { account, endedAt } = await claim({
      ...{ ...swapped, account: `g-in${i}`, state: "completed" },
    });
    // Said before it ended: it is about something else.
    if (i === 0) await event(account, "owner.not-me", later(endedAt, -0.5));
  });
  await times(3, async (i) => {
    const thief = await claim({ ...swapped, account: `g-lost${i}`, state: "completed" });
    await hold(thief.account, "suspected-takeover", "system:risk", later(thief.endedAt, 20));
  });
  await times(2, (i) => claim({ ...swapped, account: `g-open${i}`, state: "proving" }));

  // A face check saw somebody else; once while an owner set theirs up, which is no claim.
  const face = (account: string, subject: string, purpose: string) =>
    sql`insert into face_sessions (account_id, id, subject_id, purpose, asked, nonce_hash, created_at,
        expires_at, used_at, outcome)
      values (${account}, ${`fac_g${++made}`}, ${subject}, ${purpose}, '', '', ${ago(48)}, ${ago(48)},
        ${ago(48)}, 'no-match')`.execute(db);
  await times(3, async (i) => {
    const state = i === 2 ? "completed" : "expired";
    const { id, account } = await claim({ at: ago(48), account: `g-face${i}`, state });
    await face(account, id, "recovery");
    await face(account, `ses_g${i}`, "enrol");
  });

  // Contacts vouched: the owner stopped it; the owner came too late; it was the owner.
  const vouched = { at: ago(96), given: ["sms-code", "contact-approval"] };
  await claim({ ...vouched, account: "g-friend0", state: "cancelled", why: "owner" });
  const friend = await claim({ ...vouched, account: "g-friend1", state: "completed" });
  await claim({
    ...{ at: later(friend.endedAt, 24), account: friend.account, situation: "account-stolen" },
  });
  await claim({ ...vouched, account: "g-friend2", state: "completed" });
  await claim({
    ...{ at: ago(40), account: "g-again", reasons: ["bad-device"], state: "denied" },
  });

  // One browser froze three accounts, another two.
  for (const [device, n] of [
    ["D9", 3],
    ["D8", 2],
  ] as const)
    await times(n, async (i) => {
      const at = ago(30);
      const freeze = { at, device, account: `g-${device}-${i}`, situation: "account-stolen" };
      const { id, account } = await claim(freeze);
      await hold(account, "soft-freeze", `claimant:${id}`, at);
    });

  await event("staff:g", "staff.attempt-refused", ago(20));
  await event("staff:g", "staff.attempt-refused", ago(21));
  await event("g-case", "case.attempt-refused", ago(22));
  await event("staff:g", "staff.signed-in", ago(22));
  return { claim };
}

/** Cases and their clocks. */
export async function seedTeam(db: Db, now: Date) {
  let made = 0;
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  type Case = {
    team: string;
    openedAt: Date;
    dueAt: Date;
    closedAt?: Date;
    pausedAt?: Date;
    breachedAt?: Date;
    state?: string;
  };
  async function open(given: Case) {
    const { team, openedAt, dueAt, closedAt = null, pausedAt = null, breachedAt = null } = given;
    const [account, id] = [`g-c${++made}`, `cas_g${made}`];
    await sql`insert into cases (account_id, id, recovery_id, state, situation, risk_level, locale, team,
      story, evidence_version, evidence_hash, round, excluded, is_theft, device, identifier_tag,
      policy_name, policy_version, promise_ms, due_at, claimant_ms, last_type, last_at, opened_at,
      closed_at, paused_at, breached_at)
      values (${account}, ${id}, null, ${given.state ?? (closedAt ? "refused" : "open")}, 'lost-phone', 'low',
        'en', ${team}, '', 0, '', 1, '[]', false, '', '', 'wallet', 2, 0, ${dueAt}, 0, '', ${openedAt},
        ${openedAt}, ${closedAt}, ${pausedAt}, ${breachedAt})`.execute(db);
    return { account, id };
  }
  type Of = { account: string; id: string };
  const clock = async ({ account, id }: Of, events: readonly (readonly [string, Date])[]) => {
    for (const [n, [event, at]] of events.entries())
      await sql`insert into case_clocks (account_id, case_id, seq, clock, event, at, policy_name, policy_version)
        values (${account}, ${id}, ${n + 1}, 'ours', ${event}, ${at}, 'wallet', 2)`.execute(db);
  };

  // 30 of the east: six hours, of which two were the claimant's; answered in time.
  for (let n = 0; n < 30; n++) {
    const at = ago(96);
    const after = (hours: number) => new Date(at.getTime() + hours * HOUR_MS);
    const of = await open({ team: "east", openedAt: at, dueAt: after(24), closedAt: after(6) });
    await clock(of, [
      ["start", at],
      ["pause", after(1)],
      ["resume", after(3)],
      ["stop", after(6)],
    ]);
    if (n > 0)
      await sql`insert into case_messages (account_id, case_id, seq, side, author, client_id, text, at)
        values (${of.account}, ${of.id}, 1, 'desk', 'agt_g', 'g', '', ${after(0.5)})`.execute(db);
  }
  // 10 of the west: decided two hours too late.
  for (let n = 0; n < 10; n++) {
    const at = ago(98);
    const after = (hours: number) => new Date(at.getTime() + hours * HOUR_MS);
    const of = await open({
      ...{ team: "west", openedAt: at, dueAt: after(24), closedAt: after(26) },
      breachedAt: after(24),
    });
    await clock(of, [
      ["start", at],
      ["breach", after(24)],
      ["stop", after(26)],
    ]);
    await sql`insert into case_verdicts (account_id, case_id, round, part, staff_id, team, outcome, reason,
        evidence_version, device, at)
      values (${of.account}, ${of.id}, 1, 'second', 'agt_g', 'east', 'refuse', 'not-shown', 0, '',
        ${after(25)})`.execute(db);
  }
  // Open: two late, one handed back to the claimant in time, one not due yet.
  for (let n = 0; n < 2; n++) {
    const of = await open({ team: "west", openedAt: ago(50), dueAt: ago(26) });
    await clock(of, [["start", ago(50)]]);
  }
  const handed = await open({
    ...{ team: "west", openedAt: ago(30), dueAt: ago(6), pausedAt: ago(25) },
    state: "waiting-claimant",
  });
  await clock(handed, [
    ["start", ago(30)],
    ["pause", ago(25)],
  ]);
  const fresh = await open({ team: "east", openedAt: ago(2), dueAt: ago(-22) });
  await clock(fresh, [["start", ago(2)]]);
}

/** Accounts and what they hold. */
export async function seedShare(db: Db, now: Date) {
  let made = 0;
  const old = new Date(now.getTime() - 30 * DAY_MS);
  const young = new Date(now.getTime() - 2 * DAY_MS);
  async function account(
    kind = "account",
    key = "x",
    id = `g-a${String(++made).padStart(3, "0")}`,
  ) {
    await sql`insert into accounts (account_id, kind, data_key, locale, time_zone, created_at, seen_at)
      values (${id}, ${kind}, ${key}, 'en', 'UTC', ${old}, ${old})`.execute(db);
    return id;
  }
  const method = (id: string, kind: string, since = old, distrusted: Date | null = null) =>
    sql`insert into methods (account_id, id, kind, data, tag, since, distrusted_at)
      values (${id}, ${`met_g${++made}`}, ${kind}, '', ${`${kind}${made}`}, ${since}, ${distrusted})`.execute(
      db,
    );
  const code = (id: string, since = old) =>
    sql`insert into recovery_codes (account_id, slot, id, hash, since)
      values (${id}, 0, ${`rcv_g${++made}`}, '', ${since})`.execute(db);
  const passkey = (id: string, bound: boolean) =>
    sql`insert into passkeys (account_id, id, credential, public_key, counter, device_bound, handle, name,
        since, verified_at)
      values (${id}, ${`pky_g${++made}`}, ${`c${made}`}, '', 0, ${bound}, '', '', ${old}, ${old})`.execute(
      db,
    );
  const contact = (id: string) =>
    sql`insert into contacts (account_id, id, kind, data, tag, locale, asked_at, since, confirmed_at)
      values (${id}, ${`con_g${++made}`}, 'phone', '', ${`t${made}`}, 'en', ${old}, ${old}, ${old})`.execute(
      db,
    );
  const times = async (n: number, make: (id: string) => Promise<unknown>) => {
    for (let i = 0; i < n; i++) await make(await account());
  };

  await times(20, async (id) => [await method(id, "email"), await code(id)]);
  await times(5, (id) => passkey(id, false));
  // It goes with the phone.
  await times(2, (id) => passkey(id, true));
  await times(3, (id) => method(id, "email"));
  await times(4, async (id) => [await method(id, "phone"), await method(id, "authenticator")]);
  // Counts in five days.
  await times(2, async (id) => [await method(id, "email"), await code(id, young)]);
  await times(1, async (id) => [await method(id, "email", old, old), await code(id)]);
  await times(1, async (id) => {
    await method(id, "email");
    for (let n = 0; n < 3; n++) await contact(id);
  });
  // Nobody's, erased, and somebody of the desk.
  await account("", "x", "shadow:g-share");
  await account("erased", "", "g-erased");
  await account("staff", "x", "staff:g-share");
}
