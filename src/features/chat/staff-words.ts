/**
 * What nobody of the desk can say in a chat, by rule and not by training: a request for a code or a password,
 * and a link or an address of somebody else. A bribed agent tries to be understood all the same, so letters are
 * read as people read them: of any width, spaced out, from other alphabets, with digits in their place.
 */

/** Letters of other alphabets that look like ours, and digits that stand for letters. */
const looks: Readonly<Record<string, string>> = {
  ...{ а: "a", е: "e", о: "o", р: "p", с: "c", у: "y", х: "x", і: "i", ѕ: "s", ԁ: "d", ո: "n" },
  ...{ α: "a", ο: "o", ρ: "p", ν: "v", "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t" },
  ...{ "@": "a", $: "s", "!": "i" },
};

const folded = (text: string) => text.normalize("NFKC").toLowerCase().normalize("NFKD");
const unmarked = (text: string) => folded(text).replace(/\p{M}/gu, "");
const asRead = (text: string) => [...text].map((char) => looks[char] ?? char).join("");

const secretEn =
  "(?:code|password|passcode|passphrase|pin|otp|cvv|cvc|security number|card number|verification)s?";
const giveEn =
  "(?:send|tell|give|share|type|enter|provide|reply|read|forward|text|write|say|need|want|confirm|what(?:'?s| is| was)|let me (?:know|have)|show|paste|post|submit|dm|message)";
const secretZh =
  "(?:验证码|驗證碼|校验码|动态码|动态密码|短信码|激活码|恢复码|安全码|密码|口令|卡号|数字码|六位数|6位数|cvv|otp)";
const giveZh =
  "(?:发|告诉|提供|报|念|说(?!明)|输入|输一下|填|回复|给我|给一下|转发|截图|是多少|是什么|多少|需要您|要您|确认一下|核对一下|贴)";

const asks: readonly RegExp[] = [
  new RegExp(`\\b${giveEn}\\b[^.!?;\\n]{0,40}\\b${secretEn}\\b`),
  new RegExp(`\\b${secretEn}\\b[^.!?;,\\n]{0,24}\\b(?:please|pls|now|here|\\?)`),
  new RegExp(`\\b${secretEn}\\b\\s*\\?`),
  new RegExp(
    `\\byour\\b[^.!?;\\n]{0,12}\\b${secretEn}\\b[^.!?;\\n]{0,24}\\b(?:to|with) (?:me|us)\\b`,
  ),
  new RegExp(`${giveZh}[^。！？；\\n]{0,16}${secretZh}`),
  new RegExp(`${secretZh}[^。！？；\\n]{0,10}${giveZh}`),
];
/** Without spaces, for letters that were set apart. */
const asksSquashed =
  /(?:send|tell|give|share|type|enter|provide|reply|read|whatis|forward)(?:me|us)?(?:the|your)?(?:sms|login|new|6digit|verification|security)?(?:code|password|passcode|pin|otp)/;

/** "We never ask for your code" is what we do say. Only a clause that warns is let through. */
const warnsEn =
  /\b(?:never|nobody|no one|don'?t|do not|does not|doesn'?t|won'?t|will not|not|without)\b/;
const warnsZh = /(?:不会|从不|绝不|不要|请勿|切勿|勿|别|不需要|无需|不用|没有人|任何人都不)/;
const except =
  /\b(?:but|except|only|just|unless|other than|besides)\b|worry|(?:除了|只|仅|才|放心|担心|但|以外|之外)/;

const clauses = (text: string) =>
  text.split(/[.!?;\n。！？；]+|[,，](?=\s*(?:just|please|so|then|请|就|直接))/);

/** Does somebody reading this understand that they should give away a code or a password? */
export function asksForSecret(text: string): boolean {
  const read = unmarked(text);
  return [read, asRead(read)].some((each) =>
    clauses(`${each} `).some((clause, at, all) => {
      // The question mark belongs to its clause.
      const whole = each.includes(`${clause}?`) && at < all.length ? `${clause}?` : clause;
      const squashed = clause.replace(/[^\p{L}\p{N}]/gu, "");
      const isAsked =
        asks.some((pattern) => pattern.test(whole)) ||
        asks.slice(4).some((pattern) => pattern.test(squashed)) ||
        asksSquashed.test(squashed);
      if (!isAsked) return false;
      const warns = warnsEn.test(clause) || warnsZh.test(clause);
      return !warns || except.test(clause);
    }),
  );
}

const LABEL = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?";
const HOST = new RegExp(`(?:${LABEL}\\.)+(?:\\p{L}{2,}|xn--[a-z0-9-]+)`, "gu");
const ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

/** Names of sites and mailboxes in the text, as a browser or a person would read them. */
function hostsIn(text: string): string[] {
  const read = unmarked(text)
    .replace(/[。｡．]/g, (dot, at: number, all: string) =>
      /[a-z0-9-]/.test(all[at - 1] ?? "") && /[a-z]/.test(all[at + 1] ?? "") ? "." : dot,
    )
    .replace(
      /\s*(?:\(dot\)|\[dot\]|\sdot\s|[(（[【]?点[)）\]】]?(?=\s*(?:com|cn|net|org|top|xyz|cc|vip|info|io|me)\b))\s*/g,
      ".",
    );
  return [...(read.match(HOST) ?? []), ...(read.match(ADDRESS) ?? [])];
}

/** Addresses in the text that are not ours. `own`: hosts of our pages; what lies below them is ours too. */
export const foreignHosts = (text: string, own: readonly string[]): string[] => {
  const scheme = /\b(?:[a-z][a-z0-9+.-]*:\/\/|javascript:|data:)[^\s]*/gi;
  const schemes = (unmarked(text).match(scheme) ?? []).map((link) => {
    try {
      return new URL(link).hostname || link;
    } catch {
      return link;
    }
  });
  // Whoever is before an @ is no host: only what a browser would go to counts.
  return [...new Set([...schemes, ...hostsIn(text)])].filter(
    (host) => !own.some((mine) => host === mine || host.endsWith(`.${mine}`)),
  );
};
