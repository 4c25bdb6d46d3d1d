/**
 * T20: what a thief still holds when the owner comes back. Before each recovery the thief has opened
 * and half finished everything that there is; after its answer all of it is refused by the other two
 * servers, at once.
 */
import { pause, totp } from "./enrolled.ts";
import { atMost, exactly, type Fault, inParallel, noneOf, numbers, quantile } from "./fault.ts";
import { type Nodes, threeNodes } from "./nodes.ts";
import { type Claim, claimOf, type Reply, type Target } from "./target.ts";

const OLD = "old harbour lantern 42";
const NEW = "seven quiet paper boats";
const SAVED = ["0-AAAA-BBBB-CCCC-DDDD", "1-AAAA-BBBB-CCCC-DDDE"];
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const REFUSED_MS_MAX = 1000;

type Account = { id: string; phone: string; email: string; ownDevice: string; thiefDevice: string };
type Cookies = Record<string, string>;
type Loot = {
  sessions: Cookies[];
  fresh: Cookies;
  draft: string;
  walletSession: string;
  handoff: string;
  replayed: { token: string; key: string };
  racing: string;
  deviceToken: string;
  claim: Claim;
  second: Claim;
  unspent: string;
};

async function anAccount({ test }: Nodes, n: number): Promise<Account> {
  const digits = String(n).padStart(6, "0");
  const [phone, email] = [
    `+86137${digits.slice(0, 2)}00${digits.slice(2)}`,
    `t20x${digits}@example.com`,
  ];
  const ownDevice = `own-${digits}`;
  const given = { phone, email, deviceId: ownDevice, recoveryCodes: SAVED, authenticator: SECRET };
  const id = await test.account(`acc_t20_${digits}`, given);
  // The world's clock stands still: the password of the account is older than what follows.
  test.skip(1);
  return { id, phone, email, ownDevice, thiefDevice: `thief-${digits}` };
}

const ok = (reply: Reply): Reply => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
};

const tokenOf = ({ body }: Reply) => String(body.url).split("#")[1] ?? "";

/** Everything that a thief can hold who has the password, a saved code and a look into the mailbox. */
async function plunder(nodes: Nodes, { id, phone, email, thiefDevice }: Account): Promise<Loot> {
  const [a, b, c] = nodes.all;
  const handoff = async () =>
    tokenOf(ok(await b.wallet("POST", `/v1/accounts/${id}/handoffs`, {})));
  const open = async (target: Target, token: string, key?: string) => {
    const headers = key ? { "idempotency-key": key } : {};
    return ok(await target.call("POST", "/v1/handoffs", { body: { token }, headers })).cookies;
  };
  const signedIn = ok(
    await c.wallet("POST", "/v1/sign-ins", {
      identifier: email,
      password: OLD,
      deviceId: thiefDevice,
    }),
  );
  const plain = await open(a, await handoff());
  const fresh = await open(b, await handoff());
  const replayed = { token: await handoff(), key: `thief-${id}` };
  const third = await open(c, replayed.token, replayed.key);
  const me = (method: string, path: string, body?: unknown) =>
    b.call(method, `/v1/me${path}`, { cookies: fresh, ...(body !== undefined && { body }) });
  ok(await me("POST", "/freshness", { proof: "recovery-code", code: SAVED[0] }));
  // Changes that wait: the thief's mailbox, the thief's saved codes, no authenticator; and one half set up.
  const mailbox = `thief-${email}`;
  const ask = () => me("POST", "/proofs/email", { email: mailbox });
  const code = await nodes.codeFrom(mailbox, ask);
  ok(await me("POST", "/proofs/email", { email: mailbox, code }));
  ok(await me("POST", "/proofs/recovery-codes", {}));
  ok(await me("DELETE", "/proofs/authenticator"));
  const draft = ok(await me("POST", "/proofs/authenticator", {})).body.secret;
  ok(await me("POST", "/challenges", { proof: "sms-code" }));

  const claim = await a.begin(phone);
  const first = await nodes.codeFrom(email, () => claim.ask("email-code"));
  ok(await claim.give("email-code", first));
  const second = await c.begin(email);
  const unspent = await nodes.codeFrom(email, () => second.ask("email-code"));
  return {
    ...{ sessions: [plain, fresh, third], fresh, draft, walletSession: signedIn.body.session.id },
    ...{ handoff: await handoff(), replayed, racing: await handoff() },
    ...{ deviceToken: await b.deviceToken(thiefDevice), claim, second, unspent },
  };
}

