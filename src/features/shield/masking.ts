/**
 * A message as it is kept for good: what it says, without whom it was sent to. Digits, codes, names after a greeting,
 * links and mail addresses are taken out, which also makes the waves of one scam alike, since those change with each
 * message. A name in running words is not recognised. Linear.
 */
import { findLinks, unfolded } from "./message-links.ts";
import { clean } from "./message-text.ts";

/** What is looked at, and what is kept, in characters. */
const READ_MAX = 5_000;
const KEPT_MAX = 600;

const MAIL = /[a-z0-9._%+-]{1,64} ?@ ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/gi;
/** `G-482913`, `ORDER7741`: a word with a digit in it. */
const CODE = /(?<![a-z0-9])[a-z0-9-]{0,20}\d[a-z0-9-]{0,20}/gi;
const GREETED =
  /(\b(?:[Dd]ear|DEAR|[Hh]i|[Hh]ello|M(?:r|rs|s|iss))\b[.,]?\s+)(?!(?:customer|user|client|member|sir|madam|valued|friend|all)\b)\p{Lu}[\p{L}'-]{0,30}(?:\s\p{Lu}[\p{L}'-]{0,30}){0,2}/gu;
const GREETED_ZH =
  /(^|[的爱,，。!！】:：\s])(?!尊敬|各位|这位|那位)[\u4e00-\u9fff]{1,4}(?=先生|女士|小姐|同学)/gmu;

export function masked(text: string): string {
  const read = unfolded(clean(text.slice(0, READ_MAX)));
  let [out, at] = ["", 0];
  for (const link of findLinks(read)) {
    if (link.at < at) continue;
    out += `${read.slice(at, link.at)}[…]`;
    at = link.end;
  }
  return (out + read.slice(at))
    .replace(MAIL, "[@]")
    .replace(GREETED, "$1*")
    .replace(GREETED_ZH, "$1*")
    .replace(CODE, "#")
    .replace(/#(?:[\s#-]*#)+/g, "#")
    .replace(/[<>]/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, KEPT_MAX)
    .toWellFormed();
}
