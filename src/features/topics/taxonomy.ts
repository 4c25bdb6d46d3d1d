/**
 * The topics that headlines and cases are sorted into, from `content/topics.json`; whatever is none of them is `OTHER`.
 * What the file must hold: `taxonomy.test.ts`. Ids are kept for good: posts are stored with them.
 */
import { readFileSync } from "node:fs";

export type Topic = {
  id: string;
  name: { en: string; zh: string };
  /** What people ask about it, for a window with too few posts to say. */
  focus: { en: string[]; zh: string[] };
  /** Slug of the guide that helps. */
  guide: string;
};

export const OTHER = "other";

const file = new URL("../../../content/topics.json", import.meta.url);

export const topics: readonly Topic[] = JSON.parse(readFileSync(file, "utf8")).topics;

const ids = new Set(topics.map(({ id }) => id));

/** Whether posts can be given this label: one of the topics, or `other`. */
export const isLabel = (id: string) => id === OTHER || ids.has(id);
