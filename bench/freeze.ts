/**
 * P3: from asking for a freeze to its acknowledgement in every layer, the wallet's ledger included, against two
 * bare committed rows and one call over loopback. One after the other: what a frightened owner waits.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startTestServer } from "../test/database.ts";
import { type Bench, median, pause, row } from "./bench.ts";
import { person } from "./people.ts";
import { hangUp, post, startPeer } from "./recovery-drive.ts";

const p99 = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;

/** A ledger that answers at once; what it does with a hold is the wallet's own affair. */
async function startLedger() {
  const server = createServer((request, reply) => {
    request.resume().on("end", () => {
      reply.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

export const freeze: Bench = {
  name: "freeze",
  title: "P3: from a freeze asked for to its acknowledgement",
  run: async (say, quick) => {
    const server = await startTestServer({ durable: true });
    const ledger = await startLedger();
    const [count, rounds] = quick ? [40, 2] : [200, 5];
    const people = count * (rounds + 1);
    const given = { port: 18_760, people, ledger: ledger.port };
    const peer = await startPeer(server, "bench_freeze", "bench/peer-freezer.ts", given);
    const all = { ours: [], bare: [], late: [] } as Record<"ours" | "bare" | "late", number[]>;
    try {
      for (let round = 0; round <= rounds; round++) {
        const from = round * count;
        const ours: number[] = [];
        for (let n = from; n < from + count; n++) {
          const began = performance.now();
          const asked = { reason: "wallet", scope: "everything" };
          const path = `/v1/accounts/${person(n).id}/holds`;
          const { hold } = await post(peer.port, path, asked, { bearer: peer.serviceKey });
          ours.push(performance.now() - began);
          if (hold.pending.length > 0) throw new Error("The ledger did not answer.");
        }
        const { times } = (await peer.ask({ from, count })) as { times: number[] };
        say(
          `round ${round}: ours ${median(ours).toFixed(2)} ms, bare ${median(times).toFixed(2)} ms`,
        );
        if (round === 0) continue;
        all.ours.push(median(ours));
        all.bare.push(median(times));
        all.late.push(p99(ours));
      }
      const ratios = all.ours.map((ms, n) => ms / (all.bare[n] ?? 1));
      return {
        rows: [
          row("freeze to acknowledgement, ours, p50", "ms", all.ours),
          row("freeze to acknowledgement, ours, p99", "ms", all.late, {
            goal: "at most 500 ms",
            holds: median(all.late) <= 500,
          }),
          row("two bare committed rows and one loopback call, p50", "ms", all.bare),
          row("ours to bare, p50", "times", ratios, {
            goal: "at most 2 times",
            holds: median(ratios) <= 2,
          }),
        ],
        notes: [
          "Ours: the request, the hold with its event and notices, the call to the ledger, the hold enforced, the answer.",
          "Notices and timers are worked off by the same process meanwhile.",
        ],
      };
    } finally {
      peer.stop();
      ledger.stop();
      hangUp();
      await pause(300);
      await server.stop();
    }
  },
};
