/**
 * P9: events to one subscriber a second, by push and by poll, and the time from the commit of what
 * happened until the subscriber has it. Server, database and subscriber share this machine.
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import { named, startTestServer } from "../test/database.ts";
import { type Bench, median, row } from "./bench.ts";

type Round = { perSecond: number; p99Ms: number; pacedMs: number; lost: number };

const round = (databaseUrl: string, method: string, count: number) =>
  new Promise<Round>((done, failed) => {
    const child = fork(
      join(import.meta.dirname, "signals-round.ts"),
      [JSON.stringify({ databaseUrl, method, count })],
      { stdio: ["ignore", "inherit", "inherit", "ipc"] },
    );
    child.once("message", (said) => done(said as Round));
    child.once("exit", (code) => failed(new Error(`The round ended with ${code}.`)));
  });

export const signals: Bench = {
  name: "signals",
  title: "P9: events to a subscriber",
  run: async (say, quick) => {
    const server = await startTestServer();
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
            `${method}: ${one.perSecond.toFixed(0)}/s from a full outbox; p99 ${one.pacedMs.toFixed(0)} ms from commit`,
          );
          rounds.push(one);
        }
        const rates = rounds.map(({ perSecond }) => perSecond);
        const late = rounds.map(({ pacedMs }) => pacedMs);
        rows.push(
          row(`events by ${method}`, "a second", rates, {
            goal: "at least 1000 a second",
            holds: median(rates) >= 1000,
          }),
          row(`p99 from commit to delivery, ${method}`, "ms", late, {
            goal: "at most 1000 ms",
            holds: median(late) <= 1000,
          }),
        );
      }
      return {
        rows,
        notes: [
          "The rate is that of an outbox that is full: every event signed (RS256), posted or fetched, verified by nobody, acknowledged and removed.",
          "The p99 is that of events committed one by one by four writers, through the reader's job, at the pace that they reach.",
        ],
      };
    } finally {
      await server.stop();
    }
  },
};
