/**
 * T01, T02 and T07: guesses one after the other, at a code, at an account and after a code's time. A
 * thief has a million possible codes before him; what stops him is how few he may try, and until when.
 */
import type { FastifyInstance } from "fastify";
import { buildApp } from "../../src/app.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import {
  atLeast,
  atMost,
  exactly,
  type Fault,
  inParallel,
  noneOf,
  numbers,
  seeded,
} from "./fault.ts";
import { type Claim, notThis, type Reply, type Target } from "./target.ts";

const LANES = 16;
/** Of the list, and of policy.md, which is stricter and wins. */
export const TRIES_PER_CODE = 5;
export const WRONG_PER_DAY = 10;
export const WRONG_PER_DAY_IN_ALL = 15;

/** The n-th of 16 million addresses that a caller may claim. */
export const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

export const isAccepted = ({ status }: Reply) => status === 200;
export const isWrong = ({ body }: Reply) => body.code === "wrong-code";
export const isResting = ({ body }: Reply) => body.code === "resting";

/**
 * How many of the tries at one code, given in this order, were compared with it: seen from outside, and
 * in doubt too many rather than too few. Every answer "wrong" is one, whatever it says is left. So is
 * every acceptance. The try that uses a code up is answered "resting" like all after it, so the first
 * "resting" that follows a "wrong" is one; a "resting" before any "wrong" was refused unseen.
 */
export function comparedInTurn(replies: readonly Reply[]): number {
  const burning = replies.filter(
    (reply, n) => isResting(reply) && n > 0 && isWrong(replies[n - 1] as Reply),
  );
  return replies.filter((reply) => isWrong(reply) || isAccepted(reply)).length + burning.length;
}

async function inTurn(claim: Claim, proof: string, codes: readonly string[], from: string) {
  const replies: Reply[] = [];
  for (const code of codes) replies.push(await claim.give(proof, code, { from }));
  return replies;
}

/** Neither accepted nor refused as a code: none of these is expected, failures of the server least. */
export const others = (answers: readonly Reply[]) =>
  answers.filter((reply) => !isWrong(reply) && !isResting(reply) && !isAccepted(reply)).length;

export const T01: Fault = {
  id: "T01",
  title: "Five wrong codes one after the other, and the right one as the sixth",
  needs: "url",
  run: async (size, say, target) => {
    const flows = size === "full" ? 10_000 : 16;
    const seed = 101;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    // Two flows use up what an account allows strangers in a day: one by text, one by e-mail.
    const people = await target.people(flows / 2);
    say(`${people.length} accounts, each attacked by text and by e-mail`);
    let done = 0;
    const tried = await inParallel(people, LANES, async ({ phone, email }, n) => {
      const both: Reply[][] = [];
      for (const [proof, to] of [
        ["sms-code", phone],
        ["email-code", email],
      ] as const) {
        const from = address(n);
        const claim = await target.begin(phone, {}, { from });
        const asked = await claim.ask(proof, { from });
        if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
        const code = await target.codeTo(to);
        const wrong = numbers(TRIES_PER_CODE).map(() => notThis(code, chance));
        both.push(await inTurn(claim, proof, [...wrong, code], from));
        if (++done % 2500 === 0) say(`${done} flows`);
      }
      return both;
    });
    const all = tried.flat();
    const most = Math.max(...all.map(comparedInTurn));
    const least = Math.min(...all.map(comparedInTurn));
    return [
      noneOf(
        "right codes accepted as the sixth",
        all.filter((replies) => replies.some(isAccepted)).length,
        all.length,
      ),
      atMost("tries compared with one code, at most", most, TRIES_PER_CODE),
      // Else the attack was refused for another reason, and shows nothing.
      atLeast("tries compared with one code, at least", least, TRIES_PER_CODE),
      exactly("answers of another kind", others(all.flat()), 0),
    ];
  },
};

const ROUNDS = 20;
/** Twenty rounds within 24 hours; a code that rests is over by the next. */
const ROUND_SECONDS = 3720;
const DAY_SECONDS = 86_400;
/** Two of the demo's people whose devices are known: their owners come back after the attack. */
const OWNERS = [
  { phone: "+8613800001009", email: null, deviceId: "demo-phone-feng-xiulan" },
  { phone: "+8613800001007", email: null, deviceId: "demo-phone-wu-min" },
] as const;

type Victim = { phone: string; email: string | null };
type Siege = Victim & { claim?: Claim; codes: Record<string, string> } & {
  compared: number;
  accepted: number;
  fresh: number;
  others: number;
};

