/**
 * What nobody needs to see in a chat: codes, passwords, card numbers. Thieves ask for them in the name of
 * customer service, so whoever is about to send one is asked first, in their own browser, and the server looks
 * again. `web/shared/guard.ts` and `src/features/chat/guard.ts` are one text (a test holds them together).
 */

export type Kind = "code" | "card" | "password";
/** `firm`: it is masked whatever its sender says. Places count characters (code points) of the clean text. */
export type Found = { kind: Kind; from: number; to: number; firm: boolean };

/** Direction marks, zero-width characters, tags: what makes a text look like another one than it is. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;
/** Within one picture (a family, a flag) a joiner is part of it. */
const joined = /(\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu;
const HELD = "\ue000";

/** The text as it is kept and shown: nothing in it is hidden, turns direction or piles up. */
export const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/\ue000/g, "")
    .replace(joined, `$1${HELD}`)
    .replace(unseen, "")
    .replaceAll(HELD, "\u200d")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, " ")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

/** Digits of every script stand in rows of ten, the zero first. */
function worthOf(digit: string): number {
  const at = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(at - value - 1))) value++;
  return value;
}

/** One character for each of the text: digits of any script as plain ones, letters small. */
const plain = (chars: readonly string[]): string =>
  chars
    .map((char) => {
      const folded = char.normalize("NFKC").toLowerCase();
      if (/^(?![0-9])\p{Nd}$/u.test(folded)) return String(worthOf(folded));
      if (folded.length === 1) return folded;
      return /^[0-9a-z][.)]?$/.test(folded) ? (folded[0] as string) : "\u25a1";
    })
    .join("");

const GAP = /^[\s\-.\u00b7_,\u3001/\u2013\u2014]{1,2}$/;
/** What stands beside a code, and what does but means another number. */
const codeWords =
  /code|otp|\bpin\b|cvv|cvc|verif|one.time|验证码|驗證碼|校验码|动态|短信码|激活码|恢复码|安全码|密码|口令|码是/;
const otherCodes =
  /(post|postal|zip|area|error|country|promo|bar|qr|order|branch|swift|sort|dress)[ -]?codes?/g;
const labels =
  /order|ticket|invoice|refer|\bref\b|parcel|tracking|amount|paid|payment|yuan|\brmb\b|\bcny\b|flight|train|\bdate|year|cod\u25a1|订单|单号|编号|流水|交易|金额|邮编|日期|航班|运单|元|年/;
const NEAR = 24;

type Run = { from: number; to: number; digits: string };

/** Groups of digits, each with what follows it at most a space or a dash away. */
function runsOf(text: string): Run[][] {
  const tokens = [...text.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({
    ...{ from: index, to: index + digits.length, digits },
  }));
  const runs: Run[][] = [];
  for (const token of tokens) {
    const before = runs.at(-1)?.at(-1);
    if (before && GAP.test(text.slice(before.to, token.from))) runs.at(-1)?.push(token);
    else runs.push([token]);
  }
  return runs;
}

const whole = (tokens: readonly Run[]): Run => ({
  from: tokens[0]?.from ?? 0,
  to: tokens.at(-1)?.to ?? 0,
  digits: tokens.map(({ digits }) => digits).join(""),
});