/** The owner, on the first server: the own phone, one code, a new password. */
async function comeBack({ all: [a], codeFrom }: Nodes, { phone, ownDevice }: Account) {
  const claim = await a.begin(phone, { deviceToken: await a.deviceToken(ownDevice) });
  const code = await codeFrom(phone, () => claim.ask("sms-code"));
  const { body } = ok(await claim.give("sms-code", code));
  if (body.recovery.state !== "ready") throw new Error(JSON.stringify(body));
  return claim;
}

type Check = {
  what: string;
  /** Is it still good for anything? */
  good: () => Promise<boolean>;
  /** Used up by being tried. */
  once?: true;
};

/** What the thief tries on one of the other servers. `first`: whether this one is the first to see one-time tokens. */
function checksAt(node: Target, account: Account, loot: Loot, first: boolean): Check[] {
  const { id, email, phone, thiefDevice } = account;
  const me = (cookies: Cookies, method: string, path: string, body?: unknown) =>
    node.call(method, `/v1/me${path}`, { cookies, ...(body !== undefined && { body }) });
  const isDone = ({ status }: Reply) => status < 400;
  const at = (claim: Claim) => claimOf(node, { body: claim } as Reply & { body: any });
  const [mine, second] = [at(asStarted(loot.claim)), at(asStarted(loot.second))];
  const opens = async (token: string, key?: string) => {
    const headers = key ? { "idempotency-key": key } : {};
    const { status, cookies } = await node.call("POST", "/v1/handoffs", {
      body: { token },
      headers,
    });
    return status === 200 && isDone(await me(cookies, "GET", ""));
  };
  const signIn = () =>
    node.wallet("POST", "/v1/sign-ins", {
      identifier: email,
      password: OLD,
      deviceId: thiefDevice,
    });
  const wallet = () => node.wallet("GET", `/v1/accounts/${id}/sign-ins/${loot.walletSession}`);
  const confirm = () =>
    me(loot.fresh, "POST", "/proofs/authenticator/confirmation", { code: totp(loot.draft) });
  const step = () =>
    me(loot.fresh, "POST", "/freshness", { proof: "recovery-code", code: SAVED[1] });
  const vouched = async () =>
    (await node.begin(phone, { deviceToken: loot.deviceToken })).recovery.given.length > 0;
  return [
    ...loot.sessions.map((cookies, n) => ({
      what: `session ${n} in the security centre`,
      good: async () => isDone(await me(cookies, "GET", "/proofs")),
    })),
    { what: "the sign-in to the wallet", good: async () => isDone(await wallet()) },
    { what: "the old password", good: async () => isDone(await signIn()) },
    {
      what: "a fresh proof",
      good: async () => isDone(await me(loot.fresh, "DELETE", "/proofs/recovery-codes")),
    },
    { what: "a further fresh proof", good: async () => isDone(await step()) },
    { what: "an authenticator half set up", good: async () => isDone(await confirm()) },
    {
      what: "an open claim",
      good: async () => (await mine.get()).body.recovery?.state !== "cancelled",
    },
    { what: "a further code for it", good: async () => isDone(await mine.ask("sms-code")) },
    { what: "its completion", good: async () => isDone(await mine.complete(NEW)) },
    {
      what: "a code not yet used",
      good: async () => isDone(await second.give("email-code", loot.unspent)),
    },
    {
      what: "a hand-off opened again with its key",
      good: () => opens(loot.replayed.token, loot.replayed.key),
    },
    ...(first
      ? [
          {
            what: "a hand-off not yet opened",
            good: () => opens(loot.handoff),
            once: true as const,
          },
          { what: "a token of the thief's device", good: vouched, once: true as const },
        ]
      : []),
  ];
}

const asStarted = ({ id, token, recovery }: Claim) =>
  ({ recovery: { ...recovery, id }, token }) as any;

type Result = { what: string; ms: number; survived: boolean };

/**
 * Tried until it is refused. One that is refused at once counts for as long as its answer took, for it
 * may have waited for its turn here; one that was good first, from the completion's answer on.
 */
