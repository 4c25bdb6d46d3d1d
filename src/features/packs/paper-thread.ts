/**
 * A thread of its own: it has the facts of one pack and makes the files from them. Pages of ten thousand rows
 * take seconds of work, in which the server goes on answering.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { Facts, Made } from "./facts.ts";
import { guideOf } from "./guide.ts";
import { pagesOf } from "./pages.ts";
import { sheetsOf } from "./sheets.ts";

const facts = workerData as Facts;
const others: Made[] = [...sheetsOf(facts), guideOf(facts.key)];
const pages = await pagesOf(facts, others);
parentPort?.postMessage([pages, ...others]);
