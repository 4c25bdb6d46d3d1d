/**
 * T41: equal requests at once under one Idempotency-Key have one effect; the same key for something else
 * is refused; and what was done before a server was killed stays done.
 */
import { atLeast, exactly, type Fault, type Figure, inParallel, numbers, seeded } from "./fault.ts";
import { ended, startRig, startServer } from "./rig.ts";
import { type Claim, claimOf, notThis, type Reply, type Target, targetAt } from "./target.ts";

const PASSWORD = "seven paper boats afloat";

/** The same request, this often at once; what was told, each only once. */
async function storm(count: number, send: () => Promise<Reply>) {
  const replies = await inParallel(numbers(count), 200, send);
  const underWay = replies.filter(({ body }) => body.code === "in-progress").length;
  const told = replies
    .filter(({ body }) => body.code !== "in-progress")
    .map(({ status, body }) => JSON.stringify([status, body]));
  return {
    replies,
    underWay,
    answers: [...new Set(told)],
    statuses: [...new Set(replies.map(({ status }) => status))],
  };
}

export const T41: Fault = {
  id: "T41",
  title: "Equal requests at once with one key, the key for something else, an answer in flight",
  needs: "url",
  async run(size, say, target) {
    const count = size === "small" ? 50 : 1000;
    const people = await target.people(2);
    const [person, other] = people;
    if (!person || !other) throw new Error("There is nobody.");
    const figures: Figure[] = [];
    const judge = (
      what: string,
      { answers, underWay }: Awaited<ReturnType<typeof storm>>,
      status: number,
    ) => {
      const first = answers[0] ? JSON.parse(answers[0]) : [0];
      if (answers.length !== 1) say(`${what}: ${answers.slice(0, 3).join(" | ").slice(0, 600)}`);
      figures.push(
        exactly(`${what}: different answers to ${count} equal requests`, answers.length, 1),
        exactly(`${what}: its status`, first[0], status),
        atLeast(`${what}: answered with it, not only told to wait`, count - underWay, 1),
      );
    };
    const keyed = (key: string) => ({ "idempotency-key": key });
    const reused = (what: string, reply: Reply) =>
      figures.push(
        exactly(
          `${what}: the key for something else`,
          `${reply.status} ${reply.body.code}`,
          "422 key-reused",
        ),
      );

    // A claim is begun.
    const deviceId = `device-${person.id}`;
    await target.wallet("PUT", `/v1/accounts/${person.id}`, { name: "Lin Yue", locale: "en" });
    const begin = (identifier: string) =>
      target.call("POST", "/v1/recoveries", {
        body: { identifier, situation: "forgot-password" },
        headers: keyed("k-begin"),
        cookies: { rightful_device: deviceId },
        from: "198.51.100.7",
      });
    const begun = await storm(count, () => begin(person.phone));
    judge("start", begun, 201);
    const ids = new Set(begun.replies.map(({ body }) => body.recovery?.id).filter(Boolean));
    figures.push(exactly("start: claims begun", ids.size, 1));
    reused("start", await begin(other.phone));
    const made = begun.replies.find(({ status }) => status === 201);
    if (!made) return figures;
    const claim: Claim = claimOf(target, made);

    // A code is asked for.
    const asked = await storm(count, () => claim.ask("sms-code", { headers: keyed("k-ask") }));
    judge("ask", asked, 201);
    reused("ask", await claim.ask("email-code", { headers: keyed("k-ask") }));
    const code = await target.codeTo(person.phone);
    const codes = async () =>
      (await target.messages(person.phone)).filter((text) => /(^|\D)\d{6}(?!\d)/.test(text)).length;
    figures.push(exactly("ask: codes sent", await codes(), 1));

    // A wrong code costs one try, the right one is taken once.
    const wrong = notThis(code);
    judge(
      "wrong proof",
      await storm(count, () => claim.give("sms-code", wrong, { headers: keyed("k-wrong") })),
      422,
    );
    const next = await claim.give(
      "sms-code",
      notThis(code, () => (Number(wrong) + 7) / 1_000_000),
    );
    figures.push(exactly("wrong proof: tries left after one more", next.body.triesLeft, 3));
    const given = await storm(count, () =>
      claim.give("sms-code", code, { headers: keyed("k-right") }),
    );
    judge("proof", given, 200);
    reused("proof", await claim.give("sms-code", wrong, { headers: keyed("k-right") }));
    figures.push(
      exactly("proof: given", (await claim.get()).body.recovery.given.join(), "sms-code"),
    );

    figures.push(...(await completions(target, count, judge, reused)));
    return figures;
  },
};

type Judge = (what: string, stormed: Awaited<ReturnType<typeof storm>>, status: number) => void;
type Reused = (what: string, reply: Reply) => void;

