/**
 * The freeze that stops the money: debits on many accounts at once while they are frozen and released
 * again and again, with and without kills. What is decided is decided by what is visible in the books
 * after the freeze's answer, not by clocks.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import {
  atLeast,
  atMost,
  exactly,
  type Fault,
  type Figure,
  numbers,
  quantile,
  seeded,
} from "./fault.ts";
import { OPENING, openStage, type Stage, type Victim, victims } from "./freeze-stage.ts";
import { pause } from "./storm-load.ts";

type Account = {
  id: string;
  /** Since when decisions must refuse: the freeze was answered, 201 or 202, and nobody asked for its end. */
  refused: boolean;
  /** The ledger has the hold too. */
  held: boolean;
  /** Counts the freezes. */
  cycle: number;
  inCycle: boolean;
};
type Debit = { id: string; payer: Account; ask: boolean; outcome: string };
type Log = {
  debits: Debit[];
  /** Milliseconds from asking for a freeze to its answer, when nothing was killed meanwhile. */
  answered: number[];
  freezes: { both: number; pending: number };
  /** Debits that became visible in the books after the hold's answer and before its end was asked for. */
  late: number;
  /** Asked for after the answer, and done, or permitted and refused by the books only. */
  done: number;
  permitted: number;
  wrong: string[];
  /** Debits that were neither answered nor broken off. */
  silent: number;
  /** Holds that were answered, by their ids. */
  holds: string[];
};
type Say = (line: string) => void;
type Load = {
  debits: number;
  lanes: number;
  freezers: number;
  seed: number;
  kills: number;
  /** Who is killed; all of them in turn and then by chance when it is left out. */
  victim?: Victim;
  /** Fewer of the accounts, so that debits and freezes meet more often. */
  crowd?: number;
};

/** As many at once as the server has connections to its database. */
const LANES = 16;
const HELD_MS = 400;
/** Between two kills everything works for a while, this long at most. */
const WORKS_MS = 3_000;
/** A job whose worker was killed is taken by another after 30 s; it may happen to it again. */
const PATIENCE_MS = 180_000;
/** Whoever waits longer for an answer waits for ever: a database that was killed is back long before. */
const SILENT_MS = 60_000;

/** Debits until there were enough of them, freezes meanwhile; kills spread over the whole. */
export async function load(stage: Stage, plan: Load, say: Say = () => {}): Promise<Log> {
  const { debits, lanes, freezers, seed, kills, crowd } = plan;
  const log: Log = {
    ...{
      debits: [],
      answered: [],
      late: 0,
      done: 0,
      permitted: 0,
      wrong: [],
      silent: 0,
      holds: [],
    },
    freezes: { both: 0, pending: 0 },
  };
  const accounts: Account[] = stage.accounts.slice(0, crowd).map((id) => ({
    ...{ id, refused: false, held: false, cycle: 0, inCycle: false },
  }));
  const name = randomUUID();
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const state = { over: false, killing: false, killed: kills === 0 };
  const lane = async (n: number) => {
    const chance = seeded(seed + n);
    const pick = () => accounts[Math.floor(chance() * accounts.length)] as Account;
    while ((log.debits.length < debits || !state.killed) && !state.over) {
      const [payer, payee] = [pick(), pick()];
      if (payer === payee) continue;
      const debit: Debit = {
        id: `${name}_${log.debits.length}`,
        payer,
        ask: chance() < 0.5,
        outcome: "",
      };
      log.debits.push(debit);
      const { refused, held, cycle } = payer;
      const give = () => send(agent, stage.ledgerUrl, debit, payee.id, () => log.silent++);
      debit.outcome = await give();
      // Half of them press again: the same transfer, once.
      if (debit.outcome === "lost" && chance() < 0.5) {
        await pause(20);
        debit.outcome = await give();
      }
      // What began under a freeze that ended meanwhile may be done.
      const stands = payer.refused && payer.cycle === cycle;
      const isDone = debit.outcome === "done";
      if (stands && (held || (refused && debit.ask)) && isDone) log.done += 1;
      if (stands && refused && debit.ask && debit.outcome === "held") log.permitted += 1;
      if (debit.outcome === "lost" || debit.outcome === "down") await pause(20);
    }
  };
  const freezer = async (n: number) => {
    const chance = seeded(seed - 1 - n);
    while (!state.over) {
      const account = accounts[Math.floor(chance() * accounts.length)] as Account;
      if (account.inCycle) continue;
      account.inCycle = true;
      await cycle(stage, account, log, chance, state).catch((error: Error) => {
        log.wrong.push(`${account.id}: ${error.message}`);
      });
      account.inCycle = false;
    }
  };
  const paying = numbers(lanes).map(lane);
  const freezing = numbers(freezers).map(freezer);
  const chance = seeded(seed ^ 0x5f5f);
  try {
    for (let n = 0; n < kills; n++) {
      await pause(300 + WORKS_MS * chance());
      const drawn = (n < 3 ? victims[n] : victims[Math.floor(chance() * 3)]) as Victim;
      const victim = plan.victim ?? drawn;
      state.killing = true;
      await stage.kill(victim);
      state.killing = false;
      if (n % 50 === 49) say(`${n + 1} kills, ${log.debits.length} debits`);
    }
    state.killed = true;
    await Promise.all(paying);
  } finally {
    state.over = true;
    await Promise.all([...paying, ...freezing]);
    agent.destroy();
  }
  return log;
}

