/** What the pages of insights are asked about. It stands in the address, so a page can be sent to a colleague as it is. */

export type Filter = {
  /** 1 to 365, until today. Without, and without `from`: 28. */
  days?: number;
  /** Days of the operator's zone, "2026-11-29"; both or neither; `to` is in it. */
  from?: string;
  to?: string;
  situation?: string;
  locale?: "en" | "zh";
  risk?: string;
  way?: string;
};

export const USUAL_DAYS = 28;
export const MOST_DAYS = 365;
export const spans = [7, 28, 90, 365] as const;
export const situations = ["forgot-password", "lost-phone", "account-stolen"] as const;
export const risks = ["low", "elevated", "high"] as const;
const locales = ["en", "zh"] as const;

const DAY = /^\d{4}-\d\d-\d\d$/;
/** A day that is in the calendar: the 30th of February is none. */
export const isDay = (text: unknown): text is string =>
  typeof text === "string" &&
  DAY.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

const DAY_MS = 86_400_000;
export const daysBetween = (from: string, to: string) =>
  (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** From an address, which anybody may have written: what makes no sense is left out. */
export function filterOf(given: Record<string, unknown>): Filter {
  const { from, to, situation, locale, risk, way } = given;
  const days = Number(given.days);
  const hasDays = Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;
  const count = isDay(from) && isDay(to) ? daysBetween(from, to) : 0;
  const isPeriod = count >= 1 && count <= MOST_DAYS;
  const one = <T extends string>(list: readonly T[], value: unknown) =>
    list.find((each) => each === value);
  const [inSituation, inLocale, atRisk] = [
    one(situations, situation),
    one(locales, locale),
    one(risks, risk),
  ];
  return {
    ...(isPeriod
      ? { from: from as string, to: to as string }
      : hasDays && days !== USUAL_DAYS && { days }),
    ...(inSituation && { situation: inSituation }),
    ...(inLocale && { locale: inLocale }),
    ...(atRisk && { risk: atRisk }),
    ...(typeof way === "string" && /^[a-z][a-z-]{0,39}$/.test(way) && { way }),
  };
}

/** The query of an answer, and of the same as a file. */
export function queryOf({ days, ...rest }: Filter, more: Record<string, string> = {}): string {
  const period = rest.from ? {} : { days: String(days ?? USUAL_DAYS) };
  return String(new URLSearchParams({ ...period, ...rest, ...more }));
}

/** Which figure a list of cases stands behind, as the answer named it. */
export type Behind = { metric?: string; outcome?: string; journey?: string; step?: string };
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const behind = ["metric", "outcome", "journey", "step"] as const;
export const behindOf = (given: Record<string, unknown>): Behind =>
  Object.fromEntries(
    behind.flatMap((key) => {
      const value = given[key];
      return typeof value === "string" && NAME.test(value) ? [[key, value]] : [];
    }),
  );

/** The page with the cases behind a figure: `cases` is the query that came with it. */
export function casesHref(filter: Filter, cases: string): string {
  const query = new URLSearchParams(queryOf(filter));
  for (const [key, value] of new URLSearchParams(cases)) query.set(key, value);
  return `/desk/insights/cases?${query}`;
}
/** The same figures as a file. */
export const csvHref = (name: string, filter: Filter, more: Record<string, string> = {}) =>
  `/v1/insights/${name}?${queryOf(filter, { ...more, format: "csv" })}`;
