/**
 * P2: payment decisions a second and their p99, 16 clients: ours, against a constant answer of the same HTTP
 * stack (the limit) and against casbin and Cedar where our rules stand. All read the same state from the same
 * database at each decision, under the account's row, and write the same reservation.
 */
import { startTestServer } from "../test/database.ts";
import { type Bench, median, pause, row, versionOf } from "./bench.ts";
import { inLanes, person } from "./people.ts";
import { CLIENTS, startPeer } from "./recovery-drive.ts";
import { hangUpLean, postLean } from "./wire.ts";

const PEERS = ["ours", "limit", "casbin", "cedar"] as const;
type Name = (typeof PEERS)[number];
let next = 0;

/** One payment asked about: is it permitted? */
export async function decide(port: number, bearer: string, account: string, payment: string) {
  const properties = {
    amount: "1.00",
    currency: "CNY",
    payee: `shop-${Number(payment.slice(-1)) % 5}`,
  };
  const asked = {
    subject: { type: "account", id: account },
    action: { name: "transfer" },
    resource: { type: "payment", id: payment, properties },
    context: {},
  };
  const { decision } = await postLean(port, "/access/v1/evaluation", bearer, asked);
  return decision as boolean;
}

async function measure(port: number, bearer: string, people: number, count: number) {
  const times: number[] = [];
  const began = performance.now();
  await inLanes(CLIENTS, count, async () => {
    const n = ++next;
    const sent = performance.now();
    const decision = await decide(port, bearer, person(n % people).id, `pay-${n}`);
    if (!decision) throw new Error("It was denied.");
    times.push(performance.now() - sent);
  });
  const seconds = (performance.now() - began) / 1000;
  const sorted = times.sort((a, b) => a - b);
  return { rate: count / seconds, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

export const decisions: Bench = {
  name: "decisions",
  title: `P2: payment decisions a second, ${CLIENTS} clients`,
  run: async (say, quick) => {
    const server = await startTestServer({ durable: true });
    const people = quick ? 200 : 2000;
    const [count, rounds] = quick ? [600, 2] : [4000, 5];
    const given = { port: 18_750, people };
    const peer = await startPeer(server, "bench_decisions", "bench/peer-decider.ts", given);
    try {
      const ports = peer.ready.ports as Record<Name, number>;
      const rates: Record<Name, number[]> = { ours: [], limit: [], casbin: [], cedar: [] };
      const p99s: Record<Name, number[]> = { ours: [], limit: [], casbin: [], cedar: [] };
      // The first round warms up and is not counted; each begins with another peer.
      for (let round = 0; round <= rounds; round++) {
        const order = PEERS.map((_, n) => PEERS[(n + round) % PEERS.length] as Name);
        for (const name of order) {
          const { rate, p99 } = await measure(ports[name], peer.serviceKey, people, count);
          if (round === 0) continue;
          rates[name].push(rate);
          p99s[name].push(p99);
        }
        say(
          `round ${round}: ${PEERS.map((name) => `${name} ${(rates[name].at(-1) ?? 0).toFixed(0)}/s`).join(", ")}`,
        );
      }
      const ratios = (name: Name) => rates.ours.map((rate, n) => rate / (rates[name][n] ?? 1));
      const rows = PEERS.flatMap((name) => [
        row(`decisions, ${name}`, "a second", rates[name]),
        row(`p99, ${name}`, "ms", p99s[name]),
      ]);
      for (const [name, least] of [
        ["casbin", 1],
        ["cedar", 1],
        ["limit", 0.3],
      ] as const)
        rows.push(
          row(`ours to ${name}`, "times", ratios(name), {
            goal: `${least === 1 ? "above" : "at least"} ${least} times`,
            holds: least === 1 ? median(ratios(name)) > 1 : median(ratios(name)) >= least,
          }),
        );
      return {
        rows,
        notes: [
          "limit: a constant answer behind the same schema and the same look-up of the service key; no state is read.",
          "casbin and Cedar stand where our rules stand; the transaction, its reads and its reservation are the same.",
        ],
        versions: { casbin: versionOf("casbin"), Cedar: versionOf("@cedar-policy/cedar-wasm") },
      };
    } finally {
      peer.stop();
      hangUpLean();
      await pause(300);
      await server.stop();
    }
  },
};