/** One debit: what became of it, or `lost` when no answer came. */
const send = (
  agent: Agent,
  base: string,
  { id, payer, ask }: Debit,
  payee: string,
  onSilence: () => void,
) =>
  new Promise<string>((done) => {
    const { hostname: host, port } = new URL(base);
    const sent = request({ agent, host, port, method: "POST", path: "/debit" }, (reply) => {
      let text = "";
      reply.on("data", (piece) => {
        text += piece;
      });
      reply.on("error", () => done("lost"));
      reply.on("end", () => done(reply.complete && text ? text : "lost"));
    });
    sent.on("error", () => done("lost"));
    sent.setTimeout(SILENT_MS, () => {
      onSilence();
      sent.destroy();
    });
    sent.end(JSON.stringify({ id, payer: payer.id, payee, ask }));
  });

/** The same request until it is answered: who is not answered presses again. */
async function insist(stage: Stage, method: string, path: string, body?: object) {
  const key = randomUUID();
  for (const end = performance.now() + PATIENCE_MS; ; await pause(50)) {
    const reply = await stage.server
      .call(method, path, {
        bearer: stage.serviceKey,
        ...(body && { body }),
        headers: { "idempotency-key": key },
      })
      .catch(() => undefined);
    if (reply && reply.status < 500 && reply.body.code !== "in-progress") return reply;
    if (performance.now() > end) throw new Error(`${method} ${path} had no answer in 3 minutes.`);
  }
}

async function cycle(
  stage: Stage,
  account: Account,
  log: Log,
  chance: () => number,
  state: { killing: boolean },
): Promise<void> {
  const path = `/v1/accounts/${account.id}/holds`;
  const [began, quiet] = [performance.now(), !state.killing];
  const reply = await insist(stage, "POST", path, { reason: "wallet", scope: "outgoing" });
  // Done, and its answer died with the server: the present state is asked for, as the answer says.
  const isDone = reply.body.code === "already-done";
  if (reply.status !== 201 && reply.status !== 202 && !isDone)
    throw new Error(`a freeze was answered ${reply.status} ${JSON.stringify(reply.body)}`);
  account.cycle += 1;
  account.refused = true;
  if (quiet && !state.killing) log.answered.push(performance.now() - began);
  const hold = isDone ? (await insist(stage, "GET", path)).body.holds[0] : reply.body.hold;
  const { id } = hold;
  log.holds.push(id);
  if (hold.pending.length === 0) log.freezes.both += 1;
  else {
    log.freezes.pending += 1;
    await untilApplied(stage, path, id);
  }
  account.held = true;
  const after = await paidBy(stage, account);
  await pause(HELD_MS * chance());
  const before = await paidBy(stage, account);
  log.late += before - after;
  account.refused = false;
  account.held = false;
  const end = await insist(stage, "POST", `/v1/holds/${id}/release`);
  if (end.status !== 200 && end.body.code !== "already-done")
    throw new Error(`a release was answered ${end.status}`);
}

async function untilApplied(stage: Stage, path: string, id: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(50)) {
    const { holds = [] } = (await insist(stage, "GET", path)).body;
    const hold = holds.find((hold: { id: string }) => hold.id === id);
    if (hold && hold.pending.length === 0) return;
  }
  throw new Error("a pending freeze did not reach the ledger in 3 minutes");
}

/** As visible to somebody who comes now: what commits later is not in it. */
async function paidBy({ rows }: Stage, { id }: Account): Promise<number> {
  const [row] = await rows<{ n: string }>("select count(*) as n from transfers where payer = $1", [
    id,
  ]);
  return Number(row?.n);
}

/** What the books say in the end, against what was answered. */
async function readBooks(stage: Stage, { debits }: Log) {
  const inBooks = new Set(
    (await stage.rows<{ id: string }>("select id from transfers")).map(({ id }) => id),
  );
  const [sum] = await stage.rows<{ sum: string; off: string; halves: string }>(
    `select (select coalesce(sum(amount), 0) from entries) as sum,
       (select count(*) from wallet_accounts a where balance <> ${OPENING}
         + (select coalesce(sum(amount), 0) from entries e where e.account_id = a.account_id)) as off,
       (select count(*) from transfers t where 2 <>
         (select count(*) from entries e where e.transfer_id = t.id)) as halves`,
  );
  const answered = (outcome: string) => debits.filter((debit) => debit.outcome === outcome);
  return {
    lost: answered("done").filter(({ id }) => !inBooks.has(id)).length,
    ghosts: ["refused", "held", "down"].flatMap(answered).filter(({ id }) => inBooks.has(id))
      .length,
    ...{ sum: Number(sum?.sum), off: Number(sum?.off), halves: Number(sum?.halves) },
  };
}

