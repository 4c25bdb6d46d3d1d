/**
 * A thread of its own: it tries a draft beside the policy in force, on the same people. The answer hangs on what
 * it is given and on nothing else: tried again after a restart it comes to the same.
 */
import { parentPort, workerData } from "node:worker_threads";
import {
  differenceOf,
  readPopulations,
  reportOf,
  run,
  type Sensitive,
  sensitivity,
} from "../simulation/index.ts";
import { peopleOf, type Task } from "./running.ts";

const { inForce, draft, sensitive, ...asked } = workerData as Task;
const populations = await readPopulations();
const SLICE = 200;
const total = peopleOf(populations, asked.cases, sensitive);
let done = 0;

function drive<Out>(slices: Generator<number, Out>): Out {
  for (;;) {
    const { done: isOver, value } = slices.next();
    if (isOver) return value;
    done = Math.min(done + SLICE, total);
    parentPort?.postMessage({ done, total });
  }
}

const before = drive(run(inForce, populations, asked));
const after = drive(run(draft, populations, asked));
const moves: Sensitive[] = sensitive
  ? drive(sensitivity(draft, populations, { ...asked, cases: sensitive }))
  : [];
parentPort?.postMessage({
  result: {
    inForce: reportOf(inForce, populations, asked, before),
    draft: reportOf(draft, populations, asked, after),
    difference: differenceOf(before, after),
    sensitivity: moves,
  },
});
