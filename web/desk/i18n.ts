/** The desk's words in one language, and its times. */
import { setupI18n } from "@lingui/core";
import { createContext, useContext } from "react";
import type { Words } from "./model.ts";

export type Lang = "en" | "zh";
type Values = Record<string, string | number>;
type Messages = NonNullable<Parameters<typeof setupI18n>[0]>["messages"];

export type Text = {
  lang: Lang;
  t(id: string, values?: Values): string;
  /** What the server said in both languages. */
  say(words: Words): string;
  clock(time: string): string;
  moment(time: string): string;
  /** With its year; of a time, or of a day alone ("2026-11-29"), which is the same everywhere. */
  day(time: string): string;
};

/** "12月1日" as dates are written elsewhere here, "12 月 1 日", and no line ends within "12 月". English has none of it. */
const apart = (date: string) =>
  date.replace(/(\d)([年月日])/g, "$1\u00a0$2").replace(/([年月日])(\d)/g, "$1 $2");

export function textOf(lang: Lang, messages: unknown): Text {
  const i18n = setupI18n({ locale: lang, messages: { [lang]: messages } as NonNullable<Messages> });
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { hour12: false, ...options });
    return (time: string) => apart(formatter.format(new Date(time)));
  };
  const day = format({ year: "numeric", month: "short", day: "numeric" });
  return {
    lang,
    t: (id, values) => i18n._(id, values),
    say: (words) => words[lang],
    clock: format({ hour: "2-digit", minute: "2-digit" }),
    day: (time) => day(time.length === 10 ? `${time}T00:00` : time),
    moment: format({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }),
  };
}

export const TextContext = createContext<Text | null>(null);

export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error("Words are missing.");
  return text;
}
