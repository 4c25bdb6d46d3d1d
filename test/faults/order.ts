/**
 * T23: steps of a recovery in every order that chance makes, with replays, skips and claims of several
 * browsers. After each step the rows, and at the end of each order the record, are judged by a reading
 * of the drawing that shares nothing with the code (order-model.ts).
 */
import { makeWorld, type Reply, type TestWorld } from "../world.ts";
import { atLeast, exactly, type Fault, noneOf, numbers, seeded } from "./fault.ts";
import { arrowsToWalk, isFinal, type Seen, wrongLife, wrongStep } from "./order-model.ts";

const TOGETHER = 40;
const STEPS = 7;
const situations = [
  "forgot-password",
  "forgot-password",
  "forgot-password",
  "lost-phone",
  "account-stolen",
];
/** Seconds that pass between two steps; 0: the next step follows at once. */
const short = [0, 0, 0, 0, 61, 61, 61, 700];
const long = [13 * 3_600, 13 * 3_600, 25 * 3_600, 50 * 3_600, 4 * 86_400];

type Chance = <T>(list: readonly T[]) => T;
type Request = { path: string; bearer: string; body: unknown; key: string };
type Claim = {
  id: string;
  token: string;
  browser: number;
  choices: string[];
  /** Kinds that were given rightly, as whoever holds the phone knows. */
  rightly: Set<string>;
  asked: boolean;
};
type Owner = {
  id: string;
  phone: string;
  email: string;
  saved: string[];
  typed: string[];
  claims: Claim[];
  sent: Request[];
  lastSeq: Map<string, number>;
};
type Tally = {
  steps: number;
  walked: Map<string, number>;
  wrong: string[];
  broken: string[];
  replies: Map<string, number>;
};

const savedCode = (slot: number, chance: () => number) => {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const code = numbers(16)
    .map(() => letters[Math.floor(chance() * 32)])
    .join("");
  return `${slot}-${code}`;
};

async function ownersOf(world: TestWorld, round: number, chance: () => number): Promise<Owner[]> {
  const all: Owner[] = [];
  for (const n of numbers(TOGETHER)) {
    const number = String(round * TOGETHER + n).padStart(5, "0");
    // Two of ten share a number: their claims begin at neither, and one is chosen after the proof.
    const isTwin = n % 10 === 1;
    const phone = isTwin
      ? (all.at(-1)?.phone ?? "")
      : `+8613${number}${number[4]}${number.slice(1, 4)}`;
    const email = `order${number}@example.com`;
    const saved = [1, 2].map((slot) => savedCode(slot, chance));
    const id = `acc_o${number}`;
    await world.account(id, {
      ...{ phone, email, deviceId: `dev-${number}` },
      recoveryCodes: saved,
    });
    const typed = n % 10 < 2 ? [phone, email] : [phone, phone, email];
    all.push({ id, phone, email, saved, typed, claims: [], sent: [], lastSeq: new Map() });
  }
  return all;
}

const codesTo = (world: TestWorld, to: string) =>
  world.sent
    .filter((message) => message.to === to)
    .flatMap(({ text }) => /\b(\d{6})\b/.exec(text)?.[1] ?? []);
