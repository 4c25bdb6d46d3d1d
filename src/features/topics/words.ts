/**
 * The features of a title: pairs of neighbouring Chinese characters, and English stems with the pairs of neighbours. Pairs of
 * characters need no word list and match better than words where there is little to learn from. Pure.
 */

const WORD = /[\u4e00-\u9fff]+|[a-z]+(?:'[a-z]+)?|[0-9]+/g;

const DOUBLED = /([bdfglmnprt])\1$/;

/** `charged`, `charges` and `charging` are one: enough for headlines, and a tenth of a full stemmer. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  let short = word.replace(/'(?:s|re|ve|ll|d|m)$/, "").replace(/n't$/, "not");
  if (/(?:ss|us|is|ws)$/.test(short)) return short;
  short = short
    .replace(/ies$/, "y")
    .replace(/(?<=s|x|z|ch|sh)es$/, "")
    .replace(/s$/, "");
  for (const ending of ["ing", "edly", "ed", "ly"])
    if (short.endsWith(ending) && short.length - ending.length >= 3) {
      short = short.slice(0, -ending.length).replace(DOUBLED, "$1");
      break;
    }
  return short.length > 4 ? short.replace(/(?:ion|e)$/, "") : short;
}

/** Calls back with each feature of a folded text, as often as it stands there. */
export function eachFeature(text: string, visit: (feature: string) => void): void {
  let before = "";
  for (const [word] of text.matchAll(WORD)) {
    if (word >= "\u4e00") {
      for (let at = 0; at + 2 <= word.length; at++) visit(word.slice(at, at + 2));
      if (word.length === 1) visit(word);
      before = "";
      continue;
    }
    const now = word >= "a" ? stem(word) : "0";
    visit(now);
    if (before) visit(`${before}_${now}`);
    before = now;
  }
}
