/**
 * T11: what a stranger is shown of an account before any proof: nothing. Every answer and every page
 * is the one that a name without an account gets, whatever ways back in the account has.
 */
import { DAY, enrol, newPerson, putPerson } from "./enrolled.ts";
import { atLeast, type Fault, noneOf, type Size, seeded } from "./fault.ts";
import { difference, likenessOf, type Own, visitor } from "./likeness.ts";
import type { Reply, Target } from "./target.ts";

/** Everything that a stranger can be shown without a proof, for one name: the calls, then the pages. */
async function shown(target: Target, typed: string, more: Record<string, unknown> = {}) {
  const answers = new Map<string, Reply>();
  const begun = await target.begin(typed, more);
  const local = typed.replace("+86", "");
  const own: Own = {
    ...{ TYPED: typed, DIGITS: local, REFERENCE: begun.recovery.reference },
    SPOKEN: local.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3"),
  };
  const keep = (step: string, reply: Reply) => void answers.set(step, reply);
  keep("status", await begun.get());
  for (const proof of ["sms-code", "email-code", "passkey", "contact-approval", "face"])
    keep(`ask ${proof}`, await begun.ask(proof));
  keep("ask again", await begun.ask("sms-code"));
  for (const proof of ["sms-code", "email-code", "authenticator-code", "recovery-code"])
    keep(`wrong ${proof}`, await begun.give(proof, "0-0000-0000-0000-0000"));
  keep("complete", await begun.complete("seven quiet paper boats"));
  keep("status after", await begun.get());
  keep("cancel", await begun.cancel());

  const web = visitor(target);
  const form = { situation: "forgot-password", identifier: typed, prefix: "+86" };
  keep("form: start", await web.send("start", "/recover/account", form));
  // As the pages write what was typed.
  const { recovery } = (
    await target.call("GET", "/v1/recoveries/current", { cookies: web.cookies })
  ).body;
  own.REFERENCE_OF_PAGES = recovery.reference;
  for (const page of pages) keep(`page ${page}`, await web.get(page));
  const wrong = { proof: "sms-code", code: "abc" };
  keep("form: wrong code", await web.send("proof", "/recover/code", wrong));
  keep("form: other way", await web.send("challenge", "/recover/methods", { proof: "email-code" }));
  return { answers, own };
}

const pages = [
  "/recover/methods",
  "/recover/code",
  "/recover/no-code",
  "/recover/recovery-code",
  "/recover/authenticator",
  "/recover/choose",
  "/recover/password",
  "/recover/wait",
  "/recover/done",
  "/recover/account",
  "/me",
  "/",
];

/** A name to type, what its account has, and pieces of that which nobody may be shown. */
type Mixture = { what: string; typed: string; clues: string[] };

type Facts = { name?: unknown; phone?: unknown; email?: unknown };

function mixture(what: string, typed: string, { name, phone, email }: Facts): Mixture {
  const number = String(phone ?? "").replace(/\D/g, "");
  const clues = [number.slice(-4), number.slice(-7), String(email ?? "").split("@")[0] ?? ""];
  return {
    ...{ what, typed },
    clues: [...clues, String(name)].filter((clue) => clue && !typed.includes(clue)),
  };
}

/** Accounts with every mixture of ways back in, and with everything else in which two may differ. */
async function mixtures(target: Target, size: Size, chance: () => number) {
  const made: Mixture[] = [];
  const add = async (
    what: string,
    typed: "phone" | "email",
    more: Record<string, unknown> = {},
  ) => {
    const person = newPerson(chance);
    await putPerson(target, person, more);
    made.push(mixture(what, person[typed], { name: "Lin Yue", ...person, ...more }));
    return person;
  };
  await add("a number", "phone", { email: undefined });
  await add("a number and a mailbox", "phone");
  await add("a number and a mailbox", "email");
  await add("a mailbox", "email", { phone: undefined });
  await add("a high balance", "phone", { balanceHigh: true });
  await add("Chinese", "phone", { locale: "zh", name: "欧阳静怡" });
  await add("a name and a birthday", "phone", {
    accountName: `n${made.length}-f`,
    birthday: "1980-01-02",
  });
  await add("proven today", "phone", { verifiedAt: new Date().toISOString() });
  const all = { codes: true, authenticator: true };
  const every = [{ ...all, codes: false }, { ...all, authenticator: false }, all];
  const people = [];
  for (const ways of size === "full" ? every : [all])
    for (const typed of ["phone", "email"] as const)
      people.push({ person: await add(JSON.stringify(ways), typed), ways });
  await enrol(target, people);
  return made;
}

/** The people of the demo: numbers that are off, shared or new, devices, names in two alphabets. */
async function demoPeople(target: Target, count: number): Promise<Mixture[]> {
  const { accounts } = (await target.call("GET", "/demo")).body;
  // A number that two share is one name, with one budget of tries: it is typed once.
  const typed = new Set<string>();
  return accounts
    .slice(0, count)
    .flatMap(({ id, name, phone, email }: any) => [
      mixture(`${id} by number`, phone, { name: name.zh, phone, email }),
      mixture(`${id} by mailbox`, email, { name: name.zh, phone, email }),
    ])
    .filter((each: Mixture) => !typed.has(each.typed) && typed.add(each.typed));
}

export const T11: Fault = {
  id: "T11",
  title: "Everything that is shown before a proof, for accounts of every sort and for no account",
  needs: "url",
  run: async (size, say, target) => {
    const seed = 1111;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    const nobody = newPerson(chance);
    const made = [
      ...(await mixtures(target, size, chance)),
      ...(await demoPeople(target, size === "full" ? 99 : 2)),
    ];
    const without = {
      phone: likenesses(await shown(target, nobody.phone)),
      email: likenesses(await shown(target, nobody.email)),
    };
    let compared = 0;
    let differing = 0;
    let clues = 0;
    // One account tried by its number and by its mailbox shares its tries: whoever knows both, and
    // tries both within a day, sees that they belong together. So a day lies between.
    const byNumber = made.filter(({ typed }) => !typed.includes("@"));
    const byMailbox = made.filter(({ typed }) => typed.includes("@"));
    for (const [n, { what, typed, clues: parts }] of [...byNumber, ...byMailbox].entries()) {
      if (n === byNumber.length) await target.forward(DAY + 60);
      const seen = await shown(target, typed);
      const expected = typed.includes("@") ? without.email : without.phone;
      for (const [step, look] of likenesses(seen)) {
        compared++;
        const other = expected.get(step) ?? "";
        if (look !== other) {
          differing++;
          say(`${what}, ${step}: ${difference(look, other)}`);
        }
        const found = parts.filter((part) => look.includes(part));
        if (found.length > 0) say(`${what}, ${step} shows ${found}`);
        clues += found.length;
      }
    }
    say(`${made.length} accounts, ${compared} answers`);
    return [
      noneOf("answers and pages that differ by what an account has", differing, compared),
      noneOf("pieces of a number, a mailbox or a name shown", clues, compared),
      atLeast("answers and pages compared", compared, made.length * 28),
    ];
  },
};

const likenesses = ({ answers, own }: Awaited<ReturnType<typeof shown>>) =>
  new Map([...answers].map(([step, reply]) => [step, likenessOf(reply, own)] as const));
