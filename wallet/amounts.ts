/** Amounts as people type and read them. In between, minor units in a bigint: nothing is rounded. */
import type { Word } from "./words.ts";

/** One transfer: a million yuan. */
export const TRANSFER_MAX = 100_000_000n;
/** Longer is no amount of money. */
const DIGITS_MAX = 12;

const OTHER_MONEY =
  /[$€£₩฿₽₹]|\b(usd|eur|gbp|hkd|jpy|twd|krw)\b|美元|美金|欧元|英镑|港[币元]|日元|台币/;

/** Minor units, or the word for what is wrong with it. `¥1,250.00`, `12.5 元` and `１２` are read too. */
export function readAmount(typed: string): bigint | Word {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  if (text === "") return "noAmount";
  if (OTHER_MONEY.test(text)) return "otherMoney";
  const bare = text
    .replace(/^(¥|cny|rmb|人民币)\s*/, "")
    .replace(/\s*(元|cny|rmb)$/, "")
    .trim();
  if (/^[-−–]\s*[¥\d.]/.test(bare)) return "notPositive";
  const [, whole, part = ""] =
    /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(bare) ?? /^()\.(\d+)$/.exec(bare) ?? [];
  if (whole === undefined) return "notDigits";
  if (part.length > 2) return "tooFine";
  const digits = whole.replaceAll(",", "").replace(/^0+(?=\d)/, "");
  if (digits.length > DIGITS_MAX) return "tooLarge";
  const minor = BigInt(digits || "0") * 100n + BigInt(part.padEnd(2, "0"));
  if (minor === 0n) return "notPositive";
  return minor > TRANSFER_MAX ? "tooLarge" : minor;
}

/** 125000n is "¥1,250.00"; what is taken away begins with a minus sign. */
export function money(minor: bigint): string {
  const size = minor < 0n ? -minor : minor;
  const whole = (size / 100n).toLocaleString("en-US");
  return `${minor < 0n ? "−" : ""}¥${whole}.${String(size % 100n).padStart(2, "0")}`;
}
