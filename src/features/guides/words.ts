/** What a text is searched by: stems of English words, pairs of Chinese characters. No dictionary. */

const STOP = new Set(
  (
    "a an and are at be been but by can did do does for from had has have how i if in is it its me my of on or " +
    "so some that the their them then there they this to was we were what when where which who why will with " +
    "would you your not no am just get got"
  ).split(" "),
);
/** Pairs that a question has and that say nothing. */
const STOP_HAN = new Set(
  "怎么 么办 什么 我的 怎样 如何 可以 请问 一个 这个 那个 为什 能不 不能 是不 不是 有没 没有 我要 我想 想要".split(
    " ",
  ),
);

/** Characters that are in everything. */
const STOP_LETTERS = new Set("的了是我在有不和就都也要把被吗呢吧");

/** The common endings, off: enough for both sides to meet, and no word list to carry. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  const base = word
    .replace(/['’]s$/, "")
    .replace(/ies$/, "y")
    .replace(/sses$/, "ss")
    .replace(/([^aeious])s$/, "$1")
    .replace(/([aeiou])s$/, "$1");
  const bare = base.replace(/(ations?|ating|ated)$/, "at").replace(/(ing|ed|ly)$/, "");
  const kept = bare.length >= 3 ? bare : base;
  return kept.replace(/(.)\1$/, "$1").replace(/e$/, "");
}

/** Distinct parts of a query, or all parts of a text, in order. A lone character stands for itself. */
export function partsOf(text: string): string[] {
  const parts: string[] = [];
  const runs = text
    .normalize("NFKC")
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[a-z0-9]+(?:['’][a-z]+)?/gu);
  for (const [run] of runs) {
    if (!/\p{Script=Han}/u.test(run)) {
      const bare = run.replace(/['’]/g, "");
      if (!STOP.has(bare)) parts.push(stem(run));
      continue;
    }
    const letters = [...run];
    if (letters.length === 1 && !STOP_LETTERS.has(run)) parts.push(run);
    for (let at = 1; at < letters.length; at++) {
      const pair = `${letters[at - 1]}${letters[at]}`;
      if (!STOP_HAN.has(pair)) parts.push(pair);
    }
  }
  return parts;
}

/** Single characters of Chinese, so that a query of one finds something. */
export const lettersOf = (text: string): string[] => text.match(/\p{Script=Han}/gu) ?? [];

/** One slip of the hand apart: a letter more, less, changed, or two of them the wrong way round. */
export function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  const restA = a.slice(from);
  const restB = b.slice(from);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
