/**
 * T48: the nine cases of ARTHA (Nokia Bell Labs, Black Hat USA 2025), which ask of any product what its recovery does:
 * the answers are the figures, each beside what it has to be. Flaws that its paper names: ways that nobody verified,
 * changes that nobody is told of, sessions and trusted devices that survive, a code that outlives its use.
 */
import {
  codeFrom,
  DAY,
  type Enrolled,
  enrol,
  freshen,
  newPerson,
  pause,
  putPerson,
  signedIn,
  totp,
} from "./enrolled.ts";
import { exactly, type Fault, type Figure, seeded } from "./fault.ts";
import { notThis, type Person, type Target } from "./target.ts";

const FIRST = "seven quiet paper boats";
const SECOND = "a lantern under the plum";
type Answers = (question: string, answer: unknown, wanted: string) => Figure;
const inCase =
  (name: string): Answers =>
  (question, answer, wanted) =>
    exactly(`${name}. ${question}`, String(answer), wanted);

/** More messages than before, waiting up to 10 s: was somebody told? */
async function isTold(target: Target, to: string, before: number): Promise<boolean> {
  for (let turn = 0; turn < 100; turn++) {
    if ((await target.messages(to)).length > before) return true;
    await pause(100);
  }
  return false;
}
const countAt = async (target: Target, to: string) => (await target.messages(to)).length;

const signIn = (target: Target, { phone }: Person, password: string, deviceId: string) =>
  target.wallet("POST", "/v1/sign-ins", { identifier: phone, password, deviceId });

async function creation(target: Target, { id, phone }: Person): Promise<Figure[]> {
  const is = inCase("1 creation");
  const body = { name: "Thief", phone };
  const made = await target.call("PUT", `/v1/accounts/${id}x`, { body });
  const taken = await target.call("PUT", `/v1/accounts/${id}`, { body });
  return [
    is("An account made by a stranger", made.status, "401"),
    is("One that is there, changed by a stranger", taken.status, "401"),
  ];
}

async function bare(target: Target, there: Person, nobody: Person): Promise<Figure[]> {
  const is = inCase("2 bare account");
  const [one, none] = [await target.begin(there.phone), await target.begin(nobody.phone)];
  const shape = ({ recovery }: { recovery: any }) => Object.keys(recovery).sort().join();
  const done = await none.complete(FIRST);
  return [
    is(
      "A name without an account is answered as one with an account",
      shape(one) === shape(none),
      "true",
    ),
    is("Without any way a new password is", done.body.code, "not-proven"),
  ];
}

/** An owner names a mailbox and never confirms it; whoever reads it asks for the account. */
async function unverified(
  target: Target,
  { id, phone }: Person,
  mailbox: string,
): Promise<Figure[]> {
  const is = inCase("3 unverified way");
  const session = await signedIn(target, id);
  await freshen(target, session, phone);
  const named = await session.ask("POST", "/proofs/email", { email: mailbox });
  if (named.status >= 300) throw new Error(JSON.stringify(named.body));
  await pause(1_500);
  const before = await countAt(target, mailbox);
  const claim = await target.begin(mailbox);
  const asked = await claim.ask("email-code");
  await pause(1_500);
  const done = await claim.complete(FIRST);
  return [
    is("Who asks for a code there hears what everybody hears", asked.status, "201"),
    is("A code is sent there", (await countAt(target, mailbox)) > before, "false"),
    is("By it alone a password is", done.body.code, "not-proven"),
  ];
}

async function verified(target: Target, person: Person): Promise<Figure[]> {
  const is = inCase("4 verified way");
  const { phone, email } = person;
  const before = await countAt(target, email);
  const claim = await target.begin(phone);
  const first = await codeFrom(target, phone, () => claim.ask("sms-code"));
  const [text = ""] = await target.messages(phone);
  await target.forward(61);
  const second = await codeFrom(target, phone, () => claim.ask("sms-code"));
  const killed = await claim.give("sms-code", first.code);
  const good = await claim.give("sms-code", second.code);
  const other = await target.begin(phone);
  const used = await other.give("sms-code", second.code);
  const told = await isTold(target, email, before);
  await claim.cancel();
  return [
    is("The message says how long its code is good", /minute/i.test(text), "true"),
    is("The first code counts after a second one was asked for", killed.status === 200, "false"),
    is("The second code counts", good.status, "200"),
    is("A code that was used counts again, in another claim", used.status === 200, "false"),
    is("A message shows a password", /password (is|:)/i.test(text), "false"),
    is("The other way is told that a claim has begun", told, "true"),
  ];
}

async function changes(target: Target, { person }: Enrolled): Promise<Figure[]> {
  const is = inCase("5 ways changed");
  const session = await signedIn(target, person.id);
  const early = await session.ask("DELETE", "/proofs/authenticator");
  await freshen(target, session, person.phone);
  const before = await countAt(target, person.email);
  const gone = await session.ask("DELETE", "/proofs/authenticator");
  return [
    is(
      "A way is taken away by who is signed in and shows nothing more",
      early.status < 300,
      "false",
    ),
    is("It is taken away after a fresh proof", gone.status < 300, "true"),
    is("The others are told", await isTold(target, person.email, before), "true"),
  ];
}