export async function figures(
  stage: Stage,
  log: Log,
  say: (line: string) => void,
): Promise<Figure[]> {
  const counts: Record<string, number> = {};
  for (const { outcome } of log.debits) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const { both, pending } = log.freezes;
  say(
    `${log.debits.length} debits: ${Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ")}`,
  );
  say(
    `${both + pending} freezes: ${both} had both layers at once, ${pending} one and then the other`,
  );
  for (const line of log.wrong) say(`! ${line}`);
  const books = await readBooks(stage, log);
  const kept = await stage.own<{ id: string }>("select id from holds");
  const ids = new Set(kept.map(({ id }) => id));
  return [
    atLeast("debits done meanwhile", counts.done ?? 0, Math.ceil(log.debits.length / 5)),
    exactly("debits committed after a freeze's answer", log.late, 0),
    exactly("debits begun after it and done", log.done, 0),
    exactly("debits that a decision permitted after it", log.permitted, 0),
    exactly(
      "freezes answered and not in the database",
      log.holds.filter((id) => !ids.has(id)).length,
      0,
    ),
    exactly("debits answered as done and not in the books", books.lost, 0),
    exactly("debits answered as refused and in the books", books.ghosts, 0),
    exactly("debits without an answer in a minute", log.silent, 0),
    exactly("half transfers", books.halves, 0),
    exactly("sum of all entries", books.sum, 0),
    exactly("balances that are not their entries' sum", books.off, 0),
    exactly("freezes or releases without an answer, or never applied", log.wrong.length, 0),
  ];
}

/**
 * Debits that rest between look and booking change nothing; without the row lock the same check finds them, which in
 * full is shown each time.
 */
async function control(stage: Stage, seed: number, full: boolean): Promise<Figure[]> {
  const late = async (...flags: string[]) => {
    await stage.changeLedger("--slow", ...flags);
    const plan = { debits: 200, lanes: LANES, freezers: 4, kills: 0, crowd: 16 };
    const log = await load(stage, { ...plan, seed });
    return log.late + log.done;
  };
  const rested = exactly(
    "late, when debits rest between their look and their booking",
    await late(),
    0,
  );
  if (!full) return [rested];
  const unlocked = await late("--unlocked");
  return [rested, atLeast("late, when the row lock is taken out as well", unlocked, 1)];
}

export const T25: Fault = {
  id: "T25",
  title: "Accounts are frozen while very many debits are under way on them",
  needs: "own",
  alone: true,
  async run(size, say) {
    const seed = randomBytes(4).readUInt32BE();
    say(`seed ${seed}`);
    const full = size === "full";
    const stage = await openStage();
    try {
      const plan = { debits: full ? 100_000 : 1_500, lanes: LANES, freezers: 3, kills: 0 };
      const began = performance.now();
      const log = await load(stage, { ...plan, seed });
      const seconds = (performance.now() - began) / 1000;
      say(`${Math.round(plan.debits / seconds)} debits a second`);
      const p99 = quantile(log.answered, 0.99);
      say(`freeze to its answer under this load: ${quantile(log.answered, 0.5).toFixed(1)} ms p50`);
      return [
        ...(await figures(stage, log, say)),
        atLeast("freezes", log.answered.length, full ? 300 : 8),
        // Too few in small for a p99: it would be the first one, of a server that has just begun.
        full
          ? atMost("freeze to its answer, p99", p99, 500, " ms")
          : atMost("freeze to its answer, p50", quantile(log.answered, 0.5), 500, " ms"),
        ...(await control(stage, seed, full)),
      ];
    } finally {
      await stage.stop();
    }
  },
};

export const T26: Fault = {
  id: "T26",
  title: "Server, ledger and database are killed with -9 around freezes under the same load",
  needs: "own",
  alone: true,
  async run(size, say) {
    const seed = randomBytes(4).readUInt32BE();
    say(`seed ${seed}`);
    const full = size === "full";
    const stage = await openStage();
    try {
      const plan = {
        debits: full ? 100_000 : 1_200,
        lanes: 24,
        freezers: 4,
        kills: full ? 200 : 3,
      };
      const log = await load(stage, { ...plan, seed }, say);
      return [
        ...(await figures(stage, log, say)),
        atLeast("debits that lost their answer to a kill", count(log, "lost"), 1),
        exactly("holds left on one side only", await halfHolds(stage), 0),
        exactly("event chains that do not verify", await stage.brokenChains(), 0),
      ];
    } finally {
      await stage.stop();
    }
  },
};

const count = ({ debits }: Log, outcome: string) =>
  debits.filter((debit) => debit.outcome === outcome).length;

/** Once all is quiet, no account is frozen here and free there, or the other way round. */
export async function halfHolds(stage: Stage): Promise<number> {
  let half = -1;
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(200)) {
    const held = new Set(
      (
        await stage.rows<{ id: string }>(
          "select account_id as id from wallet_holds where released_at is null",
        )
      ).map(({ id }) => id),
    );
    half = 0;
    for (const id of stage.accounts) {
      const { holds } = (await insist(stage, "GET", `/v1/accounts/${id}/holds`)).body;
      if (holds.length > 0 !== held.has(id)) half += 1;
    }
    if (half === 0) break;
  }
  return half;
}
