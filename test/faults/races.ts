/**
 * T03, T04 and T06: guesses all at once. What a count allows must be allowed once, however many
 * connections, addresses and claims ask for it in the same moment.
 */
import { atLeast, atMost, exactly, type Fault, inParallel, numbers, seeded } from "./fault.ts";
import {
  address,
  isAccepted,
  isResting,
  isWrong,
  others,
  TRIES_PER_CODE,
  WRONG_PER_DAY,
} from "./guessing.ts";
import { type Claim, notThis, type Reply, type Target, targetAt } from "./target.ts";

/**
 * How many of the tries at one code were compared with it, when the order is not known: seen from
 * outside, and in doubt too many. Every "wrong" is one, and one "resting" is the try that used the code
 * up. After an acceptance the code is gone, and everything is answered "wrong" with the number of tries
 * that were left then, the lowest that is told: of these only the one that brought it there is counted.
 */
export function comparedAtOnce(replies: readonly Reply[]): number {
  const wrong = replies.filter(isWrong);
  const accepted = replies.filter(isAccepted).length;
  const burning = wrong.length > 0 && replies.some(isResting) ? 1 : 0;
  if (accepted === 0) return wrong.length + burning;
  const lowest = Math.min(...wrong.map(({ body }) => body.triesLeft));
  const above = wrong.filter(({ body }) => body.triesLeft > lowest).length;
  return accepted + above + (lowest < TRIES_PER_CODE ? 1 : 0);
}

/** A claim with a code, and the code as its owner received it. */
async function claimWithCode(target: Target, phone: string, from: string) {
  const claim = await target.begin(phone, {}, { from });
  const asked = await claim.ask("sms-code", { from });
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
  return { claim, code: await target.codeTo(phone) };
}

/** All at once, each from an address of its own, or all from one. */
const atOnce = (claim: Claim, proof: string, codes: readonly string[], first: number, step = 1) =>
  Promise.all(codes.map((code, n) => claim.give(proof, code, { from: address(first + n * step) })));

export const T03: Fault = {
  id: "T03",
  title: "A thousand codes at once at one claim, from a thousand addresses",
  needs: "url",
  run: async (size, say, target) => {
    const [rounds, tries] = size === "full" ? [10, 1000] : [1, 200];
    const seed = 303;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    const many = await targetAt(target.url, 200);
    try {
      const people = await target.people(2 * rounds);
      const wrongOnly: Reply[][] = [];
      const mixed: Reply[][] = [];
      const after: Reply[] = [];
      for (const [n, { phone }] of people.entries()) {
        const { claim, code } = await claimWithCode(many, phone, address(n));
        const hasRight = n % 2 === 1;
        const codes = numbers(tries).map(() => notThis(code, chance));
        // Three of four are right: of the five that are compared hardly ever none.
        if (hasRight) for (let at = 0; at < tries; at++) if (at % 4 !== 0) codes[at] = code;
        (hasRight ? mixed : wrongOnly).push(await atOnce(claim, "sms-code", codes, n * tries));
        if (!hasRight) after.push(await claim.give("sms-code", code));
        if (n % 10 === 9) say(`${n + 1} of ${people.length} times ${tries}`);
      }
      const all = [...wrongOnly, ...mixed];
      const times = mixed.map((replies) => replies.filter(isAccepted).length);
      return [
        atMost(
          "tries compared with one code",
          Math.max(...all.map(comparedAtOnce)),
          TRIES_PER_CODE,
        ),
        atLeast(
          "the same, of wrong codes only, at least",
          Math.min(...wrongOnly.map(comparedAtOnce)),
          TRIES_PER_CODE,
        ),
        exactly("right codes accepted after that", after.filter(isAccepted).length, 0),
        atMost("times that one right code was accepted", Math.max(...times), 1),
        // Else the right code was not among those compared, and twice could not have happened.
        atLeast("claims whose right code was accepted", times.filter((n) => n > 0).length, 1),
        exactly("answers of another kind", others(all.flat()), 0),
      ];
    } finally {
      many.close();
    }
  },
};

/** Claims on one account, all begun at once. */
const claimsOn = (target: Target, phone: string, count: number, first: number) =>
  Promise.all(numbers(count).map((n) => target.begin(phone, {}, { from: address(first + n) })));