async function sessions(target: Target, { person, codes, secret }: Enrolled): Promise<Figure[]> {
  const [ends, factors, swaps, review] = [
    "6 sessions",
    "7 second factor",
    "8 swapped",
    "9 settings",
  ].map(inCase) as [Answers, Answers, Answers, Answers];
  const { phone, email } = person;
  const prove = async (password: string, saved: string) => {
    const claim = await target.begin(phone);
    const { code } = await codeFrom(target, phone, () => claim.ask("sms-code"));
    await claim.give("sms-code", code);
    const early = await claim.complete(password);
    await target.forward(61);
    const again = await codeFrom(target, phone, () => claim.ask("sms-code")).catch(() => undefined);
    if (again) await claim.give("sms-code", again.code);
    const twice = await claim.complete(password);
    await claim.give("recovery-code", saved);
    return { claim, early, twice, done: await claim.complete(password) };
  };
  await prove(FIRST, codes[0] ?? "");
  const thief = `thief-${person.id}`;
  const entered = await signIn(target, person, FIRST, thief);
  await target.forward(2 * DAY);
  const centre = await signedIn(target, person.id);
  const half = await target.begin(email);
  await half.ask("email-code");
  const proofs = async () => (await (await signedIn(target, person.id)).ask("GET", "/proofs")).body;
  const kinds = (all: any) =>
    Object.keys(all)
      .filter((kind) => all[kind])
      .sort()
      .join();
  const [was, before] = [kinds(await proofs()), await countAt(target, email)];
  const { early, twice, done } = await prove(SECOND, codes[1] ?? "");
  const wallet = `/v1/accounts/${person.id}/sign-ins/${entered.body.session?.id}`;
  const late = await half.complete("eleven copper bells ring");
  const after = await target.begin(phone, { deviceToken: await target.deviceToken(thief) });
  const factor = await after.give("authenticator-code", totp(secret));
  const [old, fresh] = [
    await signIn(target, person, FIRST, "old"),
    await signIn(target, person, SECOND, "new"),
  ];
  return [
    ends("The recovery itself signs in", Object.keys(done.cookies).length > 0, "false"),
    ends("A sign-in of before is good", (await target.wallet("GET", wallet)).status, "404"),
    ends("The security centre that was open is open", (await centre.ask("GET", "")).status, "401"),
    ends("A claim that was half done may be finished", late.status === 200, "false"),
    factors(
      "A text message alone sets a password where there are two factors",
      early.body.code,
      "not-proven",
    ),
    factors("The second factor is there afterwards, and counts", factor.status, "200"),
    swaps("The same way twice counts as two", twice.body.code, "not-proven"),
    review("The old password", old.status, "422"),
    review("The new password", fresh.status, "201"),
    review(
      "A device that a thief had lately made known counts for something",
      after.recovery.given.length,
      "0",
    ),
    review("The ways are what they were", kinds(await proofs()) === was, "true"),
    review(
      "The owner is told, by the way that was not used",
      await isTold(target, email, before),
      "true",
    ),
  ];
}

/** Somebody who knows the number alone tries to shut its owner out. */
async function lockout(target: Target, { person, codes }: Enrolled): Promise<Figure[]> {
  const is = inCase("attacks");
  const { phone, email } = person;
  for (let n = 0; n < 5; n++) {
    const claim = await target.begin(phone, {}, { from: `10.66.${n}.1` });
    for (let turn = 0; turn < 8; turn++) await claim.give("sms-code", notThis("000001"));
  }
  const asked = (await target.messages(phone)).length;
  const own = await target.begin(phone);
  const mail = await codeFrom(target, email, () => own.ask("email-code"));
  const byMail = await own.give("email-code", mail.code);
  const saved = await own.give("recovery-code", codes[0] ?? "");
  const done = await own.complete(FIRST);
  return [
    is("Recovery spam: texts that 40 wrong guesses caused, at most 20", asked <= 20, "true"),
    is(
      "Recovery lockout: the owner's other ways count meanwhile",
      `${byMail.status} ${saved.status}`,
      "200 200",
    ),
    is(
      "and the account comes back, at once or after its wait",
      /completed|waiting/.test(done.body.recovery?.state ?? done.body.code),
      "true",
    ),
  ];
}

export const T48: Fault = {
  id: "T48",
  title: "ARTHA's nine cases: what recovery does, asked from outside",
  needs: "url",
  run: async (_size, say, target) => {
    const seed = 4848;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    const person = () => newPerson(chance);
    const [plain, nobody, second] = [person(), person(), person()];
    const owners = [person(), person(), person()];
    for (const one of [plain, second, ...owners]) await putPerson(target, one);
    const figures = [
      ...(await creation(target, plain)),
      ...(await bare(target, plain, nobody)),
      ...(await unverified(target, second, `new-${second.email}`)),
      ...(await verified(target, plain)),
    ];
    const ways = { codes: true, authenticator: true };
    const [one, two, three] = await enrol(
      target,
      owners.map((person) => ({ person, ways })),
    );
    return [
      ...figures,
      ...(await changes(target, one as Enrolled)),
      ...(await sessions(target, two as Enrolled)),
      ...(await lockout(target, three as Enrolled)),
    ];
  },
};
