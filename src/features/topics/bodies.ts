/**
 * Bodies of sources as drafts of posts. Whoever writes them is a stranger: whatever is not as it should be is left
 * out, never guessed at, and only the first two thousand items are looked at. Pure.
 */
import { parseFeed } from "feedsmith";
import { type Draft, plain } from "./posts.ts";

export const ITEMS_MAX = 2000;
export const fetchedKinds = [
  "rss",
  "atom",
  "jsonfeed",
  "reddit-atom",
  "hotlist",
  "discourse",
  "hn",
] as const;
export type FetchedKind = (typeof fetchedKinds)[number];

/** Where in each item of a hot list things stand: names joined by dots. `items`: where the list itself is. */
export const pathNames = [
  "items",
  "id",
  "title",
  "text",
  "url",
  "at",
  "author",
  "category",
  "weight",
  "readAt",
] as const;
export type Paths = Partial<Record<(typeof pathNames)[number], string>>;

export class Unreadable extends Error {}

type Item = Readonly<Record<string, unknown>>;
const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null;

/** Throws `Unreadable`. An empty list is a list. */
export function readBody(kind: FetchedKind, text: string, paths: Paths = {}): Draft[] {
  if (kind === "hotlist") return hotlist(parsed(text), paths);
  if (kind === "discourse") return discourse(parsed(text));
  if (kind === "hn") return hackerNews(parsed(text));
  return feed(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable("not-json");
  }
}

/** A name, or a place in a list, at a time; only what is the item's own. */
export function at(value: unknown, path: string | undefined): unknown {
  if (path === undefined) return undefined;
  let here = value;
  for (const name of path === "" ? [] : path.split(".")) {
    if (!isItem(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}

const textAt = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;

/** RFC 3339, RFC 822, or seconds or milliseconds since 1970. Null: none that can be read. */
export function timeOf(value: unknown): Date | null {
  const digits = typeof value === "string" && /^\d{9,13}$/.test(value) ? Number(value) : value;
  const ms =
    typeof digits === "number"
      ? digits < 1e11
        ? digits * 1000
        : digits
      : typeof digits === "string" && digits.length <= 60
        ? Date.parse(digits)
        : Number.NaN;
  return Number.isFinite(ms) && Math.abs(ms) < 8e15 ? new Date(ms) : null;
}

/** `12500`, `"12500"`, `"1.2万"`, `"12,500"`. */
export function weightOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? Math.round(value) : undefined;
  if (typeof value !== "string") return undefined;
  const [, number, unit] = /^\s*(\d[\d,]{0,15}(?:\.\d{1,4})?)\s*(万|亿)?/.exec(value) ?? [];
  if (!number) return undefined;
  const times = unit === "亿" ? 1e8 : unit === "万" ? 1e4 : 1;
  return Math.round(Number(number.replaceAll(",", "")) * times);
}

function hotlist(body: unknown, paths: Paths): Draft[] {
  const list = at(body, paths.items ?? "");
  if (!Array.isArray(list)) throw new Unreadable("no-list");
  return list.slice(0, ITEMS_MAX).flatMap((item): Draft[] => {
    const title = textAt(at(item, paths.title ?? "title"));
    if (!title) return [];
    const readAt = timeOf(at(item, paths.readAt));
    return [
      {
        ...{ title, id: textAt(at(item, paths.id)), at: timeOf(at(item, paths.at)) },
        ...{ text: textAt(at(item, paths.text)), url: textAt(at(item, paths.url)) },
        ...{ author: textAt(at(item, paths.author)), category: textAt(at(item, paths.category)) },
        weight: weightOf(at(item, paths.weight)),
        ...(readAt && { readAt }),
      },
    ];
  });
}

/** `/latest.json` of a Discourse forum: a counter of posts for each topic. */
function discourse(body: unknown): Draft[] {
  const list = at(body, "topic_list.topics");
  if (!Array.isArray(list)) throw new Unreadable("no-list");
  return list.slice(0, ITEMS_MAX).flatMap((item): Draft[] => {
    const title = textAt(at(item, "title"));
    const id = textAt(at(item, "id"));
    if (!title || !id) return [];
    const weight = weightOf(at(item, "posts_count"));
    return [{ id, title, at: timeOf(at(item, "created_at")), weight, ownCounter: true }];
  });
}

/** Hacker News as Algolia gives it (`hits`), or a list of items of the Firebase API: comments are its counter. */
function hackerNews(body: unknown): Draft[] {
  const list = Array.isArray(body) ? body : at(body, "hits");
  if (!Array.isArray(list)) throw new Unreadable("no-list");
  return list.slice(0, ITEMS_MAX).flatMap((item): Draft[] => {
    const title = textAt(at(item, "title"));
    const id = textAt(at(item, "objectID")) ?? textAt(at(item, "id"));
    if (!title || !id) return [];
    const when = at(item, "created_at_i") ?? at(item, "time");
    const weight = weightOf(at(item, "num_comments") ?? at(item, "descendants") ?? 0);
    const author = textAt(at(item, "author")) ?? textAt(at(item, "by"));
    return [
      {
        id,
        title,
        at: timeOf(when),
        url: textAt(at(item, "url")),
        author,
        weight,
        lang: "en",
        ownCounter: true,
      },
    ];
  });
}

/** RSS, RDF, Atom and JSON Feed say the same in four ways. */
function feed(text: string): Draft[] {
  let items: unknown[];
  try {
    const { feed } = parseFeed(text, { maxItems: ITEMS_MAX }) as { feed: Item };
    items = [feed.items ?? feed.entries ?? []].flat();
  } catch {
    throw new Unreadable("no-feed");
  }
  return items.slice(0, ITEMS_MAX).flatMap((item): Draft[] => {
    if (!isItem(item)) return [];
    const title = said(item.title) ?? firstWords(said(item.content_text) ?? said(item.description));
    if (!title) return [];
    const links = [item.links].flat().filter(isItem);
    const link = links.find(({ rel }) => rel === undefined || rel === "alternate") ?? links[0];
    const people = [item.authors].flat().filter(isItem);
    const when = [
      item.pubDate,
      item.published,
      item.date_published,
      at(item, "dc.date"),
      item.updated,
    ];
    return [
      {
        title,
        id: textAt(at(item, "guid.value")) ?? textAt(item.guid) ?? textAt(item.id),
        at: when.map(timeOf).find((time) => time !== null) ?? null,
        url: textAt(item.link) ?? textAt(item.url) ?? textAt(link?.href),
        text:
          said(item.description) ??
          said(item.summary) ??
          said(item.content_text) ??
          said(item.content),
        author: textAt(people[0]?.name) ?? textAt(people[0]),
        lang: textAt(item.language),
      },
    ];
  });
}

/** Atom wraps what it says with its type. */
const said = (value: unknown): string | undefined => textAt(value) ?? textAt(at(value, "value"));
const firstWords = (text: string | undefined) => (text ? plain(text, 120) : undefined);
