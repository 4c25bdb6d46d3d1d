/** The rows of topic labels, as TypeScript sees them. They belong to no account. */
import type { Default, Json } from "./tables.ts";

export type TopicLabelTables = {
  topicCorrections: {
    id: string;
    source: string;
    key: string;
    title: string;
    lang: string | null;
    wording: string | null;
    was: string;
    topic: string;
    why: string;
    madeBy: string;
    madeAt: Date;
    undoneAt: Default<Date | null>;
    undoneBy: Default<string | null>;
  };
  topicProposals: {
    id: string;
    /** The China week's first day, `2026-03-02`. */
    week: string;
    words: string;
    posts: number;
    before: number;
    titles: Json<string[]>;
    near: string | null;
    state: string;
    note: Default<string | null>;
    decidedBy: Default<string | null>;
    decidedAt: Default<Date | null>;
  };
};
