/**
 * What a message asks for that no company ever asks for, and the two kinds of honest message that name the same
 * words: a one-time code ("tell nobody") and a warning of fraud ("whoever asks for it is a thief").
 */
import { type Both, NOTHING, type Words } from "./message-lures.ts";
import { before, first, near, type Spot, type Spots } from "./message-scan.ts";

export type Ask = "safe-account" | "screen" | "code" | "secret" | "install" | "fee";
/** `isAnswered`: the answer to the message itself is where the secret should go. */
export type FoundAsk = Spot & { ask: Ask; isGrave: boolean; isAnswered: boolean };

/** Two words near each other, and no "never" or "do not" close before them. */
function asked(one: Spots, other: Spots, never: Spots, within: number): Spot | undefined {
  const spot = near(one, other, within);
  if (!spot || before(never, spot.from + 1, within) || near([spot.from, spot.to], never, 4)) return;
  // "never" between the two: "the code: never send it to us".
  for (let i = 0; i < never.length; i += 2)
    if ((never[i] ?? 0) >= spot.from && (never[i] ?? 0) < spot.to) return;
  return spot;
}

/** Without those that stand inside a word of the other list. */
const outside = (spots: Spots, others: Spots): Spots =>
  others.length === 0
    ? spots
    : spots.filter((_, i) => {
        const at = spots[i - (i % 2)] ?? 0;
        return !others.some((from, j) => j % 2 === 0 && at >= from && at < (others[j + 1] ?? 0));
      });

export function asksIn({ zh, en }: Both): FoundAsk[] {
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
      asked(words(one), words(other), never, within);
    add("safe-account", true, to("safeAccount", "moneyAsk"));
    const screen = first(words("screen"));
    if (screen && !before(never, screen.from, within)) add("screen", true, screen);
    add("code", true, to("code", "give"));
    // The 验证 of 验证码 tells nobody to fill in anything.
    const fills = outside(words("fillIn"), words("code"));
    const secret = asked(words("secret"), fills, never, within);
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
