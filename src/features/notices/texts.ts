/**
 * What we say to owners. A thief sends messages like these, too; so ours keep to what a thief's cannot:
 * they never ask for anything, every link is the one from configuration, and a code says what it is for,
 * so that somebody who is asked to read it out knows what they would give away.
 *
 * `values` come from what happened; `Place` comes from configuration only, never from a request. English
 * keeps to the GSM alphabet; Chinese to 140 characters, or 100 and a link. So one text serves SMS (three
 * parts at most) and e-mail. The sender's mark that Chinese carriers ask for is the gateway's to add.
 */
import { en } from "./words-en.ts";
import { zh } from "./words-zh.ts";

export type At = Date | string;
export type MethodName =
  | "phone"
  | "email"
  | "authenticator"
  | "recovery-codes"
  | "passkey"
  | "contact"
  | "device"
  | "face";
export type Change = "added" | "replaced" | "removed";
export type HoldScope = "outgoing" | "sign-in" | "everything";
export type CodePurpose = "recovery" | "step-up" | "new-address" | "case-return" | "number-claim";

export type ReportMark = "due" | "late" | "closed";

type CodeValues = { code: string; purpose: CodePurpose; minutes?: number };
type ChangeValues = { method: MethodName; change: Change };
type Nothing = Record<never, never>;

export type Values = {
  "sms-code": CodeValues;
  "email-code": CodeValues;
  "claim-first-proof": Nothing;
  "review-begun": Nothing;
  "continued-elsewhere": Nothing;
  "wait-started": { until: At };
  completed: Nothing;
  cancelled: Nothing;
  expired: Nothing;
  denied: Nothing;
  contest: Nothing;
  "change-pending": ChangeValues & { effectiveAt: At };
  "change-done": ChangeValues;
  "change-cancelled": ChangeValues;
  "recovery-codes-replaced": Nothing;
  "recovery-code-used": { left: number };
  hold: { scope: HoldScope; until: At | null };
  release: { scope: HoldScope };
  "lock-loosened": { effectiveAt: At };
  "sessions-ended": Nothing;
  "password-changed": Nothing;
  "device-signed-out": { device: string };
  "device-disowned": { device: string };
  "number-released": Nothing;
  "number-disputed": Nothing;
  "chat-news": Nothing;
  /** `dueOn`: the day that was promised, as `YYYY-MM-DD`. */
  report: { mark: ReportMark; dueOn?: string };
  "pack-made": Nothing;
  "pack-ready": Nothing;
  "pack-downloaded": Nothing;
  "erasure-pending": { effectiveAt: At };
  "erasure-cancelled": Nothing;
  erased: Nothing;
  /** To a contact; the link is that of their page. `name`: the owner's word for themself. */
  "contact-invitation": { name: string };
  "contact-ask": { name: string };
  "contact-reminder": { name: string };
  "contact-said-no": Nothing;
  "contact-stopped": Nothing;
  "contacts-reminder": Nothing;
};

export type Kind = keyof Values;
export type Notice = { [K in Kind]: { kind: K; values: Values[K] } }[Kind];
export type Rendered = { subject: string; text: string };

/** From configuration: the wallet's name, the portal's host, the "this wasn't me" page, the zone. */
export type Place = { service: string; host: string; notMeUrl: string; timeZone: string };

/** What a language brings: a template for each kind, given the place and a way to say a time. */
export type Words = {
  [K in Kind]: (values: Values[K], place: Place, time: (at: At) => string) => Rendered;
};

export const kinds = Object.keys(en) as Kind[];

const time = (locale: "en" | "zh", timeZone: string) => (at: At) => {
  const parts = new Intl.DateTimeFormat(locale === "zh" ? "zh-CN" : "en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: locale === "zh" ? "numeric" : "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  }).formatToParts(new Date(at));
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((part) => part.type === type)?.value ?? "";
  const [year, month, day, weekday] = [of("year"), of("month"), of("day"), of("weekday")];
  const [clock, zone] = [`${of("hour")}:${of("minute")}`, of("timeZoneName")];
  return locale === "zh"
    ? `${year}年${month}月${day}日（${weekday}）${clock}（${zone}）`
    : `${weekday} ${day} ${month} ${year}, ${clock} (${zone})`;
};

/** Pure: the same message for the same arguments. Throws for a code that is not six digits or so. */
export function render<K extends Kind>(
  kind: K,
  locale: "en" | "zh",
  values: Values[K],
  place: Place,
): Rendered {
  // A line break in a code would begin a line of its own, and the last line binds the code to a site.
  if ("code" in values && !/^[0-9]{4,10}$/.test(values.code)) throw new Error("Not a code.");
  const words: Words = locale === "zh" ? zh : en;
  return words[kind](values, place, time(locale, place.timeZone));
}
