/** Refusals of hot topics; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const topicProblems: Readonly<Record<string, Meaning>> = {
  "no-topic": { status: 404, means: "There is no such topic." },
  "no-topic-alert": { status: 404, means: "There is no such alert of a topic." },
};
