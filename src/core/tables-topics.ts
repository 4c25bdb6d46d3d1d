/** The rows of hot topics, as TypeScript sees them. They belong to no account. */
import type { Default, Json } from "./tables.ts";

export type SourceConfig = Readonly<Record<string, unknown>>;

export type TopicTables = {
  topicSources: {
    id: string;
    kind: string;
    nameEn: string;
    nameZh: string;
    url: string | null;
    config: Json<SourceConfig>;
    everySeconds: number;
    enabled: boolean;
    etag: Default<string | null>;
    lastModified: Default<string | null>;
    lastTriedAt: Default<Date | null>;
    lastBodyAt: Default<Date | null>;
    nextAt: Date;
    failures: Default<number>;
    empties: Default<number>;
    state: string;
    stateAt: Date;
    fault: Default<string | null>;
    version: Default<number>;
  };
  topicBodies: { source: string; body: Buffer; type: string; at: Date };
  topicFetches: { source: string; at: Date; items: number };
  topicPosts: {
    /** The China day, `2026-03-02`. */
    day: string;
    source: string;
    key: string;
    at: Date;
    title: string;
    text: string | null;
    url: string | null;
    lang: string | null;
    category: string | null;
    author: string | null;
    topic: string;
    matchedBy: string;
    version: number;
    counter: string | null;
    wording: string | null;
    story: string | null;
    begins: boolean;
    counts: boolean;
  };
  topicReadings: {
    source: string;
    counter: string;
    at: Date;
    value: number;
    growth: number;
    topic: string;
    key: string;
  };
  topicStories: { band: string; wording: string; words: string; seenAt: Date };
  topicHours: TopicSums;
  /** `hour`: at which the day in China begins. */
  topicDays: TopicSums;
  topicAlerts: {
    id: string;
    topic: string;
    openedAt: Date;
    toldAt: Date;
    timesTold: number;
    height: number;
    evidence: Json<AlertEvidence>;
    quietSince: Default<Date | null>;
    closedAt: Default<Date | null>;
    acknowledgedAt: Default<Date | null>;
    /** The staff id. */
    acknowledgedBy: Default<string | null>;
  };
};

/** Why an alert was raised, for a person. Titles are other people's text and shown as text. */
export type AlertEvidence = {
  /** Stories of the last 24 hours, and of each day before, the oldest first. */
  n: number;
  days: readonly number[];
  mean: number;
  z: number;
  sources: readonly { id: string; stories: number; authors: number }[];
  titles: readonly { title: string; source: string; at: string }[];
};

type TopicSums = {
  topic: string;
  hour: Date;
  source: string;
  items: number;
  stories: number;
  discussions: number;
};
