/**
 * Accounts made from outside, as a wallet and its owners make them: numbers far apart, so that no block
 * of neighbours runs out of texts, and ways back in that their owners added in the security centre.
 */
import { fromBase32, hotp, stepAt } from "../../src/features/proofs/index.ts";
import { inParallel } from "./fault.ts";
import type { Person, Reply, Target } from "./target.ts";

export const DAY = 86_400;

/** A number and a mailbox that nobody has: nine digits by chance. */
export function newPerson(chance: () => number): Person {
  const digits = String(Math.floor(chance() * 1e9)).padStart(9, "0");
  return {
    id: `acc_f${digits}`,
    phone: `+861${3 + Math.floor(chance() * 7)}${digits}`,
    email: `f${digits}@example.com`,
  };
}

/** Has the wallet write this account down, a year old; with a mailbox or a number only, if asked. */
export async function putPerson(
  target: Target,
  { id, phone, email }: Person,
  more: Record<string, unknown> = {},
): Promise<void> {
  const verifiedAt = new Date(Date.now() - 365 * DAY * 1000).toISOString();
  const body = { name: "Lin Yue", phone, email, locale: "en", verifiedAt, ...more };
  const reply = await target.wallet("PUT", `/v1/accounts/${id}`, body);
  if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
}

export type Session = {
  cookies: Record<string, string>;
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
};

/** The wallet's user in the security centre, by a hand-off. */
export async function signedIn(target: Target, accountId: string): Promise<Session> {
  const token = await handoffToken(target, accountId);
  const opened = await target.call("POST", "/v1/handoffs", { body: { token } });
  if (opened.status !== 200) throw new Error(JSON.stringify(opened.body));
  const { cookies } = opened;
  return {
    cookies,
    ask: (method, path, body) =>
      target.call(method, `/v1/me${path}`, { cookies, ...(body !== undefined && { body }) }),
  };
}

export async function handoffToken(target: Target, accountId: string): Promise<string> {
  const { body } = await target.wallet("POST", `/v1/accounts/${accountId}/handoffs`, {});
  return String(body.url).split("#")[1] ?? "";
}

/** Has a code sent and reads it: the newest there that was not there before. */
export async function codeFrom(target: Target, to: string, ask: () => Promise<Reply>) {
  const before = (await target.messages(to)).join("\n");
  const old = /(?:^|\D)(\d{6})(?!\d)/.exec(before)?.[1];
  const { status, body } = await ask();
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { code: await target.codeTo(to, old), challengeId: String(body.challenge.id) };
}

/** A proof by text message: for five minutes changes are open in this session. */
export async function freshen(target: Target, session: Session, phone: string): Promise<void> {
  const proof = "sms-code";
  const ask = () => session.ask("POST", "/challenges", { proof });
  const { code, challengeId } = await codeFrom(target, phone, ask);
  const given = await session.ask("POST", "/freshness", { proof, challengeId, code });
  if (given.status !== 200) throw new Error(JSON.stringify(given.body));
}

export type Enrolled = { person: Person; codes: string[]; secret: string };
export type Ways = { codes: boolean; authenticator: boolean };

/** Saved codes and an authenticator for each; in place, and old enough to count, when this resolves. */
export async function enrol(
  target: Target,
  people: readonly { person: Person; ways: Ways }[],
): Promise<Enrolled[]> {
  const enrolled = await inParallel(people, 8, async ({ person, ways }) => {
    const session = await signedIn(target, person.id);
    await freshen(target, session, person.phone);
    const codes: string[] = ways.codes
      ? (await session.ask("POST", "/proofs/recovery-codes", {})).body.codes
      : [];
    let secret = "";
    if (ways.authenticator) {
      secret = (await session.ask("POST", "/proofs/authenticator", {})).body.secret;
      const code = totp(secret);
      const done = await session.ask("POST", "/proofs/authenticator/confirmation", { code });
      if (done.status !== 200) throw new Error(JSON.stringify(done.body));
    }
    return { person, codes, secret };
  });
  await target.forward(DAY + 60);
  for (const { person } of enrolled) await untilNothingWaits(target, person.id);
  await target.forward(7 * DAY);
  return enrolled;
}

async function untilNothingWaits(target: Target, accountId: string): Promise<void> {
  const session = await signedIn(target, accountId);
  for (let turn = 0; turn < 200; turn++) {
    if ((await session.ask("GET", "/proofs")).body.pending.length === 0) return;
    await pause(50);
  }
  throw new Error(`A change of ${accountId} did not take effect in 10 s.`);
}

export const totp = (secret: string): string =>
  hotp(fromBase32(secret) ?? Buffer.alloc(0), stepAt(new Date()));

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The newest token of a "this wasn't me" link in a text that matches, waiting for it up to 15 s. */
export async function linkTo(target: Target, to: string, words = /./s): Promise<string> {
  for (let turn = 0; turn < 300; turn++) {
    for (const text of await target.messages(to)) {
      const token = words.test(text) ? /\/not-me#([\w-]+)/.exec(text)?.[1] : undefined;
      if (token) return token;
    }
    await pause(50);
  }
  throw new Error(`No link reached ${to} in 15 s.`);
}
