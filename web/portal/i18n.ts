import { setupI18n } from "@lingui/core";
import type { ReactNode } from "react";
import { createElement } from "react";
import type { Lang } from "./when.ts";

type Values = Record<string, string | number>;
type Messages = NonNullable<Parameters<typeof setupI18n>[0]>["messages"];

/** One language's words: `t` gives text, `rich` also understands `<b>` and `<nb>` (kept together). */
export type Words = {
  lang: Lang;
  t(id: string, values?: Values): string;
  rich(id: string, values?: Values): ReactNode[];
  /** More sentences, of pages that come later. */
  add(messages: unknown): void;
};

export function wordsOf(lang: Lang, messages: unknown): Words {
  const i18n = setupI18n({ locale: lang, messages: { [lang]: messages } as NonNullable<Messages> });
  const t = (id: string, values?: Values) => i18n._(id, values);
  return {
    lang,
    t,
    rich: (id, values) => marked(t(id, values)),
    add: (more) => i18n.load(lang, more as Parameters<typeof i18n.load>[1] & object),
  };
}

const marked = (text: string): ReactNode[] =>
  text.split(/(<(?:b|nb)>.*?<\/(?:b|nb)>)/).map((part, key) => {
    const [, tag, inner] = /^<(b|nb)>(.*)<\/\1>$/.exec(part) ?? [];
    if (tag === "b") return createElement("b", { key }, inner);
    return tag === "nb" ? createElement("span", { key, className: "nb" }, inner) : part;
  });