/** Codes by text and by e-mail for every claim that gets one, and all claims guess at both. */
async function guessSent(
  target: Target,
  phone: string,
  email: string,
  count: number,
  first: number,
) {
  const claims = await claimsOn(target, phone, count, first);
  const asked = await Promise.all(
    claims.flatMap((claim) =>
      ["sms-code", "email-code"].map(async (proof) => (await claim.ask(proof)).status),
    ),
  );
  const codes = {
    "sms-code": await target.codeTo(phone),
    "email-code": await target.codeTo(email),
  };
  const proofs = Object.entries(codes);
  const groups = await Promise.all(
    claims.flatMap((claim, n) =>
      proofs.map(([proof, code]) => {
        const wrong = numbers(TRIES_PER_CODE).map(() => notThis(code));
        return atOnce(claim, proof, wrong, first + n, 0);
      }),
    ),
  );
  // A claim whose code was replaced by a newer one, or that got none, answers "wrong" and counts no try
  // down: nothing was compared. Of the others each "wrong" is one, and the try that used the code up.
  const compared = groups.map((replies) => {
    const live = replies.filter(
      (reply) => isWrong(reply) && ![0, TRIES_PER_CODE].includes(reply.body.triesLeft),
    );
    return live.length + (live.length > 0 && replies.some(isResting) ? 1 : 0);
  });
  const right = await Promise.all(
    claims.flatMap((claim) => proofs.map(([proof, code]) => claim.give(proof, code))),
  );
  return {
    sent: asked.filter((status) => status === 201).length,
    compared: compared.reduce((sum, part) => sum + part, 0),
    accepted: right.filter(isAccepted).length,
    others: others([...groups.flat(), ...right]),
  };
}

/** Guesses that need no code to be asked for: each is compared, or refused unseen. */
async function guessUnsent(target: Target, phone: string, count: number, first: number) {
  const claims = await claimsOn(target, phone, count, first);
  const replies = await Promise.all(
    claims.flatMap((claim, n) => {
      const from = address(first + n);
      return numbers(TRIES_PER_CODE).map((turn) =>
        turn % 2 === 0
          ? claim.give("authenticator-code", "000000", { from })
          : claim.give("recovery-code", "0-0000-0000-0000-0000", { from }),
      );
    }),
  );
  const last = claims.at(-1) as Claim;
  await last.ask("sms-code");
  const right = await last.give("sms-code", await target.codeTo(phone));
  return {
    compared: replies.filter(isWrong).length + (replies.some(isResting) ? 1 : 0),
    accepted: replies.filter(isAccepted).length + (isAccepted(right) ? 1 : 0),
    others: others([...replies, right]),
  };
}

export const T04: Fault = {
  id: "T04",
  title: "A hundred claims on one account, all guessing at once",
  needs: "url",
  run: async (size, say, target) => {
    const [accounts, claims] = size === "full" ? [5, 100] : [1, 30];
    const people = await target.people(2 * accounts);
    const many = await targetAt(target.url, 200);
    try {
      const sent = [];
      const unsent = [];
      for (const [n, { phone, email }] of people.entries()) {
        const first = n * claims;
        if (n % 2 === 0) sent.push(await guessSent(many, phone, email, claims, first));
        else unsent.push(await guessUnsent(many, phone, claims, first));
      }
      const all = [...sent, ...unsent];
      const most = Math.max(...all.map(({ compared }) => compared));
      const sum = (of: (one: (typeof all)[number]) => number) =>
        all.reduce((before, one) => before + of(one), 0);
      say(`guesses compared: ${all.map(({ compared }) => compared).join(" ")}`);
      return [
        atMost("guesses compared, of one account", most, WRONG_PER_DAY),
        atLeast(
          "the same, at least",
          Math.min(...all.map(({ compared }) => compared)),
          WRONG_PER_DAY,
        ),
        exactly(
          "right codes accepted after that",
          sum(({ accepted }) => accepted),
          0,
        ),
        exactly(
          "answers of another kind",
          sum((one) => one.others),
          0,
        ),
      ];
    } finally {
      many.close();
    }
  },
};

/**
 * A success is an answer that takes the code. One proof does not carry a stranger past proving, so that
 * nothing is answered by the state of the claim alone: a repeat of a spent code is "wrong".
 */
async function sameCode(claim: Claim, proof: string, code: string, times: number) {
  const replies = await Promise.all(numbers(times).map(() => claim.give(proof, code)));
  const { recovery } = (await claim.get()).body;
  return {
    successes: replies.filter(isAccepted).length,
    listed: recovery.given.filter((kind: string) => kind === proof).length,
    others: others(replies),
  };
}

export const T06: Fault = {
  id: "T06",
  title: "The same right code a hundred times at once",
  needs: "url",
  run: async (size, say, target) => {
    const [accounts, times] = size === "full" ? [500, 100] : [3, 100];
    const people = await target.people(accounts);
    let done = 0;
    const all = await inParallel(people, 2, async ({ phone, email }, n) => {
      const from = address(n);
      const one = await claimWithCode(target, phone, from);
      const other = await target.begin(phone, {}, { from });
      await other.ask("email-code", { from });
      const code = await target.codeTo(email);
      const results = [
        await sameCode(one.claim, "sms-code", one.code, times),
        await sameCode(other, "email-code", code, times),
      ];
      if (++done % 100 === 0) say(`${2 * done} codes, each ${times} times`);
      return results;
    });
    const codes = all.flat();
    return [
      exactly("codes", codes.length, 2 * accounts),
      exactly(
        "of these, taken exactly once",
        codes.filter(({ successes, listed }) => successes === 1 && listed === 1).length,
        codes.length,
      ),
      atMost("times that one was taken", Math.max(...codes.map(({ successes }) => successes)), 1),
      exactly(
        "answers of another kind",
        codes.reduce((sum, code) => sum + code.others, 0),
        0,
      ),
    ];
  },
};
