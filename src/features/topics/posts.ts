/**
 * What a post is before it is counted: plain text, an address, a day, and the key by which it is known again. Whoever
 * writes a feed would like to be counted twice, to run a script at our readers, or to be dated so that it stays
 * in the window: so a repeat has the same key, markup goes, and a time ahead of ours is ours. Pure.
 */
import { hash } from "node:crypto";

/** As a source or a caller gives it. */
export type Draft = {
  id?: string | undefined;
  /** Null: the source does not say; it counts from when it was first read. */
  at: Date | null;
  title: string;
  text?: string | undefined;
  url?: string | undefined;
  lang?: string | undefined;
  author?: string | undefined;
  category?: string | undefined;
  /** What a counter of the source stands at: discussions, comments. It only grows. */
  weight?: number | undefined;
  /** When it stood there; otherwise at `at`. */
  readAt?: Date | undefined;
  /** The counter belongs to this post alone, not to all posts of its title. */
  ownCounter?: boolean | undefined;
};

/** A post, ready to be counted but for its label. */
export type Post = {
  key: string;
  day: string;
  at: Date;
  title: string;
  text: string | null;
  url: string | null;
  lang: string | null;
  author: string | null;
  category: string | null;
  reading: { counter: string; at: Date; value: number } | null;
};

export const TITLE_MAX = 300;
export const TEXT_MAX = 2000;
const URL_MAX = 2000;
/** Above this a counter is a mistake, or a lie. */
export const WEIGHT_MAX = 1e12;
/** What is dated later than this is dated wrong: feeds of another time zone are at most a day ahead. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CHINA_MS = 8 * HOUR_MS;

/** 128 bits, 22 characters. */
export const shortHash = (text: string) =>
  hash("sha256", text, "buffer").subarray(0, 16).toString("base64url");

/** The day in China, `2026-03-02`: UTC+8, without summer time since 1991. */
export const dayOf = (at: Date) => new Date(at.getTime() + CHINA_MS).toISOString().slice(0, 10);
export const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
/** The moment at which a day in China begins. */
export const startOf = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) - CHINA_MS);
export const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const HIDDEN = /<(script|style|title|textarea|noscript)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const TAG = /<\/?[a-z!?][^<>]*>/gi;
const LEFT = /<(?=[a-z/!?])/gi;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const BLANK = /[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** Markup off, one line, at most `max` characters. What is left begins no tag. */
export function plain(text: string, max: number): string {
  const bounded = text.slice(0, max * 10).toWellFormed();
  return bounded
    .replace(HIDDEN, " ")
    .replace(TAG, " ")
    .replace(LEFT, " ")
    .replace(BLANK, " ")
    .trim()
    .slice(0, max)
    .toWellFormed();
}

const FOLLOWS = /^(utm_|spm$|from$|fbclid$|gclid$|mc_|ref$|share_)/i;

/** Http(s) only, without what says where a reader came from; null: no address to show. */
export function canonicalUrl(text: string | undefined): string | null {
  if (!text || text.length > URL_MAX || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  if (url.username || url.password) return null;
  url.hash = "";
  for (const name of [...url.searchParams.keys()])
    if (FOLLOWS.test(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  return url.href.length > URL_MAX ? null : url.href.replace(/\/$/, "");
}

/** Why a post is not taken. */
export type Refusal = "no-title" | "too-old" | "bad-weight";

export type Reader = {
  now: Date;
  /** Older posts are refused: the partition of their day is gone, or soon will be. */
  notBefore: Date;
  /** An author as it is kept: who it is cannot be read from it. */
  hideAuthor: (author: string) => string;
};

/** As it is counted. A time ahead of ours becomes ours. */
export function readPost(draft: Draft, { now, notBefore, hideAuthor }: Reader): Post | Refusal {
  const title = plain(draft.title, TITLE_MAX);
  if (title === "") return "no-title";
  const given = draft.at && !Number.isNaN(draft.at.getTime()) ? draft.at : now;
  const at = given > now ? now : given;
  if (at < notBefore) return "too-old";
  const { weight } = draft;
  if (
    weight !== undefined &&
    !(Number.isSafeInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX)
  )
    return "bad-weight";
  const url = canonicalUrl(draft.url);
  const day = dayOf(at);
  const key = keyOf(draft.id, url, `${day} ${title}`);
  const readAt = draft.readAt && !Number.isNaN(draft.readAt.getTime()) ? draft.readAt : at;
  const counter = draft.ownCounter ? key : `t:${shortHash(title)}`;
  const text = draft.text ? plain(draft.text, TEXT_MAX) : "";
  return {
    ...{ key, day, at, title, text: text || null, url },
    lang: draft.lang && /^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/.test(draft.lang) ? draft.lang : null,
    author: draft.author ? hideAuthor(draft.author.slice(0, 200)) : null,
    category: draft.category ? plain(draft.category, 60) || null : null,
    reading:
      weight === undefined ? null : { counter, at: readAt > now ? now : readAt, value: weight },
  };
}

/** The source's own id, else the address, else the day and the title. */
function keyOf(id: string | undefined, url: string | null, dayAndTitle: string): string {
  if (id) return id.length <= 64 && !/[^\x21-\x7e]/.test(id) ? `i:${id}` : `i#${shortHash(id)}`;
  return url ? `u:${shortHash(url)}` : `t:${shortHash(dayAndTitle)}`;
}

/** Of several lines about one post the first. */
export function oncePerKey<P extends { key: string }>(all: readonly P[]): P[] {
  const posts = new Map<string, P>();
  for (const post of all) if (!posts.has(post.key)) posts.set(post.key, post);
  return [...posts.values()];
}
