/**
 * Telephone numbers and chat accounts that somebody of the desk names. Who works for thieves sends owners to a number of theirs, so
 * only official ones pass: our own, and those of the registry. Digits are read as people read them.
 */

/** What `foreignContacts` lets pass: numbers as they are dialled. */
export type OfficialNumbers = ReadonlySet<string>;

const digitsOf = (written: string) => written.replace(/\D/g, "");
export const officialNumbers = (numbers: readonly string[]): OfficialNumbers =>
  new Set(numbers.map(digitsOf).filter((digits) => digits.length >= 3));

const HAN = "零一二三四五六七八九";
/** Other ways to write them. */
const HAN_ALSO: Readonly<Record<string, string>> = { 〇: "0", 幺: "1", 两: "2" };
const WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Digits of any width and script, and spelled ones, as plain digits. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toLowerCase()
    .replace(/\p{Nd}/gu, (digit) => {
      const at = digit.codePointAt(0) ?? 0;
      let value = 0;
      while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(at - value - 1))) value++;
      return String(value);
    })
    .replace(/[零〇一幺二两三四五六七八九]/g, (sign) => HAN_ALSO[sign] ?? String(HAN.indexOf(sign)))
    .replace(/\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b/g, (word) =>
      word === "oh" ? "0" : String(WORDS.indexOf(word)),
    );
}

/** At most two marks between two digits; a comma or a colon stands in amounts and times. */
const RUN = /\+?\(?\d(?:[ ()\-–—.·_/]{0,2}\d){4,19}/g;
const DAY = /(?<!\d)(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}(?!\d)/g;
/** What a number that is no telephone's is called by. */
const NAMED =
  /(?:order|ticket|reference|ref|case|receipt|invoice|transaction|amount|订单|单号|编号|流水|交易|案件|金额)\s?(?:no\.?|number|id|号|#|:|：|是|为|is)?\s{0,2}$/;
/** Forms that telephones have: China's mobile, rented and town numbers, service numbers, and from abroad. */
const DIALLED =
  /^(?:(?:00)?86)?(?:1[3-9]\d{9}|[48]00\d{7}|0\d{9,11}|95\d{3,6}|96\d{3,5})$|^00\d{7,}$/;

const APPS =
  "qq|扣扣|企鹅|微信|薇信|威信|v信|vx|wechat|weixin|telegram|whatsapp|纸飞机|飞机号|signal|line|skype|messenger";
const CHAT = new RegExp(
  `(?:${APPS})\\s?(?:号|账号|群|id|number|account)?\\s?(?:is|是|为|:|：|@)?\\s{0,2}[a-z0-9_-]{5,20}|` +
    `(?:加|添加)(?:我|一下|客服|个)?(?:的)?(?:${APPS})|\\b(?:add|message|text|reach|contact|write)\\s(?:to )?(?:me|us)\\s(?:on|via|by|in)\\s(?:${APPS})\\b`,
  "g",
);

/** Numbers to call and chat accounts in the text that are nobody's official ones. */
export function foreignContacts(text: string, official: OfficialNumbers): string[] {
  const read = plain(text);
  const found = [...read.matchAll(CHAT)].map(([chat]) => chat.trim());
  const dayless = read.replace(DAY, (day) => " ".repeat(day.length));
  for (const { 0: run, index } of dayless.matchAll(RUN)) {
    const digits = digitsOf(run);
    if (official.has(digits) || official.has(digits.replace(/^(?:00)?86/, ""))) continue;
    const isDialled = run.startsWith("+") || DIALLED.test(digits);
    if (!isDialled && (digits.length < 7 || digits.length > 15)) continue;
    if (!isDialled && NAMED.test(dayless.slice(Math.max(0, index - 24), index))) continue;
    found.push(run.trim());
  }
  return [...new Set(found)];
}
