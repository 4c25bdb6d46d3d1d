/** Figures in words: shares, times and counts, the same on every page, in both languages. */
import type { Lang } from "../i18n.ts";

/** What a share is known to be: null under the least number of cases. */
export type Rate =
  | { n: number; count: number; rate: number; low: number; high: number }
  | { n: number; rate: null };

const fixed = (value: number) => (value * 100).toFixed(1);
/** "95.7 %": a share with one decimal. */
export const percent = (share: number) => `${fixed(share)} %`;
/** "95.0–96.2", as percent. */
export const interval = ({ low, high }: { low: number; high: number }) =>
  `${fixed(low)}–${fixed(high)}`;

const grouped = new Intl.NumberFormat("en-GB");
export const count = (n: number) => grouped.format(n);

const units = {
  en: { d: " d", h: " h", m: " m", s: " s" },
  zh: { d: " 天", h: " 小时", m: " 分", s: " 秒" },
};
const two = (n: number) => String(n).padStart(2, "0");

/** "98 s", "6 m 42 s", "9 h 20 m", "2 d 3 h": two units at most; seconds alone under 100. */
export function seconds(given: number, lang: Lang): string {
  const { d, h, m, s } = units[lang];
  const all = Math.round(given);
  if (all < 100) return `${all}${s}`;
  if (all < 3600) return `${Math.floor(all / 60)}${m} ${two(all % 60)}${s}`;
  const minutes = Math.round(all / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}${h} ${two(minutes % 60)}${m}`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)}${d} ${hours % 24}${h}`;
}

/** A tick of an axis, as short as it can be: "90 %", "10 m". */
export function axisWords(tick: number, kind: "share" | "seconds" | "count", lang: Lang): string {
  if (kind === "share") return `${Math.round(tick * 100)} %`;
  if (kind === "count") return count(tick);
  const { d, h, m, s } = units[lang];
  if (tick < 60) return `${tick}${s}`;
  if (tick < 3600) return `${tick / 60}${m}`;
  return tick <= 86_400 ? `${tick / 3600}${h}` : `${tick / 86_400}${d}`;
}

const dayIn = (lang: Lang, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", { timeZone: "UTC", ...options });

/** "9 Nov", "11/9": for an axis and a note; of a day alone, the same everywhere. */
export const shortDay = (day: string, lang: Lang): string =>
  lang === "zh"
    ? dayIn(lang, { month: "numeric", day: "numeric" }).format(new Date(day))
    : dayIn(lang, { month: "short", day: "numeric" }).format(new Date(day));

/** "24 Oct to 20 Nov 2026", "2026 年 10 月 24 日至 11 月 20 日"; the year once where it is one. */
export function range(from: string, to: string, lang: Lang): string {
  const [fromYear, toYear] = [from.slice(0, 4), to.slice(0, 4)];
  if (lang === "zh") {
    const say = (day: string) => `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8))} 日`;
    return `${fromYear} 年 ${say(from)}至 ${fromYear === toYear ? "" : `${toYear} 年 `}${say(to)}`;
  }
  const start = `${shortDay(from, lang)}${fromYear === toYear ? "" : ` ${fromYear}`}`;
  return `${start} to ${shortDay(to, lang)} ${toYear}`;
}

/** "Asia/Shanghai (GMT+8)": whose days these are. */
export function zoneWords(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "shortOffset" });
  const offset = parts.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
  return offset ? `${zone} (${offset})` : zone;
}
