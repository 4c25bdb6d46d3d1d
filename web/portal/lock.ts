/** The security lock as its page knows it. Pure: no clock, no browser; the server judges every change. */

export type LockRules = {
  singleLimit: string | null;
  dailyLimit: string | null;
  newPayeeDelayHours: number;
  nightLock: boolean;
  trustedDevicesOnly: boolean;
  delayedArrivalHours: number;
};
export type Rule = keyof LockRules;

export type Waiting<K extends Rule = Rule> = {
  value: LockRules[K];
  askedAt: string;
  effectiveAt: string;
};

export type Lock = {
  rules: LockRules;
  pending: { [K in Rule]?: Waiting<K> };
  undo: { rules: LockRules; until: string } | null;
  currency: string;
  timeZone: string;
};

export const limits = ["singleLimit", "dailyLimit"] as const;
export const switches = ["nightLock", "trustedDevicesOnly"] as const;
/** Hours that can be chosen; the server takes no others. */
export const delays = {
  newPayeeDelayHours: [0, 2, 12, 24],
  delayedArrivalHours: [0, 2, 24],
} as const;
export const order: readonly Rule[] = [
  ...limits,
  "newPayeeDelayHours",
  "delayedArrivalHours",
  ...switches,
];
export const presets = ["500", "1000", "2000", "5000"] as const;

/** The words of the form: what a field or a box says, all of them text as a form sends it. */
export type Typed = Record<string, string>;

const AMOUNT = /^(0|[1-9]\d{0,11})(\.\d{1,2})?$/;

/** However a person writes money: full width, grouped, with its sign. "" stands for no limit. */
const cleanAmount = (typed: string) => typed.normalize("NFKC").replace(/[\s,，'¥￥$€£]/g, "");

/** The same amount in one spelling, "500" as "500.00"; null when it is none. */
function amountOf(typed: string): string | null {
  const [, whole = "", part = ""] = AMOUNT.exec(cleanAmount(typed)) ?? [];
  return whole === "" ? null : `${whole}.${part.slice(1).padEnd(2, "0")}`;
}

/** What the form shows for the rules in force. */
export function typedOf(rules: LockRules): Typed {
  const typed: Typed = {};
  for (const rule of limits) typed[rule] = plain(rules[rule]);
  for (const rule of Object.keys(delays) as (keyof typeof delays)[])
    typed[rule] = String(rules[rule]);
  for (const rule of switches) typed[rule] = rules[rule] ? "on" : "";
  return typed;
}

export type Wish = { wish: Partial<LockRules>; wrong: Rule[] };

/**
 * Of all that a form says, only what differs from the rules in force: a rule that is sent as it stands
 * would drop what waits for it. `wrong` names the limits that are no amount.
 */
export function wishOf(rules: LockRules, typed: Typed): Wish {
  const wish: Partial<LockRules> = {};
  const wrong: Rule[] = [];
  for (const rule of limits) {
    const clean = cleanAmount(typed[rule] ?? "");
    const value = clean === "" ? null : amountOf(clean);
    if (clean !== "" && value === null) wrong.push(rule);
    else if (value !== rules[rule]) wish[rule] = value;
  }
  for (const rule of Object.keys(delays) as (keyof typeof delays)[]) {
    const hours = Number(typed[rule] ?? rules[rule]);
    if (hours !== rules[rule]) wish[rule] = hours;
  }
  for (const rule of switches) {
    const on = Boolean(typed[rule]);
    if (on !== rules[rule]) wish[rule] = on;
  }
  return { wish, wrong };
}

const plain = (amount: string | null) => (amount ?? "").replace(/\.00$/, "");

const signs: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", GBP: "£" };
export const signOf = (currency: string) => signs[currency] ?? currency;

/** "2000.00" as "¥2,000". Not by `format`: a server and a browser must write the same. */
export function money(amount: string, currency: string): string {
  const [whole = "", part] = plain(amount).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = signOf(currency);
  return `${sign}${sign.length > 1 ? " " : ""}${grouped}${part ? `.${part}` : ""}`;
}

/** The amount that is being typed, to be said back; null while it is none. */
export const amountTyped = (typed: string): string | null => amountOf(typed);

export const waiting = ({ pending }: Lock): Rule[] => order.filter((rule) => pending[rule]);

/** A form without scripts sends its words; a refusal gives them back as one line. */
export const unpacked = (line: string): Typed => Object.fromEntries(new URLSearchParams(line));
