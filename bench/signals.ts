/**
 * P9: events to one subscriber a second, by push and by poll, and the time from the commit of what
 * happened until the subscriber has it. Server, database and subscriber share this machine.
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import { named, startTestServer } from "../test/database.ts";
import { type Bench, median, row } from "./bench.ts";

type Round = {
  perSecond: number;
  p99Ms: number;
  through: number;
  signatures: number;
  lost: number;
};
/** Events a second at which the delay is measured. */
const PACE = 100;

const round = (databaseUrl: string, method: string, count: number) =>
  new Promise<Round>((done, failed) => {
    const child = fork(
      join(import.meta.dirname, "signals-round.ts"),
      [JSON.stringify({ databaseUrl, method, count, pace: PACE })],
      { stdio: ["ignore", "inherit", "inherit", "ipc"] },
    );
    child.once("message", (said) => done(said as Round));
    child.once("exit", (code) => failed(new Error(`The round ended with ${code}.`)));
  });

export const signals: Bench = {
  name: "signals",
  title: "P9: events to a subscriber",
  run: async (say, quick) => {
    const server = await startTestServer({ durable: true });
    try {
      const rows = [];
      for (const method of ["push", "poll"]) {
        const rounds: Round[] = [];
        for (let n = 0; n < (quick ? 1 : 3); n++) {
          const one = await round(
            named(server.url, "rightful_template"),
            method,
            quick ? 2000 : 10_000,
          );
          if (one.lost > 0) throw new Error(`${one.lost} were lost.`);
          say(
            `${method}: ${one.perSecond.toFixed(0)}/s from a full outbox, ${one.signatures.toFixed(0)}/s signatures alone; ${one.through.toFixed(0)}/s from writers; p99 ${one.p99Ms.toFixed(0)} ms at ${PACE}/s`,
          );
          rounds.push(one);
        }
        const limit = `signatures alone (RS256), ${method}`;
        const rates = rounds.map(({ perSecond }) => perSecond);
        const signatures = rounds.map((each) => each.signatures);
        const late = rounds.map(({ p99Ms }) => p99Ms);
        rows.push(
          row(limit, "a second", signatures),
          row(`events by ${method}`, "a second", rates, {
            ...{ ratio: median(rates) / median(signatures), ratioTo: "signatures alone" },
            goal: "at least 1000 a second",
            holds: median(rates) >= 1000,
          }),
          row(
            `events through the reader, ${method}`,
            "a second",
            rounds.map(({ through }) => through),
          ),
          row(`p99 from commit to delivery, ${method}`, "ms", late, {
            goal: "at most 1000 ms",
            holds: median(late) <= 1000,
          }),
        );
      }
      return {
        rows,
        notes: [
          "The rate is that of an outbox that is full: every event signed (RS256, 2048 bit), posted or fetched, acknowledged and removed. Server, database and subscriber are processes of this one machine; the limit is what the server's process signs when it does nothing else.",
          "Through the reader: events committed by four writers as fast as they can, each read by a job of its account and then delivered, until the subscriber has the last.",
          `The p99 is that of ${PACE} events a second, each begun when its time has come, whatever became of those before it.`,
        ],
      };
    } finally {
      await server.stop();
    }
  },
};