const linksTo = (world: TestWorld, to: string) =>
  world.sent
    .filter((message) => message.to === to)
    .flatMap(({ text }) => /not-me#([\w-]+)/.exec(text)?.[1] ?? []);

/** One step of one owner's claims, or of somebody else's. */
async function step(
  world: TestWorld,
  owner: Owner,
  pick: Chance,
  chance: () => number,
  tally: Tally,
) {
  const send = async (request: Request, cookies: Record<string, string> = {}): Promise<Reply> => {
    owner.sent.push(request);
    const reply = await world.call("POST", request.path, request.body, {
      bearer: request.bearer,
      key: request.key,
      cookies,
      ip: `203.0.${Math.floor(chance() * 250)}.${Math.floor(chance() * 250)}`,
    });
    tally.steps++;
    const name = `${request.path.split("/").at(-1)} ${reply.status}`;
    tally.replies.set(name, (tally.replies.get(name) ?? 0) + 1);
    if (reply.status >= 500) tally.broken.push(`${name} ${JSON.stringify(reply.body)}`);
    return reply;
  };
  const key = () => `k${Math.floor(chance() * 1e12)}`;
  // Mostly the claim begun last: else none gets anywhere.
  const claim = chance() < 0.8 ? owner.claims.at(-1) : pick(owner.claims);
  const to = (name: string, body: unknown, of = claim, by = claim): Promise<Reply> =>
    send({
      path: `/v1/recoveries/${of?.id ?? "rec_none"}/${name}`,
      bearer: by?.token ?? "",
      body,
      key: key(),
    });
  const start = async () => {
    const browser = Math.floor(chance() * 3);
    let deviceToken: string | undefined;
    const vouched = chance() < 0.4;
    if (vouched) {
      const deviceId = owner.id.replace("acc_o", "dev-");
      const made = await world.as(world.serviceKey).post("/v1/device-tokens", { deviceId });
      deviceToken = made.body.token;
    }
    const body = {
      identifier: pick(owner.typed),
      situation: pick(situations),
      ...(deviceToken && { deviceToken }),
    };
    const reply = await send(
      { path: "/v1/recoveries", bearer: "", body, key: key() },
      { rightful_device: `browser-${owner.id}-${browser}` },
    );
    if (reply.status !== 201) return;
    const { recovery, token } = reply.body;
    const rightly = new Set<string>(vouched ? ["known-device"] : []);
    owner.claims.push({ id: recovery.id, token, browser, choices: [], rightly, asked: false });
    if (owner.claims.length > 3) owner.claims.shift();
  };
  const give = async (proof: string, code: string, isRight: boolean, by = claim) => {
    // Before the answer: what was accepted and not answered counts too.
    if (isRight) claim?.rightly.add(proof);
    const reply = await to("proofs", { proof, code }, claim, by);
    if (claim && reply.body.recovery?.choices)
      claim.choices = reply.body.recovery.choices.map(({ id }: { id: string }) => id);
  };
  const addressOf = (proof: string) => (proof === "sms-code" ? owner.phone : owner.email);
  const giveNewest = async (proof: string) => {
    const code = codesTo(world, addressOf(proof)).at(-1);
    if (code) await give(proof, code, true);
  };
  const steps: Record<string, () => Promise<unknown>> = {
    start,
    ask: async () => {
      if (claim) claim.asked = true;
      await to("challenges", { proof: pick(["sms-code", "sms-code", "email-code"]) });
    },
    right: () => giveNewest(pick(["sms-code", "sms-code", "email-code"])),
    saved: () => give("recovery-code", pick(owner.saved), true),
    wrong: () => give(pick(["sms-code", "email-code"]), "not-it", false),
    old: async () => {
      const proof = pick(["sms-code", "email-code"]);
      const older = codesTo(world, addressOf(proof)).slice(0, -1);
      // Two codes may be alike by chance, and a shared number gets the codes of two: it may be right.
      const newest = codesTo(world, addressOf(proof)).at(-1);
      const code = older.length > 0 ? pick(older) : undefined;
      if (code) await give(proof, code, code === newest || owner.typed.length === 2);
    },
    complete: () =>
      to("completion", { newPassword: `paper boat ${Math.floor(chance() * 1e9)} lantern` }),
    cancel: () => to("cancellation", {}),
    choose: () =>
      to("account", { choice: claim ? pick([...claim.choices, "x"]) : "x" }).then((reply) => {
        if (claim && reply.status === 200) claim.token = reply.body.token;
      }),
    notMe: async () => {
      const links = [...linksTo(world, owner.phone), ...linksTo(world, owner.email)];
      if (links.length > 0)
        await send({ path: "/v1/not-me", bearer: "", body: { token: pick(links) }, key: key() });
    },
    replay: async () => {
      if (owner.sent.length === 0) return;
      const earlier = pick(owner.sent);
      await send(chance() < 0.5 ? earlier : { ...earlier, key: key() });
    },
    // Another browser's claim, with one's own token.
    anothers: () => to("completion", { newPassword: "paper boat 77 lantern" }, pick(owner.claims)),
    look: () =>
      world.call("GET", `/v1/recoveries/${claim?.id}`, undefined, { bearer: claim?.token ?? "" }),
  };
  const any = Object.keys(steps);
  const likely = likelyOf(claim);
  await steps[pick(owner.claims.length === 0 || chance() < 0.75 ? likely : any)]?.();
}

/** What somebody would do who wants the account back. */
function likelyOf(claim: Claim | undefined): string[] {
  if (!claim) return ["start"];
  if (claim.choices.length > 0 && chanceless(claim)) return ["choose"];
  if (claim.rightly.size > 1) return ["complete", "complete", "right"];
  const isIssued = claim.rightly.has("sms-code") || claim.rightly.has("email-code");
  if (isIssued) return ["saved"];
  return claim.asked ? ["right", "right", "saved"] : ["ask", "ask", "ask", "saved"];
}
const chanceless = ({ rightly }: Claim) => rightly.size < 2;

async function look(world: TestWorld, owners: readonly Owner[]): Promise<Seen[]> {
  const ids = owners.map(({ id }) => id);
  const shared = owners.filter(({ typed }) => typed.length === 2);
  const rows = await world.world.db
    .selectFrom("recoveries")
    .select([
      ...(["id", "accountId", "state", "situation", "riskLevel", "given", "createdAt"] as const),
      ...(["expiresAt", "waitingUntil", "endedAt", "endedWhy"] as const),
    ])
    .where((where) =>
      where.or([
        where("accountId", "in", ids),
        ...(shared.length > 0 ? [where("accountId", "like", "shadow%")] : []),
      ]),
    )
    .execute();
  return rows.map((row) => ({ ...row, given: row.given.map(({ kind }) => kind) }));
}

async function orders(
  world: TestWorld,
  owners: Owner[],
  tally: Tally,
  pick: Chance,
  chance: () => number,
) {
  let before = new Map<string, Seen>();
  const nameOf = ({ accountId, id }: Seen) => `${accountId} ${id}`;
  for (const row of await look(world, owners)) before.set(nameOf(row), row);
  const claims = new Map<string, Set<string>>();
  for (const turn of numbers(STEPS)) {
    const pause = turn === 0 ? 0 : pick(chance() < (turn < 5 ? 0.06 : 0.5) ? long : short);
    if (pause > 0) world.skip(pause);
    await Promise.all(owners.map((owner) => step(world, owner, pick, chance, tally)));
    await world.settle();
    for (const { claims: own } of owners)
      for (const { id, rightly } of own) claims.set(id, rightly);
    const after = new Map((await look(world, owners)).map((row) => [nameOf(row), row]));
    const past = new Map<string, number>();
    for (const [name, row] of after) {
      const wrong = wrongStep(before.get(name), row, world.now());
      if (wrong) tally.wrong.push(`${name}: ${wrong}`);
      const unearned = row.given.filter((kind) => !claims.get(row.id)?.has(kind));
      if (claims.has(row.id) && unearned.length > 0)
        tally.wrong.push(`${name}: ${unearned.join()} counts, and was never given`);
      if (row.state === "waiting" || row.state === "ready")
        past.set(row.accountId, (past.get(row.accountId) ?? 0) + 1);
    }
    for (const [name] of before) if (!after.has(name)) tally.wrong.push(`${name} is gone`);
    for (const [accountId, count] of past)
      if (count > 1) tally.wrong.push(`${accountId}: ${count} past proving`);
    before = after;
  }
  await judgeRecord(world, [...before.values()], owners, tally);
}

/** The record of each account, from where the last order ended. */
async function judgeRecord(world: TestWorld, rows: Seen[], owners: Owner[], tally: Tally) {
  const lives = new Set(rows.map(({ accountId }) => accountId));
  for (const accountId of lives) {
    const events = await world.events(accountId);
    for (const row of rows.filter((row) => row.accountId === accountId)) {
      const told = events
        .filter(({ payload }) => (payload as { recoveryId?: string }).recoveryId === row.id)
        .map(({ type, at }) => ({ type, at, recoveryId: row.id }));
      const isNew = !owners[0]?.lastSeq.has(row.id);
      const wrong = wrongLife(told, row, (arrow) => {
        if (isNew) tally.walked.set(arrow, (tally.walked.get(arrow) ?? 0) + 1);
      });
      if (wrong) tally.wrong.push(`${accountId} ${row.id}: ${wrong}`);
      if (isFinal(row.state)) owners[0]?.lastSeq.set(row.id, 1);
    }
  }
}

/** What is tried here is order, not how often: no ceiling over all accounts stands in the way. */
const spacious = {
  RIGHTFUL_STARTS_PER_HOUR: "100000000",
  RIGHTFUL_SMS_PER_BLOCK_HOUR: "1000000",
  RIGHTFUL_SMS_PER_NETWORK_HOUR: "1000000",
  RIGHTFUL_WRONG_CODES: "1000000",
};

export const T23: Fault = {
  id: "T23",
  title: "Steps of a recovery in random orders, with replays and skips",
  needs: "own",
  async run(size, say) {
    const wanted = size === "small" ? 120 : 10_000;
    const perAccount = size === "small" ? 3 : 10;
    const seed = Number(process.env.ORDER_SEED ?? Math.floor(Math.random() * 2 ** 31));
    say(`seed ${seed} (ORDER_SEED repeats it)`);
    const chance = seeded(seed);
    const pick: Chance = (list) => list[Math.floor(chance() * list.length)] as never;
    const tally: Tally = { steps: 0, walked: new Map(), wrong: [], broken: [], replies: new Map() };
    let made = 0;
    let round = 0;
    const lane = async () => {
      // Each round is a world of its own, with a clock of its own.
      for (let mine = round++; made < wanted; mine = round++) {
        const world = await makeWorld(spacious);
        try {
          const owners = await ownersOf(world, mine, chance);
          for (let turn = 0; turn < perAccount && made < wanted; turn++) {
            made += TOGETHER;
            for (const owner of owners) Object.assign(owner, { claims: [], sent: [] });
            await orders(world, owners, tally, pick, chance);
            world.skip(12 * 86_400);
            await world.settle();
          }
        } finally {
          await world.end();
        }
        if (mine % 10 === 9) say(`${made} orders, ${tally.steps} requests`);
      }
    };
    await Promise.all([lane(), lane()]);
    for (const arrow of arrowsToWalk) say(`${arrow}: ${tally.walked.get(arrow) ?? 0}`);
    for (const line of [...tally.wrong, ...tally.broken].slice(0, 10)) say(line);
    if (process.env.ORDER_REPLIES)
      say(
        [...tally.replies]
          .map(([name, n]) => `${name}: ${n}`)
          .sort()
          .join(", "),
      );
    const walked = arrowsToWalk.filter((arrow) => tally.walked.has(arrow)).length;
    return [
      atLeast("orders of steps tried", made, wanted),
      noneOf("steps and lives that the drawing does not allow", tally.wrong.length, made),
      exactly("requests that broke something", tally.broken.length, 0),
      atLeast("arrows of the drawing walked", walked, size === "small" ? 5 : arrowsToWalk.length),
    ];
  },
};
