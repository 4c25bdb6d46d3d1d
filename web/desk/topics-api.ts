/** The calls of hot topics, and what they answer. */
import { ask } from "./api.ts";
import type { Words } from "./model.ts";

export type Row = {
  rank: number;
  id: string;
  name: Words;
  discussions: number;
  shown: Words;
  items: number;
  stories: number;
  own: number;
  focus: { en: string[]; zh: string[] };
  focusIsDefault: boolean;
  trend: "rising" | "falling" | "steady" | "new" | "too-few";
  change: number | null;
  spiking: boolean;
  guide: { slug: string; title: Words } | null;
  /** Items of each day of the window, the oldest first. */
  daily: number[];
};
export type SourceState = { id: string; name: Words; state: string; at: string | null };
export type Table = {
  days: number;
  from: string;
  to: string;
  updatedAt: string;
  unit: number;
  sources: SourceState[];
  rows: Row[];
  note: Words;
  topics: { id: string; name: Words }[];
};
export type Alert = {
  id: string;
  topic: string;
  name: Words;
  openedAt: string;
  toldAt: string;
  timesTold: number;
  closedAt: string | null;
  takenAt: string | null;
  takenBy: string | null;
  evidence: {
    n: number;
    days: number[];
    mean: number;
    z: number;
    sources: { id: string; stories: number; authors: number }[];
    titles: { title: string; source: string; at: string }[];
  };
};
export type Post = {
  day: string;
  source: string;
  key: string;
  title: string;
  url: string | null;
  lang: string | null;
  at: string;
  counts: boolean;
  matchedBy: string;
};
export type Source = SourceState & {
  kind: string;
  url: string | null;
  config: Record<string, unknown>;
  everySeconds: number;
  enabled: boolean;
  version: number;
  failures: number;
  empties: number;
  fault: string | null;
  since: string;
  triedAt: string | null;
  nextAt: string | null;
};
export type Trial = {
  fault: string | null;
  total: number;
  items: { title: string; at: string; topic: string }[];
};
export type Proposal = {
  id: string;
  /** The first day of the week. */
  week: string;
  words: string;
  posts: number;
  before: number;
  titles: string[];
  /** One of our topics that says nearly the same. */
  near: string | null;
  state: "open" | "accepted" | "dismissed";
};
export type Filter = { days: number; source?: string };

const query = ({ days, source }: Filter, lang: string) =>
  new URLSearchParams({ days: String(days), lang, ...(source && { source }) });
const sourceAt = (id: string) => `/v1/topics/sources/${encodeURIComponent(id)}`;
const given = ({ kind, name, url, config, everySeconds, enabled }: Source) => ({
  ...{ kind, name, config, enabled },
  ...(url !== null && { url, everySeconds }),
});

export const topicsApi = {
  table: (filter: Filter, lang: string) =>
    ask<Table>("GET", `/v1/desk/topics?${query(filter, lang)}`),
  alerts: () => ask<{ alerts: Alert[] }>("GET", "/v1/topics/alerts"),
  take: (id: string) =>
    ask("POST", `/v1/topics/alerts/${encodeURIComponent(id)}/acknowledgement`, {}),
  posts: (topic: string, filter: Filter, lang: string) =>
    ask<{ posts: Post[]; isAll: boolean }>(
      "GET",
      `/v1/topics/${encodeURIComponent(topic)}/posts?${query(filter, lang)}`,
    ),
  sources: () => ask<{ sources: Source[] }>("GET", "/v1/topics/sources"),
  try: (source: Source) => ask<Trial>("POST", "/v1/topics/source-trials", given(source)),
  correct: (post: Post, topic: string, why: string) =>
    ask<{ posts: number }>("POST", "/v1/topics/corrections", {
      ...{ source: post.source, key: post.key, topic, why },
    }),
  proposals: () => ask<{ proposals: Proposal[] }>("GET", "/v1/topics/proposals"),
  decide: (id: string, accept: boolean, note: string) =>
    ask("POST", `/v1/topics/proposals/${encodeURIComponent(id)}/decision`, { accept, note }),
  set: (source: Source) =>
    ask("PUT", sourceAt(source.id), { ...given(source), version: source.version }),
};