/** ISO/IEC 7812-1, annex B; and it begins as the numbers of payment cards do. */
export function isCard(digits: string): boolean {
  if (!/^(?:3|4|5|6|2[2-7])\d{12,18}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((sum, char, place) => {
    const value = Number(char) * (place % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** From each group on, the longest row of groups that is a card. */
function cardsIn(tokens: readonly Run[]): Run[] {
  const cards: Run[] = [];
  for (let first = 0; first < tokens.length; first++) {
    let best = 0;
    for (let last = first, digits = ""; last < tokens.length && digits.length < 19; last++) {
      digits += tokens[last]?.digits ?? "";
      if (isCard(digits)) best = last + 1;
    }
    if (best === 0) continue;
    cards.push(whole(tokens.slice(first, best)));
    first = best - 1;
  }
  return cards;
}

const isCodeLong = ({ digits }: Run) => digits.length >= 4 && digits.length <= 8;
const HAN_DIGITS = /[〇零一二三四五六七八九幺两]{4,8}/g;
const WORD = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)";
const ENGLISH_DIGITS = new RegExp(`\\b${WORD}(?:[\\s,-]+${WORD}){3,7}\\b`, "g");
/** As ours are printed: a slot and sixteen characters. */
const SAVED =
  /(?<![a-z0-9])\d[\s-]?[0-9a-hjkmnp-tv-z]{4}(?:[\s-]?[0-9a-hjkmnp-tv-z]{4}){3}(?![a-z0-9])/g;
const EN_PASSWORD =
  /\b(?:pass ?(?:word|code|phrase)|pwd|pw)\s*(?:is|was|are|:|=|：)\s*(?:["'“”]\s*)?(\S+)/g;
const NO_PASSWORD =
  /^(?:lost|forgot\w*|wrong|not|no|gone|changed|incorrect|different|the|an?|being|never|still|what|too|so|un\w+|expired|locked|reset|always|refused|rejected|somewhere|in|on|old|new|very|long|short|only|working|broken|stolen|known|saved|written|that|this|it|my|to|for)\b/;
const ZH_PASSWORD = /(?:密码|口令)\s*(?:就是|是|为|：|:|=)\s*([^\s，。；！？]+)/g;
const NO_ZH_PASSWORD =
  /^(?:什么|多少|错|不|对的|正确|忘|被|我|旧|新|谁|哪|怎|之前|以前|原来|否|几|没|无|个|在|由|用)/;

/** What in this text looks like something that is nobody else's business, in the order of the text. */
export function inspect(given: string): Found[] {
  const chars = Array.from(given);
  const text = plain(chars);
  const near = text.replace(otherCodes, (words) => words.replace("code", "cod\u25a1"));
  const isNear = (words: RegExp, { from, to }: Run) =>
    words.test(near.slice(Math.max(0, from - NEAR), from)) || words.test(near.slice(to, to + NEAR));
  const found: Found[] = [];
  const add = (kind: Kind, { from, to }: { from: number; to: number }, firm: boolean) => {
    if (!found.some((other) => from < other.to && to > other.from))
      found.push({ kind, from, to, firm });
  };
  const runs = runsOf(text);
  for (const tokens of runs) for (const card of cardsIn(tokens)) add("card", card, true);
  for (const match of text.matchAll(SAVED))
    if (/[a-z]/.test(match[0]) && /\d.*\d/.test(match[0]))
      add("code", { from: match.index, to: match.index + match[0].length }, true);
  for (const [words, but] of [
    [EN_PASSWORD, NO_PASSWORD],
    [ZH_PASSWORD, NO_ZH_PASSWORD],
  ] as const)
    for (const match of text.matchAll(words)) {
      const secret = match[1] ?? "";
      const to = match.index + match[0].length;
      if (!but.test(secret))
        add("password", { from: to - secret.length, to }, /^\d{4,8}$/.test(secret));
    }
  const spelled = [...text.matchAll(HAN_DIGITS), ...text.matchAll(ENGLISH_DIGITS)].map((match) => ({
    ...{ from: match.index, to: match.index + match[0].length, digits: match[0] },
  }));
  const numbers = [
    ...runs.map(whole),
    ...runs.filter(({ length }) => length > 1).flat(),
    ...spelled,
  ];
  for (const run of numbers) {
    const isSpelled = !/^\d+$/.test(run.digits);
    if (!isSpelled && !isCodeLong(run)) continue;
    const isLabelled = isNear(labels, run);
    if (isNear(codeWords, run)) add("code", run, true);
    else if (isAlone(text, run) && !(isSpelled && run.digits.length < 6))
      add("code", run, !isLabelled && (isSpelled || run.digits.length === 6));
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Hardly anything else is in the message: a word or two at most. */
function isAlone(text: string, { from, to }: Run): boolean {
  const rest = text.slice(0, from) + text.slice(to);
  const words = rest.match(/[a-z]+/g)?.join("").length ?? 0;
  const han = rest.match(/\p{Script=Han}/gu)?.length ?? 0;
  return words <= 8 && han <= 3 && !/\d/.test(rest);
}

/** The same text with these places covered. */
export function masked(given: string, found: readonly Pick<Found, "from" | "to">[]): string {
  const chars = Array.from(given);
  for (const { from, to } of found)
    for (let at = from; at < to; at++) if (/[\p{L}\p{N}]/u.test(chars[at] ?? "")) chars[at] = "•";
  return chars.join("");
}

/** Runs of digits as they may be live codes, for whoever can look that up. */
export const sixDigits = (given: string): { from: number; to: number; digits: string }[] => {
  const runs = runsOf(plain(Array.from(given)));
  return runs.flatMap((tokens) =>
    tokens.flatMap((_, first) =>
      tokens
        .slice(first)
        .map((_, last) => whole(tokens.slice(first, first + last + 1)))
        .filter(({ digits }) => digits.length === 6),
    ),
  );
};