const siege = ({ phone, email }: Victim): Siege => ({
  ...{ phone, email, codes: {}, compared: 0, accepted: 0, fresh: 0, others: 0 },
});

/** A code by text, or when that is refused by e-mail, or none; and the code as it was received. */
async function freshCode(
  target: Target,
  { phone, email, codes }: Siege,
  claim: Claim,
  from: string,
) {
  const ways = [["sms-code", phone], ...(email ? [["email-code", email]] : [])] as const;
  for (const [proof = "", to = ""] of ways)
    if ((await claim.ask(proof, { from })).status === 201) {
      codes[to] = await target.codeTo(to, codes[to]);
      return { proof, code: codes[to] };
    }
  return { proof: "sms-code", code: null };
}

/** One round: a new claim every other time, the same one in between; a fresh code; five guesses. */
async function attackOnce(
  target: Target,
  on: Siege,
  round: number,
  n: number,
  chance: () => number,
) {
  const from = address(n * ROUNDS + round);
  if (round % 2 === 0 || !on.claim) on.claim = await target.begin(on.phone, {}, { from });
  const { proof, code } = await freshCode(target, on, on.claim, from);
  if (code) on.fresh++;
  const wrong = numbers(TRIES_PER_CODE).map(() => notThis(code ?? "", chance));
  // Once the day's tries are used up, the right code itself has to be refused.
  const codes = round * TRIES_PER_CODE >= WRONG_PER_DAY && code ? [code, ...wrong] : wrong;
  const replies = await inTurn(on.claim, proof, codes, from);
  on.compared += comparedInTurn(replies);
  on.accepted += replies.filter(isAccepted).length;
  on.others += others(replies);
}

/** The owner on a known device: so many wrong codes, then the right one, of a second code if need be. */
async function ownerGives(target: Target, on: Siege, deviceId: string, wrong: number) {
  const begin = async () =>
    target.begin(on.phone, { deviceToken: await target.deviceToken(deviceId) });
  const claim = await begin();
  const { proof, code } = await freshCode(target, on, claim, "192.0.2.1");
  const typed = numbers(wrong).map(() => notThis(code ?? ""));
  const replies = await inTurn(claim, proof, typed, "192.0.2.1");
  on.compared += comparedInTurn(replies);
  if (wrong < TRIES_PER_CODE) return claim.give(proof, code ?? "");
  await target.forward(61);
  const again = await begin();
  const second = await freshCode(target, on, again, "192.0.2.1");
  return again.give(second.proof, second.code ?? "");
}

export const T02: Fault = {
  id: "T02",
  title: "A fresh code after every five guesses, twenty times in a day",
  needs: "url",
  run: async (size, say, target) => {
    const count = size === "full" ? 40 : 1;
    const seed = 202;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    // What an earlier attack on the same server used up is forgotten by then.
    await target.forward(DAY_SECONDS + 1);
    const sieges = [...OWNERS, ...(await target.people(count))].map(siege);
    for (const round of numbers(ROUNDS)) {
      await inParallel(sieges, LANES, (on, n) => attackOnce(target, on, round, n, chance));
      await target.forward(ROUND_SECONDS);
    }
    const most = Math.max(...sieges.map(({ compared }) => compared));
    const least = Math.min(...sieges.map(({ compared }) => compared));
    const [careful, hasty] = sieges as [Siege, Siege];
    const served = await ownerGives(target, careful, OWNERS[0].deviceId, TRIES_PER_CODE - 1);
    const beyond = await ownerGives(target, hasty, OWNERS[1].deviceId, TRIES_PER_CODE);
    const inAll = Math.max(...sieges.map(({ compared }) => compared));
    const sum = (of: (on: Siege) => number) => sieges.reduce((all, on) => all + of(on), 0);
    return [
      atMost("guesses of strangers compared, of one account in 24 h, at most", most, WRONG_PER_DAY),
      // Asking again went on for long enough to be worth something, had it reset the counter.
      atLeast("the same, at least", least, WRONG_PER_DAY),
      atLeast(
        "fresh codes for one account",
        Math.min(...sieges.map(({ fresh }) => fresh)),
        WRONG_PER_DAY / TRIES_PER_CODE + 1,
      ),
      exactly(
        "right codes accepted from strangers after that",
        sum((on) => on.accepted),
        0,
      ),
      exactly(
        "answers of another kind",
        sum((on) => on.others),
        0,
      ),
      exactly("an owner on a known device, four wrong codes and the right one", served.status, 200),
      atMost("guesses compared, owner and strangers together", inAll, WRONG_PER_DAY_IN_ALL),
      exactly("the right code after fifteen wrong ones", beyond.body.code ?? "taken", "resting"),
    ];
  },
};