/** An account of the demo that has saved codes: a claim with all its proofs, its wait over. */
async function readyClaim(target: Target) {
  const { accounts } = (await target.call("GET", "/demo")).body;
  for (const { phone, email, recoveryCodes = [], id } of accounts) {
    if (!phone || !email || recoveryCodes.length === 0) continue;
    // By mail: of some of these the number is gone, that is their story.
    const claim = await target.begin(email);
    await claim.ask("email-code");
    const proven = await claim.give("email-code", await target.codeTo(email));
    if (proven.status !== 200) continue;
    const saved = await claim.give("recovery-code", recoveryCodes[0]);
    const { state, waitingUntil } = saved.body.recovery ?? {};
    if (state === "waiting") await target.forward(72 * 3600);
    if (state === "ready" || waitingUntil) return { claim, phone, email, id };
  }
  throw new Error("No account of the demo has a phone, a mailbox and saved codes.");
}

async function completions(target: Target, count: number, judge: Judge, reused: Reused) {
  const { claim, phone, email } = await readyClaim(target);
  const headers = { "idempotency-key": "k-complete" };
  const told = async () =>
    (await target.messages(email)).filter((text) => /password|密码/i.test(text)).length;
  const before = await told();
  const done = await storm(count, () => claim.complete(PASSWORD, { headers }));
  judge("completion", done, 200);
  reused("completion", await claim.complete("another paper boat 77", { headers }));
  const signIn = (password: string) =>
    target.wallet("POST", "/v1/sign-ins", { identifier: phone, password, deviceId: "after" });
  const [old, fresh] = [await signIn("another paper boat 77"), await signIn(PASSWORD)];
  for (let turn = 0; turn < 100 && (await told()) === before; turn++)
    await new Promise((done) => setTimeout(done, 100));
  const refills = new Set(
    done.replies.flatMap(({ body }) => (body.recoveryCodes ? [body.recoveryCodes.join()] : [])),
  );
  return [
    exactly("completion: sets of new saved codes", refills.size, 1),
    exactly("completion: the password that was set signs in", fresh.status, 201),
    exactly("completion: the one sent under a used key does not", old.status, 422),
    exactly("completion: notices of it to one mailbox", (await told()) - before, 1),
  ];
}

const ROUNDS = { small: 1, full: 10 };

/** Killed at a random moment of a completion, again and again; then the same request is sent again. */
export const T41Crash: Fault = {
  id: "T41-crash",
  title: "A server killed in the middle of a completion; the same request sent again afterwards",
  needs: "own",
  async run(size, say): Promise<Figure[]> {
    const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
    say(`seed ${seed} (CRASH_SEED repeats it)`);
    const chance = seeded(seed);
    const wrong: string[] = [];
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (const round of numbers(ROUNDS[size])) {
      const rig = await startRig();
      let child = rig.child;
      let target = await targetAt(rig.url);
      try {
        const { claim, phone } = await readyClaim(target);
        const headers = { "idempotency-key": `k-${round}` };
        const body = { newPassword: PASSWORD };
        const path = `/v1/recoveries/${claim.id}/completion`;
        const first = target.call("POST", path, { body, headers, bearer: claim.token }).then(
          ({ status }) => status,
          () => 0,
        );
        await new Promise((done) => setTimeout(done, chance() * 600));
        await ended(child, "SIGKILL");
        count((await first) === 200 ? "answered before the kill" : "killed before the answer");
        target.close();
        child = await startServer(rig.port, rig.data);
        target = await targetAt(rig.url);
        // For 5 seconds nobody can tell a request that was killed from one that is being done.
        const send = () => target.call("POST", path, { body, headers, bearer: claim.token });
        let again = await send();
        for (let n = 0; n < 10 && again.body.code === "in-progress"; n++) {
          await new Promise((done) => setTimeout(done, 1000));
          again = await send();
        }
        const now = await target.call("GET", `/v1/recoveries/${claim.id}`, { bearer: claim.token });
        count(again.status === 200 ? "answered when sent again" : `told ${again.body.code}`);
        const isKnown = again.status === 200 || again.body.code === "already-done";
        if (!isKnown) wrong.push(`round ${round}: ${again.status} ${again.body.code}`);
        if ((await first) === 200 && again.status !== 200 && again.body.code !== "already-done")
          wrong.push(`round ${round}: what was acknowledged is gone`);
        if (now.body.recovery?.state !== "completed")
          wrong.push(`round ${round}: the claim is ${now.body.recovery?.state}`);
        const signedIn = await target.wallet("POST", "/v1/sign-ins", {
          ...{ identifier: phone, password: PASSWORD, deviceId: "after" },
        });
        if (signedIn.status !== 201) wrong.push(`round ${round}: the password was not set`);
      } finally {
        target.close();
        await ended(child, "SIGTERM");
        await rig.stop();
      }
    }
    say([...seen].map(([what, n]) => `${what}: ${n}`).join(", "));
    for (const line of wrong) say(line);
    return [
      exactly("completions lost, halved or done twice by a kill", wrong.length, 0),
      atLeast("rounds", ROUNDS[size], 1),
    ];
  },
};
