/** What the help pages are written from: answers of the public API, as they came, or null where there was none. */
type Both = { en: string; zh: string };

export type Trend = "rising" | "falling" | "steady" | "new" | "too-few";
/** `GET /v1/topics` */
export type Topics = {
  days: number;
  updatedAt: string | null;
  sources: {
    id: string;
    name: Both;
    state: "fresh" | "stale" | "empty" | "failing";
    at: string | null;
  }[];
  rows: {
    rank: number;
    id: string;
    name: Both;
    discussions: number;
    shown: Both;
    focus: { en: string[]; zh: string[] };
    trend: Trend;
    spiking: boolean;
    guide: { slug: string; title: Both } | null;
  }[];
  note?: Both;
};

/** `GET /v1/insights/methods` */
export type Methods = {
  days: number;
  from: string;
  to: string;
  rows: {
    way: string;
    name: Both;
    n: number;
    success: { rate: number; low: number; high: number } | null;
    medianSeconds: number | null;
    p90Seconds: number | null;
  }[];
  article: { way: string; rate: number; seconds: number; note: Both }[];
};

export type Listed = { slug: string; title: string; summary: string; minutes: number };

/** `GET /v1/guides/:slug` */
export type GuideFacts = {
  slug: string;
  title: string;
  summary: string;
  /** Drawn by the server from six constructions; holds nothing else. */
  html: string;
  steps: string[];
  checkedOn: string;
  related: { slug: string; title: string }[];
};

export type HelpFacts = {
  /** The public origin that is configured, for structured data. */
  origin: string;
  topics: Topics | null;
  methods: Methods | null;
  guides: Listed[] | null;
  /** What was searched for; `guides` are what answers. */
  asked: string;
};
