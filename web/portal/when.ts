/**
 * Times in words. Built from parts and not by `format`, because a server and a browser must write
 * the same text, and their language data differ. The zone is the operator's, and the page says so.
 */
export type Lang = "en" | "zh";

const weekdays = {
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
};
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

type Parts = { year: number; month: number; day: number; weekday: number; time: string };

const formats = new Map<string, Intl.DateTimeFormat>();
function parts(at: number, zone: string): Parts {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  const found: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at)) found[type] = value;
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    weekday: weekdays.en.indexOf(found.weekday ?? ""),
    time: `${found.hour}:${found.minute}`,
  };
}

export type When = {
  /** 14:32, with the day's name when it is another day. */
  short(at: string): string;
  /** 14:03:12 */
  exact(at: string): string;
  /** Tue 14:32 */
  day(at: string): string;
  /** 24 November */
  date(at: string): string;
  /** Mon 23 Nov 2026, 14:36 */
  full(at: string): string;
  zone: string;
};

/** A number keeps its unit on its line: "1" at the end of one and "日" on the next is no date. */
const NO_BREAK = "\u00a0";

export function whenIn(lang: Lang, zone: string, nowMs: () => number): When {
  const of = (at: string) => parts(Date.parse(at), zone);
  const day = (at: string) => {
    const { weekday, time } = of(at);
    return `${weekdays[lang][weekday]} ${time}`;
  };
  const date = (at: string) => {
    const { month, day } = of(at);
    return lang === "zh"
      ? `${month}${NO_BREAK}月 ${day}${NO_BREAK}日`
      : `${day} ${months[month - 1]}`;
  };
  return {
    zone,
    // Every zone of today is whole minutes away, so the seconds are the same everywhere.
    exact: (at) => `${of(at).time}:${String(new Date(at).getUTCSeconds()).padStart(2, "0")}`,
    day,
    date,
    short: (at) => {
      const there = of(at);
      const here = parts(nowMs(), zone);
      if (there.day === here.day && there.month === here.month) return there.time;
      const apartMs = Math.abs(Date.parse(at) - nowMs());
      return apartMs < 6 * 86_400_000 ? day(at) : `${date(at)} ${there.time}`;
    },
    full: (at) => {
      const { year, month, day, weekday, time } = of(at);
      return lang === "zh"
        ? `${year}${NO_BREAK}年 ${date(at)} ${time}`
        : `${weekdays.en[weekday]} ${day} ${months[month - 1]?.slice(0, 3)} ${year}, ${time}`;
    },
  };
}
