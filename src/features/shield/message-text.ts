/**
 * A message as it reads, not as it is encoded: whoever writes to deceive hides a word from a filter by wide letters,
 * by characters that nobody sees, by letters of another script, or by a dot between two signs. Every step here
 * takes time in proportion to the length of the text, whatever stands in it.
 */

/** What is looked at of one message, in UTF-16 units. Real ones have 70 to 2,000. */
export const LONGEST = 1_000_000;

/** Three marks on a letter are a language, three hundred are an attack: putting them in order takes quadratic time. */
const MARKS = /(\p{Mn}{3})\p{Mn}+/gu;
/** Formatting (zero width, writing direction, soft hyphen, tags) and letters that are drawn as nothing. */
const UNSEEN = /(?:\p{Cf}|[\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}|\u034f)+/gu;
const BLANKS = /[^\S\n]+/g;
const PLAIN = /^[\x20-\x7e\n\u4e00-\u9fff\u3001\u3002\u3010\u3011]*$/;

/** NFKC, nothing unseen, one kind of blank. Lines stay, letters keep their case. */
export function clean(text: string): string {
  const whole = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  if (PLAIN.test(whole)) return whole;
  const seen = whole.replace(UNSEEN, "").replace(MARKS, "$1").normalize("NFKC");
  return seen.slice(0, LONGEST).toWellFormed().replace(BLANKS, " ");
}

/** A word cut by something unseen, or a writing direction turned round: no honest sender needs that. */
const CUT =
  /[\p{L}\p{N}][\u00ad\u200b\u2060-\u2064\ufeff]+[\p{L}\p{N}]|[\u202a-\u202e\u2066-\u2069]/u;

const RARE = /[\u00ad\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]/;

export const hidesCharacters = (text: string) => RARE.test(text) && CUT.test(text);

/** Pairs of signs as a map: the first reads as the second. */
const pairs = (list: string) => new Map(list.split(" ").map((two) => [two[0], two[1]] as const));
const anyOf = (map: ReadonlyMap<string | undefined, unknown>) =>
  new RegExp(`[${[...map.keys()].join("")}]`, "g");

/** Letters of Cyrillic and Greek that are drawn as Latin ones; the word lists are Latin and Chinese. */
const TWINS = pairs(
  "аa еe оo рp сc уy хx іi јj ѕs һh ӏl οo αa ιi νv ρp τt υu κk ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX АA ВB ЕE КK МM НH ОO РP СC ТT ХX ІI ЈJ ЅS",
);
const TWIN = anyOf(TWINS);
const FOREIGN = /[\u0370-\u052f]/;

/** Traditional characters that the word lists hold in their simplified form. */
const SIMPLE = pairs(
  "帳账 賬账 戶户 號号 銀银 凍冻 結结 異异 認认 證证 驗验 點点 擊击 鏈链 網网 頁页 錄录 轉转 額额 領领 獎奖 現现 積积 貸贷 賠赔 償偿 郵邮 遞递 寶宝 錢钱 " +
    "臺台 聯联 繫系 電电 話话 費费 務务 員员 險险 補补 繳缴 關关 閉闭 訂订 單单 過过 實实 時时 級级 別别 斷断 開开 響响 徵征 屬属 緊紧 儘尽 請请 獲获 贈赠 " +
    "簽签 資资 東东 發发 啟启 動动 護护 檢检 詐诈 騙骗 機机 維维 貨货 運运 誤误 處处 註注 銷销 國国 會会 優优 專专 盜盗 傳传 滯滞 遺遗 碼码 無无 將将 衛卫 " +
    "龍龙 應应 達达 廣广 綁绑 標标 設设 協协 調调 遠远 軟软 業业 製制 數数 幣币 財财 產产 麗丽",
);
const OLD = anyOf(SIMPLE);

/** Between two Chinese characters nothing of this belongs: `支.付.宝`, `贷/款`, `积 分`. */
const WEDGE = /(?<=[\u4e00-\u9fff])[ *·.\-_/|~^'`]{1,3}(?=[\u4e00-\u9fff])/g;
/** `BL0CKED`, `Paypa1`: a digit inside of a word. */
const ZERO = /(?<=[a-z])0(?=[a-z])/gi;
const ONE = /(?<=[a-z]{2})1(?=[a-z]{2})/gi;

/**
 * The text as the word lists are held against it: lower case, simplified, without wedges and twins. For
 * finding words only: a link or a number is read from `clean`.
 */
export function folded(cleaned: string): string {
  let text = FOREIGN.test(cleaned)
    ? cleaned.replace(TWIN, (letter) => TWINS.get(letter) ?? letter)
    : cleaned;
  if (/[\u4e00-\u9fff]/.test(text))
    text = text.replace(OLD, (sign) => SIMPLE.get(sign) ?? sign).replace(WEDGE, "");
  if (/\d/.test(text)) text = text.replace(ZERO, "o").replace(ONE, "l");
  return text.toLowerCase().replace(/\s+/g, " ").replace(/[‘’]/g, "'");
}

export const isChinese = (code: number) => code >= 0x4e00 && code <= 0x9fff;

/** A piece for a reason: one line of at most 80 characters, never half of one. */
export function piece(text: string, from = 0, to = text.length): string {
  const start = Math.max(0, from);
  const cut = text.slice(start, Math.min(to, start + 100));
  const line = /\s\s|\n|^\s|\s$/.test(cut) ? cut.replace(/\s+/g, " ").trim() : cut;
  return line.length <= 80 ? line : `${line.slice(0, 79).replace(/[\ud800-\udbff]$/, "")}…`;
}
