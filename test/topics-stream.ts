/** A stream of posts as the real ones are, made up: the same each time. */
import type { StreamLine } from "./topics-recount.ts";

/** The same numbers each time (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let n = Math.imul(state ^ (state >>> 15), 1 | state);
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n;
    return ((n ^ (n >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Each of them is about a topic (`topics-stream` holds them to it in the test), told in several ways. */
export const about: readonly string[] = [
  "微信崩了",
  "微信又崩了",
  "支付宝崩了 大量用户无法付款",
  "支付宝崩了大量用户无法付款了",
  "女子支付宝账号被盗 被转走三万元",
  "女子支付宝账号被盗 被人转走三万元",
  "男子微信账号被盗 好友被骗五千",
  "银行卡被盗刷 一夜损失八万",
  "老人遭遇冒充公检法诈骗 民警及时止付",
  "警方捣毁电信诈骗窝点 抓获二十人",
  "警方捣毁一电信诈骗窝点 抓获二十人",
  "我的账户被冻结了怎么办",
  "I forgot my password and cannot log in",
  "My account was hacked and money was stolen",
  "How do I verify my identity?",
  "My card was stolen yesterday",
];
const elsewhere: readonly string[] = [
  ...["刘雯迪奥走秀", "金价", "国庆高速拥堵", "第一天出去旅游的人已经老实", "NBA 总决赛"],
  ...["Immich v2.0.0 – First stable release", "Show HN: a small editor", "苹果病靠什么传播"],
];

/** `days` in China from `first` on. Sorted by time; ids differ from day to day, counters go on by title. */
export function makeStream(
  seed: number,
  first: string,
  days: number,
  perDay: number,
): StreamLine[] {
  const next = numbers(seed);
  const of = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T;
  const start = Date.parse(`${first}T00:00:00+08:00`);
  const counters = new Map<string, number>();
  const lines: StreamLine[] = [];
  for (let day = 0; day < days; day++) {
    const listed = new Set<string>();
    const name = new Date(start + day * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10);
    for (let n = 0; n < perDay; n++) {
      const at = start + day * DAY_MS + Math.floor(next() * 24 * 60) * MINUTE_MS;
      const title = next() < 0.5 ? of(about) : of(elsewhere);
      const source = of(["list", "list", "search", "front"]);
      const published_at = new Date(at).toISOString();
      const lang = /[\u4e00-\u9fff]/.test(title) ? "zh" : "en";
      const known = `${source} ${title}`;
      if (source === "search") {
        lines.push({ id: `s-${name}-${n}`, published_at, source, title, lang });
        continue;
      }
      // A list names a title once a day; its counter falls now and then, and comes back.
      if (listed.has(known)) continue;
      listed.add(known);
      const grown = (counters.get(known) ?? 0) + Math.floor(next() * 50_000);
      counters.set(known, grown);
      const weight = next() < 0.1 ? Math.floor(grown / 3) : grown;
      lines.push({ id: `${source}-${name}-${n}`, published_at, source, title, lang, weight });
    }
  }
  return lines.sort((a, b) => (a.published_at < b.published_at ? -1 : 1));
}

export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const next = numbers(seed);
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