const LIFE_SECONDS = 600;
/** Clocks of two servers may be this far apart. */
const APART_MS = 2000;

type Node = { app: FastifyInstance; ahead: number };

async function nodeAhead(made: TestWorld, ahead: number): Promise<Node> {
  const now = () => new Date(made.now().getTime() + ahead);
  const app = buildApp({ ...made.world, ports: { ...made.world.ports }, now, wallNow: now });
  await app.ready();
  return { app, ahead };
}

async function send({ app }: Node, path: string, body: object, token?: string, ip = "127.0.0.1") {
  const reply = await app.inject({
    ...{ method: "POST", url: path, payload: body, remoteAddress: ip },
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  return { status: reply.statusCode, body: JSON.parse(reply.body) };
}

let people = 0;

/** So many accounts, and for each a code by text and one by e-mail, asked for at this server. */
async function issue(made: TestWorld, by: Node, accounts: number) {
  const claims = await inParallel(numbers(accounts), 8, async () => {
    const n = String(++people).padStart(8, "0");
    const owner = { phone: `+86139${n}`, email: `late${n}@example.com` };
    await made.account(`acc_late_${n}`, owner);
    const body = { identifier: owner.phone, situation: "forgot-password" };
    const begun = await send(by, "/v1/recoveries", body, undefined, address(Number(n)));
    const { recovery, token } = begun.body;
    for (const proof of ["sms-code", "email-code"])
      await send(by, `/v1/recoveries/${recovery.id}/challenges`, { proof }, token);
    return { ...owner, id: recovery.id as string, token: token as string };
  });
  // What a fast server wrote down is due for a slow one when its clock says so too.
  made.skip(APART_MS / 1000);
  await made.settle();
  return claims.map((claim) => ({
    ...claim,
    codes: [
      { proof: "sms-code", code: made.codeTo(claim.phone) },
      { proof: "email-code", code: made.codeTo(claim.email) },
    ],
  }));
}

/** Codes of one server, given to another after so long: how many were accepted and refused. */
async function giveAfter(made: TestWorld, by: Node, to: Node, accounts: number, seconds: number) {
  const claims = await issue(made, by, accounts);
  made.skip(seconds - APART_MS / 1000);
  const replies = await inParallel(claims, 8, async ({ id, token, codes }) => {
    const both = [];
    for (const body of codes) both.push(await send(to, `/v1/recoveries/${id}/proofs`, body, token));
    return both;
  });
  const all = replies.flat();
  const refused = all.filter(({ body }) => body.code === "wrong-code").length;
  return { all: all.length, refused, taken: all.filter(({ status }) => status === 200).length };
}

export const T07: Fault = {
  id: "T07",
  title: "Codes given a second too late, to servers whose clocks are two seconds apart",
  needs: "own",
  run: async (size, say) => {
    // Two codes each; half of them where a slow server judges what a fast one sent: the most that a
    // late code can hope for.
    const unit = size === "full" ? 125 : 2;
    const made = await makeWorld();
    const [slow, right, fast] = (await Promise.all(
      [-APART_MS / 2, 0, APART_MS / 2].map((ahead) => nodeAhead(made, ahead)),
    )) as [Node, Node, Node];
    try {
      const pairs = [
        { by: fast, to: slow, accounts: 2 * unit },
        { by: slow, to: fast, accounts: unit },
        { by: right, to: right, accounts: unit },
      ];
      const late = { all: 0, refused: 0, taken: 0 };
      const early = { all: 0, refused: 0, taken: 0 };
      for (const { by, to, accounts } of pairs) {
        const after = await giveAfter(made, by, to, accounts, LIFE_SECONDS + 1);
        // Just before two seconds are left, by the clock of the server that judges.
        const seconds = LIFE_SECONDS - 2.001 + (by.ahead - to.ahead) / 1000;
        const before = await giveAfter(made, by, to, accounts, seconds);
        for (const [sum, part] of [
          [late, after],
          [early, before],
        ] as const)
          for (const key of ["all", "refused", "taken"] as const) sum[key] += part[key];
        say(
          `clock of the judge ${(to.ahead - by.ahead) / 1000} s ahead: ${after.taken} late taken`,
        );
      }
      return [
        noneOf("codes taken a second after their time", late.taken, late.all),
        exactly("of these, refused as wrong", late.refused, late.all),
        noneOf("codes refused with more than two seconds left", early.all - early.taken, early.all),
      ];
    } finally {
      await Promise.all([slow, right, fast].map(({ app }) => app.close()));
      await made.end();
    }
  },
};