async function untilRefused({ what, good, once }: Check, completedAt: number): Promise<Result> {
  const began = performance.now();
  for (let turn = 0; ; turn++) {
    const isGood = await good();
    const ms = performance.now() - (turn === 0 ? began : completedAt);
    if (!isGood) return { what, ms, survived: false };
    if (once || ms > REFUSED_MS_MAX) return { what, ms, survived: true };
    await pause(20);
  }
}

/** While the completion is on its way the thief signs in and opens a hand-off on the other servers. */
async function race({ all: [, b, c] }: Nodes, account: Account, loot: Loot) {
  const { email: identifier, thiefDevice: deviceId, id } = account;
  const [signedIn, opened] = await Promise.all([
    b.wallet("POST", "/v1/sign-ins", { identifier, password: OLD, deviceId }),
    c.call("POST", "/v1/handoffs", { body: { token: loot.racing } }),
  ]);
  const session = signedIn.body.session?.id;
  return async (): Promise<boolean> => {
    const wallet = session && (await c.wallet("GET", `/v1/accounts/${id}/sign-ins/${session}`));
    const centre =
      opened.status === 200 && (await b.call("GET", "/v1/me", { cookies: opened.cookies }));
    return (wallet && wallet.status < 400) || (centre && centre.status < 400);
  };
}

async function oneTakeover(
  nodes: Nodes,
  n: number,
): Promise<{ account: Account; results: Result[] }> {
  const account = await anAccount(nodes, n);
  const loot = await plunder(nodes, account);
  const claim = await comeBack(nodes, account);
  const [racing, done] = await Promise.all([
    race(nodes, account, loot),
    claim.complete(NEW).then((reply) => ({ reply: ok(reply), at: performance.now() })),
  ]);
  const [, b, c] = nodes.all;
  const raced = { what: "a sign-in or a hand-off that raced the completion", good: racing };
  const results = await Promise.all([
    inParallel([...checksAt(b, account, loot, n % 2 === 0), raced], 2, (check) =>
      untilRefused(check, done.at),
    ),
    inParallel(checksAt(c, account, loot, n % 2 === 1), 2, (check) => untilRefused(check, done.at)),
  ]);
  return { account, results: results.flat() };
}

/** A day later: did anything that the thief had asked for take effect? */
async function changed({ all: [, b] }: Nodes, { id, email }: Account): Promise<boolean> {
  const token = tokenOf(ok(await b.wallet("POST", `/v1/accounts/${id}/handoffs`, {})));
  const { cookies } = ok(await b.call("POST", "/v1/handoffs", { body: { token } }));
  const { body } = ok(await b.call("GET", "/v1/me/proofs", { cookies }));
  const masked = String(body.email?.masked);
  const isOld = body.authenticator && masked[0] === email[0] && body.recoveryCodes?.left === 2;
  return !isOld || body.pending.length > 0;
}

export const T20: Fault = {
  id: "T20",
  title: "Everything that a thief holds, at the other servers, after the owner has come back",
  needs: "own",
  alone: true,
  run: async (size, say) => {
    const count = size === "full" ? 1000 : 2;
    const nodes = await threeNodes();
    try {
      let done = 0;
      const all = await inParallel(numbers(count), size === "full" ? 6 : 3, async (n) => {
        const one = await oneTakeover(nodes, n);
        if (++done % 250 === 0) say(`${done} recoveries`);
        return one;
      });
      const results = all.flatMap(({ results }) => results);
      const survived = results.filter(({ survived }) => survived);
      for (const what of new Set(survived.map(({ what }) => what)))
        say(`survived: ${what} (${survived.filter((one) => one.what === what).length})`);
      const times = results.filter(({ survived }) => !survived).map(({ ms }) => ms);
      say(
        `${results.length} things tried; refused after ${quantile(times, 0.5).toFixed(0)} ms (median)`,
      );
      await nodes.test.pass(25);
      const later = await inParallel(all, 6, ({ account }) => changed(nodes, account));
      return [
        exactly("recoveries", all.length, count),
        noneOf("things that were still good for something", survived.length, results.length),
        atMost("99th percentile until refused", quantile(times, 0.99), REFUSED_MS_MAX, " ms"),
        noneOf(
          "accounts in which a thief's change took effect a day later",
          later.filter(Boolean).length,
          later.length,
        ),
      ];
    } finally {
      await nodes.close();
    }
  },
};
