/** Refusals of hot topics; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const topicProblems: Readonly<Record<string, Meaning>> = {
  "no-topic": { status: 404, means: "There is no such topic." },
  "no-topic-alert": { status: 404, means: "There is no such alert of a topic." },
  "no-source": {
    status: 404,
    means: "There is no such source of posts, or it is the house's own and not to be changed.",
  },
  "source-changed": {
    status: 409,
    means: "Somebody has changed this source since `version`. Look at it again.",
  },
  "no-post": {
    status: 404,
    means: "There is no such post any more, or it has no title that a person wrote.",
  },
  "no-correction": {
    status: 404,
    means: "There is no such correction, or it was taken back or followed by another.",
  },
  "no-proposal": {
    status: 404,
    means: "There is no such proposal of a topic, or it is decided already.",
  },
  "bad-posts": {
    status: 422,
    means: "The body is not between 1 and 10,000 lines of JSON. Nothing was counted.",
  },
};
