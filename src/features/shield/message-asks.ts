/**
 * What a message asks for that no company ever asks for, and the two kinds of honest message that name the same
 * words: a one-time code ("tell nobody") and a warning of fraud ("whoever asks for it is a thief").
 */
import { type Both, NOTHING, type Words } from "./message-lures.ts";
import { before, first, near, type Spot, type Spots } from "./message-scan.ts";

export type Ask = "safe-account" | "screen" | "code" | "secret" | "install" | "fee";
/** `isAnswered`: the answer to the message itself is where the secret should go. */
export type FoundAsk = Spot & { ask: Ask; isGrave: boolean; isAnswered: boolean };

/** How many places that turn out to ask nothing are passed over: a list of them is no message. */
const PLACES = 16;

/** Two words near each other that ask: neither forbidden nor told of somebody else. A refusal before a request hides none. */
function asked(
  text: string,
  one: Spots,
  other: Spots,
  never: Spots,
  within: number,
): Spot | undefined {
  let left = PLACES;
  return near(
    one,
    other,
    within,
    (spot) => left-- > 0 && !isForbidden(text, spot, never, within) && !isToldOf(text, spot),
  );
}

const SENTENCE = /[。！!？?]|\. /g;
/** "Send it, and tell nobody": that forbids no sending. */
const SECRECY =
  /^.{0,4}(?:切勿|请勿|不要|勿|别)(?:告|泄|透|声张|外传|向)|^.{0,4}(?:never|don't|do not) (?:tell|say|mention)/;

/**
 * "Never" or "do not" close before it in its sentence, close behind it, or between: "the code: never send it to us".
 */
function isForbidden(text: string, spot: Spot, never: Spots, within: number): boolean {
  let reach = within;
  for (const { index } of text.slice(Math.max(0, spot.from - within), spot.from).matchAll(SENTENCE))
    reach = Math.min(within, spot.from) - index - 1;
  if (before(never, spot.from + 1, reach)) return true;
  const behind = text.slice(spot.to, spot.to + 12);
  if (near([spot.from, spot.to], never, 4) && !SECRECY.test(behind)) return true;
  return never.some((at, i) => i % 2 === 0 && at >= spot.from && at < spot.to);
}

/** From whoever is told of to the ask, in one sentence, and without a "please" to the reader. */
const THIEF =
  /(?:骗子|不法分子|诈骗分子|犯罪分子|冒充|假冒|自称|谎称|有人|陌生人|诱导|诱骗|someone|anyone|scammer|fraudster|criminal|caller|pretend|posing)(?:(?!请(?!求)|务必|为了|to protect|please|must|need to)[^。！!？?；;.]){0,60}$/;
/** What a warning says after it. "Tell nobody" is what thieves say. */
const REFUSED =
  /骗子|诈骗|骗局|轻信|相信|挂断|报警|举报|警惕|上当|受骗|[勿要别](?:点|转|扫|下载|开启|理会)|scam|fraud|hang up|ignore|delete|report|(?:never|don't|do not) (?!tell|say|mention|discuss)/;
/** A code for other people is never asked for: thieves want it for themselves. */
const TO_OTHERS =
  /^[给与]?(?:他人|别人|任何人|其他人|第三方|[您你](?!的))|^ (?:to|with) (?:anyone|anybody|others)/;
const FROM_OTHERS = /[向给](?:他人|别人|任何人|其他人|第三方)$/;
const BEFORE = 80;
const BEHIND = 60;

/** "Thieves pretend to be us and ask for your code: hang up", "whoever gives the code to others loses money". */
export function isToldOf(text: string, { from, to }: Spot): boolean {
  const behind = text.slice(to, to + BEHIND);
  const start = text.slice(Math.max(0, from - BEFORE), from);
  if (TO_OTHERS.test(behind) || FROM_OTHERS.test(start)) return true;
  return THIEF.test(start) && REFUSED.test(behind);
}

/** Without those that stand inside a word of the other list. */
const outside = (spots: Spots, others: Spots): Spots =>
  others.length === 0
    ? spots
    : spots.filter((_, i) => {
        const at = spots[i - (i % 2)] ?? 0;
        return !others.some((from, j) => j % 2 === 0 && at >= from && at < (others[j + 1] ?? 0));
      });

export function asksIn({ zh, en }: Both, text: string): FoundAsk[] {
  const found: FoundAsk[] = [];
  const add = (ask: Ask, isGrave: boolean, spot: Spot | undefined, isAnswered = false) => {
    if (spot && !found.some((other) => other.ask === ask))
      found.push({ ask, isGrave, isAnswered, ...spot });
  };
  for (const [words, within] of [
    [zh, 20],
    [en, 48],
  ] as const) {
    if (words === NOTHING) continue;
    const never = words("never");
    const to = (one: Parameters<Words>[0], other: Parameters<Words>[0]) =>
      asked(text, words(one), words(other), never, within);
    add("safe-account", true, to("safeAccount", "moneyAsk"));
    const screens = words("screen");
    for (let i = 0; i < Math.min(screens.length, PLACES * 2); i += 2) {
      const screen = { from: screens[i] ?? 0, to: screens[i + 1] ?? 0 };
      if (!before(never, screen.from, within) && !isToldOf(text, screen))
        add("screen", true, screen);
    }
    add("code", true, to("code", "give"));
    // The 验证 of 验证码 tells nobody to fill in anything.
    const fills = outside(words("fillIn"), words("code"));
    const secret = asked(text, words("secret"), fills, never, within);
    // "Reply with the last four digits of your card": what real banks ask.
    if (!near(words("secret"), words("lastFour"), 8))
      add("secret", false, secret, to("secret", "answer") !== undefined);
    add("install", false, to("install", "program"));
    const fee = words === zh ? to("feeFirst", "payIt") : first(words("feeFirst"));
    if (fee && near([fee.from, fee.to], words("prize"), within * 3)) add("fee", false, fee);
  }
  return found;
}

/** 4 to 8 digits, or as many letters and digits after "code" or 码. */
const A_CODE =
  /(?<![\d.])\d{4,8}(?![\d.]*\d)|\d{3}[ -]\d{3}(?!\d)|码[是为:: ]{0,3}[a-z0-9\u3105-\u3129]{4,8}/;

/** "123456 is your code, tell nobody": a code is in it, and a word for one. */
export function isCode({ zh, en }: Both, text: string): boolean {
  const word = zh("code").length > 0 || en("code").length > 0;
  return word && A_CODE.test(text);
}

/** "Whoever asks for your code is a thief": names fraud and forbids. */
export function isWarning({ zh, en }: Both): boolean {
  const forbids = (words: Words, within: number) =>
    near(words("warns"), words("never"), within) !== undefined;
  const refuses = (["secret", "safeAccount", "give"] as const).some((group) =>
    near(en("never"), en(group), 60),
  );
  return forbids(zh, 60) || forbids(en, 120) || refuses;
}
