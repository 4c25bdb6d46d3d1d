/**
 * T21: what a completed recovery gives and what it does not. It sets a password. It signs nobody in, takes
 * no second factor away, makes nobody an owner, and forgets nothing that a thief had planted lately.
 */
import {
  codeFrom,
  DAY,
  type Enrolled,
  enrol,
  newPerson,
  putPerson,
  signedIn,
  totp,
} from "./enrolled.ts";
import { exactly, type Fault, inParallel, noneOf, numbers, seeded } from "./fault.ts";
import type { Claim, Person, Reply, Target } from "./target.ts";

const FIRST = "seven quiet paper boats";
const SECOND = "a lantern under the plum";
const THIRD = "eleven copper bells ring";

/** The owner gets back in with the phone and a saved code; every answer on the way is kept. */
async function recover(target: Target, { phone }: Person, saved: string, password: string) {
  const claim = await target.begin(phone);
  const { code } = await codeFrom(target, phone, () => claim.ask("sms-code"));
  const byText = await claim.give("sms-code", code);
  // One factor is not enough: a reset must not go round the second.
  const early = await claim.complete(password);
  const both = await claim.give("recovery-code", saved);
  const done = await claim.complete(password);
  if (done.status !== 200) throw new Error(JSON.stringify([both.body, done.body]));
  return { claim, early, done, replies: [byText, early, both, done] };
}

/** Everything that an owner or the wallet may do, asked for with a claimant's token in every place. */
async function asOwner(target: Target, { id, phone }: Person, { token }: Claim): Promise<Reply[]> {
  const deeds: [string, string, unknown?][] = [
    ["GET", "/v1/me"],
    ["GET", "/v1/me/proofs"],
    ["DELETE", "/v1/me/session"],
    ["POST", "/v1/me/challenges", { proof: "sms-code" }],
    ["POST", "/v1/me/freshness", { proof: "sms-code", code: "123456" }],
    ["POST", "/v1/me/proofs/recovery-codes", {}],
    ["POST", "/v1/me/proofs/authenticator", {}],
    ["POST", "/v1/me/proofs/email", { email: "thief@example.com" }],
    ["DELETE", "/v1/me/proofs/email"],
    ["DELETE", "/v1/me/proofs/authenticator"],
    ["PUT", `/v1/accounts/${id}`, { name: "Thief", phone }],
    ["POST", `/v1/accounts/${id}/handoffs`, {}],
    ["DELETE", `/v1/accounts/${id}/sign-ins`],
    ["POST", "/v1/sign-ins", { identifier: phone, password: SECOND, deviceId: "x" }],
    ["POST", "/v1/device-tokens", { deviceId: "x" }],
  ];
  const shown = [
    { bearer: token },
    { cookies: { rightful_owner: token } },
    { cookies: { rightful_claim: token, rightful_owner: token }, bearer: token },
  ];
  return inParallel(
    deeds.flatMap((deed) => shown.map((more) => ({ deed, more }))),
    8,
    ({ deed: [method, path, body], more }) =>
      target.call(method, path, { ...more, ...(body !== undefined && { body }) }),
  );
}

const authenticatorOf = async (target: Target, { id }: Person): Promise<string> =>
  (await (await signedIn(target, id)).ask("GET", "/proofs")).body.authenticator?.addedAt ?? "";

async function afterwards(target: Target, { person, codes, secret }: Enrolled) {
  const signIn = (password: string, deviceId: string) =>
    target.wallet("POST", "/v1/sign-ins", { identifier: person.phone, password, deviceId });
  // The thief knows the password and has signed in on a phone of his own, which the account remembers.
  await recover(target, person, codes[0] ?? "", FIRST);
  const thief = `thief-${person.id}`;
  const entered = await signIn(FIRST, thief);
  const before = await authenticatorOf(target, person);
  return async () => {
    const vouches = async () =>
      (await target.begin(person.phone, { deviceToken: await target.deviceToken(thief) })).recovery
        .given.length;
    const { claim, early, done, replies } = await recover(target, person, codes[1] ?? "", SECOND);
    const session = entered.body.session?.id;
    const wallet = await target.wallet("GET", `/v1/accounts/${person.id}/sign-ins/${session}`);
    const again = await claim.complete(THIRD);
    const powers = await asOwner(target, person, claim);
    const money = done.body.recovery.money;
    const hours = (Date.parse(money?.until) - Date.parse(done.body.recovery.endedAt)) / 3_600_000;
    const [old, third, fresh] = [
      await signIn(FIRST, "old"),
      await signIn(THIRD, "third"),
      await signIn(SECOND, "new"),
    ];
    const after = await authenticatorOf(target, person);
    const vouched = await vouches();
    const next = await target.begin(person.phone);
    const factor = await next.give("authenticator-code", totp(secret));
    return {
      signedIn: [...replies, again].filter(({ cookies }) => Object.keys(cookies).length > 0).length,
      answers: replies.length + 1,
      early: early.body.code,
      deeds: powers.length,
      done: powers.filter(({ status }) => status !== 401 && status !== 403).length,
      passwords: `${old.status} ${third.status} ${fresh.status}`,
      session: `${entered.status} ${wallet.status}`,
      factor: `${after !== "" && after === before} ${factor.status}`,
      money: `${money?.kind} ${hours.toFixed(3)}`,
      vouched,
    };
  };
}

export const T21: Fault = {
  id: "T21",
  title: "What a reset gives: a password, and no session, no fewer factors, no older trust",
  needs: "url",
  run: async (size, say, target) => {
    const seed = 2121;
    const count = size === "full" ? 40 : 3;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    const people = numbers(count).map(() => newPerson(chance));
    await inParallel(people, 8, (person) => putPerson(target, person));
    const ways = { codes: true, authenticator: true };
    const enrolled = await enrol(
      target,
      people.map((person) => ({ person, ways })),
    );
    const second = await inParallel(enrolled, 3, (one) => afterwards(target, one));
    await target.forward(2 * DAY);
    const all = await inParallel(second, 3, (go) => go());
    const sum = (of: (one: (typeof all)[number]) => number) =>
      all.reduce((total, one) => total + of(one), 0);
    const each = (what: string, of: (one: (typeof all)[number]) => unknown, wanted: string) =>
      exactly(what, [...new Set(all.map((one) => String(of(one))))].join(" or "), wanted);
    return [
      noneOf(
        "answers of a recovery that set a cookie",
        sum((one) => one.signedIn),
        sum((one) => one.answers),
      ),
      noneOf(
        "deeds of an owner or of the wallet done with a claimant's token",
        sum((one) => one.done),
        sum((one) => one.deeds),
      ),
      each("a new password with one factor only", (one) => one.early, "not-proven"),
      each(
        "the old password, one set after the end, the new one",
        (one) => one.passwords,
        "422 422 201",
      ),
      each("the thief's sign-in before, and after", (one) => one.session, "201 404"),
      each(
        "the authenticator is there as before, and its code counts",
        (one) => one.factor,
        "true 200",
      ),
      each("money for a day", (one) => one.money, "L24 24.000"),
      noneOf(
        "devices younger than 7 days that counted for something",
        all.filter(({ vouched }) => vouched > 0).length,
        count,
      ),
    ];
  },
};
